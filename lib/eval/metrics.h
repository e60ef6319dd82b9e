/* Counts of actual and predicted labels, and the scores computed from them. */
#ifndef TENOR_EVAL_METRICS_H
#define TENOR_EVAL_METRICS_H

#include <tenor_train.h>

typedef struct tenor__metrics {
    tenor_alloc alloc;
    size_t labels;
    uint64_t examples;
    uint64_t exact;      /* examples whose predicted labels are exactly the actual ones */
    uint64_t *support;   /* [labels] examples that have the label */
    uint64_t *predicted; /* [labels] examples for which it is predicted */
    uint64_t *right;     /* [labels] examples with both */
    bool *marks;         /* [labels] scratch; all false between calls */
} tenor__metrics;

tenor_status tenor__metrics_init(tenor__metrics *metrics, size_t labels, const tenor_alloc *alloc);
void tenor__metrics_free(tenor__metrics *metrics); /* a zero-initialized value is allowed */
void tenor__metrics_clear(tenor__metrics *metrics);

/* Adds an example with its actual and predicted labels, without repetitions. */
void tenor__metrics_add(tenor__metrics *metrics, const size_t *actual, size_t actual_count, const size_t *predicted,
                        size_t predicted_count);

/* Adds the counts of `from`, which has the same number of labels. */
void tenor__metrics_merge(tenor__metrics *metrics, const tenor__metrics *from);

/* The fraction of exact examples; with several labels per text, the subset accuracy. 0 without examples. */
double tenor__metrics_accuracy(const tenor__metrics *metrics);
/* The mean F1 of the labels that occur or are predicted. */
double tenor__metrics_macro_f1(const tenor__metrics *metrics);
/* F1 of the counts summed over all labels. */
double tenor__metrics_micro_f1(const tenor__metrics *metrics);
/* Fills all fields but the label's name. */
void tenor__metrics_label(const tenor__metrics *metrics, size_t label, tenor_label_scores *scores);

#endif
