#include "parsing.h"

#include "base/random.h"

#include <math.h>

enum { SEVERAL = 400, KINDS = 6 };

/* Texts with none to four of six labels, some of them rare, the last in one text. */
static tenor_corpus *make_several(void)
{
    static const unsigned shares[KINDS] = {50, 30, 20, 10, 2, 0}; /* percent */
    tenor_corpus *corpus;
    tenor__random random = tenor__random_new(4, 0);
    ck_assert_int_eq(tenor_corpus_new_multi_label(tenor_str_of("|"), NULL, &corpus, NULL), TENOR_OK);
    for (size_t i = 0; i < SEVERAL; i++) {
        static const char *const names[KINDS] = {"L0", "L1", "L2", "L3", "L4", "L5"};
        tenor_str labels[KINDS];
        size_t count = 0;
        char text[16];
        for (size_t k = 0; k < KINDS; k++)
            if (tenor__random_below(&random, 100) < shares[k] || (k == 5 && i == 100))
                labels[count++] = tenor_str_of(names[k]);
        snprintf(text, sizeof text, "%zu", i);
        ck_assert_int_eq(tenor_corpus_add_labels(corpus, tenor_str_of(text), labels, count, NULL), TENOR_OK);
    }
    return corpus;
}

static size_t count_several(const tenor_corpus *corpus, const char *name)
{
    size_t label;
    size_t count = 0;
    if (!tenor__corpus_find_label(corpus, tenor_str_of(name), &label))
        return 0;
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, i); j++)
            count += tenor_corpus_example_label(corpus, i, j) == label;
    return count;
}

static size_t count_bare(const tenor_corpus *corpus)
{
    size_t count = 0;
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        count += tenor_corpus_example_label_count(corpus, i) == 0;
    return count;
}

START_TEST(several_labels_each_come_near_their_share)
{
    tenor_corpus *corpus = make_several();
    static const double fractions[] = {0.1, 0.25, 0.5, 0.9};
    for (size_t f = 0; f < sizeof fractions / sizeof fractions[0]; f++)
        for (uint64_t seed = 1; seed <= 5; seed++) {
            tenor_corpus *rest;
            tenor_corpus *held_out;
            ck_assert_int_eq(tenor_corpus_split(corpus, fractions[f], seed, NULL, &rest, &held_out, NULL), TENOR_OK);
            ck_assert_uint_eq(tenor_corpus_size(rest) + tenor_corpus_size(held_out), SEVERAL);
            for (size_t k = 0; k < KINDS; k++) {
                char name[8];
                snprintf(name, sizeof name, "L%zu", k);
                const size_t all = count_several(corpus, name);
                const size_t held = count_several(held_out, name);
                ck_assert_uint_eq(count_several(rest, name) + held, all);
                ck_assert_double_le(fabs((double)held - fractions[f] * (double)all), 2 + 0.03 * (double)all);
                ck_assert_uint_gt(all - held, 0);
            }
            ck_assert_double_le(fabs((double)count_bare(held_out) - fractions[f] * (double)count_bare(corpus)), 2);
            ck_assert_uint_eq(count_bare(rest) + count_bare(held_out), count_bare(corpus));
            assert_str(tenor_corpus_separator(rest), "|");
            assert_str(tenor_corpus_separator(held_out), "|");
            tenor_corpus_free(rest);
            tenor_corpus_free(held_out);
        }
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(several_labels_by_seed_and_short_of_memory)
{
    tenor_corpus *corpus = make_several();
    tenor_corpus *rest[2];
    tenor_corpus *held_out[2];
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(tenor_corpus_split(corpus, 0.2, 7, NULL, &rest[i], &held_out[i], NULL), TENOR_OK);
    ck_assert(same_corpus(held_out[0], held_out[1]) && same_corpus(rest[0], rest[1]));
    for (int i = 0; i < 2; i++) {
        tenor_corpus_free(rest[i]);
        tenor_corpus_free(held_out[i]);
    }
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        status = tenor_corpus_split(corpus, 0.3, 1, &alloc, &rest[0], &held_out[0], NULL);
        ck_assert(status == TENOR_OK || (status == TENOR_OUT_OF_MEMORY && !rest[0] && !held_out[0]));
        tenor_corpus_free(rest[0]);
        tenor_corpus_free(held_out[0]);
        ck_assert_uint_eq(memory.alive, 0);
    }
    tenor_corpus_free(corpus);
}
END_TEST

