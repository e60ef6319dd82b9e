/* What the models of several folds predict, taken together: each text by the model that has not seen it. */
#ifndef TENOR_CLI_PAGE_POOLED_H
#define TENOR_CLI_PAGE_POOLED_H

#include "page/evidence.h"

#include <pthread.h>

struct pooled {
    pthread_mutex_t lock;
    tenor_report *report; /* NULL until the first text */
    struct evidence evidence;
    tenor_status status; /* the first failure */
};

void pooled_init(struct pooled *pooled);

/* Takes a text; from any thread. */
void pooled_add(struct pooled *pooled, const tenor_evaluated *evaluated);

/* Once, after the last. False where there was no text, or memory ran out. */
bool pooled_finish(struct pooled *pooled);
void pooled_free(struct pooled *pooled);

#endif
