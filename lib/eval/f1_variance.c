/* With n examples, of which example i has label k (s = 1), is given it (p = 1) or both (t = 1), and the sums S, P and T
 * of label k over all examples, F = 2 T / (S + P), and example i's influence on it is
 *
 *     n (2 t - F (s + p)) / (S + P)
 *
 * The variance of F is the mean of the squared influences divided by n. The influence on macro F1 is the mean of those
 * on the labels' F1; on micro F1 it is the same formula with sums over labels. */
#include "eval/f1_variance.h"

tenor__f1_variance tenor__f1_variance_begin(const tenor__metrics *metrics)
{
    tenor__f1_variance variance = {.metrics = metrics, .micro = tenor__metrics_micro_f1(metrics)};
    for (size_t k = 0; k < metrics->labels; k++) {
        const uint64_t size = metrics->support[k] + metrics->predicted[k];
        variance.micro_size += (double)size;
        variance.labels += size > 0;
    }
    return variance;
}

/* What one of an example's labels adds to n^-1 times its influence on macro F1: as an actual label, a predicted one, or
 * both. */
static double label_influence(const tenor__metrics *metrics, size_t k, double both)
{
    const double size = (double)(metrics->support[k] + metrics->predicted[k]);
    const double f1 = 2 * (double)metrics->right[k] / size;
    return both > 0 ? 2 * (1 - f1) / size : -f1 / size;
}

static bool holds(const size_t *labels, size_t count, size_t label)
{
    bool found = false;
    for (size_t i = 0; i < count; i++)
        found = found || labels[i] == label;
    return found;
}

void tenor__f1_variance_add(tenor__f1_variance *variance, const size_t *actual, size_t actual_count,
                            const size_t *predicted, size_t predicted_count, uint64_t count)
{
    const tenor__metrics *metrics = variance->metrics;
    double macro = 0;
    double right = 0;
    for (size_t i = 0; i < actual_count; i++) {
        const bool both = holds(predicted, predicted_count, actual[i]);
        macro += label_influence(metrics, actual[i], both);
        right += both;
    }
    for (size_t i = 0; i < predicted_count; i++)
        if (!holds(actual, actual_count, predicted[i]))
            macro += label_influence(metrics, predicted[i], 0);
    macro /= variance->labels > 0 ? (double)variance->labels : 1;
    const double micro =
        variance->micro_size > 0
            ? (2 * right - variance->micro * (double)(actual_count + predicted_count)) / variance->micro_size
            : 0;
    variance->macro_squares += (double)count * macro * macro;
    variance->micro_squares += (double)count * micro * micro;
}

double tenor__f1_variance_macro(const tenor__f1_variance *variance)
{
    return variance->macro_squares;
}

double tenor__f1_variance_micro(const tenor__f1_variance *variance)
{
    return variance->micro_squares;
}
