/* Asks for labels: which texts, in which order, and a key for each. */
#ifndef TENOR_CLI_LABEL_PROMPT_H
#define TENOR_CLI_LABEL_PROMPT_H

#include "input/unlabeled.h"
#include "label/labeled.h"
#include "output/output.h"

enum { PROMPT_LABELS = 32 };

/* Of the labels, in order: all digits and letters but 0, and s, u and q. */
extern const char prompt_keys[PROMPT_LABELS + 1];

/* What was done with a text, to take it back. */
struct prompt_step {
    off_t at; /* in the file, before the text was added; -1 for one that was skipped */
};

struct prompt {
    const struct args *args;
    const char *path;         /* of the file that is added to */
    const tenor_model *model; /* NULL: in the order of the texts */
    size_t most;              /* texts; 0 for all, with a model for 50 */
    size_t threads;
    size_t every;          /* trains another model after so many labels; 0 for never, and without a model */
    size_t model_examples; /* that the model was trained on: another one is trained on no fewer */
    struct unlabeled texts;
    struct labeled labeled;
    tenor_str labels[PROMPT_LABELS];
    size_t label_count;
    size_t *order; /* [count] of texts: those that are asked for */
    size_t count;
    struct prompt_step *steps; /* [count] */
    size_t added;
    size_t *pool; /* [pool_count] with a model: texts to choose from, those of order among them */
    size_t pool_count;
    size_t trained; /* of `added`, when a model was trained last */
    struct output *out;
};

/* Those that return an exit status say what is wrong. */

/* Sets the labels: of --labels, names with a comma between, or of the model where it is NULL. */
int prompt_take_labels(struct prompt *prompt, const char *names);

/* Whether all labels of the file are among those that are asked for; `named` says that the user named these. */
int prompt_check_labels(const struct prompt *prompt, bool named);

/* Sets how often another model is trained, and says so where that is not yet. model is the name of the given one. */
void prompt_set_training(struct prompt *prompt, const char *model, size_t every);

int prompt_choose(struct prompt *prompt);
int prompt_run(struct prompt *prompt);

void prompt_free(struct prompt *prompt);

#endif
