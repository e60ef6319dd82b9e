/* Every elementwise kernel against a plain loop over one number, or one unit, at a time: on sizes around those of
 * vectors, unaligned, and between pages that cannot be touched. */
#include "check_main.h"

#include "nn/cell.h"
#include "nn/guarded.h"
#include "nn/kernels/matrix.h"
#include "nn/softmax.h"

#include <math.h>

static const size_t widths[] = {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 100, 129};
enum { WIDTHS = sizeof widths / sizeof widths[0] };

static void fill(tenor__random *random, size_t count, tenor__real *numbers)
{
    for (size_t i = 0; i < count; i++)
        numbers[i] = (tenor__real)tenor__random_normal(random);
}

/* ---- loops over rows ---- */

static void check_loops(guarded_place place, size_t width)
{
    enum { ROWS = 3, GAP = 2 };
    const size_t leading = width + GAP;
    const size_t size = (ROWS - 1) * leading + width;
    tenor__random random = tenor__random_new(width, 1);
    guarded matrix = guarded_new(size, place), sums = guarded_new(width, place), out = guarded_new(width, place);
    fill(&random, size, matrix.numbers);
    fill(&random, width, sums.numbers);
    tenor__real *expected = rig_numbers(width);
    memcpy(expected, sums.numbers, width * sizeof *expected);

    for (size_t r = 0; r < ROWS; r++)
        for (size_t j = 0; j < width; j++)
            expected[j] += matrix.numbers[r * leading + j];
    tenor__matrix_add_columns(ROWS, width, matrix.numbers, leading, sums.numbers);
    ck_assert_mem_eq(sums.numbers, expected, width * sizeof *expected);

    for (size_t j = 0; j < width; j++)
        expected[j] += matrix.numbers[j];
    tenor__matrix_add_row(width, matrix.numbers, sums.numbers);
    ck_assert_mem_eq(sums.numbers, expected, width * sizeof *expected);

    for (size_t j = 0; j < width; j++)
        expected[j] *= matrix.numbers[j];
    tenor__matrix_product(width, sums.numbers, matrix.numbers, out.numbers);
    ck_assert_mem_eq(out.numbers, expected, width * sizeof *expected);

    tenor__matrix_mask(&random, 0.5, width, out.numbers);
    for (size_t j = 0; j < width; j++)
        REQUIRE(out.numbers[j] == 0 || out.numbers[j] == 2);
    free(expected);
    guarded *const all[] = {&matrix, &sums, &out};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        guarded_free(all[i]);
}

START_TEST(test_loops)
{
    for (int place = 0; place < GUARDED_PLACES; place++)
        for (size_t i = 0; i < WIDTHS; i++)
            check_loops((guarded_place)place, widths[i]);
}
END_TEST

static void check_softmax(guarded_place place, size_t width)
{
    tenor__random random = tenor__random_new(width, 2);
    guarded logits = guarded_new(2 * width, place), p = guarded_new(2 * width, place);
    fill(&random, 2 * width, logits.numbers);
    tenor__softmax(2, width, 1, logits.numbers, p.numbers);
    for (size_t r = 0; r < 2; r++) {
        double total = 0;
        for (size_t j = 0; j < width; j++)
            total += exp((double)logits.numbers[r * width + j]);
        for (size_t j = 0; j < width; j++) {
            const double exact = exp((double)logits.numbers[r * width + j]) / total;
            REQUIRE(fabs((double)p.numbers[r * width + j] - exact) <= 4e-6 * exact);
        }
    }
    guarded_free(&logits);
    guarded_free(&p);
}

START_TEST(test_softmax)
{
    for (int place = 0; place < GUARDED_PLACES; place++)
        for (size_t i = 0; i < WIDTHS; i++)
            check_softmax((guarded_place)place, widths[i]);
}
END_TEST

/* ---- cells ---- */

/* What a step reads and writes, `blocks` times `hidden` numbers a row. */
typedef enum array {
    INPUT,
    RECURRENT,
    PREVIOUS,
    PREVIOUS_STATE,
    OUTPUT,
    STATE,
    SAVED,
    OUTPUT_GRADIENT,
    RECURRENT_GRADIENT,
    PREVIOUS_GRADIENT,
    STATE_GRADIENT,
    COLUMNS, /* one row for all */
    ARRAYS
} array;

typedef struct operands {
    size_t rows;
    size_t hidden;
    guarded arrays[ARRAYS];
    guarded tensors[TENOR__MOST_CELL_TENSORS];
} operands;

static size_t blocks_of(const tenor__cell *cell, array which)
{
    switch (which) {
    case INPUT:
        return cell->input_gates;
    case RECURRENT:
    case RECURRENT_GRADIENT:
        return cell->recurrent_gates;
    case SAVED:
        return cell->saved;
    case COLUMNS:
        return cell->columns;
    default:
        return 1;
    }
}

static size_t rows_of(const operands *o, array which)
{
    return which == COLUMNS ? 1 : o->rows;
}

static operands operands_new(const tenor__cell *cell, size_t rows, size_t hidden, guarded_place place)
{
    operands o = {.rows = rows, .hidden = hidden};
    for (int i = 0; i < ARRAYS; i++)
        o.arrays[i] = guarded_new(rows_of(&o, (array)i) * blocks_of(cell, (array)i) * hidden, place);
    for (size_t i = 0; i < cell->tensor_count; i++)
        o.tensors[i] = guarded_new(cell->tensors[i].blocks ? cell->tensors[i].blocks * hidden : 1, place);
    return o;
}

