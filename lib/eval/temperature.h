/* Temperature scaling: the temperature that calibrates probabilities (Guo et al., "On Calibration of Modern Neural
 * Networks", ICML 2017, section 4.2). */
#ifndef TENOR_EVAL_TEMPERATURE_H
#define TENOR_EVAL_TEMPERATURE_H

#include "base/label_sets.h"

/* Returns the temperature T for which logits[count, labels] / T have the least mean log loss. T is a multiple of 0.001
 * in the range of model.json. The target of row i is text i x stride of the targets, each with one label. Returns 1 if
 * all temperatures are equally good or if a logit is not finite.
 *
 * The targets are smoothed: a fraction 2 / (count + 2) of each goes to all labels evenly (Platt 1999, after Laplace).
 * So a few examples that are all predicted correctly do not make the probabilities certain. */
double tenor__temperature_fit(const float *logits, const tenor__label_sets *targets, size_t stride, size_t count,
                              size_t labels);

#endif
