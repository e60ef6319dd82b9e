/* Sums over gradients, in loops that compilers vectorize. */
#ifndef TENOR_NN_GRADIENT_SUMS_H
#define TENOR_NN_GRADIENT_SUMS_H

#include <stddef.h>

/* to += from. */
void tenor__gradient_sums_add(size_t size, float *to, const float *from);

/* The sum of squares, in double precision. The order of the additions depends only on size. */
double tenor__gradient_sums_squares(size_t size, const float *x);

#endif
