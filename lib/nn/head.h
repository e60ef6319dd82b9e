/* The output layer's activation: logits to probabilities. */
#ifndef TENOR_NN_HEAD_H
#define TENOR_NN_HEAD_H

#include "nn/network.h"

bool tenor__head_find(tenor_str name, tenor__head_kind *kind);
const char *tenor__head_name(tenor__head_kind kind); /* "softmax", "sigmoid" */

/* Writes probabilities[rows, columns] of logits[rows, columns] divided by the temperature. Both may be the same memory.
 * A row's result does not depend on the other rows. A logit that is not finite gives a probability that is not
 * finite. */
void tenor__head_apply(tenor__head_kind kind, size_t rows, size_t columns, tenor__real temperature,
                       const tenor__real *logits, tenor__real *probabilities);

#endif
