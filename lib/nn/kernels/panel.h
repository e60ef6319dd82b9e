/* Products with a matrix that is used many times: it is packed once into panels of 64 columns, which a register-blocked
 * kernel streams.
 *
 *     c[rows, n] = start + a[rows, k] b[k, n]
 *
 * Each sum over k runs from 0 to k - 1 from its start, whatever the number of rows, their place or the kernel's tile:
 * a row of c has the same bits alone and among others. */
#ifndef TENOR_NN_KERNELS_PANEL_H
#define TENOR_NN_KERNELS_PANEL_H

#include "nn/real.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TENOR__PANEL_WIDTH = 64 };

/* Numbers that the panels of a k x n matrix take; they want 64-byte alignment. Columns beyond n are zero. */
size_t tenor__panel_size(size_t k, size_t n);

/* Stores b[k, n] in panels, whose element (i, j) is matrix[i * leading + j], or matrix[j * leading + i] when
 * transposed. */
void tenor__panel_pack(tenor__real *panels, size_t k, size_t n, const tenor__real *matrix, size_t leading,
                       int transposed);

/* Stores one row, i < k, of b[k, n]; NULL for a row of zeros. */
void tenor__panel_put(tenor__real *panels, size_t k, size_t n, size_t i, const tenor__real *row);

/* start is the row r * start_stride of what the sums begin with; NULL for zero, stride 0 for one row (a bias). It may
 * be c itself. */
void tenor__panel_multiply(size_t rows, size_t k, size_t n, const tenor__real *a, size_t lda, const tenor__real *panels,
                           const tenor__real *start, size_t start_stride, tenor__real *c, size_t ldc);

/* The same with a transposed: element (r, i) of a is a[i * lda + r]. */
void tenor__panel_multiply_transposed(size_t rows, size_t k, size_t n, const tenor__real *a, size_t lda,
                                      const tenor__real *panels, const tenor__real *start, size_t start_stride,
                                      tenor__real *c, size_t ldc);

/* The same panels in half the memory, for a matrix whose numbers are all bfloat16's: floats whose lower 16 bits are
 * zero. A single row waits for the panels to come from the second cache, so it is done in about half the time. A pair
 * of bfloat16 values is 32 bits: column j, 0 <= j < 32, of a panel in the lower ones, column j + 32 in the upper ones.
 */
size_t tenor__panel_bfloat16_size(size_t k, size_t n);

/* False when a number is no bfloat16: the packed values are then of no use. Always false in double precision. */
bool tenor__panel_bfloat16_pack(uint32_t *bfloat16s, size_t k, size_t n, const tenor__real *panels);

/* c[n] = a[k] b[k, n], the same bits as tenor__panel_multiply's. */
void tenor__panel_bfloat16_multiply(size_t k, size_t n, const tenor__real *a, const uint32_t *bfloat16s,
                                    tenor__real *c);

#endif
