/* A running average of the weights (Polyak and Juditsky 1992). Evaluation and the saved model use it, because it is
 * more accurate than the weights of a single step. Over the first `horizon` steps it is their mean; after that it is an
 * exponential average of that length.
 *
 * Rows of a sparse table join the average lazily: just before a row changes, its current value counts for all steps
 * since it joined last. This is an approximation: movement by momentum in between counts as if it had happened at
 * once. */
#ifndef TENOR_OPTIM_WEIGHT_AVERAGE_H
#define TENOR_OPTIM_WEIGHT_AVERAGE_H

#include "base/alloc.h"

typedef struct tenor__weight_average {
    tenor_alloc alloc;
    uint64_t horizon; /* steps; 0: no average */
    uint64_t step;    /* steps that have begun */
    float *block;     /* NULL without an average */
} tenor__weight_average;

/* The average of a sparse table. */
typedef struct tenor__weight_average_rows {
    tenor_alloc alloc;
    const float *weights; /* [count, dim], owned by the caller */
    size_t dim;
    float *mean;     /* [count, dim]; NULL without an average */
    uint64_t *steps; /* [count] steps of each row that the average includes */
} tenor__weight_average_rows;

tenor_status tenor__weight_average_init(tenor__weight_average *average, uint64_t horizon, size_t block_size,
                                        const tenor_alloc *alloc);
void tenor__weight_average_free(tenor__weight_average *average);

/* Adds a table to average; weights[count, dim] must outlive it. If count or the horizon is 0, it has no average. */
tenor_status tenor__weight_average_rows_init(tenor__weight_average_rows *rows, const tenor__weight_average *average,
                                             const float *weights, size_t count, size_t dim, const tenor_alloc *alloc);
void tenor__weight_average_rows_free(tenor__weight_average_rows *rows);

/* Begins a step. After it, settle each row before the step updates it, and add each part of the block once after its
 * update. Different parts and rows may run on different threads. */
void tenor__weight_average_begin_step(tenor__weight_average *average);
void tenor__weight_average_add_block(const tenor__weight_average *average, const float *block, size_t begin,
                                     size_t end);

/* Adds the steps since the row was last added, without the current step. */
void tenor__weight_average_settle_row(const tenor__weight_average *average, const tenor__weight_average_rows *rows,
                                      size_t row);

/* Adds the steps since the row was last added, with the current step. Call it for all rows before the average is
 * used. */
void tenor__weight_average_finish_row(const tenor__weight_average *average, const tenor__weight_average_rows *rows,
                                      size_t row);

#endif
