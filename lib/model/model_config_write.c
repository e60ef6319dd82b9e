#include "model/model_config.h"

#include "json/json.h"
#include "base/number.h"
#include "nn/head.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void write_text(tenor__json_writer *writer, const char *name, const char *text)
{
    tenor__json_write_key(writer, name);
    tenor__json_write_string(writer, tenor_str_of(text));
}

static void write_size(tenor__json_writer *writer, const char *name, size_t value)
{
    tenor__json_write_key(writer, name);
    tenor__json_write_integer(writer, (int64_t)value);
}

static void write_real(tenor__json_writer *writer, const char *name, double value)
{
    tenor__json_write_key(writer, name);
    tenor__json_write_number(writer, value);
}

/* The double with the fewest decimals that reads back as this float, -1..1: 0.1f is written 0.1. */
static double fewest_decimals(float value)
{
    double power = 1;
    for (int decimals = 0; decimals < 10; decimals++, power *= 10) {
        double rounded = round((double)value * power) / power;
        if ((float)rounded == value)
            return rounded;
    }
    return (double)value;
}

static void write_labels(tenor__json_writer *writer, const tenor__model_config *config)
{
    tenor__json_write_key(writer, "labels");
    tenor__json_begin_array(writer, true);
    for (size_t i = 0; i < config->network.labels; i++)
        tenor__json_write_string(writer, config->labels[i]);
    tenor__json_end_array(writer);

    tenor__json_write_key(writer, "polarities");
    if (!config->polarities) {
        tenor__json_write_null(writer);
        return;
    }
    tenor__json_begin_array(writer, true);
    for (size_t i = 0; i < config->network.labels; i++)
        tenor__json_write_number(writer, fewest_decimals(config->polarities[i]));
    tenor__json_end_array(writer);
}

static void write_prediction(tenor__json_writer *writer, const tenor__model_config *config)
{
    tenor__json_write_key(writer, "separator");
    if (config->network.head == TENOR__HEAD_SIGMOID)
        tenor__json_write_string(writer, config->separator);
    else
        tenor__json_write_null(writer);
    tenor__json_write_key(writer, "thresholds");
    if (!config->thresholds) {
        tenor__json_write_null(writer);
        return;
    }
    tenor__json_begin_array(writer, true);
    for (size_t i = 0; i < config->network.labels; i++)
        tenor__json_write_number(writer, fewest_decimals(config->thresholds[i]));
    tenor__json_end_array(writer);
}

static void write_network(tenor__json_writer *writer, const tenor__model_config *config)
{
    const tenor__network_config *network = &config->network;
    tenor__json_write_key(writer, "network");
    tenor__json_begin_object(writer, false);
    write_size(writer, "words", network->words);
    write_size(writer, "dim", network->dim);
    write_text(writer, "cell", tenor__cell_name(network->cell));
    write_size(writer, "hidden", network->hidden);
    write_size(writer, "layers", network->layers);
    write_text(writer, "direction", network->directions == 2 ? "both" : "forward");
    char pooling[64] = "";
    for (size_t i = 0; i < network->pooling_count; i++) {
        size_t used = strlen(pooling);
        snprintf(pooling + used, sizeof pooling - used, "%s%s", i > 0 ? "+" : "",
                 tenor__pooling_name(network->pooling[i]));
    }
    write_text(writer, "pooling", pooling);
    tenor__json_write_key(writer, "dense");
    tenor__json_begin_array(writer, true);
    for (size_t i = 0; i < network->dense_count; i++)
        tenor__json_write_integer(writer, (int64_t)network->dense[i]);
    tenor__json_end_array(writer);
    tenor__json_write_key(writer, "ngrams");
    if (config->ngrams.slots > 0) {
        tenor__json_begin_object(writer, true);
        write_size(writer, "words", config->ngrams.words);
        write_size(writer, "common", config->ngrams.common);
        write_size(writer, "slots", config->ngrams.slots);
        if (config->ngrams.entries > 0)
            write_size(writer, "entries", config->ngrams.entries);
        tenor__json_end_object(writer);
    } else {
        tenor__json_write_null(writer);
    }
    write_text(writer, "head", tenor__head_name(network->head));
    tenor__json_end_object(writer);
}

