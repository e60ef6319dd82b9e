/* The stack of recurrent layers: what all cells have in common.
 *
 *     for each layer and direction:   P = X W_ih^T + b            all steps at once
 *         for each step in order:     R = h_{t-1} W_hh^T          rows of the step that have a previous step
 *                                     h_t = cell(P_t, R, h_{t-1})
 *
 * Backward runs the steps in reverse order and computes the gradients of P and R for all steps. The gradients of X and
 * of the weights (nn/parameter_slices.c) are then one matrix product each. */
#include "nn/kernels/panel.h"
#include "nn/pass.h"

#include <string.h>

typedef struct layer_run {
    tenor__pass *pass;
    const tenor__cell *cell;
    const tenor__direction *place;
    tenor__layer_pass *kept;
    size_t layer;
    size_t direction;
    size_t hidden;
    const tenor__real *tensors[TENOR__MOST_CELL_TENSORS];
    const tenor__real *input; /* [input_rows, in] */
    size_t input_rows;
    const uint32_t *input_index; /* row of the batch -> row of input; NULL: the same row */
} layer_run;

/* The rows of a step and of the previous one. */
typedef struct time_step {
    size_t first; /* first row of the step */
    size_t rows;
    size_t continued; /* leading rows that have a previous step */
    size_t before;    /* first row of the previous step, if continued > 0 */
} time_step;

static time_step time_step_of(const layer_run *run, size_t step)
{
    const tenor__packed_sequences *batch = run->pass->batch;
    const size_t t = run->direction == 0 ? step : batch->steps - 1 - step;
    time_step now = {.first = batch->step_offset[t], .rows = tenor__packed_sequences_step_rows(batch, t)};
    if (step > 0) {
        const size_t before = run->direction == 0 ? t - 1 : t + 1;
        now.before = batch->step_offset[before];
        now.continued = run->direction == 0 ? now.rows : tenor__packed_sequences_step_rows(batch, before);
    }
    return now;
}

static layer_run run_of(tenor__pass *pass, size_t layer, size_t direction)
{
    const tenor__network *network = pass->network;
    layer_run run = {.pass = pass,
                     .cell = network->cell,
                     .place = &network->layers[layer][direction],
                     .kept = &pass->layers[layer],
                     .layer = layer,
                     .direction = direction,
                     .hidden = network->config.hidden};
    for (size_t i = 0; i < network->cell->tensor_count; i++)
        run.tensors[i] = pass->parameters.block + run.place->tensors[i];
    if (layer == 0) {
        run.input = pass->words.data;
        run.input_rows = pass->batch->words;
        run.input_index = pass->batch->row_word;
    } else {
        run.input = pass->layers_dropped ? run.kept->input.data : pass->layers[layer - 1].output.data;
        run.input_rows = pass->batch->rows;
    }
    return run;
}

static tenor__real *output_at(const layer_run *run, size_t row)
{
    return run->kept->output.data + row * run->pass->network->features + run->direction * run->hidden;
}

/* h_{t-1} of the continued rows as input of the recurrent product: with dropout, masked. */
static const tenor__real *previous_outputs(const layer_run *run, const time_step *now, size_t *stride)
{
    tenor__pass *pass = run->pass;
    const size_t features = pass->network->features;
    const tenor__real *before = output_at(run, now->before);
    if (!pass->recurrent_dropped) {
        *stride = features;
        return before;
    }
    const tenor__real *mask = run->kept->recurrent_mask[run->direction].data;
    for (size_t i = 0; i < now->continued; i++)
        tenor__matrix_product(run->hidden, before + i * features, mask + i * run->hidden,
                              pass->previous.data + i * run->hidden);
    *stride = run->hidden;
    return pass->previous.data;
}

