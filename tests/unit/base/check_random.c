#include "base/random.h"

#include "check_main.h"

#include <math.h>
#include <stdbool.h>

START_TEST(is_xoshiro)
{
    /* The first outputs of the authors' own program for the state 1, 2, 3, 4. */
    tenor__random random = {{1, 2, 3, 4}};
    static const uint64_t expected[] = {11520, 0, 1509978240, UINT64_C(1215971899390074240)};
    for (int i = 0; i < 4; i++)
        ck_assert_uint_eq(tenor__random_next(&random), expected[i]);
}
END_TEST

START_TEST(repeats_by_seed_and_stream)
{
    tenor__random a = tenor__random_new(1, 0);
    tenor__random b = tenor__random_new(1, 0);
    tenor__random stream = tenor__random_new(1, 1);
    tenor__random seed = tenor__random_new(2, 0);
    int same = 0;
    for (int i = 0; i < 1000; i++) {
        const uint64_t value = tenor__random_next(&a);
        ck_assert_uint_eq(value, tenor__random_next(&b));
        same += value == tenor__random_next(&stream);
        same += value == tenor__random_next(&seed);
    }
    ck_assert_int_eq(same, 0);
}
END_TEST

START_TEST(streams_are_uncorrelated)
{
    /* Neighbouring streams and seeds: half of the bits agree, within five standard deviations. */
    for (uint64_t i = 0; i < 20; i++) {
        tenor__random a = tenor__random_new(7, i);
        tenor__random b = tenor__random_new(7 + i % 2, i + 1);
        long agreeing = 0;
        for (int n = 0; n < 10000; n++)
            agreeing += __builtin_popcountll(~(tenor__random_next(&a) ^ tenor__random_next(&b)));
        ck_assert_double_lt(fabs((double)agreeing - 320000.0), 5 * 400.0);
    }
}
END_TEST

START_TEST(below_is_even)
{
    tenor__random random = tenor__random_new(3, 0);
    enum { DRAWS = 70000 };
    int counts[7] = {0};
    for (int i = 0; i < DRAWS; i++) {
        const uint64_t value = tenor__random_below(&random, 7);
        ck_assert_uint_lt(value, 7);
        counts[value]++;
    }
    double chi = 0;
    for (int i = 0; i < 7; i++)
        chi += pow(counts[i] - DRAWS / 7.0, 2) / (DRAWS / 7.0);
    ck_assert_double_lt(chi, 30); /* p < 0.0001 with 6 degrees of freedom */
    for (int i = 0; i < 100; i++)
        ck_assert_uint_eq(tenor__random_below(&random, 1), 0);
}
END_TEST

START_TEST(below_has_no_bias_at_large_bounds)
{
    /* Without rejection, a multiple of three would come up in one half of the draws, not in one third. */
    tenor__random random = tenor__random_new(4, 0);
    const uint64_t bound = UINT64_C(3) << 62;
    int multiples = 0;
    for (int i = 0; i < 30000; i++) {
        const uint64_t value = tenor__random_below(&random, bound);
        ck_assert_uint_lt(value, bound);
        multiples += value % 3 == 0;
    }
    ck_assert_int_gt(multiples, 9500);
    ck_assert_int_lt(multiples, 10500);
}
END_TEST

START_TEST(uniform_and_normal)
{
    tenor__random random = tenor__random_new(5, 0);
    enum { DRAWS = 100000 };
    double sum = 0;
    double mean = 0;
    double square = 0;
    double fourth = 0;
    for (int i = 0; i < DRAWS; i++) {
        const double u = tenor__random_uniform(&random);
        ck_assert(u >= 0 && u < 1);
        sum += u;
        const double x = tenor__random_normal(&random);
        ck_assert(isfinite(x));
        mean += x;
        square += x * x;
        fourth += x * x * x * x;
    }
    ck_assert_double_lt(fabs(sum / DRAWS - 0.5), 0.005);
    ck_assert_double_lt(fabs(mean / DRAWS), 0.02);
    ck_assert_double_lt(fabs(square / DRAWS - 1), 0.03);
    ck_assert_double_lt(fabs(fourth / DRAWS - 3), 0.3);
}
END_TEST

START_TEST(extremes_are_finite)
{
    /* States whose next output is all zeros and all ones. */
    tenor__random zero = {{0, 0, 0, 1}};
    ck_assert_double_eq(tenor__random_uniform(&zero), 0);
    tenor__random again = {{0, 0, 0, 1}};
    ck_assert(isfinite(tenor__random_normal(&again)));
    /* rotate(s1 * 5, 7) * 9 = 2^64 - 1 */
    uint64_t s1 = UINT64_MAX * UINT64_C(0x8E38E38E38E38E39);      /* / 9 */
    s1 = ((s1 >> 7) | (s1 << 57)) * UINT64_C(0xCCCCCCCCCCCCCCCD); /* / 5 */
    tenor__random ones = {{1, s1, 3, 4}};
    tenor__random copy = ones;
    ck_assert_uint_eq(tenor__random_next(&copy), UINT64_MAX);
    ck_assert_double_lt(tenor__random_uniform(&ones), 1);
}
END_TEST

START_TEST(shuffles)
{
    tenor__random random = tenor__random_new(6, 0);
    uint32_t order[100];
    int first[4] = {0};
    for (int round = 0; round < 4000; round++) {
        for (uint32_t i = 0; i < 4; i++)
            order[i] = i;
        tenor__random_shuffle(&random, order, 4);
        bool seen[4] = {false};
        for (int i = 0; i < 4; i++)
            seen[order[i]] = true;
        ck_assert(seen[0] && seen[1] && seen[2] && seen[3]);
        first[order[0]]++;
    }
    for (int i = 0; i < 4; i++)
        ck_assert(first[i] > 850 && first[i] < 1150);
    order[0] = 42;
    tenor__random_shuffle(&random, order, 1);
    tenor__random_shuffle(&random, NULL, 0);
    ck_assert_uint_eq(order[0], 42);
}
END_TEST

CHECK_MAIN("base/random", is_xoshiro, repeats_by_seed_and_stream, streams_are_uncorrelated, below_is_even,
           below_has_no_bias_at_large_bounds, uniform_and_normal, extremes_are_finite, shuffles)
