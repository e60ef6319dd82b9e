/* A step against its definition: the mean of its sequences' gradients, whatever the shards. */
#include "check_main.h"

#include "nn/gradient_sums.h"
#include "train/training_step.h"

#include <math.h>
#include <string.h>

enum { COUNT = 37, WORDS = 11, DIM = 5, LONGEST = 9 };

static uint32_t ids[COUNT][LONGEST];
static const uint32_t *id_rows[COUNT];
static size_t lengths[COUNT];
static uint32_t labels[COUNT];
static tenor__sequences sequences;
static tenor__network *network;
static tenor__packed_weights *packed_weights;
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
    sequences = (tenor__sequences){
        .count = COUNT, .ids = id_rows, .lengths = lengths, .targets = {.count = COUNT, .labels = labels}};
    tenor__network_config config = {.words = WORDS,
                                    .dim = DIM,
                                    .hidden = 6,
                                    .layers = 1,
                                    .directions = 2,
                                    .pooling = {TENOR__POOLING_MEAN},
                                    .pooling_count = 1,
                                    .labels = 3};
    ck_assert(tenor__cell_find(tenor_str_of("gru"), &config.cell));
    ck_assert_int_eq(tenor__network_new(&config, NULL, &network, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__packed_weights_new(network, true, NULL, &packed_weights, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__pool_new(2, NULL, &pool, NULL), TENOR_OK);
    block_size = tenor__network_block_size(network);
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    start_block = tenor__alloc_aligned(&alloc, block_size, sizeof(float));
    block = tenor__alloc_aligned(&alloc, block_size, sizeof(float));
    tenor__network_init(network, &random, start_embedding, start_block);
}

static void end(void)
{
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    tenor__alloc_free_aligned(&alloc, start_block);
    tenor__alloc_free_aligned(&alloc, block);
    tenor__pool_free(pool);
    tenor__packed_weights_free(packed_weights);
    tenor__network_free(network);
}

/* One step of plain sgd at rate 1 from the start, without dropout: afterwards block and embedding have moved by minus
 * the gradient. Returns the loss. */
static double step(size_t batch, double clip, const double *by_class, const uint32_t *indices, size_t count,
                   double *norm)
{
    memcpy(block, start_block, block_size * sizeof *block);
    memcpy(embedding, start_embedding, sizeof embedding);
    tenor__optimizer optimizer;
    tenor__training_step training_step;
    const tenor__optimizer_settings sgd = {.kind = TENOR__OPTIMIZER_SGD};
    tenor__weight_average none = {.horizon = 0};
    tenor__sparse_rows_table table;
    const double rate = 1;
    ck_assert_int_eq(tenor__optimizer_init(&optimizer, &sgd, block_size, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__sparse_rows_table_init(&table, &optimizer, &none, embedding, WORDS, DIM, NULL), TENOR_OK);
    tenor__sparse_rows_table_begin_epoch(&table);
    ck_assert(tenor__optimizer_begin_epoch(&optimizer, &rate, 1));
    const tenor__step_settings settings = {
        .network = network,
        .sequences = &sequences,
        .pool = pool,
        .optimizer = &optimizer,
        .average = &none,
        .table = &table,
        .packed_weights = packed_weights,
        .weights = {embedding, block},
        .loss = {3, 0, by_class, false},
        .clip = clip,
        .batch = batch,
        .seed = 1,
    };
    ck_assert_int_eq(tenor__training_step_init(&training_step, &settings, NULL), TENOR_OK);
    tenor__step_result result;
    const tenor__sampled_batch all = {indices, count, 0};
    ck_assert_int_eq(tenor__training_step_run(&training_step, &all, NULL, &result), TENOR_OK);
    tenor__training_step_free(&training_step);
    tenor__sparse_rows_table_free(&table);
    tenor__optimizer_free(&optimizer);
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

/* Epochs of steps whose rows overlap or do not, with everything that a step keeps between them. */
static void run_course(size_t threads, bool looks_ahead, float *final_block, float *final_embedding)
{
    enum { BATCH = 10, BATCHES = (COUNT + BATCH - 1) / BATCH, EPOCHS = 3 };
    memcpy(block, start_block, block_size * sizeof *block);
    memcpy(embedding, start_embedding, sizeof embedding);
    const tenor__optimizer_settings adam = {.kind = TENOR__OPTIMIZER_ADAM};
    tenor__optimizer optimizer;
    tenor__weight_average average;
    tenor__sparse_rows_table table;
    tenor__training_step training_step;
    tenor__pool *own;
    uint32_t indices[COUNT];
    double rates[BATCHES];
    static const bool is_pretrained[WORDS] = {[2] = true, [3] = true, [5] = true};
    for (uint32_t i = 0; i < COUNT; i++)
        indices[i] = i;
    for (size_t i = 0; i < BATCHES; i++)
        rates[i] = 0.01;
    ck_assert_int_eq(tenor__pool_new(threads, NULL, &own, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__optimizer_init(&optimizer, &adam, block_size, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__weight_average_init(&average, 5, block_size, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__sparse_rows_table_init(&table, &optimizer, &average, embedding, WORDS, DIM, NULL),
                     TENOR_OK);
    const tenor__step_settings settings = {
        .network = network,
        .sequences = &sequences,
        .pool = own,
        .optimizer = &optimizer,
        .average = &average,
        .table = &table,
        .packed_weights = packed_weights,
        .weights = {embedding, block},
        .loss = {3, 0, NULL, false},
        .dropout = {.mixout = 0.2,
                    .pretrained = start_embedding,
                    .is_pretrained = is_pretrained,
                    .embedding = 0.2,
                    .layers = 0.2,
                    .recurrent = 0.2,
                    .head = 0.2},
        .word_dropout = 0.1,
        .clip = 1,
        .batch = BATCH,
        .seed = 1,
    };
    ck_assert_int_eq(tenor__training_step_init(&training_step, &settings, NULL), TENOR_OK);
    for (uint64_t epoch = 0; epoch < EPOCHS; epoch++) {
        tenor__sparse_rows_table_begin_epoch(&table);
        ck_assert(tenor__optimizer_begin_epoch(&optimizer, rates, BATCHES));
        tenor__sampled_batch batches[BATCHES];
        for (size_t i = 0; i < BATCHES; i++) {
            const size_t begin = (i + epoch) % BATCHES * BATCH;
            batches[i] = (tenor__sampled_batch){indices + begin, COUNT - begin < BATCH ? COUNT - begin : BATCH,
                                                epoch * BATCHES + i};
        }
        for (size_t i = 0; i < BATCHES; i++) {
            tenor__step_result result;
            const bool last = i + 1 == BATCHES;
            ck_assert_int_eq(tenor__training_step_run(&training_step, &batches[i],
                                                      last || !looks_ahead ? NULL : &batches[i + 1], &result),
                             TENOR_OK);
        }
        tenor__training_step_catch_up(&training_step);
    }
    memcpy(final_block, average.block, block_size * sizeof *final_block);
    memcpy(final_embedding, table.average.mean, sizeof embedding);
    tenor__training_step_free(&training_step);
    tenor__sparse_rows_table_free(&table);
    tenor__weight_average_free(&average);
    tenor__optimizer_free(&optimizer);
    tenor__pool_free(own);
}

START_TEST(threads_and_looking_ahead_change_no_bit)
{
    begin();
    float *first = malloc(block_size * sizeof *first), *again = malloc(block_size * sizeof *again);
    float first_rows[WORDS * DIM], again_rows[WORDS * DIM];
    run_course(1, true, first, first_rows);
    ck_assert_mem_ne(first, start_block, block_size * sizeof *first);
    ck_assert_mem_ne(first_rows, start_embedding, sizeof first_rows);
    for (size_t threads = 1; threads <= 3; threads++) {
        for (int looks_ahead = 0; looks_ahead < 2; looks_ahead++) {
            run_course(threads, looks_ahead, again, again_rows);
            ck_assert_mem_eq(first, again, block_size * sizeof *first);
            ck_assert_mem_eq(first_rows, again_rows, sizeof first_rows);
        }
    }
    free(first);
    free(again);
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
        ck_assert_double_eq_tol(tenor__gradient_sums_squares(size, x), expected, 1e-9);
        tenor__gradient_sums_add(size, y, x);
        for (size_t j = 0; j < size; j++)
            ck_assert_float_eq(y[j], 1 + x[j]);
    }
    x[3] = NAN;
    ck_assert(isnan(tenor__gradient_sums_squares(100, x)));
    x[3] = INFINITY;
    ck_assert(isinf(tenor__gradient_sums_squares(100, x)));
}
END_TEST

CHECK_MAIN("train/training_step", a_batch_moves_by_the_mean_gradient, a_batch_without_weight_moves_nothing,
           threads_and_looking_ahead_change_no_bit, squares_and_sums)
