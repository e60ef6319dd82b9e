#include "base/locked_alloc.h"
#include "base/error.h"
#include "base/sized_struct.h"
#include "config/options.h"
#include "data/corpus_split.h"
#include "eval/interval.h"
#include "search/parallel.h"

#include <math.h>
#include <stdio.h>

/* A fold, and what it lends. */
typedef struct fold_state {
    tenor_fold told;
    tenor_progress progress;
    tenor_scores scores;
} fold_state;

/* What the folds share, and their results. */
typedef struct validation {
    const tenor_options *options;
    const tenor_corpus *corpus;
    tenor_alloc alloc; /* for any thread */
    tenor_fold_fn progress;
    tenor_fold_evaluated_fn each;
    void *user;
    fold_state *folds; /* [count] */
} validation;

/* The test part of a fold, in whose order its texts are classified. */
typedef struct test_part {
    const validation *run;
    uint32_t fold;
    bool *held;   /* [examples of the corpus] whether it is in the part */
    size_t after; /* the example of the corpus behind the last one that was classified */
} test_part;

static bool pass_on(const tenor_evaluated *evaluated, void *user)
{
    test_part *part = user;
    tenor_evaluated of_corpus = *evaluated;
    while (!part->held[part->after])
        part->after++;
    of_corpus.example = part->after++;
    return part->run->each(part->fold, &of_corpus, part->run->user);
}

static tenor_status evaluate_fold(const validation *run, size_t fold, const tenor_options *options,
                                  const tenor_model *model, const tenor_corpus *test, tenor_report **report,
                                  tenor_error *error)
{
    const size_t threads = (size_t)options->values.threads;
    if (!run->each)
        return tenor_evaluate(model, test, threads, &run->alloc, report, error);
    test_part part = {.run = run, .fold = (uint32_t)fold + 1};
    part.held = tenor__alloc_array(&run->alloc, tenor_corpus_size(run->corpus) + 1, sizeof *part.held);
    if (!part.held)
        return tenor__error_set_memory(error);
    tenor_status status = tenor__corpus_fold_members(run->corpus, run->folds[fold].told.folds, fold,
                                                     (uint64_t)options->values.seed, &run->alloc, part.held, error);
    if (status == TENOR_OK)
        status = tenor_evaluate_each(model, test, threads, pass_on, &part, &run->alloc, report, error);
    tenor__alloc_free(&run->alloc, part.held);
    return status;
}

/* Trains on all folds but one and evaluates the model on that one. */
static tenor_status run_fold(const validation *run, tenor__parallel *parallel, size_t fold, tenor_options *options,
                             tenor_error *error)
{
    fold_state *state = &run->folds[fold];
    tenor_fold *result = &state->told;
    tenor_corpus *rest;
    tenor_corpus *test;
    tenor_report *report = NULL;
    tenor__training training = {0};
    TENOR_TRY(tenor_corpus_fold(run->corpus, result->folds, fold, (uint64_t)options->values.seed, &run->alloc, &rest,
                                &test, error));
    tenor_status status = tenor__parallel_train(parallel, fold, options, rest, NULL, 1, &run->alloc, &training, error);
    tenor_corpus_free(rest);
    if (status == TENOR_OK && !training.whole)
        status = TENOR_INTERRUPTED;
    if (status == TENOR_OK)
        status = evaluate_fold(run, fold, options, training.model, test, &report, error);
    if (status == TENOR_OK) {
        result->train_size = training.info.train_size;
        result->dev_size = training.info.dev_size;
        result->test_size = tenor_corpus_size(test);
        result->epochs = training.epochs;
        result->best_epoch = training.score.epoch;
        result->seconds = training.seconds;
        state->scores = *tenor_report_scores(report);
    }
    tenor_report_free(report);
    tenor_model_free(training.model);
    tenor_corpus_free(test);
    return status;
}

static tenor_status work(tenor__parallel *parallel, size_t fold, size_t threads, void *user, tenor_error *error)
{
    const validation *run = user;
    tenor_options *options;
    if (tenor__options_copy(run->options, &run->alloc, &options) != TENOR_OK)
        return tenor__error_set_memory(error);
    tenor_status status = tenor_options_set_integer(options, "threads", (int64_t)threads, error);
    if (status == TENOR_OK)
        status = run_fold(run, parallel, fold, options, error);
    tenor_options_free(options);
    if (status == TENOR_NOT_FINITE || status == TENOR_BAD_DATA) { /* other failures do not depend on the fold */
        char prefix[32];
        snprintf(prefix, sizeof prefix, "fold %zu", fold + 1);
        tenor__error_prefix(error, prefix);
    }
    return status;
}

static bool on_progress(size_t fold, const tenor_progress *progress, void *user)
{
    const validation *run = user;
    run->folds[fold].progress = *progress;
    return !run->progress || run->progress(&run->folds[fold].told, run->user);
}

