/* A batch made ready for its step: dealt to shards, packed, its rows of the embedding found. It touches nothing that
 * training changes, so the next step's is made while the present one runs. */
#ifndef TENOR_TRAIN_DEAL_H
#define TENOR_TRAIN_DEAL_H

#include "base/random.h"
#include "nn/batch.h"
#include "train/loss.h"
#include "train/rows.h"
#include "train/sequences.h"

typedef struct tenor__step_batch {
    const uint32_t *indices; /* of its sequences, sorted by length */
    size_t count;            /* 1 <= count <= the deal's size */
    uint64_t number;         /* of the step, since the training began */
} tenor__step_batch;

/* The sequences of one shard. */
typedef struct tenor__hand {
    tenor__batch batch;
    tenor__random random;
    size_t count;
    const uint32_t **ids; /* into the corpus or into `masked` */
    size_t *lengths;
    tenor__label_set *targets;
    uint32_t *masked; /* ids after word dropout */
    size_t masked_capacity;
} tenor__hand;

typedef struct tenor__deal_settings {
    const tenor__sequences *sequences;
    tenor__table *table;
    tenor__loss loss;
    double word_dropout;
    uint64_t seed;
    size_t size; /* of a full batch */
    bool frozen; /* no rows are wanted */
} tenor__deal_settings;

typedef struct tenor__deal {
    tenor_alloc alloc;
    tenor__deal_settings settings;
    tenor__hand *hands; /* [shards] */
    size_t shards;
    const uint32_t **words; /* [shards] distinct words of each, */
    size_t *word_counts;    /* and how many */
    tenor__row_set rows;
    size_t tokens;
    double gradient_scale;  /* 1 / the sum of the sequences' weights; 0 when that is 0 */
    tenor__step_batch made; /* count 0: none is ready */
} tenor__deal;

/* Shards of a batch of that size. */
size_t tenor__deal_shards(size_t size);

tenor_status tenor__deal_init(tenor__deal *deal, const tenor__deal_settings *settings, const tenor_alloc *alloc);
void tenor__deal_free(tenor__deal *deal);

/* Makes a batch ready; `follows` as in tenor__row_set_find. When out of memory none is. */
void tenor__deal_make(tenor__deal *deal, const tenor__step_batch *batch, bool follows);

#endif
