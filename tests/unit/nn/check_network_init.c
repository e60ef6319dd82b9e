#include "check_main.h"

#include "nn/rig.h"

#include <math.h>

enum { WORDS = 300, DIM = 40, HIDDEN = 48, ATTENTION = 12, LABELS = 5 };

typedef struct started {
    tenor__network *network;
    tenor__real *embedding;
    tenor__real *block;
} started;

static started start(const char *cell, uint64_t seed)
{
    tenor__network_config config = {.words = WORDS,
                                    .dim = DIM,
                                    .hidden = HIDDEN,
                                    .layers = 2,
                                    .directions = 2,
                                    .pooling = {TENOR__POOLING_ATTENTION},
                                    .pooling_count = 1,
                                    .dense = {20},
                                    .dense_count = 1,
                                    .labels = LABELS};
    ck_assert(tenor__cell_find(tenor_str_of(cell), &config.cell));
    started s;
    ck_assert_int_eq(tenor__network_new(&config, NULL, &s.network, NULL), TENOR_OK);
    s.embedding = rig_numbers(WORDS * DIM);
    s.block = rig_numbers(tenor__network_block_size(s.network));
    /* Every number must be written. */
    for (size_t i = 0; i < WORDS * DIM; i++)
        s.embedding[i] = NAN;
    for (size_t i = 0; i < tenor__network_block_size(s.network); i++)
        s.block[i] = NAN;
    tenor__random random = tenor__random_new(seed, 0);
    tenor__network_init(s.network, &random, s.embedding, s.block);
    return s;
}

static void started_free(started *s)
{
    tenor__network_free(s->network);
    free(s->embedding);
    free(s->block);
}

static const tenor__real *tensor_named(const started *s, const char *name, size_t *size)
{
    for (size_t i = 1; i < tenor__network_tensor_count(s->network); i++) {
        const tenor__tensor *tensor = tenor__network_tensor(s->network, i);
        if (strcmp(tensor->name, name) == 0) {
            *size = tensor->size;
            return s->block + tensor->offset;
        }
    }
    ck_abort_msg("no tensor %s", name);
    return NULL;
}

static void check_constant(const started *s, const char *name, double value)
{
    size_t size;
    const tenor__real *values = tensor_named(s, name, &size);
    for (size_t i = 0; i < size; i++)
        ck_assert_double_eq((double)values[i], value);
}

/* Uniform in +-limit: within it, close to it, and of the right variance. */
static void check_uniform(const started *s, const char *name, double limit)
{
    size_t size;
    const tenor__real *values = tensor_named(s, name, &size);
    double sum = 0, squares = 0, largest = 0;
    for (size_t i = 0; i < size; i++) {
        sum += (double)values[i];
        squares += (double)values[i] * (double)values[i];
        largest = fmax(largest, fabs((double)values[i]));
    }
    const double n = (double)size, deviation = limit / sqrt(3);
    ck_assert_msg(largest <= limit * (1 + 1e-6) && largest > limit * (1 - 10 / n), "%s", name);
    ck_assert_msg(fabs(sum / n) < 4 * deviation / sqrt(n), "%s", name);
    ck_assert_msg(fabs(sqrt(squares / n) / deviation - 1) < 3 / sqrt(n), "%s", name);
}

START_TEST(test_every_number_is_set)
{
    for (size_t cell = 0; tenor__cell_name(cell); cell++) {
        started s = start(tenor__cell_name(cell), 1);
        for (size_t i = 0; i < WORDS * DIM; i++)
            REQUIRE(isfinite(s.embedding[i]));
        for (size_t i = 0; i < tenor__network_block_size(s.network); i++)
            REQUIRE(isfinite(s.block[i]));
        started_free(&s);
    }
}
END_TEST

/* Each gate's recurrent matrix times its transpose is the identity. */
START_TEST(test_orthogonal)
{
    started s = start("gru", 1);
    size_t size;
    const tenor__real *weight = tensor_named(&s, "rnn.weight_hh_l1_reverse", &size);
    ck_assert_uint_eq(size, 3 * HIDDEN * HIDDEN);
    for (size_t gate = 0; gate < 3; gate++) {
        const tenor__real *rows = weight + gate * HIDDEN * HIDDEN;
        for (size_t i = 0; i < HIDDEN; i++) {
            for (size_t j = 0; j < HIDDEN; j++) {
                double dot = 0;
                for (size_t k = 0; k < HIDDEN; k++)
                    dot += (double)rows[i * HIDDEN + k] * (double)rows[j * HIDDEN + k];
                REQUIRE(fabs(dot - (i == j)) < 1e-5);
            }
        }
    }
    ck_assert(memcmp(weight, weight + HIDDEN * HIDDEN, HIDDEN * HIDDEN * sizeof *weight) != 0);
    started_free(&s);
}
END_TEST

