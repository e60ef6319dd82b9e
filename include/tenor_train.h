/* Tenor: training and evaluation. Link tenor_train instead of tenor; it holds all of tenor.h too.
 * Options and corpora are in tenor_corpus.h; what runs many trainings is in tenor_search.h.
 *
 *     tenor_options_new(NULL, &options);
 *     tenor_options_set(options, "hidden", "256", &error);
 *     tenor_corpus_read("reviews.csv", options, NULL, &corpus, &error);
 *     tenor_trainer_new(options, corpus, NULL, NULL, &trainer, &error);
 *     tenor_trainer_run(trainer, NULL, NULL, &error);
 *     tenor_trainer_model(trainer, &model, &error);
 *     tenor_model_save(model, "reviews-model", &error);
 *     tenor_evaluate(model, test, 0, NULL, &report, &error);
 *
 *   Section 1  train, also from the predictions of other models
 *   Section 2  evaluate
 *   Section 3  advanced: the vocabulary by itself
 *
 * The conventions of tenor.h hold.
 */
#ifndef TENOR_TRAIN_H
#define TENOR_TRAIN_H

#include <tenor_corpus.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Section 1: train -------------------------------------------------------------------------------------- */

typedef struct tenor_trainer tenor_trainer;

typedef struct tenor_progress {
    uint32_t epoch;    /* from 1 */
    uint32_t epochs;   /* at most this many */
    uint64_t examples; /* done in this epoch */
    uint64_t examples_in_epoch;
    uint64_t tokens; /* done in this epoch */
    double seconds;  /* of training in this epoch, dev evaluation left out */
    double loss;     /* mean so far in this epoch, nats */
    bool epoch_done; /* then the four below are set */
    bool best;       /* the best epoch so far by the chosen metric */
    double dev_loss;
    double dev_accuracy;
    double dev_macro_f1;
} tenor_progress;

/* Called about ten times a second and at the end of each epoch, on the thread that runs the trainer. Return false to
 * stop: tenor_trainer_run then returns TENOR_INTERRUPTED. */
typedef bool (*tenor_progress_fn)(const tenor_progress *progress, void *user);

/* Builds the vocabulary from train and the network from options (NULL: the defaults), and reads the word vectors that
 * the option "vectors" names, or makes some of train. dev chooses the best epoch; NULL holds out "dev-fraction" of
 * train. The corpora may be freed afterwards. TENOR_BAD_DATA when train has fewer than two labels, or dev a label that
 * train lacks, or only one of them has several labels a text. TENOR_TOO_LARGE when train has more labels, or either
 * more examples, than is possible, or option "thresholds" asks for a fit to more labels times dev examples than 2^27.
 * TENOR_IO when the system refuses "threads" threads, on which the hook is called too. */
TENOR_API tenor_status tenor_trainer_new(const tenor_options *options, const tenor_corpus *train,
                                         const tenor_corpus *dev, const tenor_alloc *alloc, tenor_trainer **out,
                                         tenor_error *error);

/* The same, but goes on from a model: with its words, to which frequent ones of train are added, its labels, after
 * which come new ones of train, its network, weights and n-gram model. What the options ask for of these must be the
 * model's own (TENOR_INVALID_ARGUMENT); option "fixed" says which weights stay as they are. Before the first epoch
 * tenor_trainer_model gives the model as it was, with the same probabilities, but for new labels, which start with
 * their share of train; it stays the best one unless an epoch is better on dev. train may have one label; of dev each
 * must be in train or the model. TENOR_TOO_LARGE when the n-gram model's logits for all labels and dev do not fit in
 * memory. base may be freed afterwards. */
TENOR_API tenor_status tenor_trainer_new_from(const tenor_model *base, const tenor_options *options,
                                              const tenor_corpus *train, const tenor_corpus *dev,
                                              const tenor_alloc *alloc, tenor_trainer **out, tenor_error *error);

/* Trains until the epochs are done, or neither score nor loss on dev has improved for "patience" of them. Runs once.
 * Uses "threads" threads of its own, which call the hook too; the result does not depend on how many. TENOR_NOT_FINITE
 * when a loss or gradient is NaN or infinite: the message names epoch, step and what to change; the best model so far
 * is kept. progress may be NULL. */
TENOR_API tenor_status tenor_trainer_run(tenor_trainer *trainer, tenor_progress_fn progress, void *user,
                                         tenor_error *error);

/* Asks a running trainer to stop after its present step. Safe from any thread and in a signal handler. */
TENOR_API void tenor_trainer_stop(tenor_trainer *trainer);

