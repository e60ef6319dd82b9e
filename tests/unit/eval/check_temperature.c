#include "eval/temperature.h"

#include "base/random.h"
#include "check_main.h"

#include <math.h>
#include <string.h>

enum { COUNT = 4000, LABELS = 4 };

static float logits[COUNT * LABELS];
static uint32_t targets[COUNT];

/* Logits whose probabilities are true once they are divided by `temperature`. */
static void draw(double temperature)
{
    tenor__random random = tenor__random_new(5, 0);
    for (size_t i = 0; i < COUNT; i++) {
        double p[LABELS];
        double sum = 0;
        for (size_t k = 0; k < LABELS; k++) {
            const double z = tenor__random_normal(&random) * 2;
            logits[i * LABELS + k] = (float)(z * temperature);
            sum += p[k] = exp(z);
        }
        double left = tenor__random_uniform(&random) * sum;
        targets[i] = 0;
        while (targets[i] + 1 < LABELS && left >= p[targets[i]])
            left -= p[targets[i]++];
    }
}

/* As the header has it, straight from the definition. */
static double loss_at(double temperature, size_t count, size_t labels)
{
    const double share = 2 / ((double)count + 2);
    double loss = 0;
    for (size_t i = 0; i < count; i++) {
        const float *z = logits + i * labels;
        double sum = 0;
        double all = 0;
        for (size_t k = 0; k < labels; k++)
            sum += exp((double)z[k] / temperature);
        for (size_t k = 0; k < labels; k++)
            all += log(sum) - (double)z[k] / temperature;
        loss += (1 - share) * (log(sum) - (double)z[targets[i]] / temperature) + share * all / (double)labels;
    }
    return loss / (double)count;
}

START_TEST(the_true_one_is_found)
{
    static const double truths[] = {0.05, 0.4, 1, 1.7, 12};
    for (size_t t = 0; t < sizeof truths / sizeof truths[0]; t++) {
        draw(truths[t]);
        const double found = tenor__temperature_fit(logits, &(tenor__label_sets){.labels = targets}, 1, COUNT, LABELS);
        ck_assert_double_eq_tol(found / truths[t], 1, 0.06);
        /* The least, within the thousandths that it is rounded to. */
        const double least = loss_at(found, COUNT, LABELS);
        ck_assert_double_le(least, loss_at(found + 0.002, COUNT, LABELS) + 1e-9);
        ck_assert_double_le(least, loss_at(found - 0.002, COUNT, LABELS) + 1e-9);
        ck_assert_double_eq(found * 1000, round(found * 1000));
    }
}
END_TEST

/* Beyond the range on either side it is the range's end. */
START_TEST(the_range_holds)
{
    draw(1);
    for (size_t i = 0; i < COUNT * LABELS; i++)
        logits[i] *= 1e-4f;
    ck_assert_double_eq(tenor__temperature_fit(logits, &(tenor__label_sets){.labels = targets}, 1, COUNT, LABELS),
                        0.01);
    for (size_t i = 0; i < COUNT * LABELS; i++)
        logits[i] *= -1e4f;
    ck_assert_double_eq(tenor__temperature_fit(logits, &(tenor__label_sets){.labels = targets}, 1, COUNT, LABELS), 100);
}
END_TEST

/* Twenty right answers out of twenty: sure of 21 in 22, as the rule of succession has it. */
START_TEST(few_examples_prove_little)
{
    for (size_t i = 0; i < 20; i++) {
        targets[i] = i % 2;
        logits[2 * i] = i % 2 ? -3 : 3;
        logits[2 * i + 1] = -logits[2 * i];
    }
    const double found = tenor__temperature_fit(logits, &(tenor__label_sets){.labels = targets}, 1, 20, 2);
    ck_assert_double_eq_tol(1 / (1 + exp(-6 / found)), 21.0 / 22, 1e-4);
}
END_TEST

START_TEST(every_so_many_targets)
{
    draw(1.7);
    const double found = tenor__temperature_fit(logits, &(tenor__label_sets){.labels = targets}, 1, 1000, LABELS);
    static uint32_t spread[3 * 1000];
    memset(spread, 0xFF, sizeof spread);
    for (size_t i = 0; i < 1000; i++)
        spread[3 * i] = targets[i];
    ck_assert_double_eq(tenor__temperature_fit(logits, &(tenor__label_sets){.labels = spread}, 3, 1000, LABELS), found);
}
END_TEST

/* Nothing to choose by; numbers that are none; logits so far apart that all slopes but one are flat. */
START_TEST(odd_logits)
{
    memset(logits, 0, sizeof logits);
    memset(targets, 0, sizeof targets);
    ck_assert_double_eq(tenor__temperature_fit(logits, &(tenor__label_sets){.labels = targets}, 1, 10, LABELS), 1);
    logits[5] = NAN;
    ck_assert_double_eq(tenor__temperature_fit(logits, &(tenor__label_sets){.labels = targets}, 1, 10, LABELS), 1);
    logits[5] = INFINITY;
    ck_assert_double_eq(tenor__temperature_fit(logits, &(tenor__label_sets){.labels = targets}, 1, 10, LABELS), 1);
    memset(logits, 0, sizeof logits);
    for (size_t i = 0; i < 1000; i++) {
        logits[2 * i] = 1000;
        targets[i] = i % 10 == 0;
    }
    /* Right nine times of ten. */
    const double found = tenor__temperature_fit(logits, &(tenor__label_sets){.labels = targets}, 1, 1000, 2);
    ck_assert_double_eq(found, 100);
    for (size_t i = 0; i < 1000; i++)
        logits[2 * i] = 100;
    const double sure =
        1 / (1 + exp(-100 / tenor__temperature_fit(logits, &(tenor__label_sets){.labels = targets}, 1, 1000, 2)));
    ck_assert_double_eq_tol(sure, 0.9, 1e-3);
}
END_TEST

/* Soft targets that are a softmax of the logits at a temperature have that temperature. */
START_TEST(soft_targets_tell_their_temperature)
{
    enum { SOFT = 1000 };
    static size_t begins[SOFT + 1];
    static uint32_t labels[2 * SOFT];
    static float probabilities[2 * SOFT];
    for (size_t i = 0; i < SOFT; i++) {
        const double z = (double)(i % 41) / 10 - 2;
        logits[2 * i] = (float)z;
        logits[2 * i + 1] = 0;
        labels[2 * i + 1] = 1;
        probabilities[2 * i] = (float)(1 / (1 + exp(-z / 2.5)));
        probabilities[2 * i + 1] = 1 - probabilities[2 * i];
        begins[i + 1] = 2 * i + 2;
    }
    const tenor__label_sets sets = {.count = SOFT, .labels = targets, .soft = {begins, labels, probabilities}};
    ck_assert_double_eq_tol(tenor__temperature_fit(logits, &sets, 1, SOFT, 2), 2.5, 0.02);
}
END_TEST

CHECK_MAIN("eval/temperature", soft_targets_tell_their_temperature, the_true_one_is_found, the_range_holds,
           few_examples_prove_little, every_so_many_targets, odd_logits)
