/* The forward pass of inference. It computes the same sums as recurrent_layers.c but keeps less in memory:
 *
 *     first layer   the input projection W_ih x + b of each word, in a table; when the table is full, it is emptied
 *     time          h and c of the last step; all outputs of a layer only if the next layer or attention reads them
 *     step          one block of rows at a time, whose recurrent product is used while it is in the L1 cache
 *
 * Both directions advance together, step n of each. That is possible because their sums are independent, and it lets
 * pooling read h as it is computed. Steps are grouped in chunks; the projections of a chunk are computed before its
 * steps. */
#include "nn/pass.h"

#include "base/alloc.h"

#include <string.h>

enum {
    PENDING = 48,     /* words projected at a time */
    BLOCK = 12,       /* rows of a step at a time: the rows of the largest tile of panel.c */
    CHUNK_ROWS = 256, /* rows of a chunk in one direction, approximately */
};

/* The state of one layer, in all its directions. */
typedef struct layer_run {
    tenor__pass *pass;
    size_t layer;
    const tenor__real *tensors[2][TENOR__MOST_CELL_TENSORS];
    const tenor__real *below; /* [N, F] outputs of the layer below; NULL in the first layer */
    tenor__real *kept;        /* [N, F]; NULL if the layer's outputs are not kept */
    bool pooled;
    size_t begin; /* the chunk is steps begin..end - 1 */
    size_t end;
    size_t done[2]; /* rows of the chunk that have been computed, in each direction */
} layer_run;

static size_t projection_width(const tenor__network *network)
{
    return network->cell->input_gates * network->config.hidden;
}

/* The time t of step n in a direction. */
static size_t time_of(const tenor__packed_sequences *batch, size_t direction, size_t n)
{
    return direction == 0 ? n : batch->steps - 1 - n;
}

/* The first row of the chunk in a direction. The chunk's rows are contiguous. */
static size_t chunk_row(const layer_run *run, size_t direction)
{
    const tenor__packed_sequences *batch = run->pass->batch;
    return batch->step_offset[direction == 0 ? run->begin : batch->steps - run->end];
}

static size_t chunk_rows(const layer_run *run, size_t direction)
{
    const tenor__packed_sequences *batch = run->pass->batch;
    const size_t after = direction == 0 ? run->end : batch->steps - run->begin;
    return batch->step_offset[after] - chunk_row(run, direction);
}

/* ---- the table of the words' projections ---- */

/* Makes the table large enough for the distinct words of any one step. */
static bool reserve_table(tenor__pass *pass)
{
    tenor__inference *inference = &pass->inference;
    const tenor__network *network = pass->network;
    const size_t words = network->config.words;
    const size_t width = projection_width(network) * network->config.directions;
    size_t capacity = TENOR_SESSION_CACHE_BYTES / sizeof(tenor__real) / width;
    capacity = capacity > pass->batch->count * 2 ? capacity : pass->batch->count * 2;
    capacity = capacity < words ? capacity : words;
    if (!inference->place) {
        inference->place = tenor__alloc_zeroed(&pass->alloc, words, sizeof *inference->place);
        if (!inference->place)
            return false;
    }
    if (capacity <= inference->capacity)
        return true;
    void *owners = inference->owner;
    size_t owner_capacity = inference->capacity;
    inference->used = 0;
    if (!tenor__alloc_grow(&pass->alloc, &owners, &owner_capacity, capacity, sizeof *inference->owner))
        return false;
    inference->owner = owners;
    inference->capacity = 0;
    tenor__real_array_free(&inference->table, &pass->alloc);
    inference->table.data = tenor__alloc_aligned(&pass->alloc, capacity, width * sizeof(tenor__real));
    if (!inference->table.data)
        return false;
    inference->capacity = capacity;
    return true;
}