static void forward_step(const layer_run *run, const time_step *now)
{
    tenor__pass *pass = run->pass;
    const tenor__cell *cell = run->cell;
    const size_t hidden = run->hidden;
    const size_t features = pass->network->features;
    const size_t width = cell->input_gates * hidden;
    const size_t recurrent_width = cell->recurrent_gates * hidden;
    if (now->continued > 0 && recurrent_width > 0) {
        size_t stride;
        const tenor__real *previous = previous_outputs(run, now, &stride);
        tenor__packed_weights_forward(pass, &run->place->recurrent, now->continued, previous, stride, NULL,
                                      pass->recurrent.data, recurrent_width);
    }
    tenor__real *state = cell->has_state ? run->kept->state[run->direction].data : NULL;
    tenor__real *saved = run->kept->saved[run->direction].data;
    for (int fresh = 0; fresh < 2; fresh++) {
        const size_t from = fresh ? now->continued : 0;
        const size_t rows = (fresh ? now->rows : now->continued) - from;
        if (rows == 0)
            continue;
        const size_t row = now->first + from;
        tenor__cell_step step = {
            .rows = rows,
            .hidden = hidden,
            .tensors = run->tensors,
            .input = pass->projection.data + (run->input_index ? 0 : row * width),
            .input_index = run->input_index ? run->input_index + row : NULL,
            .recurrent = fresh ? pass->zeros.data : pass->recurrent.data,
            .recurrent_stride = fresh ? 0 : recurrent_width,
            .previous = fresh ? pass->zeros.data : output_at(run, now->before),
            .previous_stride = fresh ? 0 : features,
            .previous_state = fresh || !state ? pass->zeros.data : state + now->before * hidden,
            .previous_state_stride = fresh ? 0 : hidden,
            .output = output_at(run, row),
            .output_stride = features,
            .state = state ? state + row * hidden : NULL,
            .saved = saved + row * cell->saved * hidden,
        };
        cell->forward(&step);
    }
}

static bool forward_direction(tenor__pass *pass, size_t layer, size_t direction)
{
    layer_run run = run_of(pass, layer, direction);
    const tenor__cell *cell = run.cell;
    const tenor__packed_sequences *batch = pass->batch;
    const tenor_alloc *alloc = &pass->alloc;
    const size_t hidden = run.hidden;
    const size_t width = cell->input_gates * hidden;
    if (!tenor__real_array_reserve(&pass->projection, alloc, run.input_rows, width) ||
        !tenor__real_array_reserve(&pass->recurrent, alloc, batch->count, cell->recurrent_gates * hidden + 1) ||
        (cell->has_state && !tenor__real_array_reserve(&run.kept->state[direction], alloc, batch->rows, hidden)) ||
        !tenor__real_array_reserve(&run.kept->saved[direction], alloc, batch->rows, cell->saved * hidden))
        return false;
    if (pass->recurrent_dropped) {
        tenor__real_array *mask = &run.kept->recurrent_mask[direction];
        if (!tenor__real_array_reserve(mask, alloc, batch->count, hidden) ||
            !tenor__real_array_reserve(&pass->previous, alloc, batch->count, hidden))
            return false;
        tenor__matrix_mask(pass->dropout->random, pass->dropout->recurrent, batch->count * hidden, mask->data);
    }
    const tenor__real *bias = pass->packed_weights->linears[run.place->input.pack].bias;
    tenor__packed_weights_forward(pass, &run.place->input, run.input_rows, run.input, run.place->input.in, bias,
                                  pass->projection.data, width);
    for (size_t step = 0; step < batch->steps; step++) {
        time_step now = time_step_of(&run, step);
        forward_step(&run, &now);
    }
    return true;
}

