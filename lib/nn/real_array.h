/* Growing arrays for the scratch of layers. */
#ifndef TENOR_NN_REAL_ARRAY_H
#define TENOR_NN_REAL_ARRAY_H

#include "base/alloc.h"
#include "nn/kernels/real.h"

/* A growing, 64-byte aligned array. Zero-initialize it. */
typedef struct tenor__real_array {
    tenor__real *data;
    size_t capacity;
} tenor__real_array;

/* Reserves rows x columns values; the old contents are lost. Returns false if memory runs out. */
bool tenor__real_array_reserve(tenor__real_array *reals, const tenor_alloc *alloc, size_t rows, size_t columns);
void tenor__real_array_free(tenor__real_array *reals, const tenor_alloc *alloc);

#endif
