/* The panel kernels against a plain triple loop, at every tile's edge. */
#include "check_main.h"

#include "base/random.h"
#include "nn/guarded.h"
#include "nn/kernels/panel.h"

#include <math.h>

#ifdef TENOR_NN_DOUBLE
static const double rounding = 1.2e-16;
#else
static const double rounding = 6e-8;
#endif

static void fill(tenor__random *random, size_t count, tenor__real *numbers)
{
    for (size_t i = 0; i < count; i++)
        numbers[i] = (tenor__real)tenor__random_normal(random);
}

typedef enum start_kind { START_ZERO, START_BIAS, START_ROWS, START_OWN, START_KINDS } start_kind;

/* One product of the given shape, straight and transposed, in memory that ends, or begins, where the operands do. `gap`
 * is what leading dimensions have beyond the width. */
static void check_product_at(guarded_place place, size_t rows, size_t k, size_t n, start_kind kind, size_t gap)
{
    tenor__random random = tenor__random_new(rows * 31 + k, n);
    const size_t lda = k + gap, ldt = rows + gap, ldb = n + gap, ldc = n + gap;
    guarded a = guarded_new((rows - 1) * lda + k, place);
    guarded transposed = guarded_new((k - 1) * ldt + rows, place);
    guarded b = guarded_new((k - 1) * ldb + n, place);
    guarded panels = guarded_new(tenor__panel_size(k, n), place);
    guarded start = guarded_new(kind == START_BIAS ? n : (rows - 1) * ldc + n, place);
    guarded c = guarded_new((rows - 1) * ldc + n, place);
    const size_t start_size = kind == START_BIAS ? n : (rows - 1) * ldc + n;
    fill(&random, (rows - 1) * lda + k, a.numbers);
    fill(&random, (k - 1) * ldb + n, b.numbers);
    fill(&random, start_size, start.numbers);
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < k; i++)
            transposed.numbers[i * ldt + r] = a.numbers[r * lda + i];
    tenor__panel_pack(panels.numbers, k, n, b.numbers, ldb, 0);

    for (int pass = 0; pass < 2; pass++) {
        memcpy(c.numbers, start.numbers, start_size * sizeof *c.numbers);
        for (size_t r = 0; r + 1 < rows; r++)
            for (size_t j = n; j < ldc; j++)
                c.numbers[r * ldc + j] = 77;
        const tenor__real *from = kind == START_ZERO ? NULL : kind == START_OWN ? c.numbers : start.numbers;
        const size_t stride = kind == START_BIAS ? 0 : ldc;
        if (pass == 0)
            tenor__panel_multiply(rows, k, n, a.numbers, lda, panels.numbers, from, stride, c.numbers, ldc);
        else
            tenor__panel_multiply_transposed(rows, k, n, transposed.numbers, ldt, panels.numbers, from, stride,
                                             c.numbers, ldc);
        for (size_t r = 0; r < rows; r++) {
            for (size_t j = 0; j < n; j++) {
                const double first = kind == START_ZERO ? 0 : (double)start.numbers[r * stride + j];
                double sum = first, size = fabs(first);
                for (size_t i = 0; i < k; i++) {
                    const double term = (double)a.numbers[r * lda + i] * (double)b.numbers[i * ldb + j];
                    sum += term;
                    size += fabs(term);
                }
                if (!(fabs((double)c.numbers[r * ldc + j] - sum) <= (double)(k + 2) * rounding * size))
                    ck_abort_msg("%zu x %zu x %zu, start %d: (%zu, %zu) is %.9g instead of %.9g", rows, k, n, (int)kind,
                                 r, j, (double)c.numbers[r * ldc + j], sum);
            }
            for (size_t j = n; r + 1 < rows && j < ldc; j++)
                REQUIRE(c.numbers[r * ldc + j] == 77);
        }
    }
    guarded *const all[] = {&a, &transposed, &b, &panels, &start, &c};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        guarded_free(all[i]);
}

static void check_product(size_t rows, size_t k, size_t n, start_kind kind, size_t gap)
{
    for (int place = 0; place < GUARDED_PLACES; place++)
        check_product_at((guarded_place)place, rows, k, n, kind, gap);
}

START_TEST(test_rows_and_columns)
{
    static const size_t widths[] = {1, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 96, 127, 128, 129, 160, 200};
    for (size_t rows = 1; rows <= 27; rows++)
        for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
            check_product(rows, 5, widths[i], (start_kind)((rows + i) % START_KINDS), rows % 3);
}
END_TEST

