/* Inference beyond one stretch of steps: long sequences, a table that is full, what is remembered, and memory. */
#include "check_main.h"

#include "nn/rig.h"

#include <math.h>

enum { LABELS = 3, LONG = 800 };

static tenor__network_config spec_of(const char *cell, size_t layers, size_t directions)
{
    tenor__network_config config = {.words = 400,
                                    .dim = 5,
                                    .hidden = 12,
                                    .layers = layers,
                                    .directions = directions,
                                    .pooling_count = 1,
                                    .labels = LABELS};
    ck_assert(tenor__cell_find(tenor_str_of(cell), &config.cell));
    return config;
}

/* Sequences of which some take many stretches: the same logits as training's forward, and the same bits alone,
 * together, from a pass that remembers, and with bfloat16 weights. */
static void check_long(const tenor__network_config *config)
{
    static const size_t lengths[] = {LONG, 1, LONG - 7, 300, 2, 0, 40, 3, 3, 3, 3, 9, 90};
    enum { COUNT = sizeof lengths / sizeof lengths[0] };
    rig r = rig_new(config, 7);
    sentences s = sentences_new(lengths, COUNT, config->words, 8);
    tenor__packed_sequences batch = sentences_pack(&s);
    tenor__real together[COUNT * LABELS], training[COUNT * LABELS], halved[COUNT * LABELS], alone[LABELS];
    const tenor__dropout none = {0};
    tenor__network_round(r.network, r.block);
    rig_repack(&r);
    REQUIRE(rig_forward(&r, &batch, NULL, together));
    REQUIRE(rig_forward(&r, &batch, &none, training));
    for (size_t i = 0; i < COUNT * LABELS; i++)
        REQUIRE(isfinite(together[i]) && fabs((double)together[i] - (double)training[i]) < 2e-5);
    REQUIRE(tenor__packed_weights_to_bfloat16(r.packed_weights));
    REQUIRE(rig_forward(&r, &batch, NULL, halved));
    REQUIRE(memcmp(halved, together, sizeof halved) == 0);
    for (int remembering = 0; remembering < 2; remembering++) {
        for (size_t i = 0; i < COUNT; i++) {
            REQUIRE(tenor__packed_sequences_fill(&batch, s.ids + i, s.lengths + i, 1));
            REQUIRE(rig_forward(&r, &batch, NULL, alone));
            REQUIRE(memcmp(alone, together + i * LABELS, sizeof alone) == 0);
        }
        tenor__pass_remember(r.pass);
    }
    tenor__packed_sequences_free(&batch);
    sentences_free(&s);
    rig_free(&r);
}

START_TEST(test_long_sequences)
{
    for (size_t directions = 1; directions <= 2; directions++) {
        for (size_t layers = 1; layers <= 3; layers++) {
            for (size_t kind = 0; tenor__pooling_name(kind); kind++) {
                tenor__network_config config = spec_of(kind % 2 ? "gru" : "lstm", layers, directions);
                config.pooling[0] = (tenor__pooling_kind)kind;
                check_long(&config);
            }
        }
    }
}
END_TEST

/* 16 KB a word, so that the table has room for a third of the words. */
START_TEST(test_full_table)
{
    tenor__network_config config = spec_of("sru", 1, 2);
    config.words = 3000;
    config.hidden = 512;
    check_long(&config);
}
END_TEST

/* With parameters that change, words are projected again. */
START_TEST(test_nothing_is_remembered_unasked)
{
    const tenor__network_config config = spec_of("gru", 1, 2);
    const size_t length = 9;
    rig r = rig_new(&config, 7);
    sentences s = sentences_new(&length, 1, config.words, 8);
    tenor__packed_sequences batch = sentences_pack(&s);
    tenor__real first[LABELS], second[LABELS];
    const tenor__dropout none = {0};
    REQUIRE(rig_forward(&r, &batch, NULL, first));
    for (size_t i = 0; i < r.embedding_size; i++)
        r.embedding[i] *= 2;
    REQUIRE(rig_forward(&r, &batch, NULL, first));
    REQUIRE(rig_forward(&r, &batch, &none, second));
    for (size_t k = 0; k < LABELS; k++)
        REQUIRE(fabs((double)first[k] - (double)second[k]) < 2e-5);
    tenor__packed_sequences_free(&batch);
    sentences_free(&s);
    rig_free(&r);
}
END_TEST

