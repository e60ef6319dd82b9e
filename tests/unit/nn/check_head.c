#include "check_main.h"

#include "nn/head.h"
#include "nn/softmax.h"

#include <math.h>
#include <string.h>

enum { ROWS = 3, COLUMNS = 19 };

START_TEST(names)
{
    tenor__head_kind kind = TENOR__HEAD_SOFTMAX;
    ck_assert(tenor__head_find(tenor_str_of("sigmoid"), &kind) && kind == TENOR__HEAD_SIGMOID);
    ck_assert(tenor__head_find(tenor_str_of("softmax"), &kind) && kind == TENOR__HEAD_SOFTMAX);
    ck_assert(!tenor__head_find(tenor_str_of("sigmoi"), &kind) && !tenor__head_find((tenor_str){NULL, 0}, &kind));
    ck_assert_str_eq(tenor__head_name(TENOR__HEAD_SOFTMAX), "softmax");
    ck_assert_str_eq(tenor__head_name(TENOR__HEAD_SIGMOID), "sigmoid");
}
END_TEST

START_TEST(probabilities)
{
    tenor__real logits[ROWS * COLUMNS], expected[ROWS * COLUMNS], got[ROWS * COLUMNS];
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        logits[i] = (tenor__real)((double)i * 0.7 - 20);
    tenor__softmax(ROWS, COLUMNS, 2, logits, expected);
    tenor__head_apply(TENOR__HEAD_SOFTMAX, ROWS, COLUMNS, 2, logits, got);
    ck_assert_mem_eq(got, expected, sizeof got);
    tenor__head_apply(TENOR__HEAD_SIGMOID, ROWS, COLUMNS, 2, logits, got);
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        ck_assert_double_eq_tol((double)got[i], 1 / (1 + exp(-(double)logits[i] / 2)), 3e-7);
    /* A row has the same bits alone, and in place. */
    for (size_t r = 0; r < ROWS; r++) {
        tenor__real row[COLUMNS];
        memcpy(row, logits + r * COLUMNS, sizeof row);
        tenor__head_apply(TENOR__HEAD_SIGMOID, 1, COLUMNS, 2, row, row);
        ck_assert_mem_eq(row, got + r * COLUMNS, sizeof row);
    }
}
END_TEST

START_TEST(logits_that_are_not_finite_show)
{
    const tenor__real wrong[] = {(tenor__real)INFINITY, -(tenor__real)INFINITY, (tenor__real)NAN};
    for (size_t i = 0; i < 3; i++) {
        tenor__real row[2] = {0, wrong[i]};
        tenor__head_apply(TENOR__HEAD_SIGMOID, 1, 2, 1, row, row);
        ck_assert_double_eq_tol((double)row[0], 0.5, 1e-6);
        ck_assert(isnan(row[1]));
    }
}
END_TEST

CHECK_MAIN("nn/head", names, probabilities, logits_that_are_not_finite_show)
