/* The rows of a table, such as the embedding, that a step uses. A step finds them for all shards of the minibatch
 * together, merges their gradients and updates only them. Updates of unused rows are applied lazily, in the optimizer
 * (optim/optimizer.h) and in the average (optim/weight_average.h), when the row is next used. */
#ifndef TENOR_OPTIM_SPARSE_ROWS_H
#define TENOR_OPTIM_SPARSE_ROWS_H

#include "optim/optimizer.h"
#include "optim/weight_average.h"

typedef struct tenor__sparse_rows_table {
    tenor_alloc alloc;
    tenor__optimizer_rows state;
    tenor__weight_average_rows average;
    uint32_t *seen;  /* [count] number of the last set that contains the row */
    uint32_t *place; /* [count] index of the row in that set */
    uint32_t sets;   /* number of the last set found in this epoch */
} tenor__sparse_rows_table;

/* weights[count, dim] must outlive the table. count is 0 if the table is not trained. */
tenor_status tenor__sparse_rows_table_init(tenor__sparse_rows_table *table, const tenor__optimizer *optimizer,
                                           const tenor__weight_average *average, float *weights, size_t count,
                                           size_t dim, const tenor_alloc *alloc);
void tenor__sparse_rows_table_free(tenor__sparse_rows_table *table);

/* Call it together with tenor__optimizer_begin_epoch. */
void tenor__sparse_rows_table_begin_epoch(tenor__sparse_rows_table *table);

/* Catches up one part of all rows, and of their average, to the current step; part < tenor__sparse_rows_table_parts.
 * Parts may run on different threads. */
size_t tenor__sparse_rows_table_parts(const tenor__sparse_rows_table *table);
void tenor__sparse_rows_table_catch_up(const tenor__sparse_rows_table *table, const tenor__optimizer *optimizer,
                                       const tenor__weight_average *average, size_t part);

/* The distinct rows that the shards of a minibatch use. Set alloc and shards and zero the rest for an empty set. */
typedef struct tenor__sparse_rows {
    tenor_alloc alloc;
    size_t shards;
    size_t count;
    size_t capacity;
    uint32_t *ids;    /* [count] in order of first appearance */
    uint32_t *places; /* [count, shards] index of the row in the shard's ids; UINT32_MAX: not used by it */
    size_t stale_count;
    uint32_t *stale; /* [stale_count] rows not in the previous set, whose step updates the others */
} tenor__sparse_rows;

void tenor__sparse_rows_free(tenor__sparse_rows *set);

/* Finds the rows of the shards: ids[s] holds the sizes[s] distinct rows of shard s. Set `consecutive` if the set found
 * just before this one belongs to the previous step, whether that step is still to come or has just been taken.
 * Otherwise all rows count as stale. Returns false if memory runs out. */
bool tenor__sparse_rows_find(tenor__sparse_rows *set, tenor__sparse_rows_table *table, const uint32_t *const *ids,
                             const size_t *sizes, bool consecutive);

/* The number of parts of the set, and of its stale rows. Parts are independent and may run on different threads. */
size_t tenor__sparse_rows_parts(const tenor__sparse_rows *set);
size_t tenor__sparse_rows_stale_parts(const tenor__sparse_rows *set);

/* Catches up the stale rows of a part. This may run while the previous set is being updated. */
void tenor__sparse_rows_catch_up(const tenor__sparse_rows *set, const tenor__sparse_rows_table *table,
                                 const tenor__optimizer *optimizer, size_t part);

/* Sums the shards' gradients, gradients[s] of shape [sizes[s], dim], in the order of the shards into merged[count,
 * dim]. Returns the sum of squares of the part. */
double tenor__sparse_rows_merge(const tenor__sparse_rows *set, size_t dim, const float *const *gradients, float *merged,
                                size_t part);

/* Updates the rows of a part by merged x scale, and their average before. */
void tenor__sparse_rows_update(const tenor__sparse_rows *set, const tenor__sparse_rows_table *table,
                               const tenor__optimizer *optimizer, const tenor__weight_average *average,
                               const float *merged, float scale, size_t part);

#endif
