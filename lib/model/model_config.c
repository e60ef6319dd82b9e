#include "model/model_config.h"

#include "base/arena.h"
#include "json/json.h"
#include "base/map.h"
#include "base/number.h"
#include "base/error.h"
#include "nn/head.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_FACT_NAME = 64 };

#define LARGEST_INTEGER ((int64_t)1 << 53)

void tenor__model_config_init(tenor__model_config *config, const tenor_alloc *alloc)
{
    *config = (tenor__model_config){
        .arena = {.alloc = tenor__alloc_of(alloc)}, .version = TENOR__FORMAT_VERSION, .temperature = 1};
}

void tenor__model_config_free(tenor__model_config *config)
{
    tenor__arena arena = config->arena;
    tenor__arena_free(&arena);
    tenor__model_config_init(config, &arena.alloc);
}

tenor_status tenor__model_config_copy(const tenor__model_config *from, tenor__model_config *to, tenor_error *error)
{
    tenor__buffer buffer;
    tenor__buffer_init(&buffer, &to->arena.alloc);
    tenor__model_config_write(from, &buffer);
    tenor_status status = buffer.failed ? tenor__error_set_memory(error)
                                        : tenor__model_config_read((tenor_str){buffer.data, buffer.size}, to, error);
    tenor__buffer_free(&buffer);
    return status;
}

/* Returns a failure of expression, its message after "place: ". */
#define TRY_IN(place, expression)                                                                                      \
    do {                                                                                                               \
        tenor_status in_status_ = (expression);                                                                        \
        if (in_status_ != TENOR_OK) {                                                                                  \
            tenor__error_prefix(error, place);                                                                         \
            return in_status_;                                                                                         \
        }                                                                                                              \
    } while (0)

/* An array of count elements in the arena; NULL when out of memory. */
static void *get_array(tenor__arena *arena, size_t count, size_t size)
{
    size_t bytes;
    return tenor__size_multiply(count, size, &bytes) ? tenor__arena_alloc(arena, bytes) : NULL;
}

static tenor_status read_size(const tenor__json_node *object, const char *name, int64_t minimum, int64_t maximum,
                              size_t *out, tenor_error *error)
{
    int64_t value = 0;
    TENOR_TRY(tenor__json_want_integer(object, name, minimum, maximum, &value, error));
    *out = (size_t)value;
    return TENOR_OK;
}

/* A number from 0 to maximum. */
static tenor_status read_real(const tenor__json_node *object, const char *name, double maximum, double *out,
                              tenor_error *error)
{
    double value = 0;
    TENOR_TRY(tenor__json_want_number(object, name, &value, error));
    if (!(value >= 0 && value <= maximum))
        return tenor__error_set(error, TENOR_BAD_MODEL, "%s is out of range", name);
    *out = value;
    return TENOR_OK;
}

static tenor_status read_version(const tenor__json_node *root, int *out, tenor_error *error)
{
    tenor_str format = {NULL, 0};
    if (!tenor__json_is_object(root))
        return tenor__error_set(error, TENOR_BAD_MODEL, "not a JSON object");
    TENOR_TRY(tenor__json_want_string(root, "format", &format, error));
    if (!tenor_str_is(format, TENOR__MODEL_FORMAT))
        return tenor__error_set(error, TENOR_BAD_MODEL, "format is not \"%s\": no model of Tenor", TENOR__MODEL_FORMAT);
    int64_t version = 0;
    TENOR_TRY(tenor__json_want_integer(root, "version", 1, LARGEST_INTEGER, &version, error));
    if (version < TENOR__FIRST_FORMAT_VERSION || version > TENOR__FORMAT_VERSION)
        return tenor__error_set(
            error, TENOR_BAD_VERSION,
            "version is %lld and this library reads %d to %d: use the Tenor that made the model, or a later one",
            (long long)version, TENOR__FIRST_FORMAT_VERSION, TENOR__FORMAT_VERSION);
    *out = (int)version;
    return TENOR_OK;
}

