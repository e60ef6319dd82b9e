/* Accuracy of the surest predictions: what is left when predictions below a threshold are rejected. */
#ifndef TENOR_EVAL_COVERAGE_H
#define TENOR_EVAL_COVERAGE_H

#include <tenor_train.h>

enum { TENOR__COVERAGE_STEPS = 10000 };

/* Counts of predictions by probability, in steps of 1 / 10000: bin k has those from k / 10000 on. */
typedef struct tenor__coverage {
    uint64_t *counts; /* [steps + 1] */
    uint64_t *right;  /* [steps + 1] */
    tenor_alloc alloc;
} tenor__coverage;

tenor_status tenor__coverage_init(tenor__coverage *coverage, const tenor_alloc *alloc);
void tenor__coverage_free(tenor__coverage *coverage); /* zero-initialized is allowed */
void tenor__coverage_add(tenor__coverage *coverage, float probability, bool right);

/* At the highest threshold that at least this share of the predictions reach; all 0 without predictions. */
tenor_coverage tenor__coverage_at(const tenor__coverage *coverage, double share);

/* At this threshold, rounded to a step. */
tenor_coverage tenor__coverage_above(const tenor__coverage *coverage, double threshold);

#endif
