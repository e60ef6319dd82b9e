/* Backward against central differences, in double precision: every cell, pooling, direction and dropout, with respect
 * to every parameter and the vector of every word. */
#include "check_main.h"

#include "nn/pass.h"
#include "nn/rig.h"

#include <math.h>
#include <stdio.h>

enum { WORDS = 7, DIM = 3, HIDDEN = 4, LABELS = 3, MOST_SEQUENCES = 5 };

#define LENGTHS(...)                                                                                                   \
    {                                                                                                                  \
        (const size_t[]){__VA_ARGS__}, sizeof(size_t[]){__VA_ARGS__} / sizeof(size_t)                                  \
    }

typedef struct shape {
    const size_t *lengths;
    size_t count;
} shape;

/* The last three: an empty sequence among others, one alone, and several that never have a step before. */
static const shape shapes[] = {LENGTHS(5),       LENGTHS(1), LENGTHS(4, 2, 1, 5, 2), LENGTHS(3, 3, 3),
                               LENGTHS(2, 0, 6), LENGTHS(0), LENGTHS(1, 1, 1)};

enum { SHAPES = sizeof shapes / sizeof shapes[0], MIXED_SHAPE = 2 };

static tenor__network_config spec_of(size_t cell, size_t layers, size_t directions)
{
    return (tenor__network_config){.words = WORDS,
                                   .dim = DIM,
                                   .hidden = HIDDEN,
                                   .layers = layers,
                                   .directions = directions,
                                   .cell = cell,
                                   .pooling = {TENOR__POOLING_MAX, TENOR__POOLING_MEAN},
                                   .pooling_count = 2,
                                   .labels = LABELS};
}

static size_t cell_named(const char *name)
{
    size_t cell;
    ck_assert(tenor__cell_find(tenor_str_of(name), &cell));
    return cell;
}

typedef struct experiment {
    rig r;
    tenor__packed_sequences batch;
    tenor__dropout rates;
    double logits[MOST_SEQUENCES * LABELS];
    double weights[MOST_SEQUENCES * LABELS]; /* of the logits in the loss */
} experiment;

/* Some curved function of all logits. The masks are the same each time. */
static double loss_of(experiment *e)
{
    tenor__random random = tenor__random_new(5, 5);
    tenor__dropout dropout = e->rates;
    dropout.random = &random;
    if (!rig_forward(&e->r, &e->batch, &dropout, e->logits))
        ck_abort_msg("out of memory");
    double loss = 0;
    for (size_t i = 0; i < e->batch.count * LABELS; i++)
        loss += e->weights[i] * e->logits[i] + 0.1 * e->logits[i] * e->logits[i];
    return loss;
}

/* dL/d*parameter. False where the slopes on either side differ: at a kink of relu or max there is no derivative. */
static bool slope_of(experiment *e, double *parameter, double *slope)
{
    const double step = 3e-6;
    const double value = *parameter;
    double at[3];
    for (int side = 0; side < 3; side++) {
        *parameter = value + (side - 1) * step;
        rig_repack(&e->r);
        at[side] = loss_of(e);
    }
    *parameter = value;
    rig_repack(&e->r);
    *slope = (at[2] - at[0]) / (2 * step);
    return fabs(at[2] - 2 * at[1] + at[0]) / step < 1e-3 * (1 + fabs(*slope));
}

static const tenor__tensor *tensor_at(const tenor__network *network, size_t offset)
{
    size_t i = tenor__network_tensor_count(network) - 1;
    while (tenor__network_tensor(network, i)->offset > offset)
        i--;
    return tenor__network_tensor(network, i);
}

static void compare(experiment *e, double *parameter, double analytic, const char *tensor, size_t *kinks)
{
    double slope;
    if (!slope_of(e, parameter, &slope)) {
        ++*kinks;
        return;
    }
    if (!(fabs(slope - analytic) < 1e-8 * (1 + fabs(slope))))
        ck_abort_msg("%s of %s: backward %.12g, differences %.12g", tensor,
                     tenor__cell_name(tenor__network_config_of(e->r.network)->cell), analytic, slope);
}