static bool on_done(size_t fold, void *user)
{
    const validation *run = user;
    run->folds[fold].told.done = true;
    return !run->progress || run->progress(&run->folds[fold].told, run->user);
}

/* most: the largest value there can be. */
static tenor_spread spread(const fold_state *folds, size_t count, double (*value)(const tenor_scores *scores),
                           double most)
{
    double sum = 0;
    double squares = 0;
    size_t done = 0;
    for (size_t i = 0; i < count; i++)
        if (folds[i].told.done) {
            sum += value(&folds[i].scores);
            done++;
        }
    const double mean = done > 0 ? sum / (double)done : 0;
    for (size_t i = 0; i < count; i++)
        if (folds[i].told.done) {
            const double difference = value(&folds[i].scores) - mean;
            squares += difference * difference;
        }
    const double deviation = done > 1 ? sqrt(squares / (double)(done - 1)) : 0;
    const double test_share = 1 / (double)(count - 1);
    return (tenor_spread){mean, deviation, tenor__interval_folds(mean, deviation, done, test_share, most)};
}

static double accuracy(const tenor_scores *scores)
{
    return scores->accuracy;
}

static double macro_f1(const tenor_scores *scores)
{
    return scores->macro_f1;
}

static double micro_f1(const tenor_scores *scores)
{
    return scores->micro_f1;
}

static double loss(const tenor_scores *scores)
{
    return scores->loss;
}

static double calibration_error(const tenor_scores *scores)
{
    return scores->calibration_error;
}

static void summarize(const fold_state *folds, size_t count, tenor_crossvalidation *out)
{
    for (size_t i = 0; i < count; i++)
        out->folds += folds[i].told.done;
    out->accuracy = spread(folds, count, accuracy, 1);
    out->macro_f1 = spread(folds, count, macro_f1, 1);
    out->micro_f1 = spread(folds, count, micro_f1, 1);
    out->loss = spread(folds, count, loss, INFINITY);
    out->calibration_error = spread(folds, count, calibration_error, 1);
}

tenor_status tenor_crossvalidate(const tenor_options *options, const tenor_corpus *corpus, size_t folds,
                                 tenor_fold_fn progress, void *user, const tenor_alloc *alloc,
                                 tenor_crossvalidation *out, tenor_error *error)
{
    return tenor_crossvalidate_each(options, corpus, folds, progress, NULL, user, alloc, out, error);
}

tenor_status tenor_crossvalidate_each(const tenor_options *options, const tenor_corpus *corpus, size_t folds,
                                      tenor_fold_fn progress, tenor_fold_evaluated_fn each, void *user,
                                      const tenor_alloc *alloc, tenor_crossvalidation *out, tenor_error *error)
{
    if (!out)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "out must not be NULL");
    tenor_crossvalidation result = {.size = sizeof result};
    TENOR_TRY(tenor__sized_struct_write(out, &result, sizeof result, error));
    if (!corpus)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the corpus must not be NULL");
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor__locked_alloc *locked;
    if (folds < 2 || folds > UINT32_MAX)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "there must be 2 folds at least");
    /* This also bounds the memory for the folds by a small multiple of the corpus. */
    if (folds > tenor_corpus_size(corpus))
        return tenor__error_set(error, TENOR_BAD_DATA, "%zu folds are too many for %zu examples", folds,
                                tenor_corpus_size(corpus));
    if (tenor__locked_alloc_new(&hook, &locked) != TENOR_OK)
        return tenor__error_set_memory(error);
    validation run = {options, corpus, tenor__locked_alloc_hook(locked), progress, each, user, NULL};
    tenor_status status;
    run.folds = tenor__alloc_zeroed(&run.alloc, folds, sizeof *run.folds);
    if (run.folds) {
        for (size_t i = 0; i < folds; i++) {
            run.folds[i].told = (tenor_fold){.fold = (uint32_t)i + 1,
                                             .folds = (uint32_t)folds,
                                             .progress = &run.folds[i].progress,
                                             .scores = &run.folds[i].scores};
        }
        const tenor__parallel_jobs jobs = {
            .count = folds,
            .threads = options ? (size_t)options->values.threads : 0,
            .user = &run,
            .work = work,
            .on_progress = on_progress,
            .on_done = on_done,
        };
        status = tenor__parallel_run(&jobs, &run.alloc, error);
        if (status == TENOR_INTERRUPTED)
            tenor__error_set(error, status, "cross-validation was stopped");
        summarize(run.folds, folds, &result);
        tenor__sized_struct_write(out, &result, sizeof result, NULL);
        tenor__alloc_free(&run.alloc, run.folds);
    } else {
        status = tenor__error_set_memory(error);
    }
    tenor__locked_alloc_free(locked);
    return status;
}
