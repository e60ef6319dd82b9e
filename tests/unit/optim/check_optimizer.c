/* Lazy updates of rows against dense updates, both against plain double precision. */
#include "budget.h"
#include "check_main.h"

#include "base/random.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 12, DIM = 37, SIZE = ROWS * DIM };

/* The textbook update of one number. */
static void reference_step(const tenor__optimizer_settings *settings, double rate, double t, double gradient, double *w,
                           double *m, double *v)
{
    double decay = settings->weight_decay;
    double g = settings->kind == TENOR__OPTIMIZER_ADAMW ? gradient : gradient + decay * *w;
    switch (settings->kind) {
    case TENOR__OPTIMIZER_SGD:
        *m = settings->momentum * *m + g;
        *w -= rate * (settings->nesterov ? g + settings->momentum * *m : *m);
        break;
    case TENOR__OPTIMIZER_RMSPROP:
        *v = 0.99 * *v + 0.01 * g * g;
        *w -= rate * g / (sqrt(*v) + 1e-8);
        break;
    case TENOR__OPTIMIZER_ADAM:
    case TENOR__OPTIMIZER_ADAMW:
        if (settings->kind == TENOR__OPTIMIZER_ADAMW)
            *w -= rate * decay * *w;
        *m = 0.9 * *m + 0.1 * g;
        *v = 0.999 * *v + 0.001 * g * g;
        *w -= rate / (1 - pow(0.9, t)) * *m / (sqrt(*v / (1 - pow(0.999, t))) + 1e-8);
        break;
    }
}

typedef struct lesson {
    tenor__optimizer_settings settings;
    tenor__schedule_kind schedule;
    double warmup;
    double rate;
    size_t epochs;
    size_t steps; /* an epoch */
    size_t only;  /* the one step, from 1, in which rows occur; 0 for random ones */
} lesson;

/* How often a row occurs: row 0 always, row ROWS - 1 hardly ever. */
static bool occurs(tenor__random *random, const lesson *plan, size_t step, size_t row)
{
    return plan->only > 0 ? step == plan->only : tenor__random_uniform(random) < pow(0.55, (double)row);
}

