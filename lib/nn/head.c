/* softmax: nn/softmax.c; sigmoid: p_k = 1 / (1 + exp(-z_k / T)) */
#include "nn/head.h"

#include "nn/kernels/activation.h"
#include "nn/softmax.h"

static const char *const names[] = {[TENOR__HEAD_SOFTMAX] = "softmax", [TENOR__HEAD_SIGMOID] = "sigmoid"};

bool tenor__head_find(tenor_str name, tenor__head_kind *kind)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (tenor_str_is(name, names[i])) {
            *kind = (tenor__head_kind)i;
            return true;
        }
    return false;
}

const char *tenor__head_name(tenor__head_kind kind)
{
    return names[kind];
}

static void apply_sigmoid(size_t columns, tenor__real temperature, const tenor__real *in, tenor__real *out)
{
    for (size_t k = 0; k < columns; k++) {
        const tenor__real z = in[k] / temperature;
        out[k] = tenor__sigmoid(z) + (z - z); /* z - z is 0, or NaN if z is not finite: the sigmoid would hide that */
    }
}

void tenor__head_apply(tenor__head_kind kind, size_t rows, size_t columns, tenor__real temperature,
                       const tenor__real *logits, tenor__real *probabilities)
{
    if (kind == TENOR__HEAD_SOFTMAX) {
        tenor__softmax(rows, columns, temperature, logits, probabilities);
        return;
    }
    for (size_t r = 0; r < rows; r++)
        apply_sigmoid(columns, temperature, logits + r * columns, probabilities + r * columns);
}
