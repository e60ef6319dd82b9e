/* The number type of the network: float; double where tests build it so, to check gradients by central differences. */
#ifndef TENOR_NN_REAL_H
#define TENOR_NN_REAL_H

#ifdef TENOR_NN_DOUBLE
typedef double tenor__real;
#else
typedef float tenor__real;
#endif

#endif
