/* Products with a matrix that is used many times. The matrix is packed once into panels of 64 columns, which a
 * register-blocked kernel reads in order.
 *
 *     c[rows, n] = start + a[rows, k] b[k, n]
 *
 * Each sum begins with its start value and adds the products 0 to k - 1 in this order, whatever the number of rows, the
 * row's position or the kernel's tile. So a row of c has the same bits alone and in any batch. */
#ifndef TENOR_NN_KERNELS_PANEL_H
#define TENOR_NN_KERNELS_PANEL_H

#include "nn/kernels/real.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TENOR__PANEL_WIDTH = 64 };

/* The size of the panels of a k x n matrix, in values; align them to 64 bytes. Columns from n on are zero. */
size_t tenor__panel_size(size_t k, size_t n);

/* Packs b[k, n] into panels. Element (i, j) is matrix[i * leading + j], or matrix[j * leading + i] if transposed. */
void tenor__panel_pack(tenor__real *panels, size_t k, size_t n, const tenor__real *matrix, size_t leading,
                       int transposed);

/* Packs row i < k of b[k, n]; NULL stands for a row of zeros. */
void tenor__panel_put(tenor__real *panels, size_t k, size_t n, size_t i, const tenor__real *row);

/* start + r * start_stride is the row that the sums of row r begin with. NULL: zero; stride 0: one row for all (a
 * bias). start may be c. */
void tenor__panel_multiply(size_t rows, size_t k, size_t n, const tenor__real *a, size_t lda, const tenor__real *panels,
                           const tenor__real *start, size_t start_stride, tenor__real *c, size_t ldc);

/* The same product with a transposed: element (r, i) of a is a[i * lda + r]. */
void tenor__panel_multiply_transposed(size_t rows, size_t k, size_t n, const tenor__real *a, size_t lda,
                                      const tenor__real *panels, const tenor__real *start, size_t start_stride,
                                      tenor__real *c, size_t ldc);

/* Panels in half the memory, for a matrix of bfloat16 values, that is, floats whose lower 16 bits are zero. The product
 * of a single row is limited by reads from the L2 cache, so it takes about half the time. Each 32-bit word holds two
 * values of a panel: column j, 0 <= j < 32, in the lower half and column j + 32 in the upper half. */
size_t tenor__panel_bfloat16_size(size_t k, size_t n);

/* Returns false if a value is not a bfloat16; the output is then invalid. Always returns false in double precision. */
bool tenor__panel_bfloat16_pack(uint32_t *bfloat16s, size_t k, size_t n, const tenor__real *panels);

/* c[n] = a[k] b[k, n], with the same bits as tenor__panel_multiply. */
void tenor__panel_bfloat16_multiply(size_t k, size_t n, const tenor__real *a, const uint32_t *bfloat16s,
                                    tenor__real *c);

#endif
