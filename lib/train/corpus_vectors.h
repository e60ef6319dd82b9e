/* Word vectors of the training corpus itself, for want of others: words that stand among like words get like vectors
 * before the network sees a label. They are the eigenvectors of the matrix of train/ppmi.h whose eigenvalues are the
 * largest but for their signs,
 *
 *     M ~ U diag(s) U^T, X = U                   U [words, dim]; Levy, Goldberg and Dagan 2015, with p = 0
 *
 * up to a rotation, by subspace iteration from random vectors (Halko, Martinsson and Tropp 2011), and scaled, all by
 * one number, to a standard deviation of 0.35. */
#ifndef TENOR_TRAIN_CORPUS_VECTORS_H
#define TENOR_TRAIN_CORPUS_VECTORS_H

#include "base/pool.h"
#include "base/random.h"
#include "train/sequences.h"

/* embedding[words, dim] holds random numbers of standard deviation `deviation`. Those of words that stand together with
 * others in the sequences more often than by chance become their vectors, and is_known[words] of them true; of the
 * others it becomes false, and their numbers are scaled to the vectors' standard deviation, but for the padding's.
 * Likewise those of a vector's numbers that exceed 300 or the rank of M. The same bits with any pool. alloc may be
 * called by any of the pool's threads. False when out of memory. */
bool tenor__corpus_vectors(const tenor__sequences *sequences, size_t words, size_t dim, double deviation,
                           tenor__random random, tenor__pool *pool, const tenor_alloc *alloc, float *embedding,
                           bool *is_known);

#endif