/* Computes the projections of the table's words from index `first` on. */
static void project_words(tenor__pass *pass, size_t first)
{
    const tenor__network *network = pass->network;
    const tenor__inference *inference = &pass->inference;
    const size_t dim = network->config.dim;
    const size_t directions = network->config.directions;
    const size_t width = projection_width(network);
    while (first < inference->used) {
        const size_t count = inference->used - first < PENDING ? inference->used - first : PENDING;
        for (size_t i = 0; i < count; i++)
            memcpy(inference->vectors.data + i * dim,
                   pass->parameters.embedding + (size_t)inference->owner[first + i] * dim, dim * sizeof(tenor__real));
        for (size_t direction = 0; direction < directions; direction++) {
            const tenor__linear *input = &network->layers[0][direction].input;
            tenor__packed_weights_forward(
                pass, input, count, inference->vectors.data, dim, pass->packed_weights->linears[input->pack].bias,
                inference->table.data + (first * directions + direction) * width, directions * width);
        }
        first += count;
    }
}

/* The table index of the word of a row, times the number of directions. A word that is not in the table is added. */
static uint32_t find_place(tenor__pass *pass, size_t row)
{
    tenor__inference *inference = &pass->inference;
    const uint32_t id = pass->batch->word_ids[pass->batch->row_word[row]];
    uint32_t place = inference->place[id];
    if (place >= inference->used || inference->owner[place] != id) {
        place = (uint32_t)inference->used++;
        inference->place[id] = place;
        inference->owner[place] = id;
    }
    return place * (uint32_t)pass->network->config.directions;
}

/* The number of rows of step n in all directions. */
static size_t step_rows(const tenor__pass *pass, size_t n)
{
    const tenor__packed_sequences *batch = pass->batch;
    size_t rows = 0;
    for (size_t direction = 0; direction < pass->network->config.directions; direction++)
        rows += tenor__packed_sequences_step_rows(batch, time_of(batch, direction, n));
    return rows;
}

/* Whether the table has room for the words of this many rows. */
static bool has_room(const tenor__pass *pass, size_t rows)
{
    const tenor__inference *inference = &pass->inference;
    return inference->capacity == pass->network->config.words || inference->capacity - inference->used >= rows;
}

/* Sets the chunk's end and the table index of each of its rows. An empty table always has room for one step. */
static void look_up_chunk(layer_run *run)
{
    tenor__pass *pass = run->pass;
    tenor__inference *inference = &pass->inference;
    const tenor__packed_sequences *batch = pass->batch;
    const size_t directions = pass->network->config.directions;
    if (!has_room(pass, step_rows(pass, run->begin)))
        inference->used = 0;
    const size_t first = inference->used;
    size_t total = 0;
    size_t found[2] = {0};
    for (run->end = run->begin; run->end < batch->steps; run->end++) {
        const size_t rows = step_rows(pass, run->end);
        if (run->end > run->begin && (!has_room(pass, rows) || total + rows > CHUNK_ROWS * directions))
            break;
        total += rows;
        for (size_t direction = 0; direction < directions; direction++) {
            const size_t t = time_of(batch, direction, run->end);
            for (size_t row = batch->step_offset[t]; row < batch->step_offset[t + 1]; row++)
                inference->index[direction][found[direction]++] = find_place(pass, row);
        }
    }
    project_words(pass, first);
}

/* ---- steps ---- */

/* Computes the projections of the chunk's rows, in layers above the first. */
static void project_chunk(layer_run *run)
{
    tenor__pass *pass = run->pass;
    const tenor__network *network = pass->network;
    const tenor__packed_sequences *batch = pass->batch;
    size_t total = 0;
    for (run->end = run->begin; run->end < batch->steps; run->end++) {
        total += step_rows(pass, run->end);
        if (run->end > run->begin && total > CHUNK_ROWS * network->config.directions)
            break;
    }
    for (size_t direction = 0; direction < network->config.directions; direction++) {
        const tenor__linear *input = &network->layers[run->layer][direction].input;
        tenor__packed_weights_forward(pass, input, chunk_rows(run, direction),
                                      run->below + chunk_row(run, direction) * network->features, network->features,
                                      pass->packed_weights->linears[input->pack].bias,
                                      pass->inference.projection[direction].data, input->out);
    }
}

