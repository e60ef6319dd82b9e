/* Gradient descent: sgd, rmsprop, adam, adamw.
 *
 * The block of parameters takes every step. A row of a table, the embedding, takes the steps whose batch uses it, and
 * lags behind in between: what it would have done meanwhile with a gradient of zero (momentum runs on, moments and
 * weights decay) is made good when the row is wanted, all steps at once, at the rates that those steps had. So it must
 * be caught up before a forward pass reads it, and all rows at the end of an epoch. The result equals dense updates
 * within float rounding. A row that has lagged for long costs hardly more than one that has not, but for rmsprop and
 * adam with weight decay, whose missed steps must be taken one by one. */
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
    double momentum; /* of sgd */
    bool nesterov;   /* sgd's momentum looks ahead (Sutskever et al. 2013) */
    double weight_decay;
} tenor__optimizer_settings;

/* A step's constants, made once for all numbers. */
typedef struct tenor__optimizer_step {
    double rate;
    double gain;  /* adam: rate / (1 - b1^s), where s counts all steps from 1 */
    double root;  /* adam: 1 / sqrt(1 - b2^s) */
    double decay; /* adamw: 1 - rate x weight decay */
} tenor__optimizer_step;

/* The state of a table of rows. */
typedef struct tenor__optimizer_rows {
    tenor_alloc alloc;
    float *weights; /* [count, dim] the caller's */
    size_t count;
    size_t dim;
    float *first; /* as the block's */
    float *second;
    uint32_t *steps; /* steps of this epoch that the row has taken */
    bool *live;      /* the row has had a gradient: its moments are not all zero */
} tenor__optimizer_rows;

typedef struct tenor__optimizer {
    tenor_alloc alloc;
    tenor__optimizer_settings settings;
    float *block_first;           /* momentum or first moment, of the block; NULL where the kind has none */
    float *block_second;          /* second moment */
    double *powers;               /* adam: b1^k, then sqrt(b2)^k, k = 0..the longest reach of a gradient */
    uint64_t steps_before;        /* this epoch */
    size_t step;                  /* steps of this epoch begun */
    size_t step_count;            /* of this epoch */
    tenor__optimizer_step *steps; /* [step_count + 1] from 1 */
    size_t step_capacity;
} tenor__optimizer;

tenor_status tenor__optimizer_init(tenor__optimizer *optimizer, const tenor__optimizer_settings *settings,
                                   size_t block_size, const tenor_alloc *alloc);
void tenor__optimizer_free(tenor__optimizer *optimizer);

/* A table that the optimizer updates; weights[count, dim] must outlive it. count may be 0. */
tenor_status tenor__optimizer_rows_init(tenor__optimizer_rows *rows, const tenor__optimizer_settings *settings,
                                        float *weights, size_t count, size_t dim, const tenor_alloc *alloc);
void tenor__optimizer_rows_free(tenor__optimizer_rows *rows);

/* Begins an epoch of `count` steps, fewer than 2^32, with these learning rates. All rows have been caught up, and each
 * table begins the epoch too. False when out of memory. */
bool tenor__optimizer_begin_epoch(tenor__optimizer *optimizer, const double *rates, size_t count);

void tenor__optimizer_rows_begin_epoch(tenor__optimizer_rows *rows);

/* Begins the epoch's next step; then every part of the block and each of the batch's rows is updated once. */
void tenor__optimizer_begin_step(tenor__optimizer *optimizer);

/* Updates numbers [begin, end) of the block by gradient x scale; disjoint ranges may run on different threads. */
void tenor__optimizer_update_block(const tenor__optimizer *optimizer, float *block, const float *gradient, float scale,
                                   size_t begin, size_t end);

/* Updates one row of a table, caught up to the step before, by gradient[dim] x scale. Different rows may run on
 * different threads; the same goes for catching up. */
void tenor__optimizer_update_row(const tenor__optimizer *optimizer, const tenor__optimizer_rows *rows, size_t row,
                                 const float *gradient, float scale);

/* Makes good what row `index` has missed of the steps begun. */
void tenor__optimizer_catch_up(const tenor__optimizer *optimizer, const tenor__optimizer_rows *rows, size_t index);

#endif