static void operands_free(const tenor__cell *cell, operands *o)
{
    for (int i = 0; i < ARRAYS; i++)
        guarded_free(&o->arrays[i]);
    for (size_t i = 0; i < cell->tensor_count; i++)
        guarded_free(&o->tensors[i]);
}

/* Copies unit `from` of all of a's arrays to unit `to` of b's. */
static void copy_unit(const tenor__cell *cell, const operands *a, size_t from, operands *b, size_t to)
{
    for (int i = 0; i < ARRAYS; i++) {
        const size_t count = rows_of(a, (array)i) * blocks_of(cell, (array)i);
        for (size_t k = 0; k < count; k++)
            b->arrays[i].numbers[k * b->hidden + to] = a->arrays[i].numbers[k * a->hidden + from];
    }
    for (size_t i = 0; i < cell->tensor_count; i++) {
        const bool one = cell->tensors[i].blocks == 0;
        for (size_t k = 0; k < (one ? 1 : cell->tensors[i].blocks); k++)
            b->tensors[i].numbers[one ? 0 : k * b->hidden + to] = a->tensors[i].numbers[one ? 0 : k * a->hidden + from];
    }
}

/* A step forward, which in inference saves nothing, and back. */
static void run_cell(const tenor__cell *cell, operands *o, bool training)
{
    const tenor__real *tensors[TENOR__MOST_CELL_TENSORS] = {NULL};
    for (size_t i = 0; i < cell->tensor_count; i++)
        tensors[i] = o->tensors[i].numbers;
    const size_t hidden = o->hidden;
    guarded *const arrays = o->arrays;
    const tenor__cell_step forward = {.rows = o->rows,
                                      .hidden = hidden,
                                      .tensors = tensors,
                                      .input = arrays[INPUT].numbers,
                                      .recurrent = arrays[RECURRENT].numbers,
                                      .recurrent_stride = cell->recurrent_gates * hidden,
                                      .previous = arrays[PREVIOUS].numbers,
                                      .previous_stride = hidden,
                                      .previous_state = arrays[PREVIOUS_STATE].numbers,
                                      .previous_state_stride = hidden,
                                      .output = arrays[OUTPUT].numbers,
                                      .output_stride = hidden,
                                      .state = cell->has_state ? arrays[STATE].numbers : NULL,
                                      .saved = training ? arrays[SAVED].numbers : NULL};
    cell->forward(&forward);
    if (!training)
        return;
    const tenor__cell_backward_step backward = {.rows = o->rows,
                                                .hidden = hidden,
                                                .tensors = tensors,
                                                .output_gradient = arrays[OUTPUT_GRADIENT].numbers,
                                                .output_gradient_stride = hidden,
                                                .previous = arrays[PREVIOUS].numbers,
                                                .previous_stride = hidden,
                                                .previous_state = arrays[PREVIOUS_STATE].numbers,
                                                .previous_state_stride = hidden,
                                                .state = arrays[STATE].numbers,
                                                .saved = arrays[SAVED].numbers,
                                                .recurrent_gradient =
                                                    cell->shared_gates ? NULL : arrays[RECURRENT_GRADIENT].numbers,
                                                .previous_gradient = arrays[PREVIOUS_GRADIENT].numbers,
                                                .state_gradient = arrays[STATE_GRADIENT].numbers,
                                                .columns = arrays[COLUMNS].numbers};
    cell->backward(&backward);
}

/* The step of all units at once is that of each by itself. */
static void check_cell(const tenor__cell *cell, size_t hidden, guarded_place place, bool training)
{
    enum { ROWS = 3 };
    tenor__random random = tenor__random_new(hidden, 3);
    operands all = operands_new(cell, ROWS, hidden, place);
    operands expected = operands_new(cell, ROWS, hidden, place);
    operands one = operands_new(cell, ROWS, 1, GUARDED_END);
    for (int i = 0; i < ARRAYS; i++)
        fill(&random, rows_of(&all, (array)i) * blocks_of(cell, (array)i) * hidden, all.arrays[i].numbers);
    for (size_t i = 0; i < cell->tensor_count; i++)
        fill(&random, cell->tensors[i].blocks ? cell->tensors[i].blocks * hidden : 1, all.tensors[i].numbers);
    for (size_t j = 0; j < hidden; j++) {
        copy_unit(cell, &all, j, &one, 0);
        run_cell(cell, &one, training);
        copy_unit(cell, &one, 0, &expected, j);
    }
    run_cell(cell, &all, training);
    for (int i = 0; i < ARRAYS; i++) {
        const size_t count = rows_of(&all, (array)i) * blocks_of(cell, (array)i) * hidden;
        for (size_t k = 0; k < count; k++) {
            const double got = (double)all.arrays[i].numbers[k];
            const double want = (double)expected.arrays[i].numbers[k];
            if (!(fabs(got - want) <= 2e-6 * (1 + fabs(want))))
                ck_abort_msg("%s of %zu units, array %d: number %zu is %.9g instead of %.9g", cell->name, hidden, i, k,
                             got, want);
        }
    }
    operands_free(cell, &all);
    operands_free(cell, &expected);
    operands_free(cell, &one);
}

START_TEST(test_cells)
{
    for (size_t c = 0; tenor__cell_at(c); c++)
        for (size_t i = 0; i < WIDTHS; i++)
            for (int place = 0; place < GUARDED_PLACES; place++)
                for (int training = 0; training < 2; training++)
                    check_cell(tenor__cell_at(c), widths[i], (guarded_place)place, training != 0);
}
END_TEST

CHECK_MAIN("nn/kernels", test_loops, test_softmax, test_cells)
