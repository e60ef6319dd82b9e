/* The optimizers' arithmetic on arrays, in loops that compilers vectorize. */
#ifndef TENOR_OPTIM_OPTIMIZER_KERNELS_H
#define TENOR_OPTIM_OPTIMIZER_KERNELS_H

#include <stddef.h>

/* Float constants, so that their complements (1 - b1) are the same everywhere. */
#define TENOR__ADAM_FIRST   0.9f   /* b1 */
#define TENOR__ADAM_SECOND  0.999f /* b2 */
#define TENOR__RMSPROP_KEEP 0.99f  /* a */
#define TENOR__EPSILON      1e-8f

/* One step of each optimizer, with g = scale x gradient + decay x w. For a step without a gradient, pass w as the
 * gradient and the decay as the scale.
 *
 *     sgd      v = momentum v + g,  w = w - along v - ahead g    (ahead 0, or for nesterov along = momentum x ahead)
 *     rmsprop  v = a v + (1 - a) g^2,  w = w - rate g / (sqrt v + e)                     (Tieleman and Hinton 2012)
 *     adam     m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2,
 *              w = keep w - gain m / (root sqrt v + e)                                   (Kingma and Ba 2015)
 *
 * adamw (Loshchilov and Hutter 2019) is adam with decay 0 and keep below 1. plain_sgd is sgd without momentum. */
void tenor__optimizer_sgd(size_t size, float *w, float *v, const float *gradient, float scale, float decay,
                          float momentum, float along, float ahead);
void tenor__optimizer_plain_sgd(size_t size, float *w, const float *gradient, float scale, float decay, float rate);
void tenor__optimizer_rmsprop(size_t size, float *w, float *v, const float *gradient, float scale, float decay,
                              float rate);
void tenor__optimizer_adam(size_t size, float *w, float *m, float *v, const float *gradient, float scale, float decay,
                           float keep, float gain, float root);

/* (w, v) = matrix (w, v): any number of sgd steps without a gradient. */
void tenor__optimizer_transform(size_t size, float *w, float *v, const float matrix[4]);

/* x = factor x. */
void tenor__optimizer_scale(size_t size, float *x, float factor);

enum { TENOR__ADAM_TERMS = 6 };

/* Applies many steps of adam without a gradient at once (derivation in optimizer.c):
 *     r = center sqrt v,  u = r / (r + e)
 *     w = keep w - m / (r + e) (terms[0] - u terms[1] + u^2 terms[2] - ...),  m = keep_first m,  v = keep_second v */
void tenor__optimizer_adam_series(size_t size, float *w, float *m, float *v, float keep, float center,
                                  const float terms[TENOR__ADAM_TERMS], float keep_first, float keep_second);

/* sum[j] += gain m[j] / (root sqrt v[j] + e): the movement of one missed step of adam. m and v are the moments before
 * the missed steps; gain and root include their decay. */
void tenor__optimizer_adam_movement(size_t size, float *sum, const float *m, const float *v, float gain, float root);

#endif
