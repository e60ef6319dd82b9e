/* The variances of macro and micro F1 by the delta method: each example moves a score by its influence, and the squares
 * of the influences add up (Efron 1982, "The Jackknife, the Bootstrap and Other Resampling Plans", section 6.3). With
 * one label a text these are the variances of Takahashi et al. 2022, "Confidence interval for micro-averaged F1 and
 * macro-averaged F1 scores". */
#ifndef TENOR_EVAL_F1_VARIANCE_H
#define TENOR_EVAL_F1_VARIANCE_H

#include "eval/metrics.h"

typedef struct tenor__f1_variance {
    const tenor__metrics *metrics; /* of all examples */
    double micro;                  /* F1 of all counts */
    double micro_size;             /* sum of support and predicted */
    size_t labels;                 /* that occur or are predicted */
    double macro_squares;          /* sums of squared influences */
    double micro_squares;
} tenor__f1_variance;

/* metrics have all the examples that will be added, and outlive it. */
tenor__f1_variance tenor__f1_variance_begin(const tenor__metrics *metrics);

/* `count` examples with these labels and these predictions, each without repeats. */
void tenor__f1_variance_add(tenor__f1_variance *variance, const size_t *actual, size_t actual_count,
                            const size_t *predicted, size_t predicted_count, uint64_t count);

double tenor__f1_variance_macro(const tenor__f1_variance *variance);
double tenor__f1_variance_micro(const tenor__f1_variance *variance);

#endif
