#include "nn/pass.h"

#include "base/alloc.h"
#include "base/error.h"
#include "nn/kernels/panel.h"

#include <string.h>

static void place_linear(tenor__packed_weights *packed_weights, const tenor__linear *linear,
                         const tenor__direction *direction)
{
    packed_weights->linears[linear->pack] = (tenor__packed_matrix){.linear = *linear, .direction = direction};
}

static void list_linears(tenor__packed_weights *packed_weights)
{
    const tenor__network *network = packed_weights->network;
    for (size_t layer = 0; layer < network->config.layers; layer++) {
        for (size_t direction = 0; direction < network->config.directions; direction++) {
            const tenor__direction *place = &network->layers[layer][direction];
            place_linear(packed_weights, &place->input, place);
            if (place->recurrent.out > 0)
                place_linear(packed_weights, &place->recurrent, NULL);
        }
    }
    if (network->has_attention)
        place_linear(packed_weights, &network->attention, NULL);
    for (size_t i = 0; i <= network->config.dense_count; i++)
        place_linear(packed_weights, &network->dense[i], NULL);
}

/* Assigns the memory of all panels and returns its size in values. A first call with `memory` NULL only counts. */
static size_t lay_out(tenor__packed_weights *packed_weights, bool training, tenor__real *memory)
{
    enum { ALIGNED = 64 / sizeof(tenor__real) };
    size_t used = 0;
    for (size_t i = 0; i < packed_weights->network->linear_count; i++) {
        tenor__packed_matrix *pack = &packed_weights->linears[i];
        pack->forward = memory ? memory + used : NULL;
        used += tenor__panel_size(pack->linear.in, pack->linear.out);
        if (training) {
            pack->backward = memory ? memory + used : NULL;
            used += tenor__panel_size(pack->linear.out, pack->linear.in);
        }
        if (pack->direction) {
            pack->bias = memory ? memory + used : NULL;
            used += (pack->linear.out + ALIGNED - 1) / ALIGNED * ALIGNED;
        }
    }
    return used;
}

tenor_status tenor__packed_weights_new(const tenor__network *network, bool training, const tenor_alloc *alloc,
                                       tenor__packed_weights **out, tenor_error *error)
{
    *out = NULL;
    const tenor_alloc use = tenor__alloc_of(alloc);
    tenor__packed_weights *packed_weights = tenor__alloc_zeroed(&use, 1, sizeof *packed_weights);
    if (!packed_weights)
        return tenor__error_set_memory(error);
    packed_weights->alloc = use;
    packed_weights->network = network;
    packed_weights->linears = tenor__alloc_zeroed(&use, network->linear_count, sizeof *packed_weights->linears);
    if (packed_weights->linears) {
        list_linears(packed_weights);
        packed_weights->memory =
            tenor__alloc_large(&use, lay_out(packed_weights, training, NULL), sizeof *packed_weights->memory);
    }
    if (!packed_weights->memory) {
        tenor__packed_weights_free(packed_weights);
        return tenor__error_set_memory(error);
    }
    lay_out(packed_weights, training, packed_weights->memory);
    *out = packed_weights;
    return TENOR_OK;
}

void tenor__packed_weights_free(tenor__packed_weights *packed_weights)
{
    if (!packed_weights)
        return;
    const tenor_alloc alloc = packed_weights->alloc;
    tenor__alloc_free_aligned(&alloc, packed_weights->memory);
    tenor__alloc_free_aligned(&alloc, packed_weights->bfloat16s);
    tenor__alloc_free(&alloc, packed_weights->linears);
    tenor__alloc_free(&alloc, packed_weights);
}

/* Sums the biases that the input projection can start from. */
static void fold_biases(const tenor__network *network, const tenor__real *block, const tenor__packed_matrix *pack)
{
    const tenor__cell *cell = network->cell;
    const size_t hidden = network->config.hidden;
    memset(pack->bias, 0, pack->linear.out * sizeof *pack->bias);
    for (size_t i = 0; i < cell->tensor_count; i++) {
        const tenor__cell_tensor *tensor = &cell->tensors[i];
        size_t gates = tensor->role == TENOR__ROLE_INPUT_BIAS       ? tensor->blocks
                       : tensor->role == TENOR__ROLE_RECURRENT_BIAS ? cell->folded
                                                                    : 0;
        tenor__matrix_add_row(gates * hidden, block + pack->direction->tensors[i], pack->bias + tensor->gate * hidden);
    }
}

