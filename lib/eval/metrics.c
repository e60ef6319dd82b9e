/* For a label k, with n[i, j] examples of label i that were answered j:
 *
 *     precision = n[k, k] / sum_i n[i, k]      recall = n[k, k] / sum_j n[k, j]
 *     F1 = 2 n[k, k] / (sum_i n[i, k] + sum_j n[k, j]),  the harmonic mean of both */
#include "eval/metrics.h"

static double ratio(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0.0;
}

uint64_t tenor__metrics_examples(const tenor__confusion *confusion)
{
    uint64_t examples = 0;
    for (size_t i = 0; i < confusion->labels * confusion->labels; i++)
        examples += confusion->counts[i];
    return examples;
}

double tenor__metrics_accuracy(const tenor__confusion *confusion)
{
    uint64_t right = 0;
    for (size_t k = 0; k < confusion->labels; k++)
        right += tenor__confusion_get(confusion, k, k);
    return ratio(right, tenor__metrics_examples(confusion));
}

void tenor__metrics_counts(uint64_t right, uint64_t support, uint64_t predicted, tenor_label_scores *scores)
{
    scores->support = (size_t)support;
    scores->predicted = (size_t)predicted;
    scores->precision = ratio(right, predicted);
    scores->recall = ratio(right, support);
    scores->f1 = ratio(2 * right, support + predicted);
}

void tenor__metrics_label(const tenor__confusion *confusion, size_t label, tenor_label_scores *scores)
{
    uint64_t support = 0;
    uint64_t predicted = 0;
    for (size_t i = 0; i < confusion->labels; i++) {
        support += tenor__confusion_get(confusion, label, i);
        predicted += tenor__confusion_get(confusion, i, label);
    }
    tenor__metrics_counts(tenor__confusion_get(confusion, label, label), support, predicted, scores);
}

double tenor__metrics_macro_f1(const tenor__confusion *confusion)
{
    double sum = 0.0;
    size_t seen = 0;
    for (size_t k = 0; k < confusion->labels; k++) {
        tenor_label_scores scores;
        tenor__metrics_label(confusion, k, &scores);
        if (scores.support + scores.predicted == 0)
            continue;
        sum += scores.f1;
        seen++;
    }
    return seen > 0 ? sum / (double)seen : 0.0;
}
