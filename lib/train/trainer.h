/* The trainer behind tenor_trainer: what it is made of, and the parts of its work. */
#ifndef TENOR_TRAIN_TRAINER_H
#define TENOR_TRAIN_TRAINER_H

#include "base/arena.h"
#include "base/locked_alloc.h"
#include "config/options.h"
#include "eval/scorer.h"
#include "linear/ngram_classifier.h"
#include "optim/schedule.h"
#include "train/batch_sampler.h"
#include "train/checkpoint.h"
#include "train/early_stopping.h"
#include "train/sequences.h"
#include "train/stepper.h"
#include "train/vocabulary.h"

#include <stdatomic.h>

/* Made in this order and freed in the reverse one: each part may point to those before it. */
struct tenor_trainer {
    tenor_alloc alloc; /* the caller's */
    tenor__locked_alloc *locked;
    tenor_alloc shared; /* the same, for any thread */
    tenor_options *options;
    tenor__arena arena; /* labels */
    tenor_str *labels;
    size_t label_count;
    float *polarities;   /* NULL when the labels have none */
    tenor_str separator; /* in the arena; empty when each text has one label */
    tenor__pool *pool;
    tenor__vocabulary vocabulary; /* its vectors are gone once they are in the embedding */
    tenor__sequences train;
    tenor__sequences dev;
    bool fits_thresholds;
    double *class_weights; /* NULL for none */
    tenor__ngram_rule ngram_rule;
    tenor__ngram_classifier ngrams;
    tenor__network *network;
    tenor__weights weights;
    bool *is_pretrained; /* whether a word started from a vector, of the file or the corpus; NULL: none did */
    float *pretrained; /* with mixout the rows, as they started, of words that texts to train on may have; else NULL */
    float *rounded;    /* the block of the epoch that has ended, as a model has it */
    tenor__packed_weights *packed_weights; /* of the weights */
    tenor__packed_weights *scored_weights; /* of `rounded` */
    tenor__optimizer optimizer;
    tenor__weight_average average;
    tenor__sparse_rows_table table; /* of the embedding */
    tenor__batch_sampler batches;
    tenor__stepper stepper;
    tenor__scorer scorer;
    tenor__checkpoint checkpoint;
    double temperature; /* of the weights in the checkpoint */
    tenor__schedule schedule;
    uint32_t epoch_limit;
    tenor__early_stopping patience;
    double *rates;       /* [batches.count] of the present epoch */
    tenor_epoch *epochs; /* done */
    size_t epoch_count;
    size_t epoch_capacity;
    bool started;
    atomic_bool stop;
};

/* Streams of random numbers of one seed. Steps take the numbers below 2^60. */
static const uint64_t TENOR__STREAM_INIT = UINT64_C(1) << 62;
static const uint64_t TENOR__STREAM_VECTORS = UINT64_C(1) << 60;
static const uint64_t TENOR__STREAM_SHUFFLE = UINT64_C(1) << 61; /* plus the epoch */

/* Trains until the epochs are done, patience is at its end, or it is stopped. */
tenor_status tenor__epochs_run(tenor_trainer *trainer, tenor_progress_fn progress, void *user, tenor_error *error);

/* The network that the options call for, with `words` rows of width `dim` and a softmax head. */
tenor_status tenor__architecture_config(const tenor_options *options, size_t words, size_t dim, size_t labels,
                                        tenor__network_config *config, tenor_error *error);

/* The model of the checkpoint, which holds one. */
tenor_status tenor__export_model(const tenor_trainer *trainer, tenor_model **out, tenor_error *error);

#endif
