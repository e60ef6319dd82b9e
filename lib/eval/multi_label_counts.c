/* For a label k, with s[k] examples that have it, a[k] that were given it and t[k] both, precision, recall and F1 are
 * those of eval/metrics.c; over all labels micro F1 = 2 sum_k t[k] / sum_k (s[k] + a[k]). */
#include "eval/multi_label_counts.h"

#include "base/alloc.h"
#include "eval/metrics.h"

#include <string.h>

tenor_status tenor__multi_label_counts_init(tenor__multi_label_counts *label_counts, size_t labels,
                                            const tenor_alloc *alloc)
{
    *label_counts = (tenor__multi_label_counts){.alloc = tenor__alloc_of(alloc), .labels = labels};
    const size_t room = labels > 0 ? labels : 1;
    label_counts->support = tenor__get_zero(&label_counts->alloc, room, sizeof *label_counts->support);
    label_counts->predicted = tenor__get_zero(&label_counts->alloc, room, sizeof *label_counts->predicted);
    label_counts->right = tenor__get_zero(&label_counts->alloc, room, sizeof *label_counts->right);
    label_counts->marks = tenor__get_zero(&label_counts->alloc, room, sizeof *label_counts->marks);
    if (label_counts->support && label_counts->predicted && label_counts->right && label_counts->marks)
        return TENOR_OK;
    tenor__multi_label_counts_free(label_counts);
    return TENOR_OUT_OF_MEMORY;
}

void tenor__multi_label_counts_free(tenor__multi_label_counts *label_counts)
{
    tenor__put(&label_counts->alloc, label_counts->support);
    tenor__put(&label_counts->alloc, label_counts->predicted);
    tenor__put(&label_counts->alloc, label_counts->right);
    tenor__put(&label_counts->alloc, label_counts->marks);
    *label_counts = (tenor__multi_label_counts){0};
}

void tenor__multi_label_counts_clear(tenor__multi_label_counts *label_counts)
{
    const size_t size = label_counts->labels * sizeof *label_counts->support;
    memset(label_counts->support, 0, size);
    memset(label_counts->predicted, 0, size);
    memset(label_counts->right, 0, size);
    label_counts->examples = label_counts->exact = 0;
}

void tenor__multi_label_counts_add(tenor__multi_label_counts *label_counts, const size_t *actual, size_t actual_count,
                                   const size_t *predicted, size_t answered_count)
{
    size_t right = 0;
    for (size_t i = 0; i < actual_count; i++) {
        label_counts->support[actual[i]]++;
        label_counts->marks[actual[i]] = true;
    }
    for (size_t i = 0; i < answered_count; i++) {
        label_counts->predicted[predicted[i]]++;
        label_counts->right[predicted[i]] += label_counts->marks[predicted[i]];
        right += label_counts->marks[predicted[i]];
    }
    for (size_t i = 0; i < actual_count; i++)
        label_counts->marks[actual[i]] = false;
    label_counts->examples++;
    label_counts->exact += right == actual_count && right == answered_count;
}

void tenor__multi_label_counts_merge(tenor__multi_label_counts *label_counts, const tenor__multi_label_counts *from)
{
    for (size_t k = 0; k < label_counts->labels; k++) {
        label_counts->support[k] += from->support[k];
        label_counts->predicted[k] += from->predicted[k];
        label_counts->right[k] += from->right[k];
    }
    label_counts->examples += from->examples;
    label_counts->exact += from->exact;
}

double tenor__multi_label_counts_accuracy(const tenor__multi_label_counts *label_counts)
{
    return label_counts->examples > 0 ? (double)label_counts->exact / (double)label_counts->examples : 0;
}

double tenor__multi_label_counts_micro_f1(const tenor__multi_label_counts *label_counts)
{
    uint64_t right = 0;
    uint64_t support = 0;
    uint64_t predicted = 0;
    tenor_label_scores scores;
    for (size_t k = 0; k < label_counts->labels; k++) {
        right += label_counts->right[k];
        support += label_counts->support[k];
        predicted += label_counts->predicted[k];
    }
    tenor__metrics_counts(right, support, predicted, &scores);
    return scores.f1;
}

void tenor__multi_label_counts_label(const tenor__multi_label_counts *label_counts, size_t label,
                                     tenor_label_scores *scores)
{
    tenor__metrics_counts(label_counts->right[label], label_counts->support[label], label_counts->predicted[label],
                          scores);
}

double tenor__multi_label_counts_macro_f1(const tenor__multi_label_counts *label_counts)
{
    double sum = 0;
    size_t seen = 0;
    for (size_t k = 0; k < label_counts->labels; k++) {
        tenor_label_scores scores;
        tenor__multi_label_counts_label(label_counts, k, &scores);
        sum += scores.f1;
        seen += scores.support + scores.predicted > 0;
    }
    return seen > 0 ? sum / (double)seen : 0;
}
