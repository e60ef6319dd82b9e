#include "check_main.h"

#include "base/random.h"
#include "eval/stacking.h"

#include <math.h>

enum { TEXTS = 400, LABELS = 3 };

static float a[TEXTS * LABELS];
static float b[TEXTS * LABELS];
static uint32_t targets[TEXTS];

/* Scorers that know the target up to noise of those widths; with scales that the fit has to find. */
static void make(double noise_a, double noise_b, float scale_a, float scale_b)
{
    tenor__random random = tenor__random_new(3, 0);
    for (size_t i = 0; i < TEXTS; i++) {
        targets[i] = (uint32_t)tenor__random_below(&random, LABELS);
        for (size_t k = 0; k < LABELS; k++) {
            const double truth = k == targets[i] ? 1 : 0;
            a[i * LABELS + k] = scale_a * (float)(truth + noise_a * tenor__random_normal(&random));
            b[i * LABELS + k] = scale_b * (float)(truth + noise_b * tenor__random_normal(&random));
        }
    }
}

static double loss(double first, double second)
{
    double sum = 0.5 * ((first - 1) * (first - 1) + (second - 1) * (second - 1));
    for (size_t i = 0; i < TEXTS; i++) {
        double total = 0;
        for (size_t k = 0; k < LABELS; k++)
            total += exp(first * (double)a[i * LABELS + k] + second * (double)b[i * LABELS + k]);
        sum += log(total) - first * (double)a[i * LABELS + targets[i]] - second * (double)b[i * LABELS + targets[i]];
    }
    return sum;
}

static void expect_least(tenor__stacking stacking)
{
    const double least = loss(stacking.first, stacking.second);
    for (int direction = 0; direction < 16; direction++) {
        const double angle = direction * acos(-1) / 8;
        const double first = fmax(stacking.first + 0.01 * cos(angle), 0.05);
        const double second = fmax(stacking.second + 0.01 * sin(angle), 0);
        ck_assert_double_ge(loss(first, second), least - 1e-6);
    }
}

START_TEST(the_loss_is_least)
{
    static const double noises[] = {0.3, 0.6, 1.5};
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++) {
            make(noises[i], noises[k], 2, 0.5f);
            expect_least(tenor__stacking_fit(a, b, &(tenor__label_sets){.count = TEXTS, .labels = targets}, LABELS));
        }
}
END_TEST

START_TEST(the_better_scorer_counts_more)
{
    make(0.4, 0.8, 1, 1);
    tenor__stacking stacking =
        tenor__stacking_fit(a, b, &(tenor__label_sets){.count = TEXTS, .labels = targets}, LABELS);
    ck_assert_double_gt(stacking.first, 2 * stacking.second);
    make(0.8, 0.4, 1, 1);
    stacking = tenor__stacking_fit(a, b, &(tenor__label_sets){.count = TEXTS, .labels = targets}, LABELS);
    ck_assert_double_gt(stacking.second, 2 * stacking.first);
}
END_TEST

START_TEST(weights_stay_in_range)
{
    make(0.5, 0.5, 1, -1); /* the second says the opposite */
    tenor__stacking stacking =
        tenor__stacking_fit(a, b, &(tenor__label_sets){.count = TEXTS, .labels = targets}, LABELS);
    ck_assert_double_eq(stacking.second, 0);
    expect_least(stacking);
    make(0.5, 0.5, -1, 1);
    stacking = tenor__stacking_fit(a, b, &(tenor__label_sets){.count = TEXTS, .labels = targets}, LABELS);
    ck_assert_double_eq(stacking.first, 0.05);
    /* Logits far apart, and a single text. */
    make(0.1, 0.1, 1000, 1000);
    stacking = tenor__stacking_fit(a, b, &(tenor__label_sets){.count = TEXTS, .labels = targets}, LABELS);
    ck_assert(isfinite(stacking.first) && isfinite(stacking.second));
    stacking = tenor__stacking_fit(a, b, &(tenor__label_sets){.count = 1, .labels = targets}, LABELS);
    ck_assert(isfinite(stacking.first) && isfinite(stacking.second));
}
END_TEST

/* A fraction of texts that have the label is the same as that probability in each of them. */
START_TEST(probabilities_of_independent_labels)
{
    enum { COUNT = 400, COPIES = 4 };
    static float first[COUNT * COPIES];
    static float second[COUNT * COPIES];
    static float mean[COUNT * COPIES];
    static float some[COUNT * COPIES];
    tenor__random random = tenor__random_new(3, 0);
    for (size_t i = 0; i < COUNT; i++) {
        const float t = (float)(i % (COPIES + 1)) / COPIES;
        const float x = (float)tenor__random_normal(&random) + 2 * t - 1;
        const float y = (float)tenor__random_normal(&random) + t - 0.5f;
        for (size_t k = 0; k < COPIES; k++) {
            first[COPIES * i + k] = x;
            second[COPIES * i + k] = y;
            mean[COPIES * i + k] = t;
            some[COPIES * i + k] = (float)k < COPIES * t;
        }
    }
    const tenor__stacking hard = tenor__stacking_fit_each(first, second, some, COUNT * COPIES);
    const tenor__stacking same = tenor__stacking_fit_each(first, second, mean, COUNT * COPIES);
    ck_assert_double_eq_tol(hard.first, same.first, 1e-3);
    ck_assert_double_eq_tol(hard.second, same.second, 1e-3);
}
END_TEST

CHECK_MAIN("eval/stacking", probabilities_of_independent_labels, the_loss_is_least, the_better_scorer_counts_more,
           weights_stay_in_range)
