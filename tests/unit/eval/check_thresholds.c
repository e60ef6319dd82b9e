#include "base/failing.h"
#include "base/random.h"
#include "check_main.h"
#include "eval/thresholds.h"
#include "model/prediction.h"

#include <math.h>
#include <string.h>

enum { COUNT = 600, LABELS = 5 };

static float probabilities[COUNT * LABELS];
static uint32_t members[COUNT * LABELS];
static size_t begins[COUNT + 1];
static tenor__label_sets sequences;

static double f1_of(size_t label, float threshold)
{
    size_t right = 0, given = 0, support = 0;
    for (size_t i = 0; i < COUNT; i++) {
        bool present = false;
        for (size_t m = begins[i]; m < begins[i + 1]; m++)
            present = present || members[m] == label;
        const bool predicted = probabilities[i * LABELS + label] >= threshold;
        right += present && predicted;
        given += predicted;
        support += present;
    }
    return support + given > 0 ? 2.0 * (double)right / (double)(support + given) : 0;
}

/* Labels of different shares whose probabilities are shifted, so that no two have their best threshold in one place;
 * the last label is nowhere. */
static void make_each(void)
{
    static const double shares[LABELS] = {0.5, 0.3, 0.2, 0.4, 0};
    static const double shifts[LABELS] = {0, -2, 1, -1, 0};
    tenor__random random = tenor__random_new(3, 0);
    size_t all = 0;
    for (size_t i = 0; i < COUNT; i++) {
        begins[i] = all;
        for (size_t k = 0; k < LABELS; k++) {
            const bool present = tenor__random_uniform(&random) < shares[k];
            const double z = shifts[k] + (present ? 1 : -1) + tenor__random_normal(&random);
            probabilities[i * LABELS + k] = (float)(1 / (1 + exp(-z)));
            if (present)
                members[all++] = (uint32_t)k;
        }
    }
    begins[COUNT] = all;
    sequences = (tenor__label_sets){.count = COUNT, .labels = members, .begins = begins};
}

START_TEST(each_label_gets_its_own)
{
    make_each();
    const tenor__fitting fitting = {probabilities, &sequences, LABELS};
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    float thresholds[LABELS];
    ck_assert(tenor__thresholds_fit_each(&fitting, &alloc, thresholds));
    for (size_t k = 0; k + 1 < LABELS; k++) {
        double best = 0;
        for (int step = 1; step < 1000; step++)
            best = fmax(best, f1_of(k, (float)step / 1000));
        ck_assert(thresholds[k] > 0 && thresholds[k] <= 1);
        ck_assert_double_ge(f1_of(k, thresholds[k]), f1_of(k, 0.5f) - 1e-9);
        ck_assert_double_ge(f1_of(k, thresholds[k]), best - 0.01);
    }
    ck_assert_float_eq(thresholds[LABELS - 1], 0.5f);
    ck_assert_float_lt(thresholds[1], 0.3f);
    ck_assert_float_gt(thresholds[2], 0.5f);
}
END_TEST

/* A label of a single sequence has no threshold by chance: alone it would have 0.97. */
START_TEST(a_rare_label_borrows)
{
    make_each();
    for (size_t i = 0; i < COUNT; i++)
        probabilities[i * LABELS + 4] = i == 0 ? 0.98f : i == 1 ? 0.96f : 0.01f;
    memmove(members + 1, members, begins[COUNT] * sizeof *members);
    for (size_t i = 1; i <= COUNT; i++)
        begins[i]++;
    members[0] = 4;
    const tenor__fitting fitting = {probabilities, &sequences, LABELS};
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    float thresholds[LABELS];
    ck_assert(tenor__thresholds_fit_each(&fitting, &alloc, thresholds));
    ck_assert_float_lt(thresholds[4], 0.7f);
}
END_TEST

