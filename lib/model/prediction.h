/* How probabilities become a prediction: thresholds and the separator of labels, and both in model.json.
 *
 * With a sigmoid head a label is predicted when its probability reaches its threshold t_k: one half for all when there
 * are none. With softmax the prediction is the label of the highest p_k / t_k; thresholds that sum to 1 then mean, for
 * two labels, just what they say. */
#ifndef TENOR_MODEL_PREDICTION_H
#define TENOR_MODEL_PREDICTION_H

#include "base/json.h"
#include "model/model_config.h"

/* The label of the highest p_k / t_k, the first of equal ones; thresholds NULL for equal ones. */
size_t tenor__prediction_label(const float *probabilities, const float *thresholds, size_t labels);

/* The double with the fewest decimals that reads back as this float, -1..1: 0.1f is written 0.1. */
double tenor__prediction_decimal(float value);

/* The members "thresholds" and "separator". */
void tenor__prediction_write(const tenor__model_config *config, tenor__json_writer *writer);

/* Reads them once labels, polarities and network are there, which must go with them. */
tenor_status tenor__prediction_read(const tenor__json_node *root, tenor__model_config *out, tenor_error *error);

#endif
