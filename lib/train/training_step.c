#include "train/training_step.h"

#include "nn/gradient_sums.h"

#include <math.h>
#include <string.h>

struct tenor__shard {
    tenor__pass *pass;
    float *logits; /* [sequences, labels] */
    float *logits_gradient;
    double cross_entropy;
    bool failed; /* out of memory */
};

/* ---- making and freeing ---- */

static bool init_shard(tenor__shard *shard, const tenor__training_step *training_step, size_t capacity)
{
    const tenor_alloc *alloc = &training_step->alloc;
    size_t logits;
    if (!tenor__size_multiply(capacity, training_step->settings.loss.labels, &logits) ||
        tenor__pass_new(training_step->settings.network, alloc, &shard->pass) != TENOR_OK)
        return false;
    shard->logits = tenor__alloc_aligned(alloc, logits, sizeof *shard->logits);
    shard->logits_gradient = tenor__alloc_aligned(alloc, logits, sizeof *shard->logits_gradient);
    return shard->logits && shard->logits_gradient;
}

static bool init_minibatches(tenor__training_step *training_step)
{
    const tenor__step_settings *settings = &training_step->settings;
    const tenor__minibatch_settings minibatch = {
        .sequences = settings->sequences,
        .table = settings->table,
        .loss = settings->loss,
        .word_dropout = settings->word_dropout,
        .seed = settings->seed,
        .size = settings->batch,
        .frozen = settings->frozen,
    };
    return tenor__minibatch_init(&training_step->minibatches[0], &minibatch, &training_step->alloc) == TENOR_OK &&
           tenor__minibatch_init(&training_step->minibatches[1], &minibatch, &training_step->alloc) == TENOR_OK;
}

typedef struct packing {
    tenor__packed_weights *packed_weights;
    const float *block;
} packing;

static void pack_part(size_t part, void *user)
{
    const packing *job = user;
    tenor__packed_weights_update(job->packed_weights, job->block, part);
}

void tenor__training_step_pack(const tenor__training_step *training_step, const float *block,
                               tenor__packed_weights *packed_weights)
{
    packing job = {packed_weights, block};
    tenor__pool_run(training_step->settings.pool, pack_part, &job, training_step->block_slices);
}

tenor_status tenor__training_step_init(tenor__training_step *training_step, const tenor__step_settings *settings,
                                       const tenor_alloc *alloc)
{
    *training_step = (tenor__training_step){
        .alloc = tenor__alloc_of(alloc),
        .settings = *settings,
        .block_slices = tenor__parameter_slice_count(settings->network),
    };
    const tenor_alloc *hook = &training_step->alloc;
    const size_t shards = tenor__minibatch_shards(settings->batch);
    training_step->shards = tenor__alloc_zeroed(hook, shards, sizeof *training_step->shards);
    training_step->passes = tenor__alloc_array(hook, shards, sizeof(tenor__pass *));
    training_step->embedding_gradients = tenor__alloc_zeroed(hook, shards, sizeof *training_step->embedding_gradients);
    training_step->gradient =
        tenor__alloc_aligned(hook, tenor__network_block_size(settings->network), sizeof *training_step->gradient);
    bool complete = training_step->shards && training_step->passes && training_step->embedding_gradients &&
                    training_step->gradient && init_minibatches(training_step);
    while (complete && training_step->shard_count < shards)
        complete = init_shard(&training_step->shards[training_step->shard_count++], training_step,
                              (settings->batch + shards - 1) / shards);
    if (!complete) {
        tenor__training_step_free(training_step);
        return TENOR_OUT_OF_MEMORY;
    }
    tenor__training_step_pack(training_step, settings->weights.block, settings->packed_weights);
    return TENOR_OK;
}

void tenor__training_step_free(tenor__training_step *training_step)
{
    const tenor_alloc *alloc = &training_step->alloc;
    for (size_t s = 0; s < training_step->shard_count; s++) {
        tenor__pass_free(training_step->shards[s].pass);
        tenor__alloc_free_aligned(alloc, training_step->shards[s].logits);
        tenor__alloc_free_aligned(alloc, training_step->shards[s].logits_gradient);
    }
    tenor__alloc_free(alloc, training_step->shards);
    tenor__alloc_free(alloc, training_step->passes);
    tenor__alloc_free(alloc, training_step->embedding_gradients);
    tenor__alloc_free_aligned(alloc, training_step->gradient);
    tenor__alloc_free_aligned(alloc, training_step->row_gradients);
    tenor__alloc_free(alloc, training_step->squares);
    tenor__minibatch_free(&training_step->minibatches[0]);
    tenor__minibatch_free(&training_step->minibatches[1]);
    *training_step = (tenor__training_step){0};
}

