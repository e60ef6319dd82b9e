/* Structs of the interface that begin with `size`, which their caller sets (tenor.h): later versions add members after
 * the last, so that the caller's may be shorter or longer than the library's. */
#ifndef TENOR_BASE_SIZED_STRUCT_H
#define TENOR_BASE_SIZED_STRUCT_H

#include <tenor.h>

/* Fills in the members of the caller's struct `out` from `value`, of size bytes, as far as the caller's goes. */
tenor_status tenor__sized_struct_write(void *out, const void *value, size_t size, tenor_error *error);

/* Copies the caller's settings to `out`, of size bytes; what they do not have is zero, and what they have beyond it, of
 * a later version, must be. NULL gives zeros. */
tenor_status tenor__sized_struct_read(const void *settings, void *out, size_t size, tenor_error *error);

#endif