static void write_vocabulary(tenor__json_writer *writer, const tenor__model_config *config)
{
    tenor__json_write_key(writer, "vocabulary");
    tenor__json_begin_object(writer, true);
    write_text(writer, "tokens", tenor__tokens_unit_name(config->text.unit));
    tenor__json_write_key(writer, "keep_case");
    tenor__json_write_bool(writer, config->text.keep_case);
    write_size(writer, "seed", config->vocab_seed);
    tenor__json_end_object(writer);
}

/* Only a number is written as one, and always in its shortest form. */
static void write_number_text(tenor__json_writer *writer, tenor_str text)
{
    double number;
    if (tenor__number_read(text.data, text.size, &number))
        tenor__json_write_number(writer, number);
    else
        tenor__json_write_string(writer, text);
}

/* A path may hold control characters. */
static void write_facts(tenor__json_writer *writer, const char *name, const tenor__typed_key_value *facts, size_t count)
{
    tenor__json_write_key(writer, name);
    tenor__json_begin_object(writer, false);
    for (size_t i = 0; i < count; i++) {
        const tenor_str value = facts[i].fact.value;
        tenor__json_write_key_str(writer, facts[i].fact.name);
        switch (facts[i].kind) {
        case TENOR__VALUE_TEXT:
            tenor__json_write_printable(writer, value);
            break;
        case TENOR__VALUE_NUMBER:
            write_number_text(writer, value);
            break;
        case TENOR__VALUE_SWITCH:
            tenor__json_write_bool(writer, tenor_str_is(value, "true"));
            break;
        }
    }
    tenor__json_end_object(writer);
}

static void write_history(tenor__json_writer *writer, const tenor_epoch *epochs, size_t count)
{
    tenor__json_write_key(writer, "history");
    tenor__json_begin_array(writer, false);
    for (size_t i = 0; i < count; i++) {
        tenor__json_begin_object(writer, true);
        write_size(writer, "epoch", epochs[i].epoch);
        write_real(writer, "train_loss", epochs[i].train_loss);
        write_real(writer, "dev_loss", epochs[i].dev_loss);
        write_real(writer, "dev_accuracy", epochs[i].dev_accuracy);
        write_real(writer, "dev_macro_f1", epochs[i].dev_macro_f1);
        tenor__json_end_object(writer);
    }
    tenor__json_end_array(writer);
}

static void write_file_hash(tenor__json_writer *writer, const char *name, tenor__file_hash file_hash)
{
    tenor__json_write_key(writer, name);
    tenor__json_begin_object(writer, true);
    tenor__file_hash_write(file_hash, writer);
    tenor__json_end_object(writer);
}

void tenor__model_config_write(const tenor__model_config *config, tenor__buffer *out)
{
    tenor__json_writer writer;
    tenor__json_writer_init(&writer, out);
    tenor__json_begin_object(&writer, false);
    write_text(&writer, "format", TENOR__MODEL_FORMAT);
    write_size(&writer, "version", TENOR__FORMAT_VERSION);
    tenor__input_write(&config->input, &writer);
    tenor__provenance_write(&config->provenance, &writer);
    write_labels(&writer, config);
    write_prediction(&writer, config);
    write_size(&writer, "max_tokens", config->max_tokens);
    write_text(&writer, "keep_tokens", tenor__tokens_kept_name(config->keep_tokens));
    write_real(&writer, "temperature", config->temperature);
    write_network(&writer, config);
    write_vocabulary(&writer, config);
    write_facts(&writer, "options", config->options, config->option_count);
    write_facts(&writer, "scores", config->scores, config->score_count);
    write_history(&writer, config->epochs, config->epoch_count);
    tenor__json_write_key(&writer, "files");
    tenor__json_begin_object(&writer, false);
    write_file_hash(&writer, "vocab.json", config->vocab);
    write_file_hash(&writer, "weights.safetensors", config->weights);
    tenor__json_end_object(&writer);
    tenor__json_end_object(&writer);
    tenor__buffer_add_byte(out, '\n');
}
