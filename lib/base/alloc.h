/* Memory: the caller's allocator, and arrays with checked sizes. */
#ifndef TENOR_BASE_ALLOC_H
#define TENOR_BASE_ALLOC_H

#include "base/size.h"

#include <tenor.h>

/* The allocator to use: *alloc, or libc's if alloc is NULL. */
tenor_alloc tenor__alloc_of(const tenor_alloc *alloc);

/* Whether it is libc's allocator, which any thread may call. */
bool tenor__alloc_is_libc(const tenor_alloc *alloc);

/* Allocates count x size bytes, uninitialized or zeroed. Returns NULL if memory runs out, if the product exceeds
 * SIZE_MAX, or if it is 0. A caller that may need no elements allocates one. */
void *tenor__alloc_array(const tenor_alloc *alloc, size_t count, size_t size);
void *tenor__alloc_zeroed(const tenor_alloc *alloc, size_t count, size_t size);
void tenor__alloc_free(const tenor_alloc *alloc, void *memory);

/* Aligned to 64 bytes, a cache line and the widest vector. Free it only with tenor__alloc_free_aligned. */
void *tenor__alloc_aligned(const tenor_alloc *alloc, size_t count, size_t size);

/* Like tenor__alloc_aligned, for memory that is soon written completely and then read many times. Its pages are already
 * mapped. If libc allocates it, sizes from 512 KB on use large pages and are rounded up to multiples of 2 MB. */
void *tenor__alloc_large(const tenor_alloc *alloc, size_t count, size_t size);
void tenor__alloc_free_aligned(const tenor_alloc *alloc, void *memory);

/* Grows an array of elements of `size` bytes, by doubling, to at least `need` elements. array is the address of the
 * pointer to it, of any type of pointer to objects; *capacity is in elements. Returns false if memory runs out; nothing
 * has changed then. */
bool tenor__alloc_grow(const tenor_alloc *alloc, void *array, size_t *capacity, size_t need, size_t size);

#endif
