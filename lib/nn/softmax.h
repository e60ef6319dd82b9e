/* Softmax over each row, with a temperature. */
#ifndef TENOR_NN_SOFTMAX_H
#define TENOR_NN_SOFTMAX_H

#include "nn/kernels/real.h"

#include <stddef.h>

/* Writes probabilities[rows, columns] of logits[rows, columns] divided by temperature > 0. Both may be the same memory.
 * A row's result does not depend on the other rows. At any temperature, the highest logit (the first of equal ones) has
 * the highest probability. */
void tenor__softmax(size_t rows, size_t columns, tenor__real temperature, const tenor__real *logits,
                    tenor__real *probabilities);

#endif
