/* The caller's allocator behind a lock, for worker threads. So the caller's allocator need not be thread-safe. */
#ifndef TENOR_BASE_LOCKED_ALLOC_H
#define TENOR_BASE_LOCKED_ALLOC_H

#include "base/alloc.h"

typedef struct tenor__locked_alloc tenor__locked_alloc;

tenor_status tenor__locked_alloc_new(const tenor_alloc *alloc, tenor__locked_alloc **out);
/* Everything that was allocated through it must have been freed. */
void tenor__locked_alloc_free(tenor__locked_alloc *locked);

/* The allocator for the threads, valid as long as `locked`. If the caller's allocator is libc's, it needs no lock and
 * is returned itself. */
tenor_alloc tenor__locked_alloc_hook(tenor__locked_alloc *locked);

#endif
