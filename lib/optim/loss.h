/* Cross-entropy, of one label a sequence or of each label by itself, with label smoothing and class weights, and its
 * gradient. */
#ifndef TENOR_OPTIM_LOSS_H
#define TENOR_OPTIM_LOSS_H

#include "base/label_sets.h"
#include "nn/real.h"

#include <stdbool.h>

typedef struct tenor__loss {
    size_t labels;
    double smoothing;      /* e, 0 <= e < 1 */
    const double *weights; /* w[labels], at least 0; NULL for all 1 */
    bool binary; /* each label by itself, as for a sigmoid head: a target has any number of labels, else one */
} tenor__loss;

/* What a batch's mean divides by, as PyTorch does: the weights of the targets, summed; the count when binary. */
double tenor__loss_weight(const tenor__loss *loss, const tenor__label_set *targets, size_t count);

/* For each row of logits[count, labels], with p its softmax and y its target, the objective (Szegedy et al. 2016; class
 * weights as in PyTorch's cross_entropy)
 *
 *     l = -(1 - e) w_y log p_y - (e / labels) sum_k w_k log p_k
 *
 * gives gradient[count, labels] = dl / dlogits times `scale`. For the mean over a batch scale is 1 / its weight. Sums
 * are in double precision. Returns the sum of -log p_y alone, without smoothing and weights: what is reported.
 *
 * When binary, p_k is the sigmoid of logit k, and with q_k = (1 - e) [k is a label] + e / 2 (weights as the pos_weight
 * of PyTorch's BCEWithLogitsLoss, mean over labels)
 *
 *     l = -(1 / labels) sum_k (w_k q_k log p_k + (1 - q_k) log (1 - p_k))
 *
 * and what is returned is the same without smoothing and weights. */
double tenor__loss_gradient(const tenor__loss *loss, const tenor__real *logits, const tenor__label_set *targets,
                            size_t count, double scale, tenor__real *gradient);

#endif
