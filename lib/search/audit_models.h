/* The passes of an audit: each predicts all texts, by models that are trained in a way of its own. */
#ifndef TENOR_SEARCH_AUDIT_MODELS_H
#define TENOR_SEARCH_AUDIT_MODELS_H

#include "search/audit_labels.h"

/* A pass trains one model for each fold. Two are of n-gram models; two of n-gram models without the labels that are
 * wrong by the first two; one of networks without those. Networks and n-gram models err on different texts, and both
 * predict better when they did not learn wrong labels. */
enum { TENOR__AUDIT_PASSES = 5 };

typedef struct tenor__audit_models {
    const tenor_options *options; /* NULL: the defaults */
    const tenor_corpus *corpus;
    const uint32_t *copies; /* as of tenor__copies_find */
    size_t tokens;          /* of the corpus */
    size_t folds;
    tenor_audit_fn progress;
    void *user;
} tenor__audit_models;

/* Does all passes, and rates the labels by the mean of their predictions: qualities[examples]. fold_predictions, one a
 * pass, are zero-initialized; the caller frees them in any case. Any thread may call alloc. */
tenor_status tenor__audit_models_run(const tenor__audit_models *plan, const tenor_alloc *alloc,
                                     tenor__fold_predictions fold_predictions[TENOR__AUDIT_PASSES],
                                     tenor__label_quality *qualities, tenor_error *error);

#endif
