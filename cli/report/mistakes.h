/* Wrong predictions, the surest first. */
#ifndef TENOR_CLI_REPORT_MISTAKES_H
#define TENOR_CLI_REPORT_MISTAKES_H

#include "output/json.h"
#include "output/output.h"

struct mistake {
    float probability; /* that `surest` is one of the text's labels, or if it is missed, that it is none of them */
    size_t surest;     /* the label that is given wrongly, or missed; of several, that of the surest decision */
    bool missed;
    size_t example;    /* of the corpus */
    size_t *predicted; /* [count] labels of the model */
    size_t count;
};

/* Zero-initialize, then set most. */
struct mistakes {
    size_t most; /* how many are kept */
    struct mistake *list;
    size_t count;
    uint64_t all;         /* wrong predictions, kept or not */
    unsigned char *marks; /* [labels] scratch */
};

/* Takes an example if its prediction is wrong. */
void mistakes_add(struct mistakes *mistakes, const tenor_model *model, const tenor_evaluated *evaluated);

/* Keeps the surest, sorted: after the last. Printing does it too. */
void mistakes_sort(struct mistakes *mistakes);

/* Once, after the last: as text, or as a member "errors" of an object. */
void mistakes_print(struct output *out, struct mistakes *mistakes, const tenor_model *model,
                    const tenor_corpus *corpus);
void mistakes_add_json(struct cJSON *parent, struct mistakes *mistakes, const tenor_model *model,
                       const tenor_corpus *corpus);
void mistakes_free(struct mistakes *mistakes);

#endif
