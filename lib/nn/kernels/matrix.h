/* Elementwise products and sums over all rows of a batch, for training. */
#ifndef TENOR_NN_KERNELS_MATRIX_H
#define TENOR_NN_KERNELS_MATRIX_H

#include "base/random.h"
#include "nn/kernels/real.h"

#include <stddef.h>

/* sums[columns] += the sum of all rows, added from the first to the last. */
void tenor__matrix_add_columns(size_t rows, size_t columns, const tenor__real *matrix, size_t leading,
                               tenor__real *sums);

/* out[columns] += in[columns] */
void tenor__matrix_add_row(size_t columns, const tenor__real *restrict in, tenor__real *restrict out);

/* out[columns] += scale * in[columns] */
void tenor__matrix_add_scaled(size_t columns, tenor__real scale, const tenor__real *restrict in,
                              tenor__real *restrict out);

/* Writes mask[count]: 0 with probability rate, else 1 / (1 - rate). */
void tenor__matrix_mask(tenor__random *random, double rate, size_t count, tenor__real *mask);

/* out[count] = a[count] * b[count]; out may be a. */
void tenor__matrix_product(size_t count, const tenor__real *a, const tenor__real *b, tenor__real *out);

#endif
