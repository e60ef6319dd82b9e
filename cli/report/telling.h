/* The words and runs of words that speak most for each label: those to which the n-gram model gives most weight. */
#ifndef TENOR_CLI_REPORT_TELLING_H
#define TENOR_CLI_REPORT_TELLING_H

#include "output/json.h"
#include "output/output.h"

enum { TELLING_MOST = 5 };

struct telling_ngram {
    tenor_str text; /* of the vocabulary, or of a text of the corpus; data NULL for none */
    double margin;  /* the label's weight minus the mean weight of the others; with several labels a text the weight */
};

struct telling {
    size_t labels;
    struct telling_ngram *ngrams; /* [labels, TELLING_MOST] the most telling first; NULL: there is nothing to tell */
};

/* Looks at the words of the vocabulary that training has seen more than twice, and at the runs of words of the corpus,
 * which must outlive *telling, like the model. */
void telling_find(struct telling *telling, const tenor_model *model, const tenor_corpus *corpus);
void telling_free(struct telling *telling);

/* A line a label, for those of them that fit a report; as a member "ngrams", for all. */
void telling_print(struct output *out, const struct telling *telling, const tenor_model *model);
void telling_add_json(struct cJSON *parent, const struct telling *telling, const tenor_model *model);

#endif
