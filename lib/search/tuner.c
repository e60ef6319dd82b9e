#include "base/clock.h"
#include "base/locked_alloc.h"
#include "base/error.h"
#include "search/parallel.h"
#include "search/search_space.h"
#include "train/checkpoint.h"

#include <stdio.h>

/* Brackets take turns, as Hyperband's do: of 3 settings trained for a third of the epochs, of which the best goes on to
 * the end; and of 9 trained for a ninth, of which 3 go on to a third and 1 to the end. The short one gives something
 * to those who have little time, and a chance to what starts slowly. */
enum { SHARE = 3, MOST_RUNGS = 2, MOST_CONTENDERS = 9 };

/* A setting in the race, and its last trial. */
typedef struct contender {
    tenor__setting setting;
    tenor_options *options;
    tenor__training training;
    tenor_trial_end end;
    bool finished; /* trained for all the epochs that there are */
} contender;

struct tenor_tuner {
    tenor_alloc alloc; /* the caller's */
    tenor__locked_alloc *locked;
    tenor_alloc shared; /* the same, for any thread */
    tenor_options *options;
    const tenor_corpus *train;
    const tenor_corpus *dev;
    tenor__search_space search;
    tenor_tuner_limits limits;
    tenor_trial_fn progress;
    void *user;
    double deadline; /* of the monotonic clock; 0 for none */
    bool started;
    bool out_of_time;
    uint32_t trials; /* of the rungs before */
    uint32_t epochs; /* of the first trial, had it all of them; 0 when it failed before it was known */
    tenor_trial best;
    tenor__setting best_setting; /* the defaults at first */
    tenor_options *best_options;
    tenor_model *best_model;
    tenor_error first_error; /* of the first trial, when a number was not finite */
};

static bool is_late(const tenor_tuner *tuner)
{
    return tuner->deadline > 0 && tenor__clock() >= tuner->deadline;
}

/* ---- the best ---- */

static tenor__metric metric_of(const tenor_tuner *tuner)
{
    return (tenor__metric)tuner->options->values.metric;
}

/* Makes a contender the best; its options and model become the tuner's. */
static void keep(tenor_tuner *tuner, contender *winner, const tenor_trial *trial)
{
    tenor_options_free(tuner->best_options);
    tenor_model_free(tuner->best_model);
    tuner->best = *trial;
    tuner->best_setting = winner->setting;
    tuner->best_options = winner->options;
    tuner->best_model = winner->training.model;
    winner->options = NULL;
    winner->training.model = NULL;
}

static void free_contender(contender *entry)
{
    tenor_options_free(entry->options);
    tenor_model_free(entry->training.model);
}

/* ---- a rung: trials of the same share, side by side ---- */

typedef struct tuner_rung {
    tenor_tuner *tuner;
    contender *runners[MOST_CONTENDERS];
    size_t count;
    uint32_t share; /* they are trained for 1 / share of their epochs */
    bool named;     /* which the option "epochs" says, so that the trial can be had again; else they are stopped then */
} tuner_rung;

static tenor_trial describe(const tuner_rung *rung, size_t job)
{
    const contender *runner = rung->runners[job];
    const tenor__training *training = &runner->training;
    return (tenor_trial){
        .trial = rung->tuner->trials + (uint32_t)job + 1,
        .options = runner->options,
        .end = runner->end,
        .progress = training->progress,
        .epochs = training->epochs,
        .score = training->score,
        .seconds = training->seconds,
    };
}

static uint32_t divide(uint32_t epochs, uint32_t share)
{
    return (epochs + share - 1) / share;
}

/* The share that the training is to stop at. */
static uint32_t share_to_stop(const tuner_rung *rung)
{
    return rung->named ? 1 : rung->share;
}

static void end_trial(const tuner_rung *rung, contender *runner, tenor_status status)
{
    const tenor__training *training = &runner->training;
    const uint32_t share = share_to_stop(rung);
    const bool stopped_at_share =
        share > 1 && training->epochs > 0 && (uint64_t)training->epochs * share >= training->progress.epochs;
    if (status == TENOR_NOT_FINITE)
        runner->end = TENOR_TRIAL_FAILED;
    else if (training->whole)
        runner->end = TENOR_TRIAL_WHOLE;
    else
        runner->end = stopped_at_share ? TENOR_TRIAL_SHARE : TENOR_TRIAL_STOPPED;
    runner->finished =
        training->whole && (!rung->named || divide(rung->tuner->epochs, rung->share) == rung->tuner->epochs);
}

