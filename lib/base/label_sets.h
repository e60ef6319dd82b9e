/* The labels of many texts: one label per text, or any number. */
#ifndef TENOR_BASE_LABEL_SETS_H
#define TENOR_BASE_LABEL_SETS_H

#include <stddef.h>
#include <stdint.h>

typedef struct tenor__label_sets {
    size_t count;     /* number of texts */
    uint32_t *labels; /* [count], or [begins[count]], the labels of all texts one after another */
    size_t *begins;   /* [count + 1] offsets into labels; NULL if each text has one */
} tenor__label_sets;

/* The labels of a text, distinct and in no particular order. Borrowed. */
typedef struct tenor__label_set {
    const uint32_t *labels;
    size_t count;
} tenor__label_set;

static inline tenor__label_set tenor__label_sets_get(const tenor__label_sets *sets, size_t i)
{
    if (!sets->begins)
        return (tenor__label_set){sets->labels + i, 1};
    return (tenor__label_set){sets->labels + sets->begins[i], sets->begins[i + 1] - sets->begins[i]};
}

#endif
