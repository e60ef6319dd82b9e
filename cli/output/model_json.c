#include "output/model_json.h"

#include <math.h>
#include <stdio.h>

/* A score is a number; an option is what the table of options says, and text when a later version's is not there. */
static tenor_option_type type_of_option(tenor_str name)
{
    for (size_t i = 0; i < tenor_option_count(); i++)
        if (tenor_str_is(name, tenor_option(i)->name))
            return tenor_option(i)->type;
    return TENOR_OPTION_TEXT;
}

static void map_fact(struct json_map *map, tenor_key_value fact, tenor_option_type type)
{
    const bool is_number =
        (type == TENOR_OPTION_INTEGER || type == TENOR_OPTION_NUMBER) && text_is_json_number(fact.value);
    const bool is_switch =
        type == TENOR_OPTION_SWITCH && (tenor_str_is(fact.value, "true") || tenor_str_is(fact.value, "false"));
    if (is_number || is_switch)
        json_map_raw(map, fact.name, fact.value);
    else
        json_map_string(map, fact.name, fact.value);
}

static void add_labels(struct cJSON *root, const tenor_model *model, bool has_thresholds)
{
    struct cJSON *labels = json_add_array(root, "labels");
    for (size_t i = 0; i < tenor_model_label_count(model); i++) {
        struct cJSON *row = json_add_object(labels, NULL);
        json_add_string(row, "label", tenor_model_label(model, i));
        json_add_float(row, "polarity", tenor_model_label_polarity(model, i));
        json_add_float(row, "threshold", has_thresholds ? tenor_model_threshold(model, i) : NAN);
    }
    json_add_bool(root, "multi_label", tenor_model_multi_label(model));
    if (tenor_model_multi_label(model))
        json_add_string(root, "separator", tenor_model_separator(model));
    else
        json_add_null(root, "separator");
}

static void add_network(struct cJSON *root, const tenor_model *model, const tenor_model_info *info)
{
    struct cJSON *network = json_add_object(root, "network");
    json_add_string(network, "cell", info->cell);
    json_add_string(network, "direction", info->direction);
    json_add_string(network, "pooling", info->pooling);
    json_add_string(network, "dense", info->dense);
    json_add_count(network, "ngrams", info->ngram_words);
    json_add_count(network, "dim", info->dim);
    json_add_count(network, "hidden", info->hidden);
    json_add_count(network, "layers", info->layers);
    json_add_count(network, "max_tokens", info->max_tokens);
    json_add_string(network, "keep_tokens", info->keep_tokens);
    json_add_number(root, "temperature", info->temperature);
    json_add_count(root, "parameters", info->parameters);
    json_add_count(root, "vocabulary", info->vocab_size);
    json_add_count(root, "weights_bytes", info->weights_bytes);
    const tenor_text_settings text = *tenor_vocab_text_settings(tenor_model_vocab(model));
    json_add_string(root, "tokens", tenor_str_of(text.unit == TENOR_TOKENS_CHAR ? "char" : "word"));
    json_add_bool(root, "keep_case", text.keep_case);
}

/* Models of earlier versions do not say. */
static void add_provenance(struct cJSON *root, const tenor_model_info *info)
{
    if (info->version.size > 0)
        json_add_string(root, "tenor", info->version);
    else
        json_add_null(root, "tenor");
    if (info->corpus.size == 0) {
        json_add_null(root, "corpus");
        return;
    }
    char hash[17];
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)info->corpus_hash);
    struct cJSON *corpus = json_add_object(root, "corpus");
    json_add_string(corpus, "name", info->corpus);
    json_add_count(corpus, "size", info->corpus_bytes);
    json_add_string(corpus, "xxh3", tenor_str_of(hash));
}

void model_json_add_input(struct cJSON *root, const tenor_model *model)
{
    if (tenor_model_text_count(model) == 0) {
        json_add_null(root, "input");
        return;
    }
    struct cJSON *columns = json_add_array(json_add_object(root, "input"), "text");
    for (size_t i = 0; i < tenor_model_text_count(model); i++)
        json_add_string(columns, NULL, tenor_model_text(model, i));
}

static void add_training(struct cJSON *root, const tenor_model *model, const tenor_model_info *info)
{
    struct json_map options = {0};
    struct json_map scores = {0};
    for (size_t i = 0; i < tenor_model_option_count(model); i++) {
        const tenor_key_value option = tenor_model_option(model, i);
        map_fact(&options, option, type_of_option(option.name));
    }
    json_add_map(root, "options", &options);
    for (size_t i = 0; i < tenor_model_score_count(model); i++)
        map_fact(&scores, tenor_model_score(model, i), TENOR_OPTION_NUMBER);
    json_add_map(root, "scores", &scores);
    add_provenance(root, info);
    model_json_add_input(root, model);
    struct cJSON *epochs = json_add_array(root, "epochs");
    for (size_t i = 0; i < tenor_model_epoch_count(model); i++) {
        const tenor_epoch epoch = *tenor_model_epoch(model, i);
        struct cJSON *row = json_add_object(epochs, NULL);
        json_add_count(row, "epoch", epoch.epoch);
        json_add_number(row, "loss", epoch.train_loss);
        json_add_number(row, "dev_loss", epoch.dev_loss);
        json_add_number(row, "dev_accuracy", epoch.dev_accuracy);
        json_add_number(row, "dev_macro_f1", epoch.dev_macro_f1);
    }
}

void model_json_add(struct cJSON *root, const tenor_model *model)
{
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    add_labels(root, model, info.has_thresholds);
    add_network(root, model, &info);
    add_training(root, model, &info);
}
