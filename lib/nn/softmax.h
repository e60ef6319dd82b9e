/* Softmax over each row, at a temperature. */
#ifndef TENOR_NN_SOFTMAX_H
#define TENOR_NN_SOFTMAX_H

#include "nn/real.h"

#include <stddef.h>

/* probabilities[rows, columns] of logits[rows, columns], which are divided by temperature > 0; the two may be the same
 * memory. A row's result does not depend on the other rows. The first of its highest logits has the highest
 * probability, or the first of equal ones, at any temperature. */
void tenor__softmax(size_t rows, size_t columns, tenor__real temperature, const tenor__real *logits,
                    tenor__real *probabilities);

#endif
