/* A step against its definition: the mean of its sequences' gradients, whatever the shards. */
#include "check_main.h"

#include "train/gradient.h"
#include "train/step.h"

#include <math.h>
#include <string.h>

enum { COUNT = 37, WORDS = 11, DIM = 5, LONGEST = 9 };

static uint32_t ids[COUNT][LONGEST];
static const uint32_t *id_rows[COUNT];
static size_t lengths[COUNT];
static uint32_t labels[COUNT];
static tenor__sequences sequences;
static tenor__network *network;
static tenor__packs *packs;
static tenor__pool *pool;
static size_t block_size;
static float *start_block, *block;
static float start_embedding[WORDS * DIM], embedding[WORDS * DIM];
static const double weights[3] = {1, 0.5, 2};

static void begin(void)
{
    tenor__random random = tenor__random_new(5, 0);
    for (size_t i = 0; i < COUNT; i++) {
        lengths[i] = 1 + i * LONGEST / COUNT; /* sorted */
        labels[i] = (uint32_t)tenor__random_below(&random, 3);
        id_rows[i] = ids[i];
        for (size_t t = 0; t < lengths[i]; t++)
            ids[i][t] = 1 + (uint32_t)tenor__random_below(&random, WORDS - 1);
    }
    sequences = (tenor__sequences){.count = COUNT, .ids = id_rows, .lengths = lengths, .labels = labels};
    tenor__network_spec spec = {.words = WORDS,
                                .dim = DIM,
                                .hidden = 6,
                                .layers = 1,
                                .directions = 2,
                                .pooling = {TENOR__POOLING_MEAN},
                                .pooling_count = 1,
                                .labels = 3};
    ck_assert(tenor__cell_find(tenor_str_of("gru"), &spec.cell));
    ck_assert_int_eq(tenor__network_new(&spec, NULL, &network, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__packs_new(network, true, NULL, &packs, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__pool_new(2, NULL, &pool, NULL), TENOR_OK);
    block_size = tenor__network_block_size(network);
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    start_block = tenor__get_aligned(&alloc, block_size, sizeof(float));
    block = tenor__get_aligned(&alloc, block_size, sizeof(float));
    tenor__network_start(network, &random, start_embedding, start_block);
}

static void end(void)
{
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    tenor__put_aligned(&alloc, start_block);
    tenor__put_aligned(&alloc, block);
    tenor__pool_free(pool);
    tenor__packs_free(packs);
    tenor__network_free(network);
}

/* One step of plain sgd at rate 1 from the start, without dropout: afterwards block and embedding have moved by minus
 * the gradient. Returns the loss. */
static double step(size_t batch, double clip, const double *by_class, const uint32_t *indices, size_t count,
                   double *norm)
{
    memcpy(block, start_block, block_size * sizeof *block);
    memcpy(embedding, start_embedding, sizeof embedding);
    tenor__optimiser optimiser;
    tenor__stepper stepper;
    const tenor__optimiser_settings sgd = {.kind = TENOR__OPTIMISER_SGD};
    tenor__average none = {.horizon = 0};
    const double rate = 1;
    ck_assert_int_eq(tenor__optimiser_init(&optimiser, &sgd, block_size, WORDS, DIM, NULL), TENOR_OK);
    ck_assert(tenor__optimiser_begin_epoch(&optimiser, &rate, 1));
    const tenor__step_settings settings = {
        .network = network,
        .sequences = &sequences,
        .pool = pool,
        .optimiser = &optimiser,
        .average = &none,
        .packs = packs,
        .weights = {embedding, block},
        .loss = {3, 0, by_class},
        .clip = clip,
        .batch = batch,
        .seed = 1,
    };
    ck_assert_int_eq(tenor__stepper_init(&stepper, &settings, NULL), TENOR_OK);
    tenor__step_result result;
    ck_assert_int_eq(tenor__stepper_run(&stepper, indices, count, 0, &result), TENOR_OK);
    tenor__stepper_free(&stepper);
    tenor__optimiser_free(&optimiser);
    if (norm)
        *norm = result.norm;
    return result.cross_entropy;
}

static void check_mean(size_t batch, size_t count, const double *by_class)
{
    double *mean = calloc(block_size + WORDS * DIM, sizeof *mean);
    double loss = 0;
    double weight = 0;
    uint32_t indices[COUNT] = {0};
    for (uint32_t i = 0; i < count; i++) {
        indices[i] = i;
        loss += step(1, 0, NULL, &i, 1, NULL);
        const double w = by_class ? by_class[labels[i]] : 1;
        weight += w;
        for (size_t j = 0; j < block_size; j++)
            mean[j] += w * ((double)start_block[j] - (double)block[j]);
        for (size_t j = 0; j < WORDS * DIM; j++)
            mean[block_size + j] += w * ((double)start_embedding[j] - (double)embedding[j]);
    }
    double norm;
    ck_assert_double_eq_tol(step(batch, 0, by_class, indices, count, &norm), loss, 1e-5 * loss);
    double squares = 0;
    for (size_t j = 0; j < block_size + WORDS * DIM; j++) {
        const double moved = j < block_size
                                 ? (double)start_block[j] - (double)block[j]
                                 : (double)start_embedding[j - block_size] - (double)embedding[j - block_size];
        ck_assert_double_eq_tol(moved, mean[j] / weight, 1e-6);
        squares += mean[j] / weight * mean[j] / weight;
    }
    ck_assert_double_eq_tol(norm, sqrt(squares), 1e-5 * norm);

    /* Clipped to half its norm, it moves half as far. */
    float *moved = malloc(block_size * sizeof *moved);
    memcpy(moved, block, block_size * sizeof *moved);
    step(batch, norm / 2, by_class, indices, count, NULL);
    for (size_t j = 0; j < block_size; j++)
        ck_assert_double_eq_tol((double)(start_block[j] - block[j]), 0.5 * (double)(start_block[j] - moved[j]), 1e-6);
    free(moved);
    free(mean);
}

START_TEST(a_batch_moves_by_the_mean_gradient)
{
    begin();
    check_mean(8, 8, NULL);        /* one shard */
    check_mean(9, 9, NULL);        /* two */
    check_mean(37, 37, weights);   /* five */
    check_mean(37, 3, NULL);       /* some of them empty */
    check_mean(1000, 37, weights); /* sixteen */
    end();
}
END_TEST

START_TEST(a_batch_without_weight_moves_nothing)
{
    begin();
    static const double none[3] = {0, 0, 0};
    const uint32_t indices[] = {0, 1, 2};
    double norm;
    ck_assert_double_gt(step(8, 5, none, indices, 3, &norm), 0);
    ck_assert_double_eq(norm, 0);
    for (size_t j = 0; j < block_size; j++)
        ck_assert_float_eq(block[j], start_block[j]);
    for (size_t j = 0; j < WORDS * DIM; j++)
        ck_assert_float_eq(embedding[j], start_embedding[j]);
    end();
}
END_TEST

START_TEST(squares_and_sums)
{
    float x[100] = {0}, y[100];
    for (size_t size = 0; size <= 100; size++) {
        double expected = 0;
        for (size_t j = 0; j < size; j++) {
            x[j] = (float)j - 30.5f;
            y[j] = 1;
            expected += (double)x[j] * (double)x[j];
        }
        ck_assert_double_eq_tol(tenor__gradient_squares(size, x), expected, 1e-9);
        tenor__gradient_add(size, y, x);
        for (size_t j = 0; j < size; j++)
            ck_assert_float_eq(y[j], 1 + x[j]);
    }
    x[3] = NAN;
    ck_assert(isnan(tenor__gradient_squares(100, x)));
    x[3] = INFINITY;
    ck_assert(isinf(tenor__gradient_squares(100, x)));
}
END_TEST

CHECK_MAIN("train/step", a_batch_moves_by_the_mean_gradient, a_batch_without_weight_moves_nothing, squares_and_sums)
