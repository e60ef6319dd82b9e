#include "model/model.h"

#include "base/sized_struct.h"
#include "base/error.h"
#include "nn/head.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

tenor_status tenor__model_begin(const tenor_alloc *alloc, tenor_model **out, tenor_error *error)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_model *model = tenor__alloc_zeroed(&hook, 1, sizeof *model);
    *out = model;
    if (!model)
        return tenor__error_set_memory(error);
    model->alloc = hook;
    tenor__model_config_init(&model->config, &hook);
    return TENOR_OK;
}

/* The names that tenor_model_describe lends. */
static void name_parts(tenor_model *model)
{
    const tenor__network_config *config = tenor__network_config_of(model->network);
    size_t used = 0;
    for (size_t i = 0; i < config->pooling_count && used < sizeof model->pooling; i++)
        used += (size_t)snprintf(model->pooling + used, sizeof model->pooling - used, "%s%s", i > 0 ? "+" : "",
                                 tenor__pooling_name(config->pooling[i]));
    used = (size_t)snprintf(model->dense, sizeof model->dense, "%s", config->dense_count == 0 ? "none" : "");
    for (size_t i = 0; i < config->dense_count && used < sizeof model->dense; i++)
        used += (size_t)snprintf(model->dense + used, sizeof model->dense - used, "%s%zu", i > 0 ? "," : "",
                                 config->dense[i]);
}

tenor_status tenor__model_finish(tenor_model *model, tenor_error *error)
{
    model->parameters = tenor__weights_parameters(&model->weights);
    model->ngrams = tenor__weights_ngrams(&model->weights);
    TENOR_TRY(tenor__packed_weights_new(model->network, false, &model->alloc, &model->packed_weights, error));
    for (size_t part = 0; part < tenor__parameter_slice_count(model->network); part++)
        tenor__packed_weights_update(model->packed_weights, model->parameters.block, part);
    if (!tenor__packed_weights_to_bfloat16(model->packed_weights))
        return tenor__error_set_memory(error);
    name_parts(model);
    return TENOR_OK;
}

static tenor_status copy_parts(tenor_model *model, const tenor__model_config *config, const tenor_vocab *vocab,
                               tenor__parameters parameters, const float *ngrams, tenor_error *error)
{
    tenor_status status = tenor__model_config_copy(config, &model->config, error);
    if (status == TENOR_BAD_MODEL || status == TENOR_BAD_JSON) {
        status = TENOR_INVALID_ARGUMENT;
        if (error)
            error->status = status;
    }
    TENOR_TRY(status);
    const size_t words = model->config.network.words;
    if (words != tenor_vocab_size(vocab))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the network has %zu words and the vocabulary %zu",
                                words, tenor_vocab_size(vocab));
    TENOR_TRY(tenor__vocab_table_copy(vocab, &model->alloc, &model->vocab, error));
    TENOR_TRY(tenor__network_new(&model->config.network, &model->alloc, &model->network, error));
    TENOR_TRY(tenor__weights_list_new(&model->weights, model->network, &model->config.ngrams, &model->alloc, error));
    TENOR_TRY(tenor__weights_copy(&model->weights, parameters, ngrams, error));
    TENOR_TRY(tenor__weights_check_finite(&model->weights, error));
    TENOR_TRY(tenor__weights_check_ngrams(&model->weights, error));
    return tenor__model_finish(model, error);
}

tenor_status tenor__model_new(const tenor__model_config *config, const tenor_vocab *vocab, tenor__parameters parameters,
                              const float *ngrams, const tenor_alloc *alloc, tenor_model **out, tenor_error *error)
{
    tenor_model *model;
    *out = NULL;
    TENOR_TRY(tenor__model_begin(alloc, &model, error));
    tenor_status status = copy_parts(model, config, vocab, parameters, ngrams, error);
    if (status != TENOR_OK) {
        tenor_model_free(model);
        return status;
    }
    *out = model;
    return TENOR_OK;
}

void tenor__model_apply_head(const tenor_model *model, size_t rows, float *logits)
{
    const tenor__network_config *network = &model->config.network;
    tenor__head_apply(network->head, rows, network->labels, (float)model->config.temperature, logits, logits);
}

void tenor_model_free(tenor_model *model)
{
    if (!model)
        return;
    const tenor_alloc alloc = model->alloc;
    tenor__packed_weights_free(model->packed_weights);
    tenor__weights_list_free(&model->weights);
    tenor__file_close(&model->weights_file);
    tenor__network_free(model->network);
    tenor_vocab_free(model->vocab);
    tenor__model_config_free(&model->config);
    tenor__alloc_free(&alloc, model);
}

/* ---- what is inside ---- */

