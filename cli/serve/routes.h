/* What the server answers on which path. */
#ifndef TENOR_CLI_SERVE_ROUTES_H
#define TENOR_CLI_SERVE_ROUTES_H

#include "serve/access_log.h"
#include "serve/pool.h"
#include "serve/rate.h"

#include <pthread.h>

struct routes {
    struct models *models;
    struct pool *pool;
    struct metrics metrics;
    struct access_log log; /* used by the thread of the connections, under log_lock */
    pthread_mutex_t log_lock;
    struct rate rate;
    const char *token; /* that clients must send; NULL for none */
    const char *cors;  /* the origin whose pages may read the answers; NULL for none */
    size_t most_texts;
    size_t body; /* bytes of a request, for messages */
    struct http *http;
};

/* The handler of http.h with these routes. */
struct http_handler routes_handler(struct routes *routes);

#endif
