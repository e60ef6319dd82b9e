#include "check_main.h"

#include <tenor_train.h>

/* Expected: sums of binomial coefficients in whole numbers, by Python. */
START_TEST(groups_are_tested_against_the_others)
{
    static const tenor_group_counts groups[] = {{80, 100}, {45, 60}, {20, 50}, {9, 10}};
    static const double expected[] = {0.009757478326455297, 0.5765200906511765, 1.7577253899551218e-06,
                                      0.5765200906511765};
    double p[4];
    ck_assert_int_eq(tenor_group_test(groups, 4, NULL, p), TENOR_OK);
    for (size_t i = 0; i < 4; i++)
        ck_assert_double_eq_tol(p[i], expected[i], 1e-9 + 1e-6 * expected[i]);
}
END_TEST

/* The same test from both sides: no correction. */
START_TEST(two_groups_are_one_test)
{
    const struct {
        tenor_group_counts groups[2];
        double p;
    } cases[] = {
        {{{3, 10}, {9, 10}}, 0.019766611097880447},
        {{{300, 1000}, {380, 1000}}, 0.00018996237320505075},
        {{{0, 5}, {0, 5}}, 1},
        {{{5, 5}, {0, 5}}, 0.007936507936507936},
        {{{900000, 1000000}, {100000, 1000000}}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double p[2];
        ck_assert_int_eq(tenor_group_test(cases[i].groups, 2, NULL, p), TENOR_OK);
        ck_assert_double_eq_tol(p[0], cases[i].p, 1e-9);
        ck_assert_double_eq_tol(p[1], cases[i].p, 1e-9);
    }
}
END_TEST

START_TEST(no_group_and_one_group)
{
    double p[1] = {0};
    ck_assert_int_eq(tenor_group_test(NULL, 0, NULL, p), TENOR_OK);
    ck_assert_int_eq(tenor_group_test(&(tenor_group_counts){3, 10}, 1, NULL, p), TENOR_OK);
    ck_assert_double_eq(p[0], 1);
    ck_assert_int_eq(tenor_group_test(&(tenor_group_counts){0, 0}, 1, NULL, p), TENOR_OK);
    ck_assert_double_eq(p[0], 1);
}
END_TEST

CHECK_MAIN("eval/group_test", groups_are_tested_against_the_others, two_groups_are_one_test, no_group_and_one_group)