START_TEST(test_glorot)
{
    started s = start("lstm", 1);
    check_uniform(&s, "rnn.weight_ih_l0", sqrt(6.0 / (HIDDEN + DIM)));
    check_uniform(&s, "rnn.weight_ih_l1_reverse", sqrt(6.0 / (HIDDEN + 2 * HIDDEN)));
    check_uniform(&s, "attention.weight", sqrt(6.0 / (ATTENTION + 2 * HIDDEN)));
    check_uniform(&s, "attention.context", sqrt(6.0 / (ATTENTION + 1)));
    check_uniform(&s, "dense.0.weight", sqrt(6.0 / (20 + 2 * HIDDEN)));
    check_uniform(&s, "head.weight", sqrt(6.0 / (LABELS + 20)));
    started_free(&s);
}
END_TEST

START_TEST(test_biases)
{
    started s = start("lstm", 1);
    size_t size;
    const tenor__real *bias = tensor_named(&s, "rnn.bias_ih_l1", &size);
    ck_assert_uint_eq(size, 4 * HIDDEN);
    for (size_t i = 0; i < size; i++)
        ck_assert_double_eq((double)bias[i], i / HIDDEN == 1); /* the forget gate is the second */
    check_constant(&s, "rnn.bias_hh_l1", 0);
    check_constant(&s, "attention.bias", 0);
    check_constant(&s, "dense.0.bias", 0);
    check_constant(&s, "head.bias", 0);
    started_free(&s);

    s = start("gru", 1);
    check_constant(&s, "rnn.bias_ih_l0_reverse", 0);
    started_free(&s);

    s = start("fastrnn", 1);
    check_constant(&s, "rnn.alpha_l0", -3);
    check_constant(&s, "rnn.beta_l0", 3);
    started_free(&s);

    s = start("fastgrnn", 1);
    check_constant(&s, "rnn.bias_z_l0", 1);
    check_constant(&s, "rnn.bias_h_l1_reverse", 1);
    check_constant(&s, "rnn.zeta_l0", 1);
    check_constant(&s, "rnn.nu_l0", -4);
    started_free(&s);

    s = start("sru", 1);
    check_constant(&s, "rnn.bias_l0", 0);
    started_free(&s);
}
END_TEST

START_TEST(test_embedding)
{
    started s = start("rnn", 1);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < WORDS * DIM; i++) {
        if (i < DIM)
            ck_assert_double_eq((double)s.embedding[i], 0); /* <pad> */
        sum += (double)s.embedding[i];
        squares += (double)s.embedding[i] * (double)s.embedding[i];
    }
    const double n = (WORDS - 1) * DIM;
    ck_assert(fabs(sum / n) < 4 * 0.1 / sqrt(n));
    ck_assert(fabs(sqrt(squares / n) - 0.1) < 3 * 0.1 / sqrt(2 * n));
    started_free(&s);
}
END_TEST

START_TEST(test_seeds)
{
    started a = start("gru", 1), same = start("gru", 1), other = start("gru", 2);
    const size_t bytes = tenor__network_block_size(a.network) * sizeof *a.block;
    ck_assert_mem_eq(a.block, same.block, bytes);
    ck_assert_mem_eq(a.embedding, same.embedding, WORDS * DIM * sizeof *a.embedding);
    ck_assert(memcmp(a.block, other.block, bytes) != 0);
    ck_assert(memcmp(a.embedding, other.embedding, WORDS * DIM * sizeof *a.embedding) != 0);
    started_free(&a);
    started_free(&same);
    started_free(&other);
}
END_TEST

START_TEST(test_without_embedding)
{
    started s = start("lstm", 1);
    tenor__random random = tenor__random_new(1, 0);
    for (size_t i = 0; i < tenor__network_block_size(s.network); i++)
        s.block[i] = NAN;
    tenor__network_init(s.network, &random, NULL, s.block);
    for (size_t i = 0; i < tenor__network_block_size(s.network); i++)
        REQUIRE(isfinite(s.block[i]));
    started_free(&s);
}
END_TEST

CHECK_MAIN("nn/network_init", test_every_number_is_set, test_orthogonal, test_glorot, test_biases, test_embedding,
           test_seeds, test_without_embedding)
