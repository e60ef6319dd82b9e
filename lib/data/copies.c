#include "data/copies.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/sort.h"
#include "text/tokens.h"

uint64_t tenor__copies_hash(const tenor_tokens *tokens)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < tenor_tokens_count(tokens); i++) {
        const tenor_str token = tenor__tokens_text(tokens, i);
        hash = tenor__hash(token.data, token.size, hash + 1);
    }
    return hash;
}

tenor_status tenor__copies_find(const tenor_corpus *corpus, const tenor_alloc *alloc, uint32_t *first)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    const size_t size = tenor_corpus_size(corpus);
    tenor_tokens *tokens = NULL;
    tenor__pair *order = tenor__alloc_array(&hook, size + 1, sizeof *order);
    tenor_status status = order ? tenor_tokens_new(&hook, &tokens) : TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; status == TENOR_OK && i < size; i++) {
        status = tenor_tokens_split(tokens, NULL, tenor_corpus_text(corpus, i));
        order[i] = (tenor__pair){tenor__copies_hash(tokens), i};
    }
    if (status == TENOR_OK) {
        tenor__sort_pairs(order, size);
        for (size_t i = 0; i < size; i++)
            first[order[i].value] =
                i > 0 && order[i].key == order[i - 1].key ? first[order[i - 1].value] : (uint32_t)order[i].value;
    }
    tenor_tokens_free(tokens);
    tenor__alloc_free(&hook, order);
    return status;
}

tenor_status tenor__copies_count_texts(const tenor_corpus *corpus, const uint32_t *first, const tenor_alloc *alloc,
                                       size_t *texts)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    size_t count = 0;
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        count += tenor_corpus_example_label_count(corpus, i);
    tenor__pair *pairs = tenor__alloc_array(&hook, count + 1, sizeof *pairs);
    if (!pairs)
        return TENOR_OUT_OF_MEMORY;
    count = 0;
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, i); j++)
            pairs[count++] = (tenor__pair){tenor_corpus_example_label(corpus, i, j), first[i]};
    tenor__sort_pairs(pairs, count);
    for (size_t i = 0; i < count; i++)
        texts[pairs[i].key] += i == 0 || pairs[i].key != pairs[i - 1].key || pairs[i].value != pairs[i - 1].value;
    tenor__alloc_free(&hook, pairs);
    return TENOR_OK;
}