static tenor_status work(tenor__parallel *parallel, size_t job, size_t threads, void *user, tenor_error *error)
{
    const tuner_rung *rung = user;
    tenor_tuner *tuner = rung->tuner;
    contender *runner = rung->runners[job];
    tenor_options *options;
    if (rung->share > 1 && is_late(tuner)) /* the first trial begins in any case */
        return TENOR_INTERRUPTED;
    if (tenor__options_copy(runner->options, &tuner->shared, &options) != TENOR_OK)
        return tenor__error_set_memory(error);
    runner->training = (tenor__training){0};
    runner->end = TENOR_TRIAL_RUNNING;
    tenor_status status = tenor_options_set_integer(options, "threads", (int64_t)threads, error);
    if (status == TENOR_OK)
        status = tenor__parallel_train(parallel, job, options, tuner->train, tuner->dev, share_to_stop(rung),
                                       &tuner->shared, &runner->training, error);
    tenor_options_free(options);
    if (status == TENOR_NOT_FINITE && rung->share == 1 && tuner->trials == 0) /* it runs alone */
        tuner->first_error = *error;
    end_trial(rung, runner, status);
    return status == TENOR_NOT_FINITE ? TENOR_OK : status;
}

static bool look(size_t job, const tenor_progress *progress, void *user)
{
    const tuner_rung *rung = user;
    tenor_tuner *tuner = rung->tuner;
    (void)progress; /* is the training's */
    if (is_late(tuner)) {
        tuner->out_of_time = true;
        return false;
    }
    const tenor_trial trial = describe(rung, job);
    return !tuner->progress || tuner->progress(&trial, tuner->user);
}

static bool tell(size_t job, void *user)
{
    const tuner_rung *rung = user;
    tenor_tuner *tuner = rung->tuner;
    contender *runner = rung->runners[job];
    tenor_trial trial = describe(rung, job);
    trial.best = trial.end == TENOR_TRIAL_WHOLE &&
                 (tuner->best.end != TENOR_TRIAL_WHOLE ||
                  tenor__checkpoint_is_better(metric_of(tuner), &trial.score, &tuner->best.score));
    /* Until one is whole, the first is the best that there is. */
    if (trial.best || (trial.trial == 1 && runner->training.model))
        keep(tuner, runner, &trial);
    tenor_model_free(runner->training.model);
    runner->training.model = NULL;
    return !tuner->progress || tuner->progress(&trial, tuner->user);
}

/* The options of a contender's trial in this rung. A share of the epochs is not to end early. */
static tenor_status set_options(const tuner_rung *rung, contender *runner)
{
    const tenor_tuner *tuner = rung->tuner;
    char epochs[32];
    tenor_options_free(runner->options);
    TENOR_TRY(
        tenor__search_space_apply(&tuner->search, &runner->setting, tuner->options, &tuner->shared, &runner->options));
    if (!rung->named)
        return TENOR_OK;
    snprintf(epochs, sizeof epochs, "%lu", (unsigned long)divide(tuner->epochs, rung->share));
    TENOR_TRY(tenor_options_set(runner->options, "epochs", epochs, NULL));
    if (tenor__options_given(tuner->options, TENOR__OPTION_patience))
        return TENOR_OK;
    return tenor_options_set(runner->options, "patience", "0", NULL);
}

/* Runs those of the contenders that are not finished, as far as the trials' limit goes. */
static tenor_status run_rung(tenor_tuner *tuner, contender *contenders, size_t count, uint32_t share,
                             tenor_error *error)
{
    tuner_rung rung = {.tuner = tuner, .share = share};
    rung.named = share > 1 && tuner->epochs > 0 && !tenor__options_given(tuner->options, TENOR__OPTION_epochs);
    for (size_t i = 0; i < count; i++)
        if (!contenders[i].finished)
            rung.runners[rung.count++] = &contenders[i];
    if (rung.count == 0)
        return TENOR_OK;
    if (tuner->limits.trials > 0 && rung.count > tuner->limits.trials - tuner->trials)
        rung.count = tuner->limits.trials - tuner->trials;
    for (size_t i = 0; i < rung.count; i++)
        if (set_options(&rung, rung.runners[i]) != TENOR_OK)
            return tenor__error_set_memory(error);
    const tenor__parallel_jobs jobs = {
        .count = rung.count,
        .threads = (size_t)tuner->options->values.threads,
        .user = &rung,
        .work = work,
        .look = look,
        .tell = tell,
    };
    const tenor_status status = tenor__parallel_run(&jobs, &tuner->shared, error);
    tuner->trials += (uint32_t)rung.count;
    return status;
}

