#include "check_main.h"

#include "base/random.h"
#include "optim/loss.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 5, LABELS = 4 };

static const uint32_t labels_of[ROWS] = {0, 3, 1, 1, 2};
static const tenor__label_set targets[ROWS] = {{.labels = &labels_of[0], .count = 1},
                                               {.labels = &labels_of[1], .count = 1},
                                               {.labels = &labels_of[2], .count = 1},
                                               {.labels = &labels_of[3], .count = 1},
                                               {.labels = &labels_of[4], .count = 1}};
static const double weights[LABELS] = {0.5, 2, 0, 1.5};

/* The formula of loss.h, straight. */
static double reference(const tenor__loss *loss, const float *logits, size_t rows)
{
    double total = 0;
    for (size_t i = 0; i < rows; i++) {
        double sum = 0;
        for (size_t k = 0; k < LABELS; k++)
            sum += exp((double)logits[i * LABELS + k]);
        for (size_t k = 0; k < LABELS; k++) {
            double w = loss->weights ? loss->weights[k] : 1;
            double q = loss->smoothing / LABELS + (k == labels_of[i] ? 1 - loss->smoothing : 0);
            total -= q * w * log(exp((double)logits[i * LABELS + k]) / sum);
        }
    }
    return total;
}

START_TEST(gradient_is_that_of_the_formula)
{
    tenor__random random = tenor__random_new(1, 0);
    for (int variant = 0; variant < 4; variant++) {
        const tenor__loss loss = {LABELS, variant & 1 ? 0.2 : 0, variant & 2 ? weights : NULL, false};
        float logits[ROWS * LABELS], gradient[ROWS * LABELS];
        for (size_t i = 0; i < ROWS * LABELS; i++)
            logits[i] = (float)(2 * tenor__random_normal(&random));
        const double scale = 1 / tenor__loss_weight(&loss, targets, ROWS);
        const double sum = tenor__loss_gradient(&loss, logits, targets, ROWS, scale, gradient);
        const tenor__loss plain = {LABELS, 0, NULL, false};
        ck_assert_double_eq_tol(sum, reference(&plain, logits, ROWS), 1e-10);
        for (size_t i = 0; i < ROWS * LABELS; i++) {
            const float kept = logits[i];
            const float step = 1e-3f;
            logits[i] = kept + step;
            const float above = logits[i];
            double difference = reference(&loss, logits, ROWS);
            logits[i] = kept - step;
            difference -= reference(&loss, logits, ROWS);
            const double slope = difference / ((double)above - (double)logits[i]);
            logits[i] = kept;
            ck_assert_double_eq_tol((double)gradient[i], scale * slope, 1e-6);
        }
    }
}
END_TEST

START_TEST(weight_of_a_batch_is_that_of_its_targets)
{
    ck_assert_double_eq_tol(tenor__loss_weight(&(tenor__loss){LABELS, 0, NULL, false}, targets, ROWS), 5, 1e-12);
    ck_assert_double_eq_tol(tenor__loss_weight(&(tenor__loss){LABELS, 0, weights, false}, targets, ROWS), 6, 1e-12);
}
END_TEST

/* Logits whose exponentials overflow or vanish, and those that are no numbers. */
START_TEST(extreme_logits)
{
    const tenor__loss loss = {2, 0, NULL, false};
    const uint32_t one = 1;
    const tenor__label_set target[1] = {{.labels = &one, .count = 1}};
    float gradient[2];
    double sum = tenor__loss_gradient(&loss, (float[]){1e4f, -1e4f}, target, 1, 1, gradient);
    ck_assert_double_eq_tol(sum, 2e4, 1e-6);
    ck_assert_double_eq_tol((double)gradient[0], 1, 1e-6);
    ck_assert_double_eq_tol((double)gradient[1], -1, 1e-6);
    sum = tenor__loss_gradient(&loss, (float[]){NAN, 0}, target, 1, 1, gradient);
    ck_assert(!isfinite(sum));
    sum = tenor__loss_gradient(&loss, (float[]){0, NAN}, target, 1, 1, gradient);
    ck_assert(!isfinite(sum));
    sum = tenor__loss_gradient(&loss, (float[]){INFINITY, 0}, target, 1, 1, gradient);
    ck_assert(!isfinite(sum));
}
END_TEST

/* ---- soft targets ---- */

static const uint32_t soft_labels[] = {2, 0, 3, 1, 0, 2};
static const float probabilities[] = {0.5f, 0.25f, 0.25f, 1, 0.875f, 0.125f};
/* The labels themselves are others, which must not matter. The last row has a label alone. */
static const tenor__label_set soft_sets[] = {
    {.labels = labels_of, .count = 1, .soft_labels = soft_labels, .probabilities = probabilities, .soft_count = 3},
    {.labels = labels_of,
     .count = 1,
     .soft_labels = soft_labels + 3,
     .probabilities = probabilities + 3,
     .soft_count = 1},
    {.labels = labels_of,
     .count = 1,
     .soft_labels = soft_labels + 4,
     .probabilities = probabilities + 4,
     .soft_count = 2},
    {.labels = labels_of + 1, .count = 1},
};
enum { SOFT_ROWS = 4 };

