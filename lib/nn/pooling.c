/* Pooling: from the outputs h_t of the last layer to one vector per sequence. Padding never takes part.
 *
 *     max         p = max_t h_t, unit by unit           backward: to the chosen step, the first of equal ones
 *     mean        p = 1/T sum_t h_t
 *     last        p = the output after the last step of each direction: forward at T - 1, reverse at 0
 *     attention   u_t = tanh(W h_t + b)   a_t = softmax_t(u_t . q)   p = sum_t a_t h_t       (Yang et al. 2016)
 *
 *     attention.weight [A, F] is W;  attention.bias [A] is b;  attention.context [A] is q;  A = ceil(H / 4), F features
 *
 * Backward of attention:
 *
 *     da_t = dp . h_t;  ds_t = a_t (da_t - sum_s a_s da_s);  du_t = ds_t q (1 - u_t^2)
 *     dq = sum ds_t u_t;  dh_t = a_t dp + W^T du_t */
#include "nn/kernels/activation.h"
#include "nn/pass.h"

#include "base/alloc.h"

#include <string.h>

static const char *const names[] = {
    [TENOR__POOLING_MAX] = "max",
    [TENOR__POOLING_MEAN] = "mean",
    [TENOR__POOLING_LAST] = "last",
    [TENOR__POOLING_ATTENTION] = "attention",
};

enum { KINDS = sizeof names / sizeof names[0], ATTENTION_CHUNK = 256 };

const char *tenor__pooling_name(size_t kind)
{
    return kind < KINDS ? names[kind] : NULL;
}

bool tenor__pooling_find(tenor_str name, tenor__pooling_kind *kind)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (tenor_str_is(name, names[i])) {
            *kind = (tenor__pooling_kind)i;
            return true;
        }
    }
    return false;
}

bool tenor__pooling_read(tenor_str text, tenor__network_config *config)
{
    config->pooling_count = 0;
    for (size_t begin = 0; begin <= text.size;) {
        const char *plus = begin < text.size ? memchr(text.data + begin, '+', text.size - begin) : NULL;
        const size_t end = plus ? (size_t)(plus - text.data) : text.size;
        tenor__pooling_kind kind;
        if (config->pooling_count == TENOR__MOST_POOLINGS ||
            !tenor__pooling_find((tenor_str){text.data + begin, end - begin}, &kind))
            return false;
        for (size_t i = 0; i < config->pooling_count; i++)
            if (config->pooling[i] == kind)
                return false;
        config->pooling[config->pooling_count++] = kind;
        begin = end + 1;
    }
    return true;
}

/* The output of one kind of pooling: [B] rows `stride` apart, from `data` on. */
typedef struct place {
    tenor__real *data;
    size_t stride;
} place;

TENOR_CLONES
static void max_row(size_t features, uint32_t row, const tenor__real *output, tenor__real *best, uint32_t *chosen)
{
    TENOR_INDEPENDENT
    for (size_t j = 0; j < features; j++) {
        bool larger = (output[j] > best[j]) | (output[j] != output[j]); /* NaN propagates, so that it is not hidden */
        best[j] = larger ? output[j] : best[j];
        chosen[j] = larger ? row : chosen[j];
    }
}

static bool max_forward(tenor__pass *pass, const tenor__real *output, place pooled)
{
    const tenor__packed_sequences *batch = pass->batch;
    const size_t features = pass->network->features;
    void *argmax = pass->argmax;
    if (!tenor__alloc_grow(&pass->alloc, &argmax, &pass->argmax_capacity, batch->count * features,
                           sizeof *pass->argmax))
        return false;
    pass->argmax = argmax;
    for (size_t i = 0; i < batch->count; i++) {
        memcpy(pooled.data + i * pooled.stride, output + i * features, features * sizeof *output);
        for (size_t j = 0; j < features; j++)
            pass->argmax[i * features + j] = (uint32_t)i;
    }
    for (size_t t = 1; t < batch->steps; t++) {
        const size_t first = batch->step_offset[t];
        for (size_t i = 0; i < tenor__packed_sequences_step_rows(batch, t); i++)
            max_row(features, (uint32_t)(first + i), output + (first + i) * features, pooled.data + i * pooled.stride,
                    pass->argmax + i * features);
    }
    return true;
}

static void max_backward(tenor__pass *pass, place gradient)
{
    const size_t features = pass->network->features;
    for (size_t i = 0; i < pass->batch->count; i++)
        for (size_t j = 0; j < features; j++)
            pass->output_gradient.data[pass->argmax[i * features + j] * features + j] +=
                gradient.data[i * gradient.stride + j];
}

