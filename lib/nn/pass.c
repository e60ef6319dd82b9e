#include "nn/pass.h"

#include "base/alloc.h"

#include <string.h>

tenor_status tenor__pass_new(const tenor__network *network, const tenor_alloc *alloc, tenor__pass **out)
{
    const tenor_alloc use = tenor__alloc_of(alloc);
    *out = tenor__alloc_zeroed(&use, 1, sizeof **out);
    if (!*out)
        return TENOR_OUT_OF_MEMORY;
    (*out)->alloc = use;
    (*out)->network = network;
    return TENOR_OK;
}

void tenor__pass_remember(tenor__pass *pass)
{
    pass->inference.remembers = true;
}

void tenor__pass_free(tenor__pass *pass)
{
    if (!pass)
        return;
    const tenor_alloc alloc = pass->alloc;
    for (size_t layer = 0; layer < TENOR__MOST_LAYERS; layer++) {
        tenor__layer_pass *kept = &pass->layers[layer];
        tenor__real_array *const held[] = {&kept->input,
                                           &kept->input_mask,
                                           &kept->output,
                                           &kept->saved[0],
                                           &kept->saved[1],
                                           &kept->state[0],
                                           &kept->state[1],
                                           &kept->recurrent_mask[0],
                                           &kept->recurrent_mask[1],
                                           &kept->recurrent_gradient[0],
                                           &kept->recurrent_gradient[1]};
        for (size_t i = 0; i < sizeof held / sizeof held[0]; i++)
            tenor__real_array_free(held[i], &alloc);
    }
    for (size_t i = 0; i < TENOR__MOST_DENSE + 2; i++)
        tenor__real_array_free(&pass->dense[i], &alloc);
    for (size_t i = 0; i < TENOR__MOST_DENSE + 1; i++) {
        tenor__real_array_free(&pass->dense_mask[i], &alloc);
        tenor__real_array_free(&pass->dense_gradient[i], &alloc);
    }
    for (size_t i = 0; pass->products && i < pass->network->linear_count; i++)
        tenor__real_array_free(&pass->products[i].x, &alloc);
    tenor__alloc_free(&alloc, pass->products);
    tenor__real_array *const held[] = {&pass->words,
                                       &pass->words_mask,
                                       &pass->attention_hidden,
                                       &pass->attention_weight,
                                       &pass->zeros,
                                       &pass->projection,
                                       &pass->recurrent,
                                       &pass->previous,
                                       &pass->output_gradient,
                                       &pass->lower_gradient,
                                       &pass->state_gradient,
                                       &pass->columns,
                                       &pass->word_gradient[0],
                                       &pass->word_gradient[1],
                                       &pass->attention_gradient,
                                       &pass->vectors_gradient,
                                       &pass->words_gradient};
    for (size_t i = 0; i < sizeof held / sizeof held[0]; i++)
        tenor__real_array_free(held[i], &alloc);
    tenor__inference_free(&pass->inference, &alloc);
    tenor__alloc_free(&alloc, pass->replaced);
    tenor__alloc_free(&alloc, pass->argmax);
    tenor__alloc_free(&alloc, pass);
}

/* ---- forward and backward ---- */

bool tenor__pass_forward(tenor__pass *pass, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                         const tenor__packed_sequences *batch, const tenor__dropout *dropout, tenor__real *logits)
{
    const size_t labels = pass->network->config.labels;
    if (batch->count == 0)
        return true;
    pass->batch = batch;
    pass->packed_weights = packed_weights;
    pass->parameters = parameters;
    pass->dropout = dropout;
    if (dropout
            ? !tenor__embedding_forward(pass) || !tenor__recurrent_layers_forward(pass) || !tenor__pooling_forward(pass)
            : !tenor__inference_forward(pass))
        return false;
    if (!logits)
        return true;
    const tenor__real *packed = tenor__dense_forward(pass);
    if (!packed)
        return false;
    for (size_t i = 0; i < batch->count; i++)
        memcpy(logits + batch->order[i] * labels, packed + i * labels, labels * sizeof *logits);
    return true;
}

const tenor__real *tenor__pass_pooled(const tenor__pass *pass)
{
    return pass->dense[0].data;
}

bool tenor__pass_backward(tenor__pass *pass, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                          const tenor__packed_sequences *batch, const tenor__real *logits_gradient, bool frozen)
{
    const size_t labels = pass->network->config.labels;
    tenor__real *gradient = tenor__parameter_slices_clear(pass);
    if (!gradient)
        return false;
    if (batch->count == 0)
        return true;
    pass->batch = batch;
    pass->packed_weights = packed_weights;
    pass->parameters = parameters;
    tenor__real *packed = pass->dense[pass->network->config.dense_count + 1]
                              .data; /* the buffer of the logits, which are no longer needed */
    for (size_t i = 0; i < batch->count; i++)
        memcpy(packed + i * labels, logits_gradient + batch->order[i] * labels, labels * sizeof *packed);
    const tenor__real *pooled = tenor__dense_backward(pass, packed, gradient);
    if (!pooled || !tenor__pooling_backward(pass, pooled, gradient) ||
        !tenor__recurrent_layers_backward(pass, frozen, gradient))
        return false;
    if (!frozen)
        tenor__embedding_backward(pass);
    return true;
}

const tenor__real *tenor__pass_embedding_gradient(const tenor__pass *pass)
{
    return pass->words_gradient.data;
}
