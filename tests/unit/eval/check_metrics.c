#include "base/failing.h"
#include "check_main.h"
#include "eval/metrics.h"

#include <math.h>

/* Rows are actual, columns answered. Label 3 neither occurs nor is answered; 2 is only answered. */
static const uint64_t COUNTS[4][4] = {{5, 1, 2, 0}, {3, 4, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}};

static tenor__confusion example(void)
{
    tenor__confusion confusion;
    ck_assert_int_eq(tenor__confusion_init(&confusion, 4, NULL), TENOR_OK);
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++)
            for (uint64_t n = 0; n < COUNTS[i][k]; n++)
                tenor__confusion_add(&confusion, i, k);
    return confusion;
}

START_TEST(counts_actual_by_answered)
{
    tenor__confusion confusion = example();
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++)
            ck_assert_uint_eq(tenor__confusion_get(&confusion, i, k), COUNTS[i][k]);
    ck_assert_uint_eq(tenor__metrics_examples(&confusion), 15);
    tenor__confusion_clear(&confusion);
    ck_assert_uint_eq(tenor__metrics_examples(&confusion), 0);
    ck_assert_uint_eq(tenor__confusion_get(&confusion, 0, 0), 0);
    tenor__confusion_free(&confusion);
}
END_TEST

START_TEST(scores_follow_from_the_counts)
{
    tenor__confusion confusion = example();
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
        tenor__metrics_label(&confusion, k, &scores);
        ck_assert_uint_eq(scores.support, expected[k].support);
        ck_assert_uint_eq(scores.predicted, expected[k].predicted);
        ck_assert_double_eq_tol(scores.precision, expected[k].precision, 1e-15);
        ck_assert_double_eq_tol(scores.recall, expected[k].recall, 1e-15);
        ck_assert_double_eq_tol(scores.f1, expected[k].f1, 1e-15);
    }
    ck_assert_double_eq_tol(tenor__metrics_accuracy(&confusion), 9.0 / 15, 1e-15);
    /* Over three labels: the fourth plays no part. */
    ck_assert_double_eq_tol(tenor__metrics_macro_f1(&confusion), (expected[0].f1 + expected[1].f1) / 3, 1e-15);
    tenor__confusion_free(&confusion);
}
END_TEST

START_TEST(nothing_counted_scores_zero)
{
    tenor__confusion confusion;
    ck_assert_int_eq(tenor__confusion_init(&confusion, 2, NULL), TENOR_OK);
    ck_assert_double_eq(tenor__metrics_accuracy(&confusion), 0.0);
    ck_assert_double_eq(tenor__metrics_macro_f1(&confusion), 0.0);
    tenor__confusion_free(&confusion);
}
END_TEST

START_TEST(memory_that_cannot_be_had)
{
    tenor__confusion confusion;
    failing memory = {.fail_at = 1};
    const tenor_alloc alloc = failing_alloc(&memory);
    ck_assert_int_eq(tenor__confusion_init(&confusion, 3, &alloc), TENOR_OUT_OF_MEMORY);
    tenor__confusion_free(&confusion);
    ck_assert_uint_eq(memory.alive, 0);
    /* 2^33 labels squared, or times eight, wrap around. */
    ck_assert_int_eq(tenor__confusion_init(&confusion, (size_t)1 << 33, NULL), TENOR_OUT_OF_MEMORY);
    ck_assert_int_eq(tenor__confusion_init(&confusion, (size_t)1 << 31, NULL), TENOR_OUT_OF_MEMORY);
    tenor__confusion_free(&confusion);
}
END_TEST

CHECK_MAIN("eval/metrics", counts_actual_by_answered, scores_follow_from_the_counts, nothing_counted_scores_zero,
           memory_that_cannot_be_had)
