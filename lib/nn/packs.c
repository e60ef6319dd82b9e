#include "nn/pass.h"

#include "base/alloc.h"
#include "base/status.h"
#include "nn/panel.h"

#include <string.h>

static void place_linear(tenor__packs *packs, const tenor__linear *linear, const tenor__direction *direction)
{
    packs->linears[linear->pack] = (tenor__linear_pack){.linear = *linear, .direction = direction};
}

static void list_linears(tenor__packs *packs)
{
    const tenor__network *network = packs->network;
    for (size_t layer = 0; layer < network->spec.layers; layer++) {
        for (size_t direction = 0; direction < network->spec.directions; direction++) {
            const tenor__direction *place = &network->layers[layer][direction];
            place_linear(packs, &place->input, place);
            if (place->recurrent.out > 0)
                place_linear(packs, &place->recurrent, NULL);
        }
    }
    if (network->has_attention)
        place_linear(packs, &network->attention, NULL);
    for (size_t i = 0; i <= network->spec.dense_count; i++)
        place_linear(packs, &network->dense[i], NULL);
}

/* Bytes are counted first, then handed out: `memory` is NULL the first time. Returns how many numbers it takes. */
static size_t lay_out(tenor__packs *packs, bool training, tenor__real *memory)
{
    enum { ALIGNED = 64 / sizeof(tenor__real) };
    size_t used = 0;
    for (size_t i = 0; i < packs->network->linear_count; i++) {
        tenor__linear_pack *pack = &packs->linears[i];
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

tenor_status tenor__packs_new(const tenor__network *network, bool training, const tenor_alloc *alloc,
                              tenor__packs **out, tenor_error *error)
{
    *out = NULL;
    const tenor_alloc use = tenor__alloc_of(alloc);
    tenor__packs *packs = tenor__get_zero(&use, 1, sizeof *packs);
    if (!packs)
        return tenor__fail_memory(error);
    packs->alloc = use;
    packs->network = network;
    packs->linears = tenor__get_zero(&use, network->linear_count, sizeof *packs->linears);
    if (packs->linears) {
        list_linears(packs);
        packs->memory = tenor__get_large(&use, lay_out(packs, training, NULL), sizeof *packs->memory);
    }
    if (!packs->memory) {
        tenor__packs_free(packs);
        return tenor__fail_memory(error);
    }
    lay_out(packs, training, packs->memory);
    *out = packs;
    return TENOR_OK;
}

void tenor__packs_free(tenor__packs *packs)
{
    if (!packs)
        return;
    const tenor_alloc alloc = packs->alloc;
    tenor__put_aligned(&alloc, packs->memory);
    tenor__put_aligned(&alloc, packs->halves);
    tenor__put(&alloc, packs->linears);
    tenor__put(&alloc, packs);
}

/* The sum of the biases that the input projection can start from. */
static void fold_biases(const tenor__network *network, const tenor__real *block, const tenor__linear_pack *pack)
{
    const tenor__cell *cell = network->cell;
    const size_t hidden = network->spec.hidden;
    memset(pack->bias, 0, pack->linear.out * sizeof *pack->bias);
    for (size_t i = 0; i < cell->tensor_count; i++) {
        const tenor__cell_tensor *tensor = &cell->tensors[i];
        size_t gates = tensor->role == TENOR__ROLE_INPUT_BIAS       ? tensor->blocks
                       : tensor->role == TENOR__ROLE_RECURRENT_BIAS ? cell->folded
                                                                    : 0;
        tenor__matrix_add_row(gates * hidden, block + pack->direction->tensors[i], pack->bias + tensor->gate * hidden);
    }
}

void tenor__packs_update(tenor__packs *packs, const tenor__real *block, size_t index)
{
    const tenor__part *part = &packs->network->parts[index];
    const tenor__linear_pack *pack = &packs->linears[part->linear->pack];
    const size_t out = pack->linear.out;
    const size_t in = pack->linear.in;
    if (part->rows == 0) {
        if (pack->bias)
            fold_biases(packs->network, block, pack);
        return;
    }
    const tenor__real *rows = block + part->begin;
    tenor__panel_pack(pack->forward + part->first * in, in, part->rows, rows, in, 1);
    for (size_t i = 0; pack->backward && i < part->rows; i++)
        tenor__panel_put(pack->backward, out, in, part->first + i, rows + i * in);
}

bool tenor__packs_halve(tenor__packs *packs)
{
    const tenor__network *network = packs->network;
    const size_t recurrent =
        network->layers[0][0].recurrent.out > 0 ? network->spec.layers * network->spec.directions : 0;
    const size_t size = tenor__halves_size(network->spec.hidden, network->cell->recurrent_gates * network->spec.hidden);
    if (recurrent == 0)
        return true;
    packs->halves = tenor__get_large(&packs->alloc, recurrent * size, sizeof *packs->halves);
    if (!packs->halves)
        return false;
    uint32_t *to = packs->halves;
    bool used = false;
    for (size_t layer = 0; layer < network->spec.layers; layer++) {
        for (size_t direction = 0; direction < network->spec.directions; direction++, to += size) {
            const tenor__linear *linear = &network->layers[layer][direction].recurrent;
            tenor__linear_pack *pack = &packs->linears[linear->pack];
            pack->halves = tenor__halves_pack(to, linear->in, linear->out, pack->forward) ? to : NULL;
            used = used || pack->halves;
        }
    }
    if (!used) {
        tenor__put_aligned(&packs->alloc, packs->halves);
        packs->halves = NULL;
    }
    return true;
}

void tenor__linear_forward(const tenor__pass *pass, const tenor__linear *linear, size_t rows, const tenor__real *x,
                           size_t ldx, const tenor__real *bias, tenor__real *y, size_t ldy)
{
    const tenor__linear_pack *pack = &pass->packs->linears[linear->pack];
    if (rows == 1 && !bias && pack->halves)
        tenor__halves_multiply(linear->in, linear->out, x, pack->halves, y);
    else
        tenor__panel_multiply(rows, linear->in, linear->out, x, ldx, pack->forward, bias, 0, y, ldy);
}

void tenor__linear_backward(const tenor__pass *pass, const tenor__linear *linear, size_t rows,
                            const tenor__real *y_gradient, size_t ldy, const tenor__real *start, size_t ldstart,
                            tenor__real *x_gradient, size_t ldx)
{
    tenor__panel_multiply(rows, linear->out, linear->in, y_gradient, ldy, pass->packs->linears[linear->pack].backward,
                          start, ldstart, x_gradient, ldx);
}

tenor__real *tenor__linear_keep_rows(tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                     const tenor__real *y_gradient, size_t ldy)
{
    tenor__product *product = &pass->products[linear->pack];
    if (!tenor__reals_reserve(&product->x, &pass->alloc, 1, tenor__panel_size(rows, linear->in)))
        return NULL;
    product->rows = rows;
    product->y_gradient = y_gradient;
    product->stride = ldy;
    return product->x.data;
}

bool tenor__linear_keep(tenor__pass *pass, const tenor__linear *linear, size_t rows, const tenor__real *y_gradient,
                        size_t ldy, const tenor__real *x, size_t ldx)
{
    tenor__real *panels = tenor__linear_keep_rows(pass, linear, rows, y_gradient, ldy);
    if (panels)
        tenor__panel_pack(panels, rows, linear->in, x, ldx, 0);
    return panels != NULL;
}
