/* Scores of the present weights on the dev corpus, through the forward pass that classifies. */
#ifndef TENOR_TRAIN_SCORER_H
#define TENOR_TRAIN_SCORER_H

#include "base/pool.h"
#include "eval/metrics.h"
#include "eval/stacking.h"
#include "nn/network.h"
#include "train/sequences.h"

typedef struct tenor__scorer {
    tenor_alloc alloc;
    const tenor__network *network;
    const tenor__sequences *sequences;
    tenor__pool *pool;
    uint32_t *order;      /* [sequences] by length */
    size_t *group_begins; /* [group_count + 1] groups that are classified together */
    size_t group_count;
    struct tenor__score_slot *slots; /* scratch of the tasks that share the groups */
    size_t slot_count;
    uint32_t *predictions;     /* [sequences] */
    double *losses;            /* [sequences] */
    size_t stride;             /* every so many sequences' logits are kept, from the first on */
    float *logits;             /* [(sequences - 1) / stride + 1, labels] */
    const float *ngram_logits; /* [sequences, labels] to be blended with the network's; NULL: those stand alone */
    tenor__stacking stacking;  /* of both, when last run */
    tenor__metrics metrics;
} tenor__scorer;

/* network, sequences (at least one) and pool must outlive it. alloc may be called by any of the pool's threads. */
tenor_status tenor__scorer_init(tenor__scorer *scorer, const tenor__network *network, const tenor__sequences *sequences,
                                const float *ngram_logits, tenor__pool *pool, const tenor_alloc *alloc);
void tenor__scorer_free(tenor__scorer *scorer);

/* Scores at temperature 1: sets the dev_... of *epoch; a text that may have several labels is given those of a
 * probability of at least a half. False when out of memory. */
bool tenor__scorer_run(tenor__scorer *scorer, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                       tenor_epoch *epoch);

/* The temperature that suits what was last scored best (eval/temperature.h); 1 where texts have several labels. */
double tenor__scorer_temperature(const tenor__scorer *scorer);

/* Instead writes the logits of each sequence, [sequences, labels]. */
bool tenor__scorer_logits(const tenor__scorer *scorer, tenor__parameters parameters,
                          const tenor__packed_weights *packed_weights, float *logits);

#endif
