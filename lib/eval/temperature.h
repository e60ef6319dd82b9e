/* The temperature that makes probabilities mean what they say (Guo et al., "On Calibration of Modern Neural Networks",
 * ICML 2017, section 4.2). */
#ifndef TENOR_EVAL_TEMPERATURE_H
#define TENOR_EVAL_TEMPERATURE_H

#include <stddef.h>
#include <stdint.h>

/* The temperature, in thousandths and within the range of model.json, at which logits[count, labels] divided by it
 * have the least mean log loss on the examples and two more that are labeled evenly; the label of row i is targets[i x
 * stride]. 1 where no temperature is better than another, or the logits are not finite.
 *
 * The two added examples have this effect: a share 2 / (count + 2) of each target goes to all labels alike (Platt 1999,
 * after Laplace). A few examples that are all predicted correctly do not prove that the predictions are certain. */
double tenor__temperature_fit(const float *logits, const uint32_t *targets, size_t stride, size_t count, size_t labels);

#endif
