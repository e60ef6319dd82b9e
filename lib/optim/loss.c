#include "optim/loss.h"

#include <math.h>

/* The weight of the text's label; with soft targets the expectation. */
static double target_weight(const tenor__loss *loss, const tenor__label_set *target)
{
    if (!loss->weights)
        return 1;
    if (target->soft_count == 0)
        return loss->weights[target->labels[0]];
    double sum = 0;
    for (size_t j = 0; j < target->soft_count; j++)
        sum += (double)target->probabilities[j] * loss->weights[target->soft_labels[j]];
    return sum;
}

double tenor__loss_weight(const tenor__loss *loss, const tenor__label_set *targets, size_t count)
{
    if (!loss->weights || loss->binary)
        return (double)count;
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += target_weight(loss, &targets[i]);
    return sum;
}

static double highest(const tenor__real *logits, size_t labels)
{
    tenor__real top = logits[0];
    for (size_t k = 1; k < labels; k++)
        top = logits[k] > top ? logits[k] : top;
    return (double)top;
}

/* Subtracts (1 - e) t_k w_k from the gradient of each label, and returns the row's loss. */
static double add_soft_targets(const tenor__loss *loss, const tenor__label_set *target, const tenor__real *row,
                               double log_sum, double scale, tenor__real *row_gradient)
{
    double cross_entropy = 0;
    for (size_t j = 0; j < target->soft_count; j++) {
        const size_t k = target->soft_labels[j];
        const double t = (double)target->probabilities[j];
        const double weight = loss->weights ? loss->weights[k] : 1;
        row_gradient[k] = (tenor__real)((double)row_gradient[k] - scale * (1 - loss->smoothing) * t * weight);
        cross_entropy += t * (log_sum - (double)row[k]);
    }
    return cross_entropy;
}

static double softmax_gradient(const tenor__loss *loss, const tenor__real *logits, const tenor__label_set *targets,
                               size_t count, double scale, tenor__real *gradient)
{
    const size_t labels = loss->labels;
    const double each = loss->smoothing / (double)labels; /* the part of the smoothed target that every label gets */
    double cross_entropy = 0;
    double all_weights = (double)labels;
    if (loss->weights) {
        all_weights = 0;
        for (size_t k = 0; k < labels; k++)
            all_weights += loss->weights[k];
    }
    for (size_t i = 0; i < count; i++) {
        const tenor__real *row = logits + i * labels;
        tenor__real *row_gradient = gradient + i * labels;
        const bool soft = targets[i].soft_count > 0;
        const size_t target = soft ? labels : targets[i].labels[0];
        const double weight_of_target = target_weight(loss, &targets[i]);
        const double top = highest(row, labels);
        double sum = 0;
        for (size_t k = 0; k < labels; k++)
            sum += exp((double)row[k] - top);
        const double log_sum = top + log(sum);
        /* The smoothed target assigns the mass q_k w_k to label k:
         *     l = -sum_k q_k w_k log p_k,  dl/dlogit_k = p_k (sum_j q_j w_j) - q_k w_k */
        const double mass = (1 - loss->smoothing) * weight_of_target + each * all_weights;
        for (size_t k = 0; k < labels; k++) {
            const double weight = loss->weights ? loss->weights[k] : 1;
            const double share = each * weight + (k == target ? (1 - loss->smoothing) * weight_of_target : 0);
            const double p = exp((double)row[k] - log_sum);
            row_gradient[k] = (tenor__real)(scale * (p * mass - share));
        }
        if (soft)
            cross_entropy += add_soft_targets(loss, &targets[i], row, log_sum, scale, row_gradient);
        else
            cross_entropy += log_sum - (double)row[target];
    }
    return cross_entropy;
}

/* With l_k = -(w q log p + (1 - q) log (1 - p)) and p the sigmoid of z, dl_k/dz = p (w q + 1 - q) - w q. */
static double binary_slope(double z, double weight, double q)
{
    return (weight * q + 1 - q) / (1 + exp(-z)) - weight * q;
}

/* -log (1 - p) for p the sigmoid of z. */
static double binary_absence(double z)
{
    return (z > 0 ? z : 0) + log1p(exp(-fabs(z)));
}

static double binary_gradient(const tenor__loss *loss, const tenor__real *logits, const tenor__label_set *targets,
                              size_t count, double scale, tenor__real *gradient)
{
    const size_t labels = loss->labels;
    const double each = scale / (double)labels;
    const double absent = loss->smoothing / 2;
    double cross_entropy = 0;
    for (size_t i = 0; i < count; i++) {
        const tenor__real *row = logits + i * labels;
        tenor__real *row_gradient = gradient + i * labels;
        double sum = 0;
        for (size_t k = 0; k < labels; k++) {
            const double z = (double)row[k];
            row_gradient[k] = (tenor__real)(each * binary_slope(z, loss->weights ? loss->weights[k] : 1, absent));
            sum += binary_absence(z) + (z - z); /* makes the sum NaN if the logit is not finite; p would hide that */
        }
        const tenor__label_set *set = &targets[i];
        const bool soft = set->soft_count > 0;
        for (size_t j = 0; j < (soft ? set->soft_count : set->count); j++) {
            const size_t k = soft ? set->soft_labels[j] : set->labels[j];
            const double t = soft ? (double)set->probabilities[j] : 1;
            const double z = (double)row[k];
            const double q = soft ? (1 - loss->smoothing) * t + absent : 1 - absent;
            row_gradient[k] = (tenor__real)(each * binary_slope(z, loss->weights ? loss->weights[k] : 1, q));
            sum -= t * z; /* -log p = -log (1 - p) - z */
        }
        cross_entropy += sum / (double)labels;
    }
    return cross_entropy;
}

double tenor__loss_gradient(const tenor__loss *loss, const tenor__real *logits, const tenor__label_set *targets,
                            size_t count, double scale, tenor__real *gradient)
{
    return (loss->binary ? binary_gradient : softmax_gradient)(loss, logits, targets, count, scale, gradient);
}
