#include "train/corpus_vectors.h"

#include "nn/gradient_sums.h"
#include "nn/kernels/simd.h"
#include "text/vocab.h"
#include "train/ppmi.h"

#include <math.h>
#include <string.h>

enum {
    ITERATIONS = 6,
    MOST_RANK = 300,
    CHUNKS = 16, /* of rows, one task each */
};

static const double DEVIATION = 0.35;

/* A word counts as known if the mean square of its vector is above this fraction of the mean over all words. */
static const double LEAST_SHARE = 0.01;

typedef struct subspace {
    tenor_alloc alloc;
    tenor__pool *pool;
    const tenor__ppmi *ppmi;
    size_t words;
    size_t rank;
    float *basis;     /* [words, rank] */
    float *image;     /* [words, rank] M basis */
    double *products; /* [CHUNKS, rank, rank] image^T image of a chunk's rows; the first becomes the Cholesky factor of
                         the sum */
} subspace;

static void free_subspace(subspace *space)
{
    tenor__alloc_free_aligned(&space->alloc, space->basis);
    tenor__alloc_free_aligned(&space->alloc, space->image);
    tenor__alloc_free(&space->alloc, space->products);
}

static bool init_subspace(subspace *space, tenor__random *random)
{
    size_t count;
    if (!tenor__size_multiply(space->words, space->rank, &count))
        return false;
    space->basis = tenor__alloc_aligned(&space->alloc, count, sizeof *space->basis);
    space->image = tenor__alloc_aligned(&space->alloc, count, sizeof *space->image);
    space->products = tenor__alloc_array(&space->alloc, CHUNKS * space->rank * space->rank, sizeof *space->products);
    if (!space->basis || !space->image || !space->products)
        return false;
    for (size_t i = 0; i < count; i++)
        space->basis[i] = (float)tenor__random_normal(random);
    return true;
}

static size_t chunk_begin(const subspace *space, size_t chunk)
{
    return space->words * chunk / CHUNKS;
}

/* Adds row^T row to the upper triangle of sums[rank, rank]. */
TENOR_CLONES static void add_outer(size_t rank, const float *restrict row, double *restrict sums)
{
    for (size_t j = 0; j < rank; j++) {
        const double factor = (double)row[j];
        TENOR_INDEPENDENT
        for (size_t k = j; k < rank; k++)
            sums[j * rank + k] += factor * (double)row[k];
    }
}

static void multiply_chunk(size_t chunk, void *user)
{
    const subspace *space = user;
    const size_t rank = space->rank;
    double *sums = space->products + chunk * rank * rank;
    memset(sums, 0, rank * rank * sizeof *sums);
    for (size_t row = chunk_begin(space, chunk); row < chunk_begin(space, chunk + 1); row++)
        if (tenor__gradient_sums_squares(rank, space->image + row * rank) > 0)
            add_outer(rank, space->image + row * rank, sums);
}

/* rest[k] -= factor row[k] for k from `first` on. */
TENOR_CLONES static void subtract_scaled(size_t first, size_t count, double factor, const double *restrict row,
                                         double *restrict rest)
{
    TENOR_INDEPENDENT
    for (size_t k = first; k < count; k++)
        rest[k] -= factor * row[k];
}

/* Cholesky decomposition: replaces the upper triangle of a[n, n] = R^T R by R. If a column depends on earlier ones, the
 * diagonal of R and the rest of its row are 0. */
static void factor_products(size_t n, double *a)
{
    double largest = 0;
    for (size_t j = 0; j < n; j++)
        largest = fmax(largest, a[j * n + j]);
    for (size_t j = 0; j < n; j++) {
        double *row = a + j * n;
        const double root = row[j] > 1e-10 * largest ? sqrt(row[j]) : 0;
        for (size_t k = j; k < n; k++)
            row[k] = root > 0 ? row[k] / root : 0;
        for (size_t i = j + 1; i < n; i++)
            subtract_scaled(i, n, row[i], row, a + i * n);
    }
}

