/* The best weights so far, and what they scored. */
#ifndef TENOR_TRAIN_CHECKPOINT_H
#define TENOR_TRAIN_CHECKPOINT_H

#include "base/alloc.h"
#include "config/options.h"
#include "train/stepper.h"

typedef struct tenor__checkpoint {
    tenor_alloc alloc;
    tenor__metric metric;
    size_t embedding_size; /* 0 when the embedding never changes and need not be kept */
    size_t block_size;
    tenor__weights weights; /* embedding NULL when it is not kept */
    tenor_epoch epoch;      /* epoch 0: none yet */
    double ngram_weight;    /* what the n-gram layer's weights are multiplied by */
} tenor__checkpoint;

/* Gets all of its memory here, so that a best epoch is never lost. */
tenor_status tenor__checkpoint_init(tenor__checkpoint *checkpoint, tenor__metric metric, size_t embedding_size,
                                    size_t block_size, const tenor_alloc *alloc);
void tenor__checkpoint_free(tenor__checkpoint *checkpoint);

/* Whether an epoch is better than another by the metric, or as good and of lower dev loss. */
bool tenor__checkpoint_is_better(tenor__metric metric, const tenor_epoch *epoch, const tenor_epoch *best);

/* Keeps the weights when the epoch is better than the one kept; the first one always. Returns whether it was. */
bool tenor__checkpoint_offer(tenor__checkpoint *checkpoint, const tenor_epoch *epoch, tenor__weights weights,
                             double ngram_weight);

#endif
