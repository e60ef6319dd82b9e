/* The batches of an epoch: sequences of similar length together, all of it anew each epoch. */
#ifndef TENOR_TRAIN_BATCH_SAMPLER_H
#define TENOR_TRAIN_BATCH_SAMPLER_H

#include "base/random.h"
#include "train/sequences.h"

typedef struct tenor__batch_sampler {
    tenor_alloc alloc;
    const tenor__sequences *sequences;
    size_t size;           /* of a batch; the last may be smaller */
    size_t count;          /* batches in an epoch */
    uint32_t *order;       /* [sequences] */
    uint32_t *batch_order; /* [count] */
    uint32_t *scratch;     /* [sequences] */
} tenor__batch_sampler;

/* sequences must outlive it, and have one at least. */
tenor_status tenor__batch_sampler_init(tenor__batch_sampler *batches, const tenor__sequences *sequences, size_t size,
                                       const tenor_alloc *alloc);
void tenor__batch_sampler_free(tenor__batch_sampler *batches);

/* Shuffles the sequences, cuts them into pools of 50 batches, sorts each pool by length, cuts it into batches, and
 * shuffles these. What it makes of a random stream depends on nothing that came before. */
void tenor__batch_sampler_shuffle(tenor__batch_sampler *batches, tenor__random *random);

/* Indices of the sequences of batch i < count, shortest first. */
const uint32_t *tenor__batch_sampler_get(const tenor__batch_sampler *batches, size_t i, size_t *size);

#endif
