/* One step of training: a batch forward and backward in shards, gradients merged and clipped, parameters updated.
 *
 * A batch is dealt to a number of shards that depends on the batch size alone; a shard has its own sequences, random
 * stream, gradient and scratch, and the shards' gradients are added in their order. So no number depends on the
 * threads. */
#ifndef TENOR_TRAIN_STEP_H
#define TENOR_TRAIN_STEP_H

#include "base/pool.h"
#include "nn/network.h"
#include "train/average.h"
#include "train/loss.h"
#include "train/optimiser.h"
#include "train/sequences.h"

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
    tenor__optimiser *optimiser;
    tenor__average *average;
    tenor__packs *packs; /* with training */
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
    tenor__shard *shards;
    size_t shard_count;
    size_t block_size;
    size_t block_parts; /* ranges of the block that one task takes */
    size_t row_parts;   /* the same of the batch's rows */
    size_t rows;        /* distinct words of the batch */
    size_t row_capacity;
    uint32_t *row_ids;    /* [rows] */
    uint32_t *row_places; /* [rows, shard_count] place of the word in the shard's batch, or none */
    float *row_gradients; /* [rows, dim] */
    uint32_t *word_rows;  /* [words] row of a word, or none; all none between steps */
    double *squares;      /* [squares_capacity] of each part of the gradient */
    size_t squares_capacity;
    float scale; /* of the gradient, by which it is clipped */
} tenor__stepper;

/* alloc may be called by any of the pool's threads. The packs are brought up to date with the weights. */
tenor_status tenor__stepper_init(tenor__stepper *stepper, const tenor__step_settings *settings,
                                 const tenor_alloc *alloc);
void tenor__stepper_free(tenor__stepper *stepper);

typedef struct tenor__step_result {
    double cross_entropy; /* sum over the batch, nats */
    double norm;          /* of the gradient, before it is clipped */
    size_t tokens;
} tenor__step_result;

/* Trains on the sequences of indices[count], 1 <= count <= batch, sorted by length. `number` is the step's since the
 * training began. TENOR_NOT_FINITE when the loss or the norm is not: the weights are then as they were. After
 * a failure the stepper is of no further use. */
tenor_status tenor__stepper_run(tenor__stepper *stepper, const uint32_t *indices, size_t count, uint64_t number,
                                tenor__step_result *result);

/* Brings all rows of the embedding, and of the average, up to the last step. */
void tenor__stepper_catch_up(tenor__stepper *stepper);

/* Packs this block, laid out as the weights', for a forward pass; the next step wants the weights' own again. */
void tenor__stepper_pack(const tenor__stepper *stepper, const float *block);

#endif
