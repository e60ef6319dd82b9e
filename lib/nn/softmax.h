/* Softmax over each row. */
#ifndef TENOR_NN_SOFTMAX_H
#define TENOR_NN_SOFTMAX_H

#include "nn/real.h"

#include <stddef.h>

/* probabilities[rows, columns] of logits[rows, columns]; the two may be the same memory. A row's result does not depend
 * on the other rows. */
void tenor__softmax(size_t rows, size_t columns, const tenor__real *logits, tenor__real *probabilities);

#endif
