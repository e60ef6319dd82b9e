/* Stacking (Wolpert 1992) of two models' logits for the same texts: logits = first a + second b. The stacking weights
 * first and second minimize the mean cross-entropy of the softmax on texts that neither model was trained on. */
#ifndef TENOR_EVAL_STACKING_H
#define TENOR_EVAL_STACKING_H

#include "base/label_sets.h"

#include <stdbool.h>

typedef struct tenor__stacking {
    double first;
    double second;
} tenor__stacking;

/* a and b are [targets->count, labels] and finite; each target has one label, or soft targets. The result has first >=
 * 0.05 and second >= 0. A penalty pulls both towards 1; it matters only if count is small. */
tenor__stacking tenor__stacking_fit(const float *a, const float *b, const tenor__label_sets *targets, size_t labels);

/* The same for independent labels: a and b are [count] logits of a label that is present, 1, or not, 0, or with a
 * probability between; the cross-entropy is that of the sigmoid. */
tenor__stacking tenor__stacking_fit_each(const float *a, const float *b, const float *present, size_t count);

#endif
