#include "train/corpus_vectors.h"

#include "base/random.h"
#include "nn/simd.h"
#include "text/vocab.h"
#include "train/ppmi.h"

#include <math.h>
#include <string.h>

enum {
    ITERATIONS = 6,
    MOST_RANK = 300,
    CHUNKS = 16, /* of rows, a task each */
};

static const double DEVIATION = 0.35;

typedef struct subspace {
    tenor_alloc alloc;
    tenor__pool *pool;
    const tenor__ppmi *ppmi;
    size_t words;
    size_t rank;
    float *basis;     /* [words, rank] */
    float *image;     /* [words, rank] M basis */
    double *products; /* [CHUNKS, rank, rank] image^T image over a chunk's rows; in the first at last of all */
} subspace;

static void free_subspace(subspace *space)
{
    tenor__put_aligned(&space->alloc, space->basis);
    tenor__put_aligned(&space->alloc, space->image);
    tenor__put(&space->alloc, space->products);
}

static bool init_subspace(subspace *space, uint64_t seed)
{
    size_t count;
    if (!tenor__multiply_size(space->words, space->rank, &count))
        return false;
    space->basis = tenor__get_aligned(&space->alloc, count, sizeof *space->basis);
    space->image = tenor__get_aligned(&space->alloc, count, sizeof *space->image);
    space->products = tenor__get(&space->alloc, CHUNKS * space->rank * space->rank, sizeof *space->products);
    if (!space->basis || !space->image || !space->products)
        return false;
    tenor__random random = tenor__random_new(seed, 0);
    for (size_t i = 0; i < count; i++)
        space->basis[i] = (float)tenor__random_normal(&random);
    return true;
}

static size_t chunk_begin(const subspace *space, size_t chunk)
{
    return space->words * chunk / CHUNKS;
}

/* The lower triangle of sums[rank, rank] += row^T row. */
TENOR_CLONES static void add_outer(size_t rank, const float *restrict row, double *restrict sums)
{
    for (size_t j = 0; j < rank; j++) {
        const double factor = (double)row[j];
        TENOR_INDEPENDENT
        for (size_t k = 0; k <= j; k++)
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
        add_outer(rank, space->image + row * rank, sums);
}

/* a[n, n] = L L^T in place of a's lower triangle (Cholesky). Where a row depends on those before, L's diagonal is 0. */
static void factor(size_t n, double *a)
{
    for (size_t j = 0; j < n; j++) {
        double *row = a + j * n;
        const double length = row[j];
        for (size_t k = 0; k < j; k++)
            row[j] -= row[k] * row[k];
        row[j] = row[j] > 1e-10 * length ? sqrt(row[j]) : 0;
        for (size_t i = j + 1; i < n; i++) {
            double *below = a + i * n;
            for (size_t k = 0; k < j; k++)
                below[j] -= below[k] * row[k];
            below[j] = row[j] > 0 ? below[j] / row[j] : 0;
        }
    }
}

/* basis = image L^-T, a row by itself. */
static void solve_chunk(size_t chunk, void *user)
{
    const subspace *space = user;
    const size_t rank = space->rank;
    for (size_t row = chunk_begin(space, chunk); row < chunk_begin(space, chunk + 1); row++) {
        float *out = space->basis + row * rank;
        for (size_t j = 0; j < rank; j++) {
            const double *factors = space->products + j * rank;
            double rest = (double)space->image[row * rank + j];
            for (size_t k = 0; k < j; k++)
                rest -= factors[k] * (double)out[k];
            out[j] = factors[j] > 0 ? (float)(rest / factors[j]) : 0;
        }
    }
}

/* The basis of what M makes of the subspace, its columns of length 1 and at right angles. */
static void iterate(subspace *space)
{
    const size_t size = space->rank * space->rank;
    tenor__ppmi_multiply(space->ppmi, space->rank, space->basis, space->image, space->pool);
    tenor__pool_run(space->pool, multiply_chunk, space, CHUNKS);
    for (size_t chunk = 1; chunk < CHUNKS; chunk++)
        for (size_t i = 0; i < size; i++)
            space->products[i] += space->products[chunk * size + i];
    factor(space->rank, space->products);
    tenor__pool_run(space->pool, solve_chunk, space, CHUNKS);
}

static double sum_squares(const float *row, size_t count)
{
    double squares = 0;
    for (size_t j = 0; j < count; j++)
        squares += (double)row[j] * (double)row[j];
    return squares;
}

static void fill(const subspace *space, size_t dim, double deviation, float *embedding, bool *is_known)
{
    const size_t rank = space->rank;
    double squares = 0;
    double known = 0;
    for (size_t row = 0; row < space->words; row++) {
        const double here = sum_squares(space->basis + row * rank, rank);
        is_known[row] = here > 0;
        squares += here;
        known += is_known[row];
    }
    const double now = known > 0 ? sqrt(squares / (known * (double)rank)) : 1;
    for (size_t row = TENOR__UNKNOWN; row < space->words; row++) {
        float *to = embedding + row * dim;
        for (size_t j = 0; j < dim; j++)
            to[j] = is_known[row] && j < rank ? (float)(DEVIATION / now) * space->basis[row * rank + j]
                                              : (float)(DEVIATION / deviation) * to[j];
    }
}

bool tenor__corpus_vectors(const tenor__sequences *sequences, size_t words, size_t dim, double deviation, uint64_t seed,
                           tenor__pool *pool, const tenor_alloc *alloc, float *embedding, bool *is_known)
{
    const size_t most = words < MOST_RANK ? words : MOST_RANK;
    tenor__ppmi ppmi;
    subspace space = {
        .alloc = tenor__alloc_of(alloc),
        .pool = pool,
        .ppmi = &ppmi,
        .words = words,
        .rank = dim < most ? dim : most,
    };
    if (!tenor__ppmi_init(&ppmi, sequences, words, pool, alloc))
        return false;
    const bool complete = init_subspace(&space, seed);
    for (int i = 0; complete && i < ITERATIONS; i++)
        iterate(&space);
    if (complete)
        fill(&space, dim, deviation, embedding, is_known);
    free_subspace(&space);
    tenor__ppmi_free(&ppmi);
    return complete;
}