static tenor_status fill_labels(const tenor__json_node *array, tenor__map *names, tenor__model_config *out,
                                tenor_error *error)
{
    uint32_t i = 0;
    for (const tenor__json_node *node = tenor__json_first(array); node; node = tenor__json_next(node), i++) {
        tenor_str label;
        if (!tenor__json_string(node, &label) || tenor__label_check(label, NULL) != TENOR_OK)
            return tenor__error_set(error, TENOR_BAD_MODEL,
                                    "labels[%u] is not a string of 1 to %d bytes without control characters", i,
                                    TENOR__LONGEST_LABEL);
        label = tenor__arena_copy(&out->arena, label);
        bool added;
        if (!label.data || !tenor__map_insert(names, label, i, &added))
            return tenor__error_set_memory(error);
        if (!added) {
            char quoted[64];
            return tenor__error_set(error, TENOR_BAD_MODEL, "labels[%u] is '%s', which is there before", i,
                                    tenor__error_quote(quoted, sizeof quoted, label));
        }
        out->labels[i] = label;
    }
    return TENOR_OK;
}

static tenor_status read_labels(const tenor__json_node *root, tenor__model_config *out, tenor_error *error)
{
    const tenor__json_node *array = NULL;
    TENOR_TRY(tenor__json_want_array(root, "labels", &array, error));
    const size_t count = tenor__json_count(array);
    if (count < 2 || count > TENOR__MOST_LABELS)
        return tenor__error_set(error, TENOR_BAD_MODEL, "labels are %zu, not 2 to %d", count, TENOR__MOST_LABELS);
    out->network.labels = count;
    out->labels = get_array(&out->arena, count, sizeof *out->labels);
    if (!out->labels)
        return tenor__error_set_memory(error);
    tenor__map names;
    tenor__map_init(&names, &out->arena.alloc);
    tenor_status status = fill_labels(array, &names, out, error);
    tenor__map_free(&names);
    return status;
}

static tenor_status read_polarities(const tenor__json_node *root, tenor__model_config *out, tenor_error *error)
{
    const tenor__json_node *array = tenor__json_find(root, "polarities");
    if (!array || tenor__json_is_null(array))
        return TENOR_OK;
    const size_t count = out->network.labels;
    if (!tenor__json_is_array(array) || tenor__json_count(array) != count)
        return tenor__error_set(error, TENOR_BAD_MODEL,
                                "polarities is neither null nor an array of one number a label");
    float *polarities = get_array(&out->arena, count, sizeof *polarities);
    if (!polarities)
        return tenor__error_set_memory(error);
    size_t i = 0;
    for (const tenor__json_node *node = tenor__json_first(array); node; node = tenor__json_next(node), i++) {
        double value;
        if (!tenor__json_number(node, &value) || !(value >= -1 && value <= 1))
            return tenor__error_set(error, TENOR_BAD_MODEL, "polarities[%zu] is not a number from -1 to 1", i);
        polarities[i] = (float)value;
    }
    out->polarities = polarities;
    return TENOR_OK;
}

static tenor_status read_keep_tokens(const tenor__json_node *root, tenor__model_config *out, tenor_error *error)
{
    const tenor__json_node *node = tenor__json_find(root, "keep_tokens");
    tenor_str name;
    if (node && !(tenor__json_string(node, &name) && tenor__tokens_find_kept(name, &out->keep_tokens)))
        return tenor__error_set(error, TENOR_BAD_MODEL, "keep_tokens must be first, last or both");
    return TENOR_OK;
}

static tenor_status read_temperature(const tenor__json_node *root, tenor__model_config *out, tenor_error *error)
{
    const tenor__json_node *node = tenor__json_find(root, "temperature");
    if (node && (!tenor__json_number(node, &out->temperature) ||
                 !(out->temperature >= TENOR__LEAST_TEMPERATURE && out->temperature <= TENOR__MOST_TEMPERATURE)))
        return tenor__error_set(error, TENOR_BAD_MODEL, "temperature is not a number from 0.01 to 100");
    return TENOR_OK;
}

