#include "serve/metrics.h"

#include <stdio.h>

static const double bounds[METRICS_BUCKETS] = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                               0.025,  0.05,    0.1,    0.25,  0.5,    1,     5};

static const unsigned statuses[METRICS_STATUSES] = {0,   200, 204, 400, 401, 404, 405, 408,
                                                    413, 414, 415, 422, 429, 431, 500, 503};

static const char *const routes[METRICS_ROUTES] = {"/",        "/classify",     "/models", "/healthz",
                                                   "/metrics", "/openapi.json", "/report", "other"};

void metrics_add(struct metrics *metrics, enum route route, unsigned status, double seconds)
{
    size_t i = 0;
    size_t bucket = 0;
    while (i + 1 < METRICS_STATUSES && statuses[i] != status)
        i++;
    while (bucket < METRICS_BUCKETS && seconds > bounds[bucket])
        bucket++;
    atomic_fetch_add_explicit(&metrics->requests[route][i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&metrics->buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&metrics->nanoseconds, (uint64_t)(seconds * 1e9), memory_order_relaxed);
}

static unsigned long long count_of(atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_write(struct metrics *metrics, struct text *to)
{
    unsigned long long sum = 0;
    text_add(to, "# HELP tenor_requests_total Requests, by path and status (0: the client went away).\n"
                 "# TYPE tenor_requests_total counter\n");
    for (size_t route = 0; route < METRICS_ROUTES; route++)
        for (size_t i = 0; i < METRICS_STATUSES; i++)
            if (count_of(&metrics->requests[route][i]) > 0)
                text_add(to, "tenor_requests_total{path=\"%s\",status=\"%u\"} %llu\n", routes[route], statuses[i],
                         count_of(&metrics->requests[route][i]));
    text_add(to,
             "# HELP tenor_texts_total Texts classified.\n# TYPE tenor_texts_total counter\ntenor_texts_total %llu\n"
             "# HELP tenor_tokens_total Tokens of these texts.\n# TYPE tenor_tokens_total counter\n"
             "tenor_tokens_total %llu\n"
             "# HELP tenor_batches_total Batches in which texts were classified, those of several requests together.\n"
             "# TYPE tenor_batches_total counter\ntenor_batches_total %llu\n",
             count_of(&metrics->texts), count_of(&metrics->tokens), count_of(&metrics->batches));
    text_add(to, "# HELP tenor_request_duration_seconds Time from the header of a request to the end of its answer.\n"
                 "# TYPE tenor_request_duration_seconds histogram\n");
    for (size_t i = 0; i < METRICS_BUCKETS; i++) {
        sum += count_of(&metrics->buckets[i]);
        text_add(to, "tenor_request_duration_seconds_bucket{le=\"%g\"} %llu\n", bounds[i], sum);
    }
    sum += count_of(&metrics->buckets[METRICS_BUCKETS]);
    text_add(to,
             "tenor_request_duration_seconds_bucket{le=\"+Inf\"} %llu\ntenor_request_duration_seconds_sum %.6f\n"
             "tenor_request_duration_seconds_count %llu\n",
             sum, (double)count_of(&metrics->nanoseconds) / 1e9, sum);
}
