#include "serve/pool.h"

#include "memory.h"
#include "serve/answer.h"
#include "serve/classifier.h"
#include "serve/clock.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    TOGETHER = 32,       /* small requests that are classified together, at most */
    QUICK_BYTES = 4096,  /* of a request that the thread of the connections may keep */
    QUICK_LABELS = 1024, /* of its model */
    MEASURED = 16        /* of so many batches one is measured: it takes two system calls */
};

/* Seconds that the thread of the connections classifies, at most, before it reads again. */
static const double QUICK = 0.0005;

/* Seconds a byte of a request takes, until some were measured; how slowly that changes. */
static const double UNMEASURED = 5e-7;
static const double INERTIA = 4;

struct pool {
    struct models *models;
    struct metrics *metrics;
    size_t wanted; /* threads: those that wait are divided by it */
    size_t thread_count;
    pthread_t *threads;

    /* Of the thread of the connections. */
    struct classifier classifier;
    uint64_t seen; /* generation that the classifier has let go of old models in */
    struct slice kept[TOGETHER];
    size_t kept_count;
    size_t batches;               /* so far */
    double kept_seconds;          /* that they will take */
    double per_byte[MODELS_MOST]; /* seconds that a byte took; 0: not measured */

    pthread_mutex_t lock; /* of all below, but that `generation` is read without it */
    pthread_cond_t changed;
    struct job *first;
    struct job **last;
    size_t waiting;
    bool stops;
    atomic_uint_fast64_t generation; /* of the models */
};

/* ---- queue ---- */

/* Under the lock. */
static void append(struct pool *pool, struct job *job)
{
    job->next = NULL;
    *pool->last = job;
    pool->last = &job->next;
    pool->waiting++;
}

static struct job *remove_first(struct pool *pool)
{
    struct job *job = pool->first;
    pool->first = job->next;
    if (!pool->first)
        pool->last = &pool->first;
    pool->waiting--;
    return job;
}

/* The next slice of the job, which goes behind all others, so that they have their turn. */
static struct slice next_slice(struct pool *pool)
{
    struct job *job = remove_first(pool);
    const size_t left = job->request.count - job->taken;
    const size_t size = left < job->slice ? left : job->slice;
    const struct slice slice = {job, job->taken, job->taken + size};
    job->taken += size;
    if (size < left)
        append(pool, job);
    return slice;
}

/* Waits for work: a slice of a divided job, or new jobs, a fair share of those that wait. Returns how many; 0 at the
 * end. */
static size_t take(struct pool *pool, struct classifier *classifier, uint64_t *seen, struct slice slices[TOGETHER])
{
    size_t count = 0;
    pthread_mutex_lock(&pool->lock);
    while (!pool->first && !pool->stops) {
        const uint64_t generation = atomic_load(&pool->generation);
        if (*seen != generation) {
            *seen = generation;
            pthread_mutex_unlock(&pool->lock);
            classifier_drop_old(classifier, pool->models);
            pthread_mutex_lock(&pool->lock);
        } else {
            pthread_cond_wait(&pool->changed, &pool->lock);
        }
    }
    if (pool->first && pool->first->divided) {
        slices[count++] = next_slice(pool);
    } else {
        const size_t share = (pool->waiting + pool->wanted - 1) / pool->wanted;
        while (pool->first && !pool->first->divided && count < TOGETHER && count < share)
            slices[count++] = (struct slice){.job = remove_first(pool)};
    }
    pthread_mutex_unlock(&pool->lock);
    return count;
}

/* ---- threads ---- */

/* Other threads get slices of it, too. */
static void divide(struct pool *pool, struct job *job)
{
    job_divide(job);
    pthread_mutex_lock(&pool->lock);
    append(pool, job);
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
}

/* New jobs are read; the large ones are divided, and the small ones classified. */
static void work(struct pool *pool, struct classifier *classifier, struct slice slices[TOGETHER], size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct job *job = slices[i].job;
        if (!job->begun && !job_begin(job))
            continue;
        if (!job->divided && job->request.count > job->slice) {
            divide(pool, job);
            continue;
        }
        if (!job->divided)
            slices[i].to = job->request.count;
        slices[kept++] = slices[i];
    }
    classifier_run(classifier, slices, kept, pool->metrics);
}

