/* Counts of answers where texts have any number of labels, and the scores that follow from them. */
#ifndef TENOR_EVAL_TALLY_H
#define TENOR_EVAL_TALLY_H

#include <tenor_train.h>

typedef struct tenor__tally {
    tenor_alloc alloc;
    size_t labels;
    uint64_t examples;
    uint64_t exact;     /* examples that were given their very labels */
    uint64_t *support;  /* [labels] examples that have the label, */
    uint64_t *answered; /* that were given it, */
    uint64_t *right;    /* both */
    bool *marks;        /* [labels] scratch; false between calls */
} tenor__tally;

tenor_status tenor__tally_init(tenor__tally *tally, size_t labels, const tenor_alloc *alloc);
void tenor__tally_free(tenor__tally *tally); /* zero-initialised will do */
void tenor__tally_clear(tenor__tally *tally);

/* An example with its labels and those it was given, each without repeats. */
void tenor__tally_add(tenor__tally *tally, const size_t *actual, size_t actual_count, const size_t *answered,
                      size_t answered_count);

/* Adds the counts of another tally of as many labels. */
void tenor__tally_merge(tenor__tally *tally, const tenor__tally *from);

/* The share of exact ones, "subset accuracy"; 0 without examples. */
double tenor__tally_accuracy(const tenor__tally *tally);
double tenor__tally_micro_f1(const tenor__tally *tally); /* of all labels' counts together */
double tenor__tally_macro_f1(const tenor__tally *tally); /* mean over labels that occur or are answered */
/* All but the label's name. */
void tenor__tally_label(const tenor__tally *tally, size_t label, tenor_label_scores *scores);

#endif
