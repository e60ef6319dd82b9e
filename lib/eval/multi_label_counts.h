/* Counts of answers where texts have any number of labels, and the scores that follow from them. */
#ifndef TENOR_EVAL_MULTI_LABEL_COUNTS_H
#define TENOR_EVAL_MULTI_LABEL_COUNTS_H

#include <tenor_train.h>

typedef struct tenor__multi_label_counts {
    tenor_alloc alloc;
    size_t labels;
    uint64_t examples;
    uint64_t exact;      /* examples that were given their very labels */
    uint64_t *support;   /* [labels] examples that have the label, */
    uint64_t *predicted; /* that were given it, */
    uint64_t *right;     /* both */
    bool *marks;         /* [labels] scratch; false between calls */
} tenor__multi_label_counts;

tenor_status tenor__multi_label_counts_init(tenor__multi_label_counts *label_counts, size_t labels,
                                            const tenor_alloc *alloc);
void tenor__multi_label_counts_free(tenor__multi_label_counts *label_counts); /* zero-initialized will do */
void tenor__multi_label_counts_clear(tenor__multi_label_counts *label_counts);

/* An example with its labels and those it was given, each without repeats. */
void tenor__multi_label_counts_add(tenor__multi_label_counts *label_counts, const size_t *actual, size_t actual_count,
                                   const size_t *predicted, size_t answered_count);

/* Adds the counts of another one of as many labels. */
void tenor__multi_label_counts_merge(tenor__multi_label_counts *label_counts, const tenor__multi_label_counts *from);

/* The share of exact ones, "subset accuracy"; 0 without examples. */
double tenor__multi_label_counts_accuracy(const tenor__multi_label_counts *label_counts);
double
tenor__multi_label_counts_micro_f1(const tenor__multi_label_counts *label_counts); /* of all labels' counts together */
double tenor__multi_label_counts_macro_f1(
    const tenor__multi_label_counts *label_counts); /* mean over labels that occur or are answered */
/* All but the label's name. */
void tenor__multi_label_counts_label(const tenor__multi_label_counts *label_counts, size_t label,
                                     tenor_label_scores *scores);

#endif
