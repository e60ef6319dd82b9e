/* Explanations of classify: what each word adds to a label, as colored words or JSON, and which words turn the
 * prediction over when they are left out. */
#ifndef TENOR_CLI_EXPLAIN_EXPLAIN_H
#define TENOR_CLI_EXPLAIN_EXPLAIN_H

#include "explain/counterfactual.h"
#include "output/json.h"
#include "output/output.h"

/* What is asked for, and what was found for the last text. */
struct explain {
    const tenor_model *model;
    tenor_session *session;
    size_t label; /* that is explained; TENOR_PREDICTED: each text's own */
    bool counterfactual;
    tenor_explanation explanation; /* lent by the session */
    double largest;                /* weight of its words, either sign */
    struct counterfactual found;
    tenor_status status; /* of the first text that failed; no other is explained after it */
    tenor_error error;
};

/* Whether the model, whose name is for messages, has the label; says so if not. Returns an exit status. */
int explain_check_label(const struct command *command, const char *name, const tenor_model *model, const char *label);

/* What explains a label, or with NULL the prediction. */
struct explain explain_of(const tenor_model *model, tenor_session *session, const char *label, bool counterfactual);

/* Explains a text; false after a failure. */
bool explain_text(struct explain *explain, tenor_str text);

/* A stretch of the text and what it adds: a token, or tokens that came from the same bytes; between tokens, nothing. */
struct explain_piece {
    tenor_str text;
    double weight;
    double strength; /* the weight as a share of the text's largest one, -1..1; 0 for words that say little */
};

/* The pieces of the text one after the other; *token and *at begin with 0. False after the last. */
bool explain_next(const struct explain *explain, tenor_str text, size_t *token, size_t *at,
                  struct explain_piece *piece);

/* Further fields of a line: the text with its words colored, without color with brackets and numbers, behind the label
 * that is explained if names_label; and the words to leave out. */
void explain_print(const struct explain *explain, tenor_str text, bool names_label, struct output *out);

/* That no words change the prediction. */
void explain_write_none(const struct counterfactual *found, struct output *out);

/* Further members of an object. */
void explain_add_json(const struct explain *explain, tenor_str text, struct cJSON *line);

#endif
