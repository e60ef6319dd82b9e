/* 95 % confidence intervals of scores. */
#ifndef TENOR_EVAL_INTERVAL_H
#define TENOR_EVAL_INTERVAL_H

#include <tenor_train.h>

/* Of a share of n examples (Wilson 1927). n need not be whole; 0 gives 0 to 1. */
tenor_interval tenor__interval_share(double share, double n);

/* Of the difference of two groups' shares of right texts (Newcombe 1998, method 10), at `z` standard deviations. */
tenor_interval tenor__interval_difference(tenor_group_counts a, tenor_group_counts b, double z);

/* The z for which |Z| is above it with a probability of `outside`, of the normal distribution. */
double tenor__interval_normal(double outside);

/* Of a score from 0 to 1, such as macro F1, with the variance of its estimate: Wilson's, for as many examples as a
 * share of this size and variance would have (Korn and Graubard 1998). Where nothing varies it takes all n. */
tenor_interval tenor__interval_score(double score, double variance, double n);

/* Of the F1 of a label (Lam et al. 2023, "Wilson indirect"): right / (support + predicted - right) is a share, of which
 * F1 is a growing function. */
tenor_interval tenor__interval_f1(uint64_t right, uint64_t support, uint64_t predicted);

/* Of a mean of n values with these sums: normal. At least `least`; both ends are the mean for n < 2. */
tenor_interval tenor__interval_mean(double sum, double squares, double n, double least);

/* Of the mean of a score over folds (Nadeau and Bengio 2003): the scores of folds that share their training texts vary
 * together, so that their variance counts 1 / folds + test / train. Within 0 and `most`; all of it for one fold. */
tenor_interval tenor__interval_folds(double mean, double deviation, size_t folds, double test_share, double most);

/* The t for which |T| is below it with a probability of 95 %. Student's distribution; 0 degrees are no number. */
double tenor__interval_student(size_t degrees);

#endif
