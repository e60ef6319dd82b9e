/* Several opinions of each label, of models that are trained in different ways. */
#ifndef TENOR_SEARCH_AUDIT_PASSES_H
#define TENOR_SEARCH_AUDIT_PASSES_H

#include "search/audit_labels.h"

/* Two of n-gram models; two of n-gram models without the labels that are wrong by the first two; one of networks
 * without those. Networks and n-gram models err on different texts, and both judge better when they did not learn wrong
 * labels.
 */
enum { TENOR__AUDIT_PASSES = 5 };

typedef struct tenor__audit_passes {
    const tenor_options *options; /* NULL: the defaults */
    const tenor_corpus *corpus;
    const uint32_t *copies; /* as of tenor__copies_find */
    size_t tokens;          /* of the corpus */
    size_t folds;
    tenor_audit_fn progress;
    void *user;
} tenor__audit_passes;

/* Runs all passes over all folds, and judges by their mean: verdicts[examples]. opinions are zero-initialized; the
 * caller frees them in any case. Any thread may call alloc. */
tenor_status tenor__audit_passes_run(const tenor__audit_passes *plan, const tenor_alloc *alloc,
                                     tenor__opinions opinions[TENOR__AUDIT_PASSES], tenor__label_verdict *verdicts,
                                     tenor_error *error);

#endif
