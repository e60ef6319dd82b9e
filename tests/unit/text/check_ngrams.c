#include "counted.h"

#include "../base/failing.h"
#include "text/ngrams.h"
#include "text/vocab.h"

#include <string.h>

static tenor__ngrams ngrams;
static tenor_tokens *tokens;
static tenor_vocab *vocab;
static tenor__ngram_rule rule;

/* A vocabulary in which "the" occurs four times and "film" twice. */
static void begin(size_t words, uint64_t common)
{
    const tenor_text_settings settings = {.size = sizeof settings};
    const tenor_str text = tenor_str_of("the the the the film film");
    counted all;
    count_texts(&all, &text, 1, &settings);
    ck_assert_int_eq(tenor__vocab_new(&all.counts, 1, NULL, NULL, 0, 100, NULL, &vocab, NULL), TENOR_OK);
    counted_free(&all);
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    ngrams = (tenor__ngrams){.alloc = tenor__alloc_of(NULL)};
    rule = (tenor__ngram_rule){vocab, words, common};
}

static void end(void)
{
    tenor__ngrams_free(&ngrams);
    tenor_tokens_free(tokens);
    tenor_vocab_free(vocab);
}

static void split(const char *text)
{
    const tenor_text_settings settings = *tenor_vocab_text_settings(vocab);
    ck_assert_int_eq(tenor_tokens_split(tokens, &settings, tenor_str_of(text)), TENOR_OK);
}

/* Finds the n-grams of a text, and the same ones of its words given by number. */
static void find(const char *text)
{
    uint32_t numbers[64];
    uint64_t hashes[64];
    tenor__ngrams same = {.alloc = tenor__alloc_of(NULL)};
    split(text);
    ck_assert(tenor__ngrams_find(&ngrams, &rule, tokens));
    const size_t count = tenor_tokens_count(tokens);
    ck_assert_uint_le(count, 64);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = (uint32_t)(count - 1 - i);
        hashes[count - 1 - i] = tenor__ngrams_hash_word(tenor__tokens_text(tokens, i));
    }
    ck_assert(tenor__ngrams_find_numbers(&same, &rule, numbers, count, hashes));
    ck_assert_uint_eq(same.count, ngrams.count);
    ck_assert_uint_eq(same.words, ngrams.words);
    ck_assert(memcmp(same.hashes, ngrams.hashes, same.count * sizeof *same.hashes) == 0);
    ck_assert(memcmp(same.tokens, ngrams.tokens, same.words * sizeof *same.tokens) == 0);
    tenor__ngrams_free(&same);
}

/* The n-grams of characters of word i of the text found last. */
static size_t characters_of_word(size_t i, uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD])
{
    return tenor__ngrams_of_word(&rule, tenor__tokens_text(tokens, ngrams.tokens[i]), hashes);
}

static bool has(uint64_t hash)
{
    size_t found = 0;
    for (size_t i = 0; i < ngrams.count; i++)
        found += ngrams.hashes[i] == hash;
    ck_assert_uint_le(found, 1);
    return found == 1;
}

static uint64_t hash_of(const char *text, size_t i)
{
    find(text);
    ck_assert_uint_lt(i, ngrams.count);
    return ngrams.hashes[i];
}

START_TEST(runs_are_distinct_and_ordered)
{
    begin(3, 100);
    find("a b a b");
    ck_assert_uint_eq(ngrams.words, 2);
    ck_assert_uint_eq(ngrams.tokens[0], 0);
    ck_assert_uint_eq(ngrams.tokens[1], 1);
    /* a, b; ^ a, a b, b a; ^ a b, a b a, b a b; a . a, b . b */
    ck_assert_uint_eq(ngrams.count, 2 + 3 + 3 + 2);
    for (size_t i = 0; i < ngrams.count; i++)
        ck_assert(has(ngrams.hashes[i]));
    end();
}
END_TEST

START_TEST(a_run_has_one_hash_wherever_it_stands)
{
    begin(3, 100);
    const uint64_t pair = hash_of("very good", 3);
    const uint64_t reverse = hash_of("good very", 3);
    const uint64_t joined = hash_of("verygood", 0);
    const uint64_t triple = hash_of("not very good", 7);
    ck_assert(pair != reverse && pair != joined && pair != triple);
    find("it is NOT Very good at all");
    ck_assert(has(pair) && has(triple) && !has(reverse) && !has(joined));
    end();
}
END_TEST

START_TEST(starts_and_gaps)
{
    begin(3, 100);
    const uint64_t first = hash_of("how", 1);
    const uint64_t opening = hash_of("how many", 4);
    const uint64_t pair = hash_of("how many", 3);
    const uint64_t gap = hash_of("how very many", 8);
    ck_assert(first != opening && first != pair && opening != pair && pair != gap);
    find("how many are how old");
    ck_assert(has(first) && has(opening) && has(pair) && !has(gap));
    find("so how many");
    ck_assert(!has(first) && !has(opening) && has(pair) && !has(gap));
    find("see how few many");
    ck_assert(!has(first) && !has(opening) && !has(pair) && has(gap));
    end();
    begin(2, 100);
    find("how very many");
    ck_assert(has(first) && !has(opening) && !has(gap));
    end();
}
END_TEST

