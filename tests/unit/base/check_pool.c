#define _GNU_SOURCE /* sched_getaffinity */
#include "base/pool.h"

#include "base/failing.h"
#include "base/threads.h"
#include "check_main.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_TASKS = 1000 };

static tenor__pool *new_pool(size_t threads)
{
    tenor__pool *pool;
    tenor_error error;
    ck_assert_msg(tenor__pool_new(threads, NULL, &pool, &error) == TENOR_OK, "%s", error.message);
    return pool;
}

/* Not atomic: a sanitizer sees it when a task is done twice at once, or when what it wrote is not seen after the run.
 */
static void count_task(size_t task, void *user)
{
    int *counts = user;
    counts[task]++;
}

START_TEST(each_task_once)
{
    static const size_t sizes[] = {0, 1, 2, 3, 7, 64, MOST_TASKS};
    for (size_t threads = 1; threads <= 5; threads++) {
        tenor__pool *pool = new_pool(threads);
        ck_assert_uint_eq(tenor__pool_threads(pool), threads);
        static int counts[MOST_TASKS];
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (int round = 0; round < 20; round++) {
                memset(counts, 0, sizeof counts);
                tenor__pool_run(pool, count_task, counts, sizes[i]);
                int wrong = 0;
                for (size_t task = 0; task < MOST_TASKS; task++)
                    wrong += counts[task] != (task < sizes[i]);
                ck_assert_int_eq(wrong, 0);
            }
        tenor__pool_free(pool);
    }
    tenor__pool_free(NULL);
}
END_TEST

START_TEST(many_small_jobs)
{
    tenor__pool *pool = new_pool(3);
    static int counts[4];
    memset(counts, 0, sizeof counts);
    for (int job = 0; job < 20000; job++) {
        tenor__pool_run(pool, count_task, counts, 4);
        ck_assert_int_eq(counts[0] + counts[1] + counts[2] + counts[3], 4 * (job + 1));
        if (job % 2000 == 0)
            usleep(2000); /* the workers fall asleep */
    }
    tenor__pool_free(pool);
}
END_TEST

START_TEST(pools_start_and_stop)
{
    for (int i = 0; i < 200; i++) {
        tenor__pool *pool = new_pool(1 + (size_t)i % 4);
        static int counts[8];
        if (i % 3 > 0)
            tenor__pool_run(pool, count_task, counts, 8);
        if (i % 20 == 0)
            usleep(500);
        tenor__pool_free(pool);
    }
}
END_TEST

typedef struct meeting {
    atomic_int arrived;
    int expected;
} meeting;

/* Ends only when as many tasks run at once. */
static void meet(size_t task, void *user)
{
    (void)task;
    meeting *all = user;
    atomic_fetch_add(&all->arrived, 1);
    while (atomic_load(&all->arrived) < all->expected)
        sched_yield();
}

START_TEST(tasks_run_at_once)
{
    for (int threads = 1; threads <= 4; threads++) {
        tenor__pool *pool = new_pool((size_t)threads);
        for (int round = 0; round < 20; round++) {
            meeting all = {.expected = threads};
            tenor__pool_run(pool, meet, &all, (size_t)threads);
            ck_assert_int_eq(atomic_load(&all.arrived), threads);
        }
        tenor__pool_free(pool);
    }
}
END_TEST

typedef struct shares {
    pthread_t caller;
    atomic_int by_caller;
    atomic_int done;
} shares;

static void note_thread(size_t task, void *user)
{
    (void)task;
    shares *noted = user;
    atomic_fetch_add(&noted->by_caller, pthread_equal(pthread_self(), noted->caller) != 0);
    atomic_fetch_add(&noted->done, 1);
    usleep(1000);
}

START_TEST(the_caller_works_too)
{
    tenor__pool *pool = new_pool(2);
    shares noted = {.caller = pthread_self()};
    tenor__pool_run(pool, note_thread, &noted, 40);
    ck_assert_int_eq(atomic_load(&noted.done), 40);
    ck_assert_int_gt(atomic_load(&noted.by_caller), 0);
    ck_assert_int_lt(atomic_load(&noted.by_caller), 40);
    tenor__pool_free(pool);
    pool = new_pool(1);
    shares alone = {.caller = pthread_self()};
    tenor__pool_run(pool, note_thread, &alone, 5);
    ck_assert_int_eq(atomic_load(&alone.by_caller), 5);
    tenor__pool_free(pool);
}
END_TEST

