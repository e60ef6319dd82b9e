#include "check_main.h"

#include "../base/failing.h"
#include "base/random.h"
#include "counted.h"
#include "linear/ngram_stream.h"
#include "text/tokens.h"
#include "text/vocab.h"

#include <stdio.h>
#include <string.h>

enum { SLOTS = 1 << 15, LABELS = 3, SIZE = 200000 };

static uint32_t keys[SLOTS];
static float weights[SLOTS * LABELS];
static const float bias[LABELS] = {0.1f, 0.2f, 0.3f};
static const tenor__ngram_table table = {
    .slots = SLOTS, .labels = LABELS, .keys = keys, .weights = weights, .bias = bias};
static char bytes[SIZE];

static tenor_vocab *new_vocab(void)
{
    tenor_text_settings settings = {.size = sizeof settings};
    const tenor_str text = tenor_str_of("word1 word1 word1 word2 word3");
    counted all;
    tenor_vocab *vocab;
    count_texts(&all, &text, 1, &settings);
    ck_assert_int_eq(tenor__vocab_new(&all.counts, 1, NULL, NULL, 0, 1000, NULL, &vocab, NULL), TENOR_OK);
    counted_free(&all);
    return vocab;
}

/* Words of few or of many kinds, some of them in other scripts. */
static tenor_str write_text(tenor__random *random, uint64_t kinds)
{
    size_t used = 0;
    while (used + 40 < SIZE) {
        const int word = (int)tenor__random_below(random, kinds);
        used += (size_t)snprintf(bytes + used, 40,
                                 word % 3   ? "word%d "
                                 : word % 2 ? "\u4F60\u597D%d!"
                                            : "\u00C9t\u00E9%d ",
                                 word);
    }
    return (tenor_str){bytes, used};
}

/* Fills the table with every third n-gram of the text. */
static void fill(const tenor__ngram_rule *rule, tenor__ngrams *ngrams, const tenor_tokens *tokens,
                 tenor__random *random)
{
    memset(keys, 0, sizeof keys);
    ck_assert(tenor__ngrams_find(ngrams, rule, tokens));
    size_t taken = 0;
    for (size_t i = 0; i < ngrams->count && taken < SLOTS / 2; i += 3, taken++)
        tenor__ngram_table_insert(keys, SLOTS, ngrams->hashes[i]);
    for (size_t i = 0; i < ngrams->words && taken < SLOTS / 4 * 3; i++) {
        uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
        const size_t count = tenor__ngrams_of_word(rule, tenor__tokens_text(tokens, ngrams->tokens[i]), hashes);
        for (size_t k = 0; k < count && taken < SLOTS / 4 * 3; k += 2, taken++)
            tenor__ngram_table_insert(keys, SLOTS, hashes[k]);
    }
    for (size_t i = 0; i < SLOTS * LABELS; i++)
        weights[i] = (float)tenor__random_uniform(random) - 0.5f;
}

START_TEST(bits_are_those_of_the_whole_text)
{
    static const size_t lengths[] = {1, 2, 3, TENOR__NGRAM_MOST_WORDS};
    tenor_text_settings settings = {.size = sizeof settings};
    tenor__random random = tenor__random_new(7, 0);
    tenor_vocab *vocab = new_vocab();
    tenor__ngrams ngrams = {.alloc = tenor__alloc_of(NULL)};
    tenor__ngram_stream stream = {.alloc = tenor__alloc_of(NULL)};
    tenor_tokens *tokens;
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    for (size_t i = 0; i < 2 * sizeof lengths / sizeof *lengths; i++) {
        const tenor__ngram_rule rule = {vocab, lengths[i / 2], 3};
        const tenor_str text = write_text(&random, i % 2 ? 100 : 100000);
        float whole[LABELS];
        float pieces[LABELS];
        ck_assert_int_eq(tenor_tokens_split(tokens, &settings, text), TENOR_OK);
        fill(&rule, &ngrams, tokens, &random);
        ck_assert(tenor__ngram_table_score(&table, &rule, &ngrams, tokens, whole));
        ck_assert(tenor__ngram_stream_score(&table, &rule, &stream, tokens, text, pieces));
        ck_assert_mem_eq(pieces, whole, sizeof whole);
        ck_assert_float_ne(pieces[0], bias[0]);
        ck_assert(tenor__ngram_stream_score(&table, &rule, &stream, tokens, (tenor_str){NULL, 0}, pieces));
        ck_assert_mem_eq(pieces, bias, sizeof bias);
    }
    tenor_tokens_free(tokens);
    tenor__ngrams_free(&ngrams);
    tenor__ngram_stream_free(&stream);
    tenor_vocab_free(vocab);
}
END_TEST

