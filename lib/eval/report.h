/* A report that is filled one example at a time. */
#ifndef TENOR_EVAL_REPORT_H
#define TENOR_EVAL_REPORT_H

#include "base/label_sets.h"

#include <tenor_train.h>

/* Makes an empty report on a model, with a copy of its labels and room for `examples`. */
tenor_status tenor__report_new(const tenor_model *model, size_t examples, const tenor_alloc *alloc, tenor_report **out);

/* Adds an example: its probabilities under the model, and its labels as indices of the model. The last bits of the sums
 * depend on the order of the examples. *evaluated, unless NULL, is set to what was counted, except for the index of the
 * example. False when out of memory. */
bool tenor__report_add(tenor_report *report, const tenor_model *model, const float *probabilities,
                       tenor__label_set labels, tenor_evaluated *evaluated);

/* Call it once, after the last example, with the number of tokens read and the time in seconds. */
tenor_status tenor__report_finish(tenor_report *report, size_t tokens, double seconds);

#endif
