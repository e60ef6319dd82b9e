/* What the tests of this room share: a small model. */
#ifndef TENOR_TESTS_MODEL_FIXTURE_H
#define TENOR_TESTS_MODEL_FIXTURE_H

#include "base/failing.h"
#include "base/random.h"
#include "counted.h"
#include "model/model.h"
#include "text/ngrams.h"
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
    tenor_text_settings settings = {.size = sizeof settings};
    const tenor_str text = str(FIXTURE_TEXT);
    counted all;
    tenor_vocab *vocab;
    count_texts(&all, &text, 1, &settings);
    ck_assert_int_eq(tenor__vocab_new(&all.counts, 1, NULL, NULL, 0, 1000, NULL, &vocab, NULL), TENOR_OK);
    counted_free(&all);
    return vocab;
}

/* A description whose arrays are static: it is never freed. "lstm+ngrams" has an n-gram model beside cell lstm. */
static inline tenor__model_config fixture_config(const char *cell, size_t words)
{
    static tenor_str labels[] = {{"negative", 8}, {"neutral, \"so so\"", 16}, {"正面", 6}};
    static float polarities[] = {-1, 0.1f, 1};
    static tenor__typed_key_value options[] = {
        {{{"cell", 4}, {"lstm", 4}}, TENOR__VALUE_TEXT},         {{{"hidden", 6}, {"5", 1}}, TENOR__VALUE_NUMBER},
        {{{"keep-case", 9}, {"false", 5}}, TENOR__VALUE_SWITCH}, {{{"lr", 2}, {"0.001", 5}}, TENOR__VALUE_NUMBER},
        {{{"vectors", 7}, {"", 0}}, TENOR__VALUE_TEXT},
    };
    static tenor__typed_key_value scores[] = {{{{"dev_accuracy", 12}, {"0.8125", 6}}, TENOR__VALUE_NUMBER}};
    static tenor_epoch epochs[] = {{1, 1.1, 1.0986122886681098, 1.0 / 3, 0.25}, {2, 0.5, 0.6, 1, 0}};
    tenor__model_config config;
    tenor__model_config_init(&config, NULL);
    size_t kind = 0;
    const char *plus = strchr(cell, '+');
    ck_assert(!plus || strcmp(plus, "+ngrams") == 0);
    ck_assert(tenor__cell_find((tenor_str){cell, plus ? (size_t)(plus - cell) : strlen(cell)}, &kind));
    config.network = (tenor__network_config){
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
    if (plus)
        config.ngrams = (tenor__ngram_config){64, 2, 3, 0};
    config.max_tokens = 20;
    config.keep_tokens = TENOR__KEEP_BOTH;
    config.temperature = 1.25;
    config.labels = labels;
    config.polarities = polarities;
    config.options = options;
    config.option_count = sizeof options / sizeof options[0];
    config.scores = scores;
    config.score_count = 1;
    config.epochs = epochs;
    config.epoch_count = 2;
    return config;
}

/* The n-gram model's tensors, [slots, labels] weights, [labels] biases and [slots] keys, for the n-grams of the
 * fixture's vocabulary's text, as many as a table of that size holds. */
static inline void fixture_ngrams(const tenor__model_config *config, tenor__random *random, float *out)
{
    const size_t slots = config->ngrams.slots;
    tenor_vocab *vocab = fixture_vocab();
    const tenor__ngram_rule rule = {vocab, config->ngrams.words, config->ngrams.common};
    tenor__ngrams ngrams = {.alloc = tenor__alloc_of(NULL)};
    tenor_tokens *tokens;
    uint32_t *keys = calloc(slots, sizeof *keys);
    ck_assert_ptr_nonnull(keys);
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    const tenor_text_settings settings = *tenor_vocab_text_settings(vocab);
    ck_assert_int_eq(tenor_tokens_split(tokens, &settings, str(FIXTURE_TEXT)), TENOR_OK);
    ck_assert(tenor__ngrams_find(&ngrams, &rule, tokens));
    size_t taken = 0;
    for (size_t i = 0; i < ngrams.count && taken < slots / 2; i++)
        taken += tenor__ngram_table_insert(keys, slots, ngrams.hashes[i]) != TENOR__NGRAM_ABSENT;
    for (size_t i = 0; i < ngrams.words; i++) {
        uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
        const size_t count = tenor__ngrams_of_word(&rule, tenor__tokens_text(tokens, ngrams.tokens[i]), hashes);
        for (size_t k = 0; k < count && taken < slots * 3 / 4; k++)
            taken += tenor__ngram_table_insert(keys, slots, hashes[k]) != TENOR__NGRAM_ABSENT;
    }
    for (size_t i = 0; i < (slots + 1) * config->network.labels; i++)
        *out++ = (float)(2 * tenor__random_uniform(random) - 1);
    memcpy(out, keys, slots * sizeof *keys);
    free(keys);
    tenor_tokens_free(tokens);
    tenor__ngrams_free(&ngrams);
    tenor_vocab_free(vocab);
}

/* The embedding, the block and the n-gram model of a model with random parameters, one after the other; the caller
 * frees them. *ngrams is NULL without the layer. */
static inline float *fixture_parameters(const tenor__model_config *config, tenor__parameters *out, const float **ngrams)
{
    tenor__network *network;
    ck_assert_int_eq(tenor__network_new(&config->network, NULL, &network, NULL), TENOR_OK);
    const size_t embedding = config->network.words * config->network.dim;
    const size_t block = tenor__network_block_size(network);
    const size_t layer = tenor__ngram_parameters(&config->ngrams, config->network.labels);
    float *numbers = malloc((embedding + block + layer) * sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    tenor__random random = tenor__random_new(7, 0);
    tenor__network_init(network, &random, numbers, numbers + embedding);
    for (size_t i = 0; i < embedding; i++)
        numbers[i] *= 10; /* so that words tell */
    if (layer > 0)
        fixture_ngrams(config, &random, numbers + embedding + block);
    *out = (tenor__parameters){numbers, numbers + embedding};
    *ngrams = layer > 0 ? numbers + embedding + block : NULL;
    tenor__network_free(network);
    return numbers;
}

static inline tenor_model *fixture_scaled_model(const char *cell, float scale)
{
    tenor_vocab *vocab = fixture_vocab();
    tenor__model_config config = fixture_config(cell, tenor_vocab_size(vocab));
    tenor__parameters parameters;
    const float *ngrams;
    float *numbers = fixture_parameters(&config, &parameters, &ngrams);
    const size_t embedding = config.network.words * config.network.dim;
    tenor__network *network;
    ck_assert_int_eq(tenor__network_new(&config.network, NULL, &network, NULL), TENOR_OK);
    for (size_t i = 0; i < embedding + tenor__network_block_size(network); i++)
        numbers[i] *= scale;
    tenor__network_free(network);
    tenor_model *model;
    tenor_error error;
    ck_assert_msg(tenor__model_new(&config, vocab, parameters, ngrams, NULL, &model, &error) == TENOR_OK, "%s",
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

/* The other ways to load a model, with the arguments of tenor_model_load. */
static inline tenor_status fixture_load_copy(const char *path, const tenor_alloc *alloc, tenor_model **out,
                                             tenor_error *error)
{
    return tenor_model_load_with(path, &(tenor_load_options){.size = sizeof(tenor_load_options), .copy = true}, alloc,
                                 out, error);
}

static inline tenor_status fixture_load_trusted(const char *path, const tenor_alloc *alloc, tenor_model **out,
                                                tenor_error *error)
{
    return tenor_model_load_with(path, &(tenor_load_options){.size = sizeof(tenor_load_options), .trust = true}, alloc,
                                 out, error);
}

#endif
