#define _GNU_SOURCE /* sched_getaffinity */
#include "base/pool.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/thread.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The state of a job is one integer, so that a worker joins a job, or finds it closed, in one atomic step:
 *
 *     bits 32..63  the job's generation     bit 31  open: workers may join     bits 0..30  workers that have joined
 *
 * The caller opens a job, runs tasks like a worker, closes the job when no task is left, and waits until all workers
 * that joined have left. A worker that wakes up too late finds the job closed, and nobody waits for it. The job's
 * fields change only while it is closed and no worker has joined.
 *
 * A waiting thread first spins for about fifty microseconds, because training runs one job right after another and
 * waking a thread takes about that long. Then it sleeps. A sleeper counts itself before its last check, and a thread
 * that changes the state checks for sleepers after the change, so at least one of them sees the other. */

static const uint64_t GENERATION = UINT64_C(1) << 32;
static const uint64_t OPEN = UINT64_C(1) << 31;
static const uint64_t JOINED = (UINT64_C(1) << 31) - 1;

enum { SPINS = 5000, CACHE_LINE = 64 };

struct tenor__pool {
    tenor_alloc alloc;
    size_t threads;
    size_t started;
    int spins; /* checks before sleeping; 0 if there are more threads than processors */
    pthread_t *workers;
    pthread_mutex_t mutex; /* for sleeping, not for the job */
    pthread_cond_t wake;   /* there is a new job, or the pool ends */
    pthread_cond_t left;   /* the last worker has left a closed job */
    tenor__task_fn function;
    void *user;
    size_t count;
    _Alignas(CACHE_LINE) _Atomic uint64_t job;
    _Atomic size_t sleepers;
    atomic_bool caller_sleeps;
    atomic_bool stop;
    _Alignas(CACHE_LINE) _Atomic size_t next; /* next task */
};

static void pause_briefly(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* A store that later loads must not pass. A sequentially consistent store would do, but qemu-user 7.2 emulating aarch64
 * on x86-64 lets loads pass any store that is not a read-modify-write. So this is an exchange. */
#define ORDERED_STORE(place, value) ((void)atomic_exchange(place, value))

static void take_tasks(tenor__pool *pool)
{
    for (;;) {
        const size_t task = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
        if (task >= pool->count)
            return;
        pool->function(task, pool->user);
    }
}

/* Whether there is a new job for a worker that has seen generation `seen`, or the pool ends. */
static bool has_work(tenor__pool *pool, uint64_t seen)
{
    return atomic_load(&pool->job) / GENERATION != seen || atomic_load(&pool->stop);
}

static void wait_for_work(tenor__pool *pool, uint64_t seen)
{
    for (int i = 0; i < pool->spins; i++) {
        if (has_work(pool, seen))
            return;
        pause_briefly();
    }
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add(&pool->sleepers, 1);
    while (!has_work(pool, seen))
        pthread_cond_wait(&pool->wake, &pool->mutex);
    atomic_fetch_sub(&pool->sleepers, 1);
    pthread_mutex_unlock(&pool->mutex);
}

static void wake_workers(tenor__pool *pool)
{
    if (atomic_load(&pool->sleepers) == 0)
        return;
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
}

static void leave(tenor__pool *pool)
{
    const uint64_t job = atomic_fetch_sub(&pool->job, 1) - 1;
    if ((job & (OPEN | JOINED)) != 0 || !atomic_load(&pool->caller_sleeps))
        return;
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_signal(&pool->left);
    pthread_mutex_unlock(&pool->mutex);
}

static void *work(void *argument)
{
    tenor__pool *pool = argument;
    for (uint64_t seen = 0;;) {
        wait_for_work(pool, seen);
        if (atomic_load(&pool->stop))
            return NULL;
        uint64_t job = atomic_load(&pool->job);
        while ((job & OPEN) != 0 && !atomic_compare_exchange_weak(&pool->job, &job, job + 1))
            continue;
        seen = job / GENERATION;
        if ((job & OPEN) != 0) {
            take_tasks(pool);
            leave(pool);
        }
    }
}

static bool has_no_workers(tenor__pool *pool)
{
    return (atomic_load(&pool->job) & JOINED) == 0;
}

static void wait_for_workers(tenor__pool *pool)
{
    for (int i = 0; i < pool->spins; i++) {
        if (has_no_workers(pool))
            return;
        pause_briefly();
    }
    pthread_mutex_lock(&pool->mutex);
    ORDERED_STORE(&pool->caller_sleeps, true);
    while (!has_no_workers(pool))
        pthread_cond_wait(&pool->left, &pool->mutex);
    atomic_store(&pool->caller_sleeps, false);
    pthread_mutex_unlock(&pool->mutex);
}

void tenor__pool_run(tenor__pool *pool, tenor__task_fn function, void *user, size_t count)
{
    if (pool->started == 0 || count < 2) {
        for (size_t task = 0; task < count; task++)
            function(task, user);
        return;
    }
    pool->function = function;
    pool->user = user;
    pool->count = count;
    atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
    const uint64_t generation = atomic_load(&pool->job) / GENERATION + 1;
    ORDERED_STORE(&pool->job, generation * GENERATION | OPEN);
    wake_workers(pool);
    take_tasks(pool);
    atomic_fetch_and(&pool->job, ~OPEN);
    wait_for_workers(pool);
}

size_t tenor__pool_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return (size_t)CPU_COUNT(&set);
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (size_t)online : 1;
}

