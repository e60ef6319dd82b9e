/* Embedding: the vector of each distinct word of the batch, once, however often it occurs.
 *
 *     X[u] = E[word_ids[u]]            E [words, dim], X [U, dim]
 *
 * What the first layer makes of a word does not depend on its place, so its input projection is that of the distinct
 * words too, and gradients are summed by word before they become the embedding's. Dropout is of the word's vector, the
 * same in all its places (Gal and Ghahramani 2016). Mixout (Lee, Cho and Kang 2020) reads a word by its
 * pretrained vector again, P[word_ids[u]], which then has no gradient: so the rest of the network learns to read words
 * that training never meets. Unlike theirs it takes whole vectors, and does not scale what the others have moved by. */
#include "base/alloc.h"
#include "nn/pass.h"

#include <string.h>

/* Draws which words are read by their pretrained vectors, and puts these there. */
static bool restore_words(tenor__pass *pass)
{
    const tenor__packed_sequences *batch = pass->batch;
    const tenor__dropout *dropout = pass->dropout;
    const size_t dim = pass->network->config.dim;
    void *restored = pass->restored;
    if (!tenor__alloc_grow(&pass->alloc, &restored, &pass->restored_capacity, batch->words, sizeof *pass->restored))
        return false;
    pass->restored = restored;
    for (size_t u = 0; u < batch->words; u++) {
        const uint32_t id = batch->word_ids[u];
        pass->restored[u] = dropout->is_pretrained[id] && tenor__random_uniform(dropout->random) < dropout->mixout;
        if (pass->restored[u])
            memcpy(pass->words.data + u * dim, dropout->pretrained + id * dim, dim * sizeof(tenor__real));
    }
    return true;
}

bool tenor__embedding_forward(tenor__pass *pass)
{
    const tenor__packed_sequences *batch = pass->batch;
    const size_t dim = pass->network->config.dim;
    if (!tenor__reals_reserve(&pass->words, &pass->alloc, batch->words, dim))
        return false;
    for (size_t u = 0; u < batch->words; u++)
        memcpy(pass->words.data + u * dim, pass->parameters.embedding + batch->word_ids[u] * dim,
               dim * sizeof(tenor__real));
    pass->words_restored = pass->dropout->mixout > 0;
    if (pass->words_restored && !restore_words(pass))
        return false;
    pass->embedding_dropped = pass->dropout->embedding > 0;
    if (pass->embedding_dropped) {
        if (!tenor__reals_reserve(&pass->words_mask, &pass->alloc, batch->words, dim))
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
    for (size_t u = 0; pass->words_restored && u < words; u++)
        if (pass->restored[u])
            memset(gradient + u * dim, 0, dim * sizeof *gradient);
}
