#include "data/soft_targets.h"

#include "base/error.h"
#include "base/map.h"
#include "rows/row_targets.h"

#include <math.h>

/* Which label is given twice; count when none is. */
static tenor_status find_twice(const tenor_str *labels, size_t count, const tenor_alloc *alloc, size_t *twice)
{
    tenor__map seen;
    tenor__map_init(&seen, alloc);
    tenor_status status = TENOR_OK;
    *twice = count;
    for (size_t i = 0; i < count && *twice == count && status == TENOR_OK; i++) {
        bool added;
        if (!tenor__map_insert(&seen, labels[i], 0, &added))
            status = TENOR_OUT_OF_MEMORY;
        else if (!added)
            *twice = i;
    }
    tenor__map_free(&seen);
    return status;
}

tenor_status tenor__soft_targets_check(const tenor_str *labels, const float *probabilities, size_t count,
                                       bool one_label, const tenor_alloc *alloc, double *sum, tenor_error *error)
{
    char quoted[64];
    size_t twice;
    *sum = 0;
    if (find_twice(labels, count, alloc, &twice) != TENOR_OK)
        return tenor__error_set_memory(error);
    if (twice < count)
        return tenor__error_set(error, TENOR_BAD_DATA, "the label '%s' has two probabilities",
                                tenor__error_quote(quoted, sizeof quoted, labels[twice]));
    for (size_t i = 0; i < count; i++) {
        const double p = (double)probabilities[i];
        if (!(p >= 0 && p <= 1))
            return tenor__error_option(
                error, "probabilities",
                tenor__error_set(error, TENOR_BAD_DATA,
                                 "the probability of the label '%s' is %g; it must be from 0 to 1; option "
                                 "'probabilities' none trains with the labels alone",
                                 tenor__error_quote(quoted, sizeof quoted, labels[i]), p));
        *sum += p;
    }
    if (!one_label || fabs(*sum - 1) <= TENOR__PROBABILITY_GAP)
        return TENOR_OK;
    return tenor__error_option(
        error, "probabilities",
        tenor__error_set(error, TENOR_BAD_DATA,
                         "the probabilities of the labels sum to %.4g, and not to 1: all labels must be there; option "
                         "'probabilities' none trains with the labels alone",
                         *sum));
}

static size_t used(const tenor__soft_target_store *store)
{
    return store->examples > 0 ? store->ends[store->examples - 1] : 0;
}

bool tenor__soft_targets_reserve(tenor__soft_target_store *store, size_t i, size_t count, const tenor_alloc *alloc)
{
    void *ids = store->ids;
    void *probabilities = store->probabilities;
    void *ends = store->ends;
    size_t all;
    if (!tenor__size_add(used(store), count, &all) ||
        !tenor__alloc_grow(alloc, &ids, &store->id_capacity, all, sizeof *store->ids))
        return false;
    store->ids = ids;
    if (!tenor__alloc_grow(alloc, &probabilities, &store->probability_capacity, all, sizeof *store->probabilities))
        return false;
    store->probabilities = probabilities;
    if (!tenor__alloc_grow(alloc, &ends, &store->end_capacity, i + 1, sizeof *store->ends))
        return false;
    store->ends = ends;
    return true;
}

void tenor__soft_targets_begin(tenor__soft_target_store *store, size_t i)
{
    const size_t end = used(store);
    while (store->examples <= i)
        store->ends[store->examples++] = end;
    store->count++;
}

void tenor__soft_targets_add(tenor__soft_target_store *store, uint32_t id, float probability)
{
    size_t *end = &store->ends[store->examples - 1];
    const size_t begin = store->examples > 1 ? store->ends[store->examples - 2] : 0;
    if (*end == begin + 1 && !(store->probabilities[begin] > 0))
        *end = begin;
    else if (*end > begin && !(probability > 0))
        return;
    store->ids[*end] = id;
    store->probabilities[(*end)++] = probability;
}

size_t tenor__soft_targets_find(const tenor__soft_target_store *store, size_t i, size_t *count)
{
    *count = 0;
    if (i >= store->examples)
        return 0;
    const size_t begin = i > 0 ? store->ends[i - 1] : 0;
    *count = store->ends[i] - begin;
    return begin;
}

void tenor__soft_targets_free(tenor__soft_target_store *store, const tenor_alloc *alloc)
{
    tenor__alloc_free(alloc, store->ids);
    tenor__alloc_free(alloc, store->probabilities);
    tenor__alloc_free(alloc, store->ends);
}
