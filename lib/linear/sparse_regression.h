/* Logistic regression of many labels over n-gram features, at the cost of what occurs: a feature has weights for the
 * labels whose training texts have it, the most frequent of them where there are many; for all others it counts
 * nothing.
 *
 *     z_k = b_k + sum_f x_f w_fk               p = softmax(z), or a sigmoid each where a text has any number of labels
 *     w_fk -= a_k g_k s_fk,  b_k -= a_k g_k    g = p - y: a text at a time, all of them once an epoch
 *     a_k = e / (1 + e (1 + sum_f s_fk) / 4)   no step goes too far, however many features the text has
 *     s_fk = sqrt |r_fk|                       a quarter of it for a run of characters
 *
 * With soft targets y is their probabilities; the labels then only say which weights there are.
 *
 * r_fk is the log-count ratio of linear/logistic.h: a weight that says more of its label moves faster. The rate e is 3
 * by the number of texts that a label has. Training ends when the loss on the dev texts rises; the weights are those of
 * the least. Of more than `most_entries` weights the smallest are left out. */
#ifndef TENOR_LINEAR_SPARSE_REGRESSION_H
#define TENOR_LINEAR_SPARSE_REGRESSION_H

#include "base/label_sets.h"
#include "base/watch.h"
#include "linear/ngram_features.h"

typedef struct tenor__sparse_problem {
    const tenor__ngram_features *train;
    const tenor__ngram_texts *dev;
    const tenor__label_sets *train_labels;
    const tenor__label_sets *dev_labels;
    size_t labels;
    const double *label_weights; /* as in linear/ngram_classifier.h */
    uint32_t least_texts;        /* that a feature with weights must have */
    size_t most_entries;
    uint64_t seed;
    tenor__watch *watch; /* counts texts that are visited; may be NULL */
} tenor__sparse_problem;

/* A problem visits each training text so many times at most. */
enum { TENOR__SPARSE_MOST_VISITS = 20 };

/* Zero-initialized it is empty. */
typedef struct tenor__sparse_solution {
    tenor_alloc alloc;
    size_t *begins;    /* [features + 1] into the entries: a feature's */
    uint32_t *labels;  /* [entries] rising within a feature */
    float *weights;    /* [entries] not 0 */
    float *bias;       /* [labels] */
    float *dev_logits; /* [dev texts, labels] */
} tenor__sparse_solution;

/* False when out of memory; the solution is empty then. */
bool tenor__sparse_regression_solve(const tenor__sparse_problem *problem, const tenor_alloc *alloc,
                                    tenor__sparse_solution *solution);

void tenor__sparse_regression_free(tenor__sparse_solution *solution);

#endif
