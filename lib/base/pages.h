/* Pages of memory, asked for ahead of their use. A page that is not there when it is first touched interrupts the
 * program, for longer than most use of a page takes; the system brings all pages of a range at once for a fraction.
 *
 * All are advice: they change nothing but time, and do nothing where the system knows no such advice. Pages that reach
 * beyond the range are left alone. */
#ifndef TENOR_BASE_PAGES_H
#define TENOR_BASE_PAGES_H

#include <tenor.h>

/* That memory is to have pages of 2 MB where it covers such. */
void tenor__pages_large(void *memory, size_t size);

/* Of memory that is about to be written, all of it. */
void tenor__pages_to_write(void *memory, size_t size);

/* Of a mapped file that is about to be read, all of it. Memory that is no mapped file may be given too. */
void tenor__pages_to_read(const void *memory, size_t size);

#endif
