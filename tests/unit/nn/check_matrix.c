#include "check_main.h"

#include "base/failing.h"
#include "base/alloc.h"
#include "nn/kernels/matrix.h"
#include "nn/rig.h"

#include <math.h>

static void fill(tenor__random *random, size_t count, tenor__real *numbers)
{
    for (size_t i = 0; i < count; i++)
        numbers[i] = (tenor__real)tenor__random_normal(random);
}

START_TEST(test_sums)
{
    enum { ROWS = 7, COLUMNS = 21, LEADING = 24 };
    tenor__real matrix[ROWS * LEADING], sums[COLUMNS + 1];
    for (size_t i = 0; i < ROWS * LEADING; i++)
        matrix[i] = (tenor__real)i;
    for (size_t j = 0; j <= COLUMNS; j++)
        sums[j] = 1000;
    tenor__matrix_add_columns(ROWS, COLUMNS, matrix, LEADING, sums);
    for (size_t j = 0; j < COLUMNS; j++)
        ck_assert(sums[j] == (tenor__real)(1000 + ROWS * j + LEADING * ROWS * (ROWS - 1) / 2));
    ck_assert(sums[COLUMNS] == 1000);
    tenor__matrix_add_row(COLUMNS, matrix, sums);
    ck_assert(sums[5] == (tenor__real)(1005 + ROWS * 5 + LEADING * ROWS * (ROWS - 1) / 2) && sums[COLUMNS] == 1000);
}
END_TEST

START_TEST(test_product)
{
    tenor__real a[19], b[19], out[19];
    tenor__random random = tenor__random_new(3, 3);
    fill(&random, 19, a);
    fill(&random, 19, b);
    tenor__matrix_product(19, a, b, out);
    for (size_t i = 0; i < 19; i++)
        ck_assert(out[i] == a[i] * b[i]);
    tenor__matrix_product(19, a, b, a);
    ck_assert_mem_eq(a, out, sizeof a);
}
END_TEST

/* Every number is 0 or 1 / (1 - rate), and as many are 0 as should be; odd counts are filled to the end. */
START_TEST(test_mask)
{
    enum { COUNT = 100001 };
    static tenor__real mask[COUNT + 1], again[COUNT];
    const double rates[] = {0.1, 0.5, 0.9, 0.999};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        const tenor__real kept = (tenor__real)(1 / (1 - rates[i]));
        tenor__random random = tenor__random_new(1, i), same = random;
        for (size_t j = 0; j <= COUNT; j++)
            mask[j] = -1;
        tenor__matrix_mask(&random, rates[i], COUNT, mask);
        tenor__matrix_mask(&same, rates[i], COUNT, again);
        ck_assert_mem_eq(mask, again, sizeof again);
        size_t zeros = 0, after_zero = 0;
        for (size_t j = 0; j < COUNT; j++) {
            REQUIRE(mask[j] == 0 || mask[j] == kept);
            zeros += mask[j] == 0;
            after_zero += j > 0 && mask[j] == 0 && mask[j - 1] == 0;
        }
        ck_assert(mask[COUNT] == -1);
        ck_assert(fabs((double)zeros / COUNT - rates[i]) < 0.006);
        ck_assert(fabs((double)after_zero / COUNT - rates[i] * rates[i]) < 0.012); /* neighbors are independent */
    }
    tenor__random random = tenor__random_new(1, 1);
    tenor__matrix_mask(&random, 0, COUNT, mask);
    for (size_t j = 0; j < COUNT; j++)
        REQUIRE(mask[j] == 1);
}
END_TEST

CHECK_MAIN("nn/matrix", test_sums, test_product, test_mask)
