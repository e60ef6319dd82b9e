/* model.json: what a model is. */
#ifndef TENOR_MODEL_MODEL_CONFIG_H
#define TENOR_MODEL_MODEL_CONFIG_H

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "json/json.h"
#include "linear/ngram_table.h"
#include "model/file_hash.h"
#include "model/input.h"
#include "model/provenance.h"
#include "nn/network.h"
#include "text/label.h"
#include "text/vocab_table.h"
#include "text/tokens.h"

enum {
    TENOR__FORMAT_VERSION = 2,
    TENOR__FIRST_FORMAT_VERSION = 1,        /* has the vocabulary in vocab.json alone */
    TENOR__MOST_TOKENS = 1000000,           /* of max_tokens, at least 1 */
    TENOR__LARGEST_MODEL_CONFIG = 64 << 20, /* bytes of model.json; 65,536 labels of 255 bytes take a quarter of it */
};

/* Range of a temperature. */
static const double TENOR__LEAST_TEMPERATURE = 0.01;
static const double TENOR__MOST_TEMPERATURE = 100;

#define TENOR__MODEL_FORMAT "tenor-model"

/* How an option or score is written to JSON; `value` is the text that reads back as it. */
typedef enum tenor__value_kind {
    TENOR__VALUE_TEXT,
    TENOR__VALUE_NUMBER, /* integers too: the text is copied as it is */
    TENOR__VALUE_SWITCH, /* "true" or "false" */
} tenor__value_kind;

typedef struct tenor__typed_key_value {
    tenor_key_value fact;
    tenor__value_kind kind;
} tenor__typed_key_value;

/* All strings and arrays live in the arena. */
typedef struct tenor__model_config {
    tenor__arena arena;
    int version; /* that it was read from; TENOR__FORMAT_VERSION is written */
    tenor__network_config network;
    tenor__ngram_config ngrams;
    size_t max_tokens;
    tenor__kept_tokens keep_tokens; /* of a text that has more */
    double temperature;             /* by which logits are divided (Guo et al. 2017) */
    tenor_str *labels;              /* [network.labels] */
    float *polarities;              /* [network.labels], -1..1; NULL when the labels have none */
    float *thresholds;              /* [network.labels], above 0..1, see model/prediction.h; NULL for equal ones */
    tenor_str separator;            /* between the labels of a text: with a sigmoid head, else empty */
    tenor__typed_key_value *options;
    size_t option_count;
    tenor__typed_key_value *scores;
    size_t score_count;
    tenor_epoch *epochs;
    size_t epoch_count;
    tenor_text_settings text; /* this and the seed of the vocabulary's tensors; from version 2 on */
    uint32_t vocab_seed;
    tenor__input input;
    tenor__provenance provenance;
    tenor__file_hash vocab;
    tenor__file_hash weights;
} tenor__model_config;

/* All empty, with the values of what model.json may leave out: TENOR__KEEP_FIRST, temperature 1, no polarities. */
void tenor__model_config_init(tenor__model_config *config, const tenor_alloc *alloc);
void tenor__model_config_free(tenor__model_config *config);

/* A deep copy into an initialized, empty config, by way of model.json: what cannot be written and read back is
 * an error here (tenor__model_config_read's), and numbers among the facts take their shortest form. */
tenor_status tenor__model_config_copy(const tenor__model_config *from, tenor__model_config *to, tenor_error *error);

void tenor__model_config_write(const tenor__model_config *config, tenor__buffer *out);

/* Reads model.json into an initialized, empty config; everything in it is checked against its range. The caller
 * frees the config whether it succeeds or not. */
tenor_status tenor__model_config_read(tenor_str json, tenor__model_config *out, tenor_error *error);

/* Sets a score, or adds it after the others. False when out of memory. */
bool tenor__model_config_score(tenor__model_config *config, const char *name, double value);

#endif
