#include "nn/kernels/panel.h"

#include "nn/kernels/simd.h"

#include <string.h>

size_t tenor__panel_size(size_t k, size_t n)
{
    return (n + TENOR__PANEL_WIDTH - 1) / TENOR__PANEL_WIDTH * TENOR__PANEL_WIDTH * k;
}

void tenor__panel_put(tenor__real *panels, size_t k, size_t n, size_t i, const tenor__real *row)
{
    tenor__real *to = panels + i * TENOR__PANEL_WIDTH;
    for (size_t first = 0; first < n; first += TENOR__PANEL_WIDTH, to += k * TENOR__PANEL_WIDTH) {
        const size_t width = n - first < TENOR__PANEL_WIDTH ? n - first : TENOR__PANEL_WIDTH;
        if (row && width == TENOR__PANEL_WIDTH) { /* the constant size compiles to a few vector moves */
            memcpy(to, row + first, TENOR__PANEL_WIDTH * sizeof *to);
            continue;
        }
        memset(to, 0, TENOR__PANEL_WIDTH * sizeof *to);
        if (row)
            memcpy(to, row + first, width * sizeof *to);
    }
}

typedef tenor__real four __attribute__((vector_size(4 * sizeof(tenor__real))));
typedef tenor__real unaligned_four
    __attribute__((vector_size(4 * sizeof(tenor__real)), aligned(sizeof(tenor__real)), may_alias));