static tenor_status read_pooling(const tenor__json_node *object, tenor__network_config *out, tenor_error *error)
{
    tenor_str text = {NULL, 0};
    TENOR_TRY(tenor__json_want_string(object, "pooling", &text, error));
    char quoted[64];
    if (!tenor__pooling_read(text, out))
        return tenor__error_set(error, TENOR_BAD_MODEL, "pooling '%s' is not one kind, or two joined by '+'",
                                tenor__error_quote(quoted, sizeof quoted, text));
    return TENOR_OK;
}

static tenor_status read_dense(const tenor__json_node *object, tenor__network_config *out, tenor_error *error)
{
    const tenor__json_node *array = NULL;
    TENOR_TRY(tenor__json_want_array(object, "dense", &array, error));
    if (tenor__json_count(array) > TENOR__MOST_DENSE)
        return tenor__error_set(error, TENOR_BAD_MODEL, "dense has more than %d layers", TENOR__MOST_DENSE);
    for (const tenor__json_node *node = tenor__json_first(array); node; node = tenor__json_next(node)) {
        int64_t width;
        if (!tenor__json_integer(node, 1, TENOR__LARGEST_HIDDEN, &width))
            return tenor__error_set(error, TENOR_BAD_MODEL, "dense[%zu] is not an integer from 1 to %d",
                                    out->dense_count, TENOR__LARGEST_HIDDEN);
        out->dense[out->dense_count++] = (size_t)width;
    }
    return TENOR_OK;
}

/* A model without the member, or with null for it, has no n-gram model. */
static tenor_status read_ngrams(const tenor__json_node *object, tenor__ngram_config *out, tenor_error *error)
{
    const tenor__json_node *ngrams = tenor__json_find(object, "ngrams");
    if (!ngrams || tenor__json_is_null(ngrams))
        return TENOR_OK;
    if (!tenor__json_is_object(ngrams))
        return tenor__error_set(error, TENOR_BAD_MODEL, "ngrams is neither null nor an object");
    TRY_IN("ngrams", read_size(ngrams, "words", 1, TENOR__NGRAM_MOST_WORDS, &out->words, error));
    size_t common = 0;
    TRY_IN("ngrams", read_size(ngrams, "common", 1, LARGEST_INTEGER, &common, error));
    out->common = common;
    TRY_IN("ngrams", read_size(ngrams, "slots", 2, TENOR__MOST_NGRAM_SLOTS, &out->slots, error));
    if ((out->slots & (out->slots - 1)) != 0)
        return tenor__error_set(error, TENOR_BAD_MODEL, "ngrams: slots is %zu, not a power of two", out->slots);
    if (tenor__json_find(ngrams, "entries"))
        TRY_IN("ngrams", read_size(ngrams, "entries", 1, TENOR__MOST_NGRAM_ENTRIES, &out->entries, error));
    return TENOR_OK;
}

static tenor_status read_network(const tenor__json_node *object, tenor__network_config *out, tenor_error *error)
{
    tenor_str cell = {NULL, 0};
    tenor_str direction = {NULL, 0};
    char quoted[64];
    TENOR_TRY(read_size(object, "words", 2, INT32_MAX, &out->words, error));
    TENOR_TRY(read_size(object, "dim", 1, TENOR__LARGEST_DIM, &out->dim, error));
    TENOR_TRY(tenor__json_want_string(object, "cell", &cell, error));
    if (!tenor__cell_find(cell, &out->cell))
        return tenor__error_set(error, TENOR_BAD_MODEL, "cell '%s' is none that this library knows",
                                tenor__error_quote(quoted, sizeof quoted, cell));
    TENOR_TRY(read_size(object, "hidden", 1, TENOR__LARGEST_HIDDEN, &out->hidden, error));
    TENOR_TRY(read_size(object, "layers", 1, TENOR__MOST_LAYERS, &out->layers, error));
    TENOR_TRY(tenor__json_want_string(object, "direction", &direction, error));
    if (!tenor_str_is(direction, "both") && !tenor_str_is(direction, "forward"))
        return tenor__error_set(error, TENOR_BAD_MODEL, "direction '%s' is neither forward nor both",
                                tenor__error_quote(quoted, sizeof quoted, direction));
    out->directions = tenor_str_is(direction, "both") ? 2 : 1;
    TENOR_TRY(read_pooling(object, out, error));
    TENOR_TRY(read_dense(object, out, error));
    tenor_str head = {NULL, 0};
    TENOR_TRY(tenor__json_want_string(object, "head", &head, error));
    if (!tenor__head_find(head, &out->head))
        return tenor__error_set(error, TENOR_BAD_MODEL, "head '%s' is neither softmax nor sigmoid",
                                tenor__error_quote(quoted, sizeof quoted, head));
    return TENOR_OK;
}

