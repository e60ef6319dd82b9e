/* The approximations against libm, by themselves and as the cells use them, at the vector width of this machine. */
#include "check_main.h"

#include "nn/cell.h"
#include "nn/kernels/activation.h"

#include <math.h>

enum { COUNT = 4096 };

static float float_of(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Calls check with stretches of COUNT floats of every size and both signs: one in a thousand of all that there are. */
static void for_all_floats(void (*check)(const float *x))
{
    static float x[COUNT];
    const uint32_t infinity = 0x7F800000u, stride = 1021;
    size_t used = 0;
    for (uint32_t bits = 0; bits < infinity; bits += stride) {
        x[used++] = float_of(bits);
        x[used++] = -float_of(bits);
        if (used == COUNT) {
            check(x);
            used = 0;
        }
    }
}

/* Calls check with stretches of COUNT numbers that are dense where the functions bend. */
static void for_dense_floats(void (*check)(const float *x))
{
    static float x[COUNT];
    for (int stretch = -100; stretch < 100; stretch++) {
        for (int i = 0; i < COUNT; i++)
            x[i] = (float)((stretch + (double)i / COUNT) * 0.9);
        check(x);
    }
}

static void check_exp(const float *x)
{
    for (size_t i = 0; i < COUNT; i++) {
        const double clamped = fmin(fmax((double)x[i], -87.0), 88.0);
        const double y = (double)tenor__exp(x[i]);
        if (!(fabs(y / exp(clamped) - 1) < 2e-7))
            ck_abort_msg("exp(%.9g) = %.9g", (double)x[i], y);
    }
}

static void check_sigmoid(const float *x)
{
    for (size_t i = 0; i < COUNT; i++) {
        const double y = (double)tenor__sigmoid(x[i]);
        if (!(fabs(y - 1 / (1 + exp(-(double)x[i]))) < 2e-7 && y >= 0 && y <= 1))
            ck_abort_msg("sigmoid(%.9g) = %.9g", (double)x[i], y);
    }
}

static void check_tanh(const float *x)
{
    for (size_t i = 0; i < COUNT; i++) {
        const double y = (double)tenor__tanh(x[i]);
        if (!(fabs(y - tanh((double)x[i])) < 2e-7 && fabs(y) <= 1))
            ck_abort_msg("tanh(%.9g) = %.9g", (double)x[i], y);
    }
}

/* The gates of an LSTM without a step before are sigmoid(x), sigmoid(x), tanh(x), sigmoid(x). */
static void check_cell(const float *x)
{
    enum { HIDDEN = COUNT / 4 };
    static float saved[5 * HIDDEN], state[HIDDEN], output[HIDDEN];
    static const float zeros[4 * HIDDEN];
    const tenor__cell_step step = {.rows = 1,
                                   .hidden = HIDDEN,
                                   .input = x,
                                   .recurrent = zeros,
                                   .previous = zeros,
                                   .previous_state = zeros,
                                   .output = output,
                                   .state = state,
                                   .saved = saved};
    tenor__cell_lstm.forward(&step);
    for (size_t i = 0; i < COUNT; i++) {
        const double exact = i / HIDDEN == 2 ? tanh((double)x[i]) : 1 / (1 + exp(-(double)x[i]));
        if (!(fabs((double)saved[i] - exact) < 2e-7))
            ck_abort_msg("gate %zu of %.9g is %.9g", i / HIDDEN, (double)x[i], (double)saved[i]);
    }
}

START_TEST(test_errors)
{
    void (*const checks[])(const float *) = {check_exp, check_sigmoid, check_tanh, check_cell};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        for_all_floats(checks[i]);
        for_dense_floats(checks[i]);
    }
}
END_TEST

START_TEST(test_special_values)
{
    ck_assert(isnan(tenor__exp(NAN)) && isnan(tenor__sigmoid(NAN)) && isnan(tenor__tanh(NAN)));
    ck_assert(isnan(tenor__exp(-NAN)) && isnan(tenor__sigmoid(-NAN)) && isnan(tenor__tanh(-NAN)));
    ck_assert(tenor__exp(0) == 1 && tenor__sigmoid(0) == 0.5f && tenor__tanh(0) == 0);
    ck_assert(tenor__tanh(INFINITY) == 1 && tenor__tanh(-INFINITY) == -1);
    ck_assert(tenor__sigmoid(INFINITY) == 1 && tenor__sigmoid(-INFINITY) < 1e-37f);
    ck_assert(tenor__exp(INFINITY) == tenor__exp(88) && tenor__exp(-INFINITY) == tenor__exp(-87));
    ck_assert(isfinite(tenor__exp(INFINITY)) && tenor__exp(-INFINITY) > 0);
}
END_TEST

/* NaN among numbers, where loops are vectorized: it stays, and stays alone. */
START_TEST(test_nan_in_cell)
{
    enum { HIDDEN = 67, BAD = 41 };
    static float input[HIDDEN], output[HIDDEN];
    static const float zeros[HIDDEN];
    input[BAD] = NAN;
    const tenor__cell_step step = {
        .rows = 1, .hidden = HIDDEN, .input = input, .recurrent = zeros, .previous = zeros, .output = output};
    tenor__cell_rnn_tanh.forward(&step);
    for (size_t i = 0; i < HIDDEN; i++)
        ck_assert_int_eq(isnan(output[i]) != 0, i == BAD);
    tenor__cell_rnn_relu.forward(&step);
    for (size_t i = 0; i < HIDDEN; i++)
        ck_assert_int_eq(isnan(output[i]) != 0, i == BAD);
}
END_TEST

/* Rounding may take a step back, of the last place or two, never more. */
START_TEST(test_monotone)
{
    float highest_exp = 0, highest_sigmoid = 0, highest_tanh = -1;
    for (double at = -30; at < 30; at += 1e-5) {
        const float x = (float)at;
        highest_exp = fmaxf(highest_exp, tenor__exp(x));
        highest_sigmoid = fmaxf(highest_sigmoid, tenor__sigmoid(x));
        highest_tanh = fmaxf(highest_tanh, tenor__tanh(x));
        if (tenor__exp(x) < highest_exp * (1 - 2.5e-7f) || tenor__sigmoid(x) < highest_sigmoid - 1.8e-7f ||
            tenor__tanh(x) < highest_tanh - 1.8e-7f)
            ck_abort_msg("at %.9g", at);
    }
}
END_TEST

CHECK_MAIN("nn/activation", test_errors, test_special_values, test_nan_in_cell, test_monotone)
