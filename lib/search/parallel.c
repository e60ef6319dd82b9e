#include "search/parallel.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/pool.h"
#include "base/error.h"

#include <pthread.h>
#include <stdatomic.h>

struct tenor__parallel {
    const tenor__parallel_jobs *jobs;
    size_t threads;
    pthread_mutex_t mutex; /* protects all fields below except `end`, and serializes on_progress and on_done */
    _Atomic size_t end;    /* jobs from this one on do not start, and stop if they run */
    bool stopped;
    bool *done;  /* [jobs->count] finished without failure and not yet reported */
    size_t next; /* the next job to report */
    size_t failed;
    tenor_status status; /* of job `failed`; valid if failed < jobs->count */
    tenor_error error;
};

static bool may_run(const tenor__parallel *parallel, size_t job)
{
    return job < atomic_load_explicit(&parallel->end, memory_order_relaxed);
}

/* Call it with the mutex locked. */
static void stop(tenor__parallel *parallel)
{
    parallel->stopped = true;
    atomic_store_explicit(&parallel->end, 0, memory_order_relaxed);
}

/* Reports the finished jobs that have no unfinished job before them, or all finished jobs if `all` is set. Call it with
 * the mutex locked. */
static void report_done(tenor__parallel *parallel, bool all)
{
    const tenor__parallel_jobs *jobs = parallel->jobs;
    for (; parallel->next < jobs->count && (all || parallel->done[parallel->next]); parallel->next++)
        if (parallel->done[parallel->next] && !jobs->on_done(parallel->next, jobs->user))
            stop(parallel);
}

/* The threads of a job: one, except that the jobs of the last round share the threads that would be idle. */
static size_t threads_of(const tenor__parallel *parallel, size_t job)
{
    const size_t count = parallel->jobs->count;
    const size_t last = count % parallel->threads;
    return last == 0 || job < count - last ? 1 : parallel->threads / last;
}

static void run_job(size_t job, void *user)
{
    tenor__parallel *parallel = user;
    tenor_error error = {0};
    if (!may_run(parallel, job))
        return;
    const tenor_status status =
        parallel->jobs->work(parallel, job, threads_of(parallel, job), parallel->jobs->user, &error);
    pthread_mutex_lock(&parallel->mutex);
    if (status == TENOR_OK) {
        parallel->done[job] = true;
        report_done(parallel, false);
    } else if (status == TENOR_INTERRUPTED) {
        if (may_run(parallel, job)) /* it stopped by itself */
            stop(parallel);
    } else if (job < parallel->failed) {
        parallel->failed = job;
        parallel->status = status;
        parallel->error = error;
        if (may_run(parallel, job))
            atomic_store_explicit(&parallel->end, job, memory_order_relaxed);
    }
    pthread_mutex_unlock(&parallel->mutex);
}

tenor_status tenor__parallel_run(const tenor__parallel_jobs *jobs, const tenor_alloc *alloc, tenor_error *error)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor__parallel parallel = {.jobs = jobs, .failed = jobs->count};
    tenor__pool *pool = NULL;
    atomic_init(&parallel.end, jobs->count);
    if (pthread_mutex_init(&parallel.mutex, NULL) != 0)
        return tenor__error_set_memory(error);
    tenor_status status = tenor__pool_new(jobs->threads, &hook, &pool, error);
    if (status != TENOR_OK)
        goto done;
    parallel.threads = tenor__pool_threads(pool);
    parallel.done = tenor__alloc_zeroed(&hook, jobs->count + 1, sizeof *parallel.done);
    if (!parallel.done) {
        status = tenor__error_set_memory(error);
        goto done;
    }
    tenor__pool_run(pool, run_job, &parallel, jobs->count);
    if (parallel.stopped || parallel.failed < jobs->count)
        report_done(&parallel, true);
    if (parallel.failed < jobs->count) {
        status = parallel.status;
        if (error)
            *error = parallel.error;
    } else if (parallel.stopped) {
        status = TENOR_INTERRUPTED;
    }
done:
    tenor__alloc_free(&hook, parallel.done);
    tenor__pool_free(pool);
    pthread_mutex_destroy(&parallel.mutex);
    return status;
}

/* ---- training ---- */

typedef struct training_run {
    tenor__parallel *parallel;
    size_t job;
    uint32_t divisor;
    tenor__training *training;
} training_run;

static bool on_progress(const tenor_progress *now, void *user)
{
    const training_run *run = user;
    tenor__parallel *parallel = run->parallel;
    tenor__training *training = run->training;
    training->progress = *now;
    if (now->epoch_done) {
        training->epochs = now->epoch;
        if (now->best)
            training->score = (tenor_epoch){now->epoch, now->loss, now->dev_loss, now->dev_accuracy, now->dev_macro_f1};
        /* The last epoch ends the training anyway. */
        if (run->divisor > 1 && now->epoch < now->epochs && (uint64_t)now->epoch * run->divisor >= now->epochs)
            return false;
    }
    pthread_mutex_lock(&parallel->mutex);
    if (may_run(parallel, run->job) && !parallel->jobs->on_progress(run->job, now, parallel->jobs->user))
        stop(parallel);
    pthread_mutex_unlock(&parallel->mutex);
    return may_run(parallel, run->job);
}

tenor_status tenor__parallel_train(tenor__parallel *parallel, size_t job, const tenor_options *options,
                                   const tenor_corpus *train, const tenor_corpus *dev, uint32_t divisor,
                                   const tenor_alloc *alloc, tenor__training *out, tenor_error *error)
{
    const double began = tenor__clock();
    training_run run = {parallel, job, divisor, out};
    tenor_trainer *trainer;
    TENOR_TRY(tenor_trainer_new(options, train, dev, alloc, &trainer, error));
    out->info.size = sizeof out->info;
    tenor_trainer_describe(trainer, &out->info);
    tenor_status status = tenor_trainer_run(trainer, on_progress, &run, error);
    out->whole = status == TENOR_OK;
    out->seconds = tenor__clock() - began;
    if (status == TENOR_OK)
        status = tenor_trainer_model(trainer, &out->model, error);
    else if (divisor <= 1 && tenor_trainer_model(trainer, &out->model, NULL) == TENOR_OUT_OF_MEMORY)
        status = tenor__error_set_memory(error);
    tenor_trainer_free(trainer);
    return status == TENOR_INTERRUPTED ? TENOR_OK : status;
}