/* The text of an option's or score's value, in the buffer. */
static tenor_status read_value(const tenor__json_node *node, tenor__buffer *text, tenor__value_kind *kind,
                               tenor_error *error)
{
    tenor_str string;
    bool on;
    double number;
    char digits[TENOR_NUMBER_SIZE];
    tenor__buffer_clear(text);
    if (tenor__json_string(node, &string)) {
        uint32_t character;
        char quoted[LONGEST_FACT_NAME + 1];
        if (tenor__label_has_control(string, &character))
            return tenor__error_set(error, TENOR_BAD_MODEL, "the value of %s holds the control character U+%04X",
                                    tenor__error_quote(quoted, sizeof quoted, tenor__json_key(node)),
                                    (unsigned)character);
        *kind = TENOR__VALUE_TEXT;
        tenor__buffer_add(text, string.data, string.size);
    } else if (tenor__json_bool(node, &on)) {
        *kind = TENOR__VALUE_SWITCH;
        tenor__buffer_format(text, "%s", on ? "true" : "false");
    } else if (tenor__json_number(node, &number)) {
        *kind = TENOR__VALUE_NUMBER;
        tenor__buffer_add(text, digits, tenor_number_write(number, digits));
    } else {
        char quoted[LONGEST_FACT_NAME + 1];
        return tenor__error_set(error, TENOR_BAD_MODEL, "%s is neither a string, a number, true nor false",
                                tenor__error_quote(quoted, sizeof quoted, tenor__json_key(node)));
    }
    return text->failed ? tenor__error_set_memory(error) : TENOR_OK;
}

static tenor_status fill_facts(const tenor__json_node *object, tenor__buffer *text, tenor__arena *arena,
                               tenor__typed_key_value *facts, tenor_error *error)
{
    for (const tenor__json_node *node = tenor__json_first(object); node; node = tenor__json_next(node), facts++) {
        const tenor_str name = tenor__json_key(node);
        uint32_t character;
        if (name.size == 0 || name.size > LONGEST_FACT_NAME || tenor__label_has_control(name, &character))
            return tenor__error_set(error, TENOR_BAD_MODEL,
                                    "a name is not 1 to %d bytes long without control characters", LONGEST_FACT_NAME);
        TENOR_TRY(read_value(node, text, &facts->kind, error));
        facts->fact.name = tenor__arena_copy(arena, name);
        facts->fact.value = tenor__arena_copy(arena, (tenor_str){text->data, text->size});
        if (!facts->fact.name.data || !facts->fact.value.data)
            return tenor__error_set_memory(error);
    }
    return TENOR_OK;
}

static tenor_status read_facts(const tenor__json_node *root, const char *name, tenor__arena *arena,
                               tenor__typed_key_value **facts, size_t *count, tenor_error *error)
{
    const tenor__json_node *object = NULL;
    TENOR_TRY(tenor__json_want_object(root, name, &object, error));
    *count = tenor__json_count(object);
    *facts = get_array(arena, *count, sizeof **facts);
    if (!*facts)
        return tenor__error_set_memory(error);
    tenor__buffer text;
    tenor__buffer_init(&text, &arena->alloc);
    tenor_status status = fill_facts(object, &text, arena, *facts, error);
    tenor__buffer_free(&text);
    if (status != TENOR_OK)
        tenor__error_prefix(error, name);
    return status;
}