START_TEST(zero_means_all_processors)
{
    cpu_set_t before;
    cpu_set_t one;
    ck_assert_int_eq(sched_getaffinity(0, sizeof before, &before), 0);
    tenor__pool *pool = new_pool(0);
    ck_assert_uint_eq(tenor__pool_threads(pool), (size_t)CPU_COUNT(&before));
    tenor__pool_free(pool);
    size_t processor = 0;
    while (!CPU_ISSET(processor, &before))
        processor++;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
    pool = new_pool(0);
    ck_assert_uint_eq(tenor__pool_threads(pool), 1);
    tenor__pool_free(pool);
    /* More threads than processors: slow, not stuck. */
    pool = new_pool(4);
    static int counts[64];
    for (int i = 0; i < 50; i++)
        tenor__pool_run(pool, count_task, counts, 64);
    ck_assert_int_eq(counts[63], 50);
    tenor__pool_free(pool);
    sched_setaffinity(0, sizeof before, &before);
}
END_TEST

static atomic_int unblocked;
static atomic_int faults_blocked;

static void look_at_signals(size_t task, void *user)
{
    (void)task;
    const pthread_t *caller = user;
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    if (!pthread_equal(pthread_self(), *caller) && !sigismember(&mask, SIGINT))
        atomic_fetch_add(&unblocked, 1);
    atomic_fetch_add(&faults_blocked, sigismember(&mask, SIGBUS) || sigismember(&mask, SIGSEGV));
    usleep(500);
}

START_TEST(signals_are_the_callers)
{
    sigset_t before;
    sigset_t after;
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    tenor__pool *pool = new_pool(4);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    ck_assert_int_eq(sigismember(&before, SIGINT), sigismember(&after, SIGINT));
    pthread_t caller = pthread_self();
    tenor__pool_run(pool, look_at_signals, &caller, 40);
    ck_assert_int_eq(atomic_load(&unblocked), 0);
    ck_assert_int_eq(atomic_load(&faults_blocked), 0);
    tenor__pool_free(pool);
}
END_TEST

START_TEST(idle_workers_sleep)
{
    tenor__pool *pool = new_pool(3);
    static int counts[8];
    tenor__pool_run(pool, count_task, counts, 8);
    usleep(20000);
    struct timespec start;
    struct timespec end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    usleep(300000);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    const double used = (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
    ck_assert_double_lt(used, 0.05);
    tenor__pool_free(pool);
}
END_TEST

START_TEST(out_of_memory)
{
    for (size_t fail_at = 1;; fail_at++) {
        failing state = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor__pool *pool = (tenor__pool *)(uintptr_t)1;
        tenor_error error;
        const tenor_status status = tenor__pool_new(2, &alloc, &pool, &error);
        if (status == TENOR_OK) {
            ck_assert_uint_eq(fail_at, 3);
            tenor__pool_free(pool);
            ck_assert_uint_eq(state.alive, 0);
            break;
        }
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert_ptr_null(pool);
        ck_assert_uint_eq(state.alive, 0);
    }
    tenor__pool *pool;
    ck_assert_int_eq(tenor__pool_new(SIZE_MAX, NULL, &pool, NULL), TENOR_OUT_OF_MEMORY);
}
END_TEST

START_TEST(a_thread_that_cannot_start)
{
#if CAN_REFUSE_THREADS
    pthread_attr_t before;
    refuse_threads(&before);
    failing state = {0};
    const tenor_alloc alloc = failing_alloc(&state);
    tenor__pool *pool = (tenor__pool *)(uintptr_t)1;
    tenor_error error;
    ck_assert_int_eq(tenor__pool_new(3, &alloc, &pool, &error), TENOR_IO);
    ck_assert_ptr_null(pool);
    ck_assert_uint_eq(state.alive, 0);
    ck_assert_ptr_nonnull(strstr(error.message, "3 threads (ask for fewer)"));
    ck_assert_int_eq(tenor__pool_new(1, &alloc, &pool, &error), TENOR_OK); /* needs none */
    tenor__pool_free(pool);
    ck_assert_int_eq(tenor__pool_new_granted(7, &alloc, &pool), TENOR_OK);
    ck_assert_uint_eq(tenor__pool_threads(pool), 1);
    tenor__pool_free(pool);
    ck_assert_uint_eq(state.alive, 0);
    grant_threads(&before);
    ck_assert_int_eq(tenor__pool_new_granted(7, &alloc, &pool), TENOR_OK);
    ck_assert_uint_eq(tenor__pool_threads(pool), 7);
    tenor__pool_free(pool);
#endif
}
END_TEST

CHECK_MAIN("base/pool", each_task_once, many_small_jobs, pools_start_and_stop, tasks_run_at_once, the_caller_works_too,
           zero_means_all_processors, signals_are_the_callers, idle_workers_sleep, out_of_memory,
           a_thread_that_cannot_start)
