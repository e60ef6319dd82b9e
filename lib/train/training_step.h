/* One training step, in three stages. The pool's threads share the tasks of each stage:
 *
 *     1  for every shard of the minibatch: forward and backward
 *     2  for every slice of the block: the sum of its gradient over all shards, and the sum of squares;
 *        the same for the embedding, row by row; and the next minibatch is prepared
 *     3  for every slice: clip, update, average and pack; and the next minibatch's embedding rows are caught up
 *
 * The number of shards depends only on the batch size. Each shard has its own sequences, random stream and scratch, and
 * the shards are summed in order. So no result depends on the threads. */
#ifndef TENOR_TRAIN_TRAINING_STEP_H
#define TENOR_TRAIN_TRAINING_STEP_H

#include "base/pool.h"
#include "nn/pass.h"
#include "train/minibatch.h"

typedef struct tenor__shard tenor__shard;

/* The trained weights. */
typedef struct tenor__weights {
    float *embedding; /* [words, dim] */
    float *block;
} tenor__weights;

typedef struct tenor__step_settings {
    const tenor__network *network; /* outlives the training_step, as do the pointers below */
    const tenor__sequences *sequences;
    tenor__pool *pool;
    tenor__optimizer *optimizer;
    tenor__weight_average *average;
    tenor__sparse_rows_table *table;       /* of the embedding; it has no rows if the embedding is frozen */
    tenor__packed_weights *packed_weights; /* made with training set */
    tenor__weights weights;
    tenor__loss loss;
    tenor__dropout dropout; /* the rates */
    double word_dropout;
    double clip; /* maximum norm of the gradient; 0: no clipping */
    size_t batch;
    bool frozen;  /* the embedding is not trained */
    size_t fixed; /* nor are so many values at the beginning of the block, whole slices */
    uint64_t seed;
} tenor__step_settings;

typedef struct tenor__training_step {
    tenor_alloc alloc;
    tenor__step_settings settings;
    tenor__minibatch minibatches[2]; /* the current and the next one, alternating */
    tenor__minibatch *now;
    tenor__minibatch *next; /* NULL: none is prepared */
    tenor__sampled_batch next_batch;
    tenor__shard *shards;
    size_t shard_count;
    tenor__pass **passes; /* [pass_count] passes of the shards that have sequences */
    size_t pass_count;
    const float **embedding_gradients; /* [shard_count] embedding gradient of each pass */
    float *gradient;                   /* of the block */
    size_t block_slices;
    float *row_gradients; /* [now->rows.count, dim] */
    size_t row_capacity;
    double *squares; /* sum of squares of each slice of the block's gradient, then of each part of the rows' gradient */
    size_t squares_capacity;
    float scale; /* factor of the gradient, for clipping */
} tenor__training_step;

/* Packs the weights. The threads of the pool may call alloc. */
tenor_status tenor__training_step_init(tenor__training_step *training_step, const tenor__step_settings *settings,
                                       const tenor_alloc *alloc);
void tenor__training_step_free(tenor__training_step *training_step);

typedef struct tenor__step_result {
    double cross_entropy; /* sum over the batch, in nats */
    double norm;          /* of the gradient before clipping */
    size_t tokens;
} tenor__step_result;

/* Trains on a batch. `next` is the batch after it in the same epoch, which is prepared during the step; NULL if there
 * is none or it is not known. The result is the same either way. Returns TENOR_NOT_FINITE if the loss or the norm is
 * not finite; the weights are then unchanged. After a failure, only tenor__training_step_free may be called. */
tenor_status tenor__training_step_run(tenor__training_step *training_step, const tenor__sampled_batch *batch,
                                      const tenor__sampled_batch *next, tenor__step_result *result);

/* Applies all missed updates to the rows of the embedding and of its average. */
void tenor__training_step_catch_up(tenor__training_step *training_step);

/* Packs a block of the network's layout into packed weights of the same network. */
void tenor__training_step_pack(const tenor__training_step *training_step, const float *block,
                               tenor__packed_weights *packed_weights);

#endif
