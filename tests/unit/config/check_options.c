#include "budget.h"
#include "check_main.h"

#include "config/options.h"
#include "nn/network.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static tenor_options *options;

static void begin(void)
{
    ck_assert_int_eq(tenor_options_new(NULL, &options), TENOR_OK);
}

static void end(void)
{
    tenor_options_free(options);
}

static void expect_range(const char *name, const char *value, const char *words)
{
    tenor_error error = {0};
    const char *before = tenor_options_get(options, name);
    ck_assert_msg(tenor_options_set(options, name, value, &error) == TENOR_OPTION_RANGE, "%s=%s", name, value);
    ck_assert_int_eq(error.status, TENOR_OPTION_RANGE);
    ck_assert_ptr_nonnull(strstr(error.message, name));
    ck_assert_str_eq(error.option, name);
    ck_assert_msg(strstr(error.message, words) != NULL, "\"%s\" lacks \"%s\"", error.message, words);
    ck_assert_str_eq(tenor_options_get(options, name), before);
}

static void expect(const char *name, const char *value, const char *text)
{
    tenor_error error = {0};
    ck_assert_msg(tenor_options_set(options, name, value, &error) == TENOR_OK, "%s=%s: %s", name, value, error.message);
    ck_assert_str_eq(tenor_options_get(options, name), text);
}

/* Every row's default reads as itself, and names and groups are in order. */
START_TEST(the_table_is_sound)
{
    begin();
    ck_assert_uint_eq(tenor_option_count(), TENOR__OPTIONS);
    ck_assert_ptr_null(tenor_option(TENOR__OPTIONS));
    for (size_t i = 0; i < tenor_option_count(); i++) {
        const tenor_option_info *info = tenor_option(i);
        ck_assert_str_eq(tenor_options_get(options, info->name), info->default_value);
        expect(info->name, info->default_value, info->default_value);
        ck_assert_ptr_nonnull(strstr("corpus text network training", info->group));
        ck_assert_uint_gt(strlen(info->help), 5);
        ck_assert_uint_lt(strlen(info->name), 32);
        ck_assert_int_eq(info->value_name == NULL, info->type == TENOR_OPTION_SWITCH);
        ck_assert_int_eq(info->choices != NULL, info->type == TENOR_OPTION_CHOICE);
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(info->name, tenor_option(j)->name);
    }
    end();
}
END_TEST

/* tenor__architecture_config takes the place of a cell's name in the choices for the place of the cell. */
START_TEST(cells_and_poolings_are_the_network_s)
{
    char cells[200] = "";
    for (size_t i = 0; tenor__cell_name(i); i++)
        strcat(strcat(cells, i > 0 ? "|" : ""), tenor__cell_name(i));
    ck_assert_str_eq(tenor_option(TENOR__OPTION_cell)->choices, cells);
    const char *choices = tenor_option(TENOR__OPTION_pooling)->choices;
    for (size_t i = 0; tenor__pooling_name(i); i++)
        ck_assert_ptr_nonnull(strstr(choices, tenor__pooling_name(i)));
    for (tenor__pooling_kind kind; *choices; choices += *choices != '\0') {
        const size_t size = strcspn(choices, "|+");
        ck_assert_msg(tenor__pooling_find((tenor_str){choices, size}, &kind), "no pooling at %s", choices);
        choices += size;
    }
}
END_TEST

START_TEST(defaults_are_the_documented_ones)
{
    begin();
    const tenor__option_values *values = &options->values;
    ck_assert_int_eq(values->hidden, 128);
    ck_assert_int_eq(values->batch, 32);
    ck_assert_uint_eq(values->direction, TENOR__DIRECTION_BOTH);
    ck_assert_double_eq(values->lr, 0.001);
    ck_assert_double_eq(values->dev_fraction, 0.1);
    ck_assert_str_eq(values->vectors, "");
    ck_assert_str_eq(values->class_weights, "none");
    ck_assert(!values->freeze);
    ck_assert(!tenor__options_given(options, TENOR__OPTION_dim));
    expect("dim", "100", "100");
    ck_assert(tenor__options_given(options, TENOR__OPTION_dim));
    end();
}
END_TEST

START_TEST(values_are_kept_as_text_and_parsed)
{
    begin();
    expect("hidden", "256", "256");
    ck_assert_int_eq(options->values.hidden, 256);
    expect("hidden", "1e3", "1000");
    expect("lr", "1e-3", "0.001");
    expect("lr", ".5", "0.5");
    ck_assert_double_eq(options->values.lr, 0.5);
    expect("clip", "-0", "0");
    expect("freeze", "true", "true");
    ck_assert(options->values.freeze);
    expect("optimizer", "adamw", "adamw");
    ck_assert_uint_eq(options->values.optimizer, 3);
    expect("pooling", "max+mean", "max+mean");
    expect("vectors", "a file.txt", "a file.txt");
    ck_assert_str_eq(options->values.vectors, "a file.txt");
    expect("vectors", "", "");
    expect("seed", "9007199254740992", "9007199254740992");
    ck_assert_int_eq(options->values.seed, INT64_C(9007199254740992));
    end();
}
END_TEST

