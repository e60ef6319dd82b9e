/* A pool of worker threads that run numbered tasks. A task's result must depend only on its number, never on the thread
 * that runs it, so that results do not depend on the number of threads. */
#ifndef TENOR_BASE_POOL_H
#define TENOR_BASE_POOL_H

#include <tenor.h>

typedef struct tenor__pool tenor__pool;

/* The number of processors that this process may use. */
size_t tenor__pool_processors(void);

typedef void (*tenor__task_fn)(size_t task, void *user);

/* `threads` includes the calling thread: 1 starts no worker; 0 means tenor__pool_processors(). Signals are blocked in
 * the workers. Returns TENOR_IO if a thread cannot be started. */
tenor_status tenor__pool_new(size_t threads, const tenor_alloc *alloc, tenor__pool **out, tenor_error *error);

/* The same with as many threads as the system grants, half of what it refuses at a time: the caller's own alone is a
 * pool too. TENOR_OUT_OF_MEMORY only. */
tenor_status tenor__pool_new_granted(size_t threads, const tenor_alloc *alloc, tenor__pool **out);
void tenor__pool_free(tenor__pool *pool);

size_t tenor__pool_threads(const tenor__pool *pool);

/* Runs function(0..count - 1, user), each once, and returns when all are done. The calling thread also runs tasks.
 * Calls on one pool must not nest and must come from one thread at a time. */
void tenor__pool_run(tenor__pool *pool, tenor__task_fn function, void *user, size_t count);

#endif
