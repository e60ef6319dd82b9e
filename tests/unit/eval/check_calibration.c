#include "check_main.h"
#include "eval/calibration.h"

#include <math.h>

static void add(tenor__calibration *calibration, float first, size_t actual)
{
    const float probabilities[2] = {first, 1.0f - first};
    tenor__calibration_add(calibration, probabilities, first >= 0.5f ? 0 : 1, actual);
}

START_TEST(right_as_often_as_sure_is_calibrated)
{
    tenor__calibration calibration = {0};
    for (int i = 0; i < 4; i++)
        add(&calibration, 0.75f, i == 0);
    ck_assert_double_eq_tol(tenor__calibration_error(&calibration), 0.0, 1e-15);
}
END_TEST

START_TEST(error_is_the_mean_distance_of_the_bins)
{
    tenor__calibration calibration = {0};
    /* Bin (12/15, 13/15]: confidence 0.8125, right once of two. Bin (9/15, 10/15]: 0.625, right both times. The answer
     * of the last is label 1. */
    add(&calibration, 0.8125f, 0);
    add(&calibration, 0.8125f, 1);
    add(&calibration, 0.625f, 0);
    add(&calibration, 0.375f, 1);
    const double expected = (2 * fabs(0.5 - 0.8125) + 2 * fabs(1.0 - 0.625)) / 4;
    ck_assert_double_eq_tol(tenor__calibration_error(&calibration), expected, 1e-15);
    ck_assert_uint_eq(calibration.counts[12], 2);
    ck_assert_uint_eq(calibration.counts[9], 2);
    ck_assert_uint_eq(calibration.right[12], 1);
}
END_TEST

START_TEST(bins_hold_their_upper_bound)
{
    tenor__calibration calibration = {0};
    const float one[1] = {1.0f};
    const float over[1] = {1.0000001f};
    const float zero[1] = {0.0f};
    const float fifth[1] = {0.2f}; /* as a float, a little over 3/15 */
    tenor__calibration_add(&calibration, one, 0, 0);
    tenor__calibration_add(&calibration, over, 0, 0);
    tenor__calibration_add(&calibration, zero, 0, 0);
    tenor__calibration_add(&calibration, fifth, 0, 0);
    ck_assert_uint_eq(calibration.counts[14], 2);
    ck_assert_uint_eq(calibration.counts[0], 1);
    ck_assert_uint_eq(calibration.counts[3], 1);
}
END_TEST

START_TEST(loss_is_the_mean_negative_logarithm)
{
    tenor__calibration calibration = {0};
    ck_assert_double_eq(tenor__calibration_loss(&calibration), 0.0);
    ck_assert_double_eq(tenor__calibration_error(&calibration), 0.0);
    add(&calibration, 0.75f, 0);
    add(&calibration, 0.75f, 1);
    ck_assert_double_eq_tol(tenor__calibration_loss(&calibration), -(log(0.75) + log(0.25)) / 2, 1e-12);
    /* What was held impossible costs much, not infinitely much. */
    tenor__calibration impossible = {0};
    add(&impossible, 1.0f, 1);
    ck_assert_double_eq_tol(tenor__calibration_loss(&impossible), -log(1e-12), 1e-9);
}
END_TEST

START_TEST(each_label_of_several_is_an_example)
{
    tenor__calibration calibration = {0};
    const float row[3] = {0.25f, 0.75f, 0.25f};
    const bool first[3] = {true, true, false};
    const bool second[3] = {false, false, false};
    tenor__calibration_add_each(&calibration, row, 3, first);
    tenor__calibration_add_each(&calibration, row, 3, second);
    ck_assert_uint_eq(calibration.examples, 6);
    ck_assert_double_eq_tol(tenor__calibration_error(&calibration), (fabs(1 - 4 * 0.25) + fabs(1 - 2 * 0.75)) / 6,
                            1e-15);
    ck_assert_double_eq_tol(tenor__calibration_loss(&calibration), -(2 * log(0.25) + 4 * log(0.75)) / 6, 1e-15);
}
END_TEST

CHECK_MAIN("eval/calibration", each_label_of_several_is_an_example, right_as_often_as_sure_is_calibrated,
           error_is_the_mean_distance_of_the_bins, bins_hold_their_upper_bound, loss_is_the_mean_negative_logarithm)
