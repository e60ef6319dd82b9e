/* How much more often than by chance two words of a corpus stand close to each other, as a sparse matrix.
 *
 *     n(a, b) = sum over the places of a and b at a distance d of at most 5 in a text of 1 / d
 *     M(a, b) = max(0, log(n(a, b) n / (n(a) n(b))))        n(a) = sum over b of n(a, b); n = sum over a of n(a)
 *
 * M is the positive pointwise mutual information (Church and Hanks 1990), and symmetric. */
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

/* Of the sequences' words, all ids being below `words`; of a large corpus as many sequences, drawn at random, as have
 * about two million tokens. The rows of the padding and of unknown words are empty. alloc may be called by any of the
 * pool's threads. False when out of memory. */
bool tenor__ppmi_init(tenor__ppmi *ppmi, const tenor__sequences *sequences, size_t words, tenor__random *random,
                      tenor__pool *pool, const tenor_alloc *alloc);
void tenor__ppmi_free(tenor__ppmi *ppmi);

/* out[words, columns] = M in[words, columns], the same bits with any pool. */
void tenor__ppmi_multiply(const tenor__ppmi *ppmi, size_t columns, const float *in, float *out, tenor__pool *pool);

#endif
