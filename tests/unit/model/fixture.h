/* What the tests of this room share: a small model. */
#ifndef TENOR_TESTS_MODEL_FIXTURE_H
#define TENOR_TESTS_MODEL_FIXTURE_H

#include "base/failing.h"
#include "base/random.h"
#include "model/model.h"
#include "text/vocab.h"

#include <stdlib.h>
#include <string.h>

static inline tenor_str str(const char *text)
{
    return tenor_str_of(text);
}

/* The words of the fixture's vocabulary, after <pad> and <unk>: three a, two b, one each of the others. */
#define FIXTURE_TEXT "good good good bad bad film food 好 plot 😀"

static inline tenor_vocab *fixture_vocab(void)
{
    tenor_text_settings settings;
    tenor_text_settings_init(&settings);
    tenor__counter *counter;
    tenor_vocab *vocab;
    ck_assert_int_eq(tenor__counter_new(&settings, NULL, &counter), TENOR_OK);
    ck_assert_int_eq(tenor__counter_add(counter, str(FIXTURE_TEXT), 0, TENOR__KEEP_HEAD), TENOR_OK);
    ck_assert_int_eq(tenor__vocab_new(counter, 1, NULL, NULL, 0, 1000, NULL, &vocab, NULL), TENOR_OK);
    tenor__counter_free(counter);
    return vocab;
}

/* A description whose arrays are static: it is never freed. */
static inline tenor__description fixture_description(const char *cell, size_t words)
{
    static tenor_str labels[] = {{"negative", 8}, {"neutral, \"so so\"", 16}, {"正面", 6}};
    static float polarities[] = {-1, 0.1f, 1};
    static tenor__described_fact options[] = {
        {{{"cell", 4}, {"lstm", 4}}, TENOR__FACT_TEXT},         {{{"hidden", 6}, {"5", 1}}, TENOR__FACT_NUMBER},
        {{{"keep-case", 9}, {"false", 5}}, TENOR__FACT_SWITCH}, {{{"lr", 2}, {"0.001", 5}}, TENOR__FACT_NUMBER},
        {{{"vectors", 7}, {"", 0}}, TENOR__FACT_TEXT},
    };
    static tenor__described_fact scores[] = {{{{"dev_accuracy", 12}, {"0.8125", 6}}, TENOR__FACT_NUMBER}};
    static tenor_epoch epochs[] = {{1, 1.1, 1.0986122886681098, 1.0 / 3, 0.25}, {2, 0.5, 0.6, 1, 0}};
    tenor__description description;
    tenor__description_init(&description, NULL);
    size_t kind = 0;
    ck_assert(tenor__cell_find(str(cell), &kind));
    description.network = (tenor__network_spec){
        .words = words,
        .dim = 4,
        .hidden = 5,
        .layers = 2,
        .directions = 2,
        .cell = kind,
        .pooling = {TENOR__POOLING_MAX, TENOR__POOLING_MEAN},
        .pooling_count = 2,
        .dense = {6},
        .dense_count = 1,
        .labels = 3,
    };
    description.max_tokens = 20;
    description.keep_tokens = TENOR__KEEP_BOTH;
    description.temperature = 1.25;
    description.labels = labels;
    description.polarities = polarities;
    description.options = options;
    description.option_count = sizeof options / sizeof options[0];
    description.scores = scores;
    description.score_count = 1;
    description.epochs = epochs;
    description.epoch_count = 2;
    return description;
}

/* The embedding and, after it, the block of a network with random parameters; the caller frees them. */
static inline float *fixture_parameters(const tenor__network_spec *spec, tenor__parameters *out)
{
    tenor__network *network;
    ck_assert_int_eq(tenor__network_new(spec, NULL, &network, NULL), TENOR_OK);
    const size_t embedding = spec->words * spec->dim;
    float *numbers = malloc((embedding + tenor__network_block_size(network)) * sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    tenor__random random = tenor__random_new(7, 0);
    tenor__network_start(network, &random, numbers, numbers + embedding);
    for (size_t i = 0; i < embedding; i++)
        numbers[i] *= 10; /* so that words tell */
    *out = (tenor__parameters){numbers, numbers + embedding, NULL};
    tenor__network_free(network);
    return numbers;
}

static inline tenor_model *fixture_scaled_model(const char *cell, float scale)
{
    tenor_vocab *vocab = fixture_vocab();
    tenor__description description = fixture_description(cell, tenor_vocab_size(vocab));
    tenor__parameters parameters;
    float *numbers = fixture_parameters(&description.network, &parameters);
    const size_t embedding = description.network.words * description.network.dim;
    tenor__network *network;
    ck_assert_int_eq(tenor__network_new(&description.network, NULL, &network, NULL), TENOR_OK);
    for (size_t i = 0; i < embedding + tenor__network_block_size(network); i++)
        numbers[i] *= scale;
    tenor__network_free(network);
    tenor_model *model;
    tenor_error error;
    ck_assert_msg(tenor__model_new(&description, vocab, parameters, NULL, &model, &error) == TENOR_OK, "%s",
                  error.message);
    free(numbers);
    tenor_vocab_free(vocab);
    return model;
}

static inline tenor_model *fixture_model(const char *cell)
{
    return fixture_scaled_model(cell, 1);
}

/* Its weights are finite, the sums it makes of them are not. */
static inline tenor_model *fixture_overflowing_model(void)
{
    return fixture_scaled_model("rnn-relu", 1e30f);
}

#endif
