/* The rows of a table, such as the embedding, that a step uses: few of many. They are found for all shards of a batch
 * together; their gradients are merged, and they alone are updated. Rows that a step does not use lag behind, in the
 * optimizer (optim/optimizer.h) and in the average (optim/weight_average.h), and are caught up before the next one
 * does. */
#ifndef TENOR_OPTIM_SPARSE_ROWS_H
#define TENOR_OPTIM_SPARSE_ROWS_H

#include "optim/optimizer.h"
#include "optim/weight_average.h"

typedef struct tenor__sparse_rows_table {
    tenor_alloc alloc;
    tenor__optimizer_rows state;
    tenor__weight_average_rows average;
    uint32_t *seen;  /* [count] number of the last set that has the row */
    uint32_t *place; /* [count] its place in that set */
    uint32_t sets;   /* found in this epoch */
} tenor__sparse_rows_table;

/* weights[count, dim] must outlive it; count 0 for a table that is not trained. */
tenor_status tenor__sparse_rows_table_init(tenor__sparse_rows_table *table, const tenor__optimizer *optimizer,
                                           const tenor__weight_average *average, float *weights, size_t count,
                                           size_t dim, const tenor_alloc *alloc);
void tenor__sparse_rows_table_free(tenor__sparse_rows_table *table);

/* With tenor__optimizer_begin_epoch. */
void tenor__sparse_rows_table_begin_epoch(tenor__sparse_rows_table *table);

/* Brings part of tenor__sparse_rows_table_parts of all rows, and of their average, up to the last step. */
size_t tenor__sparse_rows_table_parts(const tenor__sparse_rows_table *table);
void tenor__sparse_rows_table_catch_up(const tenor__sparse_rows_table *table, const tenor__optimizer *optimizer,
                                       const tenor__weight_average *average, size_t part);

/* The distinct rows that the shards of a batch use. Zero-initialized but for alloc and shards it is empty. */
typedef struct tenor__sparse_rows {
    tenor_alloc alloc;
    size_t shards;
    size_t count;
    size_t capacity;
    uint32_t *ids;    /* [count] by first appearance */
    uint32_t *places; /* [count, shards] place of the row among the shard's, or none */
    size_t stale_count;
    uint32_t *stale; /* [stale_count] the ones that are not in the set before it, which its step brings up to date */
} tenor__sparse_rows;

void tenor__sparse_rows_free(tenor__sparse_rows *set);

/* Finds the rows of the shards: ids[s] are the `sizes[s]` distinct ones of shard s. `follows`: the step of the set
 * found before this one is yet to be, or has just been; else all rows count as stale. False when out of memory. */
bool tenor__sparse_rows_find(tenor__sparse_rows *set, tenor__sparse_rows_table *table, const uint32_t *const *ids,
                             const size_t *sizes, bool follows);

/* Parts are independent and may run on different threads. */
size_t tenor__sparse_rows_parts(const tenor__sparse_rows *set);
size_t tenor__sparse_rows_stale_parts(const tenor__sparse_rows *set);

/* Catches up the stale rows of a part: also while the set before is updated. */
void tenor__sparse_rows_catch_up(const tenor__sparse_rows *set, const tenor__sparse_rows_table *table,
                                 const tenor__optimizer *optimizer, size_t part);

/* Adds the shards' gradients, gradients[s] of [sizes[s], dim], in the shards' order; merged[count, dim]. Returns the
 * sum of the squares. */
double tenor__sparse_rows_merge(const tenor__sparse_rows *set, size_t dim, const float *const *gradients, float *merged,
                                size_t part);

/* Takes the step. */
void tenor__sparse_rows_update(const tenor__sparse_rows *set, const tenor__sparse_rows_table *table,
                               const tenor__optimizer *optimizer, const tenor__weight_average *average,
                               const float *merged, float scale, size_t part);

#endif