/* basis = image R^-1, row by row. */
static void solve_chunk(size_t chunk, void *user)
{
    const subspace *space = user;
    const size_t rank = space->rank;
    double rest[MOST_RANK];
    for (size_t row = chunk_begin(space, chunk); row < chunk_begin(space, chunk + 1); row++) {
        const float *from = space->image + row * rank;
        float *to = space->basis + row * rank;
        memset(to, 0, rank * sizeof *to);
        if (tenor__gradient_sums_squares(rank, from) == 0)
            continue;
        for (size_t j = 0; j < rank; j++)
            rest[j] = (double)from[j];
        for (size_t j = 0; j < rank; j++) {
            const double *factors = space->products + j * rank;
            const double solved = factors[j] > 0 ? rest[j] / factors[j] : 0;
            subtract_scaled(j + 1, rank, solved, factors, rest);
            to[j] = (float)solved;
        }
    }
}

/* One iteration: basis becomes an orthonormal basis of M basis. */
static void iterate(subspace *space)
{
    const size_t size = space->rank * space->rank;
    tenor__ppmi_multiply(space->ppmi, space->rank, space->basis, space->image, space->pool);
    tenor__pool_run(space->pool, multiply_chunk, space, CHUNKS);
    for (size_t chunk = 1; chunk < CHUNKS; chunk++)
        for (size_t i = 0; i < size; i++)
            space->products[i] += space->products[chunk * size + i];
    factor_products(space->rank, space->products);
    tenor__pool_run(space->pool, solve_chunk, space, CHUNKS);
}

/* Sets is_known[word] and returns the standard deviation of the known words' values. */
static double find_known(const subspace *space, bool *is_known)
{
    const size_t rank = space->rank;
    double squares = 0;
    size_t rows = 0;
    for (size_t word = 0; word < space->words; word++) {
        const double here = tenor__gradient_sums_squares(rank, space->basis + word * rank);
        squares += here;
        rows += here > 0;
    }
    const double least = rows > 0 ? LEAST_SHARE * squares / (double)rows : 0;
    squares = 0;
    rows = 0;
    for (size_t word = 0; word < space->words; word++) {
        const double here = tenor__gradient_sums_squares(rank, space->basis + word * rank);
        is_known[word] = here > least;
        squares += is_known[word] ? here : 0;
        rows += is_known[word];
    }
    return rows > 0 ? sqrt(squares / ((double)rows * (double)rank)) : 0;
}

static void fill(const subspace *space, size_t dim, double deviation, float *embedding, bool *is_known)
{
    const size_t rank = space->rank;
    const double now = find_known(space, is_known);
    const float factor = now > 0 ? (float)(DEVIATION / now) : 0;
    const float random_factor = (float)(DEVIATION / deviation);
    for (size_t word = TENOR__UNKNOWN; word < space->words; word++) {
        float *to = embedding + word * dim;
        for (size_t j = 0; j < dim; j++) {
            const bool from_corpus = is_known[word] && j < rank && space->products[j * rank + j] > 0;
            to[j] = from_corpus ? factor * space->basis[word * rank + j] : random_factor * to[j];
        }
    }
}

bool tenor__corpus_vectors(const tenor__sequences *sequences, size_t words, size_t most_tokens, size_t dim,
                           double deviation, tenor__random random, tenor__pool *pool, const tenor_alloc *alloc,
                           float *embedding, bool *is_known)
{
    const size_t width = dim < MOST_RANK ? dim : MOST_RANK;
    tenor__ppmi ppmi;
    subspace space = {
        .alloc = tenor__alloc_of(alloc),
        .pool = pool,
        .ppmi = &ppmi,
        .words = words,
        .rank = width < words ? width : words,
    };
    if (!tenor__ppmi_init(&ppmi, sequences, words, most_tokens, &random, pool, alloc))
        return false;
    const bool complete = init_subspace(&space, &random);
    for (int i = 0; complete && i < ITERATIONS; i++)
        iterate(&space);
    if (complete)
        fill(&space, dim, deviation, embedding, is_known);
    free_subspace(&space);
    tenor__ppmi_free(&ppmi);
    return complete;
}