/* The formulas of loss.h, straight. */
static double soft_reference(const tenor__loss *loss, const float *logits)
{
    double total = 0;
    for (size_t i = 0; i < SOFT_ROWS; i++) {
        double targets_of[LABELS] = {0};
        double sum = 0;
        if (soft_sets[i].soft_count == 0)
            targets_of[soft_sets[i].labels[0]] = 1;
        for (size_t j = 0; j < soft_sets[i].soft_count; j++)
            targets_of[soft_sets[i].soft_labels[j]] = (double)soft_sets[i].probabilities[j];
        for (size_t k = 0; k < LABELS; k++)
            sum += exp((double)logits[i * LABELS + k]);
        for (size_t k = 0; k < LABELS; k++) {
            const double z = (double)logits[i * LABELS + k];
            const double w = loss->weights ? loss->weights[k] : 1;
            const double q = (1 - loss->smoothing) * targets_of[k] + loss->smoothing / (loss->binary ? 2 : LABELS);
            const double p = loss->binary ? 1 / (1 + exp(-z)) : exp(z) / sum;
            total -= loss->binary ? (w * q * log(p) + (1 - q) * log(1 - p)) / LABELS : w * q * log(p);
        }
    }
    return total;
}

START_TEST(soft_targets_have_the_gradient_of_the_formula)
{
    tenor__random random = tenor__random_new(3, 0);
    for (int variant = 0; variant < 8; variant++) {
        const bool binary = (variant & 4) != 0;
        const tenor__loss loss = {LABELS, variant & 1 ? 0.2 : 0, variant & 2 ? weights : NULL, binary};
        const tenor__loss plain = {LABELS, 0, NULL, binary};
        float logits[SOFT_ROWS * LABELS], gradient[SOFT_ROWS * LABELS];
        for (size_t i = 0; i < SOFT_ROWS * LABELS; i++)
            logits[i] = (float)(2 * tenor__random_normal(&random));
        const double sum = tenor__loss_gradient(&loss, logits, soft_sets, SOFT_ROWS, 0.5, gradient);
        ck_assert_double_eq_tol(sum, soft_reference(&plain, logits), 1e-10);
        for (size_t i = 0; i < SOFT_ROWS * LABELS; i++) {
            const float kept = logits[i];
            logits[i] = kept + 1e-3f;
            const float above = logits[i];
            double difference = soft_reference(&loss, logits);
            logits[i] = kept - 1e-3f;
            difference -= soft_reference(&loss, logits);
            const double slope = difference / ((double)above - (double)logits[i]);
            logits[i] = kept;
            ck_assert_double_eq_tol((double)gradient[i], 0.5 * slope, 1e-6);
        }
    }
    /* 0.5 x 0 + 0.25 x 0.5 + 0.25 x 1.5, 2, 0.875 x 0.5 + 0.125 x 0, and 1.5 of label 3 */
    const tenor__loss weighted = {LABELS, 0, weights, false};
    ck_assert_double_eq_tol(tenor__loss_weight(&weighted, soft_sets, SOFT_ROWS), 4.4375, 1e-9);
}
END_TEST

/* ---- several labels ---- */

static const uint32_t some[] = {0, 3, 1, 0, 1, 2, 3};
static const tenor__label_set sets[ROWS] = {{.labels = some, .count = 2},
                                            {.labels = some, .count = 0},
                                            {.labels = some + 2, .count = 1},
                                            {.labels = some + 3, .count = 4},
                                            {.labels = some + 1, .count = 1}};

static bool holds(tenor__label_set set, size_t label)
{
    for (size_t j = 0; j < set.count; j++)
        if (set.labels[j] == label)
            return true;
    return false;
}

/* The formula of loss.h for several labels, straight. */
static double binary_reference(const tenor__loss *loss, const float *logits, size_t rows)
{
    double total = 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < LABELS; k++) {
            const double p = 1 / (1 + exp(-(double)logits[i * LABELS + k]));
            const double w = loss->weights ? loss->weights[k] : 1;
            const double q = (holds(sets[i], k) ? 1 - loss->smoothing : 0) + loss->smoothing / 2;
            total -= (w * q * log(p) + (1 - q) * log(1 - p)) / LABELS;
        }
    return total;
}

START_TEST(binary_gradient_is_that_of_the_formula)
{
    tenor__random random = tenor__random_new(2, 0);
    for (int variant = 0; variant < 4; variant++) {
        const tenor__loss loss = {LABELS, variant & 1 ? 0.2 : 0, variant & 2 ? weights : NULL, true};
        const tenor__loss plain = {LABELS, 0, NULL, true};
        float logits[ROWS * LABELS], gradient[ROWS * LABELS];
        for (size_t i = 0; i < ROWS * LABELS; i++)
            logits[i] = (float)(2 * tenor__random_normal(&random));
        const double scale = 1 / tenor__loss_weight(&loss, sets, ROWS);
        ck_assert_double_eq(scale, 1.0 / ROWS);
        const double sum = tenor__loss_gradient(&loss, logits, sets, ROWS, scale, gradient);
        ck_assert_double_eq_tol(sum, binary_reference(&plain, logits, ROWS), 1e-10);
        for (size_t i = 0; i < ROWS * LABELS; i++) {
            const float kept = logits[i];
            const float step = 1e-3f;
            logits[i] = kept + step;
            const float above = logits[i];
            double difference = binary_reference(&loss, logits, ROWS);
            logits[i] = kept - step;
            difference -= binary_reference(&loss, logits, ROWS);
            const double slope = difference / ((double)above - (double)logits[i]);
            logits[i] = kept;
            ck_assert_double_eq_tol((double)gradient[i], scale * slope, 1e-6);
        }
    }
}
END_TEST

