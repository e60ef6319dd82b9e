/* A pool of worker threads that run numbered tasks. What a task computes must depend on its number alone, never on the
 * thread that runs it: then results do not depend on the number of threads. */
#ifndef TENOR_BASE_POOL_H
#define TENOR_BASE_POOL_H

#include <tenor.h>

typedef struct tenor__pool tenor__pool;

/* How many processors this process may run on. */
size_t tenor__pool_processors(void);

typedef void (*tenor__task_fn)(size_t task, void *user);

/* threads counts the caller's own: 1 starts none; 0 means as many as the process may run on. Signals are blocked in the
 * workers. TENOR_IO when a thread cannot be started. */
tenor_status tenor__pool_new(size_t threads, const tenor_alloc *alloc, tenor__pool **out, tenor_error *error);
void tenor__pool_free(tenor__pool *pool);

size_t tenor__pool_threads(const tenor__pool *pool);

/* Runs function(0..count - 1), each once, and returns when all are done. The calling thread takes its share. Calls of
 * one pool do not nest and come from one thread at a time. */
void tenor__pool_run(tenor__pool *pool, tenor__task_fn function, void *user, size_t count);

#endif