/* More different words than are remembered: the others add nothing, and no memory. */
START_TEST(different_words_are_bounded)
{
    enum { ALL = TENOR__NGRAM_STREAM_WORDS + 300000, WIDTH = 6, MOST = 17 << 20 };
    char *text = malloc((size_t)ALL * WIDTH);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < ALL; i++) {
        size_t rest = i;
        for (size_t k = 0; k < WIDTH - 1; k++, rest /= 26)
            text[i * WIDTH + k] = (char)('a' + rest % 26);
        text[i * WIDTH + WIDTH - 1] = ' ';
    }
    failing state = {0};
    tenor_vocab *vocab = new_vocab();
    const tenor__ngram_rule rule = {vocab, 3, 3};
    tenor__ngram_stream stream = {.alloc = failing_alloc(&state)};
    tenor_tokens *tokens;
    float all[LABELS];
    float fewer[LABELS];
    ck_assert_int_eq(tenor_tokens_new(&stream.alloc, &tokens), TENOR_OK);
    memset(keys, 0, sizeof keys);
    ck_assert(tenor__ngram_stream_score(&table, &rule, &stream, tokens, (tenor_str){text, (size_t)ALL * WIDTH}, all));
    ck_assert_uint_eq(stream.word_count, TENOR__NGRAM_STREAM_WORDS);
    ck_assert_uint_le(state.largest, MOST);
    ck_assert(tenor__ngram_stream_score(&table, &rule, &stream, tokens,
                                        (tenor_str){text, (size_t)TENOR__NGRAM_STREAM_WORDS * WIDTH}, fewer));
    ck_assert_mem_eq(all, fewer, sizeof all);
    tenor_tokens_free(tokens);
    tenor__ngram_stream_free(&stream);
    tenor_vocab_free(vocab);
    ck_assert_uint_eq(state.alive, 0);
    free(text);
}
END_TEST

START_TEST(memory_may_fail)
{
    tenor__random random = tenor__random_new(9, 0);
    tenor_text_settings settings = {.size = sizeof settings};
    tenor_vocab *vocab = new_vocab();
    const tenor__ngram_rule rule = {vocab, 3, 3};
    const tenor_str text = write_text(&random, 3000);
    tenor__ngrams ngrams = {.alloc = tenor__alloc_of(NULL)};
    tenor_tokens *all;
    ck_assert_int_eq(tenor_tokens_new(NULL, &all), TENOR_OK);
    ck_assert_int_eq(tenor_tokens_split(all, &settings, text), TENOR_OK);
    fill(&rule, &ngrams, all, &random);
    tenor_tokens_free(all);
    tenor__ngrams_free(&ngrams);
    bool done = false;
    size_t n = 0;
    while (!done) {
        failing state = {.fail_at = ++n};
        tenor__ngram_stream stream = {.alloc = failing_alloc(&state)};
        tenor_tokens *tokens;
        float logits[LABELS];
        if (tenor_tokens_new(&stream.alloc, &tokens) == TENOR_OK)
            done = tenor__ngram_stream_score(&table, &rule, &stream, tokens, text, logits);
        tenor_tokens_free(tokens);
        tenor__ngram_stream_free(&stream);
        ck_assert_uint_eq(state.alive, 0);
    }
    ck_assert_uint_gt(n, 8);
    tenor_vocab_free(vocab);
}
END_TEST

CHECK_MAIN("linear/ngram_stream", bits_are_those_of_the_whole_text, different_words_are_bounded, memory_may_fail)
