#include "nn/kernels/matrix.h"

#include "nn/kernels/simd.h"

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

TENOR_CLONES void tenor__matrix_add_scaled(size_t columns, tenor__real scale, const tenor__real *restrict in,
                                           tenor__real *restrict out)
{
    for (size_t j = 0; j < columns; j++)
        out[j] += scale * in[j];
}

/* The i-th pseudo-random number of a key: a 32-bit mixing bijection (lowbias32; Wellons 2018). It depends only on key
 * and i, so that a loop over i is vectorized. */
static inline uint32_t scramble(uint32_t key, uint32_t i)
{
    uint32_t x = key + i;
    x = (x ^ (x >> 16)) * 0x7FEB352Du;
    x = (x ^ (x >> 15)) * 0x846CA68Bu;
    return x ^ (x >> 16);
}

TENOR_CLONES
static void fill_mask(uint32_t first, uint32_t second, uint32_t threshold, tenor__real kept, size_t count,
                      tenor__real *mask)
{
    TENOR_INDEPENDENT
    for (size_t i = 0; i < count; i++)
        mask[i] = (scramble(first, (uint32_t)i) ^ second) < threshold ? 0 : kept;
}

void tenor__matrix_mask(tenor__random *random, double rate, size_t count, tenor__real *mask)
{
    const uint32_t threshold = (uint32_t)(rate * 4294967296.0);
    const tenor__real kept = (tenor__real)(1.0 / (1.0 - rate));
    enum { RUN = 1 << 16 }; /* values drawn from one key */
    for (size_t begin = 0; begin < count; begin += RUN) {
        const uint64_t key = tenor__random_next(random);
        fill_mask((uint32_t)key, (uint32_t)(key >> 32), threshold, kept, count - begin < RUN ? count - begin : RUN,
                  mask + begin);
    }
}

TENOR_CLONES
void tenor__matrix_product(size_t count, const tenor__real *a, const tenor__real *b, tenor__real *out)
{
    TENOR_INDEPENDENT
    for (size_t i = 0; i < count; i++)
        out[i] = a[i] * b[i];
}
