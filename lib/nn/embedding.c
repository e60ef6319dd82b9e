/* Embedding: the vector of each distinct word of the batch, once, however often it occurs.
 *
 *     X[u] = E[word_ids[u]]            E [words, dim], X [U, dim]
 *
 * What the first layer makes of a word does not depend on its place, so its input projection is that of the distinct
 * words too, and gradients are summed by word before they become the embedding's. Dropout is of the word's vector, the
 * same in all its places (Gal and Ghahramani 2016). */
#include "nn/pass.h"

#include <string.h>

bool tenor__embedding_forward(tenor__pass *pass)
{
    const tenor__batch *batch = pass->batch;
    const size_t dim = pass->network->spec.dim;
    if (!tenor__reals_reserve(&pass->words, &pass->alloc, batch->words, dim))
        return false;
    for (size_t u = 0; u < batch->words; u++)
        memcpy(pass->words.data + u * dim, pass->parameters.embedding + batch->word_ids[u] * dim,
               dim * sizeof(tenor__real));
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
    if (pass->embedding_dropped)
        tenor__matrix_product(pass->batch->words * pass->network->spec.dim, pass->words_gradient.data,
                              pass->words_mask.data, pass->words_gradient.data);
}
