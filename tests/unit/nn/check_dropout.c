/* What each mask acts on: a plain network computed step by step with the masks that the pass drew. */
#include "check_main.h"

#include "nn/pass.h"
#include "nn/rig.h"

#include <math.h>

enum { WORDS = 12, DIM = 7, HIDDEN = 9, WIDTH = 6, LABELS = 3, LAYERS = 2, SEQUENCES = 4 };

static const size_t lengths[SEQUENCES] = {3, 6, 1, 4};

/* A network of plain cells, forward, last output; the pass points into it. */
typedef struct scene {
    rig r;
    sentences s;
    tenor__packed_sequences batch;
    tenor__real *pretrained;
    bool is_pretrained[WORDS];
    tenor__real logits[SEQUENCES * LABELS];
} scene;

static void scene_init(scene *c, tenor__dropout rates)
{
    tenor__network_config config = {.words = WORDS,
                                    .dim = DIM,
                                    .hidden = HIDDEN,
                                    .layers = LAYERS,
                                    .directions = 1,
                                    .pooling = {TENOR__POOLING_LAST},
                                    .pooling_count = 1,
                                    .dense = {WIDTH},
                                    .dense_count = 1,
                                    .labels = LABELS};
    ck_assert(tenor__cell_find(tenor_str_of("rnn"), &config.cell));
    tenor__random random = tenor__random_new(6, 6);
    rates.random = &random;
    c->r = rig_new(&config, 2);
    c->pretrained = rig_numbers(c->r.embedding_size);
    for (size_t i = 0; i < c->r.embedding_size; i++)
        c->pretrained[i] = 1 - 2 * c->r.embedding[i];
    for (size_t i = 0; i < WORDS; i++)
        c->is_pretrained[i] = i % 3 > 0;
    rates.pretrained = c->pretrained;
    rates.is_pretrained = c->is_pretrained;
    c->s = sentences_new(lengths, SEQUENCES, WORDS, 2);
    c->batch = sentences_pack(&c->s);
    ck_assert(rig_forward(&c->r, &c->batch, &rates, c->logits));
}

static void scene_free(scene *c)
{
    tenor__packed_sequences_free(&c->batch);
    sentences_free(&c->s);
    free(c->pretrained);
    rig_free(&c->r);
}

/* y = W x + y */
static void add_product(const scene *c, const tenor__linear *linear, const double *x, double *y)
{
    for (size_t i = 0; i < linear->out; i++)
        for (size_t j = 0; j < linear->in; j++)
            y[i] += (double)c->r.block[linear->weight + i * linear->in + j] * x[j];
}

static double at(const tenor__real_array *mask, size_t i, bool dropped)
{
    return dropped ? (double)mask->data[i] : 1;
}

/* The logits of the sequence at packed place i. */
static void run(const scene *c, size_t i, double *logits)
{
    const tenor__pass *pass = c->r.pass;
    const tenor__network *network = c->r.network;
    double h[LAYERS][HIDDEN] = {{0}};
    for (size_t t = 0; t < c->batch.lengths[i]; t++) {
        const size_t row = c->batch.step_offset[t] + i;
        const size_t word = c->batch.row_word[row];
        const tenor__real *embedding = pass->mixout_applied && pass->replaced[word] ? c->pretrained : c->r.embedding;
        double x[DIM > HIDDEN ? DIM : HIDDEN];
        for (size_t j = 0; j < DIM; j++)
            x[j] = (double)embedding[c->batch.word_ids[word] * DIM + j] *
                   at(&pass->words_mask, word * DIM + j, pass->embedding_dropped);
        for (size_t layer = 0; layer < LAYERS; layer++) {
            const tenor__direction *place = &network->layers[layer][0];
            double before[HIDDEN], sum[HIDDEN];
            for (size_t j = 0; j < HIDDEN; j++) {
                before[j] =
                    h[layer][j] * at(&pass->layers[layer].recurrent_mask[0], i * HIDDEN + j, pass->recurrent_dropped);
                sum[j] = (double)c->r.block[place->tensors[0] + j] + (double)c->r.block[place->tensors[1] + j];
            }
            add_product(c, &place->input, x, sum);
            add_product(c, &place->recurrent, before, sum);
            for (size_t j = 0; j < HIDDEN; j++) {
                h[layer][j] = tanh(sum[j]);
                if (layer + 1 < LAYERS)
                    x[j] =
                        h[layer][j] * at(&pass->layers[layer + 1].input_mask, row * HIDDEN + j, pass->layers_dropped);
            }
        }
    }
    double wide[WIDTH];
    for (size_t j = 0; j < HIDDEN; j++)
        h[LAYERS - 1][j] *= at(&pass->dense_mask[0], i * HIDDEN + j, pass->head_dropped);
    for (size_t j = 0; j < WIDTH; j++)
        wide[j] = (double)c->r.block[network->dense_bias[0] + j];
    add_product(c, &network->dense[0], h[LAYERS - 1], wide);
    for (size_t j = 0; j < WIDTH; j++)
        wide[j] = fmax(wide[j], 0) * at(&pass->dense_mask[1], i * WIDTH + j, pass->head_dropped);
    for (size_t j = 0; j < LABELS; j++)
        logits[j] = (double)c->r.block[network->dense_bias[1] + j];
    add_product(c, &network->dense[1], wide, logits);
}

