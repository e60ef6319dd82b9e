#include "base/arena.h"
#include "train/trainer.h"

#include "base/number.h"
#include "base/error.h"
#include "eval/thresholds.h"
#include "model/model.h"

#include <stdio.h>
#include <string.h>

static tenor__value_kind kind_of(tenor_option_type type)
{
    switch (type) {
    case TENOR_OPTION_SWITCH:
        return TENOR__VALUE_SWITCH;
    case TENOR_OPTION_INTEGER:
    case TENOR_OPTION_NUMBER:
        return TENOR__VALUE_NUMBER;
    case TENOR_OPTION_CHOICE:
    case TENOR_OPTION_TEXT:
        break;
    }
    return TENOR__VALUE_TEXT;
}

/* Corpus options only say how a file was read, and threads only how fast; neither changes the model. */
static bool is_recorded(const tenor_options *options, tenor__option_index index)
{
    return strcmp(tenor_option(index)->group, "corpus") != 0 && index != TENOR__OPTION_threads &&
           ((index != TENOR__OPTION_fixed && index != TENOR__OPTION_lexicon) || tenor__options_given(options, index));
}

static tenor_str write_number(tenor__arena *arena, double value)
{
    char text[TENOR_NUMBER_SIZE];
    const size_t size = tenor_number_write(value, text);
    return tenor__arena_copy(arena, (tenor_str){text, size});
}

static bool describe_options(const tenor_trainer *trainer, tenor__model_config *config)
{
    config->options = tenor__arena_alloc(&config->arena, TENOR__OPTIONS * sizeof *config->options);
    if (!config->options)
        return false;
    for (int i = 0; i < TENOR__OPTIONS; i++) {
        const tenor__option_index index = (tenor__option_index)i;
        if (!is_recorded(trainer->options, index))
            continue;
        tenor_str value = tenor_str_of(tenor__options_text(trainer->options, index));
        if (index == TENOR__OPTION_dim) /* word vectors may have set the width */
            value = write_number(&config->arena, (double)config->network.dim);
        if (!value.data)
            return false;
        config->options[config->option_count++] = (tenor__typed_key_value){
            {tenor_str_of(tenor_option(index)->name), value}, kind_of(tenor_option(index)->type)};
    }
    return true;
}

static bool describe_scores(const tenor_trainer *trainer, tenor__model_config *config)
{
    const tenor_epoch *best = &trainer->checkpoint.epoch;
    const struct {
        const char *name;
        double value;
        bool known;
    } scores[] = {
        {"best_epoch", (double)best->epoch, true},
        {"dev_accuracy", best->dev_accuracy, true},
        {"dev_macro_f1", best->dev_macro_f1, true},
        {"dev_loss", best->dev_loss, true},
        {"train_loss", best->train_loss, true},
        {"train_examples", (double)trainer->train.count, true},
        {"train_tokens", (double)trainer->train.tokens, true},
        {"dev_examples", (double)trainer->dev.count, true},
        {"token_coverage", trainer->vocabulary.token_coverage, trainer->options->values.vectors[0] != '\0'},
    };
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++)
        if (scores[i].known && !tenor__model_config_score(config, scores[i].name, scores[i].value))
            return false;
    return true;
}

/* Fits the model's thresholds to the dev probabilities. The scorer has kept the logits of all dev examples. */
static tenor_status fit_thresholds(const tenor_trainer *trainer, tenor_model *model, tenor_error *error)
{
    const size_t labels = trainer->label_count;
    const size_t values = trainer->dev.count * labels;
    float *thresholds = tenor__arena_alloc(&model->config.arena, labels * sizeof *thresholds);
    float *probabilities = tenor__alloc_array(&trainer->alloc, values, sizeof *probabilities);
    bool complete = thresholds && probabilities;
    if (complete) {
        memcpy(probabilities, trainer->scorer.best_logits, values * sizeof *probabilities);
        tenor__model_apply_head(model, trainer->dev.count, probabilities);
        const tenor__fitting fitting = {probabilities, &trainer->dev.targets, labels};
        complete = trainer->separator.size > 0 ? tenor__thresholds_fit_each(&fitting, &trainer->alloc, thresholds)
                                               : tenor__thresholds_fit_one(&fitting, &trainer->alloc, thresholds);
    }
    tenor__alloc_free(&trainer->alloc, probabilities);
    if (!complete)
        return tenor__error_set_memory(error);
    model->config.thresholds = thresholds;
    return TENOR_OK;
}

tenor_status tenor__export_model(const tenor_trainer *trainer, tenor_model **out, tenor_error *error)
{
    *out = NULL;
    tenor__model_config config;
    tenor__model_config_init(&config, &trainer->alloc);
    config.network = *tenor__network_config_of(trainer->network);
    config.ngrams = tenor__ngram_classifier_config(&trainer->ngrams, &trainer->ngram_rule);
    config.max_tokens = (size_t)trainer->options->values.max_tokens;
    config.keep_tokens = (tenor__kept_tokens)trainer->options->values.keep_tokens;
    config.temperature = trainer->temperature;
    config.labels = trainer->labels;
    config.polarities = trainer->polarities;
    config.separator = trainer->separator;
    config.input = trainer->input;
    config.provenance = trainer->provenance;
    config.thresholds = trainer->checkpoint.epoch.epoch == 0 ? trainer->thresholds : NULL;
    config.epochs = trainer->epochs;
    config.epoch_count = trainer->epoch_count;
    tenor_status status;
    if (describe_options(trainer, &config) && describe_scores(trainer, &config)) {
        const tenor__weights *best = &trainer->checkpoint.weights;
        float *ngrams = NULL;
        status = tenor__ngram_classifier_pack(&trainer->ngrams, trainer->checkpoint.ngram_weight, &ngrams)
                     ? TENOR_OK
                     : tenor__error_set_memory(error);
        const tenor__parameters parameters = {best->embedding ? best->embedding : trainer->weights.embedding,
                                              best->block};
        if (status == TENOR_OK)
            status =
                tenor__model_new(&config, trainer->vocabulary.vocab, parameters, ngrams, &trainer->alloc, out, error);
        tenor__alloc_free(&trainer->ngrams.alloc, ngrams);
    } else {
        status = tenor__error_set_memory(error);
    }
    tenor__model_config_free(&config);
    if (status == TENOR_OK && trainer->fits_thresholds && trainer->checkpoint.epoch.epoch > 0)
        status = fit_thresholds(trainer, *out, error);
    if (status != TENOR_OK) {
        tenor_model_free(*out);
        *out = NULL;
    }
    return status;
}
