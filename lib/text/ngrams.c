#include "text/ngrams.h"

#include "base/hash.h"
#include "text/tokens.h"
#include "base/unicode.h"
#include "text/vocab.h"

#include <string.h>

/* Distinguishes two words with one between them from a run of two. */
static const uint64_t GAP = 1982;

/* The finalizer of MurmurHash3: every input bit affects every output bit. */
static uint64_t mix(uint64_t h)
{
    h ^= h >> 33;
    h *= UINT64_C(0xFF51AFD7ED558CCD);
    h ^= h >> 33;
    h *= UINT64_C(0xC4CEB9FE1A85EC53);
    h ^= h >> 33;
    return h;
}

/* Never returns 0, which marks a free slot. */
static uint64_t finish(uint64_t h)
{
    return h | (h == 0);
}

void tenor__ngrams_free(tenor__ngrams *ngrams)
{
    const tenor_alloc alloc = ngrams->alloc;
    tenor__alloc_free(&alloc, ngrams->hashes);
    tenor__alloc_free(&alloc, ngrams->tokens);
    tenor__alloc_free(&alloc, ngrams->word);
    tenor__alloc_free(&alloc, ngrams->run);
    tenor__alloc_free(&alloc, ngrams->seen);
    *ngrams = (tenor__ngrams){.alloc = alloc};
}

static bool grow(tenor__ngrams *ngrams, void *array, size_t *capacity, size_t need, size_t size)
{
    void *memory;
    memcpy(&memory, array, sizeof memory);
    const bool grown = tenor__alloc_grow(&ngrams->alloc, &memory, capacity, need, size);
    memcpy(array, &memory, sizeof memory);
    return grown;
}

static bool reserve(tenor__ngrams *ngrams, size_t tokens, size_t order)
{
    size_t most;
    size_t room;
    if (!tenor__size_add(tokens, 1, &tokens) || !tenor__size_multiply(tokens, order + 1, &most) ||
        !tenor__size_multiply(most, 4, &room))
        return false;
    size_t seen = 64;
    while (seen < most * 2)
        seen *= 2;
    if (!grow(ngrams, &ngrams->hashes, &ngrams->capacity, most, sizeof *ngrams->hashes) ||
        !grow(ngrams, &ngrams->tokens, &ngrams->token_capacity, tokens, sizeof *ngrams->tokens) ||
        !grow(ngrams, &ngrams->word, &ngrams->word_capacity, tokens, sizeof *ngrams->word) ||
        !grow(ngrams, &ngrams->run, &ngrams->run_capacity, tokens, sizeof *ngrams->run) ||
        !grow(ngrams, &ngrams->seen, &ngrams->seen_capacity, seen, sizeof *ngrams->seen))
        return false;
    ngrams->seen_size = seen;
    memset(ngrams->seen, 0, seen * sizeof *ngrams->seen);
    return true;
}

/* Whether the hash was not seen before; marks it as seen. */
static bool is_new(tenor__ngrams *ngrams, uint64_t hash)
{
    const size_t mask = ngrams->seen_size - 1;
    size_t at = (size_t)hash & mask;
    while (ngrams->seen[at] != 0) {
        if (ngrams->seen[at] == hash)
            return false;
        at = (at + 1) & mask;
    }
    ngrams->seen[at] = hash;
    return true;
}

uint64_t tenor__ngrams_hash_longer(uint64_t run, uint64_t word)
{
    return finish(mix(run * UINT64_C(0x9E3779B97F4A7C15) + word));
}

static void add(tenor__ngrams *ngrams, uint64_t hash)
{
    if (is_new(ngrams, hash))
        ngrams->hashes[ngrams->count++] = hash;
}

uint64_t tenor__ngrams_hash_word(tenor_str word)
{
    return finish(tenor__hash(word.data, word.size, 0));
}

uint64_t tenor__ngrams_hash_run(const uint64_t *words, size_t count)
{
    uint64_t run = words[0];
    for (size_t i = 1; i < count; i++)
        run = tenor__ngrams_hash_longer(run, words[i]);
    return run;
}

