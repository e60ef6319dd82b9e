/* One step of training, in three stages, the tasks of each spread over the pool's threads:
 *
 *     1  every shard of the minibatch forward and backward
 *     2  every slice of the block's gradient over all shards, and the embedding's row by row; their norm; the next
 *        minibatch made ready
 *     3  every slice clipped, updated, averaged and packed; the next minibatch's rows of the embedding caught up
 *
 * A minibatch is divided into a number of shards that depends on the batch size only; a shard has its own sequences,
 * random stream and scratch, and the shards are added in their order. So no result depends on the threads. */
#ifndef TENOR_TRAIN_STEPPER_H
#define TENOR_TRAIN_STEPPER_H

#include "base/pool.h"
#include "nn/pass.h"
#include "train/minibatch.h"

typedef struct tenor__shard tenor__shard;

/* What training changes. */
typedef struct tenor__weights {
    float *embedding; /* [words, dim] */
    float *block;
} tenor__weights;

typedef struct tenor__step_settings {
    const tenor__network *network; /* outlives the stepper, as do the pointers below */
    const tenor__sequences *sequences;
    tenor__pool *pool;
    tenor__optimizer *optimizer;
    tenor__weight_average *average;
    tenor__sparse_rows_table *table;       /* of the embedding; without rows when it is frozen */
    tenor__packed_weights *packed_weights; /* with training */
    tenor__weights weights;
    tenor__loss loss;
    tenor__dropout dropout; /* rates */
    double word_dropout;
    double clip; /* 0 for none */
    size_t batch;
    bool frozen;
    uint64_t seed;
} tenor__step_settings;

typedef struct tenor__stepper {
    tenor_alloc alloc;
    tenor__step_settings settings;
    tenor__minibatch minibatches[2]; /* that of this step and that of the next one, in turn */
    tenor__minibatch *now;
    tenor__minibatch *next; /* NULL: none is made */
    tenor__sampled_batch next_batch;
    tenor__shard *shards;
    size_t shard_count;
    tenor__pass **passes; /* [pass_count] of the shards that have sequences */
    size_t pass_count;
    const float **embedding_gradients; /* [shard_count] of each pass, for the embedding */
    float *gradient;                   /* of the block */
    size_t block_slices;
    float *row_gradients; /* [now->rows.count, dim] */
    size_t row_capacity;
    double *squares; /* of each slice of the gradient: those of the block, then those of the rows */
    size_t squares_capacity;
    float scale; /* multiplies the gradient, to clip it */
} tenor__stepper;

/* alloc may be called by any of the pool's threads. The weights are packed. */
tenor_status tenor__stepper_init(tenor__stepper *stepper, const tenor__step_settings *settings,
                                 const tenor_alloc *alloc);
void tenor__stepper_free(tenor__stepper *stepper);

typedef struct tenor__step_result {
    double cross_entropy; /* sum over the batch, nats */
    double norm;          /* of the gradient, before it is clipped */
    size_t tokens;
} tenor__step_result;

/* Trains on a batch. `next` follows it in the same epoch and is made ready during the step; NULL when none follows or
 * it is not known, with the same result. TENOR_NOT_FINITE when the loss or the norm is not finite: the weights have not
 * changed. After a failure the stepper must only be freed. */
tenor_status tenor__stepper_run(tenor__stepper *stepper, const tenor__sampled_batch *batch,
                                const tenor__sampled_batch *next, tenor__step_result *result);

/* Applies the updates that are due to all rows of the embedding and of its average. */
void tenor__stepper_catch_up(tenor__stepper *stepper);

/* Packs a block, laid out as the weights', into the packed weights of the same network. */
void tenor__stepper_pack(const tenor__stepper *stepper, const float *block, tenor__packed_weights *packed_weights);

#endif
