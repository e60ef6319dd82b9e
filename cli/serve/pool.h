/* The threads that classify: each has a session of its own for each model. Small requests that wait together are
 * classified in one batch; large ones are divided among the threads, a slice after the other, so that no small one
 * waits for them. */
#ifndef TENOR_CLI_SERVE_POOL_H
#define TENOR_CLI_SERVE_POOL_H

#include "serve/http.h"
#include "serve/metrics.h"
#include "serve/models.h"
#include "serve/request.h"

struct pool;

/* NULL when the system gives no thread. */
struct pool *pool_start(struct models *models, struct metrics *metrics, size_t threads);

/* A request for a model, which the pool takes over, as it does the exchange, which http_defer was called for. False,
 * and nothing is taken, when the pool ends. */
bool pool_add(struct pool *pool, struct http_exchange *exchange, struct served *served, const struct request *request);

/* Requests that wait for a thread, or are divided. */
size_t pool_waiting(struct pool *pool);

/* Models were replaced: threads that wait let go of the old ones. */
void pool_models_changed(struct pool *pool);

/* Answers what it has, and ends. */
void pool_stop(struct pool *pool);

#endif
