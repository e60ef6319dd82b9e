/* A minibatch ready for its step: split into shards and packed, with the embedding rows that it reads. It does not
 * depend on the weights, so the next minibatch is prepared while a step runs. */
#ifndef TENOR_TRAIN_MINIBATCH_H
#define TENOR_TRAIN_MINIBATCH_H

#include "nn/packed_sequences.h"
#include "optim/loss.h"
#include "optim/sparse_rows.h"
#include "train/batch_sampler.h"

/* The sequences of one shard. */
typedef struct tenor__minibatch_shard {
    tenor__packed_sequences packed;
    tenor__random random;
    size_t count;
    const uint32_t **ids; /* point into the corpus or into `masked` */
    size_t *lengths;
    tenor__label_set *targets;
    uint32_t *masked; /* ids after word dropout */
    size_t masked_capacity;
} tenor__minibatch_shard;

typedef struct tenor__minibatch_settings {
    const tenor__sequences *sequences;
    tenor__sparse_rows_table *table;
    tenor__loss loss;
    double word_dropout;
    uint64_t seed;
    size_t size; /* sequences in a full minibatch */
    bool frozen; /* the embedding is not trained, so no rows are found */
} tenor__minibatch_settings;

typedef struct tenor__minibatch {
    tenor_alloc alloc;
    tenor__minibatch_settings settings;
    tenor__minibatch_shard *shards; /* [shards] */
    size_t shard_count;
    const uint32_t **words; /* [shards] distinct words of each shard */
    size_t *word_counts;    /* [shards] number of distinct words */
    tenor__sparse_rows rows;
    size_t tokens;
    double gradient_scale;     /* 1 / the sum of the sequences' weights; 0 if the sum is 0 */
    tenor__sampled_batch made; /* the batch that it was made from; count 0: not ready */
} tenor__minibatch;

/* The number of shards of a minibatch of that size. */
size_t tenor__minibatch_shards(size_t size);

tenor_status tenor__minibatch_init(tenor__minibatch *minibatch, const tenor__minibatch_settings *settings,
                                   const tenor_alloc *alloc);
void tenor__minibatch_free(tenor__minibatch *minibatch);

/* Prepares the minibatch from at most `settings.size` sequences; `consecutive` as in tenor__sparse_rows_find. If memory
 * runs out, it is not ready. */
void tenor__minibatch_make(tenor__minibatch *minibatch, const tenor__sampled_batch *batch, bool consecutive);

#endif
