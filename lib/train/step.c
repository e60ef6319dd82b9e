#include "train/step.h"

#include "text/vocab.h"
#include "train/gradient.h"

#include <math.h>
#include <string.h>

enum {
    SHARD_SEQUENCES = 8, /* in a shard of a full batch, at least */
    MOST_SHARDS = 16,
    BLOCK_PART = 16384, /* numbers */
    ROW_PART = 32,      /* rows */
    CATCH_UP_PART = 512,
};

static const uint32_t NONE = UINT32_MAX;

struct tenor__shard {
    tenor__pass *pass;
    tenor__batch batch;
    tenor__random random;
    size_t capacity; /* sequences */
    size_t count;
    const uint32_t **ids; /* [capacity] of these sequences, into the corpus or into `masked` */
    size_t *lengths;
    uint32_t *targets;
    float *logits; /* [capacity, labels] */
    float *logits_gradient;
    float *gradient;  /* of the block; zero between steps */
    uint32_t *masked; /* ids after word dropout */
    size_t masked_capacity;
    double gradient_scale;
    double cross_entropy;
    bool failed; /* out of memory */
};

/* ---- making and freeing ---- */

static bool init_shard(tenor__shard *shard, const tenor__stepper *stepper, size_t capacity)
{
    const tenor_alloc *alloc = &stepper->alloc;
    const size_t labels = stepper->settings.loss.labels;
    size_t logits;
    shard->capacity = capacity;
    tenor__batch_init(&shard->batch, alloc);
    if (!tenor__multiply_size(capacity, labels, &logits) ||
        tenor__pass_new(stepper->settings.network, alloc, &shard->pass) != TENOR_OK)
        return false;
    shard->ids = tenor__get(alloc, capacity, sizeof *shard->ids);
    shard->lengths = tenor__get(alloc, capacity, sizeof *shard->lengths);
    shard->targets = tenor__get(alloc, capacity, sizeof *shard->targets);
    shard->logits = tenor__get_aligned(alloc, logits, sizeof *shard->logits);
    shard->logits_gradient = tenor__get_aligned(alloc, logits, sizeof *shard->logits_gradient);
    shard->gradient = tenor__get_aligned(alloc, stepper->block_size, sizeof *shard->gradient);
    if (shard->gradient)
        memset(shard->gradient, 0, stepper->block_size * sizeof *shard->gradient);
    return shard->ids && shard->lengths && shard->targets && shard->logits && shard->logits_gradient && shard->gradient;
}

static void free_shard(tenor__shard *shard, const tenor_alloc *alloc)
{
    tenor__pass_free(shard->pass);
    tenor__batch_free(&shard->batch);
    tenor__put(alloc, shard->ids);
    tenor__put(alloc, shard->lengths);
    tenor__put(alloc, shard->targets);
    tenor__put_aligned(alloc, shard->logits);
    tenor__put_aligned(alloc, shard->logits_gradient);
    tenor__put_aligned(alloc, shard->gradient);
    tenor__put(alloc, shard->masked);
}

static size_t parts(size_t size, size_t part)
{
    return size / part + (size % part > 0);
}

typedef struct packing {
    tenor__packs *packs;
    const float *block;
} packing;

static void pack_part(size_t part, void *user)
{
    const packing *job = user;
    tenor__packs_update(job->packs, job->block, part);
}

void tenor__stepper_pack(const tenor__stepper *stepper, const float *block)
{
    packing job = {stepper->settings.packs, block};
    tenor__pool_run(stepper->settings.pool, pack_part, &job, tenor__packs_parts(job.packs));
}

tenor_status tenor__stepper_init(tenor__stepper *stepper, const tenor__step_settings *settings,
                                 const tenor_alloc *alloc)
{
    *stepper = (tenor__stepper){
        .alloc = tenor__alloc_of(alloc),
        .settings = *settings,
        .block_size = tenor__network_block_size(settings->network),
    };
    const tenor_alloc *hook = &stepper->alloc;
    const size_t words = tenor__network_spec_of(settings->network)->words;
    size_t shards = parts(settings->batch, SHARD_SEQUENCES);
    shards = shards > MOST_SHARDS ? MOST_SHARDS : shards;
    stepper->block_parts = parts(stepper->block_size, BLOCK_PART);
    stepper->shards = tenor__get_zero(hook, shards, sizeof *stepper->shards);
    stepper->word_rows = tenor__get(hook, words, sizeof *stepper->word_rows);
    bool complete = stepper->shards && stepper->word_rows;
    if (stepper->word_rows)
        memset(stepper->word_rows, 0xFF, words * sizeof *stepper->word_rows);
    while (complete && stepper->shard_count < shards)
        complete = init_shard(&stepper->shards[stepper->shard_count++], stepper, parts(settings->batch, shards));
    if (!complete) {
        tenor__stepper_free(stepper);
        return TENOR_OUT_OF_MEMORY;
    }
    tenor__stepper_pack(stepper, settings->weights.block);
    return TENOR_OK;
}

