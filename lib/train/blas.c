#include "train/blas.h"

#include <cblas.h>

/* Sizes fit an int: the network's limits hold m and n far below, and a shard has fewer than 2^31 rows. */
void tenor__blas_weight_gradient(size_t m, size_t n, size_t k, const tenor__real *a, size_t lda, const tenor__real *b,
                                 size_t ldb, tenor__real *c, size_t ldc)
{
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (blasint)m, (blasint)n, (blasint)k, 1.0f, a, (blasint)lda, b,
                (blasint)ldb, 1.0f, c, (blasint)ldc);
}
