/* Thresholds of labels that make F1 on the dev corpus highest. What they are for: model/prediction.h. */
#ifndef TENOR_EVAL_THRESHOLDS_H
#define TENOR_EVAL_THRESHOLDS_H

#include "base/alloc.h"
#include "base/label_sets.h"

/* What they are fitted to. */
typedef struct tenor__fitting {
    const float *probabilities; /* [targets->count, labels] */
    const tenor__label_sets *targets;
    size_t labels;
} tenor__fitting;

/* Numbers of probabilities for which memory is taken. */
static const size_t TENOR__MOST_FITTING = (size_t)1 << 27;

/* Where texts have any number of labels: to thresholds[labels], for each label the one of the highest F1 (of several,
 * the one nearest to 0.5; 0.5 for a label that no sequence has). False when out of memory. */
bool tenor__thresholds_fit_each(const tenor__fitting *fitting, const tenor_alloc *alloc, float *thresholds);

/* Where each has one: thresholds that sum to 1 and whose predictions have a macro F1 no lower than those of equal
 * thresholds, found label by label until none can be moved to advantage. */
bool tenor__thresholds_fit_one(const tenor__fitting *fitting, const tenor_alloc *alloc, float *thresholds);

#endif
