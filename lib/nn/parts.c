/* The block in parts. A part of a matrix is so many of its rows, so that a task computes their gradient over all of the
 * batch in one go, updates them, and packs them while they are at hand. */
#include "nn/pass.h"

#include "base/alloc.h"
#include "nn/panel.h"

#include <string.h>

/* Rows of a matrix in a part: whole panels, and blocks of rows near the kernel's largest. */
enum { PART_ROWS = 2 * TENOR__PANEL_WIDTH };

/* Parts are counted first, then listed: network->parts is NULL the first time. */
static void add_part(tenor__network *network, tenor__part part)
{
    if (network->parts)
        network->parts[network->part_count] = part;
    network->part_count++;
}

static void add_matrix(tenor__network *network, const tenor__linear *linear)
{
    for (size_t first = 0; first < linear->out; first += PART_ROWS) {
        const size_t rows = linear->out - first < PART_ROWS ? linear->out - first : PART_ROWS;
        add_part(network, (tenor__part){linear->weight + first * linear->in, rows * linear->in, linear, first, rows});
    }
}

static void add_vectors(tenor__network *network, const tenor__linear *linear, size_t begin, size_t size)
{
    add_part(network, (tenor__part){.begin = begin, .size = size, .linear = linear});
}

static void list(tenor__network *network)
{
    const tenor__cell *cell = network->cell;
    const size_t hidden = network->spec.hidden;
    size_t vectors = 0;
    for (size_t i = 0; i < cell->tensor_count; i++)
        vectors += cell->tensors[i].blocks > 0 ? cell->tensors[i].blocks * hidden : 1;
    network->part_count = 0;
    for (size_t layer = 0; layer < network->spec.layers; layer++) {
        for (size_t direction = 0; direction < network->spec.directions; direction++) {
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
    for (size_t i = 0; i <= network->spec.dense_count; i++) {
        add_matrix(network, &network->dense[i]);
        add_vectors(network, &network->dense[i], network->dense_bias[i], network->dense[i].out);
    }
}

bool tenor__parts_list(tenor__network *network)
{
    list(network);
    network->parts = tenor__get(&network->alloc, network->part_count, sizeof *network->parts);
    if (network->parts)
        list(network);
    return network->parts != NULL;
}

size_t tenor__network_parts(const tenor__network *network)
{
    return network->part_count;
}

size_t tenor__network_part_begin(const tenor__network *network, size_t part)
{
    return network->parts[part].begin;
}

size_t tenor__network_part_size(const tenor__network *network, size_t part)
{
    return network->parts[part].size;
}

tenor__real *tenor__parts_clear(tenor__pass *pass)
{
    const tenor__network *network = pass->network;
    if (!pass->products)
        pass->products = tenor__get_zero(&pass->alloc, network->linear_count, sizeof *pass->products);
    if (!pass->products ||
        !tenor__reals_reserve(&pass->vectors_gradient, &pass->alloc, 1, network->store_sizes[TENOR__STORE_BLOCK]))
        return NULL;
    tenor__real *gradient = pass->vectors_gradient.data;
    for (size_t i = 0; i < network->linear_count; i++)
        pass->products[i].rows = 0;
    for (size_t i = 0; i < network->part_count; i++)
        if (network->parts[i].rows == 0)
            memset(gradient + network->parts[i].begin, 0, network->parts[i].size * sizeof *gradient);
    return gradient;
}

static void add_products(tenor__pass *const *passes, size_t count, const tenor__part *part, tenor__real *out)
{
    const size_t in = part->linear->in;
    const tenor__real *start = NULL;
    for (size_t i = 0; i < count; i++) {
        const tenor__product *product = &passes[i]->products[part->linear->pack];
        if (product->rows == 0)
            continue;
        tenor__panel_multiply_transposed(part->rows, product->rows, in, product->y_gradient + part->first,
                                         product->stride, product->x.data, start, in, out, in);
        start = out;
    }
    if (!start)
        memset(out, 0, part->size * sizeof *out);
}

void tenor__network_gradient(tenor__pass *const *passes, size_t count, size_t index, tenor__real *gradient)
{
    const tenor__part *part = &passes[0]->network->parts[index];
    tenor__real *out = gradient + part->begin;
    if (part->rows > 0) {
        add_products(passes, count, part, out);
        return;
    }
    memcpy(out, passes[0]->vectors_gradient.data + part->begin, part->size * sizeof *out);
    for (size_t i = 1; i < count; i++)
        tenor__matrix_add_row(part->size, passes[i]->vectors_gradient.data + part->begin, out);
}
