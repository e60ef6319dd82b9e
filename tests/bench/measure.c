#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double bench_seconds(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

double bench_cpu_seconds(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

void bench_sort(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
}

static double time_calls(void (*run)(void *user), void *user, size_t calls)
{
    const double begin = bench_seconds();
    for (size_t i = 0; i < calls; i++)
        run(user);
    return (bench_seconds() - begin) / (double)calls;
}

bench_time bench_measure(const bench_settings *settings, void (*run)(void *user), void *user)
{
    enum { MOST = 1000 };
    const double budget = 0.35;
    const double sample = 0.002; /* at least, so that the clock's own time does not count */
    double once = time_calls(run, user, 1);
    if (settings->quick)
        return (bench_time){once, once};
    once = time_calls(run, user, 1); /* what had to be allocated is there now */
    const size_t calls = once < sample ? (size_t)(sample / once) + 1 : 1;
    double samples[MOST];
    size_t count = 0;
    const double end = bench_seconds() + budget;
    while (count < MOST && (count < 3 || bench_seconds() < end))
        samples[count++] = time_calls(run, user, calls);
    bench_sort(samples, count);
    return (bench_time){samples[0], samples[count / 2]};
}

void *bench_get(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        fputs("out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return memory;
}

void bench_require(tenor_status status, const char *what, const tenor_error *error)
{
    if (status == TENOR_OK)
        return;
    fprintf(stderr, "%s: %s\n", what, error ? error->message : tenor_status_text(status));
    exit(EXIT_FAILURE);
}
