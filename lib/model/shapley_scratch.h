/* What finding Shapley values (model/shapley.h) needs room for. */
#ifndef TENOR_MODEL_SHAPLEY_SCRATCH_H
#define TENOR_MODEL_SHAPLEY_SCRATCH_H

#include "base/alloc.h"

/* Scratch of a session, reused from text to text. Zero-initialize it, then set alloc. */
typedef struct tenor__shapley {
    tenor_alloc alloc;
    size_t length;  /* tokens that the network reads */
    size_t seam;    /* the first of them after the gap, where tokens may have been dropped; 0: no gap */
    size_t ends;    /* add this to its index for that of its token in the text */
    size_t players; /* runs of tokens that are left out together */
    size_t orders;
    uint32_t *words; /* [length] id of each token */
    uint32_t *pairs; /* [length] id of the pair that begins there; 0: none */
    uint32_t *order; /* [players] */
    uint32_t *ranks; /* [orders, players] place of each player in each order */
    bool exact;
    double *parts;  /* exact: [2 ^ players] z of each set of players, player i is bit i. Else z(all), z(none); [2,
                     * players] of each alone, and of all but it; [orders, 2, players - 1] of the beginnings of each
                     * order, and of its reverse */
    double *values; /* [players] */
    size_t word_capacity;
    size_t pair_capacity;
    size_t order_capacity;
    size_t rank_capacity;
    size_t part_capacity;
    size_t value_capacity;
} tenor__shapley;

void tenor__shapley_free(tenor__shapley *shapley);

#endif