/* The model of the best epoch so far; the caller's. TENOR_INVALID_ARGUMENT before the first epoch is done. */
TENOR_API tenor_status tenor_trainer_model(const tenor_trainer *trainer, tenor_model **out, tenor_error *error);

/* What the trainer made of its corpora. */
typedef struct tenor_trainer_info {
    size_t size;       /* sizeof(tenor_trainer_info) */
    size_t train_size; /* examples */
    size_t dev_size;
    size_t vocab_size;
    size_t parameters;
    size_t ngram_words;      /* most words in a run of the n-gram model; 0 without one */
    const char *no_ngrams;   /* why there is none although the options ask for one; NULL otherwise */
    size_t words;            /* distinct words of train, with pairs that occur often, before min-count and max-vocab */
    size_t words_in_vectors; /* of these, how many the word vectors know; 0 without vectors */
    double token_coverage;   /* share of train's tokens whose word the vectors know, pairs aside, 0..1 */
    size_t lexicon_labels;   /* for which the n-gram model uses the lexicons, since that lowers its loss on dev */
    const char *no_lexicon;  /* why it uses none although the options name some; NULL otherwise */
} tenor_trainer_info;

/* Fills in info, whose size is set. Fails with TENOR_INVALID_ARGUMENT alone, for a size of 0. */
TENOR_API tenor_status tenor_trainer_describe(const tenor_trainer *trainer, tenor_trainer_info *info);

TENOR_API void tenor_trainer_free(tenor_trainer *trainer);

/* Makes a corpus of texts with the probabilities that models give them as soft targets, the mean of several, so that
 * what is trained on it learns to answer as they do. The labels are those that tenor_model_prediction of the
 * first model gives for them. Works on `threads` threads, 0 for all cores. The models must have the same labels
 * and separator: TENOR_INVALID_ARGUMENT. TENOR_OUT_OF_MEMORY, or as tenor_classify_batch. *out is the caller's. */
TENOR_API tenor_status tenor_teacher_corpus_new(const tenor_model *const *teachers, size_t teacher_count,
                                                const tenor_str *texts, size_t count, size_t threads,
                                                const tenor_alloc *alloc, tenor_corpus **out, tenor_error *error);

/* What a round of self-training learns from. */
typedef struct tenor_self_training_info {
    size_t size;      /* sizeof(tenor_self_training_info) */
    size_t texts;     /* that were added */
    double threshold; /* the least probability of a prediction that is trusted, 0..1 */
} tenor_self_training_info;

/* Makes the corpus of a round of self-training (Lee 2013): all examples of train, and those of texts for which the
 * model's prediction is sure, with its probabilities as soft targets. Sure are predictions from the probability on from
 * which those for dev are wrong at most half as often as all of them (with several labels a text all are taken). Texts
 * that are empty, or that dev has byte for byte, are left out. Train on the corpus, with the same dev, and keep the
 * better model. info, whose size is set, may be NULL. Fails as tenor_teacher_corpus_new and tenor_evaluate do; *out is
 * the caller's. */
TENOR_API tenor_status tenor_self_training_corpus(const tenor_model *model, const tenor_corpus *train,
                                                  const tenor_corpus *dev, const tenor_str *texts, size_t count,
                                                  size_t threads, const tenor_alloc *alloc, tenor_corpus **out,
                                                  tenor_self_training_info *info, tenor_error *error);

/* ---- Section 2: evaluate ----------------------------------------------------------------------------------- */

typedef struct tenor_report tenor_report;

/* Classifies every text of corpus on `threads` threads of its own (0: as many as the process may run on); the scores do
 * not depend on how many, and the hook is called on them too. Labels are matched by name; TENOR_BAD_DATA for one that
 * the model does not know, or several a text where the model gives one; TENOR_NOT_FINITE as tenor_classify. */
TENOR_API tenor_status tenor_evaluate(const tenor_model *model, const tenor_corpus *corpus, size_t threads,
                                      const tenor_alloc *alloc, tenor_report **out, tenor_error *error);
TENOR_API void tenor_report_free(tenor_report *report);

/* A text that has been classified. Labels are the model's, by index. All is borrowed until the call returns. */
typedef struct tenor_evaluated {
    const tenor_model *model;
    size_t example;             /* of the corpus */
    const float *probabilities; /* of all labels */
    const size_t *actual;       /* [actual_count] the text's labels */
    size_t actual_count;
    const size_t *predicted; /* [predicted_count] as tenor_model_prediction gives them */
    size_t predicted_count;
    bool right; /* just its labels are predicted */
} tenor_evaluated;

/* Called for each text, in the order of the corpus. Return false to stop. */
typedef bool (*tenor_evaluated_fn)(const tenor_evaluated *evaluated, void *user);

