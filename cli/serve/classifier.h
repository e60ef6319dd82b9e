/* What a thread that classifies has of its own: a session for each model, and room for a batch. */
#ifndef TENOR_CLI_SERVE_CLASSIFIER_H
#define TENOR_CLI_SERVE_CLASSIFIER_H

#include "serve/job.h"

/* Zero-initialized it has none; classifier_free frees. */
struct classifier {
    struct served *served[MODELS_MOST]; /* that the sessions are of */
    tenor_session *sessions[MODELS_MOST];
    tenor_str *texts;
    size_t text_capacity;
    float *probabilities;
    size_t probability_capacity;
};

void classifier_free(struct classifier *classifier);

/* Lets go of the models that have been replaced. */
void classifier_drop_old(struct classifier *classifier, struct models *models);

/* Classifies the slices, those of one model that follow each other in one batch, and finishes them. */
void classifier_run(struct classifier *classifier, const struct slice *slices, size_t count, struct metrics *metrics);

#endif
