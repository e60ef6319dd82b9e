#include <tenor.h>

#include "check_main.h"

#include <string.h>

START_TEST(equality)
{
    ck_assert(tenor_str_equal(tenor_str_of("a"), (tenor_str){"ab", 1}));
    ck_assert(tenor_str_equal((tenor_str){"a\0b", 3}, (tenor_str){"a\0b", 3}));
    ck_assert(tenor_str_equal((tenor_str){NULL, 0}, tenor_str_of("")));
    ck_assert(!tenor_str_equal((tenor_str){"a\0b", 3}, (tenor_str){"a\0c", 3}));
    ck_assert(!tenor_str_equal(tenor_str_of("a"), tenor_str_of("ab")));
    ck_assert(tenor_str_is((tenor_str){"abc", 2}, "ab"));
    ck_assert(!tenor_str_is((tenor_str){"ab\0", 3}, "ab"));
    ck_assert(tenor_str_is((tenor_str){NULL, 0}, ""));
    ck_assert_int_eq(tenor_str_compare((tenor_str){NULL, 0}, (tenor_str){NULL, 0}), 0);
    ck_assert_int_lt(tenor_str_compare(tenor_str_of("a"), tenor_str_of("ab")), 0);
    ck_assert_int_gt(tenor_str_compare(tenor_str_of("\xC3"), tenor_str_of("ab")), 0);
}
END_TEST

START_TEST(valid_prefix)
{
    ck_assert_uint_eq(tenor_str_valid_prefix((tenor_str){NULL, 0}), 0);
    /* An invalid byte at every place, behind ASCII in steps of eight and not, and behind other characters. */
    char text[64];
    for (size_t size = 1; size < sizeof text; size++)
        for (size_t at = 0; at < size; at++) {
            memset(text, 'a', size);
            ck_assert_uint_eq(tenor_str_valid_prefix((tenor_str){text, size}), size);
            text[at] = '\xFF';
            ck_assert_uint_eq(tenor_str_valid_prefix((tenor_str){text, size}), at);
        }
    ck_assert_uint_eq(tenor_str_valid_prefix(tenor_str_of("a\xC3\xA9\xE4\xBD\xA0\xF0\x9F\x98\x80")), 10);
    ck_assert_uint_eq(tenor_str_valid_prefix(tenor_str_of("a\xC3\xA9\xE4\xBD")), 3);
    /* U+FFFD itself is valid. */
    ck_assert_uint_eq(tenor_str_valid_prefix(tenor_str_of("\xEF\xBF\xBD")), 3);
}
END_TEST

START_TEST(columns)
{
    static const struct {
        const char *text;
        size_t columns;
    } cases[] = {{"", 0},
                 {"abc", 3},
                 {"e\u0301", 1},
                 {"\u00E9", 1},
                 {"\u4F60\u597D", 4},
                 {"\uAC00", 2},
                 {"\U0001F600", 2},
                 {"\u0E01\u0E31", 1},
                 {"a\xFF"
                  "b",
                  3},
                 {"a\u200Bb", 2},
                 {"\u2764\uFE0F", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(tenor_str_columns(tenor_str_of(cases[i].text)) == cases[i].columns, "%s", cases[i].text);
    const tenor_str text = tenor_str_of("a\u4F60e\u0301b");
    static const size_t sizes[] = {0, 1, 1, 4, 7, 8, 8};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        ck_assert_uint_eq(tenor_str_fit(text, i).size, sizes[i]);
}
END_TEST

START_TEST(distance)
{
    static const struct {
        const char *a;
        const char *b;
        size_t distance;
    } cases[] = {{"", "", 0},
                 {"", "abc", 3},
                 {"hidden", "hidden", 0},
                 {"hiden", "hidden", 1},
                 {"ihdden", "hidden", 1},
                 {"hidxen", "hidden", 1},
                 {"kitten", "sitting", 3},
                 {"ca", "abc", 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const tenor_str a = tenor_str_of(cases[i].a);
        const tenor_str b = tenor_str_of(cases[i].b);
        ck_assert_msg(tenor_str_distance(a, b) == cases[i].distance, "%s %s", cases[i].a, cases[i].b);
        ck_assert_uint_eq(tenor_str_distance(b, a), cases[i].distance);
    }
    char longest[42];
    memset(longest, 'x', sizeof longest);
    ck_assert_uint_eq(tenor_str_distance((tenor_str){longest, 40}, tenor_str_of("")), 40);
    ck_assert_uint_eq(tenor_str_distance((tenor_str){longest, 41}, tenor_str_of("")), SIZE_MAX);
}
END_TEST

CHECK_MAIN("base/str", equality, valid_prefix, columns, distance)
