#include "text/vocab.h"

#include "base/alloc.h"
#include "base/map.h"
#include "text/tokens.h"

enum { LEAST_PAIR_COUNT = 5 };

/* How often each of some strings occurs, by the order of their first appearance. */
typedef struct label_counts {
    tenor__map map; /* string -> index */
    tenor_str *words;
    size_t word_capacity;
    uint64_t *counts;
    size_t count_capacity;
} label_counts;

struct tenor__counter {
    tenor_text_settings settings;
    tenor_tokens *tokens;
    tenor__arena arena; /* the strings' bytes */
    label_counts words;
    label_counts pairs;
    uint64_t total; /* words */
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
    tenor__map_init(&counter->words.map, &hook);
    tenor__map_init(&counter->pairs.map, &hook);
    if (tenor_tokens_new(&hook, &counter->tokens) != TENOR_OK) {
        tenor__counter_free(counter);
        return TENOR_OUT_OF_MEMORY;
    }
    *out = counter;
    return TENOR_OK;
}

static void free_tally(label_counts *counts, const tenor_alloc *alloc)
{
    tenor__map_free(&counts->map);
    tenor__put(alloc, counts->words);
    tenor__put(alloc, counts->counts);
}

void tenor__counter_free(tenor__counter *counter)
{
    if (!counter)
        return;
    const tenor_alloc alloc = counter->arena.alloc;
    tenor_tokens_free(counter->tokens);
    free_tally(&counter->words, &alloc);
    free_tally(&counter->pairs, &alloc);
    tenor__arena_free(&counter->arena);
    tenor__put(&alloc, counter);
}

static bool add_new(label_counts *counted, tenor_str word, tenor__arena *arena)
{
    const size_t count = counted->map.count;
    void *words = counted->words;
    if (!tenor__grow(&arena->alloc, &words, &counted->word_capacity, count + 1, sizeof *counted->words))
        return false;
    counted->words = words;
    void *counts = counted->counts;
    if (!tenor__grow(&arena->alloc, &counts, &counted->count_capacity, count + 1, sizeof *counted->counts))
        return false;
    counted->counts = counts;
    const tenor_str copy = tenor__arena_copy(arena, word);
    if (!copy.data || !tenor__map_insert(&counted->map, copy, (uint32_t)count, NULL))
        return false;
    counted->words[count] = copy;
    counted->counts[count] = 1;
    return true;
}

static bool count_one(tenor__counter *counter, label_counts *counted, tenor_str word)
{
    const uint32_t *index = tenor__map_find(&counted->map, word);
    if (index)
        counted->counts[*index]++;
    else
        return tenor__counter_entries(counter) < UINT32_MAX && add_new(counted, word, &counter->arena);
    return true;
}

tenor_status tenor__counter_add(tenor__counter *counter, tenor_str text, size_t limit, tenor__kept_tokens kept)
{
    if (tenor__tokens_split_limit(counter->tokens, &counter->settings, text, limit, kept) != TENOR_OK)
        return TENOR_OUT_OF_MEMORY;
    const size_t count = tenor_tokens_count(counter->tokens);
    const size_t seam = tenor__tokens_seam(count, limit, kept);
    const bool has_pairs = counter->settings.unit == TENOR_TOKENS_WORD;
    for (size_t i = 0; i < count; i++) {
        if (!count_one(counter, &counter->words, tenor__tokens_text(counter->tokens, i)))
            return TENOR_OUT_OF_MEMORY;
        counter->total++;
        if (!has_pairs || i + 1 == count || i + 1 == seam)
            continue;
        const tenor_str pair = tenor__tokens_pair(counter->tokens, i);
        if (pair.size > 0 && !count_one(counter, &counter->pairs, pair))
            return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

size_t tenor__counter_words(const tenor__counter *counter)
{
    return counter->words.map.count;
}

size_t tenor__counter_entries(const tenor__counter *counter)
{
    return counter->words.map.count + counter->pairs.map.count;
}

uint64_t tenor__counter_tokens(const tenor__counter *counter)
{
    return counter->total;
}

tenor_str tenor__counter_word(const tenor__counter *counter, size_t i)
{
    const size_t words = counter->words.map.count;
    return i < words ? counter->words.words[i] : counter->pairs.words[i - words];
}

uint64_t tenor__counter_count(const tenor__counter *counter, size_t i)
{
    const size_t words = counter->words.map.count;
    return i < words ? counter->words.counts[i] : counter->pairs.counts[i - words];
}

bool tenor__counter_is_frequent(const tenor__counter *counter, size_t i, uint64_t min_count)
{
    const uint64_t count = tenor__counter_count(counter, i);
    return count >= min_count && (i < counter->words.map.count || count >= LEAST_PAIR_COUNT);
}

bool tenor__counter_find(const tenor__counter *counter, tenor_str word, size_t *i)
{
    const uint32_t *index = tenor__map_find(&counter->words.map, word);
    if (index) {
        *i = *index;
        return true;
    }
    index = tenor__map_find(&counter->pairs.map, word);
    if (index)
        *i = counter->words.map.count + *index;
    return index != NULL;
}

tenor_text_settings tenor__counter_settings(const tenor__counter *counter)
{
    return counter->settings;
}
