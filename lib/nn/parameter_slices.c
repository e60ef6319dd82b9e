/* The block in slices. A slice of a matrix is some of its rows: one task computes their gradient over the whole
 * minibatch, updates them and packs them while they are in the cache. */
#include "nn/pass.h"

#include "base/alloc.h"
#include "nn/kernels/panel.h"

#include <string.h>

/* Rows of a matrix per slice: whole panels, and a good size for the kernel's blocks of rows. */
enum { SLICE_ROWS = 2 * TENOR__PANEL_WIDTH };

/* A first pass counts the slices: network->slices is still NULL. A second pass writes them. */
static void add_slice(tenor__network *network, tenor__parameter_slice slice)
{
    if (network->slices)
        network->slices[network->slice_count] = slice;
    network->slice_count++;
}

static void add_matrix(tenor__network *network, const tenor__linear *linear)
{
    for (size_t first = 0; first < linear->out; first += SLICE_ROWS) {
        const size_t rows = linear->out - first < SLICE_ROWS ? linear->out - first : SLICE_ROWS;
        add_slice(network, (tenor__parameter_slice){linear->weight + first * linear->in, rows * linear->in, linear,
                                                    first, rows});
    }
}

static void add_vectors(tenor__network *network, const tenor__linear *linear, size_t begin, size_t size)
{
    add_slice(network, (tenor__parameter_slice){.begin = begin, .size = size, .linear = linear});
}

static void list(tenor__network *network)
{
    const tenor__cell *cell = network->cell;
    const size_t hidden = network->config.hidden;
    size_t vectors = 0;
    for (size_t i = 0; i < cell->tensor_count; i++)
        vectors += cell->tensors[i].blocks > 0 ? cell->tensors[i].blocks * hidden : 1;
    network->slice_count = 0;
    for (size_t layer = 0; layer < network->config.layers; layer++) {
        for (size_t direction = 0; direction < network->config.directions; direction++) {
            const tenor__direction *place = &network->layers[layer][direction];
            add_matrix(network, &place->input);
            add_matrix(network, &place->recurrent);
            add_vectors(network, &place->input, place->tensors[0], vectors);
        }
    }
    if (network->has_attention) {
        add_matrix(network, &network->attention);
        add_vectors(network, &network->attention, network->attention_bias, 2 * network->attention.out);
    }
    for (size_t i = 0; i <= network->config.dense_count; i++) {
        add_matrix(network, &network->dense[i]);
        add_vectors(network, &network->dense[i], network->dense_bias[i], network->dense[i].out);
    }
}

bool tenor__parameter_slices_list(tenor__network *network)
{
    list(network);
    network->slices = tenor__alloc_array(&network->alloc, network->slice_count, sizeof *network->slices);
    if (network->slices)
        list(network);
    return network->slices != NULL;
}

size_t tenor__parameter_slice_count(const tenor__network *network)
{
    return network->slice_count;
}

size_t tenor__parameter_slice_begin(const tenor__network *network, size_t slice)
{
    return network->slices[slice].begin;
}

size_t tenor__parameter_slice_size(const tenor__network *network, size_t slice)
{
    return network->slices[slice].size;
}

tenor__real *tenor__parameter_slices_clear(tenor__pass *pass)
{
    const tenor__network *network = pass->network;
    if (!pass->products)
        pass->products = tenor__alloc_zeroed(&pass->alloc, network->linear_count, sizeof *pass->products);
    if (!pass->products || !tenor__real_array_reserve(&pass->vectors_gradient, &pass->alloc, 1, network->block_size))
        return NULL;
    tenor__real *gradient = pass->vectors_gradient.data;
    for (size_t i = 0; i < network->linear_count; i++)
        pass->products[i].rows = 0;
    for (size_t i = 0; i < network->slice_count; i++)
        if (network->slices[i].rows == 0)
            memset(gradient + network->slices[i].begin, 0, network->slices[i].size * sizeof *gradient);
    return gradient;
}

static void add_products(tenor__pass *const *passes, size_t count, const tenor__parameter_slice *slice,
                         tenor__real *out)
{
    const size_t in = slice->linear->in;
    const tenor__real *start = NULL;
    for (size_t i = 0; i < count; i++) {
        const tenor__product *product = &passes[i]->products[slice->linear->pack];
        if (product->rows == 0)
            continue;
        tenor__panel_multiply_transposed(slice->rows, product->rows, in, product->y_gradient + slice->first,
                                         product->stride, product->x.data, start, in, out, in);
        start = out;
    }
    if (!start)
        memset(out, 0, slice->size * sizeof *out);
}

void tenor__parameter_slice_gradient(tenor__pass *const *passes, size_t count, size_t index, tenor__real *gradient)
{
    const tenor__parameter_slice *slice = &passes[0]->network->slices[index];
    tenor__real *out = gradient + slice->begin;
    if (slice->rows > 0) {
        add_products(passes, count, slice, out);
        return;
    }
    memcpy(out, passes[0]->vectors_gradient.data + slice->begin, slice->size * sizeof *out);
    for (size_t i = 1; i < count; i++)
        tenor__matrix_add_row(slice->size, passes[i]->vectors_gradient.data + slice->begin, out);
}
