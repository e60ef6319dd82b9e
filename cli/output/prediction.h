/* What is told of a text's prediction: which labels, and the JSON object of `tenor classify --json`. */
#ifndef TENOR_CLI_OUTPUT_PREDICTION_H
#define TENOR_CLI_OUTPUT_PREDICTION_H

#include "output/json.h"

/* What is asked for; zero is the prediction alone. */
struct prediction_asked {
    size_t top; /* the likeliest labels, so many; 0: the prediction */
    bool all;   /* labels; not with top */
    bool polarity;
    double threshold; /* labels that are less likely are left out */
    bool with_text;
};

/* A label and what it got. */
struct label_probability {
    float probability;
    size_t label;
};

/* What was found for the last text. */
struct prediction {
    const tenor_model *model;
    struct prediction_asked asked;
    bool multi_label;
    size_t wanted;                     /* labels; of a model with several labels a text: beside its prediction */
    struct label_probability *labels;  /* as many as the model's: the likeliest first, as far as they are wanted */
    size_t shown;                      /* of them, as likely as the threshold */
    struct label_probability first;    /* the prediction of a model with one label a text */
    bool sure;                         /* it is as likely as the threshold: else the prediction is ? */
    struct label_probability *several; /* as many: the prediction of a model with several labels a text */
    size_t several_count;
    size_t *best; /* scratch for labels */
    tenor_tokens *tokens;
    size_t token_count; /* of the last text that was written as JSON */
};

/* The model is borrowed. Fails with TENOR_OUT_OF_MEMORY alone. The caller frees after success and failure. */
tenor_status prediction_init(struct prediction *prediction, const tenor_model *model,
                             const struct prediction_asked *asked);
void prediction_free(struct prediction *prediction);

/* Finds what is told of a text with these probabilities. */
void prediction_find(struct prediction *prediction, const float *probabilities);

/* Expected polarity of a text; the model's labels have polarities. */
float prediction_polarity(const struct prediction *prediction, const float *probabilities);

/* The object of what was found, to which the caller may add, and which the caller prints or frees. */
struct cJSON *prediction_json(struct prediction *prediction, tenor_str text, const float *probabilities);

#endif
