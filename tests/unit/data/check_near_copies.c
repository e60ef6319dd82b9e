#include "base/failing.h"
#include "check_main.h"
#include "data/near_copies.h"

#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void find(const char *const *texts, size_t count, size_t split, tenor__near_copy *out)
{
    tenor_str strings[16];
    for (size_t i = 0; i < count; i++)
        strings[i] = tenor_str_of(texts[i]);
    const tenor__near_copies_search search = {strings, count, split, NULL};
    ck_assert_int_eq(tenor__near_copies_find(&search, NULL, out), TENOR_OK);
}

START_TEST(case_punctuation_and_a_word_make_no_difference)
{
    static const char *const texts[] = {
        "The food was cold and the waiter never came back to us.",
        "THE FOOD WAS COLD, and the waiter never came back to us!!",
        "The soup was cold and the waiter never came back to us.",
        "We loved every minute of the trip and will book it again.",
        "so good",
        "So good!",
        "so bad",
        "...",
        "",
    };
    tenor__near_copy near[9];
    find(texts, 9, 0, near);
    ck_assert_uint_eq(near[0].other, TENOR__NO_COPY);
    ck_assert_uint_eq(near[1].other, 0);
    ck_assert_double_eq(near[1].similarity, 1);
    ck_assert_uint_eq(near[2].other, 0);
    ck_assert_double_lt(near[2].similarity, 1);
    ck_assert_double_ge(near[2].similarity, TENOR__NEAR_COPY_LEAST);
    ck_assert_uint_eq(near[3].other, TENOR__NO_COPY);
    ck_assert_uint_eq(near[5].other, 4); /* short texts: the same words */
    ck_assert_uint_eq(near[6].other, TENOR__NO_COPY);
    ck_assert_uint_eq(near[7].other, TENOR__NO_COPY);
    ck_assert_uint_eq(near[8].other, TENOR__NO_COPY);
}
END_TEST

START_TEST(the_order_of_words_counts)
{
    static const char *const texts[] = {"a b c d e f g h", "h g f e d c b a", "这家店的服务很好味道也不错",
                                        "这家店的服务很差味道也不错"};
    tenor__near_copy near[4];
    find(texts, 4, 0, near);
    ck_assert_uint_eq(near[1].other, TENOR__NO_COPY);
    ck_assert_uint_eq(near[3].other, 2);
}
END_TEST

START_TEST(a_split_compares_across_it_alone)
{
    static const char *const texts[] = {"one two three four five six", "one two three four five six",
                                        "one two three four five six", "seven eight nine ten eleven"};
    tenor__near_copy near[4];
    find(texts, 4, 2, near);
    ck_assert_uint_eq(near[0].other, 2);
    ck_assert_uint_eq(near[1].other, 2);
    ck_assert_uint_eq(near[2].other, 0);
    ck_assert_uint_eq(near[3].other, TENOR__NO_COPY);
}
END_TEST

/* Texts of random words, of which every other one is planted again with one word changed. */
START_TEST(planted_copies_are_found_and_no_others)
{
    enum { TEXTS = 1000, WORDS = 14, SIZE = 200 };
    static char bytes[2 * TEXTS][SIZE];
    static tenor_str strings[2 * TEXTS];
    static tenor__near_copy near[2 * TEXTS];
    tenor__random random = tenor__random_new(1, 1);
    size_t found = 0;
    size_t wrong = 0;
    for (size_t i = 0; i < 2 * TEXTS; i++) {
        const bool planted = i >= TEXTS && i % 2 == 0;
        size_t size = 0;
        if (planted) {
            memcpy(bytes[i], bytes[i - TEXTS], SIZE);
            char *word = strrchr(bytes[i], 'w');
            snprintf(word, (size_t)(bytes[i] + SIZE - word), "x%zu", i);
        }
        for (size_t w = 0; !planted && w < WORDS; w++)
            size += (size_t)snprintf(bytes[i] + size, SIZE - size, "w%u ",
                                     (unsigned)tenor__random_below(&random, w % 2 ? 20 : 2000));
        strings[i] = tenor_str_of(bytes[i]);
    }
    const tenor__near_copies_search search = {strings, (size_t)2 * TEXTS, 0, NULL};
    ck_assert_int_eq(tenor__near_copies_find(&search, NULL, near), TENOR_OK);
    for (size_t i = 0; i < 2 * TEXTS; i++) {
        const bool planted = i >= TEXTS && i % 2 == 0;
        found += planted && near[i].other == i - TEXTS;
        wrong += !planted && near[i].other != TENOR__NO_COPY;
    }
    ck_assert_uint_ge(found, TEXTS / 2 * 95 / 100);
    ck_assert_uint_le(wrong, TEXTS / 100);
}
END_TEST

/* A bucket of all texts takes time that grows with their number only, and finds each. */
START_TEST(many_equal_texts_are_no_burden)
{
    enum { TEXTS = 20000 };
    tenor_str *texts = malloc(TEXTS * sizeof *texts);
    tenor__near_copy *near = malloc(TEXTS * sizeof *near);
    for (size_t i = 0; i < TEXTS; i++)
        texts[i] = tenor_str_of("always the same few words again and again");
    for (size_t split = 0; split <= TEXTS / 2; split += TEXTS / 2) {
        const tenor__near_copies_search search = {texts, TEXTS, split, NULL};
        ck_assert_int_eq(tenor__near_copies_find(&search, NULL, near), TENOR_OK);
        for (size_t i = split == 0; i < TEXTS; i++)
            ck_assert_uint_ne(near[i].other, TENOR__NO_COPY);
    }
    free(texts);
    free(near);
}
END_TEST

START_TEST(copies_that_are_known_take_no_part)
{
    static const uint32_t copies[] = {0, 0, 2};
    const tenor_str texts[] = {tenor_str_of("one two three four five"), tenor_str_of("one two three four five"),
                               tenor_str_of("one two three four five six")};
    const tenor__near_copies_search search = {texts, 3, 0, copies};
    tenor__near_copy near[3];
    ck_assert_int_eq(tenor__near_copies_find(&search, NULL, near), TENOR_OK);
    ck_assert_uint_eq(near[1].other, TENOR__NO_COPY);
    ck_assert_uint_eq(near[2].other, 0);
}
END_TEST

START_TEST(short_of_memory_fails_cleanly)
{
    const tenor_str texts[] = {tenor_str_of("one two three four five"), tenor_str_of("one two three four five")};
    const tenor__near_copies_search search = {texts, 2, 0, NULL};
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor__near_copy near[2];
        status = tenor__near_copies_find(&search, &alloc, near);
        ck_assert(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY);
        ck_assert_uint_eq(memory.alive, 0);
    }
}
END_TEST

CHECK_MAIN("data/near_copies", case_punctuation_and_a_word_make_no_difference, the_order_of_words_counts,
           a_split_compares_across_it_alone, planted_copies_are_found_and_no_others, many_equal_texts_are_no_burden,
           copies_that_are_known_take_no_part, short_of_memory_fails_cleanly)
