#include "table/association.h"

#include "base/alloc.h"
#include "base/map.h"
#include "table/label_cell.h"

/* Of V squared, which is 1 where one value tells the other: a group whose texts have mostly one label stays a group. */
static const double LEAST_V_SQUARED = 0.55;

/* Standard deviations above its mean that chi squared would not reach by chance. */
static const double DEVIATIONS = 4;

/* The values of a column, numbered from 0. */
typedef struct numbered {
    tenor__map values;
    size_t column;
} numbered;

typedef struct work {
    numbered a;
    numbered b;
    uint32_t *rows;   /* [rows, 2] numbers of the values of those that have both */
    uint32_t *counts; /* [values of a, values of b] */
    uint32_t *sums;   /* [values of a + values of b] */
    size_t count;
} work;

static bool has_value(tenor_str cell)
{
    return cell.size > 0 && !tenor__label_cell_is_missing(cell);
}

static const uint32_t *number_value(numbered *n, tenor_str cell)
{
    return tenor__map_insert(&n->values, cell, (uint32_t)n->values.count, NULL);
}

static tenor_status number_rows(const tenor__sample *sample, size_t from, work *w)
{
    for (size_t row = from; row < sample->rows; row++) {
        const tenor_str a = tenor__column_statistics_cell(sample, row, w->a.column);
        const tenor_str b = tenor__column_statistics_cell(sample, row, w->b.column);
        if (!has_value(a) || !has_value(b))
            continue;
        const uint32_t *number_a = number_value(&w->a, a);
        const uint32_t *number_b = number_value(&w->b, b);
        if (!number_a || !number_b)
            return TENOR_OUT_OF_MEMORY;
        w->rows[2 * w->count] = *number_a;
        w->rows[2 * w->count + 1] = *number_b;
        w->count++;
    }
    return TENOR_OK;
}

/* Pearson's chi squared against what chance gives, and V, its share of the most that it can be (Cramer, 1946). */
static bool judges_alike(const work *w)
{
    const size_t width = w->b.values.count;
    const size_t height = w->a.values.count;
    size_t pairs = 0;
    double sum = 0;
    if (width < 2 || height < 2)
        return false;
    for (size_t i = 0; i < height; i++)
        for (size_t k = 0; k < width; k++) {
            const double count = w->counts[i * width + k];
            pairs += count > 0;
            sum += count * count / ((double)w->sums[i] * w->sums[height + k]);
        }
    const double squared = (double)w->count * (sum - 1);
    const double freedom = (double)(height - 1) * (double)(width - 1);
    const double most = (double)w->count * (double)((height < width ? height : width) - 1);
    const double excess = squared - freedom;
    return pairs > width && excess > 0 && excess * excess > DEVIATIONS * DEVIATIONS * 2 * freedom &&
           squared >= LEAST_V_SQUARED * most;
}

static tenor_status find(const tenor__sample *sample, size_t from, const tenor_alloc *alloc, work *w, bool *found)
{
    w->rows = tenor__alloc_array(alloc, sample->rows, 2 * sizeof *w->rows);
    if (!w->rows || number_rows(sample, from, w) != TENOR_OK)
        return TENOR_OUT_OF_MEMORY;
    const size_t height = w->a.values.count;
    const size_t width = w->b.values.count;
    w->counts = tenor__alloc_zeroed(alloc, height * width + 1, sizeof *w->counts);
    w->sums = tenor__alloc_zeroed(alloc, height + width + 1, sizeof *w->sums);
    if (!w->counts || !w->sums)
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; i < w->count; i++) {
        w->counts[w->rows[2 * i] * width + w->rows[2 * i + 1]]++;
        w->sums[w->rows[2 * i]]++;
        w->sums[height + w->rows[2 * i + 1]]++;
    }
    *found = judges_alike(w);
    return TENOR_OK;
}

tenor_status tenor__association_find(const tenor__sample *sample, size_t column, size_t other, size_t from,
                                     const tenor_alloc *alloc, bool *found)
{
    work w = {.a.column = column, .b.column = other};
    tenor__map_init(&w.a.values, alloc);
    tenor__map_init(&w.b.values, alloc);
    const tenor_status status = find(sample, from, alloc, &w, found);
    tenor__map_free(&w.a.values);
    tenor__map_free(&w.b.values);
    tenor__alloc_free(alloc, w.rows);
    tenor__alloc_free(alloc, w.counts);
    tenor__alloc_free(alloc, w.sums);
    return status;
}
