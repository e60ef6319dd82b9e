/* The linear classifier over n-grams that stands beside the recurrent network: trained once, before it. */
#ifndef TENOR_LINEAR_NGRAM_CLASSIFIER_H
#define TENOR_LINEAR_NGRAM_CLASSIFIER_H

#include "base/label_sets.h"
#include "linear/ngram_features.h"
#include "linear/ngram_table.h"

enum { TENOR__NGRAM_MOST_LABELS = 128 }; /* more would take too long: a problem for each */

typedef struct tenor__ngram_corpus {
    const tenor__tokenized *texts; /* whole */
    const tenor__label_sets *labels;
} tenor__ngram_corpus;

/* Zero-initialized it is none. */
typedef struct tenor__ngram_classifier {
    tenor_alloc alloc;
    size_t slots;
    size_t labels;
    uint32_t *keys;    /* [slots] */
    float *weights;    /* [slots, labels] */
    float *bias;       /* [labels] */
    float *dev_logits; /* [dev texts, labels] */
} tenor__ngram_classifier;

typedef struct tenor__ngram_training {
    tenor__ngram_corpus train;
    tenor__ngram_corpus dev;
    size_t labels;
    /* [labels] what a text of each label counts, or where texts have several what one that has it counts for the label;
     * NULL when all count 1. */
    const double *label_weights;
    const tenor__ngram_rule *rule;
    uint64_t seed;
    size_t most_features; /* that get weights: those of the most texts */
} tenor__ngram_training;

/* A table of so many features has a size that files and memory bear. */
size_t tenor__ngram_classifier_most_features(size_t labels);

/* There is no classifier, slots 0, where two texts have no n-gram in common. alloc may be called by any of the pool's
 * threads. */
tenor_status tenor__ngram_classifier_train(tenor__ngram_classifier *classifier, const tenor__ngram_training *training,
                                           tenor__pool *pool, const tenor_alloc *alloc);

/* The layer's sizes; all 0 when there is no classifier. */
tenor__ngram_config tenor__ngram_classifier_config(const tenor__ngram_classifier *classifier,
                                                   const tenor__ngram_rule *rule);

/* Writes the layer's tensors one after the other, weights and bias times `share`, into *out, which the caller gives
 * back to the classifier's hook; NULL when there is no layer. False when out of memory. */
bool tenor__ngram_classifier_pack(const tenor__ngram_classifier *classifier, double share, float **out);

void tenor__ngram_classifier_free(tenor__ngram_classifier *classifier);

#endif
