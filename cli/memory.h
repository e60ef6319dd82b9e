/* Memory that never fails: without any the process ends, with a message. */
#ifndef TENOR_CLI_MEMORY_H
#define TENOR_CLI_MEMORY_H

#include <stddef.h>

/* realloc that ends the process, with a message, when there is no memory. count x size may be 0 only for memory NULL.
 */
void *memory_resize(void *memory, size_t count, size_t size);

/* Returns memory; ends the process as memory_resize does when it is NULL. */
void *memory_check(void *memory);

#endif
