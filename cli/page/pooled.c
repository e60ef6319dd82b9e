#include "page/pooled.h"

void pooled_init(struct pooled *pooled)
{
    *pooled = (struct pooled){.status = TENOR_OK};
    pthread_mutex_init(&pooled->lock, NULL);
}

void pooled_add(struct pooled *pooled, const tenor_evaluated *evaluated)
{
    pthread_mutex_lock(&pooled->lock);
    if (!pooled->report && pooled->status == TENOR_OK)
        pooled->status = tenor_report_new(evaluated->model, NULL, &pooled->report);
    /* The models of all folds have the labels of the corpus. */
    if (pooled->status == TENOR_OK &&
        tenor_model_label_count(evaluated->model) == tenor_report_label_count(pooled->report)) {
        pooled->status = tenor_report_add(pooled->report, evaluated);
        evidence_add(&pooled->evidence, evaluated);
    }
    pthread_mutex_unlock(&pooled->lock);
}

bool pooled_finish(struct pooled *pooled)
{
    return pooled->report && pooled->status == TENOR_OK && tenor_report_finish(pooled->report) == TENOR_OK;
}

void pooled_free(struct pooled *pooled)
{
    tenor_report_free(pooled->report);
    evidence_free(&pooled->evidence);
    pthread_mutex_destroy(&pooled->lock);
}
