#include "train/average.h"

#include "nn/simd.h"

#include <math.h>

tenor_status tenor__average_init(tenor__average *average, uint64_t horizon, size_t block_size, size_t rows, size_t dim,
                                 const tenor_alloc *alloc)
{
    *average = (tenor__average){.alloc = tenor__alloc_of(alloc), .horizon = horizon, .dim = dim};
    if (horizon == 0)
        return TENOR_OK;
    const tenor_alloc *hook = &average->alloc;
    size_t numbers;
    if (!tenor__multiply_size(rows, dim, &numbers))
        return TENOR_OUT_OF_MEMORY;
    average->block = tenor__get_aligned(hook, block_size, sizeof(float));
    if (rows > 0) {
        average->embedding = tenor__get_aligned(hook, numbers, sizeof(float));
        average->row_steps = tenor__get_zero(hook, rows, sizeof *average->row_steps);
    }
    if (!average->block || (rows > 0 && (!average->embedding || !average->row_steps))) {
        tenor__average_free(average);
        return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

void tenor__average_free(tenor__average *average)
{
    tenor__put_aligned(&average->alloc, average->block);
    tenor__put_aligned(&average->alloc, average->embedding);
    tenor__put(&average->alloc, average->row_steps);
    *average = (tenor__average){0};
}

void tenor__average_begin_step(tenor__average *average)
{
    average->step++;
}

/* mean = values + keep (mean - values). What mean held does not count when keep is 0: at first it holds nothing. */
TENOR_CLONES static void blend(size_t size, float keep, const float *values, float *mean)
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

/* What is left of an average of `from` steps when it is one of `to`: the product of 1 - 1 / min(s, horizon). */
static float share_kept(const tenor__average *average, uint64_t from, uint64_t to)
{
    const uint64_t horizon = average->horizon;
    const uint64_t early_from = from < horizon ? from : horizon;
    const uint64_t early_to = to < horizon ? to : horizon;
    const uint64_t late = (to > horizon ? to - horizon : 0) - (from > horizon ? from - horizon : 0);
    const double early = (double)early_from / (double)early_to;
    return (float)(late > 0 ? early * pow(1 - 1 / (double)horizon, (double)late) : early);
}

void tenor__average_add_block(const tenor__average *average, const float *block, size_t begin, size_t end)
{
    if (average->horizon > 0)
        blend(end - begin, share_kept(average, average->step - 1, average->step), block + begin,
              average->block + begin);
}

static void settle_to(const tenor__average *average, const float *embedding, size_t row, uint64_t step)
{
    if (!average->embedding || average->row_steps[row] == step)
        return;
    blend(average->dim, share_kept(average, average->row_steps[row], step), embedding + row * average->dim,
          average->embedding + row * average->dim);
    average->row_steps[row] = step;
}

void tenor__average_settle_row(const tenor__average *average, const float *embedding, size_t row)
{
    settle_to(average, embedding, row, average->step - 1);
}

void tenor__average_finish_row(const tenor__average *average, const float *embedding, size_t row)
{
    settle_to(average, embedding, row, average->step);
}
