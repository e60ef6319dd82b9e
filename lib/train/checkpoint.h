/* The best weights so far, and their scores. */
#ifndef TENOR_TRAIN_CHECKPOINT_H
#define TENOR_TRAIN_CHECKPOINT_H

#include "base/alloc.h"
#include "config/options.h"
#include "train/training_step.h"

typedef struct tenor__checkpoint {
    tenor_alloc alloc;
    tenor__metric metric;
    size_t embedding_size; /* 0 if the embedding is frozen and so need not be kept */
    size_t block_size;
    tenor__weights weights; /* embedding is NULL if it is not kept */
    bool is_filled;
    tenor_epoch epoch;   /* 0: before the first, of a model to go on from */
    double ngram_weight; /* stacking weight of the n-gram model */
} tenor__checkpoint;

/* Allocates all memory here, so that a best epoch is never lost for lack of memory. */
tenor_status tenor__checkpoint_init(tenor__checkpoint *checkpoint, tenor__metric metric, size_t embedding_size,
                                    size_t block_size, const tenor_alloc *alloc);
void tenor__checkpoint_free(tenor__checkpoint *checkpoint);

/* Whether an epoch has a better metric than another, or the same metric and a lower dev loss. */
bool tenor__checkpoint_is_better(tenor__metric metric, const tenor_epoch *epoch, const tenor_epoch *best);

/* Keeps the weights if the epoch is better than the kept one, or the first. Returns whether it kept them. */
bool tenor__checkpoint_offer(tenor__checkpoint *checkpoint, const tenor_epoch *epoch, tenor__weights weights,
                             double ngram_weight);

#endif
