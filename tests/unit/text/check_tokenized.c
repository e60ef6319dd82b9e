/* Texts tokenized together, and what is counted in them. */
#include "counted.h"

#include "base/failing.h"

#include <stdio.h>
#include <string.h>

static const tenor_text_settings WORDS = {sizeof WORDS, TENOR_TOKENS_WORD, false};

#define HAO "\u597D"
#define CHI "\u5403"

/* Returns how many distinct words there are. */
static size_t count(counted *all, const tenor_str *texts, size_t size, const tenor_text_settings *settings)
{
    count_texts(all, texts, size, settings);
    return all->texts.words.numbers.count;
}

static bool is(tenor_str text, const char *expected)
{
    return text.size == strlen(expected) && memcmp(text.data, expected, text.size) == 0;
}

START_TEST(tokens_are_numbered_by_first_appearance)
{
    const tenor_str texts[] = {tenor_str_of("The film, the FILM"), tenor_str_of(""), tenor_str_of("a film " HAO HAO)};
    counted all;
    ck_assert_uint_eq(count(&all, texts, 3, &WORDS), 5);
    const uint32_t numbers[] = {0, 1, 2, 0, 1, 3, 1, 4, 4};
    const size_t begins[] = {0, 5, 5, 9};
    ck_assert_uint_eq(all.texts.bytes, texts[0].size + texts[2].size);
    ck_assert_mem_eq(all.texts.begins, begins, sizeof begins);
    ck_assert_mem_eq(all.texts.word_numbers, numbers, sizeof numbers);
    ck_assert(is(all.texts.words.items[2], ",") && is(all.texts.words.items[4], HAO));
    ck_assert_uint_eq(all.texts.pairs.numbers.count, 1);
    for (size_t i = 0; i < 9; i++)
        ck_assert_uint_eq(all.texts.pair_numbers[i], i == 7);
    const uint64_t counts[] = {2, 3, 1, 1, 2, 1};
    ck_assert_uint_eq(all.counts.tokens, 9);
    ck_assert_mem_eq(all.counts.counts, counts, sizeof counts);
    size_t entry = 99;
    ck_assert(tenor__token_counts_find(&all.counts, tenor_str_of(HAO), &entry));
    ck_assert_uint_eq(entry, 4);
    ck_assert(!tenor__token_counts_find(&all.counts, tenor_str_of("The"), &entry));
    ck_assert_uint_eq(entry, 4);
    counted_free(&all);
}
END_TEST

START_TEST(only_kept_tokens_count)
{
    const tenor_str texts[] = {tenor_str_of("u v w p q"), tenor_str_of("s p q t"), tenor_str_of(HAO CHI HAO)};
    static const struct {
        tenor__kept_tokens kept;
        size_t limit;
        uint64_t tokens, w, q, chi, hao_chi;
    } cases[] = {{TENOR__KEEP_FIRST, 0, 12, 1, 2, 1, 1}, {TENOR__KEEP_FIRST, 2, 6, 0, 0, 1, 1},
                 {TENOR__KEEP_LAST, 2, 6, 0, 2, 1, 0},   {TENOR__KEEP_BOTH, 3, 9, 0, 1, 1, 1},
                 {TENOR__KEEP_BOTH, 2, 6, 0, 1, 0, 0},   {TENOR__KEEP_LAST, 100, 12, 1, 2, 1, 1}};
    counted all;
    count(&all, texts, 3, &WORDS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tenor__token_counts counts;
        size_t entry;
        ck_assert_int_eq(tenor__token_counts_init(&counts, &all.texts, cases[i].limit, cases[i].kept, NULL), TENOR_OK);
        ck_assert_uint_eq(counts.tokens, cases[i].tokens);
        const char *names[] = {"w", "q", CHI, HAO CHI};
        const uint64_t expected[] = {cases[i].w, cases[i].q, cases[i].chi, cases[i].hao_chi};
        for (size_t k = 0; k < 4; k++) {
            ck_assert(tenor__token_counts_find(&counts, tenor_str_of(names[k]), &entry) == (expected[k] > 0));
            ck_assert_msg(expected[k] == 0 || counts.counts[entry] == expected[k], "%zu %s", i, names[k]);
        }
        tenor__token_counts_free(&counts);
    }
    counted_free(&all);
}
END_TEST