/* Each example is in one fold, but that with the only text of a label, which every fold trains on. */
START_TEST(folds_of_several_labels)
{
    enum { FOLDS = 7 };
    tenor_corpus *corpus = make_several();
    static unsigned tested[SEVERAL];
    memset(tested, 0, sizeof tested);
    for (size_t fold = 0; fold < FOLDS; fold++) {
        tenor_corpus *rest;
        tenor_corpus *part;
        ck_assert_int_eq(tenor_corpus_fold(corpus, FOLDS, fold, 5, NULL, &rest, &part, NULL), TENOR_OK);
        ck_assert_uint_eq(tenor_corpus_size(rest) + tenor_corpus_size(part), SEVERAL);
        ck_assert_uint_eq(tenor_corpus_label_count(rest), KINDS);
        assert_str(tenor_corpus_separator(part), "|");
        for (size_t i = 0; i < tenor_corpus_size(part); i++)
            tested[strtoul(tenor_corpus_text(part, i).data, NULL, 10)]++;
        for (size_t k = 0; k < KINDS - 1; k++) {
            char name[8];
            snprintf(name, sizeof name, "L%zu", k);
            const double share = (double)count_several(corpus, name) / FOLDS;
            ck_assert_double_le(fabs((double)count_several(part, name) - share), 2 + 0.1 * share);
        }
        ck_assert_double_le(fabs((double)tenor_corpus_size(part) - (double)SEVERAL / FOLDS), 6);
        tenor_corpus_free(rest);
        tenor_corpus_free(part);
    }
    for (size_t i = 0; i < SEVERAL; i++)
        ck_assert_uint_eq(tested[i], i != 100);
    tenor_corpus *rest;
    tenor_corpus *part;
    ck_assert_int_eq(tenor_corpus_fold(corpus, SEVERAL + 1, 0, 1, NULL, &rest, &part, NULL), TENOR_BAD_DATA);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(too_many_folds_are_refused_as_such)
{
    const tenor_str labels[] = {tenor_str_of("a"), tenor_str_of("b")};
    tenor_corpus *corpus;
    tenor_corpus *rest;
    tenor_corpus *part;
    tenor_error error = {0};
    ck_assert_int_eq(tenor_corpus_new_multi_label(tenor_str_of("|"), NULL, &corpus, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_add_labels(corpus, tenor_str_of("0"), labels, 1, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_add_labels(corpus, tenor_str_of("1"), labels + 1, 1, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_fold(corpus, 2, 0, 1, NULL, &rest, &part, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "no label has two examples"));
    ck_assert_int_eq(tenor_corpus_fold(corpus, 3, 0, 1, NULL, &rest, &part, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "3 folds are too many for 2 examples"));
    ck_assert_int_eq(tenor_corpus_add_labels(corpus, tenor_str_of("2"), labels, 1, NULL), TENOR_OK);
    for (size_t fold = 0; fold < 3; fold++) { /* one is empty, whichever is asked for */
        ck_assert_int_eq(tenor_corpus_fold(corpus, 3, fold, 1, NULL, &rest, &part, &error), TENOR_BAD_DATA);
        ck_assert_ptr_nonnull(strstr(error.message, "3 folds are too many for 3 examples"));
    }
    tenor_corpus_free(corpus);
}
END_TEST

CHECK_MAIN("data/stratify", several_labels_each_come_near_their_share, several_labels_by_seed_and_short_of_memory,
           folds_of_several_labels, too_many_folds_are_refused_as_such)
