/* How probabilities become a prediction: thresholds.
 *
 * With a sigmoid head a label is predicted when its probability reaches its threshold t_k: one half for all when there
 * are none. With softmax the prediction is the label of the highest p_k / t_k; thresholds that sum to 1 then mean, for
 * two labels, just what they say. */
#ifndef TENOR_MODEL_PREDICTION_H
#define TENOR_MODEL_PREDICTION_H

#include <tenor.h>

/* The label of the highest p_k / t_k, the first of equal ones; thresholds NULL for equal ones. */
size_t tenor__prediction_label(const float *probabilities, const float *thresholds, size_t labels);

#endif
