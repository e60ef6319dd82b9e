/* A batch made ready for its step: dealt to shards, packed, its rows of the embedding found. It touches nothing that
 * training changes, so the next step's is made while the present one runs. */
#ifndef TENOR_TRAIN_MINIBATCH_H
#define TENOR_TRAIN_MINIBATCH_H

#include "base/random.h"
#include "nn/packed_sequences.h"
#include "optim/loss.h"
#include "optim/sparse_rows.h"
#include "train/sequences.h"

typedef struct tenor__minibatch_plan {
    const uint32_t *indices; /* of its sequences, sorted by length */
    size_t count;            /* 1 <= count <= the deal's size */
    uint64_t number;         /* of the step, since the training began */
} tenor__minibatch_plan;

/* The sequences of one shard. */
typedef struct tenor__minibatch_shard {
    tenor__packed_sequences batch;
    tenor__random random;
    size_t count;
    const uint32_t **ids; /* into the corpus or into `masked` */
    size_t *lengths;
    tenor__label_set *targets;
    uint32_t *masked; /* ids after word dropout */
    size_t masked_capacity;
} tenor__minibatch_shard;

typedef struct tenor__minibatch_settings {
    const tenor__sequences *sequences;
    tenor__sparse_table *table;
    tenor__loss loss;
    double word_dropout;
    uint64_t seed;
    size_t size; /* of a full batch */
    bool frozen; /* no rows are wanted */
} tenor__minibatch_settings;

typedef struct tenor__minibatch {
    tenor_alloc alloc;
    tenor__minibatch_settings settings;
    tenor__minibatch_shard *shards; /* [shards] */
    size_t shard_count;
    const uint32_t **words; /* [shards] distinct words of each, */
    size_t *word_counts;    /* and how many */
    tenor__sparse_rows rows;
    size_t tokens;
    double gradient_scale;      /* 1 / the sum of the sequences' weights; 0 when that is 0 */
    tenor__minibatch_plan made; /* count 0: none is ready */
} tenor__minibatch;

/* Shards of a batch of that size. */
size_t tenor__minibatch_shards(size_t size);

tenor_status tenor__minibatch_init(tenor__minibatch *minibatch, const tenor__minibatch_settings *settings,
                                   const tenor_alloc *alloc);
void tenor__minibatch_free(tenor__minibatch *minibatch);

/* Makes a batch ready; `follows` as in tenor__sparse_rows_find. When out of memory none is. */
void tenor__minibatch_make(tenor__minibatch *minibatch, const tenor__minibatch_plan *batch, bool follows);

#endif
