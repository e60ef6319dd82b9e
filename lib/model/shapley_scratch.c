#include "model/shapley_scratch.h"

void tenor__shapley_free(tenor__shapley *shapley)
{
    const tenor_alloc alloc = shapley->alloc;
    tenor__alloc_free(&alloc, shapley->words);
    tenor__alloc_free(&alloc, shapley->pairs);
    tenor__alloc_free(&alloc, shapley->order);
    tenor__alloc_free(&alloc, shapley->ranks);
    tenor__alloc_free(&alloc, shapley->parts);
    tenor__alloc_free(&alloc, shapley->values);
    *shapley = (tenor__shapley){.alloc = alloc};
}