void tenor__stepper_free(tenor__stepper *stepper)
{
    const tenor_alloc *alloc = &stepper->alloc;
    for (size_t s = 0; s < stepper->shard_count; s++)
        free_shard(&stepper->shards[s], alloc);
    tenor__put(alloc, stepper->shards);
    tenor__put(alloc, stepper->row_ids);
    tenor__put(alloc, stepper->row_places);
    tenor__put_aligned(alloc, stepper->row_gradients);
    tenor__put(alloc, stepper->word_rows);
    tenor__put(alloc, stepper->squares);
    *stepper = (tenor__stepper){0};
}

/* ---- the batch ---- */

/* Sequence i of the batch, which is sorted by length, goes to shard i mod shard_count: all have the same work. */
static size_t deal(tenor__stepper *stepper, const uint32_t *indices, size_t count, uint64_t number)
{
    const tenor__sequences *sequences = stepper->settings.sequences;
    size_t tokens = 0;
    double weight = 0;
    for (size_t s = 0; s < stepper->shard_count; s++) {
        tenor__shard *shard = &stepper->shards[s];
        shard->count = 0;
        shard->cross_entropy = 0;
        shard->failed = false;
        shard->random = tenor__random_new(stepper->settings.seed, number * MOST_SHARDS + s);
        for (size_t i = s; i < count; i += stepper->shard_count) {
            shard->ids[shard->count] = sequences->ids[indices[i]];
            shard->lengths[shard->count] = sequences->lengths[indices[i]];
            shard->targets[shard->count] = sequences->labels[indices[i]];
            tokens += shard->lengths[shard->count++];
        }
        weight += tenor__loss_weight(&stepper->settings.loss, shard->targets, shard->count);
    }
    for (size_t s = 0; s < stepper->shard_count; s++)
        stepper->shards[s].gradient_scale = weight > 0 ? 1 / weight : 0;
    return tokens;
}

/* Copies the shard's ids and makes some of them unknown. */
static bool drop_words(tenor__shard *shard, const tenor__stepper *stepper)
{
    size_t total = 0;
    for (size_t i = 0; i < shard->count; i++)
        total += shard->lengths[i];
    void *masked = shard->masked;
    if (!tenor__grow(&stepper->alloc, &masked, &shard->masked_capacity, total + 1, sizeof *shard->masked))
        return false;
    shard->masked = masked;
    uint32_t *to = shard->masked;
    for (size_t i = 0; i < shard->count; i++) {
        for (size_t t = 0; t < shard->lengths[i]; t++)
            to[t] = tenor__random_uniform(&shard->random) < stepper->settings.word_dropout ? TENOR__UNKNOWN
                                                                                           : shard->ids[i][t];
        shard->ids[i] = to;
        to += shard->lengths[i];
    }
    return true;
}

static void fill_shard(size_t index, void *user)
{
    tenor__stepper *stepper = user;
    tenor__shard *shard = &stepper->shards[index];
    if (shard->count == 0)
        return;
    if (stepper->settings.word_dropout > 0 && !drop_words(shard, stepper))
        shard->failed = true;
    else
        shard->failed = !tenor__batch_fill(&shard->batch, shard->ids, shard->lengths, shard->count);
}

static bool any_failed(const tenor__stepper *stepper)
{
    bool failed = false;
    for (size_t s = 0; s < stepper->shard_count; s++)
        failed = failed || stepper->shards[s].failed;
    return failed;
}

/* Room for the words of all shards, were they all different, and for the squares of all parts. */
static bool reserve_rows(tenor__stepper *stepper)
{
    const tenor_alloc *alloc = &stepper->alloc;
    const size_t dim = tenor__network_spec_of(stepper->settings.network)->dim;
    size_t need = 1;
    size_t numbers;
    size_t places;
    for (size_t s = 0; s < stepper->shard_count; s++)
        need += stepper->shards[s].count > 0 ? stepper->shards[s].batch.words : 0;
    if (need > stepper->row_capacity) {
        need += need / 2;
        if (!tenor__multiply_size(need, dim, &numbers) || !tenor__multiply_size(need, stepper->shard_count, &places))
            return false;
        tenor__put(alloc, stepper->row_ids);
        tenor__put(alloc, stepper->row_places);
        tenor__put_aligned(alloc, stepper->row_gradients);
        stepper->row_capacity = 0;
        stepper->row_ids = tenor__get(alloc, need, sizeof *stepper->row_ids);
        stepper->row_places = tenor__get(alloc, places, sizeof *stepper->row_places);
        stepper->row_gradients = tenor__get_aligned(alloc, numbers, sizeof *stepper->row_gradients);
        if (!stepper->row_ids || !stepper->row_places || !stepper->row_gradients)
            return false;
        stepper->row_capacity = need;
    }
    void *squares = stepper->squares;
    const size_t all_parts = stepper->block_parts + parts(stepper->row_capacity, ROW_PART);
    if (!tenor__grow(alloc, &squares, &stepper->squares_capacity, all_parts, sizeof *stepper->squares))
        return false;
    stepper->squares = squares;
    return true;
}

