#include "base/arena.h"

#include <string.h>

enum { ALIGNMENT = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct tenor__arena_block {
    struct tenor__arena_block *before;
    size_t used;
    size_t size;
    /* The bytes follow, at the next multiple of ALIGNMENT. */
};

static const size_t BLOCK_HEADER = (sizeof(struct tenor__arena_block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

void *tenor__arena_alloc(tenor__arena *arena, size_t size)
{
    size_t rounded;
    if (!tenor__size_add(size, ALIGNMENT - 1, &rounded))
        return NULL;
    rounded = rounded / ALIGNMENT * ALIGNMENT;
    struct tenor__arena_block *block = arena->block;
    if (!block || block->size - block->used < rounded) {
        size_t bytes = block ? block->size * 2 : FIRST_BLOCK;
        if (bytes > LARGEST_BLOCK)
            bytes = LARGEST_BLOCK;
        if (bytes < rounded)
            bytes = rounded;
        size_t total;
        if (!tenor__size_add(bytes, BLOCK_HEADER, &total))
            return NULL;
        block = tenor__alloc_array(&arena->alloc, 1, total);
        if (!block)
            return NULL;
        *block = (struct tenor__arena_block){.before = arena->block, .size = bytes};
        arena->block = block;
    }
    char *memory = (char *)block + BLOCK_HEADER + block->used;
    block->used += rounded;
    return memory;
}

tenor_str tenor__arena_copy(tenor__arena *arena, tenor_str text)
{
    size_t size;
    char *copy = tenor__size_add(text.size, 1, &size) ? tenor__arena_alloc(arena, size) : NULL;
    if (!copy)
        return (tenor_str){NULL, 0};
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return (tenor_str){copy, text.size};
}

void tenor__arena_free(tenor__arena *arena)
{
    while (arena->block) {
        struct tenor__arena_block *before = arena->block->before;
        tenor__alloc_free(&arena->alloc, arena->block);
        arena->block = before;
    }
}
