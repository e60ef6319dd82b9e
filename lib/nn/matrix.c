#include "nn/matrix.h"

#include "base/alloc.h"
#include "nn/panel.h"
#include "nn/simd.h"

bool tenor__reals_reserve(tenor__reals *reals, const tenor_alloc *alloc, size_t rows, size_t columns)
{
    size_t need;
    if (!tenor__multiply_size(rows, columns, &need))
        return false;
    if (need <= reals->capacity)
        return true;
    size_t larger;
    if (!tenor__add_size(need, need / 4, &larger))
        return false;
    tenor__real *data = tenor__get_aligned(alloc, larger, sizeof *data);
    if (!data)
        return false;
    tenor__put_aligned(alloc, reals->data);
    *reals = (tenor__reals){data, larger};
    return true;
}

void tenor__reals_free(tenor__reals *reals, const tenor_alloc *alloc)
{
    tenor__put_aligned(alloc, reals->data);
    *reals = (tenor__reals){NULL, 0};
}

bool tenor__matrix_weight_gradient(tenor__reals *scratch, const tenor_alloc *alloc, size_t m, size_t n, size_t k,
                                   const tenor__real *a, size_t lda, const tenor__real *b, size_t ldb, tenor__real *c,
                                   size_t ldc)
{
    enum { STRETCH = 512 }; /* rows of b whose panels stay in the second cache */
    size_t height = k < STRETCH ? k : STRETCH;
    if (!tenor__reals_reserve(scratch, alloc, 1, tenor__panel_size(height, n)))
        return false;
    for (size_t first = 0; first < k; first += STRETCH) {
        height = k - first < STRETCH ? k - first : STRETCH;
        tenor__panel_pack(scratch->data, height, n, b + first * ldb, ldb, 0);
        tenor__panel_multiply_transposed(m, height, n, a + first * lda, lda, scratch->data, c, ldc, c, ldc);
    }
    return true;
}

TENOR_CLONES
void tenor__matrix_add_columns(size_t rows, size_t columns, const tenor__real *matrix, size_t leading,
                               tenor__real *sums)
{
    for (size_t i = 0; i < rows; i++) {
        const tenor__real *row = matrix + i * leading;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < columns; j++)
            sums[j] += row[j];
    }
}

TENOR_CLONES
void tenor__matrix_add_row(size_t columns, const tenor__real *restrict in, tenor__real *restrict out)
{
    for (size_t j = 0; j < columns; j++)
        out[j] += in[j];
}

void tenor__matrix_mask(tenor__random *random, double rate, size_t count, tenor__real *mask)
{
    const uint32_t threshold = (uint32_t)(rate * 4294967296.0);
    const tenor__real kept = (tenor__real)(1.0 / (1.0 - rate));
    size_t i = 0;
    for (; i + 2 <= count; i += 2) {
        uint64_t bits = tenor__random_next(random);
        mask[i] = (uint32_t)bits < threshold ? 0 : kept;
        mask[i + 1] = (uint32_t)(bits >> 32) < threshold ? 0 : kept;
    }
    if (i < count)
        mask[i] = (uint32_t)tenor__random_next(random) < threshold ? 0 : kept;
}

TENOR_CLONES
void tenor__matrix_product(size_t count, const tenor__real *a, const tenor__real *b, tenor__real *out)
{
    TENOR_INDEPENDENT
    for (size_t i = 0; i < count; i++)
        out[i] = a[i] * b[i];
}
