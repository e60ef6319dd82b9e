#include "base/clock.h"
#include "base/locked_alloc.h"
#include "base/sized_struct.h"
#include "base/error.h"
#include "search/parallel.h"
#include "search/search_space.h"
#include "train/checkpoint.h"

#include <stdio.h>

/* Successive halving in alternating brackets, as in Hyperband (Li et al. 2018). In the first bracket, 3 settings train
 * for a third of the epochs and the best one goes on to the end. In the second, 9 settings train for a ninth, 3 of them
 * go on to a third and 1 to the end. The short bracket gives a result early, and a chance to settings that start
 * slowly. */
enum { REDUCTION = 3, MOST_RUNGS = 2, MOST_CANDIDATES = 9 };

/* A setting that takes part in a bracket, and its last trial. */
typedef struct candidate {
    tenor__setting setting;
    tenor_options *options;
    tenor__training training;
    tenor_trial_end end;
    bool finished; /* trained for all epochs */
} candidate;

struct tenor_tuner {
    tenor_alloc alloc; /* the caller's */
    tenor__locked_alloc *locked;
    tenor_alloc shared; /* the same allocator, for use by any thread */
    tenor_options *options;
    const tenor_corpus *train;
    const tenor_corpus *dev;
    tenor__search_space search;
    tenor_tuner_limits limits;
    tenor_trial_fn progress;
    void *user;
    double deadline; /* monotonic clock, seconds; 0: none */
    bool started;
    bool out_of_time;
    uint32_t trials;  /* of the previous rungs */
    uint32_t epochs;  /* epoch limit of the first trial; 0 if it failed before the limit was known */
    tenor_trial best; /* its progress and score are the next two */
    tenor_progress best_progress;
    tenor_epoch best_score;
    tenor__setting best_setting; /* at first the defaults */
    tenor_options *best_options;
    tenor_model *best_model;
    tenor_error first_error; /* of the first trial, if a value was not finite */
};

static bool is_late(const tenor_tuner *tuner)
{
    return tuner->deadline > 0 && tenor__clock() >= tuner->deadline;
}

/* ---- the best trial ---- */

static tenor__metric metric_of(const tenor_tuner *tuner)
{
    return (tenor__metric)tuner->options->values.metric;
}

/* Makes a candidate the best. The tuner takes over its options and model. */
static void keep(tenor_tuner *tuner, candidate *winner, const tenor_trial *trial)
{
    tenor_options_free(tuner->best_options);
    tenor_model_free(tuner->best_model);
    tuner->best = *trial;
    tuner->best_progress = *trial->progress;
    tuner->best_score = *trial->score;
    tuner->best.progress = &tuner->best_progress;
    tuner->best.score = &tuner->best_score;
    tuner->best.options = winner->options;
    tuner->best_setting = winner->setting;
    tuner->best_options = winner->options;
    tuner->best_model = winner->training.model;
    winner->options = NULL;
    winner->training.model = NULL;
}

static void free_candidate(candidate *entry)
{
    tenor_options_free(entry->options);
    tenor_model_free(entry->training.model);
}

/* ---- a rung: parallel trials for the same part of the epochs ---- */

typedef struct tuner_rung {
    tenor_tuner *tuner;
    candidate *candidates[MOST_CANDIDATES];
    size_t count;
    uint32_t divisor; /* the trials train for 1 / divisor of the epochs */
    bool
        sets_epochs; /* whether option "epochs" sets that, so that a trial can be reproduced; else it is stopped then */
} tuner_rung;

static tenor_trial describe(const tuner_rung *rung, size_t job)
{
    const candidate *entry = rung->candidates[job];
    const tenor__training *training = &entry->training;
    return (tenor_trial){
        .trial = rung->tuner->trials + (uint32_t)job + 1,
        .options = entry->options,
        .end = entry->end,
        .progress = &training->progress,
        .epochs = training->epochs,
        .score = &training->score,
        .seconds = training->seconds,
    };
}

static uint32_t divide(uint32_t epochs, uint32_t divisor)
{
    return (epochs + divisor - 1) / divisor;
}

