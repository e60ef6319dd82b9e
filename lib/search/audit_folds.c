#include "search/audit_folds.h"

#include "base/error.h"
#include "base/random.h"
#include "config/options.h"
#include "data/corpus.h"
#include "search/parallel.h"

#include <stdio.h>

/* The parts are drawn apart from what else is drawn from the seed: "audit". */
static const uint64_t STREAM = 0x6175646974;

enum { CHUNK = 1 << 20 /* probabilities at a time */ };
static const uint32_t NO_FOLD = UINT32_MAX;

typedef struct fold_state {
    tenor_audit_progress told;
    tenor_progress progress;
} fold_state;

typedef struct fold_run {
    const tenor__audit_folds *plan;
    tenor_alloc alloc;
    tenor__fold_predictions *fold_predictions;
    uint32_t *fold_of; /* [examples] NO_FOLD for an example that every model is trained on */
    fold_state *folds; /* [plan->folds] */
} fold_run;

double tenor__audit_folds_probability(const tenor__fold_predictions *fold_predictions, size_t example, size_t label)
{
    for (size_t j = example * fold_predictions->kept; j < (example + 1) * fold_predictions->kept; j++)
        if (fold_predictions->labels[j] == label)
            return (double)fold_predictions->probabilities[j];
    return 0;
}

bool tenor__audit_folds_judged(const tenor__fold_predictions *fold_predictions, size_t example)
{
    return fold_predictions->labels[example * fold_predictions->kept] != UINT32_MAX;
}

void tenor__audit_folds_free(tenor__fold_predictions *fold_predictions)
{
    tenor__alloc_free(&fold_predictions->alloc, fold_predictions->labels);
    tenor__alloc_free(&fold_predictions->alloc, fold_predictions->probabilities);
    *fold_predictions = (tenor__fold_predictions){0};
}

/* ---- the parts ---- */

/* Assigns the texts to the folds in turn, label after label (the first, where a text has several), each with its
 * copies. The only text of a label is in no fold. */
static bool assign_folds(const fold_run *job)
{
    const tenor__audit_folds *plan = job->plan;
    const tenor_corpus *corpus = plan->corpus;
    const size_t size = tenor_corpus_size(corpus);
    const size_t labels = tenor_corpus_label_count(corpus) + 1; /* the last: no label */
    tenor__random random = tenor__random_new(plan->seed, STREAM);
    size_t *begins = tenor__alloc_zeroed(&job->alloc, labels + 2, sizeof *begins);
    uint32_t *order = tenor__alloc_array(&job->alloc, size + 1, sizeof *order);
    if (begins && order) {
        for (size_t i = 0; i < size; i++) {
            const size_t label = tenor_corpus_label(corpus, i);
            if (plan->copies[i] == i)
                begins[(label == SIZE_MAX ? labels - 1 : label) + 2]++;
        }
        for (size_t k = 2; k < labels + 2; k++)
            begins[k] += begins[k - 1];
        for (size_t i = 0; i < size; i++) {
            const size_t label = tenor_corpus_label(corpus, i);
            if (plan->copies[i] == i)
                order[begins[(label == SIZE_MAX ? labels - 1 : label) + 1]++] = (uint32_t)i;
        }
        size_t assigned = 0;
        for (size_t k = 0; k < labels; k++) {
            const size_t count = begins[k + 1] - begins[k];
            tenor__random_shuffle(&random, order + begins[k], count);
            for (size_t i = begins[k]; i < begins[k + 1]; i++)
                job->fold_of[order[i]] = count > 1 ? (uint32_t)(assigned++ % plan->folds) : NO_FOLD;
        }
        for (size_t i = 0; i < size; i++)
            job->fold_of[i] = job->fold_of[plan->copies[i]];
    }
    const bool done = begins && order;
    tenor__alloc_free(&job->alloc, begins);
    tenor__alloc_free(&job->alloc, order);
    return done;
}

static tenor_status gather_training(const fold_run *job, size_t fold, tenor_corpus **out, tenor_error *error)
{
    const tenor__audit_folds *plan = job->plan;
    tenor_corpus *train;
    if (tenor__corpus_new_like(plan->corpus, &job->alloc, &train) != TENOR_OK)
        return tenor__error_set_memory(error);
    tenor_status status = TENOR_OK;
    for (size_t i = 0; status == TENOR_OK && i < tenor_corpus_size(plan->corpus); i++)
        if (job->fold_of[i] != fold && !(plan->left_out && plan->left_out[i]))
            status = tenor__corpus_copy_example(plan->corpus, i, train, error);
    if (status == TENOR_OK)
        *out = train;
    else
        tenor_corpus_free(train);
    return status;
}

/* ---- predictions ---- */

