/* Counts of answers, and the scores that follow from them. */
#ifndef TENOR_EVAL_CONFUSION_H
#define TENOR_EVAL_CONFUSION_H

#include <tenor_train.h>

typedef struct tenor__confusion {
    tenor_alloc alloc;
    size_t labels;
    uint64_t *counts; /* [actual, answered] */
} tenor__confusion;

tenor_status tenor__confusion_init(tenor__confusion *confusion, size_t labels, const tenor_alloc *alloc);
void tenor__confusion_free(tenor__confusion *confusion);
void tenor__confusion_clear(tenor__confusion *confusion);
void tenor__confusion_add(tenor__confusion *confusion, size_t actual, size_t predicted);
uint64_t tenor__confusion_get(const tenor__confusion *confusion, size_t actual, size_t predicted);

#endif
