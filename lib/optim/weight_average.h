/* A running average of the weights (Polyak and Juditsky 1992): what is scored and kept, since it does better than the
 * weights of any one step. Over the first `horizon` steps it is their mean, from then on an exponential average of that
 * length.
 *
 * A row of a table lags behind like the optimizer's: it joins the average when it is about to change, for all the
 * steps since it did so last, with the value that it has by then: what momentum moved it meanwhile counts as if it had
 * been moved at once. */
#ifndef TENOR_OPTIM_WEIGHT_AVERAGE_H
#define TENOR_OPTIM_WEIGHT_AVERAGE_H

#include "base/alloc.h"

typedef struct tenor__weight_average {
    tenor_alloc alloc;
    uint64_t horizon; /* steps; 0: no average is kept */
    uint64_t step;    /* steps begun */
    float *block;     /* NULL without one */
} tenor__weight_average;

/* The average of a table of rows. */
typedef struct tenor__weight_average_rows {
    tenor_alloc alloc;
    const float *weights; /* [count, dim] the caller's */
    size_t dim;
    float *mean;     /* [count, dim]; NULL without one */
    uint64_t *steps; /* of each row, that are in the average */
} tenor__weight_average_rows;

tenor_status tenor__weight_average_init(tenor__weight_average *average, uint64_t horizon, size_t block_size,
                                        const tenor_alloc *alloc);
void tenor__weight_average_free(tenor__weight_average *average);

/* A table to average; weights[count, dim] must outlive it. count 0, or no horizon: there is no average. */
tenor_status tenor__weight_average_rows_init(tenor__weight_average_rows *rows, const tenor__weight_average *average,
                                             const float *weights, size_t count, size_t dim, const tenor_alloc *alloc);
void tenor__weight_average_rows_free(tenor__weight_average_rows *rows);

/* Begins a step; then every part of the block is added once, after its update, and each row that will be updated is
 * settled before. Different parts and rows may run on different threads. */
void tenor__weight_average_begin_step(tenor__weight_average *average);
void tenor__weight_average_add_block(const tenor__weight_average *average, const float *block, size_t begin,
                                     size_t end);

/* Adds the steps before the present one since the row was added last. */
void tenor__weight_average_settle_row(const tenor__weight_average *average, const tenor__weight_average_rows *rows,
                                      size_t row);

/* The same, the present step included: for all rows, when the average is wanted. */
void tenor__weight_average_finish_row(const tenor__weight_average *average, const tenor__weight_average_rows *rows,
                                      size_t row);

#endif
