/* The network as a whole: its tensors, what it refuses, that a sequence's result does not depend on the batch, and that
 * it survives failing allocations. */
#include "check_main.h"

#include "base/failing.h"
#include "nn/rig.h"

#include <float.h>
#include <math.h>

enum { WORDS = 30, DIM = 19, HIDDEN = 37, ATTENTION = 10, LABELS = 3 };

static const tenor__network_config plain = {.words = WORDS,
                                            .dim = DIM,
                                            .hidden = HIDDEN,
                                            .layers = 2,
                                            .directions = 2,
                                            .pooling = {TENOR__POOLING_MAX, TENOR__POOLING_ATTENTION},
                                            .pooling_count = 2,
                                            .dense = {11},
                                            .dense_count = 1,
                                            .labels = LABELS};

static tenor__network_config spec_with_cell(const char *name)
{
    tenor__network_config config = plain;
    ck_assert(tenor__cell_find(tenor_str_of(name), &config.cell));
    return config;
}

/* ---- tensors ---- */

START_TEST(test_tensors)
{
    static const struct {
        const char *name;
        size_t rank, rows, columns;
    } expected[] = {{"embedding.weight", 2, WORDS, DIM},
                    {"rnn.weight_ih_l0", 2, 4 * HIDDEN, DIM},
                    {"rnn.weight_hh_l0", 2, 4 * HIDDEN, HIDDEN},
                    {"rnn.bias_ih_l0", 1, 4 * HIDDEN, 1},
                    {"rnn.bias_hh_l0", 1, 4 * HIDDEN, 1},
                    {"rnn.weight_ih_l0_reverse", 2, 4 * HIDDEN, DIM},
                    {"rnn.weight_hh_l0_reverse", 2, 4 * HIDDEN, HIDDEN},
                    {"rnn.bias_ih_l0_reverse", 1, 4 * HIDDEN, 1},
                    {"rnn.bias_hh_l0_reverse", 1, 4 * HIDDEN, 1},
                    {"rnn.weight_ih_l1", 2, 4 * HIDDEN, 2 * HIDDEN},
                    {"rnn.weight_hh_l1", 2, 4 * HIDDEN, HIDDEN},
                    {"rnn.bias_ih_l1", 1, 4 * HIDDEN, 1},
                    {"rnn.bias_hh_l1", 1, 4 * HIDDEN, 1},
                    {"rnn.weight_ih_l1_reverse", 2, 4 * HIDDEN, 2 * HIDDEN},
                    {"rnn.weight_hh_l1_reverse", 2, 4 * HIDDEN, HIDDEN},
                    {"rnn.bias_ih_l1_reverse", 1, 4 * HIDDEN, 1},
                    {"rnn.bias_hh_l1_reverse", 1, 4 * HIDDEN, 1},
                    {"attention.weight", 2, ATTENTION, 2 * HIDDEN},
                    {"attention.bias", 1, ATTENTION, 1},
                    {"attention.context", 1, ATTENTION, 1},
                    {"dense.0.weight", 2, 11, 4 * HIDDEN},
                    {"dense.0.bias", 1, 11, 1},
                    {"head.weight", 2, LABELS, 11},
                    {"head.bias", 1, LABELS, 1}};
    const tenor__network_config config = spec_with_cell("lstm");
    tenor__network *network;
    ck_assert_int_eq(tenor__network_new(&config, NULL, &network, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor__network_tensor_count(network), sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const tenor__tensor *tensor = tenor__network_tensor(network, i);
        ck_assert_str_eq(tensor->name, expected[i].name);
        ck_assert_uint_eq(tensor->rank, expected[i].rank);
        ck_assert_uint_eq(tensor->shape[0], expected[i].rows);
        ck_assert_uint_eq(tensor->shape[1], expected[i].columns);
    }
    ck_assert_mem_eq(tenor__network_config_of(network), &config, sizeof config);
    tenor__network_free(network);
}
END_TEST

/* The smallest and the largest of everything that has a name: offsets follow without gaps, names are whole and differ.
 */
START_TEST(test_layout)
{
    for (size_t cell = 0; tenor__cell_name(cell); cell++) {
        for (int large = 0; large < 2; large++) {
            tenor__network_config config = {
                .words = 2, .dim = 1, .hidden = 1, .layers = 1, .directions = 1, .cell = cell, .labels = 2};
            config.pooling[0] = TENOR__POOLING_MEAN;
            config.pooling_count = 1;
            if (large) {
                config.layers = TENOR__MOST_LAYERS;
                config.directions = 2;
                config.pooling[1] = TENOR__POOLING_ATTENTION;
                config.pooling_count = 2;
                config.dense_count = TENOR__MOST_DENSE;
                for (size_t i = 0; i < TENOR__MOST_DENSE; i++)
                    config.dense[i] = i + 1;
            }
            tenor__network *network;
            ck_assert_int_eq(tenor__network_new(&config, NULL, &network, NULL), TENOR_OK);
            size_t offset = 0;
            for (size_t i = 1; i < tenor__network_tensor_count(network); i++) {
                const tenor__tensor *tensor = tenor__network_tensor(network, i);
                REQUIRE(tensor->offset == offset && tensor->size == tensor->shape[0] * tensor->shape[1]);
                REQUIRE(tensor->size > 0 && strlen(tensor->name) + 1 < sizeof tensor->name);
                offset += tensor->size;
                for (size_t j = 0; j < i; j++)
                    REQUIRE(strcmp(tensor->name, tenor__network_tensor(network, j)->name) != 0);
            }
            ck_assert_uint_eq(tenor__network_block_size(network), offset);
            tenor__network_free(network);
        }
    }
}
END_TEST

/* ---- what is refused ---- */

static void check_refused(const tenor__network_config *config, const char *word)
{
    tenor__network *network = (tenor__network *)(void *)&network;
    tenor_error error = {0};
    ck_assert_int_eq(tenor__network_new(config, NULL, &network, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_ptr_null(network);
    ck_assert_int_eq(error.status, TENOR_INVALID_ARGUMENT);
    ck_assert_msg(strstr(error.message, word) != NULL, "'%s' in: %s", word, error.message);
    ck_assert_int_eq(tenor__network_new(config, NULL, &network, NULL), TENOR_INVALID_ARGUMENT);
}

#define REFUSED(word, ...)                                                                                             \
    do {                                                                                                               \
        tenor__network_config config = plain;                                                                          \
        __VA_ARGS__;                                                                                                   \
        check_refused(&config, word);                                                                                  \
    } while (0)

START_TEST(test_refuses)
{
    REFUSED("words", config.words = 0);
    REFUSED("words", config.words = 1);
    REFUSED("words", config.words = SIZE_MAX);
    REFUSED("dim", config.dim = 0);
    REFUSED("dim", config.dim = TENOR__LARGEST_DIM + 1);
    REFUSED("hidden", config.hidden = 0);
    REFUSED("hidden", config.hidden = TENOR__LARGEST_HIDDEN + 1);
    REFUSED("layers", config.layers = 0);
    REFUSED("layers", config.layers = TENOR__MOST_LAYERS + 1);
    REFUSED("directions", config.directions = 0);
    REFUSED("directions", config.directions = 3);
    REFUSED("cell", config.cell = 7);
    REFUSED("cell", config.cell = SIZE_MAX);
    REFUSED("pooling", config.pooling_count = 0);
    REFUSED("pooling", config.pooling_count = TENOR__MOST_POOLINGS + 1);
    REFUSED("pooling", config.pooling[1] = config.pooling[0]);
    REFUSED("pooling", config.pooling[0] = (tenor__pooling_kind)4);
    REFUSED("pooling", config.pooling[1] = (tenor__pooling_kind)-1);
    REFUSED("dense", config.dense_count = TENOR__MOST_DENSE + 1);
    REFUSED("dense", config.dense[0] = 0);
    REFUSED("dense", config.dense[0] = TENOR__LARGEST_HIDDEN + 1);
    REFUSED("labels", config.labels = 0);
    REFUSED("labels", config.labels = 1);
    REFUSED("labels", config.labels = TENOR__MOST_LABELS + 1);
}
END_TEST

/* Free functions take NULL. */
START_TEST(test_free_nothing)
{
    tenor__network_free(NULL);
    tenor__packed_weights_free(NULL);
    tenor__pass_free(NULL);
}
END_TEST

/* ---- a sequence's logits ---- */

enum { SEQUENCES = 14 };

static const size_t lengths[SEQUENCES] = {5, 1, 0, 9, 5, 2, 13, 1, 0, 3, 8, 5, 2, 30};

/* The same bits alone as in the batch of all, in its two halves, in the reverse order, and many times over. */
static void check_independence(const tenor__network_config *config)
{
    rig r = rig_new(config, 3);
    sentences s = sentences_new(lengths, SEQUENCES, WORDS, 4);
    tenor__real all[SEQUENCES * LABELS], some[SEQUENCES * LABELS];
    const size_t row = LABELS * sizeof *all;
    tenor__packed_sequences batch = sentences_pack(&s);
    ck_assert(rig_forward(&r, &batch, NULL, all));
    for (size_t i = 0; i < SEQUENCES * LABELS; i++)
        REQUIRE(isfinite(all[i]) && all[i] != 0);

    for (size_t i = 0; i < SEQUENCES; i++) {
        REQUIRE(tenor__packed_sequences_fill(&batch, s.ids + i, s.lengths + i, 1));
        REQUIRE(rig_forward(&r, &batch, NULL, some));
        if (memcmp(some, all + i * LABELS, row) != 0)
            ck_abort_msg("sequence %zu alone, cell %s", i, tenor__cell_name(config->cell));
    }
    for (size_t first = 0; first < SEQUENCES; first++) {
        const size_t count = SEQUENCES - first < 3 ? SEQUENCES - first : 3 + first % 3;
        const size_t used = first + count > SEQUENCES ? SEQUENCES - first : count;
        REQUIRE(tenor__packed_sequences_fill(&batch, s.ids + first, s.lengths + first, used));
        REQUIRE(rig_forward(&r, &batch, NULL, some));
        REQUIRE(memcmp(some, all + first * LABELS, used * row) == 0);
    }
    const uint32_t *ids[SEQUENCES];
    size_t reversed[SEQUENCES];
    for (size_t i = 0; i < SEQUENCES; i++) {
        ids[i] = s.ids[SEQUENCES - 1 - i];
        reversed[i] = s.lengths[SEQUENCES - 1 - i];
    }
    REQUIRE(tenor__packed_sequences_fill(&batch, ids, reversed, SEQUENCES));
    REQUIRE(rig_forward(&r, &batch, NULL, some));
    for (size_t i = 0; i < SEQUENCES; i++)
        REQUIRE(memcmp(some + i * LABELS, all + (SEQUENCES - 1 - i) * LABELS, row) == 0);
    for (size_t i = 0; i < SEQUENCES; i++) {
        ids[i] = s.ids[3];
        reversed[i] = s.lengths[3];
    }
    REQUIRE(tenor__packed_sequences_fill(&batch, ids, reversed, SEQUENCES));
    REQUIRE(rig_forward(&r, &batch, NULL, some));
    for (size_t i = 0; i < SEQUENCES; i++)
        REQUIRE(memcmp(some + i * LABELS, all + 3 * LABELS, row) == 0);

    tenor__packed_sequences_free(&batch);
    sentences_free(&s);
    rig_free(&r);
}

START_TEST(test_batch_independence)
{
    for (size_t cell = 0; tenor__cell_name(cell); cell++) {
        for (size_t kind = 0; tenor__pooling_name(kind); kind++) {
            tenor__network_config config = plain;
            config.cell = cell;
            config.layers = 1 + kind % 2;
            config.directions = 1 + kind / 2;
            config.pooling[0] = (tenor__pooling_kind)kind;
            config.pooling_count = 1;
            check_independence(&config);
        }
        tenor__network_config config = plain;
        config.cell = cell;
        check_independence(&config);
        config.hidden = 128; /* whole panels only */
        config.dense_count = 0;
        check_independence(&config);
    }
}
END_TEST

/* An empty sequence is <unk>, id 1. */
START_TEST(test_empty_sequence)
{
    const tenor__network_config config = spec_with_cell("gru");
    rig r = rig_new(&config, 3);
    const uint32_t unknown = 1;
    const uint32_t *const ids[] = {NULL, &unknown};
    const size_t two_lengths[] = {0, 1};
    tenor__packed_sequences batch;
    tenor__packed_sequences_init(&batch, NULL);
    ck_assert(tenor__packed_sequences_fill(&batch, ids, two_lengths, 2));
    tenor__real logits[2 * LABELS];
    ck_assert(rig_forward(&r, &batch, NULL, logits));
    ck_assert_mem_eq(logits, logits + LABELS, LABELS * sizeof *logits);
    tenor__packed_sequences_free(&batch);
    rig_free(&r);
}
END_TEST

START_TEST(test_empty_batch)
{
    rig r = rig_new(&plain, 3);
    tenor__packed_sequences batch;
    tenor__packed_sequences_init(&batch, NULL);
    ck_assert(tenor__packed_sequences_fill(&batch, NULL, NULL, 0));
    const tenor__dropout none = {0};
    ck_assert(rig_forward(&r, &batch, &none, NULL));
    ck_assert(rig_backward(&r, &batch, NULL, false));
    for (size_t i = 0; i < r.block_size; i++)
        REQUIRE(r.gradient[i] == 0);
    rig_free(&r);
}
END_TEST

/* Inference, with packed weights of its own, gives what training without dropout gives. */
START_TEST(test_inference_equals_training)
{
    for (size_t cell = 0; tenor__cell_name(cell); cell++) {
        tenor__network_config config = plain;
        config.cell = cell;
        rig r = rig_new(&config, 3);
        sentences s = sentences_new(lengths, SEQUENCES, WORDS, 4);
        tenor__packed_sequences batch = sentences_pack(&s);
        tenor__real inference[SEQUENCES * LABELS], again[SEQUENCES * LABELS], training[SEQUENCES * LABELS];
        ck_assert(rig_forward(&r, &batch, NULL, inference));
        const tenor__dropout none = {0};
        ck_assert(rig_forward(&r, &batch, &none, training));
        for (size_t i = 0; i < SEQUENCES * LABELS; i++)
            REQUIRE(fabs((double)inference[i] - (double)training[i]) < 2e-5);
        tenor__packed_weights_free(r.packed_weights);
        ck_assert_int_eq(tenor__packed_weights_new(r.network, false, NULL, &r.packed_weights, NULL), TENOR_OK);
        rig_repack(&r);
        ck_assert(rig_forward(&r, &batch, NULL, again));
        ck_assert_mem_eq(again, inference, sizeof again);
        tenor__packed_sequences_free(&batch);
        sentences_free(&s);
        rig_free(&r);
    }
}
END_TEST

#ifndef TENOR_NN_DOUBLE

/* Only recurrent matrices are rounded, to the nearest of 8 significant bits and at a tie to the even one. */
START_TEST(test_round)
{
    static const struct {
        tenor__real from;
        tenor__real to;
    } cases[] = {
        {0, 0},
        {-0.0F, -0.0F},
        {1.25F, 1.25F},
        {-1 - 0x1p-9F, -1},
        {1 + 0x1p-8F, 1},
        {1 + 3 * 0x1p-8F, 1 + 0x1p-6F},
        {1 + 0x1p-8F + 0x1p-20F, 1 + 0x1p-7F},
        {FLT_MAX, 0x1.FEp127F},
        {-FLT_MAX, -0x1.FEp127F},
        {FLT_TRUE_MIN, 0},
        {0x1.FFp-3F, 0x1p-2F},
        {INFINITY, INFINITY},
        {NAN, NAN},
    };
    rig r = rig_new(&plain, 3);
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        for (size_t i = 0; i < r.block_size; i++)
            r.block[i] = cases[c].from;
        tenor__network_round(r.network, r.block);
        for (size_t t = 1; t < tenor__network_tensor_count(r.network); t++) {
            const tenor__tensor *tensor = tenor__network_tensor(r.network, t);
            const tenor__real *expected = strstr(tensor->name, "weight_hh") ? &cases[c].to : &cases[c].from;
            for (size_t i = 0; i < tensor->size; i++)
                REQUIRE(memcmp(&r.block[tensor->offset + i], expected, sizeof *expected) == 0);
        }
    }
    rig_free(&r);
}
END_TEST

#define ROUND , test_round
#else
#define ROUND
#endif

/* Each rate alone changes the logits, the same way for the same random numbers; some have nothing to act on. */
START_TEST(test_dropout)
{
    for (size_t cell = 0; tenor__cell_name(cell); cell++) {
        for (int which = 0; which < 4; which++) {
            tenor__network_config config = plain;
            config.cell = cell;
            rig r = rig_new(&config, 3);
            sentences s = sentences_new(lengths, SEQUENCES, WORDS, 4);
            tenor__packed_sequences batch = sentences_pack(&s);
            tenor__random random = tenor__random_new(1, 1);
            const tenor__random begin = random;
            const tenor__dropout none = {0}, rates = {.embedding = which == 0 ? 0.3 : 0,
                                                      .layers = which == 1 ? 0.3 : 0,
                                                      .recurrent = which == 2 ? 0.3 : 0,
                                                      .head = which == 3 ? 0.3 : 0,
                                                      .random = &random};
            tenor__real without[SEQUENCES * LABELS], first[SEQUENCES * LABELS], other[SEQUENCES * LABELS];
            ck_assert(rig_forward(&r, &batch, &none, without));
            ck_assert(rig_forward(&r, &batch, &rates, first));
            ck_assert(rig_forward(&r, &batch, &rates, other));
            const bool idle = which == 2 && strcmp(tenor__cell_name(cell), "sru") == 0; /* no recurrent matrix */
            ck_assert_int_eq(memcmp(without, first, sizeof first) == 0, idle);
            ck_assert_int_eq(memcmp(other, first, sizeof first) == 0, idle);
            random = begin;
            ck_assert(rig_forward(&r, &batch, &rates, other));
            ck_assert_mem_eq(other, first, sizeof first);
            tenor__packed_sequences_free(&batch);
            sentences_free(&s);
            rig_free(&r);
        }
    }
}
END_TEST

/* ---- gradients ---- */

/* A frozen embedding leaves the other gradients as they are. */
START_TEST(test_frozen)
{
    for (size_t layers = 1; layers <= 2; layers++) {
        tenor__network_config config = spec_with_cell("lstm");
        config.layers = layers;
        rig r = rig_new(&config, 3);
        sentences s = sentences_new(lengths, SEQUENCES, WORDS, 4);
        tenor__packed_sequences batch = sentences_pack(&s);
        const tenor__dropout none = {0};
        tenor__real logits[SEQUENCES * LABELS], slopes[SEQUENCES * LABELS];
        for (size_t i = 0; i < SEQUENCES * LABELS; i++)
            slopes[i] = (tenor__real)(i % 7) - 3;
        tenor__real *trained = rig_numbers(r.block_size);
        for (int frozen = 0; frozen < 2; frozen++) {
            memset(r.gradient, 0, r.block_size * sizeof *r.gradient);
            ck_assert(rig_forward(&r, &batch, &none, logits));
            ck_assert(rig_backward(&r, &batch, slopes, frozen));
            if (!frozen)
                memcpy(trained, r.gradient, r.block_size * sizeof *trained);
        }
        ck_assert_mem_eq(trained, r.gradient, r.block_size * sizeof *trained);
        free(trained);
        tenor__packed_sequences_free(&batch);
        sentences_free(&s);
        rig_free(&r);
    }
}
END_TEST

/* ---- allocations that fail ---- */

static const tenor__dropout all_rates = {.embedding = 0.1, .layers = 0.2, .recurrent = 0.3, .head = 0.4};

START_TEST(test_objects_out_of_memory)
{
    for (int training = 0; training < 2; training++) {
        bool done = false;
        for (size_t n = 1; !done; n++) {
            failing state = {.fail_at = n};
            const tenor_alloc alloc = failing_alloc(&state);
            tenor__network *network = NULL;
            tenor__packed_weights *packed_weights = NULL;
            tenor__pass *pass = NULL;
            tenor_error error = {0};
            tenor_status status = tenor__network_new(&plain, &alloc, &network, &error);
            if (status == TENOR_OK)
                status = tenor__packed_weights_new(network, training, &alloc, &packed_weights, &error);
            if (status == TENOR_OK)
                status = tenor__pass_new(network, &alloc, &pass);
            done = status == TENOR_OK;
            ck_assert(done ? pass != NULL : status == TENOR_OUT_OF_MEMORY && pass == NULL);
            ck_assert(done || packed_weights != NULL || error.status == TENOR_OUT_OF_MEMORY);
            tenor__pass_free(pass);
            tenor__packed_weights_free(packed_weights);
            tenor__network_free(network);
            ck_assert_uint_eq(state.alive, 0);
            ck_assert_uint_lt(n, 20);
        }
    }
}
END_TEST

typedef struct long_run {
    rig r;
    failing state;
    tenor__packed_sequences small;
    tenor__packed_sequences large;
    tenor__real logits[SEQUENCES * LABELS];
} run;

static bool run_batch(run *x, const tenor__packed_sequences *batch)
{
    tenor__random random = tenor__random_new(9, 9);
    tenor__dropout dropout = all_rates;
    dropout.random = &random;
    return rig_forward(&x->r, batch, &dropout, x->logits) && rig_backward(&x->r, batch, x->logits, false);
}

static void check_same_run(run *x, const tenor__packed_sequences *batch, const tenor__real *logits,
                           const tenor__real *gradient)
{
    memset(x->r.gradient, 0, x->r.block_size * sizeof *x->r.gradient);
    REQUIRE(run_batch(x, batch));
    REQUIRE(memcmp(x->logits, logits, batch->count * LABELS * sizeof *logits) == 0);
    REQUIRE(memcmp(x->r.gradient, gradient, x->r.block_size * sizeof *gradient) == 0);
}

/* A small batch, a large one that fails at the n-th allocation, then both again: the same logits and gradients. */
static void check_failing_run(const tenor__network_config *config)
{
    run x = {.r = rig_new(config, 3)};
    const tenor_alloc alloc = failing_alloc(&x.state);
    sentences few = sentences_new(lengths, 3, WORDS, 4), many = sentences_new(lengths + 1, 5, WORDS, 5);
    x.small = sentences_pack(&few);
    x.large = sentences_pack(&many);
    tenor__real logits[2][SEQUENCES * LABELS];
    tenor__real *gradient[2];
    for (int i = 0; i < 2; i++) {
        gradient[i] = x.r.gradient;
        ck_assert(run_batch(&x, i == 0 ? &x.small : &x.large));
        memcpy(logits[i], x.logits, sizeof logits[i]);
        x.r.gradient = rig_numbers(x.r.block_size);
    }
    tenor__pass_free(x.r.pass);
    bool done = false;
    for (size_t n = 1; !done; n++) {
        x.state = (failing){0};
        REQUIRE(tenor__pass_new(x.r.network, &alloc, &x.r.pass) == TENOR_OK);
        if (n % 2 == 0) /* half of the time the pass is new when the allocation fails */
            check_same_run(&x, &x.small, logits[0], gradient[0]);
        x.state.fail_at = x.state.calls + n;
        done = run_batch(&x, &x.large) && n % 2 == 1;
        x.state.fail_at = 0;
        check_same_run(&x, &x.small, logits[0], gradient[0]);
        check_same_run(&x, &x.large, logits[1], gradient[1]);
        x.state.fail_at = x.state.calls + 1; /* all of it is there now */
        check_same_run(&x, &x.small, logits[0], gradient[0]);
        tenor__pass_free(x.r.pass);
        REQUIRE(x.state.alive == 0);
        REQUIRE(n < 200);
    }
    x.r.pass = NULL;
    for (int i = 0; i < 2; i++)
        free(gradient[i]);
    tenor__packed_sequences_free(&x.small);
    tenor__packed_sequences_free(&x.large);
    sentences_free(&few);
    sentences_free(&many);
    rig_free(&x.r);
}

START_TEST(test_run_out_of_memory)
{
    for (size_t cell = 0; tenor__cell_name(cell); cell++) {
        tenor__network_config config = plain;
        config.cell = cell;
        config.hidden = 9;
        check_failing_run(&config);
    }
}
END_TEST

CHECK_MAIN("nn/network", test_tensors, test_layout, test_refuses, test_free_nothing, test_batch_independence,
           test_empty_sequence, test_empty_batch, test_inference_equals_training, test_dropout, test_frozen,
           test_objects_out_of_memory, test_run_out_of_memory ROUND)
