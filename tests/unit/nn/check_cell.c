#include "check_main.h"

#include "nn/cell.h"
#include "nn/rig.h"

#include <math.h>

START_TEST(test_names)
{
    static const char *const names[] = {"rnn", "rnn-relu", "gru", "lstm", "fastrnn", "fastgrnn", "sru"};
    size_t cells = 0;
    while (tenor__cell_name(cells))
        cells++;
    ck_assert_uint_eq(cells, sizeof names / sizeof names[0]);
    for (size_t i = 0; i < cells; i++) {
        size_t cell = 99;
        ck_assert(tenor__cell_find(tenor_str_of(names[i]), &cell));
        ck_assert_str_eq(tenor__cell_name(cell), names[i]);
        ck_assert_str_eq(tenor__cell_at(cell)->name, names[i]);
    }
    ck_assert_ptr_null(tenor__cell_name(SIZE_MAX));
    ck_assert_ptr_null(tenor__cell_at(cells));
}
END_TEST

START_TEST(test_unknown_names)
{
    const tenor_str names[] = {{"", 0},     {NULL, 0}, {"lst", 3},    {"lstm ", 5},
                               {"LSTM", 4}, {"rn", 2}, {"lstm\0", 5}, {"transformer", 11}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t cell = 99;
        ck_assert(!tenor__cell_find(names[i], &cell));
        ck_assert_uint_eq(cell, 99);
    }
    size_t cell;
    ck_assert(tenor__cell_find((tenor_str){"lstmx", 4}, &cell)); /* bytes that need no NUL after them */
}
END_TEST

/* What the stack takes for granted of every row of the table. */
START_TEST(test_table)
{
    for (size_t i = 0; tenor__cell_at(i); i++) {
        const tenor__cell *cell = tenor__cell_at(i);
        ck_assert(cell->forward && cell->backward);
        ck_assert_uint_gt(cell->input_gates, 0);
        ck_assert_uint_gt(cell->saved, 0);
        ck_assert_uint_le(cell->folded, cell->recurrent_gates);
        ck_assert_uint_le(cell->recurrent_gates, cell->input_gates);
        ck_assert_uint_le(cell->tensor_count, TENOR__MOST_CELL_TENSORS);
        ck_assert(!cell->shared_gates || cell->input_gates == cell->recurrent_gates);
        ck_assert((cell->columns > 0) == (cell->finish != NULL));
        for (size_t k = 0; k < cell->tensor_count; k++) {
            const tenor__cell_tensor *tensor = &cell->tensors[k];
            if (tensor->role == TENOR__ROLE_INPUT_BIAS)
                ck_assert_uint_le(tensor->gate + tensor->blocks, cell->input_gates);
            if (tensor->role == TENOR__ROLE_RECURRENT_BIAS)
                ck_assert_uint_eq(tensor->gate + tensor->blocks, cell->recurrent_gates);
        }
    }
}
END_TEST

/* A step in inference writes what a step in training does, and nothing but its rows; strides and the input's index are
 * followed. */
START_TEST(test_forward_step)
{
    enum { ROWS = 3, HIDDEN = 21, GAP = 5, INPUTS = 4 };
    static const uint32_t index[ROWS] = {2, 0, 3};
    tenor__random random = tenor__random_new(1, 1);
    for (size_t c = 0; tenor__cell_at(c); c++) {
        const tenor__cell *cell = tenor__cell_at(c);
        const size_t width = cell->input_gates * HIDDEN;
        tenor__real *numbers = rig_numbers(5000);
        for (size_t i = 0; i < 5000; i++)
            numbers[i] = (tenor__real)tenor__random_normal(&random);
        tenor__real *tensors[TENOR__MOST_CELL_TENSORS];
        for (size_t k = 0; k < TENOR__MOST_CELL_TENSORS; k++)
            tensors[k] = numbers + k * 4 * HIDDEN;
        tenor__real *saved = rig_numbers(ROWS * cell->saved * HIDDEN);
        tenor__real *state[2], *output[2];
        for (int training = 0; training < 2; training++) {
            state[training] = rig_numbers(ROWS * HIDDEN);
            output[training] = rig_numbers(ROWS * (HIDDEN + GAP));
            const tenor__cell_step step = {.rows = ROWS,
                                           .hidden = HIDDEN,
                                           .tensors = (const tenor__real *const *)tensors,
                                           .input = numbers + 1000,
                                           .input_index = training ? NULL : index,
                                           .recurrent = numbers + 2000,
                                           .recurrent_stride = width,
                                           .previous = numbers + 3000,
                                           .previous_stride = HIDDEN + GAP,
                                           .previous_state = numbers + 4000,
                                           .previous_state_stride = HIDDEN,
                                           .output = output[training],
                                           .output_stride = HIDDEN + GAP,
                                           .state = state[training],
                                           .saved = training ? saved : NULL};
            if (training) {
                tenor__real *gathered = rig_numbers(ROWS * width);
                for (size_t i = 0; i < ROWS; i++)
                    memcpy(gathered + i * width, numbers + 1000 + index[i] * width, width * sizeof *gathered);
                memcpy(numbers + 1000, gathered, ROWS * width * sizeof *gathered);
                free(gathered);
            }
            cell->forward(&step);
        }
        for (size_t i = 0; i < ROWS; i++) {
            for (size_t j = 0; j < HIDDEN; j++) {
                const size_t at = i * (HIDDEN + GAP) + j;
                REQUIRE(fabs((double)output[0][at] - (double)output[1][at]) < 1e-6);
                REQUIRE(fabs((double)state[0][i * HIDDEN + j] - (double)state[1][i * HIDDEN + j]) < 1e-6);
                REQUIRE(output[0][at] != 0 || cell == &tenor__cell_rnn_relu);
            }
            for (size_t j = HIDDEN; j < HIDDEN + GAP; j++)
                REQUIRE(output[0][i * (HIDDEN + GAP) + j] == 0);
        }
        for (int training = 0; training < 2; training++) {
            free(state[training]);
            free(output[training]);
        }
        free(saved);
        free(numbers);
    }
}
END_TEST

CHECK_MAIN("nn/cell", test_names, test_unknown_names, test_table, test_forward_step)
