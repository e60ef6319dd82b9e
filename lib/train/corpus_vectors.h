/* Word vectors of the training corpus itself, for want of others: words that stand among like words get like vectors
 * before the network sees a label. They are the eigenvectors of the matrix of train/ppmi.h whose eigenvalues are the
 * largest but for their signs,
 *
 *     M ~ U diag(s) U^T, X = U                   U [words, dim]; Levy, Goldberg and Dagan 2015, with p = 0
 *
 * up to a rotation, by subspace iteration from random vectors (Halko, Martinsson and Tropp 2011), and brought to a
 * standard deviation of 0.35, about that of GloVe's. */
#ifndef TENOR_TRAIN_CORPUS_VECTORS_H
#define TENOR_TRAIN_CORPUS_VECTORS_H

#include "base/pool.h"
#include "train/sequences.h"

/* Sets the rows of embedding[words, dim] of words that stand together with others in the sequences to their vectors,
 * and is_known[words] of them to true and of all others to false. These hold random numbers of standard deviation
 * `deviation`, and are brought to that of the vectors. Of more than 300 numbers of a row, or than there are words, the
 * last stay random likewise. The same bits with any pool. alloc may be called by any of the pool's threads. False when
 * out of memory. */
bool tenor__corpus_vectors(const tenor__sequences *sequences, size_t words, size_t dim, double deviation, uint64_t seed,
                           tenor__pool *pool, const tenor_alloc *alloc, float *embedding, bool *is_known);

#endif
