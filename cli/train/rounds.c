/* Self-training: rounds of training on texts without labels whose predictions are sure. */
#include "train/training.h"

#include "interrupt.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>

/* The loss of each dev text, which tells two models apart on fewer texts than accuracy does. */
struct dev_losses {
    double *each; /* [examples] */
    size_t labels;
    double accuracy;
    double mean;
};

static double log_loss(float probability)
{
    return -log(fmax((double)probability, 1e-12));
}

static bool take_loss(const tenor_evaluated *evaluated, void *user)
{
    const struct dev_losses *losses = user;
    const bool several = tenor_model_multi_label(evaluated->model);
    double loss = 0;
    for (size_t k = 0; several && k < losses->labels; k++)
        loss += log_loss(1 - evaluated->probabilities[k]);
    for (size_t j = 0; j < evaluated->actual_count; j++) {
        const float probability = evaluated->probabilities[evaluated->actual[j]];
        loss += log_loss(probability) - (several ? log_loss(1 - probability) : 0);
    }
    losses->each[evaluated->example] = loss;
    return true;
}

static tenor_status measure(const struct job *job, struct dev_losses *losses, tenor_error *error)
{
    const size_t threads = (size_t)tenor_options_get_integer(job->args->options, "threads");
    tenor_report *report = NULL;
    losses->each = memory_resize(NULL, tenor_corpus_size(job->corpora.dev), sizeof *losses->each);
    losses->labels = tenor_model_label_count(job->model);
    const tenor_status status =
        tenor_evaluate_each(job->model, job->corpora.dev, threads, take_loss, losses, NULL, &report, error);
    if (status == TENOR_OK) {
        losses->accuracy = tenor_report_scores(report)->accuracy;
        losses->mean = tenor_report_scores(report)->loss;
    }
    tenor_report_free(report);
    return status;
}

/* Whether the loss falls by more than the standard error of its difference, text by text. */
static bool has_gained(const struct dev_losses *before, const struct dev_losses *after, size_t texts)
{
    double sum = 0;
    double squares = 0;
    for (size_t i = 0; i < texts; i++) {
        const double gain = before->each[i] - after->each[i];
        sum += gain;
        squares += gain * gain;
    }
    const double mean = sum / (double)texts;
    const double variance = squares / (double)texts - mean * mean;
    return mean > 0 && mean > sqrt(fmax(variance, 0) / (double)texts);
}

static void tell_round(const struct job *job, size_t round, const tenor_self_training_info *info)
{
    if (!job->err)
        return;
    if (info->texts == 0) {
        output_format(job->err, "\nround %zu: no prediction for a text without labels is sure enough to learn from\n",
                      round);
        return;
    }
    output_format(job->err, "\nround %zu: learns from %s of %s texts without labels", round,
                  output_grouped(info->texts).text, output_grouped(job->unlabeled.count).text);
    if (info->threshold > 0 && info->threshold <= 1)
        output_format(job->err, ", whose predictions have a probability of %.4f or more", info->threshold);
    output_format(job->err, "\n");
    output_flush(job->err);
}

static void tell_outcome(const struct job *job, size_t round, const struct dev_losses *before,
                         const struct dev_losses *after, bool better)
{
    if (!job->err)
        return;
    output_format(job->err, "round %zu: dev loss %.3f before, %.3f after, accuracy %.1f and %.1f: %s\n", round,
                  before->mean, after->mean, 100 * before->accuracy, 100 * after->accuracy,
                  better ? "kept" : "no sure gain; the model before it is kept, and no further round is tried");
    output_flush(job->err);
}

/* Trains a model on the corpus of a round: job->model is the new one, and *before its losses, where it is better on
 * dev. *better is false, and all as it was, where it is not. */
static tenor_status try_round(struct job *job, size_t round, const tenor_corpus *corpus, struct dev_losses *before,
                              bool *better, tenor_error *error)
{
    const struct training training = job->training;
    tenor_model *model = job->model;
    struct dev_losses after = {.each = NULL};
    job->model = NULL;
    job->training.epochs = job->training.best_epoch = 0;
    job->training.seconds = 0;
    tenor_status status = training_new(job, corpus, error);
    if (status == TENOR_OK)
        status = training_run(job, error);
    job->training.seconds += training.seconds;
    if (status == TENOR_OK)
        status = measure(job, &after, error);
    *better = status == TENOR_OK && has_gained(before, &after, tenor_corpus_size(job->corpora.dev));
    if (status == TENOR_OK)
        tell_outcome(job, round, before, &after, *better);
    if (*better) {
        tenor_model_free(model);
        free(before->each);
        *before = after;
        job->training.examples = tenor_corpus_size(corpus);
        return status;
    }
    tenor_model_free(job->model);
    free(after.each);
    job->model = model;
    job->training.epochs = training.epochs;
    job->training.best_epoch = training.best_epoch;
    return status;
}

static tenor_status run_rounds(struct job *job, tenor_error *error)
{
    const size_t threads = (size_t)tenor_options_get_integer(job->args->options, "threads");
    struct dev_losses before = {.each = NULL};
    bool better = true;
    tenor_status status = measure(job, &before, error);
    for (size_t round = 1; status == TENOR_OK && better && !interrupt_caught() && round <= job->values->rounds;
         round++) {
        tenor_self_training_info info = {.size = sizeof info};
        tenor_corpus *corpus = NULL;
        status = tenor_self_training_corpus(job->model, job->corpora.train, job->corpora.dev, job->unlabeled.list,
                                            job->unlabeled.count, threads, NULL, &corpus, &info, error);
        if (status == TENOR_OK) {
            tell_round(job, round, &info);
            better = info.texts > 0;
        }
        if (status == TENOR_OK && better && !interrupt_caught())
            status = try_round(job, round, corpus, &before, &better, error);
        tenor_corpus_free(corpus);
    }
    free(before.each);
    return status;
}

tenor_status rounds_run(struct job *job, tenor_error *error)
{
    struct interrupt interrupt;
    interrupt_catch(&interrupt); /* the model that is there is saved */
    const tenor_status status = run_rounds(job, error);
    interrupt_release(&interrupt);
    return status == TENOR_OK && interrupt_caught() ? TENOR_INTERRUPTED : status;
}