static tenor_status read_epoch(const tenor__json_node *row, tenor_epoch *epoch, tenor_error *error)
{
    size_t number = 0;
    TENOR_TRY(read_size(row, "epoch", 1, UINT32_MAX, &number, error));
    epoch->epoch = (uint32_t)number;
    TENOR_TRY(read_real(row, "train_loss", HUGE_VAL, &epoch->train_loss, error));
    TENOR_TRY(read_real(row, "dev_loss", HUGE_VAL, &epoch->dev_loss, error));
    TENOR_TRY(read_real(row, "dev_accuracy", 1, &epoch->dev_accuracy, error));
    return read_real(row, "dev_macro_f1", 1, &epoch->dev_macro_f1, error);
}

static tenor_status read_history(const tenor__json_node *root, tenor__model_config *out, tenor_error *error)
{
    const tenor__json_node *array = NULL;
    TENOR_TRY(tenor__json_want_array(root, "history", &array, error));
    out->epoch_count = tenor__json_count(array);
    out->epochs = get_array(&out->arena, out->epoch_count, sizeof *out->epochs);
    if (!out->epochs)
        return tenor__error_set_memory(error);
    tenor_epoch *epoch = out->epochs;
    for (const tenor__json_node *row = tenor__json_first(array); row; row = tenor__json_next(row), epoch++) {
        char place[40];
        snprintf(place, sizeof place, "history[%zu]", (size_t)(epoch - out->epochs));
        TRY_IN(place, read_epoch(row, epoch, error));
    }
    return TENOR_OK;
}

static tenor_status read_separator(const tenor__json_node *root, tenor__model_config *out, tenor_error *error)
{
    const tenor__json_node *node = tenor__json_find(root, "separator");
    if (out->network.head != TENOR__HEAD_SIGMOID) {
        if (node && !tenor__json_is_null(node))
            return tenor__error_set(error, TENOR_BAD_MODEL, "separator is not null, though the head is softmax");
        return TENOR_OK;
    }
    tenor_str separator = {NULL, 0};
    TENOR_TRY(tenor__json_want_string(root, "separator", &separator, error));
    const char *wrong = tenor__label_check_separator(separator);
    if (wrong)
        return tenor__error_set(error, TENOR_BAD_MODEL, "separator is not %s", wrong);
    for (size_t k = 0; k < out->network.labels; k++)
        if (tenor__label_holds(out->labels[k], separator))
            return tenor__error_set(error, TENOR_BAD_MODEL, "labels[%zu] holds the separator", k);
    if (out->polarities)
        return tenor__error_set(error, TENOR_BAD_MODEL, "polarities is not null, though the head is sigmoid");
    out->separator = tenor__arena_copy(&out->arena, separator);
    return out->separator.data ? TENOR_OK : tenor__error_set_memory(error);
}

/* Once labels, polarities and network are there, which must go with them. */
static tenor_status read_prediction(const tenor__json_node *root, tenor__model_config *out, tenor_error *error)
{
    const size_t count = out->network.labels;
    const tenor__json_node *array = tenor__json_find(root, "thresholds");
    TENOR_TRY(read_separator(root, out, error));
    if (!array || tenor__json_is_null(array))
        return TENOR_OK;
    if (!tenor__json_is_array(array) || tenor__json_count(array) != count)
        return tenor__error_set(error, TENOR_BAD_MODEL,
                                "thresholds is neither null nor an array of one number a label");
    float *thresholds = tenor__arena_alloc(&out->arena, count * sizeof *thresholds);
    if (!thresholds)
        return tenor__error_set_memory(error);
    size_t i = 0;
    for (const tenor__json_node *node = tenor__json_first(array); node; node = tenor__json_next(node), i++) {
        double value;
        if (!tenor__json_number(node, &value) || !((float)value > 0) || !(value <= 1))
            return tenor__error_set(error, TENOR_BAD_MODEL, "thresholds[%zu] is not a number above 0, at most 1", i);
        thresholds[i] = (float)value;
    }
    out->thresholds = thresholds;
    return TENOR_OK;
}

