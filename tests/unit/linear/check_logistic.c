#include "check_main.h"
#include "ngram_rig.h"

#include "linear/logistic.h"

#include <math.h>
#include <string.h>

static rig r;
static tenor__ngram_features features;
static tenor__ngram_texts dev;
static bool train_has[600];
static bool dev_has[150];
static double text_weights[600];
static uint32_t *places;
static tenor__logistic_solution solution;

static bool soft;
static float soft_targets[600];

static void begin(void)
{
    r = rig_new(2, 1);
    ck_assert_int_eq(tenor__ngram_features_find(&features, &r.train, &r.rule, r.pool, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__ngram_features_find_texts(&dev, &features, &r.dev, &r.rule, NULL), TENOR_OK);
    for (size_t i = 0; i < 600; i++) {
        train_has[i] = i % 2 == 0;
        text_weights[i] = train_has[i] ? 2 : 0.5;
    }
    for (size_t i = 0; i < 150; i++)
        dev_has[i] = i % 2 == 0;
    solution.weights = malloc(features.count * sizeof *solution.weights);
    places = malloc(features.count * sizeof *places);
    for (uint32_t f = 0; f < features.count; f++) {
        places[f] = features.texts_with[f] >= 2 ? f : TENOR__NGRAM_DROPPED;
        solution.weights[f] = 0;
    }
    solution.dev_margins = malloc(150 * sizeof *solution.dev_margins);
}

static void end(void)
{
    free(places);
    free(solution.weights);
    free(solution.dev_margins);
    tenor__ngram_features_free_texts(&dev);
    tenor__ngram_features_free(&features);
    rig_free(&r);
}

/* Of soft targets every third text has none. */
static double target_of(size_t i)
{
    return soft && soft_targets[i] >= 0 ? (double)soft_targets[i] : train_has[i];
}

static void solve(const double *weights)
{
    const tenor__logistic_problem problem = {.train = &features,
                                             .places = places,
                                             .train_has = train_has,
                                             .train_targets = soft ? soft_targets : NULL,
                                             .train_weights = weights,
                                             .dev = &dev,
                                             .dev_has = dev_has,
                                             .seed = 1};
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    ck_assert(tenor__logistic_solve(&problem, &alloc, &solution));
}

/* How often text i has each feature, times r and what characters count. */
static void list_scaled(size_t text, const double *scales, double *x)
{
    for (size_t f = 0; f < features.count; f++)
        x[f] = 0;
    for (size_t i = features.begins[text]; i < features.begins[text + 1]; i++) {
        const uint32_t member = features.members[i];
        x[member] += scales[member];
        for (size_t k = member < features.words ? features.word_begins[member] : 0;
             member < features.words && k < features.word_begins[member + 1]; k++)
            x[features.characters[k]] += scales[features.characters[k]];
    }
}

/* The scales by their definition. */
static double *find_scales(void)
{
    double *scales = malloc(features.count * sizeof *scales);
    double *ones = malloc(features.count * sizeof *ones);
    double *x = malloc(features.count * sizeof *x);
    double *with = calloc(features.count, sizeof *with);
    double *without = calloc(features.count, sizeof *without);
    double all_with = 0;
    double all_without = 0;
    for (size_t f = 0; f < features.count; f++)
        ones[f] = 1;
    for (size_t i = 0; i < features.texts; i++) {
        list_scaled(i, ones, x);
        for (size_t f = 0; f < features.count; f++) {
            with[f] += target_of(i) * x[f];
            without[f] += (1 - target_of(i)) * x[f];
        }
    }
    for (size_t f = 0; f < features.count; f++) {
        all_with += with[f] + 1;
        all_without += without[f] + 1;
    }
    for (size_t f = 0; f < features.count; f++)
        scales[f] = with[f] + without[f] < 2 ? 0
                                             : (log((with[f] + 1) / all_with) - log((without[f] + 1) / all_without)) *
                                                   (f < features.first_characters ? 1 : 0.5);
    free(ones);
    free(x);
    free(with);
    free(without);
    return scales;
}

/* Half the squares of u and b, plus the cost times the losses. */
static double objective(const double *scales, const double *u, double bias, double cost, const double *weights)
{
    double *x = malloc(features.count * sizeof *x);
    double sum = 0.5 * bias * bias;
    for (size_t f = 0; f < features.count; f++)
        sum += 0.5 * u[f] * u[f];
    for (size_t i = 0; i < features.texts; i++) {
        double margin = bias;
        list_scaled(i, scales, x);
        for (size_t f = 0; f < features.count; f++)
            margin += x[f] * u[f];
        sum += cost * (weights ? weights[i] : 1) *
               (target_of(i) * log1p(exp(-margin)) + (1 - target_of(i)) * log1p(exp(margin)));
    }
    free(x);
    return sum;
}

/* Along random directions, and along the weights themselves, the objective rises from the solution. */
static void expect_least(const double *weights)
{
    double *scales = find_scales();
    double *u = malloc(features.count * sizeof *u);
    double *moved = malloc(features.count * sizeof *moved);
    for (size_t f = 0; f < features.count; f++)
        u[f] = scales[f] == 0 ? 0 : (double)solution.weights[f] / scales[f];
    const double bias = (double)solution.bias;
    const double least = objective(scales, u, bias, solution.cost, weights);
    tenor__random random = tenor__random_new(5, 0);
    for (int direction = 0; direction < 8; direction++) {
        for (size_t f = 0; f < features.count; f++)
            moved[f] = direction < 2 ? u[f] * (direction == 0 ? 0.9 : 1.1)
                                     : u[f] + (scales[f] == 0 ? 0 : 0.02 * tenor__random_normal(&random));
        ck_assert_double_gt(objective(scales, moved, bias, solution.cost, weights), least);
    }
    const double step = soft ? 0.2 : 0.05; /* the few sweeps end a little farther from where soft targets lead */
    ck_assert_double_gt(objective(scales, u, bias + step, solution.cost, weights), least);
    ck_assert_double_gt(objective(scales, u, bias - step, solution.cost, weights), least);
    free(scales);
    free(u);
    free(moved);
}

START_TEST(the_objective_is_least)
{
    begin();
    solve(NULL);
    expect_least(NULL);
    solve(text_weights);
    expect_least(text_weights);
    end();
}
END_TEST

START_TEST(soft_targets_have_the_least_objective_too)
{
    begin();
    soft = true;
    for (size_t i = 0; i < 600; i++)
        soft_targets[i] = i % 3 == 0 ? -1 : train_has[i] ? 0.5f + 0.001f * (float)(i % 500) : 0.0005f * (float)i;
    solve(NULL);
    expect_least(NULL);
    solve(text_weights);
    expect_least(text_weights);
    /* Targets of 0 and 1 are labels: the margins are those of the labels. */
    soft = false;
    solve(NULL);
    float margins[150];
    memcpy(margins, solution.dev_margins, sizeof margins);
    soft = true;
    for (size_t i = 0; i < 600; i++)
        soft_targets[i] = train_has[i];
    solve(NULL);
    for (size_t i = 0; i < dev.texts; i++)
        ck_assert_float_eq_tol(solution.dev_margins[i], margins[i], 0.05f);
    soft = false;
    end();
}
END_TEST

START_TEST(margins_tell_the_labels)
{
    begin();
    solve(NULL);
    size_t right = 0;
    for (size_t i = 0; i < dev.texts; i++) {
        double margin = (double)solution.bias;
        for (size_t k = dev.begins[i]; k < dev.begins[i + 1]; k++)
            margin += (double)solution.weights[dev.members[k]];
        ck_assert_double_eq_tol((double)solution.dev_margins[i], margin, 1e-5);
        right += (margin > 0) == dev_has[i];
    }
    ck_assert_uint_gt(right, 120);
    /* Of what one text alone has nothing is learned. */
    for (size_t f = 0; f < features.count; f++)
        ck_assert(features.texts_with[f] > 1 || solution.weights[f] == 0);
    end();
}
END_TEST

START_TEST(one_sided_corpora)
{
    begin();
    memset(train_has, 0, sizeof train_has);
    solve(NULL);
    for (size_t i = 0; i < dev.texts; i++)
        ck_assert(solution.dev_margins[i] < 0);
    memset(train_has, 1, sizeof train_has);
    solve(NULL);
    for (size_t i = 0; i < dev.texts; i++)
        ck_assert(solution.dev_margins[i] > 0);
    end();
}
END_TEST

/* A text that counts nothing might as well not be there. */
START_TEST(texts_may_count_nothing)
{
    begin();
    for (size_t i = 0; i < 600; i++)
        text_weights[i] = i % 3 == 0 ? 0 : 1;
    solve(text_weights);
    expect_least(text_weights);
    end();
}
END_TEST

START_TEST(memory)
{
    begin();
    bool done = false;
    for (size_t n = 1; !done; n++) {
        failing state = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&state);
        const tenor__logistic_problem problem = {
            .train = &features, .places = places, .train_has = train_has, .dev = &dev, .dev_has = dev_has, .seed = 1};
        done = tenor__logistic_solve(&problem, &alloc, &solution);
        ck_assert_uint_eq(state.alive, 0);
    }
    end();
}
END_TEST

CHECK_MAIN("linear/logistic", soft_targets_have_the_least_objective_too, the_objective_is_least,
           margins_tell_the_labels, one_sided_corpora, texts_may_count_nothing, memory)
