/* Asks for labels: which texts, in which order, and a key for each. */
#ifndef TENOR_CLI_LABEL_ASKING_H
#define TENOR_CLI_LABEL_ASKING_H

#include "input/unlabeled.h"
#include "label/labeled.h"
#include "output/output.h"

enum { ASKING_LABELS = 32 };

/* Of the labels, in order: all digits and letters but 0, and s, u and q. */
extern const char asking_keys[ASKING_LABELS + 1];

/* What was done with a text, to take it back. */
struct asking_step {
    off_t at; /* in the file, before the text was added; -1 for one that was skipped */
};

struct asking {
    const struct args *args;
    const char *path;         /* of the file that is added to */
    const tenor_model *model; /* NULL: in the order of the texts */
    size_t most;              /* texts; 0 for all, with a model for 50 */
    size_t threads;
    struct unlabeled texts;
    struct labeled labeled;
    tenor_str labels[ASKING_LABELS];
    size_t label_count;
    size_t *order; /* [count] of texts: those that are asked for */
    size_t count;
    struct asking_step *steps; /* [count] */
    size_t added;
    struct output *out;
};

/* Each says what is wrong and returns an exit status. */
int asking_choose(struct asking *asking);
int asking_run(struct asking *asking);

void asking_free(struct asking *asking);

#endif
