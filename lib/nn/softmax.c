/* p_k = exp(z_k - max z) / sum_j exp(z_j - max z) */
#include "nn/softmax.h"

#include "nn/activation.h"

void tenor__softmax(size_t rows, size_t columns, const tenor__real *logits, tenor__real *probabilities)
{
    for (size_t r = 0; r < rows; r++) {
        const tenor__real *in = logits + r * columns;
        tenor__real *out = probabilities + r * columns;
        tenor__real largest = in[0];
        for (size_t k = 1; k < columns; k++)
            largest = in[k] > largest ? in[k] : largest;
        tenor__real sum = 0;
        for (size_t k = 0; k < columns; k++) {
            out[k] = tenor__exp(in[k] - largest);
            sum += out[k];
        }
        for (size_t k = 0; k < columns; k++)
            out[k] /= sum;
    }
}
