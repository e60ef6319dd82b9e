/* For a label k, let s[k] be the number of examples that have it, p[k] of those for which it is predicted, and t[k] of
 * both:
 *
 *     precision = t[k] / p[k]      recall = t[k] / s[k]
 *     F1 = 2 t[k] / (s[k] + p[k]), the harmonic mean of precision and recall
 *     micro F1 = 2 sum_k t[k] / sum_k (s[k] + p[k]) */
#include "eval/metrics.h"

#include "base/alloc.h"
#include "eval/interval.h"

#include <string.h>

tenor_status tenor__metrics_init(tenor__metrics *metrics, size_t labels, const tenor_alloc *alloc)
{
    *metrics = (tenor__metrics){.alloc = tenor__alloc_of(alloc), .labels = labels};
    const size_t room = labels > 0 ? labels : 1;
    metrics->support = tenor__alloc_zeroed(&metrics->alloc, room, sizeof *metrics->support);
    metrics->predicted = tenor__alloc_zeroed(&metrics->alloc, room, sizeof *metrics->predicted);
    metrics->right = tenor__alloc_zeroed(&metrics->alloc, room, sizeof *metrics->right);
    metrics->marks = tenor__alloc_zeroed(&metrics->alloc, room, sizeof *metrics->marks);
    if (metrics->support && metrics->predicted && metrics->right && metrics->marks)
        return TENOR_OK;
    tenor__metrics_free(metrics);
    return TENOR_OUT_OF_MEMORY;
}

void tenor__metrics_free(tenor__metrics *metrics)
{
    tenor__alloc_free(&metrics->alloc, metrics->support);
    tenor__alloc_free(&metrics->alloc, metrics->predicted);
    tenor__alloc_free(&metrics->alloc, metrics->right);
    tenor__alloc_free(&metrics->alloc, metrics->marks);
    *metrics = (tenor__metrics){0};
}

void tenor__metrics_clear(tenor__metrics *metrics)
{
    const size_t size = metrics->labels * sizeof *metrics->support;
    memset(metrics->support, 0, size);
    memset(metrics->predicted, 0, size);
    memset(metrics->right, 0, size);
    metrics->examples = metrics->exact = 0;
}

void tenor__metrics_add(tenor__metrics *metrics, const size_t *actual, size_t actual_count, const size_t *predicted,
                        size_t predicted_count)
{
    size_t right = 0;
    for (size_t i = 0; i < actual_count; i++) {
        metrics->support[actual[i]]++;
        metrics->marks[actual[i]] = true;
    }
    for (size_t i = 0; i < predicted_count; i++) {
        metrics->predicted[predicted[i]]++;
        metrics->right[predicted[i]] += metrics->marks[predicted[i]];
        right += metrics->marks[predicted[i]];
    }
    for (size_t i = 0; i < actual_count; i++)
        metrics->marks[actual[i]] = false;
    metrics->examples++;
    metrics->exact += right == actual_count && right == predicted_count;
}

void tenor__metrics_merge(tenor__metrics *metrics, const tenor__metrics *from)
{
    for (size_t k = 0; k < metrics->labels; k++) {
        metrics->support[k] += from->support[k];
        metrics->predicted[k] += from->predicted[k];
        metrics->right[k] += from->right[k];
    }
    metrics->examples += from->examples;
    metrics->exact += from->exact;
}

static double ratio(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0.0;
}

double tenor__metrics_accuracy(const tenor__metrics *metrics)
{
    return ratio(metrics->exact, metrics->examples);
}

double tenor__metrics_micro_f1(const tenor__metrics *metrics)
{
    uint64_t right = 0;
    uint64_t either = 0;
    for (size_t k = 0; k < metrics->labels; k++) {
        right += metrics->right[k];
        either += metrics->support[k] + metrics->predicted[k];
    }
    return ratio(2 * right, either);
}

void tenor__metrics_label(const tenor__metrics *metrics, size_t label, tenor_label_scores *scores)
{
    const uint64_t right = metrics->right[label];
    const uint64_t support = metrics->support[label];
    const uint64_t predicted = metrics->predicted[label];
    scores->support = (size_t)support;
    scores->predicted = (size_t)predicted;
    scores->precision = ratio(right, predicted);
    scores->recall = ratio(right, support);
    scores->f1 = ratio(2 * right, support + predicted);
    scores->precision_interval = tenor__interval_share(scores->precision, (double)predicted);
    scores->recall_interval = tenor__interval_share(scores->recall, (double)support);
    scores->f1_interval = tenor__interval_f1(right, support, predicted);
}

double tenor__metrics_macro_f1(const tenor__metrics *metrics)
{
    double sum = 0.0;
    size_t seen = 0;
    for (size_t k = 0; k < metrics->labels; k++) {
        const uint64_t either = metrics->support[k] + metrics->predicted[k];
        sum += ratio(2 * metrics->right[k], either);
        seen += either > 0;
    }
    return seen > 0 ? sum / (double)seen : 0.0;
}
