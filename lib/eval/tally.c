/* For a label k, with s[k] examples that have it, a[k] that were given it and t[k] both, precision, recall and F1 are
 * those of eval/metrics.c; over all labels micro F1 = 2 sum_k t[k] / sum_k (s[k] + a[k]). */
#include "eval/tally.h"

#include "base/alloc.h"
#include "eval/metrics.h"

#include <string.h>

tenor_status tenor__tally_init(tenor__tally *tally, size_t labels, const tenor_alloc *alloc)
{
    *tally = (tenor__tally){.alloc = tenor__alloc_of(alloc), .labels = labels};
    const size_t room = labels > 0 ? labels : 1;
    tally->support = tenor__get_zero(&tally->alloc, room, sizeof *tally->support);
    tally->answered = tenor__get_zero(&tally->alloc, room, sizeof *tally->answered);
    tally->right = tenor__get_zero(&tally->alloc, room, sizeof *tally->right);
    tally->marks = tenor__get_zero(&tally->alloc, room, sizeof *tally->marks);
    if (tally->support && tally->answered && tally->right && tally->marks)
        return TENOR_OK;
    tenor__tally_free(tally);
    return TENOR_OUT_OF_MEMORY;
}

void tenor__tally_free(tenor__tally *tally)
{
    tenor__put(&tally->alloc, tally->support);
    tenor__put(&tally->alloc, tally->answered);
    tenor__put(&tally->alloc, tally->right);
    tenor__put(&tally->alloc, tally->marks);
    *tally = (tenor__tally){0};
}

void tenor__tally_clear(tenor__tally *tally)
{
    const size_t size = tally->labels * sizeof *tally->support;
    memset(tally->support, 0, size);
    memset(tally->answered, 0, size);
    memset(tally->right, 0, size);
    tally->examples = tally->exact = 0;
}

void tenor__tally_add(tenor__tally *tally, const size_t *actual, size_t actual_count, const size_t *answered,
                      size_t answered_count)
{
    size_t right = 0;
    for (size_t i = 0; i < actual_count; i++) {
        tally->support[actual[i]]++;
        tally->marks[actual[i]] = true;
    }
    for (size_t i = 0; i < answered_count; i++) {
        tally->answered[answered[i]]++;
        tally->right[answered[i]] += tally->marks[answered[i]];
        right += tally->marks[answered[i]];
    }
    for (size_t i = 0; i < actual_count; i++)
        tally->marks[actual[i]] = false;
    tally->examples++;
    tally->exact += right == actual_count && right == answered_count;
}

void tenor__tally_merge(tenor__tally *tally, const tenor__tally *from)
{
    for (size_t k = 0; k < tally->labels; k++) {
        tally->support[k] += from->support[k];
        tally->answered[k] += from->answered[k];
        tally->right[k] += from->right[k];
    }
    tally->examples += from->examples;
    tally->exact += from->exact;
}

double tenor__tally_accuracy(const tenor__tally *tally)
{
    return tally->examples > 0 ? (double)tally->exact / (double)tally->examples : 0;
}

double tenor__tally_micro_f1(const tenor__tally *tally)
{
    uint64_t right = 0;
    uint64_t support = 0;
    uint64_t answered = 0;
    tenor_label_scores scores;
    for (size_t k = 0; k < tally->labels; k++) {
        right += tally->right[k];
        support += tally->support[k];
        answered += tally->answered[k];
    }
    tenor__metrics_counts(right, support, answered, &scores);
    return scores.f1;
}

void tenor__tally_label(const tenor__tally *tally, size_t label, tenor_label_scores *scores)
{
    tenor__metrics_counts(tally->right[label], tally->support[label], tally->answered[label], scores);
}

double tenor__tally_macro_f1(const tenor__tally *tally)
{
    double sum = 0;
    size_t seen = 0;
    for (size_t k = 0; k < tally->labels; k++) {
        tenor_label_scores scores;
        tenor__tally_label(tally, k, &scores);
        sum += scores.f1;
        seen += scores.support + scores.answered > 0;
    }
    return seen > 0 ? sum / (double)seen : 0;
}
