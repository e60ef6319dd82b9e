#include "train/checkpoint.h"

#include <string.h>

tenor_status tenor__checkpoint_init(tenor__checkpoint *checkpoint, tenor__metric metric, size_t embedding_size,
                                    size_t block_size, const tenor_alloc *alloc)
{
    *checkpoint = (tenor__checkpoint){
        .alloc = tenor__alloc_of(alloc), .metric = metric, .embedding_size = embedding_size, .block_size = block_size};
    const tenor_alloc *hook = &checkpoint->alloc;
    checkpoint->weights.block = tenor__alloc_aligned(hook, block_size, sizeof(float));
    if (embedding_size > 0)
        checkpoint->weights.embedding = tenor__alloc_aligned(hook, embedding_size, sizeof(float));
    if (!checkpoint->weights.block || (embedding_size > 0 && !checkpoint->weights.embedding)) {
        tenor__checkpoint_free(checkpoint);
        return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

void tenor__checkpoint_free(tenor__checkpoint *checkpoint)
{
    tenor__alloc_free_aligned(&checkpoint->alloc, checkpoint->weights.embedding);
    tenor__alloc_free_aligned(&checkpoint->alloc, checkpoint->weights.block);
    *checkpoint = (tenor__checkpoint){0};
}

bool tenor__checkpoint_is_better(tenor__metric metric, const tenor_epoch *epoch, const tenor_epoch *best)
{
    double gain = 0;
    switch (metric) {
    case TENOR__METRIC_ACCURACY:
        gain = epoch->dev_accuracy - best->dev_accuracy;
        break;
    case TENOR__METRIC_MACRO_F1:
        gain = epoch->dev_macro_f1 - best->dev_macro_f1;
        break;
    case TENOR__METRIC_LOSS:
        break;
    }
    return gain > 0 || (gain == 0 && epoch->dev_loss < best->dev_loss);
}

bool tenor__checkpoint_offer(tenor__checkpoint *checkpoint, const tenor_epoch *epoch, tenor__weights weights,
                             double ngram_weight)
{
    if (checkpoint->is_filled && !tenor__checkpoint_is_better(checkpoint->metric, epoch, &checkpoint->epoch))
        return false;
    memcpy(checkpoint->weights.block, weights.block, checkpoint->block_size * sizeof(float));
    if (checkpoint->embedding_size > 0)
        memcpy(checkpoint->weights.embedding, weights.embedding, checkpoint->embedding_size * sizeof(float));
    checkpoint->is_filled = true;
    checkpoint->epoch = *epoch;
    checkpoint->ngram_weight = ngram_weight;
    return true;
}
