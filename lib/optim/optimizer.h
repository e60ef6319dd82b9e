/* Gradient descent: sgd, rmsprop, adam, adamw.
 *
 * Dense parameters are one block, and every step updates all of it. Rows of a sparse table (the embedding) are updated
 * only in steps whose batch uses them. Without a gradient a row still changes: momentum continues, moments and weights
 * decay. Those updates are applied lazily, when the row is next used, with the learning rates of the missed steps. So
 * call tenor__optimizer_catch_up for a row before a forward pass reads it, and for all rows at the end of an epoch. The
 * result equals dense updates within float rounding.
 *
 * Catching up takes nearly constant time, however many steps a row has missed. The exceptions are rmsprop and adam with
 * weight decay, which repeat the missed steps one by one. */
#ifndef TENOR_OPTIM_OPTIMIZER_H
#define TENOR_OPTIM_OPTIMIZER_H

#include "base/alloc.h"

/* In the order of the option's choices. */
typedef enum tenor__optimizer_kind {
    TENOR__OPTIMIZER_SGD,
    TENOR__OPTIMIZER_RMSPROP,
    TENOR__OPTIMIZER_ADAM,
    TENOR__OPTIMIZER_ADAMW,
} tenor__optimizer_kind;

typedef struct tenor__optimizer_settings {
    tenor__optimizer_kind kind;
    double momentum; /* sgd only */
    bool nesterov;   /* sgd only: Nesterov momentum (Sutskever et al. 2013) */
    double weight_decay;
} tenor__optimizer_settings;

/* Constants of a step, shared by all parameters. */
typedef struct tenor__optimizer_step {
    double rate;
    double gain;  /* adam: rate / (1 - b1^s), s the number of the step over all epochs, from 1 */
    double root;  /* adam: 1 / sqrt(1 - b2^s) */
    double decay; /* adamw: 1 - rate x weight decay */
} tenor__optimizer_step;

/* The optimizer's state for a sparse table. */
typedef struct tenor__optimizer_rows {
    tenor_alloc alloc;
    float *weights; /* [count, dim], owned by the caller */
    size_t count;
    size_t dim;
    float *first; /* [count, dim] momentum or first moment; NULL if the optimizer has none */
    float *second;
    uint32_t *steps; /* steps of this epoch that have been applied to the row */
    bool *live;      /* the row has had a gradient; otherwise its moments are all zero */
} tenor__optimizer_rows;

typedef struct tenor__optimizer {
    tenor_alloc alloc;
    tenor__optimizer_settings settings;
    float *block_first;           /* momentum or first moment of the block; NULL if the optimizer has none */
    float *block_second;          /* second moment of the block; NULL if the optimizer has none */
    double *powers;               /* adam: b1^k, then sqrt(b2)^k, for k = 0..REACH (optimizer.c) */
    uint64_t steps_before;        /* steps of earlier epochs */
    size_t step;                  /* steps of this epoch that have begun */
    size_t step_count;            /* steps of this epoch */
    tenor__optimizer_step *steps; /* [step_count + 1], from index 1 */
    size_t step_capacity;
} tenor__optimizer;

tenor_status tenor__optimizer_init(tenor__optimizer *optimizer, const tenor__optimizer_settings *settings,
                                   size_t block_size, const tenor_alloc *alloc);
void tenor__optimizer_free(tenor__optimizer *optimizer);

/* Adds a table that the optimizer updates. weights[count, dim] must outlive it; count may be 0. */
tenor_status tenor__optimizer_rows_init(tenor__optimizer_rows *rows, const tenor__optimizer_settings *settings,
                                        float *weights, size_t count, size_t dim, const tenor_alloc *alloc);
void tenor__optimizer_rows_free(tenor__optimizer_rows *rows);

/* Begins an epoch of `count` steps, fewer than 2^32, with rates[count]. Call it after all rows have been caught up, and
 * call tenor__optimizer_rows_begin_epoch for each table too. Returns false if memory runs out. */
bool tenor__optimizer_begin_epoch(tenor__optimizer *optimizer, const double *rates, size_t count);

void tenor__optimizer_rows_begin_epoch(tenor__optimizer_rows *rows);

/* Begins the next step of the epoch. After it, update each part of the block and each row of the batch exactly once. */
void tenor__optimizer_begin_step(tenor__optimizer *optimizer);

/* Updates parameters [begin, end) of the block by gradient x scale. Disjoint ranges may run on different threads. */
void tenor__optimizer_update_block(const tenor__optimizer *optimizer, float *block, const float *gradient, float scale,
                                   size_t begin, size_t end);

/* Updates one row by gradient[dim] x scale. The row must have been caught up to the previous step. Different rows may
 * run on different threads. */
void tenor__optimizer_update_row(const tenor__optimizer *optimizer, const tenor__optimizer_rows *rows, size_t row,
                                 const float *gradient, float scale);

/* Applies the updates without a gradient that row `index` has missed, up to the current step. Different rows may run on
 * different threads. */
void tenor__optimizer_catch_up(const tenor__optimizer *optimizer, const tenor__optimizer_rows *rows, size_t index);

#endif