/* Transposes a 4 x 4 block: four rows `leading` apart become four columns, a panel's width apart. */
static void transpose(const tenor__real *from, size_t leading, tenor__real *to)
{
    const four a = *(const unaligned_four *)from;
    const four b = *(const unaligned_four *)(from + leading);
    const four c = *(const unaligned_four *)(from + 2 * leading);
    const four d = *(const unaligned_four *)(from + 3 * leading);
    const four ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    const four ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const four cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    const four cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    *(unaligned_four *)to = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
    *(unaligned_four *)(to + TENOR__PANEL_WIDTH) = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
    *(unaligned_four *)(to + 2 * TENOR__PANEL_WIDTH) = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
    *(unaligned_four *)(to + 3 * TENOR__PANEL_WIDTH) = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

/* Packs one panel of a transposed matrix, from `width` of its rows. */
static void pack_transposed(tenor__real *panel, size_t k, size_t width, const tenor__real *matrix, size_t leading)
{
    size_t i = 0;
    for (; i + 4 <= k; i += 4) {
        size_t j = 0;
        for (; j + 4 <= width; j += 4)
            transpose(matrix + j * leading + i, leading, panel + i * TENOR__PANEL_WIDTH + j);
        for (; j < width; j++)
            for (size_t e = 0; e < 4; e++)
                panel[(i + e) * TENOR__PANEL_WIDTH + j] = matrix[j * leading + i + e];
    }
    for (; i < k; i++)
        for (size_t j = 0; j < width; j++)
            panel[i * TENOR__PANEL_WIDTH + j] = matrix[j * leading + i];
    for (i = 0; width < TENOR__PANEL_WIDTH && i < k; i++)
        memset(panel + i * TENOR__PANEL_WIDTH + width, 0, (TENOR__PANEL_WIDTH - width) * sizeof *panel);
}

void tenor__panel_pack(tenor__real *panels, size_t k, size_t n, const tenor__real *matrix, size_t leading,
                       int transposed)
{
    for (size_t i = 0; !transposed && i < k; i++)
        tenor__panel_put(panels, k, n, i, matrix + i * leading);
    for (size_t first = 0; transposed && first < n; first += TENOR__PANEL_WIDTH)
        pack_transposed(panels + first * k, k, n - first < TENOR__PANEL_WIDTH ? n - first : TENOR__PANEL_WIDTH,
                        matrix + first * leading, leading);
}

/* The offset of a column in the panels. */
static inline size_t panel_place(size_t k, size_t column)
{
    return column / TENOR__PANEL_WIDTH * TENOR__PANEL_WIDTH * k + column % TENOR__PANEL_WIDTH;
}

typedef void (*sweep_fn)(size_t rows, size_t k, size_t columns, const tenor__real *a, size_t a_row, size_t a_column,
                         const tenor__real *panels, const tenor__real *start, size_t start_stride, tenor__real *c,
                         size_t ldc);

typedef void (*bfloat16s_fn)(size_t panels, size_t k, const tenor__real *a, const uint32_t *bfloat16s, tenor__real *c);

typedef struct kernel {
    sweep_fn sweep;
    bfloat16s_fn bfloat16s; /* NULL if not supported */
    size_t rows;            /* rows of the largest tile */
    size_t lanes;           /* values in a vector; the kernel's columns are a multiple of it */
} kernel;

#if defined(TENOR_NN_DOUBLE)

#define TILE_NAME(x) x##_double
#define TILE_TARGET
#define TILE_LANES  2
#define TILE_ROWS   4
#define TILE_PANELS 1
#include "nn/kernels/panel_tile.h"
static kernel choose(void)
{
    return (kernel){sweep_double, NULL, 4, 2};
}

#elif defined(__x86_64__) && !defined(TENOR_ONE_TARGET)

#define TILE_NAME(x) x##_v4
#define TILE_TARGET  __attribute__((target("arch=x86-64-v4")))
#define TILE_LANES   16
#define TILE_ROWS    12
#define TILE_PANELS  2
#include "nn/kernels/panel_tile.h"
#undef TILE_NAME
#undef TILE_TARGET
#undef TILE_LANES
#undef TILE_ROWS
#undef TILE_PANELS

#define TILE_NAME(x) x##_v3
#define TILE_TARGET  __attribute__((target("arch=x86-64-v3")))
#define TILE_LANES   8
#define TILE_ROWS    6
#define TILE_PANELS  1
#include "nn/kernels/panel_tile.h"
#undef TILE_NAME
#undef TILE_TARGET
#undef TILE_LANES
#undef TILE_ROWS
#undef TILE_PANELS

#define TILE_NAME(x) x##_baseline
#define TILE_TARGET
#define TILE_LANES  4
#define TILE_ROWS   4
#define TILE_PANELS 1
#include "nn/kernels/panel_tile.h"

static kernel choose(void)
{
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return (kernel){sweep_v4, bfloat16s_v4, 12, 16};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
        return (kernel){sweep_v3, bfloat16s_v3, 6, 8};
    return (kernel){sweep_baseline, bfloat16s_baseline, 4, 4};
}

#else

#define TILE_NAME(x) x##_target
#define TILE_TARGET
#if defined(__AVX512F__)
#define TILE_LANES  16
#define TILE_ROWS   12
#define TILE_PANELS 2
#elif defined(__AVX2__)
#define TILE_LANES  8
#define TILE_ROWS   6
#define TILE_PANELS 1
#else
#define TILE_LANES  4
#define TILE_ROWS   4
#define TILE_PANELS 1
#endif
#include "nn/kernels/panel_tile.h"
static kernel choose(void)
{
    return (kernel){sweep_target, bfloat16s_target, TILE_ROWS, TILE_LANES};
}

#endif

/* Multiplies the columns after the last whole vector, through a copy. */
static void multiply_edge(const kernel *use, size_t rows, size_t k, size_t width, const tenor__real *a, size_t a_row,
                          size_t a_column, const tenor__real *panel, const tenor__real *start, size_t start_stride,
                          tenor__real *c, size_t ldc)
{
    enum { MOST_ROWS = 12, MOST_LANES = 16 };
    _Alignas(64) tenor__real wide[MOST_ROWS * MOST_LANES] = {0};
    for (size_t r = 0; start && r < rows; r++)
        memcpy(wide + r * MOST_LANES, start + r * start_stride, width * sizeof *wide);
    use->sweep(rows, k, use->lanes, a, a_row, a_column, panel, wide, MOST_LANES, wide, MOST_LANES);
    for (size_t r = 0; r < rows; r++)
        memcpy(c + r * ldc, wide + r * MOST_LANES, width * sizeof *wide);
}

/* Element (r, i) of a is a[r * a_row + i * a_column]. */
static void multiply(size_t rows, size_t k, size_t n, const tenor__real *a, size_t a_row, size_t a_column,
                     const tenor__real *panels, const tenor__real *start, size_t start_stride, tenor__real *c,
                     size_t ldc)
{
    if (rows == 0)
        return;
    const kernel use = choose();
    const size_t whole = n / use.lanes * use.lanes;
    /* Blocks of nearly equal size: 13 rows are 7 and 6, not 12 and 1. */
    const size_t blocks = (rows + use.rows - 1) / use.rows;
    /* One panel at a time, which stays in the L1 cache for all rows. */
    const size_t chunk = rows > use.rows ? TENOR__PANEL_WIDTH : whole + 1;
    for (size_t column = 0; column < whole; column += chunk) {
        size_t columns = whole - column < chunk ? whole - column : chunk;
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

/* ---- bfloat16 ---- */

enum { BFLOAT16_WIDTH = TENOR__PANEL_WIDTH / 2 };

size_t tenor__panel_bfloat16_size(size_t k, size_t n)
{
    return tenor__panel_size(k, n) / 2;
}

#ifdef TENOR_NN_DOUBLE

bool tenor__panel_bfloat16_pack(uint32_t *bfloat16s, size_t k, size_t n, const tenor__real *panels)
{
    (void)bfloat16s, (void)k, (void)n, (void)panels;
    return false;
}

#else

bool tenor__panel_bfloat16_pack(uint32_t *bfloat16s, size_t k, size_t n, const tenor__real *panels)
{
    uint32_t lost = 0;
    const size_t rows = tenor__panel_size(k, n) / TENOR__PANEL_WIDTH; /* rows of all panels */
    for (size_t row = 0; row < rows; row++) {
        uint32_t bits[TENOR__PANEL_WIDTH];
        memcpy(bits, panels + row * TENOR__PANEL_WIDTH, sizeof bits);
        for (size_t j = 0; j < BFLOAT16_WIDTH; j++) {
            lost |= bits[j] | bits[j + BFLOAT16_WIDTH];
            bfloat16s[row * BFLOAT16_WIDTH + j] = bits[j] >> 16 | (bits[j + BFLOAT16_WIDTH] & 0xFFFF0000U);
        }
    }
    return (lost & 0xFFFF) == 0;
}

#endif

void tenor__panel_bfloat16_multiply(size_t k, size_t n, const tenor__real *a, const uint32_t *bfloat16s, tenor__real *c)
{
    const kernel use = choose();
    const size_t panels = n / TENOR__PANEL_WIDTH;
    use.bfloat16s(panels, k, a, bfloat16s, c);
    if (panels * TENOR__PANEL_WIDTH < n) {
        tenor__real wide[TENOR__PANEL_WIDTH];
        use.bfloat16s(1, k, a, bfloat16s + panels * k * BFLOAT16_WIDTH, wide);
        memcpy(c + panels * TENOR__PANEL_WIDTH, wide, (n - panels * TENOR__PANEL_WIDTH) * sizeof *c);
    }
}
