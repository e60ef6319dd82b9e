/* The caller's allocator behind a lock, for memory that worker threads ask for: the hook need not be made for threads.
 */
#ifndef TENOR_BASE_LOCKED_ALLOC_H
#define TENOR_BASE_LOCKED_ALLOC_H

#include "base/alloc.h"

typedef struct tenor__locked_alloc tenor__locked_alloc;

tenor_status tenor__locked_alloc_new(const tenor_alloc *alloc, tenor__locked_alloc **out);
/* What was allocated through it must have been freed. */
void tenor__locked_alloc_free(tenor__locked_alloc *locked);

/* The hook to hand out, libc's own where that is the caller's, since it needs no lock; it holds as long as `locked`. */
tenor_alloc tenor__locked_alloc_hook(tenor__locked_alloc *locked);

#endif
