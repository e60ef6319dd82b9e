/* Training, from `tenor train` and from commands that make the corpus to train on. */
#ifndef TENOR_CLI_TRAIN_TRAINING_H
#define TENOR_CLI_TRAIN_TRAINING_H

#include "input/corpora.h"
#include "input/unlabeled.h"
#include "long_run.h"
#include "options/args.h"
#include "page/sections.h"
#include "report/summary.h"
#include "report/top_ngrams.h"

/* Of either command; what it has no row for stays 0. */
struct values {
    const char *dev;
    const char *test;
    double test_fraction; /* 0: not given */
    const char *output;
    const char *log;
    const char *report;
    double coverage;       /* 0: not given */
    const char *texts;     /* of distill, with commas between them */
    const char *unlabeled; /* the same, to learn from as well; NULL: not given */
    size_t rounds;         /* of learning from them */
    const char *from;      /* the model to go on from; NULL: none */
    const char *keep;      /* a corpus that it should not forget; NULL: none */
    bool quiet;
    bool json;
};

/* Rows of both commands. */
#define TRAIN_CORPUS_ROWS                                                                                              \
    TEXT_ROW("corpus", 0, "dev", dev, "FILE",                                                                          \
             "corpus that chooses the best epoch; a part of CORPUS is held out when not given"),                       \
        TEXT_ROW("corpus", 0, "test", test, "FILE", "corpus to measure the finished model on")
#define TRAIN_OUTPUT_ROWS                                                                                              \
    TEXT_ROW("output", 'o', "output", output, "MODEL",                                                                 \
             "directory to save the model in; a model there is replaced; required"),                                   \
        NUMBER_ROW(                                                                                                    \
            "output", 0, "coverage", coverage, 0.01, 1, NULL, "SHARE",                                                 \
            "say which --threshold of tenor classify answers this share of texts, and how accurate it is then"),       \
        TEXT_ROW("output", 0, "log", log, "FILE",                                                                      \
                 "write a JSON object an epoch: epoch, loss, dev_accuracy, dev_macro_f1, dev_loss, seconds, tokens, "  \
                 "tokens_per_second"),                                                                                 \
        TEXT_ROW("output", 0, "report", report, "FILE",                                                                \
                 "write a page for people to FILE, as report.html: scores on test or dev, figures, errors, what to "   \
                 "do next"),                                                                                           \
        SWITCH_ROW("output", 'q', "quiet", quiet, "say nothing but what is wrong"),                                    \
        SWITCH_ROW("output", 'j', "json", json,                                                                        \
                   "at the end print a JSON object: model, examples, epochs, best_epoch, interrupted, dev, test, "     \
                   "keep, seconds, tokens_per_second")

/* Reads the corpora; says what they are on err, NULL for nothing, or what is wrong, and returns an exit status. */
typedef int (*train_read)(const struct args *args, const struct values *values, struct output *err,
                          struct corpora *corpora);

/* How a model did on a corpus of --keep, and does after it has gone on. */
struct kept {
    tenor_corpus *corpus; /* NULL: none */
    tenor_report *before;
    tenor_report *after;
};

struct job {
    const struct args *args;
    const struct values *values;
    train_read read;
    struct output *err; /* NULL when quiet */
    struct output *log; /* NULL for none */
    struct corpora corpora;
    struct unlabeled unlabeled;
    tenor_model *base; /* to go on from; NULL for none */
    struct kept kept;  /* what becomes of what it knew */
    tenor_trainer *trainer;
    tenor_model *model;
    tenor_report *dev; /* on the model, as tenor evaluate gives it; NULL until it is measured */
    struct top_ngrams top;
    char *saved; /* where the model is; NULL when nowhere */
    struct long_run run;
    struct training training;
    struct page_texts texts;  /* of the training corpus, for the page */
    struct evidence evidence; /* of test, or without it of dev, for the page */
};

/* Makes job->trainer, which goes on from job->base unless that is NULL. Returns what the library returns. */
tenor_status training_new(struct job *job, const tenor_corpus *train, tenor_error *error);

/* Leaves the best model in job->model, NULL for none. Frees the trainer, which holds more memory than all that is to
 * come. Returns what the trainer returned. */
tenor_status training_run(struct job *job, tenor_error *error);

/* Loads the model of --from, reads the corpus of --keep and measures the model on it. Says what is wrong and returns an
 * exit status; does nothing without --from. */
int base_read(struct job *job);

/* Says what the trainer took over. */
void base_tell(const struct job *job, const tenor_trainer_info *info);

/* Measures the new model on the corpus of --keep, and says what became of the scores. Returns an exit status. */
int base_measure(struct job *job);
void base_add_json(const struct job *job, struct cJSON *root);
void base_free(struct job *job);

/* Rounds of self-training, as long as they help on dev. job->model stays the best one, whatever is returned. */
tenor_status rounds_run(struct job *job, tenor_error *error);

/* Checks the options, reads, trains, saves and reports. `inputs` are files that are read besides those of the values,
 * and must not be written. Returns an exit status. */
int train_with(const struct args *args, const struct values *values, const char *const *inputs, size_t input_count,
               train_read read);

#endif
