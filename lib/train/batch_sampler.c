#include "train/batch_sampler.h"

enum { POOL = 50 };

tenor_status tenor__batch_sampler_init(tenor__batch_sampler *batches, const tenor__sequences *sequences, size_t size,
                                       const tenor_alloc *alloc)
{
    *batches = (tenor__batch_sampler){
        .alloc = tenor__alloc_of(alloc),
        .sequences = sequences,
        .size = size,
        .count = tenor__size_divide_up(sequences->count, size),
    };
    batches->order = tenor__alloc_array(&batches->alloc, sequences->count, sizeof *batches->order);
    batches->scratch = tenor__alloc_array(&batches->alloc, sequences->count, sizeof *batches->scratch);
    batches->batch_order = tenor__alloc_array(&batches->alloc, batches->count, sizeof *batches->batch_order);
    if (!batches->order || !batches->scratch || !batches->batch_order) {
        tenor__batch_sampler_free(batches);
        return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

void tenor__batch_sampler_free(tenor__batch_sampler *batches)
{
    tenor__alloc_free(&batches->alloc, batches->order);
    tenor__alloc_free(&batches->alloc, batches->scratch);
    tenor__alloc_free(&batches->alloc, batches->batch_order);
    *batches = (tenor__batch_sampler){0};
}

void tenor__batch_sampler_shuffle(tenor__batch_sampler *batches, uint64_t epoch, tenor__random *random)
{
    batches->first = epoch * batches->count;
    const size_t total = batches->sequences->count;
    for (size_t i = 0; i < total; i++)
        batches->order[i] = (uint32_t)i;
    tenor__random_shuffle(random, batches->order, total);
    const size_t pool = POOL * batches->size;
    for (size_t begin = 0; begin < total; begin += pool)
        tenor__sequences_sort(batches->sequences, batches->order + begin, total - begin < pool ? total - begin : pool,
                              batches->scratch);
    for (size_t i = 0; i < batches->count; i++)
        batches->batch_order[i] = (uint32_t)i;
    tenor__random_shuffle(random, batches->batch_order, batches->count);
}

tenor__sampled_batch tenor__batch_sampler_get(const tenor__batch_sampler *batches, size_t i)
{
    const size_t begin = batches->batch_order[i] * batches->size;
    const size_t left = batches->sequences->count - begin;
    return (tenor__sampled_batch){batches->order + begin, left < batches->size ? left : batches->size,
                                  batches->first + i};
}