/* Finds the distinct words of all shards, by first appearance, and where each shard has them. */
static void gather_rows(tenor__stepper *stepper)
{
    const size_t shards = stepper->shard_count;
    stepper->rows = 0;
    for (size_t s = 0; s < shards && !stepper->settings.frozen; s++) {
        const tenor__shard *shard = &stepper->shards[s];
        for (size_t i = 0; shard->count > 0 && i < shard->batch.words; i++) {
            const uint32_t id = shard->batch.word_ids[i];
            if (stepper->word_rows[id] == NONE) {
                stepper->word_rows[id] = (uint32_t)stepper->rows;
                stepper->row_ids[stepper->rows] = id;
                memset(stepper->row_places + stepper->rows * shards, 0xFF, shards * sizeof *stepper->row_places);
                stepper->rows++;
            }
            stepper->row_places[stepper->word_rows[id] * shards + s] = (uint32_t)i;
        }
    }
    for (size_t row = 0; row < stepper->rows; row++)
        stepper->word_rows[stepper->row_ids[row]] = NONE;
    stepper->row_parts = parts(stepper->rows, ROW_PART);
}

/* ---- the tasks ---- */

static size_t row_end(const tenor__stepper *stepper, size_t part)
{
    return stepper->rows - part * ROW_PART < ROW_PART ? stepper->rows : (part + 1) * ROW_PART;
}

static void catch_up_part(size_t part, void *user)
{
    const tenor__stepper *stepper = user;
    for (size_t row = part * ROW_PART; row < row_end(stepper, part); row++)
        tenor__optimiser_catch_up(stepper->settings.optimiser, stepper->settings.weights.embedding,
                                  stepper->row_ids[row]);
}

static void train_shard(size_t index, void *user)
{
    const tenor__stepper *stepper = user;
    const tenor__step_settings *settings = &stepper->settings;
    tenor__shard *shard = &stepper->shards[index];
    if (shard->count == 0)
        return;
    const tenor__parameters parameters = {settings->weights.embedding, settings->weights.block};
    tenor__dropout dropout = settings->dropout;
    dropout.random = &shard->random;
    if (!tenor__network_forward(shard->pass, parameters, settings->packs, &shard->batch, &dropout, shard->logits)) {
        shard->failed = true;
        return;
    }
    shard->cross_entropy = tenor__loss_gradient(&settings->loss, shard->logits, shard->targets, shard->count,
                                                shard->gradient_scale, shard->logits_gradient);
    shard->failed = !tenor__network_backward(shard->pass, parameters, settings->packs, &shard->batch,
                                             shard->logits_gradient, settings->frozen, shard->gradient);
}

static size_t block_range(const tenor__stepper *stepper, size_t part, size_t *begin)
{
    *begin = part * BLOCK_PART;
    return stepper->block_size - *begin < BLOCK_PART ? stepper->block_size - *begin : BLOCK_PART;
}

/* Adds the shards' gradients of a range of the block into the first shard's, which is never empty. */
static void merge_block_part(const tenor__stepper *stepper, size_t part)
{
    size_t begin;
    const size_t size = block_range(stepper, part, &begin);
    float *sum = stepper->shards[0].gradient + begin;
    for (size_t s = 1; s < stepper->shard_count; s++)
        if (stepper->shards[s].count > 0)
            tenor__gradient_take(size, sum, stepper->shards[s].gradient + begin);
    stepper->squares[part] = tenor__gradient_squares(size, sum);
}

