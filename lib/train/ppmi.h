/* Positive pointwise mutual information of word pairs in a corpus, as a sparse matrix.
 *
 *     n(a, b) = sum of 1 / d over all positions of a and b in a text at a distance d of at most 5
 *     M(a, b) = max(0, log(n(a, b) n / (n(a) n(b))))        n(a) = sum over b of n(a, b); n = sum over a of n(a)
 *
 * M (Church and Hanks 1990) is symmetric. A value above 0 means that a and b occur together more often than by
 * chance. */
#ifndef TENOR_TRAIN_PPMI_H
#define TENOR_TRAIN_PPMI_H

#include "base/pool.h"
#include "base/random.h"
#include "train/sequences.h"

typedef struct tenor__ppmi_block tenor__ppmi_block;

typedef struct tenor__ppmi {
    tenor_alloc alloc;
    size_t words;
    tenor__ppmi_block *blocks;
} tenor__ppmi;

/* Computes M for the words of the sequences; all ids are below `words`. From a corpus of more than `most` tokens it
 * draws a random sample of sequences with about so many. The rows of the padding and of unknown words are empty. The
 * threads of the pool may call alloc. Returns false if memory runs out. */
bool tenor__ppmi_init(tenor__ppmi *ppmi, const tenor__sequences *sequences, size_t words, size_t most,
                      tenor__random *random, tenor__pool *pool, const tenor_alloc *alloc);
void tenor__ppmi_free(tenor__ppmi *ppmi);

/* out[words, columns] = M in[words, columns], with the same bits for any pool. */
void tenor__ppmi_multiply(const tenor__ppmi *ppmi, size_t columns, const float *in, float *out, tenor__pool *pool);

#endif
