/* Memory: the caller's hook, checked sizes, and an arena for what lives and dies together. */
#ifndef TENOR_BASE_ALLOC_H
#define TENOR_BASE_ALLOC_H

#include <tenor.h>

/* *out = a + b or a * b; false, and *out undefined, when that does not fit a size_t. */
static inline bool tenor__add_size(size_t a, size_t b, size_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}

static inline bool tenor__multiply_size(size_t a, size_t b, size_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

/* a / b, rounded up; b > 0. */
static inline size_t tenor__divide_up(size_t a, size_t b)
{
    return a / b + (a % b > 0);
}

/* The hook to use: *alloc, or libc's for NULL. */
tenor_alloc tenor__alloc_of(const tenor_alloc *alloc);

/* Whether it is libc's, which any thread may call. */
bool tenor__alloc_is_libc(const tenor_alloc *alloc);

/* count x size bytes, uninitialized or zero; NULL when out of memory or over SIZE_MAX. count x size 0 gives NULL too:
 * callers that may ask for nothing ask for one. */
void *tenor__get(const tenor_alloc *alloc, size_t count, size_t size);
void *tenor__get_zero(const tenor_alloc *alloc, size_t count, size_t size);
void tenor__put(const tenor_alloc *alloc, void *memory);

/* Aligned to 64 bytes, a cache line and the widest vector; given back by tenor__put_aligned only. */
void *tenor__get_aligned(const tenor_alloc *alloc, size_t count, size_t size);

/* The same for what is about to be written, all of it, and then read over and over: its pages are there already, and
 * large ones where libc gives the memory, from 512 KB on. Those take whole multiples of 2 MB. */
void *tenor__get_large(const tenor_alloc *alloc, size_t count, size_t size);
void tenor__put_aligned(const tenor_alloc *alloc, void *memory);

/* Grows *memory, an array of elements of `size` bytes, to hold at least `need` elements, by doubling. *capacity is in
 * elements. False when out of memory: nothing has changed. */
bool tenor__grow(const tenor_alloc *alloc, void **memory, size_t *capacity, size_t need, size_t size);

/* An arena hands out memory that is freed all at once. Zero-initialize, then set alloc. */
typedef struct tenor__arena {
    tenor_alloc alloc;
    struct tenor__arena_block *block;
} tenor__arena;

/* size bytes aligned to 16; NULL when out of memory. size 0 gives a valid pointer. */
void *tenor__arena_get(tenor__arena *arena, size_t size);

/* A copy of text with a NUL after it, which its size does not count. data is NULL when out of memory. */
tenor_str tenor__arena_copy(tenor__arena *arena, tenor_str text);

void tenor__arena_free(tenor__arena *arena);

#endif
