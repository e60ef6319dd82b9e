/* An arena: memory that is freed as a whole. */
#ifndef TENOR_BASE_ARENA_H
#define TENOR_BASE_ARENA_H

#include "base/alloc.h"

/* Zero-initialize it, then set alloc. */
typedef struct tenor__arena {
    tenor_alloc alloc;
    struct tenor__arena_block *block;
} tenor__arena;

/* Allocates size bytes, aligned to 16. Returns NULL if memory runs out; size 0 gives a valid pointer. */
void *tenor__arena_alloc(tenor__arena *arena, size_t size);

/* A copy of text, followed by a NUL that its size does not count. data is NULL if memory runs out. */
tenor_str tenor__arena_copy(tenor__arena *arena, tenor_str text);

void tenor__arena_free(tenor__arena *arena);

#endif
