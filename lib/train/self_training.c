#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "base/sized_struct.h"
#include "data/corpus.h"

#include <tenor_train.h>

enum { SHARES = 20 }; /* of dev, that are tried as what is sure */

/* How often predictions may be wrong that are trusted, where 1 is the model's own error on dev. */
static const double TRUSTED = 0.5;

/* The threshold of the largest share of dev whose predictions are right often enough; above 1 where none is. */
static double find_threshold(const tenor_report *report)
{
    const double wrong = 1 - tenor_report_scores(report)->accuracy;
    if (tenor_report_multi_label(report))
        return 0;
    for (size_t i = SHARES; i > 0; i--) {
        const tenor_coverage sure = tenor_report_coverage(report, (double)i / SHARES);
        if (sure.examples > 0 && 1 - sure.accuracy <= TRUSTED * wrong)
            return sure.threshold;
    }
    return 2;
}

/* Texts that are neither empty nor dev's. NULL when out of memory. */
static tenor_str *list_fresh(const tenor_corpus *dev, const tenor_str *texts, size_t count, const tenor_alloc *alloc,
                             size_t *kept)
{
    tenor__map known;
    tenor__map_init(&known, alloc);
    tenor_str *fresh = tenor__alloc_array(alloc, count + 1, sizeof *fresh);
    bool done = fresh != NULL;
    for (size_t i = 0; done && i < tenor_corpus_size(dev); i++)
        done = tenor__map_insert(&known, tenor_corpus_text(dev, i), 0, NULL) != NULL;
    *kept = 0;
    for (size_t i = 0; done && i < count; i++)
        if (texts[i].size > 0 && !tenor__map_find(&known, texts[i]))
            fresh[(*kept)++] = texts[i];
    tenor__map_free(&known);
    if (done)
        return fresh;
    tenor__alloc_free(alloc, fresh);
    return NULL;
}

/* Whether the likeliest label of an example is sure enough. */
static bool is_sure(const tenor_corpus *taught, size_t i, double threshold)
{
    const tenor__example_soft_targets soft = tenor__corpus_soft(taught, i);
    for (size_t j = 0; j < soft.count; j++)
        if ((double)soft.probabilities[j] >= threshold)
            return true;
    return false;
}

/* Copies train and what is sure of the texts that the model has labeled. */
static tenor_status merge(const tenor_corpus *train, const tenor_corpus *taught, double threshold, tenor_corpus *to,
                          size_t *added, tenor_error *error)
{
    const bool several = tenor_corpus_separator(train).size > 0;
    for (size_t i = 0; i < tenor_corpus_size(train); i++)
        TENOR_TRY(tenor__corpus_copy_example(train, i, to, error));
    for (size_t i = 0; i < tenor_corpus_size(taught); i++) {
        if (!several && !is_sure(taught, i, threshold))
            continue;
        TENOR_TRY(tenor__corpus_copy_example(taught, i, to, error));
        ++*added;
    }
    return TENOR_OK;
}

static tenor_status teach_fresh(const tenor_model *model, const tenor_corpus *dev, const tenor_str *texts, size_t count,
                                size_t threads, const tenor_alloc *hook, tenor_corpus **taught, tenor_error *error)
{
    size_t kept;
    tenor_str *fresh = list_fresh(dev, texts, count, hook, &kept);
    if (!fresh)
        return tenor__error_set_memory(error);
    const tenor_status status = tenor_teacher_corpus_new(&model, 1, fresh, kept, threads, hook, taught, error);
    tenor__alloc_free(hook, fresh);
    return status;
}

tenor_status tenor_self_training_corpus(const tenor_model *model, const tenor_corpus *train, const tenor_corpus *dev,
                                        const tenor_str *texts, size_t count, size_t threads, const tenor_alloc *alloc,
                                        tenor_corpus **out, tenor_self_training_info *info, tenor_error *error)
{
    *out = NULL;
    if (!model || !train || !dev || (count > 0 && !texts))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "model, train, dev and texts must not be NULL");
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_report *report = NULL;
    tenor_corpus *taught = NULL;
    tenor_corpus *merged = NULL;
    tenor_self_training_info found = {.size = sizeof found};
    tenor_status status = tenor_evaluate(model, dev, threads, &hook, &report, error);
    if (status == TENOR_OK) {
        found.threshold = find_threshold(report);
        status = teach_fresh(model, dev, texts, count, threads, &hook, &taught, error);
    }
    if (status == TENOR_OK && tenor__corpus_new_like(train, &hook, &merged) != TENOR_OK)
        status = tenor__error_set_memory(error);
    if (status == TENOR_OK)
        status = merge(train, taught, found.threshold, merged, &found.texts, error);
    if (status == TENOR_OK && info)
        status = tenor__sized_struct_write(info, &found, sizeof found, error);
    if (status == TENOR_OK) {
        *out = merged;
        merged = NULL;
    }
    tenor_report_free(report);
    tenor_corpus_free(taught);
    tenor_corpus_free(merged);
    return status;
}