/* The same as tenor_evaluate, with a call for each text. each may be NULL. TENOR_INTERRUPTED when it stopped. */
TENOR_API tenor_status tenor_evaluate_each(const tenor_model *model, const tenor_corpus *corpus, size_t threads,
                                           tenor_evaluated_fn each, void *user, const tenor_alloc *alloc,
                                           tenor_report **out, tenor_error *error);

/* An empty report, to which texts are added one by one, as of a part of a corpus; tenor_report_finish comes once, after
 * the last. They fail with TENOR_OUT_OF_MEMORY. */
TENOR_API tenor_status tenor_report_new(const tenor_model *model, const tenor_alloc *alloc, tenor_report **out);
TENOR_API tenor_status tenor_report_add(tenor_report *report, const tenor_evaluated *evaluated);
TENOR_API tenor_status tenor_report_finish(tenor_report *report);

/* A 95 % confidence interval: in 19 of 20 samples of as many texts as these it holds the score that the model has on
 * all texts like them. Accuracy, precision and recall: Wilson 1927. F1 of a label: Wilson's interval of right / (right
 * + wrong + missed), of which F1 is a growing function. Macro and micro F1: Wilson's interval for the effective number
 * of texts that the variance by the delta method gives (Takahashi et al. 2022; Korn and Graubard 1998). Loss and
 * calibration error: normal, by their standard error. */
typedef struct tenor_interval {
    double from;
    double to;
} tenor_interval;

typedef struct tenor_scores {
    size_t examples;
    size_t tokens;            /* used, after max-tokens */
    double seconds;           /* that tokenizing and classifying took */
    double accuracy;          /* 0..1; with several labels a text the share whose labels are all right, and no other */
    double macro_f1;          /* 0..1, mean over the labels that occur in the corpus or are predicted */
    double micro_f1;          /* 0..1, of all labels' counts together; with one label a text the accuracy */
    double loss;              /* mean cross-entropy, nats; with several labels a text the mean over texts and labels */
    double calibration_error; /* expected calibration error over 15 equal bins, 0..1 (Guo et al. 2017); with several
                               * labels a text of each label's probability */
    tenor_interval accuracy_interval;
    tenor_interval macro_f1_interval;
    tenor_interval micro_f1_interval;
    tenor_interval loss_interval;
    tenor_interval calibration_error_interval;
} tenor_scores;

typedef struct tenor_label_scores {
    tenor_str label;  /* borrowed from the report */
    size_t support;   /* examples with this label */
    size_t predicted; /* examples given this label */
    double precision; /* 0..1; 0 when the label is never predicted */
    double recall;    /* 0..1; 0 when there is no such example */
    double f1;        /* 0..1 */
    tenor_interval precision_interval;
    tenor_interval recall_interval;
    tenor_interval f1_interval;
} tenor_label_scores;

/* Records a report on the test corpus in the model that it is on: saving then writes the scores test_examples,
 * test_accuracy, test_macro_f1, with several labels a text test_micro_f1, and test_loss, which tenor_model_score gives.
 * Those of an earlier report are replaced. No other thread may use the model meanwhile. TENOR_INVALID_ARGUMENT for a
 * model of other labels. */
TENOR_API tenor_status tenor_report_record(const tenor_report *report, tenor_model *model, tenor_error *error);

TENOR_API bool tenor_report_multi_label(const tenor_report *report); /* the model gives any number of labels a text */

/* Of all texts, and of label i < label_count; borrowed, valid as long as the report. */
TENOR_API const tenor_scores *tenor_report_scores(const tenor_report *report);
TENOR_API size_t tenor_report_label_count(const tenor_report *report);
TENOR_API const tenor_label_scores *tenor_report_label(const tenor_report *report, size_t i);

/* Examples of label `actual` for which label `predicted` is predicted; 0 with several labels a text. */
TENOR_API uint64_t tenor_report_confusion(const tenor_report *report, size_t actual, size_t predicted);

/* The confusion matrix without its zeros: the pairs of labels that occur, by actual, then by predicted label. There are
 * at most as many as examples, and none with several labels a text. */
typedef struct tenor_confusion_pair {
    size_t actual; /* labels of the report, by index */
    size_t predicted;
    uint64_t examples; /* at least 1 */
} tenor_confusion_pair;

TENOR_API size_t tenor_report_pair_count(const tenor_report *report);
TENOR_API tenor_confusion_pair tenor_report_pair(const tenor_report *report, size_t i);

/* The bins of calibration_error: the examples whose predicted label, by the model's thresholds where it has some, has a
 * probability in (from, to]. A plot of accuracy over confidence is a reliability diagram; calibrated probabilities lie
 * on its diagonal. With several labels a text each label of each text counts by itself: a bin holds the pairs whose
 * probability is in (from, to]. */
