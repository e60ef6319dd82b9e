/* The trainer behind tenor_trainer, and the functions of its files. */
#ifndef TENOR_TRAIN_TRAINER_H
#define TENOR_TRAIN_TRAINER_H

#include "base/arena.h"
#include "base/locked_alloc.h"
#include "base/map.h"
#include "config/options.h"
#include "eval/scorer.h"
#include "linear/ngram_classifier.h"
#include "model/model_config.h"
#include "optim/schedule.h"
#include "train/batch_sampler.h"
#include "train/checkpoint.h"
#include "train/early_stopping.h"
#include "train/lexicons.h"
#include "train/sequences.h"
#include "train/training_step.h"
#include "train/vocabulary.h"

#include <stdatomic.h>

/* The parts are made in this order and freed in reverse: each may point to those before it. */
struct tenor_trainer {
    tenor_alloc alloc; /* the caller's */
    tenor__locked_alloc *locked;
    tenor_alloc shared; /* the same allocator, for use by any thread */
    tenor_options *options;
    tenor__arena arena; /* of the labels */
    tenor_str *labels;
    size_t label_count;
    const tenor_model *base;      /* to go on from, the caller's; NULL for none, and once the trainer is made */
    tenor__map label_numbers;     /* with a base, label to index, until the trainer is made */
    float *thresholds;            /* those of the base, in the arena; NULL: none */
    float *polarities;            /* NULL if the labels have no polarity */
    tenor_str separator;          /* in the arena; empty if each text has one label */
    tenor__input input;           /* in the arena */
    tenor__provenance provenance; /* its name in the arena */
    tenor__pool *pool;
    tenor__vocabulary vocabulary; /* its vectors are freed once they are in the embedding */
    tenor__sequences train;
    tenor__sequences dev;
    tenor__sequences unlabeled; /* until the word vectors are made */
    bool fits_thresholds;
    double *class_weights; /* NULL: all are 1 */
    tenor__lexicons lexicons;
    tenor__ngram_rule ngram_rule;
    tenor__ngram_classifier ngrams;
    tenor__network *network;
    tenor__weights weights;
    bool *is_pretrained; /* [words] whether a word started from a vector, of the file or the corpus; NULL: no vectors */
    float *pretrained;   /* with mixout, the initial rows of the words that occur in training texts; else NULL */
    float *rounded;      /* the block of the last epoch, rounded as in a saved model */
    tenor__packed_weights *packed_weights; /* of `weights` */
    tenor__packed_weights *scored_weights; /* of `rounded` */
    tenor__optimizer optimizer;
    tenor__weight_average average;
    tenor__sparse_rows_table table; /* of the embedding */
    tenor__batch_sampler batches;
    tenor__training_step training_step;
    tenor__scorer scorer;
    tenor__checkpoint checkpoint;
    double temperature; /* calibration temperature for the weights in the checkpoint */
    tenor__schedule schedule;
    uint32_t epoch_limit;
    tenor__early_stopping early_stopping;
    double *rates;       /* [batches.count] of the current epoch */
    tenor_epoch *epochs; /* finished epochs */
    size_t epoch_count;
    size_t epoch_capacity;
    bool started;
    atomic_bool stop;
};

/* Random streams of one seed. Training steps use the stream numbers below 2^60. */
static const uint64_t TENOR__STREAM_INIT = UINT64_C(1) << 62;
static const uint64_t TENOR__STREAM_VECTORS = UINT64_C(1) << 60;
static const uint64_t TENOR__STREAM_SHUFFLE = UINT64_C(1) << 61; /* plus the epoch */

/* Whether the corpora can be trained on; with a base their labels are not all there are. */
tenor_status tenor__trainer_corpora_check_train(const tenor_corpus *train, bool of_base, tenor_error *error);
tenor_status tenor__trainer_corpora_check_dev(const tenor_corpus *dev, const tenor_corpus *train, bool of_base,
                                              tenor_error *error);

/* Labels, their polarity and separator; and where the texts are from. */
tenor_status tenor__trainer_corpora_labels(tenor_trainer *trainer, const tenor_corpus *train, const tenor_corpus *dev,
                                           tenor_error *error);
tenor_status tenor__trainer_corpora_note(tenor_trainer *trainer, const tenor_corpus *train, tenor_error *error);

/* The steps of tenor_trainer_new_from that take something from the base: in place of the corpus's, or first. Labels are
 * those of the base, and then new ones. The n-gram model stays as it is. */
tenor_status tenor__trainer_from_options(tenor_trainer *trainer, tenor_error *error);
tenor_status tenor__trainer_from_labels(tenor_trainer *trainer, const tenor_corpus *train, const tenor_corpus *dev,
                                        tenor_error *error);
bool tenor__trainer_from_has_polarities(const tenor_trainer *trainer);
tenor_status tenor__trainer_from_vocabulary(tenor_trainer *trainer, const tenor__tokenized *texts, tenor_error *error);
tenor_status tenor__trainer_from_ngrams(tenor_trainer *trainer, const tenor_corpus *dev, tenor_error *error);
tenor__network_config tenor__trainer_from_network(const tenor_trainer *trainer);

/* Fills embedding, block and is_pretrained. False when out of memory. */
bool tenor__trainer_from_weights(tenor_trainer *trainer);

/* Starts the bias of new labels, and fills the checkpoint with the model before the first epoch. */
tenor_status tenor__trainer_from_start(tenor_trainer *trainer, const tenor_corpus *train, const tenor_corpus *dev,
                                       tenor_error *error);

/* Trains until the epoch limit, until early stopping, or until it is stopped. */
tenor_status tenor__trainer_epoch_run(tenor_trainer *trainer, tenor_progress_fn progress, void *user,
                                      tenor_error *error);

/* The network config for the options, with `words` embedding rows of width `dim` and a softmax head. */
tenor_status tenor__architecture_config(const tenor_options *options, size_t words, size_t dim, size_t labels,
                                        tenor__network_config *config, tenor_error *error);

/* The model of the checkpoint, which must not be empty. */
tenor_status tenor__export_model(const tenor_trainer *trainer, tenor_model **out, tenor_error *error);

#endif
