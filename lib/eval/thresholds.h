/* Fits thresholds of labels that maximize F1 on the dev corpus. model/prediction.h says how they are used. */
#ifndef TENOR_EVAL_THRESHOLDS_H
#define TENOR_EVAL_THRESHOLDS_H

#include "base/alloc.h"
#include "base/label_sets.h"

/* The examples to fit thresholds to. */
typedef struct tenor__fitting {
    const float *probabilities; /* [targets->count, labels] */
    const tenor__label_sets *targets;
    size_t labels;
} tenor__fitting;

/* The most probabilities that fitting allocates memory for. */
static const size_t TENOR__MOST_FITTING = (size_t)1 << 27;

/* For texts with any number of labels: writes to thresholds[labels] the threshold of each label with the highest F1.
 * Among equals it takes the one nearest to 0.5; a label that no example has gets 0.5. Returns false if memory runs
 * out. */
bool tenor__thresholds_fit_each(const tenor__fitting *fitting, const tenor_alloc *alloc, float *thresholds);

/* For texts with one label: writes thresholds that sum to 1. Their macro F1 is at least that of equal thresholds. They
 * are optimized label by label until no change improves them, for a few rounds at most. Returns false if memory runs
 * out. */
bool tenor__thresholds_fit_one(const tenor__fitting *fitting, const tenor_alloc *alloc, float *thresholds);

#endif