START_TEST(test_depths)
{
    static const size_t depths[] = {1, 2, 3, 16, 33, 100, 515};
    static const size_t rows[] = {1, 2, 5, 13, 40};
    for (size_t i = 0; i < sizeof depths / sizeof depths[0]; i++)
        for (size_t j = 0; j < sizeof rows / sizeof rows[0]; j++)
            for (int kind = 0; kind < START_KINDS; kind++)
                check_product(rows[j], depths[i], 75, (start_kind)kind, 1);
}
END_TEST

START_TEST(test_starts)
{
    static const size_t widths[] = {1, 31, 32, 64, 70, 128, 135};
    for (size_t rows = 1; rows <= 14; rows++)
        for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
            for (int kind = 0; kind < START_KINDS; kind++)
                for (size_t gap = 0; gap < 2; gap++)
                    check_product(rows, 9, widths[i], (start_kind)kind, gap);
}
END_TEST

START_TEST(test_no_rows)
{
    tenor__real c = 5;
    tenor__panel_multiply(0, 3, 2, NULL, 3, NULL, NULL, 0, &c, 2);
    tenor__panel_multiply_transposed(0, 3, 2, NULL, 0, NULL, NULL, 0, &c, 2);
    ck_assert(c == 5);
}
END_TEST

/* Every operand one number off its alignment. */
START_TEST(test_unaligned)
{
    enum { ROWS = 13, K = 9, N = 70, ROOM = ROWS * N + 1 };
    static tenor__real a[ROOM], b[ROOM], panels[2 * 64 * K + 1], start[ROOM], c[ROOM], expected[ROOM];
    tenor__random random = tenor__random_new(4, 4);
    for (size_t shift = 0; shift < 2; shift++) {
        random = tenor__random_new(4, 4);
        fill(&random, ROWS * K, a + shift);
        fill(&random, K * N, b + shift);
        fill(&random, ROWS * N, start + shift);
        tenor__panel_pack(panels + shift, K, N, b + shift, N, 0);
        tenor__panel_multiply(ROWS, K, N, a + shift, K, panels + shift, start + shift, N, shift ? c + 1 : expected, N);
    }
    ck_assert_mem_eq(c + 1, expected, ROWS * N * sizeof *c);
}
END_TEST

/* A row of the result has the same bits whatever rows are with it, wherever it stands, and by either function. */
START_TEST(test_rows_are_independent)
{
    enum { ROWS = 40, K = 23 };
    static const size_t widths[] = {5, 32, 96, 133};
    tenor__random random = tenor__random_new(5, 5);
    for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
        const size_t n = widths[w];
        tenor__real *a = rig_numbers(ROWS * K), *transposed = rig_numbers(ROWS * K), *b = rig_numbers(K * n);
        tenor__real *panels = rig_numbers(tenor__panel_size(K, n)), *bias = rig_numbers(n);
        tenor__real *alone = rig_numbers(ROWS * n), *c = rig_numbers(ROWS * n);
        fill(&random, ROWS * K, a);
        fill(&random, K * n, b);
        fill(&random, n, bias);
        for (size_t r = 0; r < ROWS; r++)
            for (size_t i = 0; i < K; i++)
                transposed[i * ROWS + r] = a[r * K + i];
        tenor__panel_pack(panels, K, n, b, n, 0);
        for (size_t r = 0; r < ROWS; r++)
            tenor__panel_multiply(1, K, n, a + r * K, K, panels, bias, 0, alone + r * n, n);
        for (size_t rows = 1; rows <= ROWS; rows++) {
            for (size_t first = 0; first + rows <= ROWS; first++) {
                tenor__panel_multiply(rows, K, n, a + first * K, K, panels, bias, 0, c, n);
                REQUIRE(memcmp(c, alone + first * n, rows * n * sizeof *c) == 0);
                tenor__panel_multiply_transposed(rows, K, n, transposed + first, ROWS, panels, bias, 0, c, n);
                REQUIRE(memcmp(c, alone + first * n, rows * n * sizeof *c) == 0);
            }
        }
        tenor__real *const all[] = {a, transposed, b, panels, bias, alone, c};
        for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
            free(all[i]);
    }
}
END_TEST