/* The dot product of a and b. Sixteen partial sums are added at the end, so that the order of additions is the same for
 * every vector width. */
TENOR_CLONES
static tenor__real dot(size_t count, const tenor__real *a, const tenor__real *b)
{
    enum { LANES = 16 };
    tenor__real sums[LANES] = {0};
    size_t j = 0;
    for (; j + LANES <= count; j += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            sums[lane] += a[j + lane] * b[j + lane];
    for (size_t lane = 0; j < count; j++, lane++)
        sums[lane] += a[j] * b[j];
    tenor__real sum = 0;
    for (size_t lane = 0; lane < LANES; lane++)
        sum += sums[lane];
    return sum;
}

static void mean_forward(const tenor__pass *pass, const tenor__real *output, place pooled)
{
    const tenor__packed_sequences *batch = pass->batch;
    const size_t features = pass->network->features;
    for (size_t i = 0; i < batch->count; i++)
        memset(pooled.data + i * pooled.stride, 0, features * sizeof *output);
    for (size_t t = 0; t < batch->steps; t++) {
        const size_t first = batch->step_offset[t];
        for (size_t i = 0; i < tenor__packed_sequences_step_rows(batch, t); i++)
            tenor__matrix_add_scaled(features, (tenor__real)1 / (tenor__real)batch->lengths[i],
                                     output + (first + i) * features, pooled.data + i * pooled.stride);
    }
}

static void mean_backward(tenor__pass *pass, place gradient)
{
    const tenor__packed_sequences *batch = pass->batch;
    const size_t features = pass->network->features;
    for (size_t t = 0; t < batch->steps; t++) {
        const size_t first = batch->step_offset[t];
        for (size_t i = 0; i < tenor__packed_sequences_step_rows(batch, t); i++)
            tenor__matrix_add_scaled(features, (tenor__real)1 / (tenor__real)batch->lengths[i],
                                     gradient.data + i * gradient.stride,
                                     pass->output_gradient.data + (first + i) * features);
    }
}

/* The row of the output after the last step of sequence i in a direction. */
static size_t last_row(const tenor__packed_sequences *batch, size_t direction, size_t i)
{
    return direction == 0 ? batch->step_offset[batch->lengths[i] - 1] + i : i;
}

static void last_forward(const tenor__pass *pass, const tenor__real *output, place pooled)
{
    const size_t hidden = pass->network->config.hidden;
    for (size_t i = 0; i < pass->batch->count; i++)
        for (size_t direction = 0; direction < pass->network->config.directions; direction++)
            memcpy(pooled.data + i * pooled.stride + direction * hidden,
                   output + last_row(pass->batch, direction, i) * pass->network->features + direction * hidden,
                   hidden * sizeof *output);
}

static void last_backward(tenor__pass *pass, place gradient)
{
    const size_t hidden = pass->network->config.hidden;
    for (size_t i = 0; i < pass->batch->count; i++)
        for (size_t direction = 0; direction < pass->network->config.directions; direction++)
            tenor__matrix_add_row(hidden, gradient.data + i * gradient.stride + direction * hidden,
                                  pass->output_gradient.data +
                                      last_row(pass->batch, direction, i) * pass->network->features +
                                      direction * hidden);
}

TENOR_CLONES
static void tanh_rows(size_t rows, size_t columns, tenor__real *matrix)
{
    for (size_t r = 0; r < rows; r++) {
        tenor__real *row = matrix + r * columns;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < columns; j++)
            row[j] = tenor__tanh(row[j]);
    }
}

