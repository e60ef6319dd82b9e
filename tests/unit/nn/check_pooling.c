/* Each pooling against its definition, sequence by sequence; ties and NaN of max. */
#include "check_main.h"

#include "nn/pass.h"
#include "nn/rig.h"

#include <math.h>

enum { HIDDEN = 19, ATTENTION = 5, SEQUENCES = 6 };

static const size_t lengths[SEQUENCES] = {4, 1, 0, 7, 4, 2};

typedef struct scene {
    rig r;
    sentences s;
    tenor__packed_sequences batch;
    size_t features;
} scene;

/* A network with these poolings, and the outputs of its layer for the sequences above. The pass points into it. */
static void scene_init(scene *c, tenor__pooling_kind first, tenor__pooling_kind second, size_t directions)
{
    const tenor__network_config config = {.words = 20,
                                          .dim = 8,
                                          .hidden = HIDDEN,
                                          .layers = 1,
                                          .directions = directions,
                                          .pooling = {first, second},
                                          .pooling_count = first == second ? 1 : 2,
                                          .labels = 2};
    c->r = rig_new(&config, 1);
    c->s = sentences_new(lengths, SEQUENCES, 20, 2);
    c->batch = sentences_pack(&c->s);
    c->features = directions * HIDDEN;
    const tenor__dropout none = {0};
    tenor__real logits[SEQUENCES * 2];
    ck_assert(rig_forward(&c->r, &c->batch, &none, logits));
}

static void scene_free(scene *c)
{
    tenor__packed_sequences_free(&c->batch);
    sentences_free(&c->s);
    rig_free(&c->r);
}

/* The layer's output for step t of the sequence at packed place i. */
static tenor__real *output_of(const scene *c, size_t i, size_t t)
{
    return c->r.pass->layers[0].output.data + (c->batch.step_offset[t] + i) * c->features;
}

static void pool_attention(const scene *c, size_t i, double *pooled)
{
    const tenor__network *network = c->r.network;
    const tenor__real *weight = c->r.block + network->attention.weight;
    const tenor__real *bias = c->r.block + network->attention_bias;
    const tenor__real *context = c->r.block + network->attention_context;
    double total = 0;
    memset(pooled, 0, c->features * sizeof *pooled);
    for (size_t t = 0; t < c->batch.lengths[i]; t++) {
        const tenor__real *h = output_of(c, i, t);
        double score = 0;
        for (size_t j = 0; j < ATTENTION; j++) {
            double sum = (double)bias[j];
            for (size_t k = 0; k < c->features; k++)
                sum += (double)weight[j * c->features + k] * (double)h[k];
            score += tanh(sum) * (double)context[j];
        }
        total += exp(score);
        for (size_t j = 0; j < c->features; j++)
            pooled[j] += exp(score) * (double)h[j];
    }
    for (size_t j = 0; j < c->features; j++)
        pooled[j] /= total;
}

static void pool(const scene *c, tenor__pooling_kind kind, size_t i, double *pooled)
{
    const size_t length = c->batch.lengths[i];
    if (kind == TENOR__POOLING_ATTENTION) {
        pool_attention(c, i, pooled);
        return;
    }
    for (size_t j = 0; j < c->features; j++) {
        double largest = -INFINITY, sum = 0;
        for (size_t t = 0; t < length; t++) {
            largest = fmax(largest, (double)output_of(c, i, t)[j]);
            sum += (double)output_of(c, i, t)[j];
        }
        const double last = (double)output_of(c, i, j < HIDDEN ? length - 1 : 0)[j];
        pooled[j] = kind == TENOR__POOLING_MAX ? largest : kind == TENOR__POOLING_MEAN ? sum / (double)length : last;
    }
}

START_TEST(test_definitions)
{
    double expected[2 * HIDDEN];
    for (size_t first = 0; tenor__pooling_name(first); first++) {
        for (size_t second = 0; tenor__pooling_name(second); second++) {
            for (size_t directions = 1; directions <= 2; directions++) {
                const tenor__pooling_kind kinds[] = {(tenor__pooling_kind)first, (tenor__pooling_kind)second};
                scene c;
                scene_init(&c, kinds[0], kinds[1], directions);
                const size_t count = c.r.network->config.pooling_count;
                for (size_t i = 0; i < SEQUENCES * count; i++) {
                    const tenor__real *pooled = c.r.pass->dense[0].data + i * c.features;
                    pool(&c, kinds[i % count], i / count, expected);
                    for (size_t j = 0; j < c.features; j++)
                        REQUIRE(fabs((double)pooled[j] - expected[j]) < 1e-6);
                }
                scene_free(&c);
            }
        }
    }
}
END_TEST