START_TEST(bounds_and_ties)
{
    /* All alike: given to all or none; 0.5 lies in neither. */
    static const uint32_t label = 0;
    static const size_t two[] = {0, 1, 1};
    const tenor__label_sets pair = {.count = 2, .labels = (uint32_t *)&label, .begins = (size_t *)two};
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    float thresholds[2];
    const float alike[] = {0.2f, 0.2f, 0.2f, 0.2f};
    ck_assert(tenor__thresholds_fit_each(&(tenor__fitting){alike, &pair, 2}, &alloc, thresholds));
    ck_assert(thresholds[0] > 0 && thresholds[0] <= 0.2f);
    const float nothing[] = {0, 0, 0, 0};
    ck_assert(tenor__thresholds_fit_each(&(tenor__fitting){nothing, &pair, 2}, &alloc, thresholds));
    ck_assert(thresholds[0] > 0 && thresholds[0] <= 1);
    const float sure[] = {1, 1, 0, 0};
    ck_assert(tenor__thresholds_fit_each(&(tenor__fitting){sure, &pair, 2}, &alloc, thresholds));
    ck_assert_float_eq(thresholds[0], 0.5f);
    const uint32_t one_each[] = {0, 1};
    const tenor__label_sets single = {.count = 2, .labels = (uint32_t *)one_each};
    ck_assert(tenor__thresholds_fit_one(&(tenor__fitting){nothing, &single, 2}, &alloc, thresholds));
    ck_assert(thresholds[0] > 0 && thresholds[1] > 0);
    ck_assert(tenor__thresholds_fit_one(&(tenor__fitting){sure, &single, 2}, &alloc, thresholds));
    ck_assert_float_eq_tol(thresholds[0] + thresholds[1], 1, 1e-6f);
}
END_TEST

static double macro_f1(const float *thresholds, size_t labels)
{
    size_t right[LABELS] = {0}, given[LABELS] = {0}, support[LABELS] = {0};
    double sum = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const size_t answer = tenor__prediction_label(probabilities + i * labels, thresholds, labels);
        support[members[i]]++;
        given[answer]++;
        right[answer] += answer == members[i];
    }
    for (size_t k = 0; k < labels; k++)
        sum += support[k] + given[k] > 0 ? 2.0 * (double)right[k] / (double)(support[k] + given[k]) : 0;
    return sum / (double)labels;
}

/* One label a text, in falling shares, with probabilities that lean to the frequent ones. */
static void make_one(size_t labels)
{
    tenor__random random = tenor__random_new(9, labels);
    for (size_t i = 0; i < COUNT; i++) {
        size_t label = 0;
        while (label + 1 < labels && tenor__random_uniform(&random) < 0.3)
            label++;
        members[i] = (uint32_t)label;
        double sum = 0;
        double values[LABELS];
        for (size_t k = 0; k < labels; k++) {
            values[k] = exp(1.5 * tenor__random_normal(&random) + (k == label ? 2 : 0) - 1.2 * (double)k);
            sum += values[k];
        }
        for (size_t k = 0; k < labels; k++)
            probabilities[i * labels + k] = (float)(values[k] / sum);
    }
    sequences = (tenor__label_sets){.count = COUNT, .labels = members};
}

START_TEST(one_label_a_text)
{
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    for (size_t labels = 2; labels <= LABELS; labels++) {
        float thresholds[LABELS];
        make_one(labels);
        ck_assert(tenor__thresholds_fit_one(&(tenor__fitting){probabilities, &sequences, labels}, &alloc, thresholds));
        float sum = 0;
        for (size_t k = 0; k < labels; k++) {
            ck_assert(thresholds[k] > 0 && thresholds[k] < 1);
            sum += thresholds[k];
        }
        ck_assert_float_eq_tol(sum, 1, 1e-5f);
        ck_assert_double_gt(macro_f1(thresholds, labels), macro_f1(NULL, labels) + 0.02);
        if (labels > 2)
            continue;
        /* Of two labels every division can be tried. */
        double best = 0;
        for (int step = 1; step < 2000; step++)
            best = fmax(best, macro_f1((float[]){(float)step / 2000, 1 - (float)step / 2000}, 2));
        ck_assert_double_ge(macro_f1(thresholds, 2), best - 1e-3);
    }
}
END_TEST

START_TEST(short_of_memory)
{
    for (int several = 0; several < 2; several++) {
        bool done = false;
        if (several)
            make_each();
        else
            make_one(LABELS);
        for (size_t n = 1; !done; n++) {
            failing memory = {.fail_at = n};
            const tenor_alloc alloc = failing_alloc(&memory);
            const tenor__fitting fitting = {probabilities, &sequences, LABELS};
            float thresholds[LABELS];
            done = several ? tenor__thresholds_fit_each(&fitting, &alloc, thresholds)
                           : tenor__thresholds_fit_one(&fitting, &alloc, thresholds);
            ck_assert_uint_eq(memory.alive, 0);
        }
    }
}
END_TEST

CHECK_MAIN("eval/thresholds", each_label_gets_its_own, a_rare_label_borrows, bounds_and_ties, one_label_a_text,
           short_of_memory)
