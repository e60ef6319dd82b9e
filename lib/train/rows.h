/* The rows of a table, such as the embedding, that a step uses: few of many. They are found for all shards of a batch
 * together; their gradients are merged, and they alone are updated. Rows that a step does not use lag behind, in the
 * optimiser (train/optimiser.h) and in the average (train/average.h), and are caught up before the next one does. */
#ifndef TENOR_TRAIN_ROWS_H
#define TENOR_TRAIN_ROWS_H

#include "train/average.h"
#include "train/optimiser.h"

typedef struct tenor__table {
    tenor_alloc alloc;
    tenor__optimiser_rows state;
    tenor__average_rows average;
    uint32_t *seen;  /* [count] number of the last set that has the row */
    uint32_t *place; /* [count] its place in that set */
    uint32_t sets;   /* found in this epoch */
} tenor__table;

/* weights[count, dim] must outlive it; count 0 for a table that is not trained. */
tenor_status tenor__table_init(tenor__table *table, const tenor__optimiser *optimiser, const tenor__average *average,
                               float *weights, size_t count, size_t dim, const tenor_alloc *alloc);
void tenor__table_free(tenor__table *table);

/* With tenor__optimiser_begin_epoch. */
void tenor__table_begin_epoch(tenor__table *table);

/* Brings part of tenor__table_parts of all rows, and of their average, up to the last step. */
size_t tenor__table_parts(const tenor__table *table);
void tenor__table_catch_up(const tenor__table *table, const tenor__optimiser *optimiser, const tenor__average *average,
                           size_t part);

/* The distinct rows that the shards of a batch use. Zero-initialised but for alloc and shards it is empty. */
typedef struct tenor__row_set {
    tenor_alloc alloc;
    size_t shards;
    size_t count;
    size_t capacity;
    uint32_t *ids;    /* [count] by first appearance */
    uint32_t *places; /* [count, shards] place of the row among the shard's, or none */
    size_t stale_count;
    uint32_t *stale; /* [stale_count] the ones that are not in the set before it, which its step brings up to date */
} tenor__row_set;

void tenor__row_set_free(tenor__row_set *set);

/* Finds the rows of the shards: ids[s] are the `sizes[s]` distinct ones of shard s. `follows`: the step of the set
 * found before this one is yet to be, or has just been; else all rows count as stale. False when out of memory. */
bool tenor__row_set_find(tenor__row_set *set, tenor__table *table, const uint32_t *const *ids, const size_t *sizes,
                         bool follows);

/* Parts are independent and may run on different threads. */
size_t tenor__row_set_parts(const tenor__row_set *set);
size_t tenor__row_set_stale_parts(const tenor__row_set *set);

/* Catches up the stale rows of a part: also while the set before is updated. */
void tenor__row_set_catch_up(const tenor__row_set *set, const tenor__table *table, const tenor__optimiser *optimiser,
                             size_t part);

/* Adds the shards' gradients, gradients[s] of [sizes[s], dim], in the shards' order; merged[count, dim]. Returns the
 * sum of the squares. */
double tenor__row_set_merge(const tenor__row_set *set, size_t dim, const float *const *gradients, float *merged,
                            size_t part);

/* Takes the step. */
void tenor__row_set_update(const tenor__row_set *set, const tenor__table *table, const tenor__optimiser *optimiser,
                           const tenor__average *average, const float *merged, float scale, size_t part);

#endif
