/* Cross-entropy loss and its gradient, with label smoothing, class weights and soft targets: softmax over the labels,
 * or a sigmoid for each label. */
#ifndef TENOR_OPTIM_LOSS_H
#define TENOR_OPTIM_LOSS_H

#include "base/label_sets.h"
#include "nn/kernels/real.h"

#include <stdbool.h>

typedef struct tenor__loss {
    size_t labels;
    double smoothing;      /* e, 0 <= e < 1 */
    const double *weights; /* w[labels], at least 0; NULL: all are 1 */
    bool binary; /* multi-label: a sigmoid per label, and a target has any number of labels; else softmax and one */
} tenor__loss;

/* The divisor of a batch's mean, as in PyTorch: the sum of the targets' weights, or `count` if the loss is binary. */
double tenor__loss_weight(const tenor__loss *loss, const tenor__label_set *targets, size_t count);

/* Writes gradient[count, labels] = scale x dl / dlogits and returns the sum of -log p_y without smoothing and weights,
 * which is the loss to report. For the mean over a batch, set scale to 1 / tenor__loss_weight. Sums are in double
 * precision.
 *
 * For each row of logits[count, labels], with p its softmax and y its target, the objective is (Szegedy et al. 2016;
 * class weights as in PyTorch's cross_entropy)
 *
 *     l = -(1 - e) w_y log p_y - (e / labels) sum_k w_k log p_k
 *
 * With soft targets t_k the first term is -(1 - e) sum_k t_k w_k log p_k, the mean divides by sum_k t_k w_k, and the
 * returned loss is -sum_k t_k log p_k.
 *
 * If the loss is binary, p_k is the sigmoid of logit k, q_k = (1 - e) [k is a label] + e / 2 ([k is a label] or t_k),
 * and the objective is the mean over labels (weights as the pos_weight of PyTorch's BCEWithLogitsLoss)
 *
 *     l = -(1 / labels) sum_k (w_k q_k log p_k + (1 - q_k) log (1 - p_k))
 *
 * The returned loss is then the same expression without smoothing and weights. */
double tenor__loss_gradient(const tenor__loss *loss, const tenor__real *logits, const tenor__label_set *targets,
                            size_t count, double scale, tenor__real *gradient);

#endif
