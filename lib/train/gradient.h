/* Sums over gradients, in loops that compilers vectorise. */
#ifndef TENOR_TRAIN_GRADIENT_H
#define TENOR_TRAIN_GRADIENT_H

#include <stddef.h>

/* to = to + from. */
void tenor__gradient_add(size_t size, float *to, const float *from);

/* Sum of the squares, in double precision and in an order that depends on size alone. */
double tenor__gradient_squares(size_t size, const float *x);

#endif
