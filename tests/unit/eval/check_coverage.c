#include "check_main.h"
#include "eval/coverage.h"

#include <stdio.h>
#include <stdlib.h>

START_TEST(the_surest_are_left)
{
    tenor__coverage coverage;
    ck_assert_int_eq(tenor__coverage_init(&coverage, NULL), TENOR_OK);
    /* 0.505, 0.515, ... 0.995; the surer half is right. */
    for (int i = 0; i < 50; i++)
        tenor__coverage_add(&coverage, (float)(0.505 + 0.01 * i), i >= 25);
    const tenor_coverage all = tenor__coverage_at(&coverage, 1);
    ck_assert_uint_eq(all.examples, 50);
    ck_assert_double_eq(all.coverage, 1);
    ck_assert_double_eq(all.accuracy, 0.5);
    const tenor_coverage some = tenor__coverage_at(&coverage, 0.6);
    ck_assert_uint_eq(some.examples, 30);
    ck_assert_double_eq(some.accuracy, 25.0 / 30);
    ck_assert_double_eq_tol(some.threshold, 0.705, 1.1e-4);
    ck_assert_double_lt(some.accuracy_interval.from, some.accuracy);
    ck_assert_uint_eq(tenor__coverage_at(&coverage, 0).examples, 1);
    ck_assert_uint_eq(tenor__coverage_above(&coverage, some.threshold).examples, 30);
    ck_assert_uint_eq(tenor__coverage_above(&coverage, 1).examples, 0);
    tenor__coverage_free(&coverage);
}
END_TEST

/* What is counted at a threshold is what reaches the same threshold when it is read from a decimal. */
START_TEST(thresholds_mean_what_a_decimal_means)
{
    for (int i = 0; i <= 10000; i += 7) {
        char text[16];
        tenor__coverage coverage;
        const float p = (float)i / 10000.0f;
        ck_assert_int_eq(tenor__coverage_init(&coverage, NULL), TENOR_OK);
        tenor__coverage_add(&coverage, p, true);
        snprintf(text, sizeof text, "%.4f", tenor__coverage_at(&coverage, 1).threshold);
        ck_assert_double_ge((double)p, strtod(text, NULL));
        ck_assert_double_lt((double)p, strtod(text, NULL) + 1e-4);
        tenor__coverage_free(&coverage);
    }
}
END_TEST

START_TEST(nothing_is_no_coverage)
{
    tenor__coverage coverage;
    ck_assert_int_eq(tenor__coverage_init(&coverage, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor__coverage_at(&coverage, 0.5).examples, 0);
    tenor__coverage_free(&coverage);
}
END_TEST

CHECK_MAIN("eval/coverage", the_surest_are_left, thresholds_mean_what_a_decimal_means, nothing_is_no_coverage)