bool tenor__recurrent_layers_forward(tenor__pass *pass)
{
    const tenor__network *network = pass->network;
    const tenor__packed_sequences *batch = pass->batch;
    const size_t features = network->features;
    size_t widest = network->cell->recurrent_gates > 1 ? network->cell->recurrent_gates : 1;
    if (!pass->zeros.data) {
        if (!tenor__real_array_reserve(&pass->zeros, &pass->alloc, widest, network->config.hidden))
            return false;
        memset(pass->zeros.data, 0, widest * network->config.hidden * sizeof(tenor__real));
    }
    pass->layers_dropped = pass->dropout->layers > 0;
    pass->recurrent_dropped = pass->dropout->recurrent > 0 && network->cell->recurrent_gates > 0;
    for (size_t layer = 0; layer < network->config.layers; layer++) {
        tenor__layer_pass *kept = &pass->layers[layer];
        if (layer > 0 && pass->layers_dropped) {
            if (!tenor__real_array_reserve(&kept->input, &pass->alloc, batch->rows, features) ||
                !tenor__real_array_reserve(&kept->input_mask, &pass->alloc, batch->rows, features))
                return false;
            tenor__matrix_mask(pass->dropout->random, pass->dropout->layers, batch->rows * features,
                               kept->input_mask.data);
            tenor__matrix_product(batch->rows * features, pass->layers[layer - 1].output.data, kept->input_mask.data,
                                  kept->input.data);
        }
        if (!tenor__real_array_reserve(&kept->output, &pass->alloc, batch->rows, features))
            return false;
        for (size_t direction = 0; direction < network->config.directions; direction++)
            if (!forward_direction(pass, layer, direction))
                return false;
    }
    return true;
}

const tenor__real *tenor__recurrent_layers_output(const tenor__pass *pass)
{
    return pass->layers[pass->network->config.layers - 1].output.data;
}

/* dL/dh of a row and direction. It starts with the gradient from above; the next step in time adds to it. */
static tenor__real *output_gradient_at(const layer_run *run, size_t row)
{
    return run->pass->output_gradient.data + row * run->pass->network->features + run->direction * run->hidden;
}

/* Row pointers to the gradients of the projection and of the recurrent product. */
typedef struct gate_gradients {
    tenor__real *input;
    size_t input_stride;
    tenor__real *recurrent;
    size_t recurrent_stride;
} gate_gradients;

static gate_gradients gate_gradients_of(const layer_run *run)
{
    const tenor__cell *cell = run->cell;
    gate_gradients gates = {.input = run->kept->saved[run->direction].data, .input_stride = cell->saved * run->hidden};
    gates.recurrent = cell->shared_gates ? gates.input : run->kept->recurrent_gradient[run->direction].data;
    gates.recurrent_stride = cell->shared_gates ? gates.input_stride : cell->recurrent_gates * run->hidden;
    return gates;
}

/* Adds the part of dL/dh_{t-1} that comes through the recurrent product. */
static void backward_product(const layer_run *run, const time_step *now, const tenor__real *gradient, size_t stride)
{
    tenor__pass *pass = run->pass;
    const size_t hidden = run->hidden;
    const size_t features = pass->network->features;
    tenor__real *before = output_gradient_at(run, now->before);
    if (!pass->recurrent_dropped) {
        tenor__packed_weights_backward(pass, &run->place->recurrent, now->continued, gradient, stride, before, features,
                                       before, features);
        return;
    }
    tenor__packed_weights_backward(pass, &run->place->recurrent, now->continued, gradient, stride, NULL, 0,
                                   pass->previous.data, hidden);
    tenor__matrix_product(now->continued * hidden, pass->previous.data, run->kept->recurrent_mask[run->direction].data,
                          pass->previous.data);
    for (size_t i = 0; i < now->continued; i++)
        tenor__matrix_add_row(hidden, pass->previous.data + i * hidden, before + i * features);
}

/* Column sums of a direction: the cell's own, and those of the gradients of the projection and the recurrent
 * product. */
static size_t column_count(const tenor__cell *cell)
{
    return cell->columns + cell->input_gates + cell->recurrent_gates;
}

