#include "optim/weight_average.h"

#include "base/failing.h"
#include "check_main.h"

#include <math.h>

enum { ROWS = 3, DIM = 19, BLOCK = 37, STEPS = 40 };

/* The weight of a number at a step: any course will do. */
static float weight_at(size_t number, uint64_t step)
{
    return (float)sin((double)number + 0.3 * (double)step);
}

/* The average by its definition, in double. */
static double average_of(const double *values, uint64_t steps, uint64_t horizon)
{
    double mean = 0;
    for (uint64_t s = 1; s <= steps; s++)
        mean += (values[s] - mean) / (double)(s < horizon ? s : horizon);
    return mean;
}

START_TEST(block_follows_the_definition)
{
    static const uint64_t horizons[] = {1, 2, 7, STEPS, 1000};
    for (size_t h = 0; h < sizeof horizons / sizeof horizons[0]; h++) {
        tenor__weight_average average;
        ck_assert_int_eq(tenor__weight_average_init(&average, horizons[h], BLOCK, NULL), TENOR_OK);
        float block[BLOCK];
        for (uint64_t s = 1; s <= STEPS; s++) {
            for (size_t i = 0; i < BLOCK; i++)
                block[i] = weight_at(i, s);
            tenor__weight_average_begin_step(&average);
            tenor__weight_average_add_block(&average, block, 0, 5);
            tenor__weight_average_add_block(&average, block, 5, BLOCK);
        }
        for (size_t i = 0; i < BLOCK; i++) {
            double values[STEPS + 1];
            for (uint64_t s = 1; s <= STEPS; s++)
                values[s] = (double)weight_at(i, s);
            ck_assert_double_eq_tol((double)average.block[i], average_of(values, STEPS, horizons[h]), 1e-6);
        }
        tenor__weight_average_free(&average);
    }
}
END_TEST

/* A row that changes at some steps only has the average of what it was at all steps. */
START_TEST(rows_lag_without_loss)
{
    static const uint64_t horizons[] = {1, 3, 10, STEPS, 1000};
    for (size_t h = 0; h < sizeof horizons / sizeof horizons[0]; h++) {
        tenor__weight_average average;
        tenor__weight_average_rows rows;
        float embedding[ROWS * DIM];
        ck_assert_int_eq(tenor__weight_average_init(&average, horizons[h], BLOCK, NULL), TENOR_OK);
        ck_assert_int_eq(tenor__weight_average_rows_init(&rows, &average, embedding, ROWS, DIM, NULL), TENOR_OK);
        double values[ROWS * DIM][STEPS + 1];
        for (size_t i = 0; i < ROWS * DIM; i++)
            embedding[i] = weight_at(i, 0);
        for (uint64_t s = 1; s <= STEPS; s++) {
            tenor__weight_average_begin_step(&average);
            for (size_t row = 0; row < ROWS; row++) {
                if (row == 2 || s % (row * 6 + 2) != 1) /* row 2 never changes */
                    continue;
                tenor__weight_average_settle_row(&average, &rows, row);
                for (size_t i = row * DIM; i < (row + 1) * DIM; i++)
                    embedding[i] = weight_at(i, s);
            }
            for (size_t i = 0; i < ROWS * DIM; i++)
                values[i][s] = (double)embedding[i];
            if (s != STEPS && s != 17)
                continue;
            for (size_t row = 0; row < ROWS; row++)
                tenor__weight_average_finish_row(&average, &rows, row);
            for (size_t i = 0; i < ROWS * DIM; i++)
                ck_assert_double_eq_tol((double)rows.mean[i], average_of(values[i], s, horizons[h]), 2e-6);
        }
        tenor__weight_average_rows_free(&rows);
        tenor__weight_average_free(&average);
    }
}
END_TEST

START_TEST(no_horizon_no_average)
{
    tenor__weight_average average;
    float block[BLOCK] = {0};
    tenor__weight_average_rows rows;
    ck_assert_int_eq(tenor__weight_average_init(&average, 0, BLOCK, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__weight_average_rows_init(&rows, &average, block, ROWS, DIM, NULL), TENOR_OK);
    tenor__weight_average_begin_step(&average);
    tenor__weight_average_add_block(&average, block, 0, BLOCK);
    tenor__weight_average_settle_row(&average, &rows, 0);
    tenor__weight_average_finish_row(&average, &rows, 0);
    ck_assert_ptr_null(average.block);
    ck_assert_ptr_null(rows.mean);
    tenor__weight_average_rows_free(&rows);
    tenor__weight_average_free(&average);
}
END_TEST

START_TEST(out_of_memory)
{
    for (size_t n = 1;; n++) {
        failing state = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor__weight_average average;
        tenor__weight_average_rows rows;
        const float weights[ROWS * DIM] = {0};
        tenor_status status = tenor__weight_average_init(&average, 5, BLOCK, &alloc);
        if (status == TENOR_OK) {
            status = tenor__weight_average_rows_init(&rows, &average, weights, ROWS, DIM, &alloc);
            if (status == TENOR_OK)
                tenor__weight_average_rows_free(&rows);
        }
        tenor__weight_average_free(&average);
        ck_assert_uint_eq(state.alive, 0);
        if (status == TENOR_OK)
            break;
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
    }
}
END_TEST

CHECK_MAIN("optim/weight_average", block_follows_the_definition, rows_lag_without_loss, no_horizon_no_average,
           out_of_memory)
