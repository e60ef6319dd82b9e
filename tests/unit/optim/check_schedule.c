#include "check_main.h"

#include "optim/schedule.h"

#include <math.h>

START_TEST(constant_never_changes)
{
    tenor__schedule schedule = tenor__schedule_new(TENOR__SCHEDULE_CONSTANT, 0.5, 0, 10, 1);
    tenor__schedule_epoch(&schedule, false);
    for (uint64_t step = 0; step < 10; step++)
        ck_assert_double_eq(tenor__schedule_rate(&schedule, step), 0.5);
}
END_TEST

START_TEST(warm_up_rises_to_the_highest)
{
    for (int kind = TENOR__SCHEDULE_CONSTANT; kind <= TENOR__SCHEDULE_PLATEAU; kind++) {
        tenor__schedule schedule = tenor__schedule_new((tenor__schedule_kind)kind, 2, 0.25, 40, 1);
        for (uint64_t step = 0; step < 10; step++)
            ck_assert_double_eq_tol(tenor__schedule_rate(&schedule, step), 2 * (double)(step + 1) / 10, 1e-15);
        ck_assert_double_eq_tol(tenor__schedule_rate(&schedule, 10), 2, 1e-15);
    }
    /* All of it warm-up: no step comes after. */
    tenor__schedule all = tenor__schedule_new(TENOR__SCHEDULE_COSINE, 1, 1, 4, 1);
    ck_assert_double_eq(tenor__schedule_rate(&all, 3), 1);
}
END_TEST

START_TEST(linear_and_cosine_fall)
{
    tenor__schedule linear = tenor__schedule_new(TENOR__SCHEDULE_LINEAR, 1, 0.2, 10, 1);
    tenor__schedule cosine = tenor__schedule_new(TENOR__SCHEDULE_COSINE, 1, 0.2, 10, 1);
    for (uint64_t step = 2; step < 10; step++) {
        ck_assert_double_eq_tol(tenor__schedule_rate(&linear, step), 1 - (double)(step - 2) / 8, 1e-15);
        ck_assert_double_eq_tol(tenor__schedule_rate(&cosine, step), 0.5 + 0.5 * cos(acos(-1) * (double)(step - 2) / 8),
                                1e-15);
    }
}
END_TEST

START_TEST(plateau_halves)
{
    tenor__schedule schedule = tenor__schedule_new(TENOR__SCHEDULE_PLATEAU, 1, 0, 10, 1);
    tenor__schedule_epoch(&schedule, true);
    ck_assert_double_eq(tenor__schedule_rate(&schedule, 3), 1);
    tenor__schedule_epoch(&schedule, false);
    ck_assert_double_eq(tenor__schedule_rate(&schedule, 3), 0.5);
    tenor__schedule_epoch(&schedule, true);
    tenor__schedule_epoch(&schedule, false);
    ck_assert_double_eq(tenor__schedule_rate(&schedule, 3), 0.25);
}
END_TEST

START_TEST(a_plateau_may_be_long)
{
    tenor__schedule schedule = tenor__schedule_new(TENOR__SCHEDULE_PLATEAU, 1, 0, 10, 3);
    static const bool gained[] = {true, false, false, true, false, false, false, false, false, false};
    static const double rates[] = {1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25};
    for (size_t i = 0; i < sizeof gained / sizeof gained[0]; i++) {
        tenor__schedule_epoch(&schedule, gained[i]);
        ck_assert_double_eq(tenor__schedule_rate(&schedule, 0), rates[i]);
    }
}
END_TEST

CHECK_MAIN("optim/schedule", constant_never_changes, warm_up_rises_to_the_highest, linear_and_cosine_fall,
           plateau_halves, a_plateau_may_be_long)
