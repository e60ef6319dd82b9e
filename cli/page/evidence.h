/* What a page wants to know of each text that is evaluated: how the labels' probabilities lie, and the worst errors. */
#ifndef TENOR_CLI_PAGE_EVIDENCE_H
#define TENOR_CLI_PAGE_EVIDENCE_H

#include "options/args.h"
#include "report/mistakes.h"

enum { EVIDENCE_ERRORS = 50 };

/* Zero-initialize. */
struct evidence {
    struct mistakes mistakes;
    size_t labels;
    size_t steps;   /* of a probability */
    uint32_t *all;  /* [labels, steps] texts whose probability of the label is in the step */
    uint32_t *hits; /* of these, those that have the label */
};

/* Takes a text. */
void evidence_add(struct evidence *evidence, const tenor_evaluated *evaluated);
void evidence_free(struct evidence *evidence);

/* report_measure that takes each text, too. Says what is wrong and returns an exit status; *out is then NULL. */
int evidence_measure(struct evidence *evidence, const struct args *args, const tenor_model *model,
                     const tenor_corpus *corpus, tenor_report **out);

/* One point of a label's precision over recall: when all texts whose probability reaches a threshold get the label. */
struct evidence_point {
    double threshold;
    double recall;
    double precision;
};

/* Points from the highest threshold to the lowest, at most `most`, and the area below the curve (average precision).
 * The caller frees. */
struct evidence_point *evidence_curve(const struct evidence *evidence, size_t label, size_t most, size_t *count,
                                      double *area);

#endif