START_TEST(test_names)
{
    static const char *const names[] = {"max", "mean", "last", "attention"};
    for (size_t i = 0; i < 4; i++) {
        tenor__pooling_kind kind;
        ck_assert_str_eq(tenor__pooling_name(i), names[i]);
        ck_assert(tenor__pooling_find(tenor_str_of(names[i]), &kind));
        ck_assert_uint_eq(kind, i);
    }
    ck_assert_ptr_null(tenor__pooling_name(4));
    ck_assert_ptr_null(tenor__pooling_name(SIZE_MAX));
    const tenor_str unknown[] = {{"", 0}, {NULL, 0}, {"ma", 2}, {"max ", 4}, {"Max", 3}, {"max\0", 4}, {"max+mean", 8}};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        tenor__pooling_kind kind = TENOR__POOLING_LAST;
        ck_assert(!tenor__pooling_find(unknown[i], &kind));
        ck_assert_int_eq(kind, TENOR__POOLING_LAST);
    }
}
END_TEST

/* Whatever its place in time, a NaN is seen; and in its own unit and sequence only. */
START_TEST(test_max_shows_nan)
{
    for (size_t t = 0; t < 7; t++) {
        scene c;
        scene_init(&c, TENOR__POOLING_MAX, TENOR__POOLING_MAX, 2);
        const size_t i = 0, unit = 3 + t; /* packed place 0: the longest sequence */
        ck_assert_uint_eq(c.batch.lengths[i], 7);
        output_of(&c, i, t)[unit] = NAN;
        ck_assert(tenor__pooling_forward(c.r.pass));
        for (size_t j = 0; j < SEQUENCES * c.features; j++)
            ck_assert_int_eq(isnan(c.r.pass->dense[0].data[j]) != 0, j == i * c.features + unit);
        scene_free(&c);
    }
}
END_TEST

START_TEST(test_max_takes_first_of_equals)
{
    scene c;
    scene_init(&c, TENOR__POOLING_MAX, TENOR__POOLING_MAX, 1);
    for (size_t t = 0; t < 7; t++)
        output_of(&c, 0, t)[5] = t == 2 || t == 4 ? 9 : 1;
    ck_assert(tenor__pooling_forward(c.r.pass));
    ck_assert(c.r.pass->dense[0].data[5] == 9);
    tenor__real gradient[SEQUENCES * HIDDEN] = {0};
    gradient[5] = 3;
    ck_assert(tenor__pooling_backward(c.r.pass, gradient, c.r.gradient));
    for (size_t i = 0; i < c.batch.rows * c.features; i++)
        ck_assert(c.r.pass->output_gradient.data[i] == (i == c.batch.step_offset[2] * c.features + 5 ? 3 : 0));
    scene_free(&c);
}
END_TEST

/* Scores far from 0 neither overflow nor meet the bounds of exp. */
START_TEST(test_attention_is_stable)
{
    scene c;
    scene_init(&c, TENOR__POOLING_ATTENTION, TENOR__POOLING_ATTENTION, 1);
    const tenor__real *context = c.r.block + c.r.network->attention_context;
    for (size_t j = 0; j < ATTENTION; j++)
        c.r.block[c.r.network->attention_context + j] *= 1000;
    tenor__real logits[SEQUENCES * 2];
    ck_assert(rig_forward(&c.r, &c.batch, NULL, logits));
    for (size_t i = 0; i < SEQUENCES; i++) {
        double scores[7], largest = -INFINITY, total = 0;
        for (size_t t = 0; t < c.batch.lengths[i]; t++) {
            scores[t] = 0;
            for (size_t j = 0; j < ATTENTION; j++)
                scores[t] += (double)c.r.pass->attention_hidden.data[(c.batch.step_offset[t] + i) * ATTENTION + j] *
                             (double)context[j];
            largest = fmax(largest, scores[t]);
        }
        for (size_t t = 0; t < c.batch.lengths[i]; t++)
            total += exp(scores[t] - largest);
        for (size_t t = 0; t < c.batch.lengths[i]; t++)
            ck_assert(fabs((double)c.r.pass->attention_weight.data[c.batch.step_offset[t] + i] -
                           exp(scores[t] - largest) / total) < 1e-3);
    }
    for (size_t i = 0; i < SEQUENCES * 2; i++)
        ck_assert(isfinite(logits[i]));
    scene_free(&c);
}
END_TEST

CHECK_MAIN("nn/pooling", test_definitions, test_names, test_max_shows_nan, test_max_takes_first_of_equals,
           test_attention_is_stable)
