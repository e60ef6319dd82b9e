#include "check_main.h"

#include "config/option.h"

#include <math.h>
#include <string.h>

#define ROW(kind, least, most, words, checks)                                                                          \
    {                                                                                                                  \
        .size = sizeof(tenor_option_info), .name = "rows", .group = "output", .type = kind, .minimum = least,          \
        .maximum = most, .choices = words, .value_name = "ROWS", .help = "help", .check = checks                       \
    }

static const char *check_even(const char *text)
{
    return strlen(text) % 2 == 0 ? NULL : "an even number of bytes";
}

static const tenor_option_info rows[] = {
    [TENOR_OPTION_SWITCH] = ROW(TENOR_OPTION_SWITCH, 0, 0, NULL, NULL),
    [TENOR_OPTION_INTEGER] = ROW(TENOR_OPTION_INTEGER, -5, 1e6, NULL, NULL),
    [TENOR_OPTION_NUMBER] = ROW(TENOR_OPTION_NUMBER, 0.01, 1, NULL, NULL),
    [TENOR_OPTION_CHOICE] = ROW(TENOR_OPTION_CHOICE, 0, 0, "one|two|three", NULL),
    [TENOR_OPTION_TEXT] = ROW(TENOR_OPTION_TEXT, 0, 0, NULL, check_even),
};

static tenor_option_value parse(tenor_option_type type, const char *text, const char *written)
{
    char buffer[TENOR_NUMBER_SIZE];
    tenor_option_value value;
    tenor_error error;
    ck_assert_msg(tenor_option_parse(&rows[type], text, &value, &error) == TENOR_OK, "%s: %s", text, error.message);
    const tenor_str again = tenor__option_write(&rows[type], value, buffer);
    ck_assert_msg(again.size == strlen(written) && memcmp(again.data, written, again.size) == 0,
                  "%s is written as %.*s", text, (int)again.size, again.data);
    return value;
}

START_TEST(rows_of_a_program_are_parsed)
{
    ck_assert(parse(TENOR_OPTION_SWITCH, "true", "true").on);
    ck_assert(!parse(TENOR_OPTION_SWITCH, "false", "false").on);
    ck_assert_int_eq(parse(TENOR_OPTION_INTEGER, "-5", "-5").integer, -5);
    ck_assert_int_eq(parse(TENOR_OPTION_INTEGER, "1e6", "1000000").integer, 1000000);
    ck_assert_double_eq(parse(TENOR_OPTION_NUMBER, "5e-1", "0.5").number, 0.5);
    ck_assert_uint_eq(parse(TENOR_OPTION_CHOICE, "one", "one").choice, 0);
    ck_assert_uint_eq(parse(TENOR_OPTION_CHOICE, "three", "three").choice, 2);
    const char *text = "even";
    ck_assert_ptr_eq(parse(TENOR_OPTION_TEXT, text, "even").text, text);
}
END_TEST

START_TEST(bad_texts_name_the_range)
{
    static const struct {
        tenor_option_type type;
        const char *text, *message;
    } bad[] = {
        {TENOR_OPTION_SWITCH, "yes", "option 'rows' must be true or false, not \"yes\""},
        {TENOR_OPTION_INTEGER, "-6", "option 'rows' must be a whole number from -5 to 1000000, not \"-6\""},
        {TENOR_OPTION_INTEGER, "1.5", "option 'rows' must be a whole number from -5 to 1000000, not \"1.5\""},
        {TENOR_OPTION_NUMBER, "0.001", "option 'rows' must be a number from 0.01 to 1, not \"0.001\""},
        {TENOR_OPTION_NUMBER, "nan", "option 'rows' must be a number from 0.01 to 1, not \"nan\""},
        {TENOR_OPTION_CHOICE, "tw", "option 'rows' must be one of one|two|three, not \"tw\""},
        {TENOR_OPTION_CHOICE, "", "option 'rows' must be one of one|two|three, not \"\""},
        {TENOR_OPTION_TEXT, "odd", "option 'rows' must be an even number of bytes, not \"odd\""},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        tenor_option_value value = {.choice = 7};
        tenor_error error = {0};
        ck_assert_int_eq(tenor_option_parse(&rows[bad[i].type], bad[i].text, &value, &error), TENOR_OPTION_RANGE);
        ck_assert_str_eq(error.message, bad[i].message);
        ck_assert_ptr_eq(error.option, rows[bad[i].type].name);
        ck_assert_uint_eq(value.choice, 7);
    }
}
END_TEST

START_TEST(rows_without_a_limit)
{
    const tenor_option_info number = {
        .size = sizeof number, .name = "x", .type = TENOR_OPTION_NUMBER, .minimum = 0, .maximum = INFINITY};
    const tenor_option_info integer = {
        .size = sizeof integer, .name = "n", .type = TENOR_OPTION_INTEGER, .minimum = -0x1p63, .maximum = 0x1p63};
    tenor_option_value value;
    tenor_error error = {0};
    ck_assert_int_eq(tenor_option_parse(&number, "1e300", &value, &error), TENOR_OK);
    ck_assert_int_eq(tenor_option_parse(&number, "-1", &value, &error), TENOR_OPTION_RANGE);
    ck_assert_str_eq(error.message, "option 'x' must be a number from 0 to inf, not \"-1\"");
    ck_assert_int_eq(tenor_option_parse(&integer, "9223372036854775807", &value, &error), TENOR_OK);
    ck_assert_int_eq(value.integer, INT64_MAX);
    ck_assert_int_eq(tenor_option_parse(&integer, "-9223372036854775807", &value, &error), TENOR_OK);
}
END_TEST

START_TEST(the_nearest_name)
{
    static const char *const names[] = {"train", "classify", "tune", "-x"};
    static const struct {
        const char *typed, *nearest;
    } cases[] = {{"trian", "train"}, {"clas", "classify"}, {"tunne", "tune"}, {"tr", "train"},
                 {"zzz", NULL},      {"", NULL},           {"x", "-x"},       {"classifyclassify", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *nearest = tenor_option_nearest(cases[i].typed, names, sizeof names / sizeof names[0]);
        ck_assert_msg(nearest == cases[i].nearest ||
                          (nearest && cases[i].nearest && strcmp(nearest, cases[i].nearest) == 0),
                      "%s gives %s", cases[i].typed, nearest ? nearest : "none");
    }
    char name[5000];
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    ck_assert_ptr_null(tenor_option_nearest(name, names, 4));
    ck_assert_ptr_null(tenor_option_nearest("train", names, 0));
}
END_TEST

CHECK_MAIN("config/option", rows_of_a_program_are_parsed, bad_texts_name_the_range, rows_without_a_limit,
           the_nearest_name)