/* Training keeps tanh(W h + b) of all rows for backward; inference computes it in chunks of rows. */
static bool attention_forward(tenor__pass *pass, const tenor__real *output, place pooled)
{
    const tenor__network *network = pass->network;
    const tenor__packed_sequences *batch = pass->batch;
    const size_t features = network->features;
    const size_t width = network->attention.out;
    const size_t chunk = pass->dropout || batch->rows < ATTENTION_CHUNK ? batch->rows : ATTENTION_CHUNK;
    if (!tenor__real_array_reserve(&pass->attention_hidden, &pass->alloc, chunk, width) ||
        !tenor__real_array_reserve(&pass->attention_weight, &pass->alloc, batch->rows, 1))
        return false;
    const tenor__real *context = pass->parameters.block + network->attention_context;
    tenor__real *weight = pass->attention_weight.data;
    for (size_t first = 0, rows; first < batch->rows; first += rows) {
        rows = batch->rows - first < chunk ? batch->rows - first : chunk;
        tenor__packed_weights_forward(pass, &network->attention, rows, output + first * features, features,
                                      pass->parameters.block + network->attention_bias, pass->attention_hidden.data,
                                      width);
        tanh_rows(rows, width, pass->attention_hidden.data);
        for (size_t i = 0; i < rows; i++)
            weight[first + i] = dot(width, pass->attention_hidden.data + i * width, context);
    }
    for (size_t i = 0; i < batch->count; i++) {
        tenor__real largest = weight[i];
        for (size_t t = 1; t < batch->lengths[i]; t++) {
            tenor__real score = weight[batch->step_offset[t] + i];
            largest = score > largest ? score : largest;
        }
        tenor__real sum = 0;
        for (size_t t = 0; t < batch->lengths[i]; t++) {
            tenor__real *score = &weight[batch->step_offset[t] + i];
            *score = tenor__exp(*score - largest);
            sum += *score;
        }
        memset(pooled.data + i * pooled.stride, 0, features * sizeof *output);
        for (size_t t = 0; t < batch->lengths[i]; t++) {
            const size_t row = batch->step_offset[t] + i;
            weight[row] /= sum;
            tenor__matrix_add_scaled(features, weight[row], output + row * features, pooled.data + i * pooled.stride);
        }
    }
    return true;
}

static bool attention_backward(tenor__pass *pass, const tenor__real *output, place gradient,
                               tenor__real *block_gradient)
{
    const tenor__network *network = pass->network;
    const tenor__packed_sequences *batch = pass->batch;
    const size_t features = network->features;
    const size_t width = network->attention.out;
    if (!tenor__real_array_reserve(&pass->attention_gradient, &pass->alloc, batch->rows, width))
        return false;
    const tenor__real *context = pass->parameters.block + network->attention_context;
    tenor__real *weight = pass->attention_weight.data;
    tenor__real *hidden_gradient = pass->attention_gradient.data;
    for (size_t i = 0; i < batch->count; i++) {
        const tenor__real *pooled_gradient = gradient.data + i * gradient.stride;
        tenor__real mean = 0;
        for (size_t t = 0; t < batch->lengths[i]; t++) {
            const size_t row = batch->step_offset[t] + i;
            tenor__real through = dot(features, pooled_gradient, output + row * features);
            hidden_gradient[row * width] = through; /* the mean is subtracted below */
            mean += weight[row] * through;
        }
        for (size_t t = 0; t < batch->lengths[i]; t++) {
            const size_t row = batch->step_offset[t] + i;
            const tenor__real *hidden = pass->attention_hidden.data + row * width;
            tenor__real *here = hidden_gradient + row * width;
            const tenor__real score = weight[row] * (here[0] - mean);
            tenor__matrix_add_scaled(width, score, hidden, block_gradient + network->attention_context);
            for (size_t j = 0; j < width; j++)
                here[j] = score * context[j] * (1 - hidden[j] * hidden[j]);
            tenor__matrix_add_scaled(features, weight[row], pooled_gradient,
                                     pass->output_gradient.data + row * features);
        }
    }
    tenor__matrix_add_columns(batch->rows, width, hidden_gradient, width, block_gradient + network->attention_bias);
    tenor__packed_weights_backward(pass, &network->attention, batch->rows, hidden_gradient, width,
                                   pass->output_gradient.data, features, pass->output_gradient.data, features);
    return tenor__packed_weights_keep(pass, &network->attention, batch->rows, hidden_gradient, width, output, features);
}

bool tenor__pooling_forward(tenor__pass *pass)
{
    const tenor__network_config *config = &pass->network->config;
    const tenor__real *output = tenor__recurrent_layers_output(pass);
    const size_t stride = config->pooling_count * pass->network->features;
    if (!tenor__real_array_reserve(&pass->dense[0], &pass->alloc, pass->batch->count, stride))
        return false;
    for (size_t i = 0; i < config->pooling_count; i++) {
        place pooled = {pass->dense[0].data + i * pass->network->features, stride};
        bool done = true;
        switch (config->pooling[i]) {
        case TENOR__POOLING_MAX:
            done = max_forward(pass, output, pooled);
            break;
        case TENOR__POOLING_MEAN:
            mean_forward(pass, output, pooled);
            break;
        case TENOR__POOLING_LAST:
            last_forward(pass, output, pooled);
            break;
        case TENOR__POOLING_ATTENTION:
            done = attention_forward(pass, output, pooled);
            break;
        }
        if (!done)
            return false;
    }
    return true;
}

