/* Advice to the system about pages of memory before their use. The first access to a missing page interrupts the
 * program; loading all pages of a range at once costs a fraction of that.
 *
 * These calls only affect speed. They do nothing on systems without such advice. Pages that are only partly in the
 * range are not affected. */
#ifndef TENOR_BASE_PAGES_H
#define TENOR_BASE_PAGES_H

#include <tenor.h>

/* Asks for 2 MB pages where the range contains whole ones. */
void tenor__pages_large(void *memory, size_t size);

/* Maps memory that is about to be written completely. */
void tenor__pages_to_write(void *memory, size_t size);

/* Loads a mapped file that is about to be read completely. The range may also be other memory. */
void tenor__pages_to_read(const void *memory, size_t size);

#endif
