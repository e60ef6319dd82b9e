/* The fully connected layers: dropout before each layer, relu after the hidden ones.
 *
 *     x_0 = pooled;   x_{k+1} = relu(W_k (m_k x_k) + b_k);   logits = W (m x) + b          m: dropout masks */
#include "nn/pass.h"

#include "nn/kernels/simd.h"

#include <string.h>

static bool drop(tenor__pass *pass, size_t layer)
{
    if (!pass->head_dropped)
        return true;
    const size_t count = pass->batch->count * pass->network->dense[layer].in;
    if (!tenor__real_array_reserve(&pass->dense_mask[layer], &pass->alloc, 1, count))
        return false;
    tenor__matrix_mask(pass->dropout->random, pass->dropout->head, count, pass->dense_mask[layer].data);
    tenor__matrix_product(count, pass->dense[layer].data, pass->dense_mask[layer].data, pass->dense[layer].data);
    return true;
}

TENOR_CLONES
static void relu(size_t count, tenor__real *values)
{
    TENOR_INDEPENDENT
    for (size_t i = 0; i < count; i++)
        values[i] = values[i] < 0 ? 0 : values[i];
}

const tenor__real *tenor__dense_forward(tenor__pass *pass)
{
    const tenor__network *network = pass->network;
    const size_t rows = pass->batch->count;
    const size_t last = network->config.dense_count;
    pass->head_dropped = pass->dropout && pass->dropout->head > 0;
    for (size_t layer = 0; layer <= last; layer++) {
        const tenor__linear *linear = &network->dense[layer];
        tenor__real_array *out = &pass->dense[layer + 1];
        if (!drop(pass, layer) || !tenor__real_array_reserve(out, &pass->alloc, rows, linear->out))
            return NULL;
        tenor__packed_weights_forward(pass, linear, rows, pass->dense[layer].data, linear->in,
                                      pass->parameters.block + network->dense_bias[layer], out->data, linear->out);
        if (layer < last)
            relu(rows * linear->out, out->data);
    }
    return pass->dense[last + 1].data;
}

const tenor__real *tenor__dense_backward(tenor__pass *pass, const tenor__real *logits_gradient, tenor__real *gradient)
{
    const tenor__network *network = pass->network;
    const size_t rows = pass->batch->count;
    const tenor__real *above = logits_gradient;
    for (size_t layer = network->config.dense_count + 1; layer-- > 0;) {
        const tenor__linear *linear = &network->dense[layer];
        tenor__real_array *below = &pass->dense_gradient[layer];
        if (!tenor__real_array_reserve(below, &pass->alloc, rows, linear->in) ||
            !tenor__packed_weights_keep(pass, linear, rows, above, linear->out, pass->dense[layer].data, linear->in))
            return NULL;
        tenor__matrix_add_columns(rows, linear->out, above, linear->out, gradient + network->dense_bias[layer]);
        tenor__packed_weights_backward(pass, linear, rows, above, linear->out, NULL, 0, below->data, linear->in);
        const size_t count = rows * linear->in;
        if (pass->head_dropped)
            tenor__matrix_product(count, below->data, pass->dense_mask[layer].data, below->data);
        /* relu's gradient: 0 where the output is 0. A 0 of the dropout mask has already zeroed the gradient. */
        for (size_t i = 0; layer > 0 && i < count; i++)
            if (!(pass->dense[layer].data[i] > 0))
                below->data[i] = 0;
        above = below->data;
    }
    return above;
}