/* Reserves memory for the gradients of the minibatch's rows and for the sums of squares. */
static bool reserve(tenor__training_step *training_step)
{
    const tenor_alloc *alloc = &training_step->alloc;
    const size_t dim = tenor__network_config_of(training_step->settings.network)->dim;
    const tenor__sparse_rows *rows = &training_step->now->rows;
    size_t numbers;
    if (rows->count > training_step->row_capacity) {
        tenor__alloc_free_aligned(alloc, training_step->row_gradients);
        training_step->row_gradients = NULL;
        training_step->row_capacity = 0;
        if (!tenor__size_multiply(rows->capacity, dim, &numbers))
            return false;
        training_step->row_gradients = tenor__alloc_aligned(alloc, numbers, sizeof *training_step->row_gradients);
        if (!training_step->row_gradients)
            return false;
        training_step->row_capacity = rows->capacity;
    }
    void *squares = training_step->squares;
    if (!tenor__alloc_grow(alloc, &squares, &training_step->squares_capacity,
                           training_step->block_slices + tenor__sparse_rows_parts(rows),
                           sizeof *training_step->squares))
        return false;
    training_step->squares = squares;
    return true;
}

/* ---- the stages ---- */

static void catch_up_part(size_t part, void *user)
{
    const tenor__training_step *training_step = user;
    tenor__sparse_rows_catch_up(&training_step->now->rows, training_step->settings.table,
                                training_step->settings.optimizer, part);
}

/* Only the leading shards have sequences. */
static void train_shard(size_t index, void *user)
{
    const tenor__training_step *training_step = user;
    const tenor__step_settings *settings = &training_step->settings;
    tenor__shard *shard = &training_step->shards[index];
    tenor__minibatch_shard *input = &training_step->now->shards[index];
    const tenor__parameters parameters = {settings->weights.embedding, settings->weights.block};
    tenor__dropout dropout = settings->dropout;
    dropout.random = &input->random;
    shard->failed = !tenor__pass_forward(shard->pass, parameters, settings->packed_weights, &input->packed, &dropout,
                                         shard->logits);
    if (shard->failed)
        return;
    shard->cross_entropy = tenor__loss_gradient(&settings->loss, shard->logits, input->targets, input->count,
                                                training_step->now->gradient_scale, shard->logits_gradient);
    shard->failed = !tenor__pass_backward(shard->pass, parameters, settings->packed_weights, &input->packed,
                                          shard->logits_gradient, settings->frozen);
}

static bool is_fixed(const tenor__training_step *training_step, size_t part)
{
    return tenor__parameter_slice_begin(training_step->settings.network, part) < training_step->settings.fixed;
}

static void find_gradient(size_t part, void *user)
{
    tenor__training_step *training_step = user;
    if (part < training_step->block_slices) {
        if (is_fixed(training_step, part)) {
            training_step->squares[part] = 0;
            return;
        }
        tenor__parameter_slice_gradient(training_step->passes, training_step->pass_count, part,
                                        training_step->gradient);
        training_step->squares[part] = tenor__gradient_sums_squares(
            tenor__parameter_slice_size(training_step->settings.network, part),
            training_step->gradient + tenor__parameter_slice_begin(training_step->settings.network, part));
        return;
    }
    part -= training_step->block_slices;
    if (part < tenor__sparse_rows_parts(&training_step->now->rows))
        training_step->squares[training_step->block_slices + part] = tenor__sparse_rows_merge(
            &training_step->now->rows, tenor__network_config_of(training_step->settings.network)->dim,
            training_step->embedding_gradients, training_step->row_gradients, part);
    else
        tenor__minibatch_make(training_step->next, &training_step->next_batch, true);
}

/* Updates and averages a range of parameters while it is in the cache, and then packs the slice. */
static void update_block_part(const tenor__training_step *training_step, size_t part)
{
    enum { RANGE = 2048 };
    const tenor__step_settings *settings = &training_step->settings;
    const bool fixed = is_fixed(training_step, part);
    float *block = settings->weights.block;
    size_t begin = tenor__parameter_slice_begin(settings->network, part);
    const size_t end = begin + tenor__parameter_slice_size(settings->network, part);
    while (begin < end) {
        const size_t stop = end - begin < RANGE ? end : begin + RANGE;
        if (!fixed)
            tenor__optimizer_update_block(settings->optimizer, block, training_step->gradient, training_step->scale,
                                          begin, stop);
        tenor__weight_average_add_block(settings->average, block, begin, stop);
        begin = stop;
    }
    tenor__packed_weights_update(settings->packed_weights, block, part);
}

