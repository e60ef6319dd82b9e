/* Matrix products: our kernels beside OpenBLAS's where it was found, and with them the machine's limit. */
#include "bench.h"

#include "base/alloc.h"
#include "base/pool.h"
#include "nn/kernels/panel.h"

#include <math.h>

#ifdef TENOR_BENCH_OPENBLAS
#include <cblas.h>
#endif

typedef struct shape {
    const char *what;
    size_t rows;
    size_t k;
    size_t n;
} shape;

/* Of an LSTM of 128 units on vectors of 100: its recurrent product at one, 8 and 32 rows, its input projection, the
 * weights' gradient as one product; then one that is only large. */
static const shape shapes[] = {
    {"one row", 1, 128, 512},      {"a step of 8", 8, 128, 512}, {"a step of 32", 32, 128, 512},
    {"projection", 512, 100, 512}, {"deep", 512, 704, 128},      {"large", 768, 512, 512},
};
enum { SHAPES = sizeof shapes / sizeof shapes[0], MOST_THREADS = 2 };

typedef struct product {
    shape size;
    size_t threads;
    tenor__pool *pool;
    float *a;
    float *b;
    float *panels;
    float *c[MOST_THREADS];
} product;

static float *get_numbers(size_t count)
{
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    float *numbers = tenor__alloc_aligned(&alloc, count, sizeof *numbers);
    if (!numbers)
        bench_require(TENOR_OUT_OF_MEMORY, "matrices", NULL);
    for (size_t i = 0; i < count; i++)
        numbers[i] = (float)(i % 7) - 3;
    return numbers;
}

static product product_new(const shape *size, size_t threads)
{
    product p = {.size = *size, .threads = threads};
    tenor_error error;
    bench_require(tenor__pool_new(threads, NULL, &p.pool, &error), "threads", &error);
    p.a = get_numbers(size->rows * size->k);
    p.b = get_numbers(size->k * size->n);
    p.panels = get_numbers(tenor__panel_size(size->k, size->n));
    tenor__panel_pack(p.panels, size->k, size->n, p.b, size->n, 0);
    for (size_t i = 0; i < threads; i++)
        p.c[i] = get_numbers(size->rows * size->n);
    return p;
}

static void product_free(product *p)
{
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    tenor__alloc_free_aligned(&alloc, p->a);
    tenor__alloc_free_aligned(&alloc, p->b);
    tenor__alloc_free_aligned(&alloc, p->panels);
    for (size_t i = 0; i < p->threads; i++)
        tenor__alloc_free_aligned(&alloc, p->c[i]);
    tenor__pool_free(p->pool);
}

static void multiply_task(size_t task, void *user)
{
    const product *p = user;
    tenor__panel_multiply(p->size.rows, p->size.k, p->size.n, p->a, p->size.k, p->panels, NULL, 0, p->c[task],
                          p->size.n);
}

/* Each thread has a product of its own, as shards and directions have. */
static void multiply(void *user)
{
    product *p = user;
    tenor__pool_run(p->pool, multiply_task, p, p->threads);
}

static double operations(const shape *size)
{
    return 2.0 * (double)size->rows * (double)size->k * (double)size->n;
}

static double measure_ours(const bench_settings *settings, const shape *size, size_t threads)
{
    product p = product_new(size, threads);
    const double seconds = bench_measure(settings, multiply, &p).best;
    product_free(&p);
    return (double)threads * operations(size) / seconds;
}

#ifdef TENOR_BENCH_OPENBLAS
static void multiply_openblas(void *user)
{
    const product *p = user;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)p->size.rows, (blasint)p->size.n,
                (blasint)p->size.k, 1, p->a, (blasint)p->size.k, p->b, (blasint)p->size.n, 0, p->c[0],
                (blasint)p->size.n);
}

static double measure_openblas(const bench_settings *settings, const shape *size, size_t threads)
{
    product p = product_new(size, 1);
    openblas_set_num_threads((int)threads);
    const double seconds = bench_measure(settings, multiply_openblas, &p).best;
    openblas_set_num_threads(1);
    product_free(&p);
    return operations(size) / seconds;
}
#else
static double measure_openblas(const bench_settings *settings, const shape *size, size_t threads)
{
    (void)settings, (void)size, (void)threads;
    return NAN;
}
#endif

double bench_limit(const bench_settings *settings, size_t threads)
{
    static double limits[MOST_THREADS];
    double *limit = &limits[threads - 1];
    if (*limit > 0)
        return *limit;
    for (size_t i = SHAPES - 2; i < SHAPES; i++) {
        *limit = fmax(*limit, measure_ours(settings, &shapes[i], threads));
        *limit = fmax(*limit, measure_openblas(settings, &shapes[i], threads));
    }
    return *limit;
}

void bench_products(const bench_settings *settings, bench_report *report)
{
    static const bench_column columns[] = {
        {"product", "", -1},
        {"rows", "", 0},
        {"k", "", 0},
        {"n", "", 0},
        {"tenor_1", "GFLOP/s", 1},
        {"tenor_2", "GFLOP/s", 1},
        {"openblas_1", "GFLOP/s", 1},
        {"openblas_2", "GFLOP/s", 1},
    };
    bench_table(report, "products", "Matrix products, on 1 and 2 threads", columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < SHAPES; i++) {
        const shape *size = &shapes[i];
        bench_row(report, (bench_value[]){
                              BENCH_TEXT(size->what),
                              BENCH_NUMBER(size->rows),
                              BENCH_NUMBER(size->k),
                              BENCH_NUMBER(size->n),
                              BENCH_NUMBER(1e-9 * measure_ours(settings, size, 1)),
                              BENCH_NUMBER(1e-9 * measure_ours(settings, size, 2)),
                              BENCH_NUMBER(1e-9 * measure_openblas(settings, size, 1)),
                              BENCH_NUMBER(1e-9 * measure_openblas(settings, size, 2)),
                          });
    }
    static const bench_column limits[] = {{"threads", "", 0}, {"limit", "GFLOP/s", 1}};
    bench_table(report, "limits", "The machine's limit: the best of the large ones", limits, 2);
    for (size_t threads = 1; threads <= MOST_THREADS; threads++)
        bench_row(report, (bench_value[]){BENCH_NUMBER(threads), BENCH_NUMBER(1e-9 * bench_limit(settings, threads))});
}
