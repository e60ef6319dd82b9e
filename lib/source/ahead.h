/* A thread that reads ahead: it fills a few buffers with what comes next while the caller works on what came before. */
#ifndef TENOR_SOURCE_AHEAD_H
#define TENOR_SOURCE_AHEAD_H

#include <tenor.h>

typedef struct tenor__ahead tenor__ahead;

/* Reads at most `room` bytes, at least one before the end. Called on the thread, which must not be kept waiting for
 * long: tenor__ahead_free waits for a call to return. */
typedef tenor_status (*tenor__ahead_fn)(void *user, char *out, size_t room, size_t *got, bool *end, tenor_error *error);

/* Starts the thread. From then on `read` and what it uses belong to the thread, until tenor__ahead_free. *out is NULL
 * where there is nothing to win or the rules of memory forbid it: with one processor, with a hook (which may only be
 * called on the caller's thread, and which `read` may call), or when the system grants no thread. Then the caller reads
 * by itself. TENOR_OUT_OF_MEMORY only. */
tenor_status tenor__ahead_new(tenor__ahead_fn read, void *user, const tenor_alloc *alloc, tenor__ahead **out);

/* Stops the thread, wherever it is. */
void tenor__ahead_free(tenor__ahead *ahead);

/* What `read` would have given, failures in their place among the bytes included. A failure is given again by each
 * further call. */
tenor_status tenor__ahead_read(tenor__ahead *ahead, char *out, size_t room, size_t *got, bool *end, tenor_error *error);

#endif
