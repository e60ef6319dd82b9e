#include "model/prediction.h"

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"

#include <math.h>

static const float HALF = 0.5f;

size_t tenor__prediction_label(const float *probabilities, const float *thresholds, size_t labels)
{
    size_t best = 0;
    float highest = thresholds ? probabilities[0] / thresholds[0] : probabilities[0];
    for (size_t k = 1; k < labels; k++) {
        const float value = thresholds ? probabilities[k] / thresholds[k] : probabilities[k];
        if (value > highest) {
            highest = value;
            best = k;
        }
    }
    return best;
}

/* ---- of a model ---- */

size_t tenor_model_prediction(const tenor_model *model, const float *probabilities, size_t *labels)
{
    const size_t count = model->config.network.labels;
    const float *thresholds = model->config.thresholds;
    if (!tenor_model_multi_label(model)) {
        labels[0] = tenor__prediction_label(probabilities, thresholds, count);
        return 1;
    }
    size_t predicted = 0;
    for (size_t k = 0; k < count; k++)
        if (probabilities[k] >= (thresholds ? thresholds[k] : HALF))
            labels[predicted++] = k;
    return predicted;
}

/* ---- in model.json ---- */

double tenor__prediction_decimal(float value)
{
    double power = 1;
    for (int decimals = 0; decimals < 10; decimals++, power *= 10) {
        double rounded = round((double)value * power) / power;
        if ((float)rounded == value)
            return rounded;
    }
    return (double)value;
}

void tenor__prediction_write(const tenor__model_config *config, tenor__json_writer *writer)
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
        tenor__json_write_number(writer, tenor__prediction_decimal(config->thresholds[i]));
    tenor__json_end_array(writer);
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

tenor_status tenor__prediction_read(const tenor__json_node *root, tenor__model_config *out, tenor_error *error)
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
