/* How much two scorers of the same texts count together: logits = first a + second b, where a and b minimize the mean
 * cross-entropy of the softmax on texts that neither was trained on (stacking: Wolpert 1992). */
#ifndef TENOR_EVAL_STACKING_H
#define TENOR_EVAL_STACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct tenor__stacking {
    double first;
    double second;
} tenor__stacking;

/* a and b are [count, labels], finite. first is at least 0.05 and second at least 0; both are drawn towards 1 by a
 * penalty that matters when count is small. */
tenor__stacking tenor__stacking_fit(const float *a, const float *b, const uint32_t *targets, size_t count,
                                    size_t labels);

/* The same where each number is the logit of a label by itself, which is there or not: a and b are [count], and the
 * cross-entropy is that of the sigmoid. */
tenor__stacking tenor__stacking_fit_each(const float *a, const float *b, const bool *present, size_t count);

#endif
