/* Sums over gradients, in loops that compilers vectorize. */
#ifndef TENOR_NN_GRADIENT_SUMS_H
#define TENOR_NN_GRADIENT_SUMS_H

#include <stddef.h>

/* to = to + from. */
void tenor__gradient_sums_add(size_t size, float *to, const float *from);

/* Sum of the squares, in double precision and in an order that depends on size alone. */
double tenor__gradient_sums_squares(size_t size, const float *x);

#endif
