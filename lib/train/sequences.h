/* A corpus as input of the network: the ids and labels of each text. */
#ifndef TENOR_TRAIN_SEQUENCES_H
#define TENOR_TRAIN_SEQUENCES_H

#include "base/alloc.h"
#include "base/label_sets.h"
#include "text/vocab.h"

#include <tenor_train.h>

/* A zero-initialized value is empty. */
typedef struct tenor__sequences {
    tenor_alloc alloc;
    size_t count;
    size_t tokens;        /* sum of the lengths */
    const uint32_t **ids; /* [count] into `all` */
    size_t *lengths;      /* [count]; 0 for a text without tokens, which the network reads as a single <unk> */
    tenor__label_sets targets;
    uint32_t *all; /* [tokens] */
} tenor__sequences;

/* Encodes the tokens of each text, cut to `limit` (0: no limit) as `kept` says. A pair in the vocabulary takes the
 * place of its first token. labels[k] is the network's index of the corpus's label k. Without a corpus (NULL) the
 * sequences have no targets. */
tenor_status tenor__sequences_encode(tenor__sequences *sequences, const tenor__tokenized *texts,
                                     const tenor_corpus *corpus, const tenor_vocab *vocab, size_t limit,
                                     tenor__kept_tokens kept, const uint32_t *labels, const tenor_alloc *alloc);

/* The sequences of both, one after the other, without targets. Their ids are borrowed. */
tenor_status tenor__sequences_join(tenor__sequences *joined, const tenor__sequences *first,
                                   const tenor__sequences *second, const tenor_alloc *alloc);
void tenor__sequences_free(tenor__sequences *sequences);

/* Sorts order[count], indices of sequences, by length, shortest first; the sort is stable. scratch has room for count
 * indices. */
void tenor__sequences_sort(const tenor__sequences *sequences, uint32_t *order, size_t count, uint32_t *scratch);

#endif
