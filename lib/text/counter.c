#include "text/vocab.h"

#include "base/alloc.h"
#include "base/map.h"
#include "text/tokens.h"

struct tenor__counter {
    tenor_text_settings settings;
    tenor_tokens *tokens;
    tenor__arena arena; /* the words' bytes */
    tenor__map map;     /* word -> index */
    tenor_str *words;
    size_t word_capacity;
    uint64_t *counts;
    size_t count_capacity;
    uint64_t total;
};

tenor_status tenor__counter_new(const tenor_text_settings *settings, const tenor_alloc *alloc, tenor__counter **out)
{
    *out = NULL;
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor__counter *counter = tenor__get_zero(&hook, 1, sizeof *counter);
    if (!counter)
        return TENOR_OUT_OF_MEMORY;
    counter->settings = *settings;
    counter->arena.alloc = hook;
    tenor__map_init(&counter->map, &hook);
    if (tenor_tokens_new(&hook, &counter->tokens) != TENOR_OK) {
        tenor__counter_free(counter);
        return TENOR_OUT_OF_MEMORY;
    }
    *out = counter;
    return TENOR_OK;
}

void tenor__counter_free(tenor__counter *counter)
{
    if (!counter)
        return;
    const tenor_alloc alloc = counter->arena.alloc;
    tenor_tokens_free(counter->tokens);
    tenor__map_free(&counter->map);
    tenor__arena_free(&counter->arena);
    tenor__put(&alloc, counter->words);
    tenor__put(&alloc, counter->counts);
    tenor__put(&alloc, counter);
}

static bool add_word(tenor__counter *counter, tenor_str word)
{
    const size_t count = counter->map.count;
    const tenor_alloc *alloc = &counter->arena.alloc;
    void *words = counter->words;
    if (count == UINT32_MAX || !tenor__grow(alloc, &words, &counter->word_capacity, count + 1, sizeof *counter->words))
        return false;
    counter->words = words;
    void *counts = counter->counts;
    if (!tenor__grow(alloc, &counts, &counter->count_capacity, count + 1, sizeof *counter->counts))
        return false;
    counter->counts = counts;
    const tenor_str copy = tenor__arena_copy(&counter->arena, word);
    if (!copy.data || !tenor__map_insert(&counter->map, copy, (uint32_t)count, NULL))
        return false;
    counter->words[count] = copy;
    counter->counts[count] = 1;
    return true;
}

tenor_status tenor__counter_add(tenor__counter *counter, tenor_str text, size_t limit, tenor__kept_tokens kept)
{
    if (tenor__tokens_split_limit(counter->tokens, &counter->settings, text, limit, kept) != TENOR_OK)
        return TENOR_OUT_OF_MEMORY;
    const size_t count = tenor_tokens_count(counter->tokens);
    for (size_t i = 0; i < count; i++) {
        const tenor_str word = tenor__tokens_text(counter->tokens, i);
        const uint32_t *index = tenor__map_find(&counter->map, word);
        if (index)
            counter->counts[*index]++;
        else if (!add_word(counter, word))
            return TENOR_OUT_OF_MEMORY;
        counter->total++;
    }
    return TENOR_OK;
}

size_t tenor__counter_words(const tenor__counter *counter)
{
    return counter->map.count;
}

uint64_t tenor__counter_tokens(const tenor__counter *counter)
{
    return counter->total;
}

tenor_str tenor__counter_word(const tenor__counter *counter, size_t i)
{
    return counter->words[i];
}

uint64_t tenor__counter_count(const tenor__counter *counter, size_t i)
{
    return counter->counts[i];
}

bool tenor__counter_find(const tenor__counter *counter, tenor_str word, size_t *i)
{
    const uint32_t *index = tenor__map_find(&counter->map, word);
    if (index)
        *i = *index;
    return index != NULL;
}

tenor_text_settings tenor__counter_settings(const tenor__counter *counter)
{
    return counter->settings;
}
