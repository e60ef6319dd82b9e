/* Scores of a network's current weights on the dev examples, through the forward pass that classifies. Keeps the logits
 * of the best epoch, from which thresholds and the report on dev follow without another pass. */
#ifndef TENOR_EVAL_SCORER_H
#define TENOR_EVAL_SCORER_H

#include "base/label_sets.h"
#include "eval/metrics.h"
#include "eval/stacking.h"
#include "model/length_groups.h"

/* What to score on. */
typedef struct tenor__scorer_examples {
    size_t count;               /* at least 1 */
    const uint32_t *const *ids; /* [count] token ids of each */
    const size_t *lengths;      /* [count] their numbers; 0 reads as one <unk> */
    const tenor__label_sets *targets;
    const float *ngram_logits; /* [count, labels] to be stacked with the network's; NULL: those stand alone */
} tenor__scorer_examples;

typedef struct tenor__scorer {
    tenor_alloc alloc;
    tenor__scorer_examples examples;
    size_t longest; /* ids of an example */
    size_t labels;
    tenor__head_kind head;
    tenor__pool *pool;
    tenor__length_groups groups;
    struct tenor__scorer_slot *slots; /* where texts have several labels: metrics of each slot's groups */
    size_t slot_count;
    uint32_t *predictions;    /* [count] */
    double *losses;           /* [count] */
    size_t stride;            /* every stride-th example's logits are kept, from the first on */
    float *logits;            /* [(count - 1) / stride + 1, labels] of the last run */
    float *best_logits;       /* [count, labels] of the run that was kept; NULL where the stride is not 1 */
    double seconds;           /* that the last run took */
    double best_seconds;      /* that the run took which was kept */
    tenor__stacking stacking; /* of the last run */
    tenor__metrics metrics;   /* of the last run */
} tenor__scorer;

/* network, pool and what examples points to must outlive it. keep_all keeps the logits of all examples, however many
 * they are; else only a sample of them where they are more than 2^22 values. alloc may be called by any of the pool's
 * threads. */
tenor_status tenor__scorer_init(tenor__scorer *scorer, const tenor__network *network,
                                const tenor__scorer_examples *examples, bool keep_all, tenor__pool *pool,
                                const tenor_alloc *alloc);
void tenor__scorer_free(tenor__scorer *scorer);

/* Scores at temperature 1: sets the dev_... of *epoch. A text that may have several labels is given those of a
 * probability of at least a half. False when out of memory. */
bool tenor__scorer_run(tenor__scorer *scorer, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                       tenor_epoch *epoch);

/* The temperature that suits the last run best (eval/temperature.h); 1 where texts have several labels. */
double tenor__scorer_temperature(const tenor__scorer *scorer);

/* Keeps the logits of the last run, in place of those kept before. */
void tenor__scorer_keep(tenor__scorer *scorer);

#endif
