/* The floating-point type of the network: float, or double in tests that check gradients by central differences. */
#ifndef TENOR_NN_KERNELS_REAL_H
#define TENOR_NN_KERNELS_REAL_H

#ifdef TENOR_NN_DOUBLE
typedef double tenor__real;
#else
typedef float tenor__real;
#endif

#endif