/* ---- memory ---- */

typedef struct meter {
    size_t now;
    size_t most;
    size_t largest; /* block */
} meter;

static void *metered_resize(void *memory, size_t size, void *user)
{
    enum { HEADER = 16 };
    meter *m = user;
    size_t *old = memory ? (size_t *)(void *)((char *)memory - HEADER) : NULL;
    m->now -= old ? *old : 0;
    if (size == 0) {
        free(old);
        return NULL;
    }
    size_t *moved = realloc(old, size + HEADER);
    ck_assert_ptr_nonnull(moved);
    *moved = size;
    m->now += size;
    m->most = m->now > m->most ? m->now : m->most;
    m->largest = size > m->largest ? size : m->largest;
    return (char *)moved + HEADER;
}

/* Bytes that inference over one sequence takes, its ids left out. */
static meter measure(const tenor__network_config *config, size_t length)
{
    meter m = {0};
    const tenor_alloc alloc = {metered_resize, &m};
    rig r = rig_new(config, 7);
    tenor__pass_free(r.pass);
    ck_assert_int_eq(tenor__pass_new(r.network, &alloc, &r.pass), TENOR_OK);
    sentences s = sentences_new(&length, 1, config->words, 8);
    tenor__packed_sequences batch = sentences_pack(&s);
    tenor__real logits[LABELS];
    REQUIRE(rig_forward(&r, &batch, NULL, logits));
    tenor__packed_sequences_free(&batch);
    sentences_free(&s);
    rig_free(&r);
    ck_assert_uint_eq(m.now, 0);
    return m;
}

static size_t memory_of(const tenor__network_config *config, size_t length)
{
    return measure(config, length).most;
}

/* One layer takes the same memory however long a sequence is. What reads a layer's outputs, a layer above or attention,
 * takes those besides: of two layers at a time, however many there are. */
START_TEST(test_memory)
{
    enum { SHORT = 1000, LENGTH = 12000 };
    for (size_t directions = 1; directions <= 2; directions++) {
        for (size_t kind = 0; tenor__pooling_name(kind); kind++) {
            tenor__network_config config = spec_of("lstm", 1, directions);
            config.pooling[0] = (tenor__pooling_kind)kind;
            const size_t outputs = (LENGTH - SHORT) * directions * config.hidden * sizeof(tenor__real);
            const size_t weights = (LENGTH - SHORT) * sizeof(tenor__real);
            const size_t grown = memory_of(&config, LENGTH) - memory_of(&config, SHORT);
            if (kind == TENOR__POOLING_ATTENTION)
                ck_assert_uint_le(grown, (outputs + weights) * 5 / 4 + 64);
            else
                ck_assert_uint_eq(grown, 0);
            config.layers = 4;
            ck_assert_uint_le(memory_of(&config, LENGTH) - memory_of(&config, SHORT),
                              (2 * outputs + weights) * 5 / 4 + 64);
        }
    }
}
END_TEST

/* What tenor.h says of the cache: the words after those that fill it take 4 bytes each. A block has a header. */
START_TEST(test_cache_memory)
{
    tenor__network_config config = spec_of("sru", 1, 2);
    config.words = 3000;
    config.hidden = 512;
    const meter full = measure(&config, 9);
    ck_assert_uint_ge(full.largest, TENOR_SESSION_CACHE_BYTES);
    ck_assert_uint_le(full.largest, TENOR_SESSION_CACHE_BYTES + 128);
    config.words = 5000;
    ck_assert_uint_eq(measure(&config, 9).most - full.most, 2000 * 4);
}
END_TEST

CHECK_MAIN("nn/inference", test_long_sequences, test_full_table, test_nothing_is_remembered_unasked, test_memory,
           test_cache_memory)
