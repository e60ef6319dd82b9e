/* The kernel for one vector width; panel.c includes this file once for each. It requires TILE_NAME(x), TILE_TARGET,
 * TILE_LANES, TILE_ROWS (the rows of the largest tile) and TILE_PANELS (1 or 2, the bfloat16 panels read side by side).
 * A tile is `rows` rows by `vectors` vectors of columns of one panel; all its sums are in registers. */

typedef tenor__real TILE_NAME(vector) __attribute__((vector_size(TILE_LANES * sizeof(tenor__real))));
typedef tenor__real TILE_NAME(unaligned)
    __attribute__((vector_size(TILE_LANES * sizeof(tenor__real)), aligned(sizeof(tenor__real)), may_alias));

TENOR_INLINE TILE_TARGET void TILE_NAME(tile)(const size_t rows, const size_t vectors, size_t k, const tenor__real *a,
                                              size_t a_row, size_t a_column, const tenor__real *panel,
                                              const tenor__real *start, size_t start_stride, tenor__real *c, size_t ldc)
{
    TILE_NAME(vector) sum[TILE_ROWS][8];
#pragma GCC unroll 16
    for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++)
            if (start)
                sum[r][v] = *(const TILE_NAME(unaligned) *)(start + r * start_stride + v * TILE_LANES);
            else
                sum[r][v] = (TILE_NAME(vector)){0};
    for (size_t i = 0; i < k; i++) {
        TILE_NAME(vector) b[8];
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++)
            b[v] = *(const TILE_NAME(unaligned) *)(panel + i * TENOR__PANEL_WIDTH + v * TILE_LANES);
#pragma GCC unroll 16
        for (size_t r = 0; r < rows; r++) {
            const tenor__real x = a[r * a_row + i * a_column];
#pragma GCC unroll 8
            for (size_t v = 0; v < vectors; v++)
                sum[r][v] += x * b[v];
        }
    }
#pragma GCC unroll 16
    for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++)
            *(TILE_NAME(unaligned) *)(c + r * ldc + v * TILE_LANES) = sum[r][v];
}

#ifndef TENOR_NN_DOUBLE

/* Multiplies one row by `count` <= TILE_PANELS whole bfloat16 panels. There are enough independent sums to hide the
 * latency of an addition. */
TENOR_INLINE TILE_TARGET void TILE_NAME(bfloat16s_tile)(const size_t count, size_t k, const tenor__real *a,
                                                        const uint32_t *bfloat16s, tenor__real *c)
{
    typedef uint32_t TILE_NAME(words) __attribute__((vector_size(TILE_LANES * 4)));
    typedef uint32_t TILE_NAME(unaligned_words)
        __attribute__((vector_size(TILE_LANES * 4), aligned(sizeof(tenor__real)), may_alias));
    enum { WIDTH = TENOR__PANEL_WIDTH / 2, VECTORS = WIDTH / TILE_LANES, AT_ONCE = VECTORS < 4 ? VECTORS : 4 };
    for (size_t first = 0; first < VECTORS; first += AT_ONCE) {
        TILE_NAME(vector) left[TILE_PANELS][AT_ONCE];
        TILE_NAME(vector) right[TILE_PANELS][AT_ONCE];
#pragma GCC unroll 2
        for (size_t p = 0; p < count; p++)
#pragma GCC unroll 4
            for (size_t v = 0; v < AT_ONCE; v++)
                left[p][v] = right[p][v] = (TILE_NAME(vector)){0};
        for (size_t i = 0; i < k; i++) {
            const tenor__real x = a[i];
#pragma GCC unroll 2
            for (size_t p = 0; p < count; p++) {
                const uint32_t *row = bfloat16s + (p * k + i) * WIDTH + first * TILE_LANES;
#pragma GCC unroll 4
                for (size_t v = 0; v < AT_ONCE; v++) {
                    const TILE_NAME(words) both = *(const TILE_NAME(unaligned_words) *)(row + v * TILE_LANES);
                    left[p][v] += x * (TILE_NAME(vector))(both << 16);
                    right[p][v] += x * (TILE_NAME(vector))(both & 0xFFFF0000U);
                }
            }
        }
#pragma GCC unroll 2
        for (size_t p = 0; p < count; p++)
#pragma GCC unroll 4
            for (size_t v = 0; v < AT_ONCE; v++) {
                tenor__real *to = c + p * TENOR__PANEL_WIDTH + (first + v) * TILE_LANES;
                *(TILE_NAME(unaligned) *)to = left[p][v];
                *(TILE_NAME(unaligned) *)(to + WIDTH) = right[p][v];
            }
    }
}

/* Multiplies one row by `panels` whole bfloat16 panels. */
static TILE_TARGET void TILE_NAME(bfloat16s)(size_t panels, size_t k, const tenor__real *a, const uint32_t *bfloat16s,
                                             tenor__real *c)
{
    size_t done = 0;
    for (; done + TILE_PANELS <= panels; done += TILE_PANELS)
        TILE_NAME(bfloat16s_tile)
    (TILE_PANELS, k, a, bfloat16s + done * k * (TENOR__PANEL_WIDTH / 2), c + done * TENOR__PANEL_WIDTH);
    for (; done < panels; done++)
        TILE_NAME(bfloat16s_tile)
    (1, k, a, bfloat16s + done * k * (TENOR__PANEL_WIDTH / 2), c + done * TENOR__PANEL_WIDTH);
}

#endif

/* Takes VECTORS vectors of columns at a time while that many are left. */
#define TILE_COLUMNS(ROWS, VECTORS)                                                                                    \
    for (; column + (VECTORS)*TILE_LANES <= columns; column += (VECTORS)*TILE_LANES)                                   \
        TILE_NAME(tile)                                                                                                \
    (ROWS, VECTORS, k, a, a_row, a_column, panels + panel_place(k, column), start ? start + column : NULL,             \
     start_stride, c + column, ldc);

#define TILE_SWEEP(ROWS, VECTORS)                                                                                      \
    case ROWS:                                                                                                         \
        TILE_COLUMNS(ROWS, VECTORS)                                                                                    \
        TILE_COLUMNS(ROWS, 1)                                                                                          \
        break;

/* Multiplies `rows` <= TILE_ROWS rows by `columns` columns, a multiple of TILE_LANES. */
static TILE_TARGET void TILE_NAME(sweep)(size_t rows, size_t k, size_t columns, const tenor__real *a, size_t a_row,
                                         size_t a_column, const tenor__real *panels, const tenor__real *start,
                                         size_t start_stride, tenor__real *c, size_t ldc)
{
    size_t column = 0;
    switch (rows) {
        /* Few rows take more columns at a time, to hide the latency of an addition. A single row is limited by reads
         * from the L2 cache, which are fastest in order. */
#if TILE_LANES == 16
        TILE_SWEEP(1, 4)
        TILE_SWEEP(2, 4)
        TILE_SWEEP(3, 4)
#else
        TILE_SWEEP(1, 8)
        TILE_SWEEP(2, 4)
        TILE_SWEEP(3, 2)
#endif
        TILE_SWEEP(4, 2)
#if TILE_ROWS > 4
        TILE_SWEEP(5, 2)
        TILE_SWEEP(6, 2)
#endif
#if TILE_ROWS > 6
        TILE_SWEEP(7, 2)
        TILE_SWEEP(8, 2)
        TILE_SWEEP(9, 2)
        TILE_SWEEP(10, 2)
        TILE_SWEEP(11, 2)
        TILE_SWEEP(12, 2)
#endif
    default:
        break;
    }
}

#undef TILE_SWEEP
#undef TILE_COLUMNS
