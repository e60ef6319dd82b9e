#include "linear/ngram_places.h"

#include "text/tokens.h"

#include <string.h>

void tenor__ngram_places_free(tenor__ngram_places *places)
{
    const tenor_alloc alloc = places->alloc;
    tenor__alloc_free(&alloc, places->items);
    tenor__alloc_free(&alloc, places->order);
    tenor__alloc_free(&alloc, places->words);
    tenor__alloc_free(&alloc, places->row);
    *places = (tenor__ngram_places){.alloc = alloc};
}

double tenor__ngram_places_part(const float *row, size_t labels, size_t label, bool from_mean)
{
    double sum = 0;
    for (size_t k = 0; from_mean && k < labels; k++)
        sum += (double)row[k];
    return (double)row[label] - sum / (double)labels;
}

static bool reserve(tenor__ngram_places *places, size_t tokens, size_t longest, size_t labels)
{
    size_t words;
    size_t most;
    return tenor__size_add(tokens, 1, &words) && tenor__size_multiply(words, longest + 1, &most) &&
           tenor__alloc_grow(&places->alloc, &places->items, &places->capacity, most, sizeof *places->items) &&
           tenor__alloc_grow(&places->alloc, &places->order, &places->order_capacity, most, sizeof *places->order) &&
           tenor__alloc_grow(&places->alloc, &places->words, &places->word_capacity, words, sizeof *places->words) &&
           tenor__alloc_grow(&places->alloc, &places->row, &places->row_capacity, labels, sizeof *places->row);
}

static void add(tenor__ngram_places *places, uint64_t hash, tenor__ngram_place place)
{
    places->order[places->count] = (tenor__pair){hash, places->count};
    places->items[places->count++] = place;
}

/* Lists all places, in the order of text/ngrams.c. */
static void list(tenor__ngram_places *places, const tenor__ngram_rule *rule, const tenor_tokens *tokens)
{
    const size_t count = tenor_tokens_count(tokens);
    uint64_t *words = places->words;
    words[0] = tenor__ngrams_hash_word((tenor_str){"", 0});
    for (size_t i = 0; i < count; i++) {
        words[i + 1] = tenor__ngrams_hash_word(tenor__tokens_text(tokens, i));
        add(places, words[i + 1], (tenor__ngram_place){.first = (uint32_t)i, .count = 1});
    }
    for (size_t n = 2; n <= rule->words; n++)
        for (size_t i = 0; i + n <= count + 1; i++) {
            const bool start = i == 0;
            add(places, tenor__ngrams_hash_run(words + i, n),
                (tenor__ngram_place){
                    .first = (uint32_t)(start ? 0 : i - 1), .count = (uint32_t)(start ? n - 1 : n), .start = start});
        }
    for (size_t i = 0; rule->words >= 3 && i + 3 <= count; i++)
        add(places, tenor__ngrams_hash_gap(words[i + 1], words[i + 3]),
            (tenor__ngram_place){.first = (uint32_t)i, .count = 3, .gap = true});
}

/* What the n-gram adds at all its places together. */
static double weigh(tenor__ngram_places *places, const tenor__ngram_table *table, const tenor__ngram_rule *rule,
                    const tenor_tokens *tokens, tenor__pair ngram, size_t label, bool from_mean)
{
    const tenor__ngram_place *place = &places->items[ngram.value];
    memset(places->row, 0, table->labels * sizeof *places->row);
    tenor__ngram_table_add(table, &ngram.key, 1, places->row);
    if (place->count == 1 && !place->start) {
        uint64_t characters[TENOR__NGRAM_MOST_OF_WORD];
        const size_t count = tenor__ngrams_of_word(rule, tenor__tokens_text(tokens, place->first), characters);
        tenor__ngram_table_add(table, characters, count, places->row);
    }
    return tenor__ngram_places_part(places->row, table->labels, label, from_mean);
}

bool tenor__ngram_places_find(tenor__ngram_places *places, const tenor__ngram_table *table,
                              const tenor__ngram_rule *rule, const tenor_tokens *tokens, size_t label, bool from_mean)
{
    places->count = 0;
    if (!reserve(places, tenor_tokens_count(tokens), rule->words, table->labels))
        return false;
    list(places, rule, tokens);
    const size_t all = places->count;
    tenor__sort_pairs(places->order, all);
    for (size_t begin = 0, end; begin < all; begin = end) {
        for (end = begin + 1; end < all && places->order[end].key == places->order[begin].key;)
            end++;
        const double weight = weigh(places, table, rule, tokens, places->order[begin], label, from_mean);
        for (size_t i = begin; i < end; i++)
            places->items[places->order[i].value].weight = weight / (double)(end - begin);
    }
    places->count = 0;
    for (size_t i = 0; i < all; i++)
        if (places->items[i].weight != 0)
            places->items[places->count++] = places->items[i];
    return true;
}
