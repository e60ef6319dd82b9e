/* Tenor: many trainings at once, to say how sure a result is and to find better options. Link tenor_train.
 *
 *     tenor_crossvalidation scores = {.size = sizeof scores};
 *     tenor_crossvalidate(options, corpus, 10, NULL, NULL, NULL, &scores, &error);
 *
 *     tenor_tuner *tuner;
 *     tenor_tuner_new(options, train, dev, NULL, &tuner, &error);
 *     tenor_tuner_limits limits = {.size = sizeof limits, .seconds = 600};
 *     tenor_tuner_run(tuner, &limits, NULL, NULL, &error);
 *     tenor_model_save(tenor_tuner_model(tuner), "model", &error);
 *     tenor_tuner_free(tuner);
 *
 *   Section 1  cross-validate
 *   Section 2  tune
 *
 * The conventions of tenor.h hold.
 */
#ifndef TENOR_SEARCH_H
#define TENOR_SEARCH_H

#include <tenor_train.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Section 1: cross-validate ----------------------------------------------------------------------------- */

/* A fold: its part of the corpus is the test part, and the model is trained on the others. */
typedef struct tenor_fold {
    uint32_t fold; /* from 1 */
    uint32_t folds;
    bool done;                      /* else it is being trained: `progress` is set, and what stands below it is 0 */
    const tenor_progress *progress; /* of the training, as last told; valid during the call */
    size_t train_size;              /* examples */
    size_t dev_size;
    size_t test_size;
    uint32_t epochs;            /* done */
    uint32_t best_epoch;        /* which made the model */
    double seconds;             /* from making the trainer to the end of training */
    const tenor_scores *scores; /* of the model on the test part; valid during the call */
} tenor_fold;

/* Called about ten times a second for each fold in training, and once for each that is done, in their order. Calls come
 * one at a time, but from any thread. Return false to stop. */
typedef bool (*tenor_fold_fn)(const tenor_fold *fold, void *user);

typedef struct tenor_spread {
    double mean;
    double deviation; /* standard deviation, of a sample: divided by n - 1; 0 for a single fold */
    /* 95 % of the mean, by Student's distribution with the variance that Nadeau and Bengio 2003 correct for training
     * texts that folds share; all values there can be for a single fold. */
    tenor_interval interval;
} tenor_spread;

typedef struct tenor_crossvalidation {
    size_t size;    /* sizeof(tenor_crossvalidation) */
    uint32_t folds; /* that were done; the spreads are over these */
    tenor_spread accuracy;
    tenor_spread macro_f1;
    tenor_spread micro_f1;
    tenor_spread loss;
    tenor_spread calibration_error;
} tenor_crossvalidation;

/* Trains `folds` models, each on all parts of tenor_corpus_fold but one, with the options (NULL: the defaults), and
 * measures each on the part left out. Within a training part "dev-fraction" of it is held out and chooses the epoch, as
 * tenor_trainer_new does, so that a fold's test part has no influence on its model. "seed" decides the folds too.
 * Folds are trained side by side on "threads" threads, one each while there are as many folds; the results do not
 * depend on how many. Each of these folds takes the memory of a training. The hook is called on these threads too.
 * progress may be NULL. *out, whose size is set, is filled in with what was done even when this fails.
 * TENOR_INTERRUPTED when progress stopped it. */
TENOR_API tenor_status tenor_crossvalidate(const tenor_options *options, const tenor_corpus *corpus, size_t folds,
                                           tenor_fold_fn progress, void *user, const tenor_alloc *alloc,
                                           tenor_crossvalidation *out, tenor_error *error);

/* A text of a fold's test part, as the fold's model classifies it: `example` is that of the whole corpus. Called for
 * each such text once, from several threads at once for texts of different folds. Return false to stop. */
typedef bool (*tenor_fold_evaluated_fn)(uint32_t fold, const tenor_evaluated *evaluated, void *user);

/* The same as tenor_crossvalidate, with a call for each text that is tested. each may be NULL. */
TENOR_API tenor_status tenor_crossvalidate_each(const tenor_options *options, const tenor_corpus *corpus, size_t folds,
                                                tenor_fold_fn progress, tenor_fold_evaluated_fn each, void *user,
                                                const tenor_alloc *alloc, tenor_crossvalidation *out,
                                                tenor_error *error);

