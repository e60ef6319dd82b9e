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
    pthread_mutex_t mutex; /* of all that follows but `end`, and of look and tell */
    _Atomic size_t end;    /* jobs from here on do not start, or stop */
    bool stopped;
    bool *done;  /* [jobs->count] without failure, and not told yet */
    size_t next; /* to be told */
    size_t failed;
    tenor_status status; /* of job `failed`, when that is below jobs->count */
    tenor_error error;
};

static bool goes_on(const tenor__parallel *parallel, size_t job)
{
    return job < atomic_load_explicit(&parallel->end, memory_order_relaxed);
}

/* Under the lock. */
static void stop(tenor__parallel *parallel)
{
    parallel->stopped = true;
    atomic_store_explicit(&parallel->end, 0, memory_order_relaxed);
}

/* Under the lock: the jobs that are done and have none before them that is not, or with `all` every one of them. */
static void tell(tenor__parallel *parallel, bool all)
{
    const tenor__parallel_jobs *jobs = parallel->jobs;
    for (; parallel->next < jobs->count && (all || parallel->done[parallel->next]); parallel->next++)
        if (parallel->done[parallel->next] && !jobs->tell(parallel->next, jobs->user))
            stop(parallel);
}

/* Threads of a job: one, but for the jobs of a last round, which would leave threads idle. */
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
    if (!goes_on(parallel, job))
        return;
    const tenor_status status =
        parallel->jobs->work(parallel, job, threads_of(parallel, job), parallel->jobs->user, &error);
    pthread_mutex_lock(&parallel->mutex);
    if (status == TENOR_OK) {
        parallel->done[job] = true;
        tell(parallel, false);
    } else if (status != TENOR_INTERRUPTED && job < parallel->failed) {
        parallel->failed = job;
        parallel->status = status;
        parallel->error = error;
        if (goes_on(parallel, job))
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
        tell(&parallel, true);
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

/* ---- a training ---- */

typedef struct training_course {
    tenor__parallel *parallel;
    size_t job;
    uint32_t share;
    tenor__training *training;
} training_course;

static bool on_progress(const tenor_progress *now, void *user)
{
    const training_course *course = user;
    tenor__parallel *parallel = course->parallel;
    tenor__training *training = course->training;
    training->progress = *now;
    if (now->epoch_done) {
        training->epochs = now->epoch;
        if (now->best)
            training->score = (tenor_epoch){now->epoch, now->loss, now->dev_loss, now->dev_accuracy, now->dev_macro_f1};
        /* The last epoch ends the training by itself. */
        if (course->share > 1 && now->epoch < now->epochs && (uint64_t)now->epoch * course->share >= now->epochs)
            return false;
    }
    pthread_mutex_lock(&parallel->mutex);
    if (goes_on(parallel, course->job) && !parallel->jobs->look(course->job, now, parallel->jobs->user))
        stop(parallel);
    pthread_mutex_unlock(&parallel->mutex);
    return goes_on(parallel, course->job);
}

tenor_status tenor__parallel_train(tenor__parallel *parallel, size_t job, const tenor_options *options,
                                   const tenor_corpus *train, const tenor_corpus *dev, uint32_t share,
                                   const tenor_alloc *alloc, tenor__training *out, tenor_error *error)
{
    const double began = tenor__clock();
    training_course course = {parallel, job, share, out};
    tenor_trainer *trainer;
    TENOR_TRY(tenor_trainer_new(options, train, dev, alloc, &trainer, error));
    tenor_trainer_describe(trainer, &out->info);
    tenor_status status = tenor_trainer_run(trainer, on_progress, &course, error);
    out->whole = status == TENOR_OK;
    out->seconds = tenor__clock() - began;
    if (status == TENOR_OK)
        status = tenor_trainer_model(trainer, &out->model, error);
    else if (share <= 1 && tenor_trainer_model(trainer, &out->model, NULL) == TENOR_OUT_OF_MEMORY)
        status = tenor__error_set_memory(error);
    tenor_trainer_free(trainer);
    return status == TENOR_INTERRUPTED ? TENOR_OK : status;
}
