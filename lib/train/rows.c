#include "train/rows.h"

#include "train/gradient.h"

#include <string.h>

enum { SET_PART = 32, TABLE_PART = 512 }; /* rows */

static const uint32_t NONE = UINT32_MAX;

static size_t end_of(size_t size, size_t part_size, size_t part)
{
    return size - part * part_size < part_size ? size : (part + 1) * part_size;
}

/* ---- the table ---- */

tenor_status tenor__table_init(tenor__table *table, const tenor__optimiser *optimiser, const tenor__average *average,
                               float *weights, size_t count, size_t dim, const tenor_alloc *alloc)
{
    *table = (tenor__table){.alloc = tenor__alloc_of(alloc)};
    table->seen = tenor__get_zero(&table->alloc, count + 1, sizeof *table->seen);
    table->place = tenor__get(&table->alloc, count + 1, sizeof *table->place);
    tenor_status status = table->seen && table->place ? TENOR_OK : TENOR_OUT_OF_MEMORY;
    if (status == TENOR_OK)
        status = tenor__optimiser_rows_init(&table->state, &optimiser->settings, weights, count, dim, alloc);
    if (status == TENOR_OK)
        status = tenor__average_rows_init(&table->average, average, weights, count, dim, alloc);
    if (status != TENOR_OK)
        tenor__table_free(table);
    return status;
}

void tenor__table_free(tenor__table *table)
{
    tenor__put(&table->alloc, table->seen);
    tenor__put(&table->alloc, table->place);
    tenor__optimiser_rows_free(&table->state);
    tenor__average_rows_free(&table->average);
    *table = (tenor__table){0};
}

void tenor__table_begin_epoch(tenor__table *table)
{
    tenor__optimiser_rows_begin_epoch(&table->state);
    memset(table->seen, 0, table->state.count * sizeof *table->seen);
    table->sets = 1; /* sets have numbers from 2 on, and none has the number before the first */
}

size_t tenor__table_parts(const tenor__table *table)
{
    return tenor__divide_up(table->state.count, TABLE_PART);
}

void tenor__table_catch_up(const tenor__table *table, const tenor__optimiser *optimiser, const tenor__average *average,
                           size_t part)
{
    const size_t end = end_of(table->state.count, TABLE_PART, part);
    for (size_t row = part * TABLE_PART; row < end; row++) {
        tenor__optimiser_catch_up(optimiser, &table->state, row);
        tenor__average_finish_row(average, &table->average, row);
    }
}

/* ---- the rows of a step ---- */

void tenor__row_set_free(tenor__row_set *set)
{
    tenor__put(&set->alloc, set->ids);
    tenor__put(&set->alloc, set->places);
    tenor__put(&set->alloc, set->stale);
    *set = (tenor__row_set){.alloc = set->alloc, .shards = set->shards};
}

static bool reserve(tenor__row_set *set, size_t need)
{
    size_t numbers;
    if (need <= set->capacity)
        return true;
    need += need / 2;
    tenor__row_set_free(set);
    if (!tenor__multiply_size(need, set->shards, &numbers))
        return false;
    set->ids = tenor__get(&set->alloc, need, sizeof *set->ids);
    set->places = tenor__get(&set->alloc, numbers, sizeof *set->places);
    set->stale = tenor__get(&set->alloc, need, sizeof *set->stale);
    if (!set->ids || !set->places || !set->stale)
        return false;
    set->capacity = need;
    return true;
}

bool tenor__row_set_find(tenor__row_set *set, tenor__table *table, const uint32_t *const *ids, const size_t *sizes,
                         bool follows)
{
    size_t most = 1;
    for (size_t s = 0; s < set->shards; s++)
        most += sizes[s];
    if (!reserve(set, most))
        return false;
    table->sets += follows ? 1 : 2;
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

size_t tenor__row_set_parts(const tenor__row_set *set)
{
    return tenor__divide_up(set->count, SET_PART);
}

size_t tenor__row_set_stale_parts(const tenor__row_set *set)
{
    return tenor__divide_up(set->stale_count, SET_PART);
}

void tenor__row_set_catch_up(const tenor__row_set *set, const tenor__table *table, const tenor__optimiser *optimiser,
                             size_t part)
{
    for (size_t i = part * SET_PART; i < end_of(set->stale_count, SET_PART, part); i++)
        tenor__optimiser_catch_up(optimiser, &table->state, set->stale[i]);
}

double tenor__row_set_merge(const tenor__row_set *set, size_t dim, const float *const *gradients, float *merged,
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
                tenor__gradient_add(dim, sum, gradients[s] + places[s] * dim);
            first = false;
        }
    }
    return tenor__gradient_squares((end - begin) * dim, merged + begin * dim);
}

void tenor__row_set_update(const tenor__row_set *set, const tenor__table *table, const tenor__optimiser *optimiser,
                           const tenor__average *average, const float *merged, float scale, size_t part)
{
    for (size_t row = part * SET_PART; row < end_of(set->count, SET_PART, part); row++) {
        tenor__average_settle_row(average, &table->average, set->ids[row]);
        tenor__optimiser_update_row(optimiser, &table->state, set->ids[row], merged + row * table->state.dim, scale);
    }
}
