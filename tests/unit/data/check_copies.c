#include "base/failing.h"
#include "check_main.h"
#include "data/copies.h"

static tenor_corpus *make(void)
{
    static const char *const texts[] = {"Good food",     "bad",        "good  FOOD", "",
                                        "ｇｏｏｄ food", "good food!", "\t",         "bad"};
    tenor_corpus *corpus;
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_int_eq(tenor_corpus_add(corpus, tenor_str_of(texts[i]), tenor_str_of(i % 2 ? "a" : "b"), NULL),
                         TENOR_OK);
    return corpus;
}

START_TEST(copies_have_the_same_tokens)
{
    static const uint32_t expected[] = {0, 1, 0, 3, 0, 5, 3, 1};
    tenor_corpus *corpus = make();
    uint32_t first[8];
    ck_assert_int_eq(tenor__copies_find(corpus, NULL, first), TENOR_OK);
    ck_assert_mem_eq(first, expected, sizeof expected);
    tenor_corpus_free(corpus);
}
END_TEST

/* Eight texts of which "good food" and "bad" have copies: none is on both sides, whatever the seed. */
START_TEST(a_test_part_shares_no_text_with_the_rest)
{
    tenor_corpus *corpus = make();
    uint32_t first[8];
    ck_assert_int_eq(tenor__copies_find(corpus, NULL, first), TENOR_OK);
    for (uint64_t seed = 1; seed <= 50; seed++) {
        bool held[8];
        tenor_corpus *rest;
        tenor_corpus *test;
        ck_assert_int_eq(tenor_corpus_mark_test(corpus, 0.4, seed, NULL, held, NULL), TENOR_OK);
        ck_assert_int_eq(tenor_corpus_split_test(corpus, 0.4, seed, NULL, &rest, &test, NULL), TENOR_OK);
        size_t count = 0;
        for (size_t i = 0; i < 8; i++) {
            ck_assert_int_eq(held[i], held[first[i]]);
            if (held[i])
                ck_assert_uint_eq(tenor_corpus_line(test, count++), i + 1);
        }
        ck_assert_uint_eq(tenor_corpus_size(test), count);
        ck_assert_uint_eq(tenor_corpus_size(rest), 8 - count);
        ck_assert_uint_gt(count, 0);
        tenor_corpus_free(rest);
        tenor_corpus_free(test);
    }
    bool held[8];
    ck_assert_int_eq(tenor_corpus_mark_test(corpus, 1, 1, NULL, held, NULL), TENOR_INVALID_ARGUMENT);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(short_of_memory_fails_cleanly)
{
    tenor_corpus *corpus = make();
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_corpus *rest;
        tenor_corpus *test;
        status = tenor_corpus_split_test(corpus, 0.4, 1, &alloc, &rest, &test, NULL);
        ck_assert(status == TENOR_OK || (status == TENOR_OUT_OF_MEMORY && !rest && !test));
        tenor_corpus_free(rest);
        tenor_corpus_free(test);
        ck_assert_uint_eq(memory.alive, 0);
    }
    tenor_corpus_free(corpus);
}
END_TEST

CHECK_MAIN("data/copies", copies_have_the_same_tokens, a_test_part_shares_no_text_with_the_rest,
           short_of_memory_fails_cleanly)
