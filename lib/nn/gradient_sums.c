#include "nn/gradient_sums.h"

#include "nn/kernels/simd.h"

TENOR_CLONES void tenor__gradient_sums_add(size_t size, float *to, const float *from)
{
    TENOR_INDEPENDENT
    for (size_t j = 0; j < size; j++)
        to[j] += from[j];
}

TENOR_CLONES double tenor__gradient_sums_squares(size_t size, const float *x)
{
    enum { LANES = 16 };
    double sums[LANES] = {0};
    size_t j = 0;
    for (; j + LANES <= size; j += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            sums[lane] += (double)x[j + lane] * (double)x[j + lane];
    for (size_t lane = 0; j + lane < size; lane++)
        sums[lane] += (double)x[j + lane] * (double)x[j + lane];
    double sum = 0;
    for (size_t lane = 0; lane < LANES; lane++)
        sum += sums[lane];
    return sum;
}
