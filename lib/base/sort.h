/* Sorting in place in O(n log n), for any input. */
#ifndef TENOR_BASE_SORT_H
#define TENOR_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

typedef struct tenor__pair {
    uint64_t key;
    uint64_t value;
} tenor__pair;

/* Sorts by key, then by value. */
void tenor__sort_pairs(tenor__pair *pairs, size_t count);

#endif