/* The divisor at which the training must be stopped. */
static uint32_t divisor_to_stop(const tuner_rung *rung)
{
    return rung->sets_epochs ? 1 : rung->divisor;
}

static void end_trial(const tuner_rung *rung, candidate *entry, tenor_status status)
{
    const tenor__training *training = &entry->training;
    const uint32_t divisor = divisor_to_stop(rung);
    const bool stopped_at_divisor =
        divisor > 1 && training->epochs > 0 && (uint64_t)training->epochs * divisor >= training->progress.epochs;
    if (status == TENOR_NOT_FINITE)
        entry->end = TENOR_TRIAL_FAILED;
    else if (training->whole)
        entry->end = TENOR_TRIAL_WHOLE;
    else
        entry->end = stopped_at_divisor ? TENOR_TRIAL_SHARE : TENOR_TRIAL_STOPPED;
    entry->finished =
        training->whole && (!rung->sets_epochs || divide(rung->tuner->epochs, rung->divisor) == rung->tuner->epochs);
}

static tenor_status work(tenor__parallel *parallel, size_t job, size_t threads, void *user, tenor_error *error)
{
    const tuner_rung *rung = user;
    tenor_tuner *tuner = rung->tuner;
    candidate *entry = rung->candidates[job];
    tenor_options *options;
    if (rung->divisor > 1 && is_late(tuner)) /* the first trial always starts */
        return TENOR_INTERRUPTED;
    if (tenor__options_copy(entry->options, &tuner->shared, &options) != TENOR_OK)
        return tenor__error_set_memory(error);
    entry->training = (tenor__training){0};
    entry->end = TENOR_TRIAL_RUNNING;
    tenor_status status = tenor_options_set_integer(options, "threads", (int64_t)threads, error);
    if (status == TENOR_OK)
        status = tenor__parallel_train(parallel, job, options, tuner->train, tuner->dev, divisor_to_stop(rung),
                                       &tuner->shared, &entry->training, error);
    tenor_options_free(options);
    if (status == TENOR_NOT_FINITE && rung->divisor == 1 && tuner->trials == 0) /* the first trial runs alone */
        tuner->first_error = *error;
    end_trial(rung, entry, status);
    return status == TENOR_NOT_FINITE ? TENOR_OK : status;
}

static bool on_progress(size_t job, const tenor_progress *progress, void *user)
{
    const tuner_rung *rung = user;
    tenor_tuner *tuner = rung->tuner;
    (void)progress; /* the training has recorded it */
    if (is_late(tuner)) {
        tuner->out_of_time = true;
        return false;
    }
    const tenor_trial trial = describe(rung, job);
    return !tuner->progress || tuner->progress(&trial, tuner->user);
}

static bool on_done(size_t job, void *user)
{
    const tuner_rung *rung = user;
    tenor_tuner *tuner = rung->tuner;
    candidate *entry = rung->candidates[job];
    tenor_trial trial = describe(rung, job);
    trial.best = trial.end == TENOR_TRIAL_WHOLE &&
                 (tuner->best.end != TENOR_TRIAL_WHOLE ||
                  tenor__checkpoint_is_better(metric_of(tuner), trial.score, tuner->best.score));
    /* Until a trial is whole, the first trial counts as the best. */
    if (trial.best || (trial.trial == 1 && entry->training.model))
        keep(tuner, entry, &trial);
    tenor_model_free(entry->training.model);
    entry->training.model = NULL;
    return !tuner->progress || tuner->progress(&trial, tuner->user);
}

/* Sets the options of a candidate's trial in this rung. A trial for a part of the epochs does not use early
 * stopping. */
static tenor_status set_options(const tuner_rung *rung, candidate *entry)
{
    const tenor_tuner *tuner = rung->tuner;
    char epochs[32];
    tenor_options_free(entry->options);
    TENOR_TRY(
        tenor__search_space_apply(&tuner->search, &entry->setting, tuner->options, &tuner->shared, &entry->options));
    if (!rung->sets_epochs)
        return TENOR_OK;
    snprintf(epochs, sizeof epochs, "%lu", (unsigned long)divide(tuner->epochs, rung->divisor));
    TENOR_TRY(tenor_options_set(entry->options, "epochs", epochs, NULL));
    if (tenor__options_given(tuner->options, TENOR__OPTION_patience))
        return TENOR_OK;
    return tenor_options_set(entry->options, "patience", "0", NULL);
}