/* h of a step and direction; row i belongs to sequence i. */
typedef struct outputs {
    tenor__real *data;
    size_t stride;
} outputs;

static outputs outputs_of(const layer_run *run, size_t direction, size_t n)
{
    const tenor__pass *pass = run->pass;
    const size_t hidden = pass->network->config.hidden;
    const size_t features = pass->network->features;
    if (run->kept) {
        const size_t row = pass->batch->step_offset[time_of(pass->batch, direction, n)];
        return (outputs){run->kept + row * features + direction * hidden, features};
    }
    /* A step reads the previous h while it writes its own: two buffers alternate. */
    return (outputs){pass->inference.output.data + (direction * 2 + n % 2) * pass->batch->count * hidden, hidden};
}

static void run_step(layer_run *run, size_t direction, size_t n)
{
    tenor__pass *pass = run->pass;
    tenor__inference *inference = &pass->inference;
    const tenor__network *network = pass->network;
    const tenor__cell *cell = network->cell;
    const tenor__packed_sequences *batch = pass->batch;
    const size_t hidden = network->config.hidden;
    const size_t width = cell->input_gates * hidden;
    const size_t recurrent_width = cell->recurrent_gates * hidden;
    const size_t t = time_of(batch, direction, n);
    const size_t rows = tenor__packed_sequences_step_rows(batch, t);
    /* Leading rows that have a previous step. In the forward direction sequences only end; in reverse they only
     * begin. */
    const size_t continued = n == 0 ? 0 : direction == 0 ? rows : tenor__packed_sequences_step_rows(batch, t + 1);
    const outputs output = outputs_of(run, direction, n);
    const outputs before = continued > 0 ? outputs_of(run, direction, n - 1) : (outputs){NULL, 0};
    tenor__real *state = cell->has_state ? inference->state.data + direction * batch->count * hidden : NULL;
    const uint32_t *index = NULL;
    const tenor__real *input;
    if (run->below) {
        const size_t row = batch->step_offset[t] - chunk_row(run, direction);
        input = inference->projection[direction].data + row * width;
    } else {
        input = inference->table.data + direction * width;
        index = inference->index[direction] + run->done[direction];
    }
    for (size_t first = 0, count; first < rows; first += count) {
        const bool fresh = first >= continued;
        count = fresh ? rows - first : continued - first;
        count /= (count + BLOCK - 1) / BLOCK; /* blocks of nearly equal size */
        if (!fresh && recurrent_width > 0)
            tenor__packed_weights_forward(pass, &network->layers[run->layer][direction].recurrent, count,
                                          before.data + first * before.stride, before.stride, NULL,
                                          inference->recurrent.data, recurrent_width);
        const tenor__cell_step step = {
            .rows = count,
            .hidden = hidden,
            .tensors = run->tensors[direction],
            .input = index ? input : input + first * width,
            .input_index = index ? index + first : NULL,
            .recurrent = fresh ? inference->zeros.data : inference->recurrent.data,
            .recurrent_stride = fresh ? 0 : recurrent_width,
            .previous = fresh ? inference->zeros.data : before.data + first * before.stride,
            .previous_stride = fresh ? 0 : before.stride,
            .previous_state = fresh || !state ? inference->zeros.data : state + first * hidden,
            .previous_state_stride = fresh ? 0 : hidden,
            .output = output.data + first * output.stride,
            .output_stride = output.stride,
            .state = state ? state + first * hidden : NULL,
        };
        cell->forward(&step);
    }
    run->done[direction] += rows;
    if (run->pooled)
        tenor__pooling_step(pass, direction, t, output.data, output.stride);
}

/* ---- layers ---- */

static bool reserve_index(tenor__pass *pass, uint32_t **index, size_t *capacity, size_t rows)
{
    void *memory = *index;
    if (!tenor__alloc_grow(&pass->alloc, &memory, capacity, rows, sizeof **index))
        return false;
    *index = memory;
    return true;
}