uint64_t tenor__ngrams_hash_gap(uint64_t first, uint64_t last)
{
    return tenor__ngrams_hash_longer(first + GAP, last);
}

/* Finds the n-grams of `count` words; their hashes are in ngrams->word from index 1 on. */
static void find_runs(tenor__ngrams *ngrams, const tenor__ngram_rule *rule, size_t count)
{
    /* The start of the text is a word without characters before the first word. */
    ngrams->word[0] = tenor__ngrams_hash_word((tenor_str){"", 0});
    for (size_t i = 1; i <= count; i++)
        if (is_new(ngrams, ngrams->word[i])) {
            ngrams->tokens[ngrams->count] = (uint32_t)(i - 1);
            ngrams->hashes[ngrams->count++] = ngrams->word[i];
        }
    ngrams->words = ngrams->count;
    memcpy(ngrams->run, ngrams->word, (count + 1) * sizeof *ngrams->run);
    /* A run of n words is a run of n - 1 words and one more word. run[i] is the run that ends at word i. The loop goes
     * backwards because run[i] needs the previous value of run[i - 1]. */
    for (size_t n = 2; n <= rule->words; n++) {
        for (size_t i = count + 1; i-- > n - 1;)
            ngrams->run[i] = tenor__ngrams_hash_longer(ngrams->run[i - 1], ngrams->word[i]);
        for (size_t i = n - 1; i <= count; i++)
            add(ngrams, ngrams->run[i]);
    }
    for (size_t i = 3; rule->words >= 3 && i <= count; i++)
        add(ngrams, tenor__ngrams_hash_gap(ngrams->word[i - 2], ngrams->word[i]));
}

bool tenor__ngrams_find(tenor__ngrams *ngrams, const tenor__ngram_rule *rule, const tenor_tokens *tokens)
{
    const size_t count = tenor_tokens_count(tokens);
    ngrams->count = ngrams->words = 0;
    if (!reserve(ngrams, count, rule->words))
        return false;
    for (size_t i = 0; i < count; i++)
        ngrams->word[i + 1] = tenor__ngrams_hash_word(tenor__tokens_text(tokens, i));
    find_runs(ngrams, rule, count);
    return true;
}

bool tenor__ngrams_find_numbers(tenor__ngrams *ngrams, const tenor__ngram_rule *rule, const uint32_t *numbers,
                                size_t count, const uint64_t *hashes)
{
    ngrams->count = ngrams->words = 0;
    if (!reserve(ngrams, count, rule->words))
        return false;
    for (size_t i = 0; i < count; i++)
        ngrams->word[i + 1] = hashes[numbers[i]];
    find_runs(ngrams, rule, count);
    return true;
}

static bool is_common(const tenor__ngram_rule *rule, tenor_str word)
{
    const uint32_t id = tenor_vocab_find(rule->vocab, word);
    return id >= TENOR__FIRST_WORD && tenor_vocab_count(rule->vocab, id) >= rule->common;
}

size_t tenor__ngrams_of_word(const tenor__ngram_rule *rule, tenor_str word, uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD])
{
    uint32_t characters[TENOR__NGRAM_WORD_CHARACTERS + 2];
    size_t count = 0;
    characters[count++] = '<';
    for (size_t at = 0; at < word.size && count <= TENOR__NGRAM_WORD_CHARACTERS;)
        at += tenor__unicode_decode(word.data + at, word.size - at, &characters[count++]);
    characters[count++] = '>';
    if (count <= 3 || is_common(rule, word))
        return 0;
    size_t found = 0;
    for (size_t begin = 0; begin + TENOR__NGRAM_LEAST_CHARACTERS <= count; begin++) {
        uint64_t h = UINT64_C(0xCBF29CE484222325);
        for (size_t n = 1; n <= TENOR__NGRAM_MOST_CHARACTERS && begin + n <= count; n++) {
            h = (h ^ characters[begin + n - 1]) * UINT64_C(0x9E3779B97F4A7C15);
            h ^= h >> 29;
            if (n >= TENOR__NGRAM_LEAST_CHARACTERS)
                hashes[found++] = finish(mix(h));
        }
    }
    return found;
}