/* Runs the candidates that are not finished, up to the limit of trials. */
static tenor_status run_rung(tenor_tuner *tuner, candidate *candidates, size_t count, uint32_t divisor,
                             tenor_error *error)
{
    tuner_rung rung = {.tuner = tuner, .divisor = divisor};
    rung.sets_epochs = divisor > 1 && tuner->epochs > 0 && !tenor__options_given(tuner->options, TENOR__OPTION_epochs);
    for (size_t i = 0; i < count; i++)
        if (!candidates[i].finished)
            rung.candidates[rung.count++] = &candidates[i];
    if (rung.count == 0)
        return TENOR_OK;
    if (tuner->limits.trials > 0 && rung.count > tuner->limits.trials - tuner->trials)
        rung.count = tuner->limits.trials - tuner->trials;
    for (size_t i = 0; i < rung.count; i++)
        if (set_options(&rung, rung.candidates[i]) != TENOR_OK)
            return tenor__error_set_memory(error);
    const tenor__parallel_jobs jobs = {
        .count = rung.count,
        .threads = (size_t)tuner->options->values.threads,
        .user = &rung,
        .work = work,
        .on_progress = on_progress,
        .on_done = on_done,
    };
    const tenor_status status = tenor__parallel_run(&jobs, &tuner->shared, error);
    tuner->trials += (uint32_t)rung.count;
    return status;
}

/* ---- the search ---- */

static bool is_over(tenor_tuner *tuner)
{
    tuner->out_of_time = tuner->out_of_time || is_late(tuner);
    return tuner->out_of_time || (tuner->limits.trials > 0 && tuner->trials >= tuner->limits.trials);
}

static bool is_better(const tenor_tuner *tuner, const candidate *a, const candidate *b)
{
    const tenor_epoch *x = &a->training.score;
    const tenor_epoch *y = &b->training.score;
    if (a->end == TENOR_TRIAL_FAILED || x->epoch == 0)
        return false;
    return b->end == TENOR_TRIAL_FAILED || y->epoch == 0 || tenor__checkpoint_is_better(metric_of(tuner), x, y);
}

/* Sorts the best first. The sort is stable. */
static void rank(const tenor_tuner *tuner, candidate *candidates, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && is_better(tuner, &candidates[j], &candidates[j - 1]); j--) {
            const candidate moved = candidates[j];
            candidates[j] = candidates[j - 1];
            candidates[j - 1] = moved;
        }
}

/* Draws *count candidates; *count is smaller if fewer settings are left. */
static tenor_status draw_candidates(tenor_tuner *tuner, candidate *candidates, size_t *count)
{
    tenor__setting settings[MOST_CANDIDATES];
    TENOR_TRY(tenor__search_space_draw(&tuner->search, &tuner->best_setting, *count, settings, count));
    for (size_t i = 0; i < *count; i++)
        candidates[i].setting = settings[i];
    return TENOR_OK;
}

/* Runs a bracket of successive halving: `rungs` rungs, and then the best candidate to the end. *drawn is the number of
 * candidates. */
static tenor_status run_bracket(tenor_tuner *tuner, uint32_t rungs, size_t *drawn, tenor_error *error)
{
    candidate candidates[MOST_CANDIDATES] = {0};
    uint32_t divisor = 1;
    for (uint32_t i = 0; i < rungs; i++)
        divisor *= REDUCTION;
    size_t count = divisor;
    tenor_status status = draw_candidates(tuner, candidates, &count);
    *drawn = count;
    if (status != TENOR_OK)
        status = tenor__error_set_memory(error);
    while (status == TENOR_OK && count > 0 && !is_over(tuner)) {
        status = run_rung(tuner, candidates, count, divisor, error);
        if (divisor == 1)
            break;
        rank(tuner, candidates, count);
        divisor /= REDUCTION;
        count = divisor < count ? divisor : count;
        while (count > 0 && candidates[count - 1].end == TENOR_TRIAL_FAILED)
            count--;
    }
    for (size_t i = 0; i < *drawn; i++)
        free_candidate(&candidates[i]);
    return status;
}