/* Allocates everything whose size does not grow with the length of the texts. */
static bool reserve(tenor__pass *pass)
{
    tenor__inference *inference = &pass->inference;
    const tenor_alloc *alloc = &pass->alloc;
    const tenor__network *network = pass->network;
    const size_t directions = network->config.directions;
    const size_t hidden = network->config.hidden;
    const size_t gates = network->cell->recurrent_gates > 1 ? network->cell->recurrent_gates : 1;
    const size_t count = pass->batch->count;
    /* The most rows of a chunk in one direction: one direction may have all of them, and a single step may exceed a
     * chunk. */
    const size_t rows = CHUNK_ROWS * directions + count;
    if (!inference->zeros.data) {
        if (!tenor__real_array_reserve(&inference->zeros, alloc, gates, hidden))
            return false;
        memset(inference->zeros.data, 0, gates * hidden * sizeof(tenor__real));
    }
    for (size_t direction = 0; direction < directions; direction++)
        if (!reserve_index(pass, &inference->index[direction], &inference->index_capacity[direction], rows) ||
            (network->config.layers > 1 &&
             !tenor__real_array_reserve(&inference->projection[direction], alloc, rows, projection_width(network))))
            return false;
    return reserve_table(pass) && tenor__real_array_reserve(&inference->vectors, alloc, PENDING, network->config.dim) &&
           tenor__real_array_reserve(&inference->recurrent, alloc, BLOCK, gates * hidden) &&
           tenor__real_array_reserve(&inference->output, alloc, count, 2 * directions * hidden) &&
           tenor__real_array_reserve(&inference->state, alloc, count, directions * hidden);
}

static void run_layer(layer_run *run)
{
    tenor__pass *pass = run->pass;
    const tenor__packed_sequences *batch = pass->batch;
    const size_t directions = pass->network->config.directions;
    for (run->begin = 0; run->begin < batch->steps; run->begin = run->end) {
        if (run->below)
            project_chunk(run);
        else
            look_up_chunk(run);
        run->done[0] = run->done[1] = 0;
        for (size_t n = run->begin; n < run->end; n++)
            for (size_t direction = 0; direction < directions; direction++)
                run_step(run, direction, n);
    }
}

bool tenor__inference_forward(tenor__pass *pass)
{
    tenor__inference *inference = &pass->inference;
    const tenor__network *network = pass->network;
    const size_t layers = network->config.layers;
    if (!reserve(pass) || !tenor__pooling_begin(pass))
        return false;
    if (!inference->remembers)
        inference->used = 0;
    pass->mixout_applied = pass->embedding_dropped = pass->layers_dropped = pass->recurrent_dropped = false;
    const tenor__real *below = NULL;
    for (size_t layer = 0; layer < layers; layer++) {
        layer_run run = {.pass = pass, .layer = layer, .below = below, .pooled = layer + 1 == layers};
        for (size_t direction = 0; direction < network->config.directions; direction++)
            for (size_t i = 0; i < network->cell->tensor_count; i++)
                run.tensors[direction][i] = pass->parameters.block + network->layers[layer][direction].tensors[i];
        if (!run.pooled || network->has_attention) {
            tenor__real_array *kept = &inference->kept[layer % 2];
            if (!tenor__real_array_reserve(kept, &pass->alloc, pass->batch->rows, network->features))
                return false;
            run.kept = kept->data;
        }
        run_layer(&run);
        below = run.kept;
    }
    return tenor__pooling_finish(pass, below);
}

void tenor__inference_free(tenor__inference *inference, const tenor_alloc *alloc)
{
    tenor__real_array *const held[] = {&inference->zeros,         &inference->table,         &inference->vectors,
                                       &inference->projection[0], &inference->projection[1], &inference->recurrent,
                                       &inference->output,        &inference->state,         &inference->kept[0],
                                       &inference->kept[1]};
    for (size_t i = 0; i < sizeof held / sizeof held[0]; i++)
        tenor__real_array_free(held[i], alloc);
    tenor__alloc_free(alloc, inference->place);
    tenor__alloc_free(alloc, inference->owner);
    for (size_t direction = 0; direction < 2; direction++)
        tenor__alloc_free(alloc, inference->index[direction]);
}
