/* Temporary files and folders that killed processes leave. A process holds a lock on each of its own, by an open
 * descriptor, so that one without a lock has no owner any more. */
#ifndef TENOR_BASE_LEFTOVERS_H
#define TENOR_BASE_LEFTOVERS_H

#include <tenor.h>

/* ".tenor-0123456789abcdef.tmp" */
#define TENOR__LEFTOVERS_PREFIX ".tenor-"
#define TENOR__LEFTOVERS_SUFFIX ".tmp"

/* Locks a temporary file or folder that was just made, until its descriptor is closed. False when another process is
 * removing it as a leftover: make another. Where the file system knows no locks, it is true. */
bool tenor__leftovers_claim(int descriptor);

#endif
