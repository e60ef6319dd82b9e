#include "train/stepper.h"

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

static bool init_shard(tenor__shard *shard, const tenor__stepper *stepper, size_t capacity)
{
    const tenor_alloc *alloc = &stepper->alloc;
    size_t logits;
    if (!tenor__size_multiply(capacity, stepper->settings.loss.labels, &logits) ||
        tenor__pass_new(stepper->settings.network, alloc, &shard->pass) != TENOR_OK)
        return false;
    shard->logits = tenor__alloc_aligned(alloc, logits, sizeof *shard->logits);
    shard->logits_gradient = tenor__alloc_aligned(alloc, logits, sizeof *shard->logits_gradient);
    return shard->logits && shard->logits_gradient;
}

static bool init_minibatches(tenor__stepper *stepper)
{
    const tenor__step_settings *settings = &stepper->settings;
    const tenor__minibatch_settings minibatch = {
        .sequences = settings->sequences,
        .table = settings->table,
        .loss = settings->loss,
        .word_dropout = settings->word_dropout,
        .seed = settings->seed,
        .size = settings->batch,
        .frozen = settings->frozen,
    };
    return tenor__minibatch_init(&stepper->minibatches[0], &minibatch, &stepper->alloc) == TENOR_OK &&
           tenor__minibatch_init(&stepper->minibatches[1], &minibatch, &stepper->alloc) == TENOR_OK;
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

void tenor__stepper_pack(const tenor__stepper *stepper, const float *block, tenor__packed_weights *packed_weights)
{
    packing job = {packed_weights, block};
    tenor__pool_run(stepper->settings.pool, pack_part, &job, stepper->block_slices);
}

tenor_status tenor__stepper_init(tenor__stepper *stepper, const tenor__step_settings *settings,
                                 const tenor_alloc *alloc)
{
    *stepper = (tenor__stepper){
        .alloc = tenor__alloc_of(alloc),
        .settings = *settings,
        .block_slices = tenor__parameter_slice_count(settings->network),
    };
    const tenor_alloc *hook = &stepper->alloc;
    const size_t shards = tenor__minibatch_shards(settings->batch);
    stepper->shards = tenor__alloc_zeroed(hook, shards, sizeof *stepper->shards);
    stepper->passes = tenor__alloc_array(hook, shards, sizeof(tenor__pass *));
    stepper->embedding_gradients = tenor__alloc_zeroed(hook, shards, sizeof *stepper->embedding_gradients);
    stepper->gradient =
        tenor__alloc_aligned(hook, tenor__network_block_size(settings->network), sizeof *stepper->gradient);
    bool complete = stepper->shards && stepper->passes && stepper->embedding_gradients && stepper->gradient &&
                    init_minibatches(stepper);
    while (complete && stepper->shard_count < shards)
        complete =
            init_shard(&stepper->shards[stepper->shard_count++], stepper, (settings->batch + shards - 1) / shards);
    if (!complete) {
        tenor__stepper_free(stepper);
        return TENOR_OUT_OF_MEMORY;
    }
    tenor__stepper_pack(stepper, settings->weights.block, settings->packed_weights);
    return TENOR_OK;
}

void tenor__stepper_free(tenor__stepper *stepper)
{
    const tenor_alloc *alloc = &stepper->alloc;
    for (size_t s = 0; s < stepper->shard_count; s++) {
        tenor__pass_free(stepper->shards[s].pass);
        tenor__alloc_free_aligned(alloc, stepper->shards[s].logits);
        tenor__alloc_free_aligned(alloc, stepper->shards[s].logits_gradient);
    }
    tenor__alloc_free(alloc, stepper->shards);
    tenor__alloc_free(alloc, stepper->passes);
    tenor__alloc_free(alloc, stepper->embedding_gradients);
    tenor__alloc_free_aligned(alloc, stepper->gradient);
    tenor__alloc_free_aligned(alloc, stepper->row_gradients);
    tenor__alloc_free(alloc, stepper->squares);
    tenor__minibatch_free(&stepper->minibatches[0]);
    tenor__minibatch_free(&stepper->minibatches[1]);
    *stepper = (tenor__stepper){0};
}

/* Reserves memory for the gradients of the minibatch's rows and for the sums of squares. */
static bool reserve(tenor__stepper *stepper)
{
    const tenor_alloc *alloc = &stepper->alloc;
    const size_t dim = tenor__network_config_of(stepper->settings.network)->dim;
    const tenor__sparse_rows *rows = &stepper->now->rows;
    size_t numbers;
    if (rows->count > stepper->row_capacity) {
        tenor__alloc_free_aligned(alloc, stepper->row_gradients);
        stepper->row_gradients = NULL;
        stepper->row_capacity = 0;
        if (!tenor__size_multiply(rows->capacity, dim, &numbers))
            return false;
        stepper->row_gradients = tenor__alloc_aligned(alloc, numbers, sizeof *stepper->row_gradients);
        if (!stepper->row_gradients)
            return false;
        stepper->row_capacity = rows->capacity;
    }
    void *squares = stepper->squares;
    if (!tenor__alloc_grow(alloc, &squares, &stepper->squares_capacity,
                           stepper->block_slices + tenor__sparse_rows_parts(rows), sizeof *stepper->squares))
        return false;
    stepper->squares = squares;
    return true;
}

/* ---- the stages ---- */

static void catch_up_part(size_t part, void *user)
{
    const tenor__stepper *stepper = user;
    tenor__sparse_rows_catch_up(&stepper->now->rows, stepper->settings.table, stepper->settings.optimizer, part);
}

/* Only the leading shards have sequences. */
static void train_shard(size_t index, void *user)
{
    const tenor__stepper *stepper = user;
    const tenor__step_settings *settings = &stepper->settings;
    tenor__shard *shard = &stepper->shards[index];
    tenor__minibatch_shard *input = &stepper->now->shards[index];
    const tenor__parameters parameters = {settings->weights.embedding, settings->weights.block};
    tenor__dropout dropout = settings->dropout;
    dropout.random = &input->random;
    shard->failed = !tenor__pass_forward(shard->pass, parameters, settings->packed_weights, &input->packed, &dropout,
                                         shard->logits);
    if (shard->failed)
        return;
    shard->cross_entropy = tenor__loss_gradient(&settings->loss, shard->logits, input->targets, input->count,
                                                stepper->now->gradient_scale, shard->logits_gradient);
    shard->failed = !tenor__pass_backward(shard->pass, parameters, settings->packed_weights, &input->packed,
                                          shard->logits_gradient, settings->frozen);
}

static void find_gradient(size_t part, void *user)
{
    tenor__stepper *stepper = user;
    if (part < stepper->block_slices) {
        tenor__parameter_slice_gradient(stepper->passes, stepper->pass_count, part, stepper->gradient);
        stepper->squares[part] = tenor__gradient_sums_squares(
            tenor__parameter_slice_size(stepper->settings.network, part),
            stepper->gradient + tenor__parameter_slice_begin(stepper->settings.network, part));
        return;
    }
    part -= stepper->block_slices;
    if (part < tenor__sparse_rows_parts(&stepper->now->rows))
        stepper->squares[stepper->block_slices + part] =
            tenor__sparse_rows_merge(&stepper->now->rows, tenor__network_config_of(stepper->settings.network)->dim,
                                     stepper->embedding_gradients, stepper->row_gradients, part);
    else
        tenor__minibatch_make(stepper->next, &stepper->next_batch, true);
}

/* Updates and averages a range of parameters while it is in the cache, and then packs the slice. */
static void update_block_part(const tenor__stepper *stepper, size_t part)
{
    enum { RANGE = 2048 };
    const tenor__step_settings *settings = &stepper->settings;
    float *block = settings->weights.block;
    size_t begin = tenor__parameter_slice_begin(settings->network, part);
    const size_t end = begin + tenor__parameter_slice_size(settings->network, part);
    while (begin < end) {
        const size_t stop = end - begin < RANGE ? end : begin + RANGE;
        tenor__optimizer_update_block(settings->optimizer, block, stepper->gradient, stepper->scale, begin, stop);
        tenor__weight_average_add_block(settings->average, block, begin, stop);
        begin = stop;
    }
    tenor__packed_weights_update(settings->packed_weights, block, part);
}

static void update_part(size_t part, void *user)
{
    const tenor__stepper *stepper = user;
    const tenor__step_settings *settings = &stepper->settings;
    if (part < stepper->block_slices) {
        update_block_part(stepper, part);
        return;
    }
    part -= stepper->block_slices;
    const size_t row_parts = tenor__sparse_rows_parts(&stepper->now->rows);
    if (part < row_parts)
        tenor__sparse_rows_update(&stepper->now->rows, settings->table, settings->optimizer, settings->average,
                                  stepper->row_gradients, stepper->scale, part);
    else
        tenor__sparse_rows_catch_up(&stepper->next->rows, settings->table, settings->optimizer, part - row_parts);
}

/* ---- the step ---- */

/* Takes the minibatch that the previous step prepared, or prepares it now. */
static bool take_minibatch(tenor__stepper *stepper, const tenor__sampled_batch *batch)
{
    tenor__minibatch *ready = stepper->next;
    if (!ready || ready->made.count != batch->count || ready->made.indices != batch->indices ||
        ready->made.number != batch->number) {
        ready = &stepper->minibatches[0];
        tenor__minibatch_make(ready, batch, false);
        if (ready->made.count == 0)
            return false;
        stepper->now = ready;
        tenor__pool_run(stepper->settings.pool, catch_up_part, stepper, tenor__sparse_rows_stale_parts(&ready->rows));
    }
    stepper->now = ready;
    stepper->pass_count = batch->count < stepper->shard_count ? batch->count : stepper->shard_count;
    return reserve(stepper);
}

static bool run_shards(tenor__stepper *stepper)
{
    bool failed = false;
    tenor__pool_run(stepper->settings.pool, train_shard, stepper, stepper->pass_count);
    for (size_t s = 0; s < stepper->pass_count; s++) {
        failed = failed || stepper->shards[s].failed;
        stepper->passes[s] = stepper->shards[s].pass;
        stepper->embedding_gradients[s] = tenor__pass_embedding_gradient(stepper->shards[s].pass);
    }
    return !failed;
}

tenor_status tenor__stepper_run(tenor__stepper *stepper, const tenor__sampled_batch *batch,
                                const tenor__sampled_batch *next, tenor__step_result *result)
{
    const tenor__step_settings *settings = &stepper->settings;
    *result = (tenor__step_result){0};
    if (!take_minibatch(stepper, batch) || !run_shards(stepper))
        return TENOR_OUT_OF_MEMORY;
    const size_t parts = stepper->block_slices + tenor__sparse_rows_parts(&stepper->now->rows);
    stepper->next = NULL;
    if (next) {
        stepper->next = stepper->now == &stepper->minibatches[0] ? &stepper->minibatches[1] : &stepper->minibatches[0];
        stepper->next_batch = *next;
    }
    tenor__pool_run(settings->pool, find_gradient, stepper, parts + (next != NULL));
    if (next && stepper->next->made.count == 0)
        return TENOR_OUT_OF_MEMORY;
    result->tokens = stepper->now->tokens;
    double squares = 0;
    for (size_t part = 0; part < parts; part++)
        squares += stepper->squares[part];
    for (size_t s = 0; s < stepper->pass_count; s++)
        result->cross_entropy += stepper->shards[s].cross_entropy;
    result->norm = sqrt(squares);
    if (!isfinite(result->cross_entropy) || !isfinite(result->norm))
        return TENOR_NOT_FINITE;
    stepper->scale =
        settings->clip > 0 && result->norm > settings->clip ? (float)(settings->clip / (result->norm + 1e-6)) : 1;
    tenor__optimizer_begin_step(settings->optimizer);
    tenor__weight_average_begin_step(settings->average);
    tenor__pool_run(settings->pool, update_part, stepper,
                    parts + (next ? tenor__sparse_rows_stale_parts(&stepper->next->rows) : 0));
    return TENOR_OK;
}

static void catch_up_table(size_t part, void *user)
{
    const tenor__stepper *stepper = user;
    tenor__sparse_rows_table_catch_up(stepper->settings.table, stepper->settings.optimizer, stepper->settings.average,
                                      part);
}

void tenor__stepper_catch_up(tenor__stepper *stepper)
{
    tenor__pool_run(stepper->settings.pool, catch_up_table, stepper,
                    tenor__sparse_rows_table_parts(stepper->settings.table));
}