static void run_lesson(const lesson *plan)
{
    static float lazy_w[SIZE], dense_w[SIZE], gradient[SIZE];
    tenor__optimizer lazy, dense;
    tenor__optimizer_rows rows;
    ck_assert_int_eq(tenor__optimizer_init(&lazy, &plan->settings, 1, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__optimizer_rows_init(&rows, &plan->settings, lazy_w, ROWS, DIM, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__optimizer_init(&dense, &plan->settings, SIZE, NULL), TENOR_OK);
    static double w[SIZE], m[SIZE], v[SIZE];
    memset(m, 0, sizeof m);
    memset(v, 0, sizeof v);
    tenor__random random = tenor__random_new(7, 0);
    for (size_t i = 0; i < SIZE; i++)
        w[i] = lazy_w[i] = dense_w[i] = (float)(0.1 * tenor__random_normal(&random));

    const size_t total = plan->epochs * plan->steps;
    tenor__schedule schedule = tenor__schedule_new(plan->schedule, plan->rate, plan->warmup, total, 1);
    double *rates = malloc(plan->steps * sizeof *rates);
    size_t t = 0;
    for (size_t epoch = 0; epoch < plan->epochs; epoch++) {
        for (size_t s = 0; s < plan->steps; s++)
            rates[s] = tenor__schedule_rate(&schedule, t + s);
        ck_assert(tenor__optimizer_begin_epoch(&lazy, rates, plan->steps));
        tenor__optimizer_rows_begin_epoch(&rows);
        ck_assert(tenor__optimizer_begin_epoch(&dense, rates, plan->steps));
        for (size_t s = 0; s < plan->steps; s++) {
            bool touched[ROWS];
            memset(gradient, 0, sizeof gradient);
            for (size_t row = 0; row < ROWS; row++) {
                touched[row] = occurs(&random, plan, t + 1, row);
                /* Gradients from 1 to far below epsilon, some exactly zero, as a max pooling gives. */
                for (size_t j = 0; touched[row] && j < DIM; j++)
                    gradient[row * DIM + j] =
                        (float)(tenor__random_normal(&random) * pow(10, -(double)(j % 12)) * (double)(j % 5 != 4));
                if (touched[row])
                    tenor__optimizer_catch_up(&lazy, &rows, row);
            }
            const float scale = 0.5f;
            tenor__optimizer_begin_step(&lazy);
            tenor__optimizer_begin_step(&dense);
            for (size_t row = 0; row < ROWS; row++)
                if (touched[row])
                    tenor__optimizer_update_row(&lazy, &rows, row, gradient + row * DIM, scale);
            tenor__optimizer_update_block(&dense, dense_w, gradient, scale, 0, 100);
            tenor__optimizer_update_block(&dense, dense_w, gradient, scale, 100, SIZE);
            t++;
            for (size_t i = 0; i < SIZE; i++)
                reference_step(&plan->settings, rates[s], (double)t, (double)scale * (double)gradient[i], &w[i], &m[i],
                               &v[i]);
        }
        for (size_t row = 0; row < ROWS; row++)
            tenor__optimizer_catch_up(&lazy, &rows, row);
        tenor__schedule_epoch(&schedule, epoch % 2 == 0);
    }
    double lazy_error = 0, dense_error = 0, between = 0;
    for (size_t i = 0; i < SIZE; i++) {
        lazy_error = fmax(lazy_error, fabs((double)lazy_w[i] - w[i]));
        dense_error = fmax(dense_error, fabs((double)dense_w[i] - w[i]));
        between = fmax(between, fabs((double)lazy_w[i] - (double)dense_w[i]));
    }
    if (getenv("SHOW"))
        printf("kind %d nesterov %d decay %g schedule %d steps %zu: lazy %.2e dense %.2e between %.2e\n",
               (int)plan->settings.kind, plan->settings.nesterov, plan->settings.weight_decay, (int)plan->schedule,
               total, lazy_error, dense_error, between);
    /* Tiny gradients, such as weight decay makes, are divided by their own size: roundings are magnified. */
    const double most = plan->settings.weight_decay > 0 ? 5e-3 : 2e-5;
    ck_assert_double_lt(dense_error, most);
    ck_assert_double_lt(lazy_error, 1.5 * dense_error + 1e-6);
    ck_assert_double_lt(between, 5e-6);
    free(rates);
    tenor__optimizer_rows_free(&rows);
    tenor__optimizer_free(&lazy);
    tenor__optimizer_free(&dense);
}

static const tenor__optimizer_settings kinds[] = {
    {TENOR__OPTIMIZER_SGD, 0, false, 0},     {TENOR__OPTIMIZER_SGD, 0, false, 0.01},
    {TENOR__OPTIMIZER_SGD, 0.9, false, 0},   {TENOR__OPTIMIZER_SGD, 0.9, false, 0.01},
    {TENOR__OPTIMIZER_SGD, 0.9, true, 0},    {TENOR__OPTIMIZER_SGD, 0.9, true, 0.01},
    {TENOR__OPTIMIZER_RMSPROP, 0, false, 0}, {TENOR__OPTIMIZER_RMSPROP, 0, false, 0.01},
    {TENOR__OPTIMIZER_ADAM, 0, false, 0},    {TENOR__OPTIMIZER_ADAM, 0, false, 0.01},
    {TENOR__OPTIMIZER_ADAMW, 0, false, 0},   {TENOR__OPTIMIZER_ADAMW, 0, false, 0.5},
};

START_TEST(lazy_rows_equal_dense_updates)
{
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (int schedule = TENOR__SCHEDULE_CONSTANT; schedule <= TENOR__SCHEDULE_PLATEAU; schedule++)
            run_lesson(&(lesson){kinds[k], (tenor__schedule_kind)schedule, 0.1, 0.002, 4, 150, 0});
}
END_TEST

START_TEST(long_gaps_and_long_epochs)
{
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        run_lesson(&(lesson){kinds[k], TENOR__SCHEDULE_LINEAR, 0.3, 0.002, 2, 2500, 0});
}
END_TEST

START_TEST(short_first_epochs)
{
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        run_lesson(&(lesson){kinds[k], TENOR__SCHEDULE_CONSTANT, 0, 0.002, 30, 2, 0});
}
END_TEST

/* Adam's bias corrections change much in the first steps, and hardly later on: each has its own way to catch up. */
START_TEST(one_gradient_then_a_long_gap)
{
    static const size_t steps[] = {1, 2, 5, 20, 100, 199, 200, 250, 400, 1000};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
            run_lesson(&(lesson){kinds[k], TENOR__SCHEDULE_COSINE, 0.1, 0.01, 1, 1400, steps[i]});
}
END_TEST

START_TEST(a_rate_of_zero_moves_nothing)
{
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        tenor__optimizer optimizer;
        tenor__optimizer_rows rows;
        const float start[3] = {1, -2, 3};
        float w[3] = {1, -2, 3}, row[3] = {1, -2, 3};
        ck_assert_int_eq(tenor__optimizer_init(&optimizer, &kinds[k], 3, NULL), TENOR_OK);
        ck_assert_int_eq(tenor__optimizer_rows_init(&rows, &kinds[k], row, 1, 3, NULL), TENOR_OK);
        const float gradient[3] = {1, 1, -1};
        const double rates[3] = {0, 0, 0};
        ck_assert(tenor__optimizer_begin_epoch(&optimizer, rates, 3));
        tenor__optimizer_begin_step(&optimizer);
        tenor__optimizer_update_block(&optimizer, w, gradient, 1, 0, 3);
        tenor__optimizer_update_row(&optimizer, &rows, 0, gradient, 1);
        tenor__optimizer_begin_step(&optimizer);
        tenor__optimizer_begin_step(&optimizer);
        tenor__optimizer_catch_up(&optimizer, &rows, 0);
        for (size_t j = 0; j < 3; j++) {
            ck_assert_float_eq(w[j], start[j]);
            ck_assert_float_eq(row[j], start[j]);
        }
        tenor__optimizer_rows_free(&rows);
        tenor__optimizer_free(&optimizer);
    }
}
END_TEST

START_TEST(every_failed_allocation_is_survived)
{
    for (size_t n = 0;; n++) {
        budget limit = {.left = n, .busy = ATOMIC_FLAG_INIT};
        tenor_alloc alloc = {resize_within, &limit};
        tenor__optimizer optimizer;
        tenor__optimizer_rows rows;
        float weights[12] = {0};
        const double rates[2] = {0.1, 0.1};
        bool done = false;
        tenor_status status = tenor__optimizer_init(&optimizer, &kinds[8], 10, &alloc);
        if (status == TENOR_OK) {
            status = tenor__optimizer_rows_init(&rows, &kinds[8], weights, 3, 4, &alloc);
            done = status == TENOR_OK && tenor__optimizer_begin_epoch(&optimizer, rates, 2);
            if (status == TENOR_OK)
                tenor__optimizer_rows_free(&rows);
            tenor__optimizer_free(&optimizer);
        }
        ck_assert(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY);
        ck_assert_uint_eq(limit.held, 0);
        if (done)
            break;
        ck_assert_uint_lt(n, 50);
    }
}
END_TEST

CHECK_MAIN("optim/optimizer", lazy_rows_equal_dense_updates, long_gaps_and_long_epochs, short_first_epochs,
           one_gradient_then_a_long_gap, a_rate_of_zero_moves_nothing, every_failed_allocation_is_survived)
