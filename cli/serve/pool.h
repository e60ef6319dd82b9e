/* Who classifies: threads with a session each, and the thread of the connections itself. What takes less time than
 * waking another thread is kept, and answered by the thread of the connections when it has read all that has come: that
 * is one batch. Of what is left, small requests that wait together are one batch, and large ones are divided among the
 * threads, a slice after the other, so that no small one waits for them. */
#ifndef TENOR_CLI_SERVE_POOL_H
#define TENOR_CLI_SERVE_POOL_H

#include "serve/http.h"
#include "serve/metrics.h"
#include "serve/models.h"
#include "serve/request.h"

struct pool;

/* NULL when the system gives no thread. */
struct pool *pool_start(struct models *models, struct metrics *metrics, size_t threads);

/* A request for a model, both of which the pool takes over. On the thread of the connections, whose handler need not do
 * any more for the exchange. */
void pool_add(struct pool *pool, struct http_exchange *exchange, struct served *served, const struct request *request);

/* Answers what was kept for the thread of the connections, which calls it. */
void pool_answer_kept(struct pool *pool);

/* Requests that wait for a thread, or are divided. */
size_t pool_waiting(struct pool *pool);

/* Models were replaced: threads that wait let go of the old ones. */
void pool_models_changed(struct pool *pool);

/* Answers what it has, and takes no more. */
void pool_stop(struct pool *pool);

/* After pool_stop, when there is no thread of connections any more. */
void pool_free(struct pool *pool);

#endif
