/* The soft targets of a corpus: probabilities of labels, of those examples that have some. */
#ifndef TENOR_DATA_SOFT_TARGETS_H
#define TENOR_DATA_SOFT_TARGETS_H

#include "base/alloc.h"

/* Zero-initialized it has none. */
typedef struct tenor__soft_target_store {
    uint32_t *ids; /* labels, one example after the other */
    float *probabilities;
    size_t *ends; /* [examples] where those of each end; examples from there on have none */
    size_t examples;
    size_t count; /* examples that have some */
    size_t id_capacity;
    size_t probability_capacity;
    size_t end_capacity;
} tenor__soft_target_store;

/* Checks the probabilities of an example; with one_label they must sum to 1, nearly. *sum is their sum. TENOR_BAD_DATA
 * or TENOR_OUT_OF_MEMORY. */
tenor_status tenor__soft_targets_check(const tenor_str *labels, const float *probabilities, size_t count,
                                       bool one_label, const tenor_alloc *alloc, double *sum, tenor_error *error);

/* Makes room for `count` probabilities of example i, the last one. False when out of memory. */
bool tenor__soft_targets_reserve(tenor__soft_target_store *store, size_t i, size_t count, const tenor_alloc *alloc);

/* Begins those of example i, adds one, for which there is room, and ends them. A probability of 0 is left out,
 * but for one where all are: an example that has targets has one at least. */
void tenor__soft_targets_begin(tenor__soft_target_store *store, size_t i);
void tenor__soft_targets_add(tenor__soft_target_store *store, uint32_t id, float probability);

/* Where those of example i begin, and how many it has. */
size_t tenor__soft_targets_find(const tenor__soft_target_store *store, size_t i, size_t *count);

void tenor__soft_targets_free(tenor__soft_target_store *store, const tenor_alloc *alloc);

#endif
