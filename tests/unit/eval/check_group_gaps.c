#include "check_main.h"

#include "eval/interval.h"

/* The example of Newcombe 1998, table II (a): 56/70 and 48/80, method 10. */
START_TEST(a_difference_has_newcombe_s_interval)
{
    static const tenor_group_counts groups[] = {{48, 80}, {56, 70}};
    tenor_group_gap gaps[2];
    tenor_group_gaps(groups, 2, gaps);
    ck_assert_uint_eq(gaps[0].better, 1);
    ck_assert_double_eq_tol(gaps[0].gap, 0.2, 1e-12);
    ck_assert_double_eq_tol(gaps[0].interval.from, 0.0524, 5e-5);
    ck_assert_double_eq_tol(gaps[0].interval.to, 0.3339, 5e-5);
    ck_assert_uint_eq(gaps[1].better, 1);
    ck_assert_double_eq(gaps[1].gap, 0);
    ck_assert_double_eq(gaps[1].interval.to, 0);
}
END_TEST

START_TEST(quantiles_are_the_normal_distribution_s)
{
    ck_assert_double_eq_tol(tenor__interval_normal(0.05), 1.959963984540054, 1e-9);
    ck_assert_double_eq_tol(tenor__interval_normal(0.05 / 190), 3.649102696300977, 1e-9); /* twenty groups */
}
END_TEST

/* A few texts that are all right make no best group to fail the others by. */
START_TEST(the_surest_gap_is_given)
{
    static const tenor_group_counts groups[] = {{2, 2}, {950, 1000}, {700, 1000}, {0, 0}};
    tenor_group_gap gaps[4];
    tenor_group_gaps(groups, 4, gaps);
    ck_assert_uint_eq(gaps[2].better, 1);
    ck_assert_double_eq_tol(gaps[2].gap, 0.25, 1e-12);
    ck_assert_double_gt(gaps[2].interval.from, 0.2);
    ck_assert_uint_eq(gaps[1].better, 0);
    ck_assert_double_lt(gaps[1].interval.from, 0);
    ck_assert_uint_eq(gaps[3].better, 3);
}
END_TEST

START_TEST(shares_have_wilson_s_interval)
{
    const tenor_interval interval = tenor_interval_share(81, 263);
    ck_assert_double_eq_tol(interval.from, 0.2553, 5e-5);
    ck_assert_double_eq_tol(interval.to, 0.3662, 5e-5);
    ck_assert_double_eq(tenor_interval_share(0, 0).from, 0);
    ck_assert_double_eq(tenor_interval_share(0, 0).to, 1);
}
END_TEST

/* When all groups are alike, a lower end above 0 is rare: of 2,000 samples of five groups at most one in twenty. */
START_TEST(chance_alone_makes_no_gap)
{
    enum { SAMPLES = 2000, GROUPS = 5 };
    uint64_t state = 1;
    int found = 0;
    for (int s = 0; s < SAMPLES; s++) {
        tenor_group_counts groups[GROUPS] = {{0, 0}};
        tenor_group_gap gaps[GROUPS];
        for (int i = 0; i < GROUPS; i++)
            for (groups[i].examples = 0; groups[i].examples < 150; groups[i].examples++) {
                state = state * 6364136223846793005u + 1442695040888963407u;
                groups[i].right += (double)(state >> 11) / 9007199254740992.0 < 0.8;
            }
        tenor_group_gaps(groups, GROUPS, gaps);
        bool any = false;
        for (int i = 0; i < GROUPS; i++)
            any = any || gaps[i].interval.from > 0;
        found += any;
    }
    ck_assert_int_le(found, SAMPLES / 20);
    ck_assert_int_gt(found, 0);
}
END_TEST

CHECK_MAIN("eval/group_gaps", a_difference_has_newcombe_s_interval, quantiles_are_the_normal_distribution_s,
           the_surest_gap_is_given, shares_have_wilson_s_interval, chance_alone_makes_no_gap)