static void backward_step(const layer_run *run, const time_step *now)
{
    tenor__pass *pass = run->pass;
    const tenor__cell *cell = run->cell;
    const size_t hidden = run->hidden;
    const size_t features = pass->network->features;
    const gate_gradients gates = gate_gradients_of(run);
    tenor__real *nowhere = pass->columns.data + column_count(cell) * hidden;
    const tenor__real *state = cell->has_state ? run->kept->state[run->direction].data : NULL;
    for (int fresh = 0; fresh < 2; fresh++) {
        const size_t from = fresh ? now->continued : 0;
        const size_t rows = (fresh ? now->rows : now->continued) - from;
        if (rows == 0)
            continue;
        const size_t row = now->first + from;
        tenor__cell_backward_step step = {
            .rows = rows,
            .hidden = hidden,
            .tensors = run->tensors,
            .output_gradient = output_gradient_at(run, row),
            .output_gradient_stride = features,
            .previous = fresh ? pass->zeros.data : output_at(run, now->before),
            .previous_stride = fresh ? 0 : features,
            .previous_state = fresh || !state ? pass->zeros.data : state + now->before * hidden,
            .previous_state_stride = fresh ? 0 : hidden,
            .state = state ? state + row * hidden : NULL,
            .saved = gates.input + row * gates.input_stride,
            .recurrent_gradient = gates.recurrent + row * gates.recurrent_stride,
            .previous_gradient = fresh ? nowhere : output_gradient_at(run, now->before),
            .state_gradient = state ? pass->state_gradient.data + from * hidden : NULL,
            .columns = pass->columns.data,
        };
        cell->backward(&step);
    }
    if (now->continued > 0 && cell->recurrent_gates > 0)
        backward_product(run, now, gates.recurrent + now->first * gates.recurrent_stride, gates.recurrent_stride);
}

/* Copies h_{t-1} of every row, or zeros at the first step, into the panels for the recurrent matrix's gradient. */
static void gather_previous(const layer_run *run, tenor__real *panels)
{
    tenor__pass *pass = run->pass;
    const size_t hidden = run->hidden;
    for (size_t step = 0; step < pass->batch->steps; step++) {
        time_step now = time_step_of(run, step);
        for (size_t i = 0; i < now.rows; i++) {
            const tenor__real *previous = i < now.continued ? output_at(run, now.before + i) : NULL;
            if (previous && pass->recurrent_dropped) {
                tenor__matrix_product(hidden, previous, run->kept->recurrent_mask[run->direction].data + i * hidden,
                                      pass->previous.data);
                previous = pass->previous.data;
            }
            tenor__panel_put(panels, pass->batch->rows, hidden, now.first + i, previous);
        }
    }
}

/* Computes the gradients of the cell's tensors from the column sums. */
static void finish_tensors(const layer_run *run, const tenor__real *input_sums, const tenor__real *recurrent_sums,
                           tenor__real *gradient)
{
    const tenor__cell *cell = run->cell;
    tenor__real *gradients[TENOR__MOST_CELL_TENSORS] = {NULL};
    for (size_t i = 0; i < cell->tensor_count; i++) {
        const tenor__cell_tensor *tensor = &cell->tensors[i];
        gradients[i] = gradient + run->place->tensors[i];
        if (tensor->role == TENOR__ROLE_OWN)
            continue;
        const tenor__real *sums = tensor->role == TENOR__ROLE_INPUT_BIAS ? input_sums : recurrent_sums;
        tenor__matrix_add_row(tensor->blocks * run->hidden, sums + tensor->gate * run->hidden, gradients[i]);
    }
    if (cell->finish)
        cell->finish(run->pass->columns.data, run->hidden, run->tensors, gradients);
}

static bool reserve_backward(const layer_run *run)
{
    tenor__pass *pass = run->pass;
    const tenor_alloc *alloc = &pass->alloc;
    const tenor__cell *cell = run->cell;
    const size_t hidden = run->hidden;
    const size_t batch = pass->batch->count;
    const size_t sums = (column_count(cell) + 1) * hidden; /* plus a scratch row for gradients that are not used */
    if ((!cell->shared_gates && !tenor__real_array_reserve(&run->kept->recurrent_gradient[run->direction], alloc,
                                                           pass->batch->rows, cell->recurrent_gates * hidden + 1)) ||
        (cell->has_state && !tenor__real_array_reserve(&pass->state_gradient, alloc, batch, hidden)) ||
        !tenor__real_array_reserve(&pass->columns, alloc, 1, sums) ||
        (run->input_index && !tenor__real_array_reserve(&pass->word_gradient[run->direction], alloc, run->input_rows,
                                                        cell->input_gates * hidden)))
        return false;
    if (cell->has_state)
        memset(pass->state_gradient.data, 0, batch * hidden * sizeof(tenor__real));
    memset(pass->columns.data, 0, sums * sizeof(tenor__real));
    return true;
}

