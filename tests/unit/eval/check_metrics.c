#include "base/failing.h"
#include "check_main.h"
#include "eval/metrics.h"

#include <math.h>

/* Rows are actual, columns predicted. Label 3 neither occurs nor is predicted; 2 is only predicted. */
static const uint64_t COUNTS[4][4] = {{5, 1, 2, 0}, {3, 4, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}};

static tenor__metrics example(void)
{
    tenor__metrics metrics;
    ck_assert_int_eq(tenor__metrics_init(&metrics, 4, NULL), TENOR_OK);
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++)
            for (uint64_t n = 0; n < COUNTS[i][k]; n++)
                tenor__metrics_add(&metrics, &i, 1, &k, 1);
    return metrics;
}

START_TEST(scores_follow_from_the_counts)
{
    tenor__metrics metrics = example();
    const struct {
        size_t support, predicted;
        double precision, recall, f1;
    } expected[4] = {
        {8, 8, 5.0 / 8, 5.0 / 8, 5.0 / 8},
        {7, 5, 4.0 / 5, 4.0 / 7, 2 * (4.0 / 5) * (4.0 / 7) / (4.0 / 5 + 4.0 / 7)},
        {0, 2, 0, 0, 0},
        {0, 0, 0, 0, 0},
    };
    for (size_t k = 0; k < 4; k++) {
        tenor_label_scores scores;
        tenor__metrics_label(&metrics, k, &scores);
        ck_assert_uint_eq(scores.support, expected[k].support);
        ck_assert_uint_eq(scores.predicted, expected[k].predicted);
        ck_assert_double_eq_tol(scores.precision, expected[k].precision, 1e-15);
        ck_assert_double_eq_tol(scores.recall, expected[k].recall, 1e-15);
        ck_assert_double_eq_tol(scores.f1, expected[k].f1, 1e-15);
    }
    ck_assert_double_eq_tol(tenor__metrics_accuracy(&metrics), 9.0 / 15, 1e-15);
    ck_assert_uint_eq(metrics.examples, 15);
    /* With one label a text, micro F1 is the accuracy. */
    ck_assert_double_eq(tenor__metrics_micro_f1(&metrics), tenor__metrics_accuracy(&metrics));
    /* Over three labels: the fourth plays no part. */
    ck_assert_double_eq_tol(tenor__metrics_macro_f1(&metrics), (expected[0].f1 + expected[1].f1) / 3, 1e-15);
    tenor__metrics_free(&metrics);
}
END_TEST

START_TEST(nothing_counted_scores_zero)
{
    tenor__metrics metrics;
    ck_assert_int_eq(tenor__metrics_init(&metrics, 2, NULL), TENOR_OK);
    ck_assert_double_eq(tenor__metrics_accuracy(&metrics), 0.0);
    ck_assert_double_eq(tenor__metrics_macro_f1(&metrics), 0.0);
    tenor__metrics_free(&metrics);
}
END_TEST

START_TEST(several_labels_a_text)
{
    tenor__metrics metrics;
    ck_assert_int_eq(tenor__metrics_init(&metrics, 4, NULL), TENOR_OK);
    ck_assert_double_eq(tenor__metrics_accuracy(&metrics), 0);
    ck_assert_double_eq(tenor__metrics_macro_f1(&metrics), 0);
    ck_assert_double_eq(tenor__metrics_micro_f1(&metrics), 0);
    const size_t zero_one[] = {0, 1};
    const size_t one_zero[] = {1, 0};
    const size_t zero[] = {0};
    const size_t two[] = {2};
    tenor__metrics_add(&metrics, zero_one, 2, one_zero, 2); /* exact, in another order */
    tenor__metrics_add(&metrics, zero, 1, zero_one, 2);
    tenor__metrics_add(&metrics, zero_one, 2, zero, 1);
    tenor__metrics_add(&metrics, NULL, 0, NULL, 0); /* exact */
    tenor__metrics_add(&metrics, two, 1, NULL, 0);
    ck_assert_double_eq(tenor__metrics_accuracy(&metrics), 0.4);
    tenor_label_scores label = {0};
    tenor__metrics_label(&metrics, 1, &label);
    ck_assert(label.support == 2 && label.predicted == 2);
    ck_assert_double_eq(label.precision, 0.5);
    ck_assert_double_eq(label.recall, 0.5);
    ck_assert_double_eq(label.f1, 0.5);
    /* F1 1, 0.5 and 0; the last label is nowhere. */
    ck_assert_double_eq_tol(tenor__metrics_macro_f1(&metrics), 0.5, 1e-15);
    /* 4 right, 6 there, 5 given. */
    ck_assert_double_eq_tol(tenor__metrics_micro_f1(&metrics), 8.0 / 11, 1e-15);

    tenor__metrics other;
    ck_assert_int_eq(tenor__metrics_init(&other, 4, NULL), TENOR_OK);
    tenor__metrics_merge(&other, &metrics);
    tenor__metrics_merge(&other, &metrics);
    ck_assert_uint_eq(other.examples, 10);
    ck_assert_double_eq(tenor__metrics_accuracy(&other), 0.4);
    ck_assert_double_eq_tol(tenor__metrics_micro_f1(&other), 8.0 / 11, 1e-15);
    tenor__metrics_clear(&other);
    ck_assert_uint_eq(other.examples, 0);
    ck_assert_double_eq(tenor__metrics_micro_f1(&other), 0);
    tenor__metrics_free(&other);
    tenor__metrics_free(&metrics);
    tenor__metrics_free(&metrics);
}
END_TEST

START_TEST(short_of_memory)
{
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor__metrics metrics;
        status = tenor__metrics_init(&metrics, 3, &alloc);
        tenor__metrics_free(&metrics);
        ck_assert_uint_eq(memory.alive, 0);
    }
}
END_TEST

CHECK_MAIN("eval/metrics", scores_follow_from_the_counts, nothing_counted_scores_zero, several_labels_a_text,
           short_of_memory)
