/* A report that is filled example by example: by tenor_evaluate, and by a trainer with the probabilities that it has
 * kept of dev. */
#ifndef TENOR_EVAL_REPORT_H
#define TENOR_EVAL_REPORT_H

#include "base/label_sets.h"

#include <tenor_train.h>

/* An empty report on a model: its labels, copied, and room for `examples`. */
tenor_status tenor__report_new(const tenor_model *model, size_t examples, const tenor_alloc *alloc, tenor_report **out);

/* Counts an example by its probabilities under the model and its labels, as the model numbers them. The sums depend on
 * the order of the examples, in the last bits. */
void tenor__report_add(tenor_report *report, const tenor_model *model, const float *probabilities,
                       tenor__label_set labels);

/* Once, after the last example: with the tokens that were read, and the seconds that this took. */
tenor_status tenor__report_finish(tenor_report *report, size_t tokens, double seconds);

#endif
