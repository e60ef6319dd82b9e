/* Word vectors from the training corpus, for use without pretrained vectors. Words that occur in similar contexts get
 * similar vectors before the network sees a label. The vectors are a truncated eigendecomposition of the PPMI matrix M
 * of train/ppmi.h, with the eigenvalues of largest absolute value:
 *
 *     M ~ U diag(s) U^T, X = U                   U [words, dim]; Levy, Goldberg and Dagan 2015, with p = 0
 *
 * U is computed up to a rotation, by subspace iteration from random vectors (Halko, Martinsson and Tropp 2011). All
 * values are then scaled by one factor, to a standard deviation of 0.35. */
#ifndef TENOR_TRAIN_CORPUS_VECTORS_H
#define TENOR_TRAIN_CORPUS_VECTORS_H

#include "base/pool.h"
#include "base/random.h"
#include "train/sequences.h"

/* About how many tokens of a corpus are read: of labeled texts, where more would change only the vectors of rare words,
 * and with texts without labels, whose words are in no other text. */
enum { TENOR__CORPUS_VECTORS_TOKENS = 2000000, TENOR__CORPUS_VECTORS_MORE_TOKENS = 16000000 };

/* Fills embedding[words, dim], which holds random values of standard deviation `deviation`. Words that occur together
 * with others more often than by chance get their vectors, and is_known[word] becomes true. The random values of other
 * words, except the padding, are scaled to the vectors' standard deviation. So are values beyond the first 300, or
 * beyond the rank of M. The result has the same bits with any pool. The threads of the pool may call alloc. Returns
 * false if memory runs out. */
bool tenor__corpus_vectors(const tenor__sequences *sequences, size_t words, size_t most_tokens, size_t dim,
                           double deviation, tenor__random random, tenor__pool *pool, const tenor_alloc *alloc,
                           float *embedding, bool *is_known);

#endif
