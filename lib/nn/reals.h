/* Growing arrays for the scratch of layers. */
#ifndef TENOR_NN_REALS_H
#define TENOR_NN_REALS_H

#include "base/alloc.h"
#include "nn/kernels/real.h"

/* A growing, 64-byte aligned array. Zero-initialize it. */
typedef struct tenor__reals {
    tenor__real *data;
    size_t capacity;
} tenor__reals;

/* Reserves rows x columns values; the old contents are lost. Returns false if memory runs out. */
bool tenor__reals_reserve(tenor__reals *reals, const tenor_alloc *alloc, size_t rows, size_t columns);
void tenor__reals_free(tenor__reals *reals, const tenor_alloc *alloc);

#endif
