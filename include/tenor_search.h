/* Tenor: many trainings at once, to say how sure a result is, to find better options, and to find what is wrong with a
 * corpus; and which texts to label next. Link tenor_train.
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
 *     tenor_audit *audit;
 *     tenor_audit_new(options, corpus, NULL, NULL, NULL, NULL, &audit, &error);
 *     for (size_t i = 0; i < tenor_audit_count(audit); i++)
 *         show(tenor_audit_finding(audit, i));
 *     tenor_audit_free(audit);
 *
 *   Section 1  cross-validate
 *   Section 2  tune
 *   Section 3  audit
 *   Section 4  suggest which texts to label
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

/* ---- Section 3: audit -------------------------------------------------------------------------------------- */

/* What may be wrong with a corpus of labeled texts: findings, each about an example, a label, two labels or a word. */
typedef struct tenor_audit tenor_audit;

typedef enum tenor_finding_kind {
    TENOR_FINDING_LABEL = 0,      /* the example's label is probably wrong */
    TENOR_FINDING_CONFLICT = 10,  /* a copy of the text has another label */
    TENOR_FINDING_COPY = 20,      /* a copy of an earlier text: the same words, whatever the case and white space */
    TENOR_FINDING_NEAR_COPY = 30, /* nearly the same words as an earlier text */
    TENOR_FINDING_LEAK = 40,      /* a copy or near copy of a text of the test corpus */
    TENOR_FINDING_LABELS = 50,    /* two labels that no model can tell apart */
    TENOR_FINDING_WORD = 60,      /* a word that gives a label away, such as a name or a number */
    TENOR_FINDING_EMPTY = 70,     /* a text without words */
    TENOR_FINDING_BROKEN = 80,    /* characters that were lost or read in another encoding */
    TENOR_FINDING_LANGUAGE = 90,  /* another script or language than that of the corpus */
    TENOR_FINDING_FEW = 100,      /* a label with few texts */
    TENOR_FINDING_GROUP = 110,    /* a group of texts, of those that the settings name, with few texts */
} tenor_finding_kind;

typedef struct tenor_finding {
    tenor_finding_kind kind;
    /* The example that it is about; of a word the first that has it. SIZE_MAX when it is about labels alone. */
    size_t example;
    /* The example with the same text that stays, or another of them where none does; of a near copy the earlier one; of
     * a leak the example of the test corpus; else SIZE_MAX. */
    size_t other;
    /* The label in question, by its index. Of an example with several labels the one that is probably too much;
     * SIZE_MAX where one is missing. */
    size_t label;
    /* What the label should rather be: by the models, or as most copies or the near copy have it. Of two labels the
     * other one. SIZE_MAX for none. */
    size_t suggested;
    /* How sure it is, 0..1. Of a label one minus its mean probability by models that did not see the text. Of copies
     * and leaks the share of words and pairs of words that both texts have. Of two labels how far models confuse them:
     * 1 when as much as chance. Of a word the share of its texts whose first label it is. Of a broken text the share of
     * its characters that are. Of few texts how far they are from enough. Else 1. */
    double score;
    size_t count;     /* texts of the label, the two labels, the word or the group; 0 where it is about one text */
    tenor_str detail; /* the word, the group, or the script or language ("Cyrillic", "French"); else empty. Borrowed */
    bool confirmed;   /* sure enough to leave the example out without looking: see tenor_audit_confirmed */
} tenor_finding;

/* A training of an audit: it has begun, and is being done or is done. */
typedef struct tenor_audit_progress {
    uint32_t training; /* from 1 */
    uint32_t trainings;
    bool done;
    const tenor_progress *progress; /* as last told; valid during the call */
    double accuracy; /* when done: share of the texts it did not see that it gives the label they have, 0..1 */
} tenor_audit_progress;

/* Called about ten times a second for each training, and once for each that is done. Calls come one at a time, but from
 * any thread. Return false to stop. */
typedef bool (*tenor_audit_fn)(const tenor_audit_progress *progress, void *user);

typedef struct tenor_audit_settings {
    size_t size;      /* sizeof(tenor_audit_settings) */
    size_t folds;     /* parts of the corpus, each judged by models trained on the others; 0: 5 */
    bool no_training; /* finds what needs no model: neither wrong labels nor labels that no model can tell apart */
    double sure;      /* a wrong label is confirmed if the suggested one has this probability at least, 0..1; 0: 0.95 */
    const tenor_corpus *against; /* a test corpus, to find leaks; may be NULL; needed during the call only */
    /* [examples] The group that each text belongs to, such as a store or an author, with data NULL for none: finds
     * groups with few texts. May be NULL; needed during the call only. */
    const tenor_str *groups;
} tenor_audit_settings;

