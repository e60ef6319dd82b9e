#include "nn/panel.h"

#include "nn/simd.h"

#include <string.h>

size_t tenor__panel_size(size_t k, size_t n)
{
    return (n + TENOR__PANEL_WIDTH - 1) / TENOR__PANEL_WIDTH * TENOR__PANEL_WIDTH * k;
}

void tenor__panel_pack(tenor__real *panels, size_t k, size_t n, const tenor__real *matrix, size_t leading,
                       int transposed)
{
    for (size_t first = 0; first < n; first += TENOR__PANEL_WIDTH) {
        size_t width = n - first < TENOR__PANEL_WIDTH ? n - first : TENOR__PANEL_WIDTH;
        if (transposed) {
            for (size_t j = 0; j < width; j++)
                for (size_t i = 0; i < k; i++)
                    panels[i * TENOR__PANEL_WIDTH + j] = matrix[(first + j) * leading + i];
        } else {
            for (size_t i = 0; i < k; i++)
                memcpy(panels + i * TENOR__PANEL_WIDTH, matrix + i * leading + first, width * sizeof *panels);
        }
        for (size_t i = 0; width < TENOR__PANEL_WIDTH && i < k; i++)
            memset(panels + i * TENOR__PANEL_WIDTH + width, 0, (TENOR__PANEL_WIDTH - width) * sizeof *panels);
        panels += k * TENOR__PANEL_WIDTH;
    }
}

/* Where in the panels the numbers of a column begin. */
static inline size_t panel_place(size_t k, size_t column)
{
    return column / TENOR__PANEL_WIDTH * TENOR__PANEL_WIDTH * k + column % TENOR__PANEL_WIDTH;
}

typedef void (*sweep_fn)(size_t rows, size_t k, size_t columns, const tenor__real *a, size_t a_row, size_t a_column,
                         const tenor__real *panels, const tenor__real *start, size_t start_stride, tenor__real *c,
                         size_t ldc);

typedef struct kernel {
    sweep_fn sweep;
    size_t rows;  /* of its largest tile */
    size_t lanes; /* numbers in a vector: its columns come in multiples of them */
} kernel;

#if defined(TENOR_NN_DOUBLE)

#define TILE_NAME(x) x##_double
#define TILE_TARGET
#define TILE_LANES 2
#define TILE_ROWS  4
#include "nn/panel_tile.h"
static kernel choose(void)
{
    return (kernel){sweep_double, 4, 2};
}

#elif defined(__x86_64__) && !defined(TENOR_ONE_TARGET)

#define TILE_NAME(x) x##_v4
#define TILE_TARGET  __attribute__((target("arch=x86-64-v4")))
#define TILE_LANES   16
#define TILE_ROWS    12
#include "nn/panel_tile.h"
#undef TILE_NAME
#undef TILE_TARGET
#undef TILE_LANES
#undef TILE_ROWS

#define TILE_NAME(x) x##_v3
#define TILE_TARGET  __attribute__((target("arch=x86-64-v3")))
#define TILE_LANES   8
#define TILE_ROWS    6
#include "nn/panel_tile.h"
#undef TILE_NAME
#undef TILE_TARGET
#undef TILE_LANES
#undef TILE_ROWS

#define TILE_NAME(x) x##_baseline
#define TILE_TARGET
#define TILE_LANES 4
#define TILE_ROWS  4
#include "nn/panel_tile.h"

static kernel choose(void)
{
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return (kernel){sweep_v4, 12, 16};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
        return (kernel){sweep_v3, 6, 8};
    return (kernel){sweep_baseline, 4, 4};
}

#else

#define TILE_NAME(x) x##_target
#define TILE_TARGET
#if defined(__AVX512F__)
#define TILE_LANES 16
#define TILE_ROWS  12
#elif defined(__AVX2__)
#define TILE_LANES 8
#define TILE_ROWS  6
#else
#define TILE_LANES 4
#define TILE_ROWS  4
#endif
#include "nn/panel_tile.h"
static kernel choose(void)
{
    return (kernel){sweep_target, TILE_ROWS, TILE_LANES};
}

#endif

/* The columns of the last, partly filled panel, by way of a copy of whole vectors. */
static void multiply_edge(const kernel *use, size_t rows, size_t k, size_t width, const tenor__real *a, size_t a_row,
                          size_t a_column, const tenor__real *panel, const tenor__real *start, size_t start_stride,
                          tenor__real *c, size_t ldc)
{
    enum { MOST_ROWS = 12 };
    _Alignas(64) tenor__real wide[MOST_ROWS * TENOR__PANEL_WIDTH] = {0};
    for (size_t r = 0; start && r < rows; r++)
        memcpy(wide + r * TENOR__PANEL_WIDTH, start + r * start_stride, width * sizeof *wide);
    const size_t columns = (width + use->lanes - 1) / use->lanes * use->lanes;
    use->sweep(rows, k, columns, a, a_row, a_column, panel, wide, TENOR__PANEL_WIDTH, wide, TENOR__PANEL_WIDTH);
    for (size_t r = 0; r < rows; r++)
        memcpy(c + r * ldc, wide + r * TENOR__PANEL_WIDTH, width * sizeof *wide);
}

/* Element (r, i) of a is a[r * a_row + i * a_column]. */
static void multiply(size_t rows, size_t k, size_t n, const tenor__real *a, size_t a_row, size_t a_column,
                     const tenor__real *panels, const tenor__real *start, size_t start_stride, tenor__real *c,
                     size_t ldc)
{
    if (rows == 0)
        return;
    const kernel use = choose();
    const size_t whole = n / TENOR__PANEL_WIDTH * TENOR__PANEL_WIDTH;
    /* Blocks of as equal a height as can be: 13 rows are 7 and 6, not 12 and 1. */
    const size_t blocks = (rows + use.rows - 1) / use.rows;
    /* A few panels at a time stay in the first cache while all rows pass over them. */
    const size_t stretch = rows > use.rows ? TENOR__PANEL_WIDTH * 2 : whole + 1;
    for (size_t column = 0; column < whole; column += stretch) {
        size_t columns = whole - column < stretch ? whole - column : stretch;
        size_t row = 0;
        for (size_t block = 0; block < blocks; block++) {
            size_t height = (rows - row) / (blocks - block);
            use.sweep(height, k, columns, a + row * a_row, a_row, a_column, panels + panel_place(k, column),
                      start ? start + row * start_stride + column : NULL, start_stride, c + row * ldc + column, ldc);
            row += height;
        }
    }
    if (whole < n) {
        size_t row = 0;
        for (size_t block = 0; block < blocks; block++) {
            size_t height = (rows - row) / (blocks - block);
            multiply_edge(&use, height, k, n - whole, a + row * a_row, a_row, a_column, panels + panel_place(k, whole),
                          start ? start + row * start_stride + whole : NULL, start_stride, c + row * ldc + whole, ldc);
            row += height;
        }
    }
}

void tenor__panel_multiply(size_t rows, size_t k, size_t n, const tenor__real *a, size_t lda, const tenor__real *panels,
                           const tenor__real *start, size_t start_stride, tenor__real *c, size_t ldc)
{
    multiply(rows, k, n, a, lda, 1, panels, start, start_stride, c, ldc);
}

void tenor__panel_multiply_transposed(size_t rows, size_t k, size_t n, const tenor__real *a, size_t lda,
                                      const tenor__real *panels, const tenor__real *start, size_t start_stride,
                                      tenor__real *c, size_t ldc)
{
    multiply(rows, k, n, a, 1, lda, panels, start, start_stride, c, ldc);
}
