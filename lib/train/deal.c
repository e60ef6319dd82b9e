#include "train/deal.h"

#include "text/vocab.h"

enum { SHARD_SEQUENCES = 8, MOST_SHARDS = 16 }; /* sequences in a shard of a full batch, at least */

size_t tenor__deal_shards(size_t size)
{
    const size_t shards = tenor__divide_up(size, SHARD_SEQUENCES);
    return shards > MOST_SHARDS ? MOST_SHARDS : shards;
}

static bool init_hand(tenor__hand *hand, size_t capacity, const tenor_alloc *alloc)
{
    tenor__batch_init(&hand->batch, alloc);
    hand->ids = tenor__get(alloc, capacity, sizeof *hand->ids);
    hand->lengths = tenor__get(alloc, capacity, sizeof *hand->lengths);
    hand->targets = tenor__get(alloc, capacity, sizeof *hand->targets);
    return hand->ids && hand->lengths && hand->targets;
}

tenor_status tenor__deal_init(tenor__deal *deal, const tenor__deal_settings *settings, const tenor_alloc *alloc)
{
    *deal = (tenor__deal){.alloc = tenor__alloc_of(alloc), .settings = *settings};
    const tenor_alloc *hook = &deal->alloc;
    const size_t shards = tenor__deal_shards(settings->size);
    deal->rows = (tenor__row_set){.alloc = deal->alloc, .shards = shards};
    deal->hands = tenor__get_zero(hook, shards, sizeof *deal->hands);
    deal->words = tenor__get(hook, shards, sizeof *deal->words);
    deal->word_counts = tenor__get(hook, shards, sizeof *deal->word_counts);
    bool complete = deal->hands && deal->words && deal->word_counts;
    while (complete && deal->shards < shards)
        complete = init_hand(&deal->hands[deal->shards++], tenor__divide_up(settings->size, shards), hook);
    if (!complete) {
        tenor__deal_free(deal);
        return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

void tenor__deal_free(tenor__deal *deal)
{
    const tenor_alloc *hook = &deal->alloc;
    for (size_t s = 0; s < deal->shards; s++) {
        tenor__batch_free(&deal->hands[s].batch);
        tenor__put(hook, deal->hands[s].ids);
        tenor__put(hook, deal->hands[s].lengths);
        tenor__put(hook, deal->hands[s].targets);
        tenor__put(hook, deal->hands[s].masked);
    }
    tenor__put(hook, deal->hands);
    tenor__put(hook, deal->words);
    tenor__put(hook, deal->word_counts);
    tenor__row_set_free(&deal->rows);
    *deal = (tenor__deal){0};
}

/* Sequence i of the batch, which is sorted by length, goes to shard i mod shards: all have the same work. */
static void deal_out(tenor__deal *deal, const tenor__step_batch *batch)
{
    const tenor__sequences *sequences = deal->settings.sequences;
    double weight = 0;
    deal->tokens = 0;
    for (size_t s = 0; s < deal->shards; s++) {
        tenor__hand *hand = &deal->hands[s];
        hand->count = 0;
        hand->random = tenor__random_new(deal->settings.seed, batch->number * MOST_SHARDS + s);
        for (size_t i = s; i < batch->count; i += deal->shards) {
            hand->ids[hand->count] = sequences->ids[batch->indices[i]];
            hand->lengths[hand->count] = sequences->lengths[batch->indices[i]];
            hand->targets[hand->count] = tenor__sequences_labels(sequences, batch->indices[i]);
            deal->tokens += hand->lengths[hand->count++];
        }
        weight += tenor__loss_weight(&deal->settings.loss, hand->targets, hand->count);
    }
    deal->gradient_scale = weight > 0 ? 1 / weight : 0;
}

/* Copies the shard's ids and makes some of them unknown. */
static bool drop_words(tenor__hand *hand, double rate, const tenor_alloc *alloc)
{
    size_t total = 0;
    for (size_t i = 0; i < hand->count; i++)
        total += hand->lengths[i];
    void *masked = hand->masked;
    if (!tenor__grow(alloc, &masked, &hand->masked_capacity, total + 1, sizeof *hand->masked))
        return false;
    hand->masked = masked;
    uint32_t *to = hand->masked;
    for (size_t i = 0; i < hand->count; i++) {
        for (size_t t = 0; t < hand->lengths[i]; t++)
            to[t] = tenor__random_uniform(&hand->random) < rate ? TENOR__UNKNOWN : hand->ids[i][t];
        hand->ids[i] = to;
        to += hand->lengths[i];
    }
    return true;
}

void tenor__deal_make(tenor__deal *deal, const tenor__step_batch *batch, bool follows)
{
    const double rate = deal->settings.word_dropout;
    deal->made.count = 0;
    deal_out(deal, batch);
    for (size_t s = 0; s < deal->shards; s++) {
        tenor__hand *hand = &deal->hands[s];
        if ((rate > 0 && !drop_words(hand, rate, &deal->alloc)) ||
            !tenor__batch_fill(&hand->batch, hand->ids, hand->lengths, hand->count))
            return;
        deal->words[s] = hand->batch.word_ids;
        deal->word_counts[s] = hand->batch.words;
    }
    if (!deal->settings.frozen &&
        !tenor__row_set_find(&deal->rows, deal->settings.table, deal->words, deal->word_counts, follows))
        return;
    deal->made = *batch;
}
