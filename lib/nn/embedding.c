/* Embedding: the vector of each distinct word of the batch, once, however many times it occurs.
 *
 *     X[u] = E[word_ids[u]]            E [words, dim], X [U, dim]
 *
 * The first layer's input projection does not depend on a word's position. So it is computed once per distinct word,
 * and gradients are summed per word before they reach the embedding. Dropout masks the word's vector, with the same
 * mask at all its positions (Gal and Ghahramani 2016).
 *
 * Mixout (Lee, Cho and Kang 2020) replaces a word's vector by its pretrained vector, P[word_ids[u]], which gets no
 * gradient. So the rest of the network learns to read the vectors of words that do not occur in training. Unlike the
 * paper, it replaces whole vectors and does not rescale the changes of the others. */
#include "base/alloc.h"
#include "nn/pass.h"

#include <string.h>

/* Chooses the words to replace by their pretrained vectors, and writes these vectors. */
static bool replace_words(tenor__pass *pass)
{
    const tenor__packed_sequences *batch = pass->batch;
    const tenor__dropout *dropout = pass->dropout;
    const size_t dim = pass->network->config.dim;
    void *replaced = pass->replaced;
    if (!tenor__alloc_grow(&pass->alloc, &replaced, &pass->replaced_capacity, batch->words, sizeof *pass->replaced))
        return false;
    pass->replaced = replaced;
    for (size_t u = 0; u < batch->words; u++) {
        const uint32_t id = batch->word_ids[u];
        pass->replaced[u] = dropout->is_pretrained[id] && tenor__random_uniform(dropout->random) < dropout->mixout;
        if (pass->replaced[u])
            memcpy(pass->words.data + u * dim, dropout->pretrained + id * dim, dim * sizeof(tenor__real));
    }
    return true;
}

bool tenor__embedding_forward(tenor__pass *pass)
{
    const tenor__packed_sequences *batch = pass->batch;
    const size_t dim = pass->network->config.dim;
    if (!tenor__real_array_reserve(&pass->words, &pass->alloc, batch->words, dim))
        return false;
    for (size_t u = 0; u < batch->words; u++)
        memcpy(pass->words.data + u * dim, pass->parameters.embedding + batch->word_ids[u] * dim,
               dim * sizeof(tenor__real));
    pass->mixout_applied = pass->dropout->mixout > 0;
    if (pass->mixout_applied && !replace_words(pass))
        return false;
    pass->embedding_dropped = pass->dropout->embedding > 0;
    if (pass->embedding_dropped) {
        if (!tenor__real_array_reserve(&pass->words_mask, &pass->alloc, batch->words, dim))
            return false;
        tenor__matrix_mask(pass->dropout->random, pass->dropout->embedding, batch->words * dim, pass->words_mask.data);
        tenor__matrix_product(batch->words * dim, pass->words.data, pass->words_mask.data, pass->words.data);
    }
    return true;
}

void tenor__embedding_backward(tenor__pass *pass)
{
    const size_t words = pass->batch->words;
    const size_t dim = pass->network->config.dim;
    tenor__real *gradient = pass->words_gradient.data;
    if (pass->embedding_dropped)
        tenor__matrix_product(words * dim, gradient, pass->words_mask.data, gradient);
    for (size_t u = 0; pass->mixout_applied && u < words; u++)
        if (pass->replaced[u])
            memset(gradient + u * dim, 0, dim * sizeof *gradient);
}