START_TEST(pairs_are_of_scripts_without_spaces_alone)
{
    counted all;
    static const char *const pairs[] = {HAO CHI,        "\u3059\u3057", "\u0E01\u0E31\u0E02", "\u1780\u1781",
                                        "\u30AB\u30FC", "\u4EBA\u3005", "\u4E8C\u3007"};
    static const char *const none[] = {"a",
                                       "\u00E9\u00E8",
                                       "\U0001F600\U0001F601",
                                       "\uAC00\uB098",
                                       HAO "\u3002",
                                       "\u0E01",
                                       "\u597D\u30FB",
                                       "\u30A0\u597D",
                                       "\u1780\u17D4",
                                       "\u1000\u104B",
                                       "\u0E01\u0E3F",
                                       "\u0E01\u0E5B"};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const tenor_str text = tenor_str_of(pairs[i]);
        const size_t words = count(&all, &text, 1, &WORDS);
        ck_assert_msg(tenor__token_counts_entries(&all.counts) == words + 1, "%s", pairs[i]);
        ck_assert(is(tenor__token_counts_text(&all.counts, words), pairs[i]));
        ck_assert(tenor__token_counts_is_pair(&all.counts, words) && !tenor__token_counts_is_pair(&all.counts, 0));
        size_t found;
        ck_assert(tenor__token_counts_find(&all.counts, text, &found));
        ck_assert_uint_eq(found, words);
        ck_assert(!tenor__token_counts_is_frequent(&all.counts, found, 1));
        counted_free(&all);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        const tenor_str text = tenor_str_of(none[i]);
        const size_t words = count(&all, &text, 1, &WORDS);
        ck_assert_msg(tenor__token_counts_entries(&all.counts) == words, "%s", none[i]);
        counted_free(&all);
    }
    const tenor_text_settings characters = {sizeof characters, TENOR_TOKENS_CHAR, false};
    const tenor_str text = tenor_str_of(HAO CHI);
    count(&all, &text, 1, &characters);
    ck_assert_uint_eq(tenor__token_counts_entries(&all.counts), 2);
    counted_free(&all);
}
END_TEST

/* So many texts that several tasks and rounds share them; the first pair comes late. */
static void many_texts(tenor_str *texts, char (*bytes)[48], size_t size)
{
    for (size_t i = 0; i < size; i++) {
        snprintf(bytes[i], sizeof bytes[i], "the %zu film %zu%s", i % 700, i * i % 1013, i > 4200 ? " " HAO CHI : "");
        texts[i] = tenor_str_of(bytes[i]);
    }
}

START_TEST(threads_change_nothing)
{
    enum { COUNT = 5000 };
    static char bytes[COUNT][48];
    static tenor_str texts[COUNT];
    many_texts(texts, bytes, COUNT);
    counted all;
    count(&all, texts, COUNT, &WORDS);
    tenor__pool *pool;
    tenor__tokenized other;
    ck_assert_int_eq(tenor__pool_new(3, NULL, &pool, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__tokenized_init(&other, texts, COUNT, &WORDS, 0, TENOR__KEEP_FIRST, pool,
                                           (tenor__watcher){NULL, NULL}, NULL),
                     TENOR_OK);
    const size_t tokens = all.texts.begins[COUNT];
    ck_assert_uint_eq(other.begins[COUNT], tokens);
    ck_assert_mem_eq(other.word_numbers, all.texts.word_numbers, tokens * sizeof *other.word_numbers);
    ck_assert_mem_eq(other.pair_numbers, all.texts.pair_numbers, tokens * sizeof *other.pair_numbers);
    ck_assert_uint_eq(other.words.numbers.count, all.texts.words.numbers.count);
    /* Every text is the one that it is alone. */
    tenor_tokens *alone;
    ck_assert_int_eq(tenor_tokens_new(NULL, &alone), TENOR_OK);
    for (size_t i = 0; i < COUNT; i++) {
        ck_assert_int_eq(tenor_tokens_split(alone, &WORDS, texts[i]), TENOR_OK);
        ck_assert_uint_eq(other.begins[i + 1] - other.begins[i], tenor_tokens_count(alone));
        for (size_t k = 0; k < tenor_tokens_count(alone); k++) {
            const tenor_str expected = tenor__tokens_text(alone, k);
            const tenor_str found = other.words.items[other.word_numbers[other.begins[i] + k]];
            ck_assert(found.size == expected.size && memcmp(found.data, expected.data, found.size) == 0);
            ck_assert_uint_eq(other.pair_numbers[other.begins[i] + k] > 0, i > 4200 && k == 4);
        }
    }
    tenor_tokens_free(alone);
    tenor__tokenized_free(&other);
    tenor__pool_free(pool);
    counted_free(&all);
}
END_TEST

START_TEST(memory)
{
    enum { COUNT = 600 };
    static char bytes[COUNT][48];
    static tenor_str texts[COUNT];
    many_texts(texts, bytes, COUNT);
    texts[COUNT - 1] = tenor_str_of(HAO CHI);
    tenor__pool *pool;
    ck_assert_int_eq(tenor__pool_new(1, NULL, &pool, NULL), TENOR_OK);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing state = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor__tokenized tokenized;
        status = tenor__tokenized_init(&tokenized, texts, COUNT, &WORDS, 0, TENOR__KEEP_FIRST, pool,
                                       (tenor__watcher){NULL, NULL}, &alloc);
        if (status == TENOR_OK)
            tenor__tokenized_free(&tokenized);
        else
            ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert_uint_eq(state.alive, 0);
    }
    tenor__pool_free(pool);
}
END_TEST

CHECK_MAIN("text/tokenized", tokens_are_numbered_by_first_appearance, only_kept_tokens_count,
           pairs_are_of_scripts_without_spaces_alone, threads_change_nothing, memory)