/* What the tensors of the vocabulary do not say. */
static tenor_status read_vocabulary(const tenor__json_node *root, tenor__model_config *out, tenor_error *error)
{
    const tenor__json_node *object = NULL;
    tenor_str tokens = {NULL, 0};
    size_t seed = 0;
    if (out->version == TENOR__FIRST_FORMAT_VERSION)
        return TENOR_OK;
    TENOR_TRY(tenor__json_want_object(root, "vocabulary", &object, error));
    TRY_IN("vocabulary", tenor__json_want_string(object, "tokens", &tokens, error));
    if (!tenor__tokens_find_unit(tokens, &out->text.unit))
        return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: tokens is neither word nor char");
    if (!tenor__json_bool(tenor__json_find(object, "keep_case"), &out->text.keep_case))
        return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: keep_case is neither true nor false");
    TRY_IN("vocabulary", read_size(object, "seed", 0, TENOR__VOCAB_SEEDS - 1, &seed, error));
    out->vocab_seed = (uint32_t)seed;
    return TENOR_OK;
}

static tenor_status read_file_hash(const tenor__json_node *files, const char *name, tenor__file_hash *out,
                                   tenor_error *error)
{
    const tenor__json_node *object = NULL;
    TENOR_TRY(tenor__json_want_object(files, name, &object, error));
    TRY_IN(name, tenor__file_hash_read(object, out, error));
    return TENOR_OK;
}

static tenor_status read_root(const tenor__json_node *root, tenor__model_config *out, tenor_error *error)
{
    const tenor__json_node *network = NULL;
    const tenor__json_node *files = NULL;
    TENOR_TRY(read_version(root, &out->version, error));
    TENOR_TRY(tenor__input_read(root, &out->arena, &out->input, error));
    TENOR_TRY(tenor__provenance_read(root, &out->arena, &out->provenance, error));
    TENOR_TRY(read_labels(root, out, error));
    TENOR_TRY(read_polarities(root, out, error));
    TENOR_TRY(read_size(root, "max_tokens", 1, TENOR__MOST_TOKENS, &out->max_tokens, error));
    TENOR_TRY(read_keep_tokens(root, out, error));
    TENOR_TRY(read_temperature(root, out, error));
    TENOR_TRY(tenor__json_want_object(root, "network", &network, error));
    TRY_IN("network", read_network(network, &out->network, error));
    TRY_IN("network", read_ngrams(network, &out->ngrams, error));
    TENOR_TRY(read_prediction(root, out, error));
    TENOR_TRY(read_vocabulary(root, out, error));
    TENOR_TRY(read_facts(root, "options", &out->arena, &out->options, &out->option_count, error));
    TENOR_TRY(read_facts(root, "scores", &out->arena, &out->scores, &out->score_count, error));
    TENOR_TRY(read_history(root, out, error));
    TENOR_TRY(tenor__json_want_object(root, "files", &files, error));
    TRY_IN("files", read_file_hash(files, "vocab.json", &out->vocab, error));
    TRY_IN("files", read_file_hash(files, "weights.safetensors", &out->weights, error));
    return TENOR_OK;
}

tenor_status tenor__model_config_read(tenor_str json, tenor__model_config *out, tenor_error *error)
{
    tenor__json *document;
    TENOR_TRY(
        tenor__json_parse(json.data, json.size, TENOR__LARGEST_MODEL_CONFIG, &out->arena.alloc, &document, error));
    tenor_status status = read_root(tenor__json_root(document), out, error);
    tenor__json_free(document);
    return status;
}

bool tenor__model_config_score(tenor__model_config *config, const char *name, double value)
{
    char digits[TENOR_NUMBER_SIZE];
    const size_t size = tenor_number_write(value, digits);
    const tenor_str text = tenor__arena_copy(&config->arena, (tenor_str){digits, size});
    size_t i = 0;
    while (i < config->score_count && !tenor_str_is(config->scores[i].fact.name, name))
        i++;
    if (text.data && i < config->score_count) {
        config->scores[i].fact.value = text;
        return true;
    }
    tenor__typed_key_value *scores = get_array(&config->arena, i + 1, sizeof *scores);
    const tenor_str copy = tenor__arena_copy(&config->arena, tenor_str_of(name));
    if (!text.data || !scores || !copy.data)
        return false;
    if (i > 0)
        memcpy(scores, config->scores, i * sizeof *scores);
    scores[i] = (tenor__typed_key_value){{copy, text}, TENOR__VALUE_NUMBER};
    config->scores = scores;
    config->score_count++;
    return true;
}