void tenor__packed_weights_update(tenor__packed_weights *packed_weights, const tenor__real *block, size_t index)
{
    const tenor__parameter_slice *slice = &packed_weights->network->slices[index];
    const tenor__packed_matrix *pack = &packed_weights->linears[slice->linear->pack];
    const size_t out = pack->linear.out;
    const size_t in = pack->linear.in;
    if (slice->rows == 0) {
        if (pack->bias)
            fold_biases(packed_weights->network, block, pack);
        return;
    }
    const tenor__real *rows = block + slice->begin;
    tenor__panel_pack(pack->forward + slice->first * in, in, slice->rows, rows, in, 1);
    for (size_t i = 0; pack->backward && i < slice->rows; i++)
        tenor__panel_put(pack->backward, out, in, slice->first + i, rows + i * in);
}

bool tenor__packed_weights_to_bfloat16(tenor__packed_weights *packed_weights)
{
    const tenor__network *network = packed_weights->network;
    const size_t recurrent =
        network->layers[0][0].recurrent.out > 0 ? network->config.layers * network->config.directions : 0;
    const size_t size =
        tenor__panel_bfloat16_size(network->config.hidden, network->cell->recurrent_gates * network->config.hidden);
    if (recurrent == 0)
        return true;
    packed_weights->bfloat16s =
        tenor__alloc_large(&packed_weights->alloc, recurrent * size, sizeof *packed_weights->bfloat16s);
    if (!packed_weights->bfloat16s)
        return false;
    uint32_t *to = packed_weights->bfloat16s;
    bool used = false;
    for (size_t layer = 0; layer < network->config.layers; layer++) {
        for (size_t direction = 0; direction < network->config.directions; direction++, to += size) {
            const tenor__linear *linear = &network->layers[layer][direction].recurrent;
            tenor__packed_matrix *pack = &packed_weights->linears[linear->pack];
            pack->bfloat16s = tenor__panel_bfloat16_pack(to, linear->in, linear->out, pack->forward) ? to : NULL;
            used = used || pack->bfloat16s;
        }
    }
    if (!used) {
        tenor__alloc_free_aligned(&packed_weights->alloc, packed_weights->bfloat16s);
        packed_weights->bfloat16s = NULL;
    }
    return true;
}

void tenor__packed_weights_forward(const tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                   const tenor__real *x, size_t ldx, const tenor__real *bias, tenor__real *y,
                                   size_t ldy)
{
    const tenor__packed_matrix *pack = &pass->packed_weights->linears[linear->pack];
    if (rows == 1 && !bias && pack->bfloat16s)
        tenor__panel_bfloat16_multiply(linear->in, linear->out, x, pack->bfloat16s, y);
    else
        tenor__panel_multiply(rows, linear->in, linear->out, x, ldx, pack->forward, bias, 0, y, ldy);
}

void tenor__packed_weights_backward(const tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                    const tenor__real *y_gradient, size_t ldy, const tenor__real *start, size_t ldstart,
                                    tenor__real *x_gradient, size_t ldx)
{
    tenor__panel_multiply(rows, linear->out, linear->in, y_gradient, ldy,
                          pass->packed_weights->linears[linear->pack].backward, start, ldstart, x_gradient, ldx);
}

tenor__real *tenor__packed_weights_keep_rows(tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                             const tenor__real *y_gradient, size_t ldy)
{
    tenor__product *product = &pass->products[linear->pack];
    if (!tenor__real_array_reserve(&product->x, &pass->alloc, 1, tenor__panel_size(rows, linear->in)))
        return NULL;
    product->rows = rows;
    product->y_gradient = y_gradient;
    product->stride = ldy;
    return product->x.data;
}

bool tenor__packed_weights_keep(tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                const tenor__real *y_gradient, size_t ldy, const tenor__real *x, size_t ldx)
{
    tenor__real *panels = tenor__packed_weights_keep_rows(pass, linear, rows, y_gradient, ldy);
    if (panels)
        tenor__panel_pack(panels, rows, linear->in, x, ldx, 0);
    return panels != NULL;
}