/* ---- the race ---- */

static bool is_over(tenor_tuner *tuner)
{
    tuner->out_of_time = tuner->out_of_time || is_late(tuner);
    return tuner->out_of_time || (tuner->limits.trials > 0 && tuner->trials >= tuner->limits.trials);
}

static bool is_ahead(const tenor_tuner *tuner, const contender *a, const contender *b)
{
    const tenor_epoch *x = &a->training.score;
    const tenor_epoch *y = &b->training.score;
    if (a->end == TENOR_TRIAL_FAILED || x->epoch == 0)
        return false;
    return b->end == TENOR_TRIAL_FAILED || y->epoch == 0 || tenor__checkpoint_is_better(metric_of(tuner), x, y);
}

/* The best first; equals keep their order. */
static void rank(const tenor_tuner *tuner, contender *contenders, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && is_ahead(tuner, &contenders[j], &contenders[j - 1]); j--) {
            const contender moved = contenders[j];
            contenders[j] = contenders[j - 1];
            contenders[j - 1] = moved;
        }
}

/* Makes `count` contenders, or as many as there are settings left. */
static tenor_status enter(tenor_tuner *tuner, contender *contenders, size_t *count)
{
    tenor__setting settings[MOST_CONTENDERS];
    TENOR_TRY(tenor__search_space_draw(&tuner->search, &tuner->best_setting, *count, settings, count));
    for (size_t i = 0; i < *count; i++)
        contenders[i].setting = settings[i];
    return TENOR_OK;
}

/* A bracket of successive halving: `rungs` of them, and the winner to the end. *entered is how many took part. */
static tenor_status run_bracket(tenor_tuner *tuner, uint32_t rungs, size_t *entered, tenor_error *error)
{
    contender contenders[MOST_CONTENDERS] = {0};
    uint32_t share = 1;
    for (uint32_t i = 0; i < rungs; i++)
        share *= SHARE;
    size_t count = share;
    tenor_status status = enter(tuner, contenders, &count);
    *entered = count;
    if (status != TENOR_OK)
        status = tenor__error_set_memory(error);
    while (status == TENOR_OK && count > 0 && !is_over(tuner)) {
        status = run_rung(tuner, contenders, count, share, error);
        if (share == 1)
            break;
        rank(tuner, contenders, count);
        share /= SHARE;
        count = share < count ? share : count;
        while (count > 0 && contenders[count - 1].end == TENOR_TRIAL_FAILED)
            count--;
    }
    for (size_t i = 0; i < *entered; i++)
        free_contender(&contenders[i]);
    return status;
}

static tenor_status run_first(tenor_tuner *tuner, tenor_error *error)
{
    contender first = {.setting = tuner->best_setting};
    const tenor_status status = run_rung(tuner, &first, 1, 1, error);
    tuner->epochs = first.training.progress.epochs;
    free_contender(&first);
    return status;
}

static tenor_status run(tenor_tuner *tuner, tenor_error *error)
{
    TENOR_TRY(run_first(tuner, error));
    size_t entered = 1;
    for (uint32_t bracket = 0; entered > 0 && !is_over(tuner); bracket++)
        TENOR_TRY(run_bracket(tuner, 1 + bracket % MOST_RUNGS, &entered, error));
    return TENOR_OK;
}

tenor_status tenor_tuner_run(tenor_tuner *tuner, tenor_tuner_limits limits, tenor_trial_fn progress, void *user,
                             tenor_error *error)
{
    if (tuner->started)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "a tuner runs once; make another to search again");
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
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_tuner *tuner = tenor__alloc_zeroed(&hook, 1, sizeof *tuner);
    if (!tuner)
        return tenor__error_set_memory(error);
    tuner->alloc = hook;
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

tenor_trial tenor_tuner_best(const tenor_tuner *tuner)
{
    tenor_trial best = tuner->best;
    best.options = tuner->best_options;
    return best;
}

const tenor_model *tenor_tuner_model(const tenor_tuner *tuner)
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
