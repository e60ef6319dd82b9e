/* p_k = exp((z_k - max z) / T) / sum_j exp((z_j - max z) / T), T the temperature (Guo et al. 2017) */
#include "nn/softmax.h"

#include "nn/kernels/activation.h"

#include <float.h>
#include <stdbool.h>

static size_t find_highest(size_t columns, const tenor__real *row)
{
    size_t top = 0;
    for (size_t k = 1; k < columns; k++)
        if (row[k] > row[top])
            top = k;
    return top;
}

/* With a high temperature, nearly equal logits may round to the same probability. This raises `top` to the next
 * value. */
static void keep_highest(size_t columns, size_t top, tenor__real *row)
{
    const tenor__real epsilon = (tenor__real)(sizeof(tenor__real) == sizeof(float) ? FLT_EPSILON : DBL_EPSILON);
    const size_t rival = find_highest(columns, row);
    if (rival != top)
        row[top] = row[rival] + row[rival] * epsilon;
}

void tenor__softmax(size_t rows, size_t columns, tenor__real temperature, const tenor__real *logits,
                    tenor__real *probabilities)
{
    for (size_t r = 0; r < rows; r++) {
        const tenor__real *in = logits + r * columns;
        tenor__real *out = probabilities + r * columns;
        const size_t top = find_highest(columns, in);
        const tenor__real largest = in[top];
        tenor__real sum = 0;
        for (size_t k = 0; k < columns; k++) {
            out[k] = tenor__exp((in[k] - largest) / temperature);
            sum += out[k];
        }
        for (size_t k = 0; k < columns; k++)
            out[k] /= sum;
        keep_highest(columns, top, out);
    }
}