static tenor_status run_first(tenor_tuner *tuner, tenor_error *error)
{
    candidate first = {.setting = tuner->best_setting};
    const tenor_status status = run_rung(tuner, &first, 1, 1, error);
    tuner->epochs = first.training.progress.epochs;
    free_candidate(&first);
    return status;
}

static tenor_status run(tenor_tuner *tuner, tenor_error *error)
{
    TENOR_TRY(run_first(tuner, error));
    size_t drawn = 1;
    for (uint32_t bracket = 0; drawn > 0 && !is_over(tuner); bracket++)
        TENOR_TRY(run_bracket(tuner, 1 + bracket % MOST_RUNGS, &drawn, error));
    return TENOR_OK;
}

tenor_status tenor_tuner_run(tenor_tuner *tuner, const tenor_tuner_limits *given, tenor_trial_fn progress, void *user,
                             tenor_error *error)
{
    if (!tuner)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "tuner must not be NULL");
    if (tuner->started)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "a tuner runs once; make another to search again");
    tenor_tuner_limits limits;
    TENOR_TRY(tenor__sized_struct_read(given, &limits, sizeof limits, error));
    if (!(limits.seconds >= 0))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the seconds of a search must not be negative");
    tuner->started = true;
    tuner->limits = limits;
    tuner->deadline = limits.seconds > 0 ? tenor__clock() + limits.seconds : 0;
    tuner->progress = progress;
    tuner->user = user;
    const tenor_status status = run(tuner, error);
    if (status == TENOR_INTERRUPTED && !tuner->out_of_time)
        return tenor__error_set(error, status, "the search was stopped");
    if (status != TENOR_OK && status != TENOR_INTERRUPTED)
        return status;
    if (tuner->best.end != TENOR_TRIAL_WHOLE && tuner->first_error.status != TENOR_OK)
        return tenor__error_option(
            error, tuner->first_error.option,
            tenor__error_set(error, tuner->first_error.status, "%s", tuner->first_error.message));
    return TENOR_OK;
}

/* ---- the public functions ---- */

tenor_status tenor_tuner_new(const tenor_options *options, const tenor_corpus *train, const tenor_corpus *dev,
                             const tenor_alloc *alloc, tenor_tuner **out, tenor_error *error)
{
    *out = NULL;
    if (!train)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the training corpus must not be NULL");
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_tuner *tuner = tenor__alloc_zeroed(&hook, 1, sizeof *tuner);
    if (!tuner)
        return tenor__error_set_memory(error);
    tuner->alloc = hook;
    tuner->best.progress = &tuner->best_progress;
    tuner->best.score = &tuner->best_score;
    tuner->train = train;
    tuner->dev = dev;
    if (tenor__locked_alloc_new(&hook, &tuner->locked) == TENOR_OK) {
        tuner->shared = tenor__locked_alloc_hook(tuner->locked);
        if (tenor__options_copy(options, &tuner->shared, &tuner->options) == TENOR_OK &&
            tenor__search_space_init(&tuner->search, tuner->options, &tuner->shared) == TENOR_OK) {
            *out = tuner;
            return TENOR_OK;
        }
    }
    tenor_tuner_free(tuner);
    return tenor__error_set_memory(error);
}

const tenor_trial *tenor_tuner_best(const tenor_tuner *tuner)
{
    return &tuner->best;
}

tenor_model *tenor_tuner_model(const tenor_tuner *tuner)
{
    return tuner->best_model;
}

void tenor_tuner_free(tenor_tuner *tuner)
{
    if (!tuner)
        return;
    tenor_model_free(tuner->best_model);
    tenor_options_free(tuner->best_options);
    tenor__search_space_free(&tuner->search);
    tenor_options_free(tuner->options);
    tenor__locked_alloc_free(tuner->locked);
    const tenor_alloc hook = tuner->alloc;
    tenor__alloc_free(&hook, tuner);
}