START_TEST(short_texts_and_orders)
{
    begin(1, 100);
    find("");
    ck_assert_uint_eq(ngrams.count, 0);
    find("one two three");
    ck_assert_uint_eq(ngrams.count, 3);
    end();
    begin(5, 100);
    find("one");
    ck_assert_uint_eq(ngrams.count, 1 + 1);
    find("a b c d e f");
    ck_assert_uint_eq(ngrams.count, 6 + 6 + 5 + 4 + 3 + 4);
    end();
}
END_TEST

static size_t characters_of(const char *text, uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD])
{
    find(text);
    ck_assert_uint_eq(ngrams.words, 1);
    return characters_of_word(0, hashes);
}

START_TEST(characters_of_words)
{
    uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
    uint64_t others[TENOR__NGRAM_MOST_OF_WORD];
    begin(1, 3);
    ck_assert_uint_eq(characters_of("fun", hashes), 3 + 2 + 1); /* of <fun> */
    ck_assert_uint_eq(characters_of("films", hashes), 5 + 4 + 3 + 2);
    ck_assert_uint_eq(characters_of("!", hashes), 0);
    ck_assert_uint_eq(characters_of("好", hashes), 0);
    /* Twice is not yet common, four times is. */
    ck_assert_uint_eq(characters_of("film", hashes), 4 + 3 + 2 + 1);
    ck_assert_uint_eq(characters_of("the", hashes), 0);
    /* "able" at the end is the same in both, at the beginning it is another. */
    const size_t count = characters_of("likeable", hashes);
    size_t same = characters_of("lovable", others);
    size_t shared = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < same; k++)
            shared += hashes[i] == others[k];
    ck_assert_uint_eq(shared, 6); /* abl, ble, le>, able, ble>, able> */
    end();
}
END_TEST

START_TEST(long_and_broken_words)
{
    static char word[4000];
    uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
    begin(2, 100);
    memset(word, 'x', sizeof word - 1);
    find(word);
    for (size_t i = 0; i < ngrams.words; i++)
        ck_assert_uint_le(characters_of_word(i, hashes), TENOR__NGRAM_MOST_OF_WORD);
    find("\xFF\xC3 \xF0\x9F\x98\x80 e\xCC\x81t\xC3\xA9");
    for (size_t i = 0; i < ngrams.words; i++)
        ck_assert_uint_le(characters_of_word(i, hashes), TENOR__NGRAM_MOST_OF_WORD);
    end();
}
END_TEST

/* Models hold these numbers: should they change, no old model reads texts as it was trained to. */
START_TEST(hashes_never_change)
{
    uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
    begin(3, 100);
    find("not very good");
    const uint64_t runs[] = {UINT64_C(0xFAC3C6A7AB2E81A9), UINT64_C(0x3F93D1360BCF2516), UINT64_C(0x6E9D131583D73E79),
                             UINT64_C(0x11BF3C95FB95E506), UINT64_C(0x374C1691D6B203D6), UINT64_C(0xB40377F1C8A09577),
                             UINT64_C(0x26F90273690C7DC6), UINT64_C(0xDCE4696B52A78FA6), UINT64_C(0x79D070ED94DA0FD0)};
    ck_assert_mem_eq(ngrams.hashes, runs, sizeof runs);
    const uint64_t characters[] = {UINT64_C(0x7A1B426D11E173B2), UINT64_C(0x375D363B269318A6),
                                   UINT64_C(0x5DDB72AF4A73FB3B)};
    ck_assert_uint_eq(characters_of("so", hashes), 3);
    ck_assert_mem_eq(hashes, characters, sizeof characters);
    end();
}
END_TEST

START_TEST(memory)
{
    begin(3, 100);
    bool done = false;
    for (size_t n = 1; !done; n++) {
        failing state = {.fail_at = n};
        tenor__ngrams_free(&ngrams);
        ngrams = (tenor__ngrams){.alloc = failing_alloc(&state)};
        split("a few words of a text");
        done = tenor__ngrams_find(&ngrams, &rule, tokens);
        const size_t calls = state.calls;
        if (done) {
            split("words of a text");
            ck_assert(tenor__ngrams_find(&ngrams, &rule, tokens));
            ck_assert_uint_eq(state.calls, calls);
        }
        tenor__ngrams_free(&ngrams);
        ck_assert_uint_eq(state.alive, 0);
        ngrams = (tenor__ngrams){.alloc = tenor__alloc_of(NULL)};
    }
    end();
}
END_TEST

CHECK_MAIN("text/ngrams", runs_are_distinct_and_ordered, a_run_has_one_hash_wherever_it_stands, starts_and_gaps,
           short_texts_and_orders, characters_of_words, long_and_broken_words, hashes_never_change, memory)
