/* Logistic regression of one label against the others over n-gram features. Each feature is scaled by its naive Bayes
 * log count ratio for the label (NBSVM; Wang and Manning 2012).
 *
 *     margin(text) = o + b + sum_f x_f r_f u_f               x_f: how often the text has feature f; o: its offset
 *     r_f = log((p_f + 1) / |p|) - log((q_f + 1) / |q|)    p_f, q_f: texts with and without the label that have f;
 *                                                          |p|, |q| the sums of all p_f + 1 and q_f + 1
 *     minimize 1/2 (|u|^2 + b^2) + C sum_i log(1 + exp(-y_i margin_i))
 *
 * A text with a soft target t, the probability that it has the label, stands for two texts that weigh t and 1 - t. Its
 * part of the objective is then C (t log(1 + exp(-margin)) + (1 - t) log(1 + exp(margin))), and it counts as t texts in
 * p_f.
 *
 * The solver is dual coordinate descent (Yu, Huang and Lin 2011). It tries increasing values of C, each with a warm
 * start from the previous solution, until the loss on the dev texts rises, and keeps the C with the least loss. */
#ifndef TENOR_LINEAR_LOGISTIC_H
#define TENOR_LINEAR_LOGISTIC_H

#include "base/watch.h"
#include "linear/ngram_features.h"

static const uint32_t TENOR__NGRAM_DROPPED = UINT32_MAX;

typedef struct tenor__logistic_problem {
    const tenor__ngram_features *train;
    const uint32_t *places;     /* [train->count] index of a feature's weight, or TENOR__NGRAM_DROPPED if it has none */
    const bool *train_has;      /* [train->texts] whether the text has the label */
    const float *train_targets; /* [train->texts] soft targets, below 0 for a text without one; NULL: no text has one */
    const double *train_weights; /* [train->texts] weights of the texts, around 1; NULL if all are 1 */
    const tenor__ngram_texts *dev;
    const bool *dev_has;
    const float *dev_targets;   /* [dev->texts] as train_targets */
    const float *train_offsets; /* [train->texts] added to the margins, which the solution starts from; NULL: all 0 */
    const float *dev_offsets;   /* [dev->texts] */
    uint64_t seed;
    tenor__watch *watch; /* counts texts that are visited; may be NULL */
} tenor__logistic_problem;

typedef struct tenor__logistic_solution {
    /* Allocated by the caller: weights holds r u of each feature at the feature's place, that is, what one occurrence
     * adds to the margin; dev_margins is [dev->texts]. */
    float *weights;
    float *dev_margins;
    float bias;
    double loss; /* on the dev texts, the sum; infinite where no step was accepted */
    double cost; /* the C with the least loss on the dev texts */
} tenor__logistic_solution;

/* A problem visits each training text so many times at most. */
enum { TENOR__LOGISTIC_MOST_VISITS = 20 };

/* Returns false if memory runs out. */
bool tenor__logistic_solve(const tenor__logistic_problem *problem, const tenor_alloc *alloc,
                           tenor__logistic_solution *solution);

#endif