static void check_gradients(const tenor__network_config *config, const shape *lengths, tenor__dropout rates)
{
    experiment e = {.r = rig_new(config, 11 + config->cell), .rates = rates};
    static const bool is_pretrained[WORDS] = {[2] = true, [3] = true, [5] = true, [6] = true};
    double *pretrained = rig_numbers(e.r.embedding_size);
    for (size_t i = 0; i < e.r.embedding_size; i++)
        pretrained[i] = 0.25 - 0.5 * e.r.embedding[i];
    e.rates.pretrained = pretrained;
    e.rates.is_pretrained = is_pretrained;
    sentences s = sentences_new(lengths->lengths, lengths->count, WORDS, 3);
    e.batch = sentences_pack(&s);
    tenor__random random = tenor__random_new(7, 7);
    for (size_t i = 0; i < MOST_SEQUENCES * LABELS; i++)
        e.weights[i] = tenor__random_normal(&random);

    loss_of(&e);
    if (rates.mixout > 0 && lengths == &shapes[MIXED_SHAPE]) {
        size_t replaced = 0;
        for (size_t u = 0; u < e.batch.words; u++)
            replaced += e.r.pass->replaced[u];
        ck_assert(replaced > 0);
    }
    double logits_gradient[MOST_SEQUENCES * LABELS];
    for (size_t i = 0; i < MOST_SEQUENCES * LABELS; i++)
        logits_gradient[i] = e.weights[i] + 0.2 * e.logits[i];
    /* The parts leave nothing out, and do not mind what is there. */
    for (size_t i = 0; i < e.r.block_size; i++)
        e.r.gradient[i] = NAN;
    ck_assert(rig_backward(&e.r, &e.batch, logits_gradient, false));
    const size_t dim = config->dim;
    double *embedding_gradient = rig_numbers(e.r.embedding_size);
    for (size_t u = 0; u < e.batch.words; u++)
        memcpy(embedding_gradient + e.batch.word_ids[u] * dim, tenor__pass_embedding_gradient(e.r.pass) + u * dim,
               dim * sizeof(double));

    size_t kinks = 0;
    for (size_t i = 0; i < e.r.block_size; i++)
        compare(&e, &e.r.block[i], e.r.gradient[i], tensor_at(e.r.network, i)->name, &kinks);
    for (size_t i = 0; i < e.r.embedding_size; i++)
        compare(&e, &e.r.embedding[i], embedding_gradient[i], "embedding.weight", &kinks);
    ck_assert_uint_le(kinks, e.r.block_size / 20);

    free(embedding_gradient);
    free(pretrained);
    tenor__packed_sequences_free(&e.batch);
    sentences_free(&s);
    rig_free(&e.r);
}

static const tenor__dropout none = {0};

static void check_stack(size_t cell)
{
    for (size_t layers = 1; layers <= 2; layers++) {
        for (size_t directions = 1; directions <= 2; directions++) {
            tenor__network_config config = spec_of(cell, layers, directions);
            for (size_t i = 0; i < SHAPES; i++)
                check_gradients(&config, &shapes[i], none);
        }
    }
}

/* Three layers: what passes between the two buffers of gradients. */
static void check_deep(size_t cell)
{
    tenor__network_config config = spec_of(cell, 3, 2);
    check_gradients(&config, &shapes[MIXED_SHAPE], none);
    check_gradients(&config, &shapes[MIXED_SHAPE], (tenor__dropout){.layers = 0.3, .recurrent = 0.2});
}

static void check_one_unit(size_t cell)
{
    tenor__network_config config = spec_of(cell, 2, 2);
    config.dim = 1;
    config.hidden = 1;
    check_gradients(&config, &shapes[MIXED_SHAPE], none);
}

START_TEST(test_cells)
{
    for (size_t cell = 0; tenor__cell_name(cell); cell++) {
        check_stack(cell);
        check_deep(cell);
        check_one_unit(cell);
    }
}
END_TEST

static void check_dropouts(size_t cell)
{
    const tenor__dropout rates[] = {
        {.mixout = 0.4}, {.embedding = 0.4},
        {.layers = 0.4}, {.recurrent = 0.4},
        {.head = 0.4},   {.mixout = 0.5, .embedding = 0.2, .layers = 0.3, .recurrent = 0.4, .head = 0.3}};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        for (size_t directions = 1; directions <= 2; directions++) {
            tenor__network_config config = spec_of(cell, 2, directions);
            config.dense[0] = 5;
            config.dense_count = 1;
            check_gradients(&config, &shapes[MIXED_SHAPE], rates[i]);
        }
    }
}

START_TEST(test_dropouts)
{
    for (size_t cell = 0; tenor__cell_name(cell); cell++)
        check_dropouts(cell);
}
END_TEST

/* Each alone and each pair in both orders, above a cell with a state and one without. */
static void check_poolings(const char *name)
{
    const size_t cell = cell_named(name);
    for (size_t first = 0; tenor__pooling_name(first); first++) {
        for (size_t second = 0; tenor__pooling_name(second); second++) {
            for (size_t directions = 1; directions <= 2; directions++) {
                tenor__network_config config = spec_of(cell, 1, directions);
                config.pooling[0] = (tenor__pooling_kind)first;
                config.pooling[1] = (tenor__pooling_kind)second;
                config.pooling_count = first == second ? 1 : 2;
                for (size_t i = 0; i < SHAPES; i++)
                    check_gradients(&config, &shapes[i], none);
            }
        }
    }
}

START_TEST(test_poolings)
{
    check_poolings("lstm");
    check_poolings("rnn");
}
END_TEST

START_TEST(test_dense)
{
    const size_t cell = cell_named("gru");
    const size_t widths[] = {5, 3, 6, 2};
    for (size_t count = 0; count <= TENOR__MOST_DENSE; count++) {
        tenor__network_config config = spec_of(cell, 1, 2);
        memcpy(config.dense, widths, sizeof widths);
        config.dense_count = count;
        for (size_t i = 0; i < SHAPES; i++)
            check_gradients(&config, &shapes[i], none);
        check_gradients(&config, &shapes[MIXED_SHAPE], (tenor__dropout){.head = 0.3});
    }
}
END_TEST

CHECK_MAIN("nn/gradient", test_cells, test_dropouts, test_poolings, test_dense)