/* Keeps of `count` probabilities, of labels by known[], the example's own and the largest. */
static void keep(const fold_run *job, size_t example, const float *probabilities, const size_t *known, size_t count)
{
    tenor__fold_predictions *fold_predictions = job->fold_predictions;
    const tenor_corpus *corpus = job->plan->corpus;
    uint32_t *labels = fold_predictions->labels + example * fold_predictions->kept;
    float *values = fold_predictions->probabilities + example * fold_predictions->kept;
    size_t own = 0;
    for (; own < tenor_corpus_example_label_count(corpus, example) && own < TENOR__KEPT_OWN; own++) {
        labels[own] = (uint32_t)tenor_corpus_example_label(corpus, example, own);
        values[own] = 0;
    }
    size_t kept = own;
    for (size_t k = 0; k < count; k++) {
        size_t place = 0;
        while (place < own && labels[place] != known[k])
            place++;
        if (place < own) {
            values[place] = probabilities[k];
            continue;
        }
        if (kept == fold_predictions->kept && (kept == own || probabilities[k] <= values[kept - 1]))
            continue;
        place = kept < fold_predictions->kept ? kept++ : kept - 1;
        for (; place > own && values[place - 1] < probabilities[k]; place--) {
            values[place] = values[place - 1];
            labels[place] = labels[place - 1];
        }
        values[place] = probabilities[k];
        labels[place] = (uint32_t)known[k];
    }
}

/* Whether the most probable label is one that the example has. */
static bool is_right(const fold_run *job, size_t example, const float *probabilities, const size_t *known, size_t count)
{
    size_t best = 0;
    for (size_t k = 1; k < count; k++)
        if (probabilities[k] > probabilities[best])
            best = k;
    for (size_t j = 0; j < tenor_corpus_example_label_count(job->plan->corpus, example); j++)
        if (tenor_corpus_example_label(job->plan->corpus, example, j) == known[best])
            return true;
    return false;
}

typedef struct fold_predictor {
    const tenor_model *model;
    size_t labels;
    size_t *known; /* [labels] the corpus's index of each label of the model */
    size_t chunk;  /* texts at a time */
    tenor_str *texts;
    uint32_t *examples;
    float *probabilities;
    size_t right;
} fold_predictor;

static bool prepare(const fold_run *job, fold_predictor *j)
{
    j->labels = tenor_model_label_count(j->model);
    j->chunk = CHUNK / j->labels + 1;
    j->known = tenor__alloc_array(&job->alloc, j->labels, sizeof *j->known);
    j->texts = tenor__alloc_array(&job->alloc, j->chunk, sizeof *j->texts);
    j->examples = tenor__alloc_array(&job->alloc, j->chunk, sizeof *j->examples);
    j->probabilities = tenor__alloc_array(&job->alloc, j->chunk * j->labels, sizeof *j->probabilities);
    for (size_t k = 0; j->known && k < j->labels; k++)
        tenor__corpus_find_label(job->plan->corpus, tenor_model_label(j->model, k), &j->known[k]);
    return j->known && j->texts && j->examples && j->probabilities;
}

static tenor_status predict_chunk(const fold_run *job, fold_predictor *j, size_t count, size_t threads,
                                  tenor_error *error)
{
    TENOR_TRY(tenor_predict(j->model, j->texts, count, threads, &job->alloc, j->probabilities, error));
    for (size_t i = 0; i < count; i++) {
        keep(job, j->examples[i], j->probabilities + i * j->labels, j->known, j->labels);
        j->right += is_right(job, j->examples[i], j->probabilities + i * j->labels, j->known, j->labels);
    }
    return TENOR_OK;
}

/* Asks the model about the texts of its fold. */
static tenor_status predict_fold(const fold_run *job, size_t fold, const tenor_model *model, size_t threads,
                                 double *accuracy, tenor_error *error)
{
    fold_predictor j = {.model = model};
    size_t count = 0;
    size_t all = 0;
    tenor_status status = prepare(job, &j) ? TENOR_OK : tenor__error_set_memory(error);
    for (size_t i = 0; status == TENOR_OK && i < tenor_corpus_size(job->plan->corpus); i++) {
        if (job->fold_of[i] != fold)
            continue;
        j.texts[count] = tenor_corpus_text(job->plan->corpus, i);
        j.examples[count++] = (uint32_t)i;
        all++;
        if (count == j.chunk) {
            status = predict_chunk(job, &j, count, threads, error);
            count = 0;
        }
    }
    if (status == TENOR_OK && count > 0)
        status = predict_chunk(job, &j, count, threads, error);
    *accuracy = all > 0 ? (double)j.right / (double)all : 0;
    tenor__alloc_free(&job->alloc, j.known);
    tenor__alloc_free(&job->alloc, j.texts);
    tenor__alloc_free(&job->alloc, j.examples);
    tenor__alloc_free(&job->alloc, j.probabilities);
    return status;
}