/* ---- Section 2: tune --------------------------------------------------------------------------------------- */

/* Searches for options. The first trial is the options as given, trained to the end. Then come brackets of successive
 * halving (Jamieson and Talwalkar 2016; Li et al. 2018): a number of settings, each the best so far with a few options
 * changed at random, is trained for a share of the epochs; the third that does best on dev is trained for three times
 * as many, and so on, until one is trained to the end. Only options that were not set are changed (tenor_options_set,
 * were it to the default, sets). A share of the epochs is a value of "epochs", without "patience", so that the trial
 * stands by itself; when "epochs" was set it is a training that is stopped, and counts for the race only. The best of
 * the other trials, by "metric" on dev, is kept: a trainer makes the same model of its options, to the byte. Which
 * trials there are, and in which order, depends on options, corpora and seed alone; time decides where the series
 * ends. */
typedef struct tenor_tuner tenor_tuner;

typedef enum tenor_trial_end {
    TENOR_TRIAL_RUNNING = 0, /* it has not ended: `progress` is set */
    TENOR_TRIAL_WHOLE = 1,   /* trained to the end of what its options say */
    TENOR_TRIAL_SHARE = 2,   /* stopped at its share of the epochs that were set */
    TENOR_TRIAL_STOPPED = 3, /* the time was over, or the caller stopped it */
    TENOR_TRIAL_FAILED = 4,  /* a number was not finite, as with too large a learning rate */
} tenor_trial_end;

typedef struct tenor_trial {
    uint32_t trial;               /* from 1 */
    const tenor_options *options; /* borrowed: valid during the call, or as tenor_tuner_best says */
    tenor_trial_end end;
    const tenor_progress *progress; /* of the training, as last told; borrowed like the options */
    uint32_t epochs;                /* done */
    const tenor_epoch *score;       /* of the best of them; its epoch is 0 when there is none; borrowed likewise */
    double seconds;                 /* from making the trainer to the end of training */
    bool best;                      /* of the whole trials so far */
} tenor_trial;

/* Called about ten times a second for each trial in training, and once for each that has ended, in their order. Calls
 * come one at a time, but from any thread. Return false to stop. */
typedef bool (*tenor_trial_fn)(const tenor_trial *trial, void *user);

/* Options are copied (NULL: the defaults); the corpora must outlive the tuner. dev chooses epochs and options; NULL
 * holds out "dev-fraction" of train. The caller frees *out. */
TENOR_API tenor_status tenor_tuner_new(const tenor_options *options, const tenor_corpus *train, const tenor_corpus *dev,
                                       const tenor_alloc *alloc, tenor_tuner **out, tenor_error *error);

typedef struct tenor_tuner_limits {
    size_t size;     /* sizeof(tenor_tuner_limits) */
    double seconds;  /* the trials that run when they are over are stopped; 0: no limit */
    uint32_t trials; /* 0: no limit */
} tenor_tuner_limits;

/* Runs trials until a limit is reached (limits NULL: there is none) or there is nothing left to try; success in any
 * case. Runs once. Trials of like share run side by side on "threads" threads; neither trials nor model depend on how
 * many, but each takes the memory of a training. The hook is called on these threads too. progress may be NULL.
 * TENOR_INVALID_ARGUMENT for a second run, TENOR_INTERRUPTED when progress stopped it, TENOR_NOT_FINITE when no trial
 * is whole and the first failed so, and the failures of tenor_trainer_new; the best model so far is kept. */
TENOR_API tenor_status tenor_tuner_run(tenor_tuner *tuner, const tenor_tuner_limits *limits, tenor_trial_fn progress,
                                       void *user, tenor_error *error);

/* The best trial so far: of the whole ones, else the first, as far as it came; trial 0 when there is none. Borrowed
 * from the tuner. */
TENOR_API const tenor_trial *tenor_tuner_best(const tenor_tuner *tuner);

/* The model of that trial, borrowed from the tuner; NULL when there is none. Test scores may be recorded in it
 * (tenor_report_record). */
TENOR_API tenor_model *tenor_tuner_model(const tenor_tuner *tuner);

TENOR_API void tenor_tuner_free(tenor_tuner *tuner);

#ifdef __cplusplus
}
#endif

#endif
