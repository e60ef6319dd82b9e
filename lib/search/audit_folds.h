/* What models that did not see a text make of it: each part of a corpus is predicted by a model of the others. */
#ifndef TENOR_SEARCH_AUDIT_FOLDS_H
#define TENOR_SEARCH_AUDIT_FOLDS_H

#include "base/alloc.h"

#include <tenor_search.h>

enum {
    TENOR__KEPT_LABELS = 16, /* at most, of an example: its own, then the most probable */
    TENOR__KEPT_OWN = 8,     /* of these its own, at most */
};

/* The probabilities of the labels of all examples: zero-initialize it. Labels are those of the corpus, by index. */
typedef struct tenor__fold_predictions {
    tenor_alloc alloc;
    size_t kept;          /* labels of each example: its own, the most probable, then UINT32_MAX */
    uint32_t *labels;     /* [examples, kept] */
    float *probabilities; /* [examples, kept] */
} tenor__fold_predictions;

/* The probability of a label; 0 for one that is not kept. */
double tenor__audit_folds_probability(const tenor__fold_predictions *fold_predictions, size_t example, size_t label);

/* Whether a model predicted the example. The only text of a label, copies aside, has none. */
bool tenor__audit_folds_judged(const tenor__fold_predictions *fold_predictions, size_t example);

typedef struct tenor__audit_folds {
    const tenor_options *options;
    const tenor_corpus *corpus;
    const uint32_t *copies; /* [examples] as of tenor__copies_find: copies are in one part */
    const bool *left_out;   /* [examples] no model is trained on these; NULL for none */
    size_t folds;
    uint64_t seed;   /* of the parts */
    size_t training; /* how many trainings were done before */
    size_t trainings;
    tenor_audit_fn progress;
    void *user;
} tenor__audit_folds;

/* Trains and asks the models of all folds. Any thread may call alloc. The caller frees in any case. */
tenor_status tenor__audit_folds_run(const tenor__audit_folds *folds, const tenor_alloc *alloc,
                                    tenor__fold_predictions *fold_predictions, tenor_error *error);
void tenor__audit_folds_free(tenor__fold_predictions *fold_predictions);

#endif
