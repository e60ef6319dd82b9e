#include "base/alloc.h"

#include "base/pages.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64, LARGE_PAGE = 2 << 20 };

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

void *tenor__alloc_array(const tenor_alloc *alloc, size_t count, size_t size)
{
    size_t bytes;
    if (!tenor__size_multiply(count, size, &bytes) || bytes == 0)
        return NULL;
    return alloc->resize(NULL, bytes, alloc->user);
}

void *tenor__alloc_zeroed(const tenor_alloc *alloc, size_t count, size_t size)
{
    void *memory = tenor__alloc_array(alloc, count, size);
    if (memory)
        memset(memory, 0, count * size);
    return memory;
}

void tenor__alloc_free(const tenor_alloc *alloc, void *memory)
{
    if (memory)
        alloc->resize(memory, 0, alloc->user);
}

static void *get_aligned_to(size_t alignment, const tenor_alloc *alloc, size_t bytes)
{
    if (bytes == 0 || !tenor__size_add(bytes, alignment + sizeof(void *), &bytes))
        return NULL;
    char *raw = alloc->resize(NULL, bytes, alloc->user);
    if (!raw)
        return NULL;
    char *first = raw + sizeof(void *);
    char *aligned = first + (alignment - (uintptr_t)first % alignment) % alignment;
    memcpy(aligned - sizeof(void *), &raw, sizeof raw);
    return aligned;
}

void *tenor__alloc_aligned(const tenor_alloc *alloc, size_t count, size_t size)
{
    size_t bytes;
    return tenor__size_multiply(count, size, &bytes) ? get_aligned_to(ALIGNMENT, alloc, bytes) : NULL;
}

void *tenor__alloc_large(const tenor_alloc *alloc, size_t count, size_t size)
{
    size_t bytes;
    size_t whole;
    if (!tenor__size_multiply(count, size, &bytes))
        return NULL;
    /* A caller's allocator is never asked for more than is needed. */
    const bool large =
        bytes >= LARGE_PAGE / 4 && tenor__alloc_is_libc(alloc) && tenor__size_add(bytes, LARGE_PAGE - 1, &whole);
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

void tenor__alloc_free_aligned(const tenor_alloc *alloc, void *memory)
{
    if (!memory)
        return;
    void *raw;
    memcpy(&raw, (char *)memory - sizeof(void *), sizeof raw);
    alloc->resize(raw, 0, alloc->user);
}

bool tenor__alloc_grow(const tenor_alloc *alloc, void *array, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return true;
    size_t larger = *capacity < 8 ? 16 : *capacity;
    if (!tenor__size_add(larger, larger, &larger))
        return false;
    if (larger < need)
        larger = need;
    size_t bytes;
    if (!tenor__size_multiply(larger, size, &bytes))
        return false;
    void *memory;
    memcpy(&memory, array, sizeof memory); /* the caller's pointer has a type of its own */
    memory = alloc->resize(memory, bytes, alloc->user);
    if (!memory)
        return false;
    memcpy(array, &memory, sizeof memory);
    *capacity = larger;
    return true;
}