START_TEST(test_pack)
{
    enum { K = 3, N = 69, LEADING = 73 };
    static tenor__real b[K * LEADING], transposed[N * LEADING], panels[K * 128], again[K * 128];
    ck_assert_uint_eq(tenor__panel_size(K, N), K * 128);
    ck_assert_uint_eq(tenor__panel_size(K, 64), K * 64);
    ck_assert_uint_eq(tenor__panel_size(K, 1), K * 64);
    for (size_t i = 0; i < K; i++)
        for (size_t j = 0; j < N; j++)
            b[i * LEADING + j] = transposed[j * LEADING + i] = (tenor__real)(100 * i + j + 1);
    memset(panels, 0xFF, sizeof panels);
    memset(again, 0xFF, sizeof again);
    tenor__panel_pack(panels, K, N, b, LEADING, 0);
    tenor__panel_pack(again, K, N, transposed, LEADING, 1);
    ck_assert_mem_eq(panels, again, sizeof panels);
    for (size_t i = 0; i < K; i++)
        for (size_t j = 0; j < 128; j++)
            REQUIRE(panels[j / 64 * 64 * K + i * 64 + j % 64] == (j < N ? b[i * LEADING + j] : 0));
}
END_TEST

#ifndef TENOR_NN_DOUBLE

static tenor__real bfloat16(tenor__random *random)
{
    tenor__real number = (tenor__real)tenor__random_normal(random);
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    bits &= 0xFFFF0000U;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static void check_bfloat16(guarded_place place, size_t k, size_t n)
{
    tenor__random random = tenor__random_new(k, n);
    guarded a = guarded_new(k, place), b = guarded_new(k * n, place),
            panels = guarded_new(tenor__panel_size(k, n), place);
    guarded bfloat16s = guarded_new(tenor__panel_bfloat16_size(k, n), place), c = guarded_new(n, place),
            expected = guarded_new(n, place);
    uint32_t *packed = (uint32_t *)(void *)bfloat16s.numbers;
    fill(&random, k, a.numbers);
    for (size_t i = 0; i < k * n; i++)
        b.numbers[i] = bfloat16(&random);
    tenor__panel_pack(panels.numbers, k, n, b.numbers, n, 0);
    REQUIRE(tenor__panel_bfloat16_pack(packed, k, n, panels.numbers));
    tenor__panel_multiply(1, k, n, a.numbers, k, panels.numbers, NULL, 0, expected.numbers, n);
    tenor__panel_bfloat16_multiply(k, n, a.numbers, packed, c.numbers);
    REQUIRE(memcmp(c.numbers, expected.numbers, n * sizeof *c.numbers) == 0);
    guarded *const all[] = {&a, &b, &panels, &bfloat16s, &c, &expected};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        guarded_free(all[i]);
}

START_TEST(test_bfloat16)
{
    static const size_t depths[] = {1, 2, 7, 33, 128};
    static const size_t widths[] = {1, 31, 32, 33, 63, 64, 65, 100, 128, 160, 192, 200, 512};
    for (int place = 0; place < GUARDED_PLACES; place++)
        for (size_t i = 0; i < sizeof depths / sizeof depths[0]; i++)
            for (size_t j = 0; j < sizeof widths / sizeof widths[0]; j++)
                check_bfloat16((guarded_place)place, depths[i], widths[j]);
}
END_TEST

START_TEST(test_what_bfloat16_cannot_hold)
{
    enum { K = 3, N = 70 };
    static tenor__real b[K * N], panels[K * 128];
    uint32_t bfloat16s[K * 64];
    ck_assert_uint_eq(tenor__panel_bfloat16_size(K, N), K * 64);
    for (size_t i = 0; i < K * N; i++) {
        memset(b, 0, sizeof b);
        b[i] = 1 + 0x1p-7F;
        tenor__panel_pack(panels, K, N, b, N, 0);
        REQUIRE(tenor__panel_bfloat16_pack(bfloat16s, K, N, panels));
        b[i] = 1 + 0x1p-8F;
        tenor__panel_pack(panels, K, N, b, N, 0);
        REQUIRE(!tenor__panel_bfloat16_pack(bfloat16s, K, N, panels));
    }
}
END_TEST

#define BFLOAT16_TESTS , test_bfloat16, test_what_bfloat16_cannot_hold
#else
#define BFLOAT16_TESTS
#endif

CHECK_MAIN("nn/panel", test_rows_and_columns, test_depths, test_starts, test_no_rows, test_unaligned,
           test_rows_are_independent, test_pack BFLOAT16_TESTS)
