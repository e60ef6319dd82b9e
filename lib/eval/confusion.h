/* The confusion matrix, as a sparse list of the pairs that occur. */
#ifndef TENOR_EVAL_CONFUSION_H
#define TENOR_EVAL_CONFUSION_H

#include "base/sort.h"

#include <tenor_train.h>

/* A zero-initialized value has no pairs. */
typedef struct tenor__confusion {
    tenor_alloc alloc;
    tenor__pair *examples; /* [example_count] actual and predicted label of each example, before sorting */
    size_t example_count;
    size_t capacity;
    tenor_confusion_pair *pairs; /* [count] sorted by actual, then by predicted label */
    size_t count;
} tenor__confusion;

/* Reserves room for `examples`; more may come. */
tenor_status tenor__confusion_init(tenor__confusion *confusion, size_t examples, const tenor_alloc *alloc);
void tenor__confusion_free(tenor__confusion *confusion);
bool tenor__confusion_add(tenor__confusion *confusion, size_t actual, size_t predicted); /* false: out of memory */

/* Counts the pairs. Call it once, after the last example. */
tenor_status tenor__confusion_sort(tenor__confusion *confusion);
uint64_t tenor__confusion_get(const tenor__confusion *confusion, size_t actual, size_t predicted);

#endif
