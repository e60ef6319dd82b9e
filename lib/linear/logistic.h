/* Logistic regression of one label against the others over n-gram features, each feature scaled by how much it says of
 * the label in the training texts (Wang and Manning 2012): a naive Bayes classifier that learns.
 *
 *     margin(text) = b + sum_f x_f r_f u_f            x_f: how often the text has feature f
 *     r_f = log((p_f + 1) / |p|) - log((q_f + 1) / |q|)    p_f, q_f: texts with and without the label that have f;
 *                                                    |p|, |q| the sums of all p_f + 1 and q_f + 1
 *     minimize 1/2 (|u|^2 + b^2) + C sum_i log(1 + exp(-y_i margin_i))
 *
 * by coordinate descent in the dual (Yu, Huang and Lin 2011), for a row of growing C, each from the solution of the
 * one before, until the loss on the dev texts rises; C is then the best one. */
#ifndef TENOR_LINEAR_LOGISTIC_H
#define TENOR_LINEAR_LOGISTIC_H

#include "linear/ngram_features.h"

static const uint32_t TENOR__NGRAM_DROPPED = UINT32_MAX;

typedef struct tenor__logistic_problem {
    const tenor__ngram_features *train;
    const uint32_t
        *places;           /* [train->count] of a feature's weight in the solution; TENOR__NGRAM_DROPPED: it has none */
    const bool *train_has; /* [train->texts] whether the text has the label */
    const double *train_weights; /* [train->texts] what a text counts, around 1; NULL when all count the same */
    const tenor__ngram_texts *dev;
    const bool *dev_has;
    uint64_t seed;
} tenor__logistic_problem;

typedef struct tenor__logistic_solution {
    /* The caller's room: at each feature's place r u, what it adds to the margin each time; and [dev->texts] margins.
     */
    float *weights;
    float *dev_margins;
    float bias;
    double cost; /* the C that was best */
} tenor__logistic_solution;

/* False when out of memory. */
bool tenor__logistic_solve(const tenor__logistic_problem *problem, const tenor_alloc *alloc,
                           tenor__logistic_solution *solution);

#endif