/* Reads `count` numbers. */
static void read_numbers(FILE *file, const char *word, double *numbers, size_t count)
{
    char found[32];
    ck_assert_int_eq(fscanf(file, "%31s", found), 1);
    ck_assert_str_eq(found, word);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(fscanf(file, "%lf", &numbers[i]), 1);
}

START_TEST(binary_loss_is_pytorchs)
{
    enum { GOLDEN_ROWS = 4, GOLDEN_LABELS = 5 };
    FILE *file = fopen("golden/binary-loss.txt", "r");
    ck_assert_ptr_nonnull(file);
    double numbers[GOLDEN_LABELS], class_weights[GOLDEN_LABELS];
    float logits[GOLDEN_ROWS * GOLDEN_LABELS], gradient[GOLDEN_ROWS * GOLDEN_LABELS];
    uint32_t members[GOLDEN_ROWS][GOLDEN_LABELS];
    tenor__label_set golden[GOLDEN_ROWS];
    ck_assert_int_eq(fscanf(file, "#%*[^\n]"), 0);
    read_numbers(file, "size", numbers, 2);
    ck_assert(numbers[0] == GOLDEN_ROWS && numbers[1] == GOLDEN_LABELS);
    for (size_t i = 0; i < GOLDEN_ROWS; i++) {
        read_numbers(file, "logits", numbers, GOLDEN_LABELS);
        for (size_t k = 0; k < GOLDEN_LABELS; k++)
            logits[i * GOLDEN_LABELS + k] = (float)numbers[k];
    }
    for (size_t i = 0; i < GOLDEN_ROWS; i++) {
        read_numbers(file, "target", numbers, 1);
        golden[i] = (tenor__label_set){.labels = members[i], .count = (size_t)numbers[0]};
        for (size_t j = 0; j < golden[i].count; j++)
            ck_assert_int_eq(fscanf(file, "%u", &members[i][j]), 1);
    }
    read_numbers(file, "weights", class_weights, GOLDEN_LABELS);
    for (int variant = 0; variant < 4; variant++) {
        double of[3]; /* smoothing, whether it is weighted, the mean loss */
        read_numbers(file, "case", of, 3);
        const tenor__loss loss = {GOLDEN_LABELS, of[0], of[1] > 0 ? class_weights : NULL, true};
        const double sum = tenor__loss_gradient(&loss, logits, golden, GOLDEN_ROWS,
                                                1 / tenor__loss_weight(&loss, golden, GOLDEN_ROWS), gradient);
        if (variant == 0) /* neither: what is reported is then the objective itself */
            ck_assert_double_eq_tol(sum / GOLDEN_ROWS, of[2], 1e-9);
        for (size_t i = 0; i < GOLDEN_ROWS; i++) {
            read_numbers(file, "gradient", numbers, GOLDEN_LABELS);
            for (size_t k = 0; k < GOLDEN_LABELS; k++)
                ck_assert_double_eq_tol((double)gradient[i * GOLDEN_LABELS + k], numbers[k], 1e-8);
        }
    }
    fclose(file);
}
END_TEST

START_TEST(extreme_binary_logits)
{
    const tenor__loss loss = {2, 0, NULL, true};
    const uint32_t one = 1;
    const tenor__label_set target[1] = {{.labels = &one, .count = 1}};
    float gradient[2];
    double sum = tenor__loss_gradient(&loss, (float[]){1e4f, -1e4f}, target, 1, 1, gradient);
    ck_assert_double_eq_tol(sum, 1e4, 1e-6);
    ck_assert_double_eq_tol((double)gradient[0], 0.5, 1e-6);
    ck_assert_double_eq_tol((double)gradient[1], -0.5, 1e-6);
    const float wrong[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        ck_assert(!isfinite(tenor__loss_gradient(&loss, (float[]){wrong[i], 0}, target, 1, 1, gradient)));
        ck_assert(!isfinite(tenor__loss_gradient(&loss, (float[]){0, wrong[i]}, target, 1, 1, gradient)));
    }
}
END_TEST

CHECK_MAIN("optim/loss", soft_targets_have_the_gradient_of_the_formula, gradient_is_that_of_the_formula,
           weight_of_a_batch_is_that_of_its_targets, extreme_logits, binary_gradient_is_that_of_the_formula,
           binary_loss_is_pytorchs, extreme_binary_logits)