static void merge_row_part(const tenor__stepper *stepper, size_t part)
{
    const size_t dim = tenor__network_spec_of(stepper->settings.network)->dim;
    for (size_t row = part * ROW_PART; row < row_end(stepper, part); row++) {
        float *sum = stepper->row_gradients + row * dim;
        const uint32_t *places = stepper->row_places + row * stepper->shard_count;
        bool first = true;
        for (size_t s = 0; s < stepper->shard_count; s++) {
            if (places[s] == NONE)
                continue;
            const float *from = tenor__pass_embedding_gradient(stepper->shards[s].pass) + places[s] * dim;
            if (first)
                memcpy(sum, from, dim * sizeof *sum);
            else
                tenor__gradient_add(dim, sum, from);
            first = false;
        }
    }
    stepper->squares[stepper->block_parts + part] = tenor__gradient_squares(
        (row_end(stepper, part) - part * ROW_PART) * dim, stepper->row_gradients + part * ROW_PART * dim);
}

static void merge_part(size_t part, void *user)
{
    const tenor__stepper *stepper = user;
    if (part < stepper->block_parts)
        merge_block_part(stepper, part);
    else
        merge_row_part(stepper, part - stepper->block_parts);
}

static void update_part(size_t part, void *user)
{
    const tenor__stepper *stepper = user;
    const tenor__step_settings *settings = &stepper->settings;
    if (part < stepper->block_parts) {
        size_t begin;
        const size_t size = block_range(stepper, part, &begin);
        tenor__optimiser_update_block(settings->optimiser, settings->weights.block, stepper->shards[0].gradient,
                                      stepper->scale, begin, begin + size);
        tenor__average_add_block(settings->average, settings->weights.block, begin, begin + size);
        memset(stepper->shards[0].gradient + begin, 0, size * sizeof(float));
        return;
    }
    part -= stepper->block_parts;
    const size_t dim = tenor__network_spec_of(settings->network)->dim;
    for (size_t row = part * ROW_PART; row < row_end(stepper, part); row++) {
        tenor__average_settle_row(settings->average, settings->weights.embedding, stepper->row_ids[row]);
        tenor__optimiser_update_row(settings->optimiser, settings->weights.embedding, stepper->row_ids[row],
                                    stepper->row_gradients + row * dim, stepper->scale);
    }
}

/* ---- the step ---- */

static double find_norm(const tenor__stepper *stepper)
{
    double squares = 0;
    for (size_t part = 0; part < stepper->block_parts + stepper->row_parts; part++)
        squares += stepper->squares[part];
    return sqrt(squares);
}

tenor_status tenor__stepper_run(tenor__stepper *stepper, const uint32_t *indices, size_t count, uint64_t number,
                                tenor__step_result *result)
{
    const tenor__step_settings *settings = &stepper->settings;
    *result = (tenor__step_result){.tokens = deal(stepper, indices, count, number)};
    tenor__pool_run(settings->pool, fill_shard, stepper, stepper->shard_count);
    if (any_failed(stepper) || !reserve_rows(stepper))
        return TENOR_OUT_OF_MEMORY;
    gather_rows(stepper);
    tenor__pool_run(settings->pool, catch_up_part, stepper, stepper->row_parts);
    tenor__pool_run(settings->pool, train_shard, stepper, stepper->shard_count);
    if (any_failed(stepper))
        return TENOR_OUT_OF_MEMORY;
    tenor__pool_run(settings->pool, merge_part, stepper, stepper->block_parts + stepper->row_parts);
    for (size_t s = 0; s < stepper->shard_count; s++)
        result->cross_entropy += stepper->shards[s].cross_entropy;
    result->norm = find_norm(stepper);
    if (!isfinite(result->cross_entropy) || !isfinite(result->norm))
        return TENOR_NOT_FINITE;
    stepper->scale =
        settings->clip > 0 && result->norm > settings->clip ? (float)(settings->clip / (result->norm + 1e-6)) : 1;
    tenor__optimiser_begin_step(settings->optimiser);
    tenor__average_begin_step(settings->average);
    tenor__pool_run(settings->pool, update_part, stepper, stepper->block_parts + stepper->row_parts);
    tenor__stepper_pack(stepper, settings->weights.block);
    return TENOR_OK;
}

static void catch_up_words(size_t part, void *user)
{
    const tenor__stepper *stepper = user;
    const size_t words = stepper->settings.optimiser->rows;
    const size_t begin = part * CATCH_UP_PART;
    for (size_t id = begin; id < words && id < begin + CATCH_UP_PART; id++) {
        tenor__optimiser_catch_up(stepper->settings.optimiser, stepper->settings.weights.embedding, id);
        tenor__average_finish_row(stepper->settings.average, stepper->settings.weights.embedding, id);
    }
}

void tenor__stepper_catch_up(tenor__stepper *stepper)
{
    tenor__pool_run(stepper->settings.pool, catch_up_words, stepper,
                    parts(stepper->settings.optimiser->rows, CATCH_UP_PART));
}