size_t tenor_model_label_count(const tenor_model *model)
{
    return model->config.network.labels;
}

tenor_str tenor_model_label(const tenor_model *model, size_t i)
{
    return model->config.labels[i];
}

size_t tenor_label_index(const tenor_model *model, tenor_str name)
{
    for (size_t i = 0; i < tenor_model_label_count(model); i++) {
        const tenor_str label = tenor_model_label(model, i);
        if (tenor_str_equal(label, name))
            return i;
    }
    return SIZE_MAX;
}

float tenor_model_label_polarity(const tenor_model *model, size_t i)
{
    return model->config.polarities ? model->config.polarities[i] : NAN;
}

tenor_status tenor_polarity(const tenor_model *model, const float *probabilities, float *polarity)
{
    const float *polarities = model->config.polarities;
    if (!polarities)
        return TENOR_NO_POLARITY;
    double sum = 0;
    for (size_t i = 0; i < tenor_model_label_count(model); i++)
        sum += (double)probabilities[i] * (double)polarities[i];
    if (!isfinite(sum))
        return TENOR_NOT_FINITE;
    /* Probabilities sum to 1 only within rounding. */
    *polarity = (float)fmin(fmax(sum, -1), 1);
    return TENOR_OK;
}

tenor_status tenor_model_describe(const tenor_model *model, tenor_model_info *info)
{
    const tenor__network_config *config = tenor__network_config_of(model->network);
    const size_t parameters =
        tenor__network_parameters(model->network) + tenor__ngram_parameters(&model->config.ngrams, config->labels);
    const tenor_model_info all = {
        .cell = tenor_str_of(tenor__cell_name(config->cell)),
        .direction = tenor_str_of(config->directions == 2 ? "both" : "forward"),
        .pooling = tenor_str_of(model->pooling),
        .dense = tenor_str_of(model->dense),
        .dim = config->dim,
        .hidden = config->hidden,
        .layers = config->layers,
        .ngram_words = model->config.ngrams.words,
        .max_tokens = model->config.max_tokens,
        .parameters = parameters,
        .vocab_size = tenor_vocab_size(model->vocab),
        .weights_bytes = parameters * sizeof(float),
        .has_polarity = model->config.polarities != NULL,
        .keep_tokens = tenor_str_of(tenor__tokens_kept_name(model->config.keep_tokens)),
        .temperature = model->config.temperature,
        .has_thresholds = model->config.thresholds != NULL,
        .version = model->config.provenance.version,
        .corpus = model->config.provenance.corpus,
        .corpus_bytes = model->config.provenance.corpus_file.size,
        .corpus_hash = model->config.provenance.corpus_file.hash,
    };
    return tenor__sized_struct_write(info, &all, sizeof all, NULL);
}

size_t tenor_model_option_count(const tenor_model *model)
{
    return model->config.option_count;
}

tenor_key_value tenor_model_option(const tenor_model *model, size_t i)
{
    return model->config.options[i].fact;
}

tenor_str tenor_model_option_value(const tenor_model *model, const char *name)
{
    for (size_t i = 0; name && i < tenor_model_option_count(model); i++) {
        const tenor_key_value option = tenor_model_option(model, i);
        if (tenor_str_is(option.name, name))
            return option.value;
    }
    return (tenor_str){NULL, 0};
}

size_t tenor_model_score_count(const tenor_model *model)
{
    return model->config.score_count;
}

tenor_key_value tenor_model_score(const tenor_model *model, size_t i)
{
    return model->config.scores[i].fact;
}

size_t tenor_model_epoch_count(const tenor_model *model)
{
    return model->config.epoch_count;
}

const tenor_epoch *tenor_model_epoch(const tenor_model *model, size_t i)
{
    return &model->config.epochs[i];
}

const tenor_vocab *tenor_model_vocab(const tenor_model *model)
{
    return model->vocab;
}

bool tenor_model_multi_label(const tenor_model *model)
{
    return model->config.network.head == TENOR__HEAD_SIGMOID;
}

tenor_str tenor_model_separator(const tenor_model *model)
{
    return model->config.separator;
}

float tenor_model_threshold(const tenor_model *model, size_t i)
{
    if (model->config.thresholds)
        return model->config.thresholds[i];
    return tenor_model_multi_label(model) ? 0.5f : 1.0f / (float)model->config.network.labels;
}

size_t tenor_model_text_count(const tenor_model *model)
{
    return model->config.input.column_count;
}

tenor_str tenor_model_text(const tenor_model *model, size_t i)
{
    return model->config.input.columns[i];
}

tenor_str tenor_model_joiner(const tenor_model *model)
{
    return model->config.input.joiner;
}
