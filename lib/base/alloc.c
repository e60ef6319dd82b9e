#include "base/alloc.h"

#include "base/pages.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64, LARGE_PAGE = 2 << 20, ARENA_ALIGNMENT = 16, ARENA_FIRST = 4096, ARENA_LARGEST = 1 << 20 };

struct tenor__arena_block {
    struct tenor__arena_block *before;
    size_t used;
    size_t size;
    /* The bytes follow, at the next multiple of ARENA_ALIGNMENT. */
};

static const size_t BLOCK_HEADER =
    (sizeof(struct tenor__arena_block) + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;

static void *resize_with_libc(void *memory, size_t size, void *user)
{
    (void)user;
    if (size == 0) {
        free(memory);
        return NULL;
    }
    return realloc(memory, size);
}

tenor_alloc tenor__alloc_of(const tenor_alloc *alloc)
{
    return alloc && alloc->resize ? *alloc : (tenor_alloc){resize_with_libc, NULL};
}

bool tenor__alloc_is_libc(const tenor_alloc *alloc)
{
    return alloc->resize == resize_with_libc;
}

void *tenor__get(const tenor_alloc *alloc, size_t count, size_t size)
{
    size_t bytes;
    if (!tenor__multiply_size(count, size, &bytes) || bytes == 0)
        return NULL;
    return alloc->resize(NULL, bytes, alloc->user);
}

void *tenor__get_zero(const tenor_alloc *alloc, size_t count, size_t size)
{
    void *memory = tenor__get(alloc, count, size);
    if (memory)
        memset(memory, 0, count * size);
    return memory;
}

void tenor__put(const tenor_alloc *alloc, void *memory)
{
    if (memory)
        alloc->resize(memory, 0, alloc->user);
}

static void *get_aligned_to(size_t alignment, const tenor_alloc *alloc, size_t bytes)
{
    if (bytes == 0 || !tenor__add_size(bytes, alignment + sizeof(void *), &bytes))
        return NULL;
    char *raw = alloc->resize(NULL, bytes, alloc->user);
    if (!raw)
        return NULL;
    char *first = raw + sizeof(void *);
    char *aligned = first + (alignment - (uintptr_t)first % alignment) % alignment;
    memcpy(aligned - sizeof(void *), &raw, sizeof raw);
    return aligned;
}

void *tenor__get_aligned(const tenor_alloc *alloc, size_t count, size_t size)
{
    size_t bytes;
    return tenor__multiply_size(count, size, &bytes) ? get_aligned_to(ALIGNMENT, alloc, bytes) : NULL;
}

void *tenor__get_large(const tenor_alloc *alloc, size_t count, size_t size)
{
    size_t bytes;
    size_t whole;
    if (!tenor__multiply_size(count, size, &bytes))
        return NULL;
    /* What a caller's hook is asked for is no more than what is needed. */
    const bool large =
        bytes >= LARGE_PAGE / 4 && tenor__alloc_is_libc(alloc) && tenor__add_size(bytes, LARGE_PAGE - 1, &whole);
    char *memory = NULL;
    if (large) {
        whole -= whole % LARGE_PAGE;
        memory = get_aligned_to(LARGE_PAGE, alloc, whole);
        if (memory)
            tenor__pages_large(memory, whole);
    } else {
        memory = get_aligned_to(ALIGNMENT, alloc, bytes);
    }
    if (memory)
        tenor__pages_to_write(memory, bytes);
    return memory;
}

void tenor__put_aligned(const tenor_alloc *alloc, void *memory)
{
    if (!memory)
        return;
    void *raw;
    memcpy(&raw, (char *)memory - sizeof(void *), sizeof raw);
    alloc->resize(raw, 0, alloc->user);
}

bool tenor__grow(const tenor_alloc *alloc, void **memory, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return true;
    size_t larger = *capacity < 8 ? 16 : *capacity;
    if (!tenor__add_size(larger, larger, &larger))
        return false;
    if (larger < need)
        larger = need;
    size_t bytes;
    if (!tenor__multiply_size(larger, size, &bytes))
        return false;
    void *moved = alloc->resize(*memory, bytes, alloc->user);
    if (!moved)
        return false;
    *memory = moved;
    *capacity = larger;
    return true;
}

void *tenor__arena_get(tenor__arena *arena, size_t size)
{
    size_t rounded;
    if (!tenor__add_size(size, ARENA_ALIGNMENT - 1, &rounded))
        return NULL;
    rounded = rounded / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    struct tenor__arena_block *block = arena->block;
    if (!block || block->size - block->used < rounded) {
        size_t bytes = block ? block->size * 2 : ARENA_FIRST;
        if (bytes > ARENA_LARGEST)
            bytes = ARENA_LARGEST;
        if (bytes < rounded)
            bytes = rounded;
        size_t total;
        if (!tenor__add_size(bytes, BLOCK_HEADER, &total))
            return NULL;
        block = tenor__get(&arena->alloc, 1, total);
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
    char *copy = tenor__add_size(text.size, 1, &size) ? tenor__arena_get(arena, size) : NULL;
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
        tenor__put(&arena->alloc, arena->block);
        arena->block = before;
    }
}