START_TEST(test_masks)
{
    const tenor__dropout rates[] = {
        {.mixout = 0.4}, {.embedding = 0.4},
        {.layers = 0.4}, {.recurrent = 0.4},
        {.head = 0.4},   {.mixout = 0.5, .embedding = 0.2, .layers = 0.3, .recurrent = 0.4, .head = 0.5}};
    for (size_t k = 0; k < sizeof rates / sizeof rates[0]; k++) {
        scene c;
        scene_init(&c, rates[k]);
        ck_assert(c.r.pass->mixout_applied == (rates[k].mixout > 0));
        ck_assert(c.r.pass->embedding_dropped == (rates[k].embedding > 0));
        ck_assert(c.r.pass->layers_dropped == (rates[k].layers > 0));
        ck_assert(c.r.pass->recurrent_dropped == (rates[k].recurrent > 0));
        ck_assert(c.r.pass->head_dropped == (rates[k].head > 0));
        for (size_t i = 0; i < SEQUENCES; i++) {
            double logits[LABELS];
            run(&c, i, logits);
            for (size_t j = 0; j < LABELS; j++)
                ck_assert(fabs((double)c.logits[c.batch.order[i] * LABELS + j] - logits[j]) < 5e-6);
        }
        scene_free(&c);
    }
}
END_TEST

/* Of the words that have a pretrained vector a share of the rate, and of the others none. */
START_TEST(test_mixout_rate)
{
    enum { PASSES = 1000 };
    size_t replaced = 0;
    size_t pretrained = 0;
    scene c;
    scene_init(&c, (tenor__dropout){.mixout = 0.3});
    tenor__random random = tenor__random_new(8, 8);
    const tenor__dropout dropout = {
        .mixout = 0.3, .pretrained = c.pretrained, .is_pretrained = c.is_pretrained, .random = &random};
    for (size_t i = 0; i < PASSES; i++) {
        ck_assert(rig_forward(&c.r, &c.batch, &dropout, c.logits));
        for (size_t u = 0; u < c.batch.words; u++) {
            const bool may = c.is_pretrained[c.batch.word_ids[u]];
            REQUIRE(may || !c.r.pass->replaced[u]);
            pretrained += may;
            replaced += c.r.pass->replaced[u];
        }
    }
    ck_assert_uint_gt(pretrained, PASSES);
    ck_assert_double_eq_tol((double)replaced / (double)pretrained, 0.3, 0.03);
    scene_free(&c);
}
END_TEST

/* An inference after a training pass is free of its masks. */
START_TEST(test_no_masks_in_inference)
{
    scene c;
    scene_init(&c, (tenor__dropout){.mixout = 0.5, .embedding = 0.2, .layers = 0.3, .recurrent = 0.4, .head = 0.5});
    ck_assert(rig_forward(&c.r, &c.batch, NULL, c.logits));
    for (size_t i = 0; i < SEQUENCES; i++) {
        double logits[LABELS];
        run(&c, i, logits);
        for (size_t j = 0; j < LABELS; j++)
            ck_assert(fabs((double)c.logits[c.batch.order[i] * LABELS + j] - logits[j]) < 5e-6);
    }
    ck_assert(!c.r.pass->mixout_applied && !c.r.pass->embedding_dropped && !c.r.pass->layers_dropped &&
              !c.r.pass->recurrent_dropped && !c.r.pass->head_dropped);
    scene_free(&c);
}
END_TEST

CHECK_MAIN("nn/dropout", test_masks, test_mixout_rate, test_no_masks_in_inference)
