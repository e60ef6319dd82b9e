/* The fewest words of a text, at most three, without which a model's prediction of a label is another. */
#ifndef TENOR_CLI_EXPLAIN_COUNTERFACTUAL_H
#define TENOR_CLI_EXPLAIN_COUNTERFACTUAL_H

#include "command.h"

enum {
    COUNTERFACTUAL_MOST = 3,
    COUNTERFACTUAL_WORDS = 24, /* of a longer text, those whose weights are the largest are tried */
};

struct counterfactual {
    size_t count;                       /* of words to leave out; 0: no three of those that were tried do it */
    size_t tokens[COUNTERFACTUAL_MOST]; /* in order */
    bool predicted;                     /* whether the label is predicted for the text as it is */
    size_t label;                       /* that is predicted without them; with several labels a text the same label */
    float probability;                  /* of that label */
    bool all;                           /* all words were tried */
};

/* Of a label that is predicted, what makes it another; of one that is not, what makes it the prediction. Of several
 * such sets of words the fewest, of these the surest. A word is left out as if a space stood there. */
tenor_status counterfactual_find(const tenor_model *model, tenor_session *session, tenor_str text,
                                 const tenor_explanation *explanation, struct counterfactual *found);

#endif