/* Judges each example by models that were trained without it and its copies, and looks for the other kinds of findings.
 * Trains five times `folds` models with the options (NULL: the defaults): n-gram models, twice; the same without the
 * examples whose labels the first find wrong; and networks without those. The networks are as the options say, but
 * option "epochs" 0 is 4 to 40, by the corpus's size. A label's probability is the mean of the five. Settings and
 * progress may be NULL. Findings do not depend on "threads"; the hook is called on these threads too. The corpus must
 * outlive the audit; the caller frees *out. TENOR_BAD_DATA for training on a corpus with fewer than two labels, or
 * texts for the folds; TENOR_INTERRUPTED when progress stopped it.
 */
TENOR_API tenor_status tenor_audit_new(const tenor_options *options, const tenor_corpus *corpus,
                                       const tenor_audit_settings *settings, tenor_audit_fn progress, void *user,
                                       const tenor_alloc *alloc, tenor_audit **out, tenor_error *error);
TENOR_API void tenor_audit_free(tenor_audit *audit);

/* The findings, surest first; equally sure ones by kind, then in the order of the corpus. Borrowed. */
TENOR_API size_t tenor_audit_count(const tenor_audit *audit);
TENOR_API const tenor_finding *tenor_audit_finding(const tenor_audit *audit, size_t i);

/* What a kind is called: "label", "near-copy"; static. NULL for what is no kind. */
TENOR_API const char *tenor_audit_kind_name(tenor_finding_kind kind);

/* How sure the audit is that an example has a wrong label, 0..1, whether it is a finding or not, and the label that
 * fits best; -1 and SIZE_MAX where no model judged it. Of several labels a text that of the worst of them. */
TENOR_API double tenor_audit_score(const tenor_audit *audit, size_t example);
TENOR_API size_t tenor_audit_suggested(const tenor_audit *audit, size_t example);

/* Whether a finding about the example is confirmed: the text is empty, or a tenth of its characters are broken; it is a
 * copy of an example with the same label that stays, or has another label than most of its copies; a text
 * of the test corpus has the same words; or its label is wrong and the suggested one has a probability of `sure` at
 * least. Near copies and other languages are not. */
TENOR_API bool tenor_audit_confirmed(const tenor_audit *audit, size_t example);

/* ---- Section 4: suggest which texts to label --------------------------------------------------------------- */

typedef struct tenor_suggestion {
    size_t text;       /* its index in texts */
    size_t label;      /* that the model gives it; with several labels a text, the one nearest to its threshold */
    float probability; /* the label's */
    double score;      /* 0..1: how unsure the model is, less the more a text before it is like it */
} tenor_suggestion;

/* Called between texts, by the caller's thread, with how many of `all` the model has read; false ends the search. */
typedef bool (*tenor_suggest_fn)(size_t done, size_t all, void *user);

/* Which texts to label next, so that a model that is trained on them too becomes better: those that the model is unsure
 * of, and unlike each other. Of the texts with the smallest margin between the two best labels (Scheffer et al. 2001;
 * with several labels a text, with the probability nearest to a threshold), ten for each that is wanted, it takes again
 * and again the one whose uncertainty, times its distance from the nearest one taken, is the largest. The distance is
 * that of the pooled vectors' directions, from 0 to 1. Copies of a text are suggested once, and texts without tokens
 * never.
 *
 * Writes at most `wanted` suggestions, the highest score first; *found is how many. The same on any number of threads
 * (0: as many as the process has processors), on which the hook is called too. Takes memory for the pooled vectors of
 * ten texts for each that is wanted, and time for the distances of these from each that is taken: ten times the square
 * of `wanted`. Fails as tenor_predict does, and with TENOR_INTERRUPTED when progress (NULL for none) returns false. */
TENOR_API tenor_status tenor_suggest(const tenor_model *model, const tenor_str *texts, size_t count, size_t wanted,
                                     size_t threads, tenor_suggest_fn progress, void *user, const tenor_alloc *alloc,
                                     tenor_suggestion *suggestions, size_t *found, tenor_error *error);

#ifdef __cplusplus
}
#endif

#endif
