/* Draws the minibatches of an epoch. Sequences of similar length are in one batch, and each epoch has another order. */
#ifndef TENOR_TRAIN_BATCH_SAMPLER_H
#define TENOR_TRAIN_BATCH_SAMPLER_H

#include "base/random.h"
#include "train/sequences.h"

/* The sequences of a minibatch. */
typedef struct tenor__sampled_batch {
    const uint32_t *indices; /* [count] sorted by length, shortest first */
    size_t count;
    uint64_t number; /* number of the step since the start of training */
} tenor__sampled_batch;

typedef struct tenor__batch_sampler {
    tenor_alloc alloc;
    const tenor__sequences *sequences;
    size_t size;           /* sequences in a batch; the last may have fewer */
    size_t count;          /* batches in an epoch */
    uint64_t first;        /* step number of the epoch's first batch */
    uint32_t *order;       /* [sequences] */
    uint32_t *batch_order; /* [count] */
    uint32_t *scratch;     /* [sequences] */
} tenor__batch_sampler;

/* The sequences must outlive the sampler, and there must be at least one. */
tenor_status tenor__batch_sampler_init(tenor__batch_sampler *batches, const tenor__sequences *sequences, size_t size,
                                       const tenor_alloc *alloc);
void tenor__batch_sampler_free(tenor__batch_sampler *batches);

/* Draws the batches of an epoch, counted from 0. It shuffles the sequences, cuts them into pools of 50 batches, sorts
 * each pool by length, cuts it into batches, and shuffles the batches. The result depends only on the random stream. */
void tenor__batch_sampler_shuffle(tenor__batch_sampler *batches, uint64_t epoch, tenor__random *random);

/* Batch i < count of the epoch. */
tenor__sampled_batch tenor__batch_sampler_get(const tenor__batch_sampler *batches, size_t i);

#endif