static void *run_thread(void *user)
{
    struct pool *pool = user;
    struct classifier classifier = {0};
    uint64_t seen = 0;
    struct slice slices[TOGETHER];
    size_t count;
    while ((count = take(pool, &classifier, &seen, slices)) > 0)
        work(pool, &classifier, slices, count);
    classifier_free(&classifier);
    return NULL;
}

/* ---- the thread of the connections ---- */

/* Seconds that a request will take, as the last ones of its model did. */
static double expect(const struct pool *pool, const struct job *job)
{
    const double per_byte = pool->per_byte[job->served->slot];
    return (per_byte > 0 ? per_byte : UNMEASURED) * (double)job->exchange->body.size;
}

/* Whether it was kept. */
static bool keep(struct pool *pool, struct job *job)
{
    const double seconds = pool->kept_seconds + expect(pool, job);
    if (job->request.explain || job->request.count > job->slice || pool->kept_count == TOGETHER || seconds > QUICK ||
        tenor_model_label_count(job->served->model) > QUICK_LABELS)
        return false;
    pool->kept[pool->kept_count++] = (struct slice){job, 0, job->request.count};
    pool->kept_seconds = seconds;
    return true;
}

void pool_add(struct pool *pool, struct http_exchange *exchange, struct served *served, const struct request *request)
{
    struct job *job = job_new(exchange, served, request);
    if (exchange->body.size <= QUICK_BYTES && (!job_begin(job) || keep(pool, job))) {
        if (http_connections(exchange->http) == 1)
            pool_answer_kept(pool); /* nobody else can ask meanwhile */
        return;
    }
    /* Measured again once in a while: what was slow once need not stay so. */
    pool->per_byte[served->slot] *= 1 - 1.0 / 64;
    http_defer(exchange);
    pthread_mutex_lock(&pool->lock);
    const bool open = !pool->stops;
    if (open) {
        append(pool, job);
        pthread_cond_signal(&pool->changed);
    }
    pthread_mutex_unlock(&pool->lock);
    if (!open) {
        struct request_error error;
        request_fail(&error, 503, "ending", "ask again in a moment", "the server ends");
        job_fail(job, &error);
    }
}

/* Learns how much longer or shorter the batch took than was expected. */
static void run_measured(struct pool *pool)
{
    bool used[MODELS_MOST] = {0};
    for (size_t i = 0; i < pool->kept_count; i++)
        used[pool->kept[i].job->served->slot] = true;
    const double begun = clock_of_thread();
    classifier_run(&pool->classifier, pool->kept, pool->kept_count, pool->metrics);
    const double ratio = pool->kept_seconds > 0 ? (clock_of_thread() - begun) / pool->kept_seconds : 1;
    for (size_t i = 0; i < MODELS_MOST; i++) {
        const double old = pool->per_byte[i] > 0 ? pool->per_byte[i] : UNMEASURED;
        if (used[i])
            pool->per_byte[i] = old + (old * ratio - old) / INERTIA;
    }
}

void pool_answer_kept(struct pool *pool)
{
    const uint64_t generation = atomic_load(&pool->generation);
    if (pool->seen != generation) {
        pool->seen = generation;
        classifier_drop_old(&pool->classifier, pool->models);
    }
    if (pool->kept_count == 0)
        return;
    if (pool->batches++ % MEASURED == 0)
        run_measured(pool);
    else
        classifier_run(&pool->classifier, pool->kept, pool->kept_count, pool->metrics);
    pool->kept_count = 0;
    pool->kept_seconds = 0;
}

/* ---- start and stop ---- */

struct pool *pool_start(struct models *models, struct metrics *metrics, size_t threads)
{
    struct pool *pool = memory_resize(NULL, 1, sizeof *pool);
    *pool = (struct pool){.models = models, .metrics = metrics, .wanted = threads};
    pool->last = &pool->first;
    pool->threads = memory_resize(NULL, threads, sizeof *pool->threads);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    while (pool->thread_count < threads &&
           pthread_create(&pool->threads[pool->thread_count], NULL, run_thread, pool) == 0)
        pool->thread_count++;
    if (pool->thread_count == 0) {
        pool_free(pool);
        return NULL;
    }
    return pool;
}

size_t pool_waiting(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    const size_t waiting = pool->waiting;
    pthread_mutex_unlock(&pool->lock);
    return waiting;
}

void pool_models_changed(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->generation, 1);
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
}

void pool_stop(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->stops = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    pool->thread_count = 0;
}

void pool_free(struct pool *pool)
{
    classifier_free(&pool->classifier);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    free(pool->threads);
    free(pool);
}
