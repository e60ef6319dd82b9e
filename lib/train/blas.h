/* The seam to BLAS: the large products of training. */
#ifndef TENOR_TRAIN_BLAS_H
#define TENOR_TRAIN_BLAS_H

#include "nn/network.h"

/* A tenor__weight_gradient_fn: c[m, n] += a[k, m] transposed x b[k, n] by OpenBLAS. May be called from several threads
 * at once. */
void tenor__blas_weight_gradient(size_t m, size_t n, size_t k, const tenor__real *a, size_t lda, const tenor__real *b,
                                 size_t ldb, tenor__real *c, size_t ldc);

#endif
