#include "optim/sparse_rows.h"

#include "nn/gradient_sums.h"

#include <string.h>

enum { SET_PART = 32, TABLE_PART = 512 }; /* rows */

static const uint32_t NONE = UINT32_MAX;

static size_t end_of(size_t size, size_t part_size, size_t part)
{
    return size - part * part_size < part_size ? size : (part + 1) * part_size;
}

/* ---- the table ---- */

tenor_status tenor__sparse_rows_table_init(tenor__sparse_rows_table *table, const tenor__optimizer *optimizer,
                                           const tenor__weight_average *average, float *weights, size_t count,
                                           size_t dim, const tenor_alloc *alloc)
{
    *table = (tenor__sparse_rows_table){.alloc = tenor__alloc_of(alloc)};
    table->seen = tenor__alloc_zeroed(&table->alloc, count + 1, sizeof *table->seen);
    table->place = tenor__alloc_array(&table->alloc, count + 1, sizeof *table->place);
    tenor_status status = table->seen && table->place ? TENOR_OK : TENOR_OUT_OF_MEMORY;
    if (status == TENOR_OK)
        status = tenor__optimizer_rows_init(&table->state, &optimizer->settings, weights, count, dim, alloc);
    if (status == TENOR_OK)
        status = tenor__weight_average_rows_init(&table->average, average, weights, count, dim, alloc);
    if (status != TENOR_OK)
        tenor__sparse_rows_table_free(table);
    return status;
}

void tenor__sparse_rows_table_free(tenor__sparse_rows_table *table)
{
    tenor__alloc_free(&table->alloc, table->seen);
    tenor__alloc_free(&table->alloc, table->place);
    tenor__optimizer_rows_free(&table->state);
    tenor__weight_average_rows_free(&table->average);
    *table = (tenor__sparse_rows_table){0};
}

void tenor__sparse_rows_table_begin_epoch(tenor__sparse_rows_table *table)
{
    tenor__optimizer_rows_begin_epoch(&table->state);
    memset(table->seen, 0, table->state.count * sizeof *table->seen);
    table->sets = 1; /* the first set has number 2, so that no row was seen in the set before it */
}

size_t tenor__sparse_rows_table_parts(const tenor__sparse_rows_table *table)
{
    return tenor__size_divide_up(table->state.count, TABLE_PART);
}

void tenor__sparse_rows_table_catch_up(const tenor__sparse_rows_table *table, const tenor__optimizer *optimizer,
                                       const tenor__weight_average *average, size_t part)
{
    const size_t end = end_of(table->state.count, TABLE_PART, part);
    for (size_t row = part * TABLE_PART; row < end; row++) {
        tenor__optimizer_catch_up(optimizer, &table->state, row);
        tenor__weight_average_finish_row(average, &table->average, row);
    }
}

/* ---- the rows of a step ---- */

void tenor__sparse_rows_free(tenor__sparse_rows *set)
{
    tenor__alloc_free(&set->alloc, set->ids);
    tenor__alloc_free(&set->alloc, set->places);
    tenor__alloc_free(&set->alloc, set->stale);
    *set = (tenor__sparse_rows){.alloc = set->alloc, .shards = set->shards};
}

static bool reserve(tenor__sparse_rows *set, size_t need)
{
    size_t numbers;
    if (need <= set->capacity)
        return true;
    need += need / 2;
    tenor__sparse_rows_free(set);
    if (!tenor__size_multiply(need, set->shards, &numbers))
        return false;
    set->ids = tenor__alloc_array(&set->alloc, need, sizeof *set->ids);
    set->places = tenor__alloc_array(&set->alloc, numbers, sizeof *set->places);
    set->stale = tenor__alloc_array(&set->alloc, need, sizeof *set->stale);
    if (!set->ids || !set->places || !set->stale)
        return false;
    set->capacity = need;
    return true;
}

