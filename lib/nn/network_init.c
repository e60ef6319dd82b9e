/* Initialization of the parameters. */
#include "nn/pass.h"

#include <math.h>
#include <string.h>

static void fill_uniform(tenor__random *random, double limit, size_t count, tenor__real *values)
{
    for (size_t i = 0; i < count; i++)
        values[i] = (tenor__real)((2 * tenor__random_uniform(random) - 1) * limit);
}

/* Fills a [size, size] matrix with normal values and orthonormalizes its rows by modified Gram-Schmidt. */
static void fill_orthogonal(tenor__random *random, size_t size, tenor__real *rows)
{
    for (size_t i = 0; i < size * size; i++)
        rows[i] = (tenor__real)tenor__random_normal(random);
    for (size_t i = 0; i < size; i++) {
        tenor__real *row = rows + i * size;
        for (size_t before = 0; before < i; before++) {
            const tenor__real *other = rows + before * size;
            double along = 0;
            for (size_t j = 0; j < size; j++)
                along += (double)row[j] * (double)other[j];
            for (size_t j = 0; j < size; j++)
                row[j] -= (tenor__real)along * other[j];
        }
        double square = 0;
        for (size_t j = 0; j < size; j++)
            square += (double)row[j] * (double)row[j];
        const double scale = square > 0 ? 1 / sqrt(square) : 0;
        for (size_t j = 0; j < size; j++)
            row[j] = (tenor__real)((double)row[j] * scale);
    }
}

static void init_tensor(const tenor__network *network, const tenor__tensor *tensor, tenor__random *random,
                        tenor__real *values)
{
    const size_t hidden = network->config.hidden;
    switch (tensor->fill) {
    case TENOR__FILL_ZERO:
        memset(values, 0, tensor->size * sizeof *values);
        break;
    case TENOR__FILL_ONE:
        for (size_t i = 0; i < tensor->size; i++)
            values[i] = 1;
        break;
    case TENOR__FILL_CONSTANT:
        for (size_t i = 0; i < tensor->size; i++)
            values[i] = (tenor__real)tensor->constant;
        break;
    case TENOR__FILL_EMBEDDING:
        for (size_t i = 0; i < tensor->size; i++)
            values[i] = i < tensor->shape[1] ? 0 : (tenor__real)(0.1 * tenor__random_normal(random));
        break;
    case TENOR__FILL_GLOROT:
        fill_uniform(random, sqrt(6.0 / (double)(tensor->shape[0] + tensor->shape[1])), tensor->size, values);
        break;
    case TENOR__FILL_GATES:
        fill_uniform(random, sqrt(6.0 / (double)(hidden + tensor->shape[1])), tensor->size, values);
        break;
    case TENOR__FILL_ORTHOGONAL:
        for (size_t first = 0; first < tensor->shape[0]; first += hidden)
            fill_orthogonal(random, hidden, values + first * hidden);
        break;
    case TENOR__FILL_FORGET:
        memset(values, 0, tensor->size * sizeof *values);
        for (size_t i = 0; i < hidden; i++)
            values[hidden + i] = 1;
        break;
    }
}

void tenor__network_init(const tenor__network *network, tenor__random *random, tenor__real *embedding,
                         tenor__real *block)
{
    if (embedding)
        init_tensor(network, &network->tensors[0], random, embedding);
    for (size_t i = 1; i < network->tensor_count; i++)
        init_tensor(network, &network->tensors[i], random, block + network->tensors[i].offset);
}
