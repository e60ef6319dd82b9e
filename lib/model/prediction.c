#include "model/prediction.h"

#include "model/model.h"

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
