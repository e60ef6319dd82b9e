#include "nn/network.h"

#include "base/alloc.h"
#include "base/error.h"
#include "nn/network_layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- tensors ---- */

typedef struct network_builder {
    tenor__network *network;
    bool overflow;
} network_builder;

static size_t add_tensor(network_builder *builder, size_t rank, size_t rows, size_t columns, tenor__fill fill,
                         double constant)
{
    tenor__network *network = builder->network;
    tenor__tensor *tensor = &network->tensors[network->tensor_count++];
    tensor->rank = rank;
    tensor->shape[0] = rows;
    tensor->shape[1] = columns;
    tensor->fill = fill;
    tensor->constant = constant;
    tensor->offset = network->block_size;
    if (!tenor__size_multiply(rows, columns, &tensor->size) ||
        !tenor__size_add(tensor->offset, tensor->size, &network->block_size))
        builder->overflow = true;
    return tensor->offset;
}

/* Names the tensor that was added last. */
__attribute__((format(printf, 2, 3))) static void name_tensor(network_builder *builder, const char *format, ...)
{
    tenor__tensor *tensor = &builder->network->tensors[builder->network->tensor_count - 1];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(tensor->name, sizeof tensor->name, format, arguments);
    va_end(arguments);
}

static tenor__linear add_linear(network_builder *builder, size_t out, size_t in, tenor__fill fill)
{
    size_t weight = add_tensor(builder, 2, out, in, fill, 0);
    return (tenor__linear){weight, out, in, builder->network->linear_count++};
}

static void add_layer(network_builder *builder, size_t layer, size_t direction)
{
    tenor__network *network = builder->network;
    const tenor__cell *cell = network->cell;
    const size_t hidden = network->config.hidden;
    const size_t in = layer == 0 ? network->config.dim : network->features;
    const char *reverse = direction == 0 ? "" : "_reverse";
    tenor__direction *place = &network->layers[layer][direction];
    place->input = add_linear(builder, cell->input_gates * hidden, in, TENOR__FILL_GATES);
    name_tensor(builder, "rnn.weight_ih_l%zu%s", layer, reverse);
    if (cell->recurrent_gates > 0) {
        place->recurrent = add_linear(builder, cell->recurrent_gates * hidden, hidden, TENOR__FILL_ORTHOGONAL);
        name_tensor(builder, "rnn.weight_hh_l%zu%s", layer, reverse);
    }
    for (size_t i = 0; i < cell->tensor_count; i++) {
        const tenor__cell_tensor *tensor = &cell->tensors[i];
        const size_t size = tensor->blocks > 0 ? tensor->blocks * hidden : 1;
        place->tensors[i] = add_tensor(builder, 1, size, 1, tensor->fill, tensor->constant);
        name_tensor(builder, "rnn.%s_l%zu%s", tensor->name, layer, reverse);
    }
}

static void add_head(network_builder *builder)
{
    tenor__network *network = builder->network;
    const tenor__network_config *config = &network->config;
    for (size_t i = 0; i < config->pooling_count; i++)
        network->has_attention |= config->pooling[i] == TENOR__POOLING_ATTENTION;
    if (network->has_attention) {
        const size_t width = tenor__size_divide_up(config->hidden, 4);
        network->attention = add_linear(builder, width, network->features, TENOR__FILL_GLOROT);
        name_tensor(builder, "attention.weight");
        network->attention_bias = add_tensor(builder, 1, width, 1, TENOR__FILL_ZERO, 0);
        name_tensor(builder, "attention.bias");
        network->attention_context = add_tensor(builder, 1, width, 1, TENOR__FILL_GLOROT, 0);
        name_tensor(builder, "attention.context");
    }
    size_t in = config->pooling_count * network->features;
    for (size_t i = 0; i <= config->dense_count; i++) {
        const bool head = i == config->dense_count;
        const size_t out = head ? config->labels : config->dense[i];
        char name[24] = "head";
        if (!head)
            snprintf(name, sizeof name, "dense.%zu", i);
        network->dense[i] = add_linear(builder, out, in, TENOR__FILL_GLOROT);
        name_tensor(builder, "%s.weight", name);
        network->dense_bias[i] = add_tensor(builder, 1, out, 1, TENOR__FILL_ZERO, 0);
        name_tensor(builder, "%s.bias", name);
        in = out;
    }
}

static bool in_range(size_t value, size_t smallest, size_t largest)
{
    return value >= smallest && value <= largest;
}

