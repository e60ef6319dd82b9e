#include "eval/coverage.h"

#include "base/alloc.h"
#include "eval/interval.h"

#include <math.h>

tenor_status tenor__coverage_init(tenor__coverage *coverage, const tenor_alloc *alloc)
{
    *coverage = (tenor__coverage){.alloc = tenor__alloc_of(alloc)};
    coverage->counts = tenor__alloc_zeroed(&coverage->alloc, TENOR__COVERAGE_STEPS + 1, sizeof *coverage->counts);
    coverage->right = tenor__alloc_zeroed(&coverage->alloc, TENOR__COVERAGE_STEPS + 1, sizeof *coverage->right);
    if (coverage->counts && coverage->right)
        return TENOR_OK;
    tenor__coverage_free(coverage);
    return TENOR_OUT_OF_MEMORY;
}

void tenor__coverage_free(tenor__coverage *coverage)
{
    tenor__alloc_free(&coverage->alloc, coverage->counts);
    tenor__alloc_free(&coverage->alloc, coverage->right);
    *coverage = (tenor__coverage){0};
}

static double threshold_of(size_t bin)
{
    return (double)bin / TENOR__COVERAGE_STEPS;
}

/* By the same comparison as a threshold that is given as a decimal, so that both reject the same predictions. */
void tenor__coverage_add(tenor__coverage *coverage, float probability, bool right)
{
    const double p = (double)probability;
    size_t bin = p > 0 ? (size_t)(p * TENOR__COVERAGE_STEPS) : 0;
    bin = bin > TENOR__COVERAGE_STEPS ? TENOR__COVERAGE_STEPS : bin;
    while (bin > 0 && threshold_of(bin) > p)
        bin--;
    while (bin < TENOR__COVERAGE_STEPS && threshold_of(bin + 1) <= p)
        bin++;
    coverage->counts[bin]++;
    coverage->right[bin] += right;
}

static uint64_t count_all(const tenor__coverage *coverage)
{
    uint64_t all = 0;
    for (size_t i = 0; i <= TENOR__COVERAGE_STEPS; i++)
        all += coverage->counts[i];
    return all;
}

tenor_coverage tenor__coverage_at(const tenor__coverage *coverage, double share)
{
    const uint64_t all = count_all(coverage);
    uint64_t count = 0;
    size_t bin = TENOR__COVERAGE_STEPS + 1;
    while (bin > 0 && all > 0 && (count == 0 || (double)count < share * (double)all))
        count += coverage->counts[--bin];
    return tenor__coverage_above(coverage, threshold_of(bin));
}

tenor_coverage tenor__coverage_above(const tenor__coverage *coverage, double threshold)
{
    const uint64_t all = count_all(coverage);
    const double step = round(threshold * TENOR__COVERAGE_STEPS);
    const size_t first = step > 0 ? (size_t)step : 0;
    uint64_t count = 0;
    uint64_t right = 0;
    if (all == 0)
        return (tenor_coverage){0};
    for (size_t i = first; i <= TENOR__COVERAGE_STEPS; i++) {
        count += coverage->counts[i];
        right += coverage->right[i];
    }
    const double accuracy = count > 0 ? (double)right / (double)count : 0;
    return (tenor_coverage){
        .threshold = threshold_of(first),
        .examples = (size_t)count,
        .coverage = (double)count / (double)all,
        .accuracy = accuracy,
        .accuracy_interval = tenor__interval_share(accuracy, (double)count),
    };
}