typedef struct tenor_calibration_bin {
    double from;
    double to;
    size_t examples;   /* or pairs of text and label */
    double confidence; /* mean of the probabilities, 0..1; 0 without examples */
    double accuracy; /* share of correct predictions, or of pairs whose text has the label, 0..1; 0 without examples */
} tenor_calibration_bin;

TENOR_API size_t tenor_report_bin_count(const tenor_report *report);                           /* 15 */
TENOR_API const tenor_calibration_bin *tenor_report_bin(const tenor_report *report, size_t i); /* borrowed */

/* What is left when predictions below a threshold are rejected, as `tenor classify --threshold` does. */
typedef struct tenor_coverage {
    double threshold; /* of the probability, in steps of 1 / 10000 */
    size_t examples;  /* whose prediction reaches it */
    double coverage;  /* their share, 0..1 */
    double accuracy;  /* among them, 0..1 */
    tenor_interval accuracy_interval;
} tenor_coverage;

/* At the highest threshold that at least this share (0..1) of the predictions reach. All 0 without texts, and with
 * several labels a text. */
TENOR_API tenor_coverage tenor_report_coverage(const tenor_report *report, double share);

/* The same at a threshold, rounded to its steps. */
TENOR_API tenor_coverage tenor_report_coverage_above(const tenor_report *report, double threshold);

/* Texts of a group, and how many of them are predicted right. */
typedef struct tenor_group_counts {
    uint64_t right;
    uint64_t examples;
} tenor_group_counts;

/* For each of count groups of texts, how likely a difference from the accuracy of all others as large as its own is by
 * chance alone: the p-value of Fisher's exact test, corrected for the number of groups (Holm 1979), to p[count].
 * TENOR_OUT_OF_MEMORY. */
TENOR_API tenor_status tenor_group_test(const tenor_group_counts *groups, size_t count, const tenor_alloc *alloc,
                                        double *p);

/* How much less accurate a group is than a better one. */
typedef struct tenor_group_gap {
    size_t better;           /* the group that it is compared with; itself, and zeros below, where none is better */
    double gap;              /* between the accuracies, 0..1 */
    tenor_interval interval; /* of the gap, -1..1 */
} tenor_group_gap;

/* Compares each of count groups with the better one from which it differs most surely: Newcombe's intervals (1998,
 * method 10), so wide that those of all pairs of groups hold together with 95 % (Bonferroni); to gaps[count]. */
TENOR_API void tenor_group_gaps(const tenor_group_counts *groups, size_t count, tenor_group_gap *gaps);
TENOR_API tenor_interval tenor_interval_share(uint64_t count, uint64_t of); /* 95 % of count / of (Wilson 1927) */
typedef struct tenor_swaps tenor_swaps; /* pairs of words that take each other's place in texts, such as names */

/* Reads pairs, one a line, WORD<tab>WORD, of a token or more each, in any case, as tenor_source_open does.
 * TENOR_BAD_DATA, with its line, for one that is no pair or a word of two pairs; TENOR_NOT_FOUND or TENOR_IO. */
TENOR_API tenor_status tenor_swaps_read(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                                        tenor_swaps **out, tenor_error *error);
TENOR_API void tenor_swaps_free(tenor_swaps *swaps);
TENOR_API size_t tenor_swaps_count(const tenor_swaps *swaps); /* pairs */

/* Swaps whole tokens of text, the longest words first, with the capitals of the old word: *out is borrowed until the
 * next call, *words how many were swapped. TENOR_OUT_OF_MEMORY. */
TENOR_API tenor_status tenor_swaps_apply(tenor_swaps *swaps, tenor_str text, tenor_str *out, size_t *words);

/* ---- Section 3: advanced ----------------------------------------------------------------------------------- */

/* The vocabulary that training with these options would use, and how far the word vectors cover it (all 0 without
 * vectors). info, whose size is set, may be NULL; train_size, words, words_in_vectors, token_coverage and vocab_size
 * are filled in, the others 0. Uses up to "threads" threads, which call the hook too, as far as the system grants them.
 * The caller frees *out with tenor_vocab_free. TENOR_BAD_VECTORS, TENOR_NOT_FOUND or TENOR_IO for the word vectors. */
TENOR_API tenor_status tenor_vocab_build(const tenor_corpus *corpus, const tenor_options *options,
                                         const tenor_alloc *alloc, tenor_vocab **out, tenor_trainer_info *info,
                                         tenor_error *error);

#ifdef __cplusplus
}
#endif

#endif