static tenor_status check_config(const tenor__network_config *config, tenor_error *error)
{
    const char *wrong = NULL;
    if (!in_range(config->words, 2, UINT32_MAX / 2))
        wrong = "the number of words";
    else if (!in_range(config->dim, 1, TENOR__LARGEST_DIM))
        wrong = "dim";
    else if (!in_range(config->hidden, 1, TENOR__LARGEST_HIDDEN))
        wrong = "hidden";
    else if (!in_range(config->layers, 1, TENOR__MOST_LAYERS))
        wrong = "layers";
    else if (!in_range(config->directions, 1, 2))
        wrong = "directions";
    else if (!tenor__cell_at(config->cell))
        wrong = "the cell";
    else if (!in_range(config->pooling_count, 1, TENOR__MOST_POOLINGS) ||
             (config->pooling_count == 2 && config->pooling[0] == config->pooling[1]))
        wrong = "pooling";
    else if (config->dense_count > TENOR__MOST_DENSE)
        wrong = "the number of dense layers";
    else if (!in_range(config->labels, 2, TENOR__MOST_LABELS))
        wrong = "the number of labels";
    for (size_t i = 0; !wrong && i < config->pooling_count; i++)
        if (!tenor__pooling_name((size_t)config->pooling[i]))
            wrong = "pooling";
    for (size_t i = 0; !wrong && i < config->dense_count; i++)
        if (!in_range(config->dense[i], 1, TENOR__LARGEST_HIDDEN))
            wrong = "the width of a dense layer";
    if (wrong)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the network's config is out of range: %s", wrong);
    return TENOR_OK;
}

tenor_status tenor__network_new(const tenor__network_config *config, const tenor_alloc *alloc, tenor__network **out,
                                tenor_error *error)
{
    *out = NULL;
    TENOR_TRY(check_config(config, error));
    const tenor_alloc use = tenor__alloc_of(alloc);
    tenor__network *network = tenor__alloc_zeroed(&use, 1, sizeof *network);
    if (!network)
        return tenor__error_set_memory(error);
    network->alloc = use;
    network->config = *config;
    network->cell = tenor__cell_at(config->cell);
    network->features = config->directions * config->hidden;
    enum {
        MOST_OUTSIDE = 1 + 3 + 2 * (TENOR__MOST_DENSE + 1)
    }; /* tensors outside the recurrent layers: embedding, attention, dense layers */
    network->tensors = tenor__alloc_zeroed(&use, config->layers * 2 * (2 + TENOR__MOST_CELL_TENSORS) + MOST_OUTSIDE,
                                           sizeof *network->tensors);
    if (!network->tensors) {
        tenor__network_free(network);
        return tenor__error_set_memory(error);
    }
    network_builder builder = {network, false};
    add_tensor(&builder, 2, config->words, config->dim, TENOR__FILL_EMBEDDING, 0);
    name_tensor(&builder, "embedding.weight");
    network->block_size = 0;
    for (size_t layer = 0; layer < config->layers; layer++)
        for (size_t direction = 0; direction < config->directions; direction++)
            add_layer(&builder, layer, direction);
    add_head(&builder);
    if (builder.overflow || network->block_size > SIZE_MAX / 64) {
        tenor__network_free(network);
        return tenor__error_set(error, TENOR_TOO_LARGE, "the network's parameters do not fit in memory");
    }
    if (!tenor__parameter_slices_list(network)) {
        tenor__network_free(network);
        return tenor__error_set_memory(error);
    }
    *out = network;
    return TENOR_OK;
}

void tenor__network_free(tenor__network *network)
{
    if (!network)
        return;
    const tenor_alloc alloc = network->alloc;
    tenor__alloc_free(&alloc, network->tensors);
    tenor__alloc_free(&alloc, network->slices);
    tenor__alloc_free(&alloc, network);
}

const tenor__network_config *tenor__network_config_of(const tenor__network *network)
{
    return &network->config;
}

size_t tenor__network_tensor_count(const tenor__network *network)
{
    return network->tensor_count;
}

const tenor__tensor *tenor__network_tensor(const tenor__network *network, size_t i)
{
    return &network->tensors[i];
}

size_t tenor__network_block_size(const tenor__network *network)
{
    return network->block_size;
}

size_t tenor__network_parameters(const tenor__network *network)
{
    return network->tensors[0].size + network->block_size;
}

/* Rounds half to even. A value that would round to infinity is truncated; a value that is not finite is unchanged. */
static tenor__real round_number(tenor__real number)
{
#ifdef TENOR_NN_DOUBLE
    return number;
#else
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    if ((bits & 0x7F800000) == 0x7F800000)
        return number;
    const uint32_t rounded = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000U;
    bits = (rounded & 0x7F800000) == 0x7F800000 ? bits & 0xFFFF0000U : rounded;
    memcpy(&number, &bits, sizeof number);
    return number;
#endif
}

void tenor__network_round(const tenor__network *network, tenor__real *block)
{
    for (size_t layer = 0; layer < network->config.layers; layer++) {
        for (size_t direction = 0; direction < network->config.directions; direction++) {
            const tenor__linear *linear = &network->layers[layer][direction].recurrent;
            for (size_t i = 0; i < linear->out * linear->in; i++)
                block[linear->weight + i] = round_number(block[linear->weight + i]);
        }
    }
}

void tenor__network_scale_head(const tenor__network *network, tenor__real *block, tenor__real factor)
{
    const size_t last = network->config.dense_count;
    const tenor__linear *head = &network->dense[last];
    for (size_t i = 0; i < head->out * head->in; i++)
        block[head->weight + i] *= factor;
    for (size_t i = 0; i < head->out; i++)
        block[network->dense_bias[last] + i] *= factor;
}

size_t tenor__network_pooled_width(const tenor__network *network)
{
    return network->config.pooling_count * network->features;
}
