#include "optim/weight_average.h"

#include "nn/kernels/simd.h"

#include <math.h>

tenor_status tenor__weight_average_init(tenor__weight_average *average, uint64_t horizon, size_t block_size,
                                        const tenor_alloc *alloc)
{
    *average = (tenor__weight_average){.alloc = tenor__alloc_of(alloc), .horizon = horizon};
    if (horizon == 0)
        return TENOR_OK;
    average->block = tenor__alloc_aligned(&average->alloc, block_size, sizeof(float));
    return average->block ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

void tenor__weight_average_free(tenor__weight_average *average)
{
    tenor__alloc_free_aligned(&average->alloc, average->block);
    *average = (tenor__weight_average){0};
}

tenor_status tenor__weight_average_rows_init(tenor__weight_average_rows *rows, const tenor__weight_average *average,
                                             const float *weights, size_t count, size_t dim, const tenor_alloc *alloc)
{
    *rows = (tenor__weight_average_rows){.alloc = tenor__alloc_of(alloc), .weights = weights, .dim = dim};
    size_t numbers;
    if (average->horizon == 0 || count == 0)
        return TENOR_OK;
    if (!tenor__size_multiply(count, dim, &numbers))
        return TENOR_OUT_OF_MEMORY;
    rows->mean = tenor__alloc_large(&rows->alloc, numbers, sizeof(float));
    rows->steps = tenor__alloc_zeroed(&rows->alloc, count, sizeof *rows->steps);
    if (!rows->mean || !rows->steps) {
        tenor__weight_average_rows_free(rows);
        return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

void tenor__weight_average_rows_free(tenor__weight_average_rows *rows)
{
    tenor__alloc_free_aligned(&rows->alloc, rows->mean);
    tenor__alloc_free(&rows->alloc, rows->steps);
    *rows = (tenor__weight_average_rows){0};
}

void tenor__weight_average_begin_step(tenor__weight_average *average)
{
    average->step++;
}

/* mean = values + keep (mean - values). If keep is 0, mean is not read, because it is uninitialized at first. */
TENOR_CLONES static void update_mean(size_t size, float keep, const float *values, float *mean)
{
    if (keep == 0) {
        for (size_t i = 0; i < size; i++)
            mean[i] = values[i];
        return;
    }
    TENOR_INDEPENDENT
    for (size_t i = 0; i < size; i++)
        mean[i] = values[i] + keep * (mean[i] - values[i]);
}

/* The factor of an average over `from` steps in the average over `to` steps: the product of 1 - 1 / min(s, horizon) for
 * from < s <= to. */
static float find_keep(const tenor__weight_average *average, uint64_t from, uint64_t to)
{
    const uint64_t horizon = average->horizon;
    const uint64_t early_from = from < horizon ? from : horizon;
    const uint64_t early_to = to < horizon ? to : horizon;
    const uint64_t late = (to > horizon ? to - horizon : 0) - (from > horizon ? from - horizon : 0);
    const double early = (double)early_from / (double)early_to;
    return (float)(late > 0 ? early * pow(1 - 1 / (double)horizon, (double)late) : early);
}

void tenor__weight_average_add_block(const tenor__weight_average *average, const float *block, size_t begin, size_t end)
{
    if (average->horizon > 0)
        update_mean(end - begin, find_keep(average, average->step - 1, average->step), block + begin,
                    average->block + begin);
}

static void settle_to(const tenor__weight_average *average, const tenor__weight_average_rows *rows, size_t row,
                      uint64_t step)
{
    if (!rows->mean || rows->steps[row] == step)
        return;
    update_mean(rows->dim, find_keep(average, rows->steps[row], step), rows->weights + row * rows->dim,
                rows->mean + row * rows->dim);
    rows->steps[row] = step;
}

void tenor__weight_average_settle_row(const tenor__weight_average *average, const tenor__weight_average_rows *rows,
                                      size_t row)
{
    settle_to(average, rows, row, average->step - 1);
}

void tenor__weight_average_finish_row(const tenor__weight_average *average, const tenor__weight_average_rows *rows,
                                      size_t row)
{
    settle_to(average, rows, row, average->step);
}
