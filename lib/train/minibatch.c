#include "train/minibatch.h"

#include "text/vocab.h"

enum { SHARD_SEQUENCES = 8, MOST_SHARDS = 16 }; /* minimum sequences per shard of a full minibatch */

size_t tenor__minibatch_shards(size_t size)
{
    const size_t shards = tenor__size_divide_up(size, SHARD_SEQUENCES);
    return shards > MOST_SHARDS ? MOST_SHARDS : shards;
}

static bool init_shard(tenor__minibatch_shard *shard, size_t capacity, const tenor_alloc *alloc)
{
    tenor__packed_sequences_init(&shard->packed, alloc);
    shard->ids = tenor__alloc_array(alloc, capacity, sizeof *shard->ids);
    shard->lengths = tenor__alloc_array(alloc, capacity, sizeof *shard->lengths);
    shard->targets = tenor__alloc_array(alloc, capacity, sizeof *shard->targets);
    return shard->ids && shard->lengths && shard->targets;
}

tenor_status tenor__minibatch_init(tenor__minibatch *minibatch, const tenor__minibatch_settings *settings,
                                   const tenor_alloc *alloc)
{
    *minibatch = (tenor__minibatch){.alloc = tenor__alloc_of(alloc), .settings = *settings};
    const tenor_alloc *hook = &minibatch->alloc;
    const size_t shards = tenor__minibatch_shards(settings->size);
    minibatch->rows = (tenor__sparse_rows){.alloc = minibatch->alloc, .shards = shards};
    minibatch->shards = tenor__alloc_zeroed(hook, shards, sizeof *minibatch->shards);
    minibatch->words = tenor__alloc_array(hook, shards, sizeof *minibatch->words);
    minibatch->word_counts = tenor__alloc_array(hook, shards, sizeof *minibatch->word_counts);
    bool complete = minibatch->shards && minibatch->words && minibatch->word_counts;
    while (complete && minibatch->shard_count < shards)
        complete = init_shard(&minibatch->shards[minibatch->shard_count++],
                              tenor__size_divide_up(settings->size, shards), hook);
    if (!complete) {
        tenor__minibatch_free(minibatch);
        return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

void tenor__minibatch_free(tenor__minibatch *minibatch)
{
    const tenor_alloc *hook = &minibatch->alloc;
    for (size_t s = 0; s < minibatch->shard_count; s++) {
        tenor__packed_sequences_free(&minibatch->shards[s].packed);
        tenor__alloc_free(hook, minibatch->shards[s].ids);
        tenor__alloc_free(hook, minibatch->shards[s].lengths);
        tenor__alloc_free(hook, minibatch->shards[s].targets);
        tenor__alloc_free(hook, minibatch->shards[s].masked);
    }
    tenor__alloc_free(hook, minibatch->shards);
    tenor__alloc_free(hook, minibatch->words);
    tenor__alloc_free(hook, minibatch->word_counts);
    tenor__sparse_rows_free(&minibatch->rows);
    *minibatch = (tenor__minibatch){0};
}

/* Sequence i of the batch goes to shard i mod shards. The batch is sorted by length, so all shards have similar
 * work. */
static void divide(tenor__minibatch *minibatch, const tenor__sampled_batch *batch)
{
    const tenor__sequences *sequences = minibatch->settings.sequences;
    double weight = 0;
    minibatch->tokens = 0;
    for (size_t s = 0; s < minibatch->shard_count; s++) {
        tenor__minibatch_shard *shard = &minibatch->shards[s];
        shard->count = 0;
        shard->random = tenor__random_new(minibatch->settings.seed, batch->number * MOST_SHARDS + s);
        for (size_t i = s; i < batch->count; i += minibatch->shard_count) {
            shard->ids[shard->count] = sequences->ids[batch->indices[i]];
            shard->lengths[shard->count] = sequences->lengths[batch->indices[i]];
            shard->targets[shard->count] = tenor__label_sets_get(&sequences->targets, batch->indices[i]);
            minibatch->tokens += shard->lengths[shard->count++];
        }
        weight += tenor__loss_weight(&minibatch->settings.loss, shard->targets, shard->count);
    }
    minibatch->gradient_scale = weight > 0 ? 1 / weight : 0;
}

/* Word dropout: copies the shard's ids and replaces some by <unk>. */
static bool drop_words(tenor__minibatch_shard *shard, double rate, const tenor_alloc *alloc)
{
    size_t total = 0;
    for (size_t i = 0; i < shard->count; i++)
        total += shard->lengths[i];
    void *masked = shard->masked;
    if (!tenor__alloc_grow(alloc, &masked, &shard->masked_capacity, total + 1, sizeof *shard->masked))
        return false;
    shard->masked = masked;
    uint32_t *to = shard->masked;
    for (size_t i = 0; i < shard->count; i++) {
        for (size_t t = 0; t < shard->lengths[i]; t++)
            to[t] = tenor__random_uniform(&shard->random) < rate ? TENOR__UNKNOWN : shard->ids[i][t];
        shard->ids[i] = to;
        to += shard->lengths[i];
    }
    return true;
}

void tenor__minibatch_make(tenor__minibatch *minibatch, const tenor__sampled_batch *batch, bool consecutive)
{
    const double rate = minibatch->settings.word_dropout;
    minibatch->made.count = 0;
    divide(minibatch, batch);
    for (size_t s = 0; s < minibatch->shard_count; s++) {
        tenor__minibatch_shard *shard = &minibatch->shards[s];
        if ((rate > 0 && !drop_words(shard, rate, &minibatch->alloc)) ||
            !tenor__packed_sequences_fill(&shard->packed, shard->ids, shard->lengths, shard->count))
            return;
        minibatch->words[s] = shard->packed.word_ids;
        minibatch->word_counts[s] = shard->packed.words;
    }
    if (!minibatch->settings.frozen && !tenor__sparse_rows_find(&minibatch->rows, minibatch->settings.table,
                                                                minibatch->words, minibatch->word_counts, consecutive))
        return;
    minibatch->made = *batch;
}
