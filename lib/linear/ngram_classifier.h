/* The n-gram model: a linear classifier over n-grams, trained once, before the recurrent network that it is combined
 * with. */
#ifndef TENOR_LINEAR_NGRAM_CLASSIFIER_H
#define TENOR_LINEAR_NGRAM_CLASSIFIER_H

#include "base/label_sets.h"
#include "base/watch.h"
#include "linear/lexicon.h"
#include "linear/ngram_features.h"
#include "linear/ngram_table.h"

/* Up to this number of labels, each label is a problem of its own (linear/logistic.h), and each n-gram has a weight for
 * each label. More labels are trained together (linear/sparse_regression.h), and the table is sparse. */
enum { TENOR__NGRAM_MOST_DENSE = 32 };

typedef struct tenor__ngram_corpus {
    const tenor__tokenized *texts; /* all tokens, without a limit */
    const tenor__label_sets *labels;
} tenor__ngram_corpus;

/* A zero-initialized value has no model. */
typedef struct tenor__ngram_classifier {
    tenor_alloc alloc;
    size_t slots;
    size_t labels;
    size_t entries;   /* of a sparse table; 0: not sparse */
    uint32_t *keys;   /* [slots] */
    float *weights;   /* [slots, labels], or [entries] */
    float *bias;      /* [labels] */
    uint32_t *begins; /* of a sparse table, as in linear/ngram_table.h */
    uint32_t *entry_labels;
    float *dev_logits;       /* [dev texts, labels] */
    size_t lexicon_problems; /* labels whose loss on dev is lower with the lexicons */
} tenor__ngram_classifier;

typedef struct tenor__ngram_training {
    tenor__ngram_corpus train;
    tenor__ngram_corpus dev;
    size_t labels;
    /* [labels] weight of the texts of each label; if texts may have several labels, weight of the texts with the label
     * in that label's problem. NULL: all are 1. */
    const double *label_weights;
    const tenor__ngram_rule *rule;
    uint64_t seed;
    size_t most_features;           /* the features with the most texts get weights */
    const tenor__lexicon *lexicons; /* [lexicon_count] a feature each, of labels whose loss on dev it lowers; not used
                                       by a sparse table */
    size_t lexicon_count;
    tenor__watcher watcher;
} tenor__ngram_training;

/* The largest number of features for which the table's size is acceptable in files and memory. */
size_t tenor__ngram_classifier_most_features(size_t labels);

/* Whether the logits of the dev texts fit in memory. */
bool tenor__ngram_classifier_bears(size_t labels, size_t dev_texts);

/* Trains the n-gram model. If no two texts share an n-gram, the result has no model (slots 0). The threads of the pool
 * may call alloc. */
tenor_status tenor__ngram_classifier_train(tenor__ngram_classifier *classifier, const tenor__ngram_training *training,
                                           tenor__pool *pool, const tenor_alloc *alloc);

/* The model's sizes; all 0 if there is no model. */
tenor__ngram_config tenor__ngram_classifier_config(const tenor__ngram_classifier *classifier,
                                                   const tenor__ngram_rule *rule);

/* Writes the model's tensors one after the other, with weights and bias times `stacking_weight`, into *out. The caller
 * frees *out with the classifier's allocator; it is NULL if there is no model. Returns false if memory runs out. */
bool tenor__ngram_classifier_pack(const tenor__ngram_classifier *classifier, double stacking_weight, float **out);

void tenor__ngram_classifier_free(tenor__ngram_classifier *classifier);

#endif