START_TEST(values_of_their_types)
{
    begin();
    tenor_error error = {0};
    ck_assert_int_eq(tenor_options_set_integer(options, "threads", 3, &error), TENOR_OK);
    ck_assert_int_eq(tenor_options_get_integer(options, "threads"), 3);
    ck_assert_str_eq(tenor_options_get(options, "threads"), "3");
    ck_assert_int_eq(tenor_options_set_number(options, "lr", 0.0005, &error), TENOR_OK);
    ck_assert_double_eq(tenor_options_get_number(options, "lr"), 0.0005);
    ck_assert_str_eq(tenor_options_get(options, "lr"), "0.0005");
    ck_assert_int_eq(tenor_options_set_switch(options, "freeze", true, &error), TENOR_OK);
    ck_assert(tenor_options_get_switch(options, "freeze") && options->values.freeze);
    ck_assert(tenor__options_given(options, TENOR__OPTION_threads));
    /* Out of range, of another type, unknown. */
    ck_assert_int_eq(tenor_options_set_integer(options, "threads", 1025, &error), TENOR_OPTION_RANGE);
    ck_assert_str_eq(error.message, "option 'threads' must be a whole number from 0 to 1024, not \"1025\"");
    ck_assert_str_eq(error.option, "threads");
    ck_assert_int_eq(tenor_options_set_integer(options, "seed", INT64_C(9007199254740993), NULL), TENOR_OPTION_RANGE);
    ck_assert_int_eq(tenor_options_set_number(options, "lr", NAN, NULL), TENOR_OPTION_RANGE);
    ck_assert_int_eq(tenor_options_set_number(options, "threads", 2, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_options_set_switch(options, "frieze", true, &error), TENOR_UNKNOWN_OPTION);
    ck_assert_ptr_null(error.option);
    ck_assert_int_eq(tenor_options_get_integer(options, "threads"), 3);
    ck_assert_int_eq(tenor_options_get_integer(options, "lr"), 0);
    ck_assert(!tenor_options_get_switch(options, "no such option"));
    end();
}
END_TEST

START_TEST(an_option_knows_whether_it_was_given)
{
    begin();
    ck_assert(!tenor_options_given(options, "tokens"));
    ck_assert_int_eq(tenor_options_set(options, "tokens", tenor_options_get(options, "tokens"), NULL), TENOR_OK);
    ck_assert(tenor_options_given(options, "tokens"));
    ck_assert(!tenor_options_given(options, "keep-case"));
    ck_assert(!tenor_options_given(options, "no such"));
    ck_assert(!tenor_options_given(options, NULL));
    end();
}
END_TEST

START_TEST(bad_values_are_refused)
{
    begin();
    expect_range("hidden", "0", "from 1 to 4096");
    expect_range("hidden", "4097", "from 1 to 4096");
    expect_range("hidden", "2.5", "whole number");
    expect_range("hidden", "many", "\"many\"");
    expect_range("hidden", "", "whole number");
    expect_range("hidden", "2.00000000000000000001", "whole number");
    /* A double cannot tell it from the maximum. */
    expect_range("seed", "9007199254740993", "from 0 to 9007199254740992");
    expect_range("seed", "18446744073709551616", "from 0 to 9007199254740992");
    expect_range("seed", "-1", "from 0 to 9007199254740992");
    expect_range("lr", "nan", "a number");
    expect_range("lr", "inf", "a number");
    expect_range("lr", "-0.1", "a number from 0");
    expect_range("lr", "0,1", "a number");
    expect_range("dropout", "1", "0.99");
    expect_range("freeze", "yes", "true or false");
    expect_range("cell", "ltsm", "lstm|gru");
    expect_range("cell", "lst", "lstm|gru");
    expect_range("pooling", "max+max", "max|mean");
    end();
}
END_TEST

START_TEST(dense_and_delimiter)
{
    begin();
    size_t widths[TENOR__MOST_DENSE], count;
    expect("dense", "64,32", "64,32");
    tenor__options_dense(options->values.dense, widths, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(widths[0], 64);
    ck_assert_uint_eq(widths[1], 32);
    expect("dense", "4096", "4096");
    expect("dense", "none", "none");
    tenor__options_dense("none", widths, &count);
    ck_assert_uint_eq(count, 0);
    static const char *const bad_dense[] = {"",      "0",     "4097",      "64,",   ",64",
                                            "64;32", "none,", "1,2,3,4,5", "64 32", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof bad_dense / sizeof bad_dense[0]; i++)
        expect_range("dense", bad_dense[i], "widths");
    expect("delimiter", ";", ";");
    ck_assert_int_eq(tenor__options_byte(";"), ';');
    expect("delimiter", "tab", "tab");
    ck_assert_int_eq(tenor__options_byte("tab"), '\t');
    ck_assert_int_eq(tenor__options_byte("\t"), '\t');
    ck_assert_int_eq(tenor__options_byte(""), '\0');
    expect_range("delimiter", "ab", "one ASCII byte");
    expect_range("delimiter", "\"", "one ASCII byte");
    expect_range("delimiter", "\n", "one ASCII byte");
    expect_range("delimiter", "\xc3\xa9", "one ASCII byte");
    end();
}
END_TEST

START_TEST(unknown_names_get_a_suggestion)
{
    static const struct {
        const char *name, *nearest;
    } names[] = {{"hiden", "\"hidden\""},        {"drpoout", "\"dropout\""}, {"opitmizer", "\"optimizer\""},
                 {"optimiser", "\"optimizer\""}, {"epoch", "\"epochs\""},    {"max_tokens", "\"max-tokens\""}};
    begin();
    tenor_error error = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ck_assert_int_eq(tenor_options_set(options, names[i].name, "1", &error), TENOR_UNKNOWN_OPTION);
        ck_assert_ptr_nonnull(strstr(error.message, names[i].nearest));
    }
    ck_assert_int_eq(tenor_options_set(options, "xyzzyxyzzy", "1", &error), TENOR_UNKNOWN_OPTION);
    ck_assert_ptr_null(strstr(error.message, "did you mean"));
    ck_assert_int_eq(tenor_options_set(options, "", "1", &error), TENOR_UNKNOWN_OPTION);
    char long_name[5000];
    memset(long_name, 'x', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    ck_assert_int_eq(tenor_options_set(options, long_name, "1", &error), TENOR_UNKNOWN_OPTION);
    ck_assert_ptr_null(tenor_options_get(options, "hiden"));
    ck_assert_int_eq(tenor_options_set(options, "hidden", NULL, NULL), TENOR_INVALID_ARGUMENT);
    end();
}
END_TEST

START_TEST(numbers_do_not_depend_on_the_locale)
{
    begin();
    setlocale(LC_ALL, "de_DE.UTF-8"); /* where it is not installed this tests nothing */
    expect("lr", "0.25", "0.25");
    expect_range("lr", "0,25", "a number");
    setlocale(LC_ALL, "C");
    end();
}
END_TEST

START_TEST(a_copy_is_independent)
{
    begin();
    expect("vectors", "here", "here");
    expect("lr", "0.5", "0.5");
    tenor_options *copy;
    ck_assert_int_eq(tenor__options_copy(options, NULL, &copy), TENOR_OK);
    end();
    ck_assert_str_eq(copy->values.vectors, "here");
    ck_assert_double_eq(copy->values.lr, 0.5);
    ck_assert(tenor__options_given(copy, TENOR__OPTION_lr));
    ck_assert(!tenor__options_given(copy, TENOR__OPTION_dim));
    tenor_options_free(copy);
    ck_assert_int_eq(tenor__options_copy(NULL, NULL, &copy), TENOR_OK);
    ck_assert_str_eq(tenor_options_get(copy, "lr"), "0.001");
    tenor_options_free(copy);
    tenor_options_free(NULL);
}
END_TEST

START_TEST(every_failed_allocation_is_survived)
{
    for (size_t n = 0;; n++) {
        budget limit = {.left = n, .busy = ATOMIC_FLAG_INIT};
        const tenor_alloc alloc = {resize_within, &limit};
        tenor_options *copy = NULL;
        bool done = tenor_options_new(&alloc, &options) == TENOR_OK;
        if (done) {
            tenor_error error = {0};
            tenor_status status = tenor_options_set(options, "vectors", "file", &error);
            ck_assert_int_eq(status, error.status);
            ck_assert_str_eq(tenor_options_get(options, "vectors"), status == TENOR_OK ? "file" : "");
            done = status == TENOR_OK && tenor__options_copy(options, &alloc, &copy) == TENOR_OK;
            ck_assert_int_eq(copy != NULL, done);
            tenor_options_free(copy);
        }
        tenor_options_free(options);
        ck_assert_uint_eq(limit.held, 0);
        if (done)
            break;
        ck_assert_uint_lt(n, 50);
    }
}
END_TEST

CHECK_MAIN("config/options", the_table_is_sound, cells_and_poolings_are_the_network_s, defaults_are_the_documented_ones,
           values_are_kept_as_text_and_parsed, values_of_their_types, an_option_knows_whether_it_was_given,
           bad_values_are_refused, dense_and_delimiter, unknown_names_get_a_suggestion,
           numbers_do_not_depend_on_the_locale, a_copy_is_independent, every_failed_allocation_is_survived)
