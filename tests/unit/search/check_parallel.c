#include "check_main.h"

#include "search/parallel.h"

#include "base/failing.h"
#include "base/error.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum { JOBS = 7 };

/* What the jobs do: each waits for those that it is to come with or after, and ends as it is told to. */
typedef struct plan {
    size_t with[JOBS];  /* a job waits until so many have begun, itself included */
    size_t after[JOBS]; /* and until so many others have ended */
    tenor_status ends[JOBS];
    size_t stop_at; /* told, which stops all; 0 for never */
    atomic_size_t begun;
    atomic_size_t ended;
    size_t threads[JOBS]; /* as handed over; 0 for a job that did not run */
    size_t told[JOBS];
    size_t told_count;
} plan;

static tenor_status work(tenor__parallel *parallel, size_t job, size_t threads, void *user, tenor_error *error)
{
    plan *jobs = user;
    (void)parallel;
    jobs->threads[job] = threads;
    atomic_fetch_add(&jobs->begun, 1);
    while (atomic_load(&jobs->begun) < jobs->with[job])
        sched_yield();
    while (atomic_load(&jobs->ended) < jobs->after[job])
        sched_yield();
    if (jobs->after[job] > 0) /* until their ends are known */
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    atomic_fetch_add(&jobs->ended, 1);
    return jobs->ends[job] == TENOR_OK ? TENOR_OK : tenor__error_set(error, jobs->ends[job], "job %zu", job);
}

static bool look(size_t job, const tenor_progress *progress, void *user)
{
    (void)job;
    (void)progress;
    (void)user;
    return true;
}

static bool tell(size_t job, void *user)
{
    plan *jobs = user;
    jobs->told[jobs->told_count++] = job;
    return jobs->told_count != jobs->stop_at;
}

static tenor_status run(plan *jobs, size_t count, size_t threads, const tenor_alloc *alloc, tenor_error *error)
{
    const tenor__parallel_jobs all = {count, threads, jobs, work, look, tell};
    return tenor__parallel_run(&all, alloc, error);
}

START_TEST(ends_are_told_in_order)
{
    /* With two threads: 0 ends last, after all the others. */
    plan jobs = {.after = {JOBS - 1}};
    ck_assert_int_eq(run(&jobs, JOBS, 2, NULL, NULL), TENOR_OK);
    ck_assert_uint_eq(jobs.told_count, JOBS);
    for (size_t i = 0; i < JOBS; i++)
        ck_assert_uint_eq(jobs.told[i], i);
}
END_TEST

START_TEST(threads_are_shared_out)
{
    /* A thread each; the jobs of a last round share what is left. */
    static const struct {
        size_t jobs, threads, first, last;
    } cases[] = {{7, 1, 1, 1}, {6, 3, 1, 1}, {7, 3, 1, 3}, {5, 4, 1, 4}, {6, 4, 1, 2}, {2, 5, 2, 2}, {1, 4, 4, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        plan jobs = {.stop_at = 0};
        ck_assert_int_eq(run(&jobs, cases[i].jobs, cases[i].threads, NULL, NULL), TENOR_OK);
        ck_assert_uint_eq(jobs.threads[0], cases[i].first);
        ck_assert_uint_eq(jobs.threads[cases[i].jobs - 1], cases[i].last);
    }
}
END_TEST

START_TEST(the_first_failure_counts)
{
    tenor_error error = {0};
    /* 1 fails first, but 0 does too. */
    plan jobs = {.after = {1}, .ends = {TENOR_BAD_DATA, TENOR_NOT_FINITE}};
    ck_assert_int_eq(run(&jobs, JOBS, 2, NULL, &error), TENOR_BAD_DATA);
    ck_assert_str_eq(error.message, "job 0");
    ck_assert_uint_eq(jobs.told_count, 0);
    /* 0 fails, and then 1. */
    jobs = (plan){.with = {2}, .after = {0, 1}, .ends = {TENOR_BAD_DATA, TENOR_NOT_FINITE}};
    ck_assert_int_eq(run(&jobs, JOBS, 2, NULL, &error), TENOR_BAD_DATA);
    ck_assert_str_eq(error.message, "job 0");
    /* Those before a failure go on, those behind it do not begin. */
    jobs = (plan){.ends = {TENOR_OK, TENOR_OK, TENOR_NOT_FINITE}};
    ck_assert_int_eq(run(&jobs, JOBS, 1, NULL, &error), TENOR_NOT_FINITE);
    ck_assert_uint_eq(jobs.told_count, 2);
    ck_assert_uint_eq(jobs.threads[3], 0);
}
END_TEST

START_TEST(failing_tells_what_is_done)
{
    /* 1 is done when 0 fails: nobody told it before. */
    plan jobs = {.with = {2, 2}, .after = {1}, .ends = {TENOR_BAD_DATA}};
    ck_assert_int_eq(run(&jobs, 2, 2, NULL, NULL), TENOR_BAD_DATA);
    ck_assert_uint_eq(jobs.told_count, 1);
    ck_assert_uint_eq(jobs.told[0], 1);
}
END_TEST

START_TEST(stopping_tells_what_is_done)
{
    plan jobs = {.stop_at = 3};
    ck_assert_int_eq(run(&jobs, JOBS, 1, NULL, NULL), TENOR_INTERRUPTED);
    ck_assert_uint_eq(jobs.told_count, 3);
    ck_assert_uint_eq(jobs.threads[3], 0);
    /* 1 and 2 are done when 0, interrupted, ends: nobody told them before. */
    jobs = (plan){.after = {2, 0, 0, 3}, .ends = {TENOR_INTERRUPTED}, .stop_at = 1};
    run(&jobs, 4, 2, NULL, NULL);
    for (size_t i = 0; i < jobs.told_count; i++)
        ck_assert_uint_ne(jobs.told[i], 0);
}
END_TEST

START_TEST(no_jobs_and_no_memory)
{
    plan jobs = {.stop_at = 0};
    ck_assert_int_eq(run(&jobs, 0, 2, NULL, NULL), TENOR_OK);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        jobs = (plan){.stop_at = 0};
        status = run(&jobs, JOBS, 2, &alloc, NULL);
        ck_assert(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY);
        ck_assert_uint_eq(memory.alive, 0);
    }
}
END_TEST

CHECK_MAIN("search/parallel", ends_are_told_in_order, threads_are_shared_out, the_first_failure_counts,
           failing_tells_what_is_done, stopping_tells_what_is_done, no_jobs_and_no_memory)