/* Returns 0 or the error number. */
static int start_workers(tenor__pool *pool)
{
    int why = 0;
    while (why == 0 && pool->started + 1 < pool->threads) {
        why = tenor__thread_start(&pool->workers[pool->started], work, pool);
        pool->started += why == 0;
    }
    return why;
}

static bool init_sleeping(tenor__pool *pool)
{
    if (pthread_mutex_init(&pool->mutex, NULL) != 0)
        return false;
    if (pthread_cond_init(&pool->wake, NULL) == 0) {
        if (pthread_cond_init(&pool->left, NULL) == 0)
            return true;
        pthread_cond_destroy(&pool->wake);
    }
    pthread_mutex_destroy(&pool->mutex);
    return false;
}

tenor_status tenor__pool_new(size_t threads, const tenor_alloc *alloc, tenor__pool **out, tenor_error *error)
{
    *out = NULL;
    const tenor_alloc used = tenor__alloc_of(alloc);
    const size_t available = tenor__pool_processors();
    if (threads == 0)
        threads = available;
    tenor__pool *pool = tenor__alloc_aligned(&used, 1, sizeof *pool);
    pthread_t *workers = tenor__alloc_array(&used, threads, sizeof *workers);
    if (pool) {
        memset(pool, 0, sizeof *pool);
        pool->alloc = used;
        pool->threads = threads;
        pool->spins = threads <= available ? SPINS : 0;
        pool->workers = workers;
    }
    if (!pool || !workers || !init_sleeping(pool)) {
        tenor__alloc_free(&used, workers);
        tenor__alloc_free_aligned(&used, pool);
        return tenor__error_set_memory(error);
    }
    const int why = start_workers(pool);
    if (why != 0) {
        char what[64];
        snprintf(what, sizeof what, "%zu threads (ask for fewer)", threads);
        tenor__pool_free(pool);
        return tenor__error_set_system(error, why, "start", what);
    }
    *out = pool;
    return TENOR_OK;
}

tenor_status tenor__pool_new_granted(size_t threads, const tenor_alloc *alloc, tenor__pool **out)
{
    if (threads == 0)
        threads = tenor__pool_processors();
    tenor_status status = tenor__pool_new(threads, alloc, out, NULL);
    while (status == TENOR_IO && threads > 1)
        status = tenor__pool_new(threads /= 2, alloc, out, NULL);
    return status;
}

void tenor__pool_free(tenor__pool *pool)
{
    if (!pool)
        return;
    ORDERED_STORE(&pool->stop, true);
    wake_workers(pool);
    for (size_t i = 0; i < pool->started; i++)
        pthread_join(pool->workers[i], NULL);
    pthread_mutex_destroy(&pool->mutex);
    pthread_cond_destroy(&pool->wake);
    pthread_cond_destroy(&pool->left);
    tenor_alloc alloc = pool->alloc;
    tenor__alloc_free(&alloc, pool->workers);
    tenor__alloc_free_aligned(&alloc, pool);
}

size_t tenor__pool_threads(const tenor__pool *pool)
{
    return pool->threads;
}
