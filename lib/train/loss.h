/* Cross-entropy with label smoothing and class weights, and its gradient. */
#ifndef TENOR_TRAIN_LOSS_H
#define TENOR_TRAIN_LOSS_H

#include "base/alloc.h"
#include "nn/real.h"

typedef struct tenor__loss {
    size_t labels;
    double smoothing;      /* e, 0 <= e < 1 */
    const double *weights; /* w[labels], at least 0; NULL for all 1 */
} tenor__loss;

/* The weights of targets, summed: what a batch's mean divides by, as PyTorch's cross_entropy does. */
double tenor__loss_weight(const tenor__loss *loss, const uint32_t *targets, size_t count);

/* For each row of logits[count, labels], with p its softmax and y its target, the objective (Szegedy et al. 2016; class
 * weights as in PyTorch's cross_entropy)
 *
 *     l = -(1 - e) w_y log p_y - (e / labels) sum_k w_k log p_k
 *
 * gives gradient[count, labels] = dl / dlogits times `scale`. For the mean over a batch scale is 1 / its weight. Sums
 * are in double precision. Returns the sum of -log p_y alone, without smoothing and weights: what is reported. */
double tenor__loss_gradient(const tenor__loss *loss, const tenor__real *logits, const uint32_t *targets, size_t count,
                            double scale, tenor__real *gradient);

/* Reads the value of option "class-weights" for labels, of which counts say how often each occurs in training: *weights
 * is NULL for "none"; for "balanced" total / (labels x count), which weighs all labels' sums alike; else it names a
 * file of lines of a label, a tab (or a comma when there is no tab), and its weight. Labels the file leaves out
 * weigh 1. TENOR_BAD_DATA with the line. The caller frees *weights with tenor__put. */
tenor_status tenor__loss_read_weights(const char *option, const tenor_str *labels, const uint64_t *counts,
                                      size_t label_count, const tenor_alloc *alloc, double **weights,
                                      tenor_error *error);

#endif
