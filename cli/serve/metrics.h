/* What the server counts, in the text format of Prometheus. Any thread. */
#ifndef TENOR_CLI_SERVE_METRICS_H
#define TENOR_CLI_SERVE_METRICS_H

#include "text.h"

#include <stdatomic.h>

enum { METRICS_BUCKETS = 14, METRICS_STATUSES = 20, METRICS_ROUTES = 8 };

struct metrics {
    atomic_uint_fast64_t requests[METRICS_ROUTES][METRICS_STATUSES];
    atomic_uint_fast64_t texts;
    atomic_uint_fast64_t tokens;
    atomic_uint_fast64_t batches; /* calls of the model */
    atomic_uint_fast64_t buckets[METRICS_BUCKETS + 1];
    atomic_uint_fast64_t nanoseconds;
};

/* The paths by which requests are counted: fixed, so that clients cannot make new ones. */
enum route {
    ROUTE_PAGE,
    ROUTE_CLASSIFY,
    ROUTE_MODELS,
    ROUTE_HEALTH,
    ROUTE_METRICS,
    ROUTE_OPENAPI,
    ROUTE_REPORT,
    ROUTE_NONE
};

/* A request with this answer, after so many seconds. Status 0: the client went away. */
void metrics_add(struct metrics *metrics, enum route route, unsigned status, double seconds);

void metrics_write(struct metrics *metrics, struct text *to);

#endif