/* Sums the gradient of the projection over the rows of each word. */
static void sum_by_word(const layer_run *run, const gate_gradients *gates, size_t width, tenor__real *sums)
{
    size_t seen = 0; /* words are numbered in order of first appearance */
    for (size_t row = 0; row < run->pass->batch->rows; row++) {
        const tenor__real *gradient = gates->input + row * gates->input_stride;
        tenor__real *sum = sums + run->input_index[row] * width;
        if (run->input_index[row] < seen)
            tenor__matrix_add_row(width, gradient, sum);
        else
            memcpy(sum, gradient, width * sizeof *sum);
        seen += run->input_index[row] == seen;
    }
}

/* Computes the gradient of X, [input_rows, in]. The first direction writes *below and the second adds to it. NULL: not
 * needed. */
static bool backward_direction(tenor__pass *pass, size_t layer, size_t direction, tenor__real *below,
                               tenor__real *gradient)
{
    layer_run run = run_of(pass, layer, direction);
    const tenor__cell *cell = run.cell;
    const tenor__packed_sequences *batch = pass->batch;
    const size_t hidden = run.hidden;
    const size_t width = cell->input_gates * hidden;
    const size_t recurrent_width = cell->recurrent_gates * hidden;
    if (!reserve_backward(&run))
        return false;
    for (size_t step = batch->steps; step > 0; step--) {
        time_step now = time_step_of(&run, step - 1);
        backward_step(&run, &now);
    }

    const gate_gradients gates = gate_gradients_of(&run);
    const tenor__real *input_gradient = gates.input;
    size_t stride = gates.input_stride;
    if (run.input_index) {
        sum_by_word(&run, &gates, width, pass->word_gradient[direction].data);
        input_gradient = pass->word_gradient[direction].data;
        stride = width;
    }
    tenor__real *input_sums = pass->columns.data + cell->columns * hidden;
    tenor__real *recurrent_sums = cell->shared_gates ? input_sums : input_sums + width;
    tenor__matrix_add_columns(run.input_rows, width, input_gradient, stride, input_sums);
    if (recurrent_width > 0) {
        if (!cell->shared_gates)
            tenor__matrix_add_columns(batch->rows, recurrent_width, gates.recurrent, gates.recurrent_stride,
                                      recurrent_sums);
        tenor__real *panels = tenor__packed_weights_keep_rows(pass, &run.place->recurrent, batch->rows, gates.recurrent,
                                                              gates.recurrent_stride);
        if (!panels)
            return false;
        gather_previous(&run, panels);
    }
    finish_tensors(&run, input_sums, recurrent_sums, gradient);
    const size_t in = run.place->input.in;
    if (!tenor__packed_weights_keep(pass, &run.place->input, run.input_rows, input_gradient, stride, run.input, in))
        return false;
    if (below)
        tenor__packed_weights_backward(pass, &run.place->input, run.input_rows, input_gradient, stride,
                                       direction == 0 ? NULL : below, in, below, in);
    return true;
}

bool tenor__recurrent_layers_backward(tenor__pass *pass, bool frozen, tenor__real *gradient)
{
    const tenor__network *network = pass->network;
    const tenor__packed_sequences *batch = pass->batch;
    for (size_t layer = network->config.layers; layer-- > 0;) {
        tenor__real_array *below = layer > 0 ? &pass->lower_gradient : &pass->words_gradient;
        const bool wanted = layer > 0 || !frozen;
        const size_t rows = layer > 0 ? batch->rows : batch->words;
        if (wanted && !tenor__real_array_reserve(below, &pass->alloc, rows, network->layers[layer][0].input.in))
            return false;
        for (size_t direction = 0; direction < network->config.directions; direction++)
            if (!backward_direction(pass, layer, direction, wanted ? below->data : NULL, gradient))
                return false;
        if (layer > 0) {
            if (pass->layers_dropped)
                tenor__matrix_product(batch->rows * network->features, below->data, pass->layers[layer].input_mask.data,
                                      below->data);
            tenor__real_array swapped = pass->output_gradient;
            pass->output_gradient = pass->lower_gradient;
            pass->lower_gradient = swapped;
        }
    }
    return true;
}
