/* Scores a network's current weights on the dev examples, with the forward pass of inference. It keeps the logits of
 * the best epoch if thresholds are fitted to them. The model's own logits may differ from these in the last digits,
 * since its tensors hold the stacking weights. */
#ifndef TENOR_EVAL_SCORER_H
#define TENOR_EVAL_SCORER_H

#include "base/label_sets.h"
#include "eval/metrics.h"
#include "eval/stacking.h"
#include "model/predict_groups.h"

/* The examples to score. */
typedef struct tenor__scorer_examples {
    size_t count;               /* at least 1 */
    const uint32_t *const *ids; /* [count] token ids of each example */
    const size_t *lengths;      /* [count] numbers of ids; 0 reads as a single <unk> */
    const tenor__label_sets *targets;
    const float *ngram_logits; /* [count, labels] logits of the n-gram model, for stacking; NULL: the network alone */
} tenor__scorer_examples;

typedef struct tenor__scorer {
    tenor_alloc alloc;
    tenor__scorer_examples examples;
    size_t longest; /* most ids of an example */
    size_t labels;
    tenor__head_kind head;
    tenor__pool *pool;
    tenor__predict_groups groups;
    struct tenor__scorer_slot *slots; /* [slot_count] metrics of each slot's groups, if texts have several labels */
    size_t slot_count;
    uint32_t *predictions;    /* [count] */
    double *losses;           /* [count] */
    size_t stride;            /* the logits of every stride-th example are kept, from the first on */
    float *logits;            /* [(count - 1) / stride + 1, labels] of the last run */
    float *best_logits;       /* [count, labels] of the kept run; NULL without keep_all */
    tenor__stacking stacking; /* of the last run */
    tenor__metrics metrics;   /* of the last run */
} tenor__scorer;

/* network, pool and the arrays of examples must outlive it. With keep_all it has the logits of all examples, and
 * tenor__scorer_keep keeps them. Otherwise it has only a sample if there are more than 2^22 values. The threads of the
 * pool may call alloc. */
tenor_status tenor__scorer_init(tenor__scorer *scorer, const tenor__network *network,
                                const tenor__scorer_examples *examples, bool keep_all, tenor__pool *pool,
                                const tenor_alloc *alloc);
void tenor__scorer_free(tenor__scorer *scorer);

/* Scores with temperature 1 and sets the dev_... fields of *epoch. A text that may have several labels gets those with
 * a probability of at least 0.5. Returns false if memory runs out. */
bool tenor__scorer_run(tenor__scorer *scorer, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                       tenor_epoch *epoch);

/* The best temperature for the last run (eval/temperature.h); 1 if texts may have several labels. */
double tenor__scorer_temperature(const tenor__scorer *scorer);

/* Keeps the logits of the last run and discards those kept before. Without keep_all it does nothing. */
void tenor__scorer_keep(tenor__scorer *scorer);

#endif
