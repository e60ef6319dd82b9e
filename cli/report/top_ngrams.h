/* The n-grams that speak most for each label: those to which the n-gram model gives most weight. */
#ifndef TENOR_CLI_REPORT_TOP_NGRAMS_H
#define TENOR_CLI_REPORT_TOP_NGRAMS_H

#include "output/json.h"
#include "output/output.h"

enum { TOP_NGRAMS_MOST = 5 };

struct top_ngram {
    tenor_str text; /* of the vocabulary, or of a text of the corpus; data NULL for none */
    double margin;  /* the label's weight minus the mean weight of the others; with several labels a text the weight */
};

struct top_ngrams {
    size_t labels;
    struct top_ngram *ngrams; /* [labels, TOP_NGRAMS_MOST] the largest margin first; NULL: there are none */
};

/* Looks at the words of the vocabulary that training has seen more than twice, and at the n-grams of the corpus,
 * which must outlive *top, like the model. */
void top_ngrams_find(struct top_ngrams *top, const tenor_model *model, const tenor_corpus *corpus);
void top_ngrams_free(struct top_ngrams *top);

/* A line a label, for those of them that fit a report; as a member "ngrams", for all. */
void top_ngrams_print(struct output *out, const struct top_ngrams *top, const tenor_model *model);
void top_ngrams_add_json(struct cJSON *parent, const struct top_ngrams *top, const tenor_model *model);

#endif