bool tenor__pooling_begin(tenor__pass *pass)
{
    const tenor__network_config *config = &pass->network->config;
    const size_t features = pass->network->features;
    const size_t count = pass->batch->count;
    if (!tenor__real_array_reserve(&pass->dense[0], &pass->alloc, count, config->pooling_count * features))
        return false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < config->pooling_count; k++)
            for (size_t j = 0; j < features; j++)
                pass->dense[0].data[(i * config->pooling_count + k) * features + j] =
                    config->pooling[k] == TENOR__POOLING_MAX ? -(tenor__real)INFINITY : 0;
    return true;
}

TENOR_CLONES
static void max_step(size_t rows, size_t columns, const tenor__real *output, size_t stride, place best)
{
    for (size_t i = 0; i < rows; i++) {
        const tenor__real *from = output + i * stride;
        tenor__real *to = best.data + i * best.stride;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < columns; j++)
            to[j] = ((from[j] > to[j]) | (from[j] != from[j])) ? from[j] : to[j]; /* NaN propagates, as in max_row */
    }
}

void tenor__pooling_step(tenor__pass *pass, size_t direction, size_t t, const tenor__real *output, size_t stride)
{
    const tenor__network_config *config = &pass->network->config;
    const tenor__packed_sequences *batch = pass->batch;
    const size_t hidden = config->hidden;
    const size_t rows = tenor__packed_sequences_step_rows(batch, t);
    /* Sequences from here on end with this step. */
    const size_t ending = t + 1 < batch->steps ? tenor__packed_sequences_step_rows(batch, t + 1) : 0;
    place pooled = {pass->dense[0].data + direction * hidden, config->pooling_count * pass->network->features};
    for (size_t k = 0; k < config->pooling_count; k++, pooled.data += pass->network->features) {
        switch (config->pooling[k]) {
        case TENOR__POOLING_MAX:
            max_step(rows, hidden, output, stride, pooled);
            break;
        case TENOR__POOLING_MEAN:
            for (size_t i = 0; i < rows; i++)
                tenor__matrix_add_scaled(hidden, (tenor__real)1 / (tenor__real)batch->lengths[i], output + i * stride,
                                         pooled.data + i * pooled.stride);
            break;
        case TENOR__POOLING_LAST:
            for (size_t i = direction == 0 ? ending : t == 0 ? 0 : rows; i < rows; i++)
                memcpy(pooled.data + i * pooled.stride, output + i * stride, hidden * sizeof *output);
            break;
        case TENOR__POOLING_ATTENTION: /* needs both directions; see tenor__pooling_finish */
            break;
        }
    }
}

bool tenor__pooling_finish(tenor__pass *pass, const tenor__real *outputs)
{
    const tenor__network_config *config = &pass->network->config;
    const size_t features = pass->network->features;
    for (size_t k = 0; k < config->pooling_count; k++)
        if (config->pooling[k] == TENOR__POOLING_ATTENTION &&
            !attention_forward(pass, outputs,
                               (place){pass->dense[0].data + k * features, config->pooling_count * features}))
            return false;
    return true;
}

bool tenor__pooling_backward(tenor__pass *pass, const tenor__real *pooled_gradient, tenor__real *gradient)
{
    const tenor__network_config *config = &pass->network->config;
    const tenor__real *output = tenor__recurrent_layers_output(pass);
    const size_t features = pass->network->features;
    const size_t stride = config->pooling_count * features;
    if (!tenor__real_array_reserve(&pass->output_gradient, &pass->alloc, pass->batch->rows, features))
        return false;
    memset(pass->output_gradient.data, 0, pass->batch->rows * features * sizeof *output);
    for (size_t i = 0; i < config->pooling_count; i++) {
        place here = {(tenor__real *)pooled_gradient + i * features, stride};
        bool done = true;
        switch (config->pooling[i]) {
        case TENOR__POOLING_MAX:
            max_backward(pass, here);
            break;
        case TENOR__POOLING_MEAN:
            mean_backward(pass, here);
            break;
        case TENOR__POOLING_LAST:
            last_backward(pass, here);
            break;
        case TENOR__POOLING_ATTENTION:
            done = attention_backward(pass, output, here, gradient);
            break;
        }
        if (!done)
            return false;
    }
    return true;
}
