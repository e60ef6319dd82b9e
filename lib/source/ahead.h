/* A thread that reads ahead: it fills a few buffers with what comes next while the caller works on what came before. */
#ifndef TENOR_SOURCE_AHEAD_H
#define TENOR_SOURCE_AHEAD_H

#include <tenor.h>

typedef struct tenor__ahead tenor__ahead;

/* Reads at most `room` bytes, at least one before the end. Called on the thread, which must not be kept waiting for
 * long: tenor__ahead_free waits for a call to return. */
typedef tenor_status (*tenor__ahead_fn)(void *user, char *out, size_t room, size_t *got, bool *end, tenor_error *error);

/* Starts the thread. From then on `read` and what it uses belong to the thread, until tenor__ahead_free. NULL where
 * there is nothing to win or the rules of memory forbid it, and where memory or threads are short: with one processor,
 * with a hook (which may only be called on the caller's thread, and which `read` may call), or when the system refuses.
 * Then the caller reads by itself. */
tenor__ahead *tenor__ahead_new(tenor__ahead_fn read, void *user, const tenor_alloc *alloc);

/* Stops the thread once its present call of `read` returns. In a child process, which has no such thread, frees the
 * memory alone. */
void tenor__ahead_free(tenor__ahead *ahead);

/* What `read` would have given, failures in their place among the bytes included. A failure is given again by each
 * further call. TENOR_INVALID_ARGUMENT in a child process: fork copies no thread. */
tenor_status tenor__ahead_read(tenor__ahead *ahead, char *out, size_t room, size_t *got, bool *end, tenor_error *error);

#endif
