/* The labels of many texts: one label per text, or any number. */
#ifndef TENOR_BASE_LABEL_SETS_H
#define TENOR_BASE_LABEL_SETS_H

#include <stddef.h>
#include <stdint.h>

/* Soft targets: probabilities of labels, which some texts or all have. Labels without one have 0. */
typedef struct tenor__soft_targets {
    size_t *begins; /* [texts + 1] offsets into the arrays below; NULL: no text has any */
    uint32_t *labels;
    float *probabilities; /* those of a text with one label sum to 1 */
} tenor__soft_targets;

typedef struct tenor__label_sets {
    size_t count;     /* number of texts */
    uint32_t *labels; /* [count], or [begins[count]], the labels of all texts one after another */
    size_t *begins;   /* [count + 1] offsets into labels; NULL if each text has one */
    tenor__soft_targets soft;
} tenor__label_sets;

/* The labels of a text, distinct and in no particular order. Borrowed. */
typedef struct tenor__label_set {
    const uint32_t *labels;
    size_t count;
    const uint32_t *soft_labels; /* [soft_count] */
    const float *probabilities;  /* [soft_count] */
    size_t soft_count;           /* 0 for a text without soft targets */
} tenor__label_set;

static inline tenor__label_set tenor__label_sets_get(const tenor__label_sets *sets, size_t i)
{
    tenor__label_set set = {.labels = sets->labels + i, .count = 1};
    if (sets->begins) {
        set.labels = sets->labels + sets->begins[i];
        set.count = sets->begins[i + 1] - sets->begins[i];
    }
    if (sets->soft.begins) {
        set.soft_labels = sets->soft.labels + sets->soft.begins[i];
        set.probabilities = sets->soft.probabilities + sets->soft.begins[i];
        set.soft_count = sets->soft.begins[i + 1] - sets->soft.begins[i];
    }
    return set;
}

/* The expectation of a value of each label under the target: that of the one label, or by the probabilities. */
static inline double tenor__label_set_expect(const tenor__label_set *set, const float *values)
{
    if (set->soft_count == 0)
        return (double)values[set->labels[0]];
    double sum = 0;
    for (size_t j = 0; j < set->soft_count; j++)
        sum += (double)set->probabilities[j] * (double)values[set->soft_labels[j]];
    return sum;
}

#endif
