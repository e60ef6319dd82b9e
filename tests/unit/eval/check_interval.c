#include "check_main.h"
#include "eval/interval.h"

#include <math.h>

static void check(tenor_interval interval, double from, double to)
{
    ck_assert_double_eq_tol(interval.from, from, 1e-9);
    ck_assert_double_eq_tol(interval.to, to, 1e-9);
}

START_TEST(shares_have_wilsons_interval)
{
    check(tenor__interval_share(0.75, 100), 0.656955364519384, 0.8245478863771232);
    check(tenor__interval_share(1.0 / 3, 3), 0.06149194472039615, 0.7923403991979523);
    check(tenor__interval_share(0, 10), 0, 0.2775327998628892);
    check(tenor__interval_share(1, 10), 0.7224672001371107, 1);
    check(tenor__interval_share(0, 0), 0, 1);
    ck_assert(tenor__interval_share(0, 10).from == 0 && tenor__interval_share(1, 10).to == 1);
}
END_TEST

START_TEST(f1_follows_from_a_share)
{
    check(tenor__interval_f1(125, 172, 163), 0.6908569216207793, 0.7946997431878648);
    check(tenor__interval_f1(0, 0, 0), 0, 1);
}
END_TEST

/* With the variance of a share it is the share's. */
START_TEST(scores_count_as_shares_of_like_variance)
{
    const tenor_interval share = tenor__interval_share(0.8, 50);
    check(tenor__interval_score(0.8, 0.8 * 0.2 / 50, 1000), share.from, share.to);
    check(tenor__interval_score(1, 0, 10), 0.7224672001371107, 1);
}
END_TEST

/* 1, 2, 3, 4: mean 2.5, variance 5/3, standard error 0.6454972243679028. */
START_TEST(means_have_the_normal_interval)
{
    check(tenor__interval_mean(10, 30, 4, 0), 2.5 - 1.959963984540054 * 0.6454972243679028,
          2.5 + 1.959963984540054 * 0.6454972243679028);
    check(tenor__interval_mean(10, 30, 4, 2), 2, 2.5 + 1.959963984540054 * 0.6454972243679028);
    check(tenor__interval_mean(3, 9, 1, 0), 3, 3);
    check(tenor__interval_mean(0, 0, 0, 0), 0, 0);
}
END_TEST

/* Tables of Student's distribution. */
START_TEST(students_quantiles)
{
    const struct {
        size_t degrees;
        double t;
    } expected[] = {{1, 12.7062}, {2, 4.3027},  {3, 3.1824},   {4, 2.7764},    {9, 2.2622},
                    {10, 2.2281}, {30, 2.0423}, {100, 1.9840}, {1000, 1.9623}, {1000000, 1.9600}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        ck_assert_double_eq_tol(tenor__interval_student(expected[i].degrees), expected[i].t, 5e-5);
    ck_assert(isinf(tenor__interval_student(0)));
}
END_TEST

/* Ten folds: t = 2.262157, times 0.02 sqrt(1/10 + 1/9). */
START_TEST(folds_vary_together)
{
    const double half = 2.2621571627409915 * 0.02 * sqrt(0.1 + 1.0 / 9);
    check(tenor__interval_folds(0.7, 0.02, 10, 1.0 / 9, 1), 0.7 - half, 0.7 + half);
    check(tenor__interval_folds(0.99, 0.2, 2, 1, 1), 0, 1);
    check(tenor__interval_folds(0.7, 0, 1, 1, 1), 0, 1);
}
END_TEST

CHECK_MAIN("eval/interval", shares_have_wilsons_interval, f1_follows_from_a_share,
           scores_count_as_shares_of_like_variance, means_have_the_normal_interval, students_quantiles,
           folds_vary_together)
