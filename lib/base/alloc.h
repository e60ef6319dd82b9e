/* Memory: the caller's hook, and arrays of checked sizes. */
#ifndef TENOR_BASE_ALLOC_H
#define TENOR_BASE_ALLOC_H

#include "base/size.h"

#include <tenor.h>

/* The hook to use: *alloc, or libc's for NULL. */
tenor_alloc tenor__alloc_of(const tenor_alloc *alloc);

/* Whether it is libc's, which any thread may call. */
bool tenor__alloc_is_libc(const tenor_alloc *alloc);

/* count x size bytes, uninitialized or zero; NULL when out of memory or over SIZE_MAX. count x size 0 gives NULL too:
 * callers that may ask for nothing ask for one. */
void *tenor__alloc_array(const tenor_alloc *alloc, size_t count, size_t size);
void *tenor__alloc_zeroed(const tenor_alloc *alloc, size_t count, size_t size);
void tenor__alloc_free(const tenor_alloc *alloc, void *memory);

/* Aligned to 64 bytes, a cache line and the widest vector; given back by tenor__alloc_free_aligned only. */
void *tenor__alloc_aligned(const tenor_alloc *alloc, size_t count, size_t size);

/* The same for what is about to be written, all of it, and then read over and over: its pages are there already, and
 * large ones where libc gives the memory, from 512 KB on. Those take whole multiples of 2 MB. */
void *tenor__alloc_large(const tenor_alloc *alloc, size_t count, size_t size);
void tenor__alloc_free_aligned(const tenor_alloc *alloc, void *memory);

/* Grows *memory, an array of elements of `size` bytes, to hold at least `need` elements, by doubling. *capacity is in
 * elements. False when out of memory: nothing has changed. */
bool tenor__alloc_grow(const tenor_alloc *alloc, void **memory, size_t *capacity, size_t need, size_t size);

#endif