static void update_part(size_t part, void *user)
{
    const tenor__training_step *training_step = user;
    const tenor__step_settings *settings = &training_step->settings;
    if (part < training_step->block_slices) {
        update_block_part(training_step, part);
        return;
    }
    part -= training_step->block_slices;
    const size_t row_parts = tenor__sparse_rows_parts(&training_step->now->rows);
    if (part < row_parts)
        tenor__sparse_rows_update(&training_step->now->rows, settings->table, settings->optimizer, settings->average,
                                  training_step->row_gradients, training_step->scale, part);
    else
        tenor__sparse_rows_catch_up(&training_step->next->rows, settings->table, settings->optimizer, part - row_parts);
}

/* ---- the step ---- */

/* Takes the minibatch that the previous step prepared, or prepares it now. */
static bool take_minibatch(tenor__training_step *training_step, const tenor__sampled_batch *batch)
{
    tenor__minibatch *ready = training_step->next;
    if (!ready || ready->made.count != batch->count || ready->made.indices != batch->indices ||
        ready->made.number != batch->number) {
        ready = &training_step->minibatches[0];
        tenor__minibatch_make(ready, batch, false);
        if (ready->made.count == 0)
            return false;
        training_step->now = ready;
        tenor__pool_run(training_step->settings.pool, catch_up_part, training_step,
                        tenor__sparse_rows_stale_parts(&ready->rows));
    }
    training_step->now = ready;
    training_step->pass_count = batch->count < training_step->shard_count ? batch->count : training_step->shard_count;
    return reserve(training_step);
}

static bool run_shards(tenor__training_step *training_step)
{
    bool failed = false;
    tenor__pool_run(training_step->settings.pool, train_shard, training_step, training_step->pass_count);
    for (size_t s = 0; s < training_step->pass_count; s++) {
        failed = failed || training_step->shards[s].failed;
        training_step->passes[s] = training_step->shards[s].pass;
        training_step->embedding_gradients[s] = tenor__pass_embedding_gradient(training_step->shards[s].pass);
    }
    return !failed;
}

tenor_status tenor__training_step_run(tenor__training_step *training_step, const tenor__sampled_batch *batch,
                                      const tenor__sampled_batch *next, tenor__step_result *result)
{
    const tenor__step_settings *settings = &training_step->settings;
    *result = (tenor__step_result){0};
    if (!take_minibatch(training_step, batch) || !run_shards(training_step))
        return TENOR_OUT_OF_MEMORY;
    const size_t parts = training_step->block_slices + tenor__sparse_rows_parts(&training_step->now->rows);
    training_step->next = NULL;
    if (next) {
        training_step->next = training_step->now == &training_step->minibatches[0] ? &training_step->minibatches[1]
                                                                                   : &training_step->minibatches[0];
        training_step->next_batch = *next;
    }
    tenor__pool_run(settings->pool, find_gradient, training_step, parts + (next != NULL));
    if (next && training_step->next->made.count == 0)
        return TENOR_OUT_OF_MEMORY;
    result->tokens = training_step->now->tokens;
    double squares = 0;
    for (size_t part = 0; part < parts; part++)
        squares += training_step->squares[part];
    for (size_t s = 0; s < training_step->pass_count; s++)
        result->cross_entropy += training_step->shards[s].cross_entropy;
    result->norm = sqrt(squares);
    if (!isfinite(result->cross_entropy) || !isfinite(result->norm))
        return TENOR_NOT_FINITE;
    training_step->scale =
        settings->clip > 0 && result->norm > settings->clip ? (float)(settings->clip / (result->norm + 1e-6)) : 1;
    tenor__optimizer_begin_step(settings->optimizer);
    tenor__weight_average_begin_step(settings->average);
    tenor__pool_run(settings->pool, update_part, training_step,
                    parts + (next ? tenor__sparse_rows_stale_parts(&training_step->next->rows) : 0));
    return TENOR_OK;
}

static void catch_up_table(size_t part, void *user)
{
    const tenor__training_step *training_step = user;
    tenor__sparse_rows_table_catch_up(training_step->settings.table, training_step->settings.optimizer,
                                      training_step->settings.average, part);
}

void tenor__training_step_catch_up(tenor__training_step *training_step)
{
    tenor__pool_run(training_step->settings.pool, catch_up_table, training_step,
                    tenor__sparse_rows_table_parts(training_step->settings.table));
}
