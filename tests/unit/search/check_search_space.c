#include "check_main.h"

#include "base/failing.h"
#include "search/search_space.h"

#include <string.h>

static tenor_options *make_options(const char *const *pairs)
{
    tenor_options *options;
    ck_assert_int_eq(tenor_options_new(NULL, &options), TENOR_OK);
    for (; pairs && *pairs; pairs += 2)
        ck_assert_int_eq(tenor_options_set(options, pairs[0], pairs[1], NULL), TENOR_OK);
    return options;
}

/* Options whose values are not those of `base`. */
static size_t count_changes(const tenor_options *base, const tenor_options *options)
{
    size_t changes = 0;
    for (size_t i = 0; i < tenor_option_count(); i++) {
        const char *name = tenor_option(i)->name;
        changes += strcmp(tenor_options_get(base, name), tenor_options_get(options, name)) != 0;
    }
    return changes;
}

START_TEST(settings_are_new_and_stay_near)
{
    enum { DRAWN = 200 };
    static const char *const given[] = {"cell", "gru", "lr", "0.003", "seed", "5", NULL};
    tenor_options *options = make_options(given);
    tenor__search_space search;
    tenor__setting settings[DRAWN];
    const tenor__setting base = {{0}};
    size_t drawn;
    size_t changes = 0;
    ck_assert_int_eq(tenor__search_space_init(&search, options, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__search_space_draw(&search, &base, DRAWN, settings, &drawn), TENOR_OK);
    ck_assert_uint_eq(drawn, DRAWN);
    for (size_t i = 0; i < DRAWN; i++) {
        tenor_options *made;
        ck_assert_int_eq(tenor__search_space_apply(&search, &settings[i], options, NULL, &made), TENOR_OK);
        const size_t changed = count_changes(options, made);
        ck_assert_uint_ge(changed, 1);
        changes += changed;
        ck_assert_str_eq(tenor_options_get(made, "cell"), "gru"); /* given, were it the default */
        ck_assert_str_eq(tenor_options_get(made, "lr"), "0.003");
        ck_assert_str_eq(tenor_options_get(made, "freeze"), "false"); /* is for word vectors */
        ck_assert_str_eq(tenor_options_get(made, "epochs"), "0");
        for (size_t j = 0; j < i; j++)
            ck_assert_int_ne(memcmp(&settings[i], &settings[j], sizeof settings[i]), 0);
        tenor_options_free(made);
    }
    ck_assert_uint_gt(changes, 2 * DRAWN);
    ck_assert_uint_lt(changes, 4 * DRAWN);
    tenor__search_space_free(&search);
    tenor_options_free(options);
}
END_TEST

START_TEST(the_seed_decides)
{
    static const char *const seeds[] = {"1", "1", "2"};
    const tenor__setting base = {{0}};
    tenor__setting settings[3][8];
    for (size_t i = 0; i < 3; i++) {
        const char *const given[] = {"seed", seeds[i], NULL};
        tenor_options *options = make_options(given);
        tenor__search_space search;
        size_t drawn;
        ck_assert_int_eq(tenor__search_space_init(&search, options, NULL), TENOR_OK);
        ck_assert_int_eq(tenor__search_space_draw(&search, &base, 8, settings[i], &drawn), TENOR_OK);
        tenor__search_space_free(&search);
        tenor_options_free(options);
    }
    ck_assert_int_eq(memcmp(settings[0], settings[1], sizeof settings[0]), 0);
    ck_assert_int_ne(memcmp(settings[0], settings[2], sizeof settings[0]), 0);
}
END_TEST

/* Sets all that is searched but `left`. */
static tenor_options *give_all_but(const char *left, bool vectors)
{
    static const char *const searched[] = {"lr",
                                           "batch",
                                           "cell",
                                           "hidden",
                                           "layers",
                                           "pooling",
                                           "dropout",
                                           "dim",
                                           "embedding-dropout",
                                           "word-dropout",
                                           "label-smoothing",
                                           "ngrams",
                                           "min-count",
                                           "mixout"};
    tenor_options *options = make_options(NULL);
    for (size_t i = 0; i < sizeof searched / sizeof searched[0]; i++)
        if (strcmp(searched[i], left) != 0)
            ck_assert_int_eq(tenor_options_set(options, searched[i], tenor_options_get(options, searched[i]), NULL),
                             TENOR_OK);
    if (vectors) {
        ck_assert_int_eq(tenor_options_set(options, "vectors", "x.txt", NULL), TENOR_OK);
        ck_assert_int_eq(tenor_options_set(options, "init", "random", NULL), TENOR_OK); /* has no effect then */
    }
    return options;
}

START_TEST(it_ends_when_all_was_tried)
{
    static const struct {
        const char *left;
        bool vectors;
        size_t values;
    } cases[] = {{"", false, 0},   {"layers", false, 1}, {"lr", false, 3},    {"dim", false, 2},
                 {"dim", true, 0}, {"mixout", true, 3},  {"mixout", false, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tenor_options *options = give_all_but(cases[i].left, cases[i].vectors);
        const tenor__setting base = {{0}};
        tenor__setting settings[9];
        tenor__search_space search;
        size_t drawn;
        ck_assert_int_eq(tenor__search_space_init(&search, options, NULL), TENOR_OK);
        ck_assert_int_eq(tenor__search_space_draw(&search, &base, 9, settings, &drawn), TENOR_OK);
        ck_assert_msg(drawn == cases[i].values, "%s: %zu", cases[i].left, drawn);
        ck_assert_int_eq(tenor__search_space_draw(&search, &base, 9, settings, &drawn), TENOR_OK);
        ck_assert_uint_eq(drawn, 0);
        tenor__search_space_free(&search);
        tenor_options_free(options);
    }
}
END_TEST

START_TEST(what_has_no_effect_is_not_searched)
{
    static const char *const given[][5] = {
        {"vectors", "x.txt", "freeze", "true", NULL}, {"freeze", "true", NULL}, {"init", "random", NULL}};
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        tenor_options *options = make_options(given[i]);
        tenor__search_space search;
        ck_assert_int_eq(tenor__search_space_init(&search, options, NULL), TENOR_OK);
        const size_t count = search.count;
        tenor__search_space_free(&search);
        ck_assert_int_eq(tenor_options_set(options, "mixout", "0.6", NULL), TENOR_OK);
        ck_assert_int_eq(tenor__search_space_init(&search, options, NULL), TENOR_OK);
        ck_assert_uint_eq(search.count, count);
        tenor__search_space_free(&search);
        tenor_options_free(options);
    }
}
END_TEST

START_TEST(every_failed_allocation_is_survived)
{
    tenor_options *options = make_options(NULL);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        const tenor__setting base = {{0}};
        tenor__setting settings[9];
        tenor__search_space search;
        tenor_options *made = NULL;
        size_t drawn;
        status = tenor__search_space_init(&search, options, &alloc);
        if (status == TENOR_OK)
            status = tenor__search_space_draw(&search, &base, 9, settings, &drawn);
        if (status == TENOR_OK)
            status = tenor__search_space_apply(&search, &settings[0], options, &alloc, &made);
        ck_assert_int_eq(made != NULL, status == TENOR_OK);
        tenor_options_free(made);
        tenor__search_space_free(&search);
        ck_assert_uint_eq(memory.alive, 0);
    }
    tenor_options_free(options);
}
END_TEST

CHECK_MAIN("search/search_space", settings_are_new_and_stay_near, the_seed_decides, it_ends_when_all_was_tried,
           what_has_no_effect_is_not_searched, every_failed_allocation_is_survived)