/* ---- the folds ---- */

static tenor_status run_fold(const fold_run *job, tenor__parallel *parallel, size_t fold, const tenor_options *options,
                             tenor_error *error)
{
    tenor_corpus *train = NULL;
    tenor__training training = {0};
    TENOR_TRY(gather_training(job, fold, &train, error));
    tenor_status status = tenor__parallel_train(parallel, fold, options, train, NULL, 1, &job->alloc, &training, error);
    tenor_corpus_free(train);
    if (status == TENOR_OK && !training.whole)
        status = TENOR_INTERRUPTED;
    if (status == TENOR_OK)
        status = predict_fold(job, fold, training.model, (size_t)options->values.threads,
                              &job->folds[fold].told.accuracy, error);
    tenor_model_free(training.model);
    return status;
}

static tenor_status work(tenor__parallel *parallel, size_t fold, size_t threads, void *user, tenor_error *error)
{
    const fold_run *job = user;
    tenor_options *options;
    if (tenor__options_copy(job->plan->options, &job->alloc, &options) != TENOR_OK)
        return tenor__error_set_memory(error);
    tenor_status status = tenor_options_set_integer(options, "threads", (int64_t)threads, error);
    if (status == TENOR_OK)
        status = run_fold(job, parallel, fold, options, error);
    tenor_options_free(options);
    if (status == TENOR_NOT_FINITE || status == TENOR_BAD_DATA) { /* other failures do not depend on the fold */
        char prefix[32];
        snprintf(prefix, sizeof prefix, "training %zu", job->plan->training + fold + 1);
        tenor__error_prefix(error, prefix);
    }
    return status;
}

static bool on_progress(size_t fold, const tenor_progress *progress, void *user)
{
    const fold_run *job = user;
    job->folds[fold].progress = *progress;
    return !job->plan->progress || job->plan->progress(&job->folds[fold].told, job->plan->user);
}

static bool on_done(size_t fold, void *user)
{
    const fold_run *job = user;
    job->folds[fold].told.done = true;
    return !job->plan->progress || job->plan->progress(&job->folds[fold].told, job->plan->user);
}

static bool prepare_fold_predictions(const fold_run *job)
{
    tenor__fold_predictions *fold_predictions = job->fold_predictions;
    const size_t size = tenor_corpus_size(job->plan->corpus);
    const size_t labels = tenor_corpus_label_count(job->plan->corpus);
    *fold_predictions = (tenor__fold_predictions){.alloc = job->alloc};
    fold_predictions->kept = labels < TENOR__KEPT_LABELS ? labels : TENOR__KEPT_LABELS;
    fold_predictions->labels =
        tenor__alloc_array(&job->alloc, size * fold_predictions->kept + 1, sizeof *fold_predictions->labels);
    fold_predictions->probabilities =
        tenor__alloc_zeroed(&job->alloc, size * fold_predictions->kept + 1, sizeof *fold_predictions->probabilities);
    for (size_t i = 0; fold_predictions->labels && i < size * fold_predictions->kept; i++)
        fold_predictions->labels[i] = UINT32_MAX;
    return fold_predictions->labels && fold_predictions->probabilities;
}

tenor_status tenor__audit_folds_run(const tenor__audit_folds *plan, const tenor_alloc *alloc,
                                    tenor__fold_predictions *fold_predictions, tenor_error *error)
{
    fold_run job = {.plan = plan, .alloc = *alloc, .fold_predictions = fold_predictions};
    job.fold_of = tenor__alloc_array(alloc, tenor_corpus_size(plan->corpus) + 1, sizeof *job.fold_of);
    job.folds = tenor__alloc_zeroed(alloc, plan->folds, sizeof *job.folds);
    tenor_status status = TENOR_OK;
    if (!job.fold_of || !job.folds || !prepare_fold_predictions(&job) || !assign_folds(&job))
        status = tenor__error_set_memory(error);
    if (status == TENOR_OK) {
        for (size_t i = 0; i < plan->folds; i++)
            job.folds[i].told = (tenor_audit_progress){.training = (uint32_t)(plan->training + i + 1),
                                                       .trainings = (uint32_t)plan->trainings,
                                                       .progress = &job.folds[i].progress};
        const tenor__parallel_jobs jobs = {
            .count = plan->folds,
            .threads = plan->options ? (size_t)plan->options->values.threads : 0,
            .user = &job,
            .work = work,
            .on_progress = on_progress,
            .on_done = on_done,
        };
        status = tenor__parallel_run(&jobs, alloc, error);
        if (status == TENOR_INTERRUPTED)
            tenor__error_set(error, status, "the audit was stopped");
    }
    tenor__alloc_free(alloc, job.fold_of);
    tenor__alloc_free(alloc, job.folds);
    return status;
}
