#include "check_main.h"

#include "base/random.h"
#include "nn/softmax.h"

#include <math.h>
#include <string.h>

START_TEST(test_against_libm)
{
    tenor__random random = tenor__random_new(1, 1);
    for (size_t columns = 1; columns < 50; columns++) {
        tenor__real logits[50], p[50];
        double exact[50], total = 0, sum = 0;
        for (size_t k = 0; k < columns; k++) {
            logits[k] = (tenor__real)(tenor__random_normal(&random) * 5);
            total += exact[k] = exp((double)logits[k]);
        }
        tenor__softmax(1, columns, 1, logits, p);
        for (size_t k = 0; k < columns; k++) {
            ck_assert(fabs((double)p[k] - exact[k] / total) < 4e-6 * exact[k] / total);
            sum += (double)p[k];
        }
        ck_assert(fabs(sum - 1) < 1e-6);
    }
}
END_TEST

START_TEST(test_extreme_logits)
{
    const tenor__real far[][3] = {{1000, 0, -1000}, {-1000, -1000, -1000}, {3e38f, 0, -3e38f}, {0, -INFINITY, -1e30f}};
    const double expected[][3] = {{1, 0, 0}, {1.0 / 3, 1.0 / 3, 1.0 / 3}, {1, 0, 0}, {1, 0, 0}};
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
        tenor__real p[3];
        tenor__softmax(1, 3, 1, far[i], p);
        for (size_t k = 0; k < 3; k++)
            ck_assert(fabs((double)p[k] - expected[i][k]) < 1e-6);
    }
}
END_TEST

/* In place; a row has the same bits alone; a NaN or infinity spoils its own row only, and all of it. */
START_TEST(test_rows)
{
    enum { ROWS = 5, COLUMNS = 7 };
    tenor__random random = tenor__random_new(2, 2);
    tenor__real logits[ROWS * COLUMNS], p[ROWS * COLUMNS], alone[COLUMNS];
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        logits[i] = (tenor__real)tenor__random_normal(&random);
    logits[1 * COLUMNS + 6] = NAN;
    logits[2 * COLUMNS] = NAN;
    logits[4 * COLUMNS + 3] = INFINITY;
    memcpy(p, logits, sizeof p);
    tenor__softmax(ROWS, COLUMNS, 1, p, p);
    for (size_t r = 0; r < ROWS; r++) {
        tenor__softmax(1, COLUMNS, 1, logits + r * COLUMNS, alone);
        if (r == 0 || r == 3)
            ck_assert_mem_eq(p + r * COLUMNS, alone, sizeof alone);
        size_t bad = 0;
        for (size_t k = 0; k < COLUMNS; k++)
            bad += isnan(p[r * COLUMNS + k]) != 0;
        ck_assert_uint_eq(bad, r == 0 || r == 3 ? 0 : COLUMNS);
    }
}
END_TEST

START_TEST(test_temperature)
{
    const tenor__real logits[3] = {1, -0.5f, 0.25f};
    const double temperatures[] = {0.01, 0.5, 1.75, 100};
    for (size_t t = 0; t < sizeof temperatures / sizeof temperatures[0]; t++) {
        tenor__real p[3];
        double exact[3], sum = 0;
        for (size_t k = 0; k < 3; k++)
            sum += exact[k] = exp(((double)logits[k] - 1) / temperatures[t]);
        tenor__softmax(1, 3, (tenor__real)temperatures[t], logits, p);
        for (size_t k = 0; k < 3; k++)
            ck_assert(fabs((double)p[k] - exact[k] / sum) < 1e-6);
    }
}
END_TEST

/* Logits that are next to each other as floats are the same number once divided: the answer stays that of temperature
 * 1, where ties go to the first. */
START_TEST(test_highest_stays_highest)
{
    enum { COLUMNS = 5 };
    tenor__random random = tenor__random_new(3, 3);
    for (size_t round = 0; round < 20000; round++) {
        const tenor__real temperatures[] = {0.01f, 1, 1.5f, 3, 100};
        tenor__real logits[COLUMNS], p[COLUMNS];
        const float start = (float)tenor__random_normal(&random) * 4;
        for (size_t k = 0; k < COLUMNS; k++) {
            float near = start;
            for (uint64_t ulps = tenor__random_below(&random, 4); ulps > 0; ulps--)
                near = nextafterf(near, 100);
            logits[k] = near;
        }
        for (size_t t = 0; t < sizeof temperatures / sizeof temperatures[0]; t++) {
            size_t wanted = 0;
            size_t found = 0;
            tenor__softmax(1, COLUMNS, temperatures[t], logits, p);
            for (size_t k = 1; k < COLUMNS; k++) {
                wanted = logits[k] > logits[wanted] ? k : wanted;
                found = p[k] > p[found] ? k : found;
            }
            ck_assert_uint_eq(found, wanted);
        }
    }
}
END_TEST

CHECK_MAIN("nn/softmax", test_against_libm, test_extreme_logits, test_rows, test_temperature,
           test_highest_stays_highest)
