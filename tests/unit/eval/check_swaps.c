#include "budget.h"
#include "check_main.h"

#include "eval/swaps.h"

#include <string.h>

static tenor_swaps *parse(const char *pairs)
{
    tenor_swaps *swaps;
    tenor_error error = {0};
    ck_assert_msg(tenor__swaps_parse(tenor_str_of(pairs), "pairs.tsv", NULL, &swaps, &error) == TENOR_OK, "%s",
                  error.message);
    return swaps;
}

static void expect(tenor_swaps *swaps, const char *text, const char *swapped, size_t words)
{
    tenor_str out;
    size_t count;
    ck_assert_int_eq(tenor_swaps_apply(swaps, tenor_str_of(text), &out, &count), TENOR_OK);
    ck_assert_msg(tenor_str_is(out, swapped), "%s: %.*s", text, (int)out.size, out.data);
    ck_assert_uint_eq(count, words);
}

START_TEST(words_take_each_other_s_place)
{
    tenor_swaps *swaps = parse("he\tshe\nhim\ther\r\n\n John \t Mary\t\nMr. Smith\tMrs. Jones\n");
    ck_assert_uint_eq(tenor_swaps_count(swaps), 4);
    expect(swaps, "", "", 0);
    expect(swaps, "nothing here", "nothing here", 0);
    expect(swaps, "he saw her", "she saw him", 2);
    expect(swaps, "She saw HIM, and HE'S the one.", "He saw HER, and SHE'S the one.", 3);
    expect(swaps, "The theme, other, shed", "The theme, other, shed", 0);
    expect(swaps, "John, JOHN and john", "Mary, MARY and mary", 3);
    expect(swaps, "mr.  smith met Mrs. Jones", "mrs. jones met Mr. Smith", 2);
    expect(swaps, "he  \xFF he\xE2\x80\xAE", "she  \xFF she\xE2\x80\xAE", 2);
    tenor_swaps_free(swaps);
}
END_TEST

START_TEST(scripts_without_spaces_and_other_letters)
{
    tenor_swaps *swaps = parse("他\t她\n小明\t小红\nон\tона\n\xC3\xA9mile\tzo\xC3\xAB\n");
    expect(swaps, "他和小明", "她和小红", 2);
    expect(swaps, "Он ОН", "Она ОНА", 2);
    expect(swaps, "\xC3\x89mile, \xC3\x89MILE", "Zo\xC3\xAB, ZO\xC3\x8B", 2);
    tenor_swaps_free(swaps);
}
END_TEST

START_TEST(what_is_no_pair_is_named)
{
    static const struct {
        const char *pairs;
        uint64_t line;
        const char *message;
    } cases[] = {
        {"", 0, "pairs.tsv: no pair of words: a line is WORD<tab>WORD"},
        {"\n \n", 0, "pairs.tsv: no pair of words: a line is WORD<tab>WORD"},
        {"he she", 1, "pairs.tsv:1: no tab in 'he she': a line is WORD<tab>WORD"},
        {"a\tb\n\nhe\tshe\tit", 3, "pairs.tsv:3: more than two words in 'he?she?it': a line is WORD<tab>WORD"},
        {"he\t \xE2\x80\x8B", 1, "pairs.tsv:1: a word is missing: a line is WORD<tab>WORD"},
        {"he\tHE", 1, "pairs.tsv:1: both words are 'he'"},
        {"him\ther\nhis\tHer", 2,
         "pairs.tsv:2: 'Her' is swapped for 'his' here and for 'him' in line 1: keep one of them"},
        {"a b c d e f g h i j k l m n o p q\tz", 1,
         "pairs.tsv:1: 'a b c d e f g h i j k l m n o p q' has 17 tokens; a word or name has at most 16"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tenor_swaps *swaps;
        tenor_error error = {0};
        ck_assert_int_eq(tenor__swaps_parse(tenor_str_of(cases[i].pairs), "pairs.tsv", NULL, &swaps, &error),
                         TENOR_BAD_DATA);
        ck_assert_ptr_null(swaps);
        ck_assert_str_eq(error.message, cases[i].message);
        ck_assert_uint_eq(error.line, cases[i].line);
    }
    tenor_swaps *same = parse("a\tb\nB\tA\n");
    ck_assert_uint_eq(tenor_swaps_count(same), 1);
    tenor_swaps_free(same);
}
END_TEST

START_TEST(null_is_refused)
{
    tenor_swaps *swaps;
    tenor_error error = {0};
    ck_assert_int_eq(tenor_swaps_read("x", NULL, NULL, NULL, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_swaps_read(NULL, NULL, NULL, &swaps, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_swaps_read("none", NULL, NULL, &swaps, &error), TENOR_NOT_FOUND);
    tenor_swaps_free(NULL);
}
END_TEST

START_TEST(memory_may_run_out_anywhere)
{
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t left = 0; status != TENOR_OK; left++) {
        budget limit = {.left = left, .busy = ATOMIC_FLAG_INIT};
        const tenor_alloc hook = {resize_within, &limit};
        tenor_swaps *swaps;
        tenor_error error = {0};
        status = tenor__swaps_parse(tenor_str_of("he\tshe\nJohn Smith\tMary\n"), "x", &hook, &swaps, &error);
        if (status == TENOR_OK) {
            tenor_str out;
            size_t words;
            status = tenor_swaps_apply(swaps, tenor_str_of("he met John Smith and others"), &out, &words);
        }
        ck_assert(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY);
        tenor_swaps_free(swaps);
        ck_assert_uint_eq(limit.held, 0);
        ck_assert_uint_lt(left, 1000);
    }
}
END_TEST

CHECK_MAIN("eval/swaps", words_take_each_other_s_place, scripts_without_spaces_and_other_letters,
           what_is_no_pair_is_named, null_is_refused, memory_may_run_out_anywhere)
