/* Counts of labels that texts have and of labels that a model predicts, and the scores that follow from them. */
#ifndef TENOR_EVAL_METRICS_H
#define TENOR_EVAL_METRICS_H

#include <tenor_train.h>

typedef struct tenor__metrics {
    tenor_alloc alloc;
    size_t labels;
    uint64_t examples;
    uint64_t exact;      /* examples whose predicted labels are exactly theirs */
    uint64_t *support;   /* [labels] examples that have the label, */
    uint64_t *predicted; /* for which it is predicted, */
    uint64_t *right;     /* both */
    bool *marks;         /* [labels] scratch; false between calls */
} tenor__metrics;

tenor_status tenor__metrics_init(tenor__metrics *metrics, size_t labels, const tenor_alloc *alloc);
void tenor__metrics_free(tenor__metrics *metrics); /* zero-initialized is allowed */
void tenor__metrics_clear(tenor__metrics *metrics);

/* An example with its labels and those predicted for it, each without repeats. */
void tenor__metrics_add(tenor__metrics *metrics, const size_t *actual, size_t actual_count, const size_t *predicted,
                        size_t predicted_count);

/* Adds other counts of the same number of labels. */
void tenor__metrics_merge(tenor__metrics *metrics, const tenor__metrics *from);

/* The share of exact examples: with several labels a text "subset accuracy". 0 without examples. */
double tenor__metrics_accuracy(const tenor__metrics *metrics);
/* The mean over labels that occur or are predicted. */
double tenor__metrics_macro_f1(const tenor__metrics *metrics);
/* Of all labels' counts together. */
double tenor__metrics_micro_f1(const tenor__metrics *metrics);
/* All but the label's name. */
void tenor__metrics_label(const tenor__metrics *metrics, size_t label, tenor_label_scores *scores);

#endif