bool tenor__sparse_rows_find(tenor__sparse_rows *set, tenor__sparse_rows_table *table, const uint32_t *const *ids,
                             const size_t *sizes, bool consecutive)
{
    size_t most = 1;
    for (size_t s = 0; s < set->shards; s++)
        most += sizes[s];
    if (!reserve(set, most))
        return false;
    table->sets += consecutive ? 1 : 2;
    set->count = set->stale_count = 0;
    for (size_t s = 0; s < set->shards; s++) {
        for (size_t i = 0; i < sizes[s]; i++) {
            const uint32_t id = ids[s][i];
            if (table->seen[id] != table->sets) {
                if (table->seen[id] + 1 != table->sets)
                    set->stale[set->stale_count++] = id;
                table->seen[id] = table->sets;
                table->place[id] = (uint32_t)set->count;
                set->ids[set->count] = id;
                memset(set->places + set->count * set->shards, 0xFF, set->shards * sizeof *set->places);
                set->count++;
            }
            set->places[table->place[id] * set->shards + s] = (uint32_t)i;
        }
    }
    return true;
}

size_t tenor__sparse_rows_parts(const tenor__sparse_rows *set)
{
    return tenor__size_divide_up(set->count, SET_PART);
}

size_t tenor__sparse_rows_stale_parts(const tenor__sparse_rows *set)
{
    return tenor__size_divide_up(set->stale_count, SET_PART);
}

/* The rows of a set are scattered over tables larger than the caches. So the next row is fetched while one is updated.
 */
static void prefetch_row(const tenor__sparse_rows_table *table, size_t row)
{
    enum { LINE = 64 / sizeof(float) };
    const tenor__optimizer_rows *state = &table->state;
    const float *const values[] = {state->weights, state->first, state->second, table->average.mean};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (size_t j = 0; values[i] && j < state->dim; j += LINE)
            __builtin_prefetch(values[i] + row * state->dim + j, 1);
}

void tenor__sparse_rows_catch_up(const tenor__sparse_rows *set, const tenor__sparse_rows_table *table,
                                 const tenor__optimizer *optimizer, size_t part)
{
    const size_t end = end_of(set->stale_count, SET_PART, part);
    for (size_t i = part * SET_PART; i < end; i++) {
        if (i + 1 < end)
            prefetch_row(table, set->stale[i + 1]);
        tenor__optimizer_catch_up(optimizer, &table->state, set->stale[i]);
    }
}

double tenor__sparse_rows_merge(const tenor__sparse_rows *set, size_t dim, const float *const *gradients, float *merged,
                                size_t part)
{
    const size_t begin = part * SET_PART;
    const size_t end = end_of(set->count, SET_PART, part);
    for (size_t row = begin; row < end; row++) {
        float *sum = merged + row * dim;
        const uint32_t *places = set->places + row * set->shards;
        bool first = true;
        for (size_t s = 0; s < set->shards; s++) {
            if (places[s] == NONE)
                continue;
            if (first)
                memcpy(sum, gradients[s] + places[s] * dim, dim * sizeof *sum);
            else
                tenor__gradient_sums_add(dim, sum, gradients[s] + places[s] * dim);
            first = false;
        }
    }
    return tenor__gradient_sums_squares((end - begin) * dim, merged + begin * dim);
}

void tenor__sparse_rows_update(const tenor__sparse_rows *set, const tenor__sparse_rows_table *table,
                               const tenor__optimizer *optimizer, const tenor__weight_average *average,
                               const float *merged, float scale, size_t part)
{
    const size_t end = end_of(set->count, SET_PART, part);
    for (size_t row = part * SET_PART; row < end; row++) {
        if (row + 1 < end)
            prefetch_row(table, set->ids[row + 1]);
        tenor__weight_average_settle_row(average, &table->average, set->ids[row]);
        tenor__optimizer_update_row(optimizer, &table->state, set->ids[row], merged + row * table->state.dim, scale);
    }
}
