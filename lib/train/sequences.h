/* A corpus as the network reads it: a sequence of ids and the labels of each text, encoded once. */
#ifndef TENOR_TRAIN_SEQUENCES_H
#define TENOR_TRAIN_SEQUENCES_H

#include "base/alloc.h"
#include "base/label_sets.h"
#include "base/pool.h"
#include "text/tokens.h"

#include <tenor_train.h>

/* Zero-initialized it is empty. */
typedef struct tenor__sequences {
    tenor_alloc alloc;
    size_t count;
    size_t tokens;        /* in all */
    const uint32_t **ids; /* [count] */
    size_t *lengths;      /* [count]; 0 for a text without tokens, which the network reads as one <unk> */
    tenor__label_sets targets;
    uint32_t **chunks; /* where the ids lie */
    size_t chunk_count;
} tenor__sequences;

/* Encodes the tokens of each text of corpus, of more than `limit` those that are kept; labels[k] is the network's index
 * of the corpus's label k. alloc may be called by any of the pool's threads. */
tenor_status tenor__sequences_encode(tenor__sequences *sequences, const tenor_corpus *corpus, const tenor_vocab *vocab,
                                     size_t limit, tenor__kept_tokens kept, const uint32_t *labels, tenor__pool *pool,
                                     const tenor_alloc *alloc);
void tenor__sequences_free(tenor__sequences *sequences);

/* Sorts order[count], indices of sequences, by length, shortest first; equal ones keep their order. scratch has room
 * for count indices. */
void tenor__sequences_sort(const tenor__sequences *sequences, uint32_t *order, size_t count, uint32_t *scratch);

#endif
