/* Scores of a confusion: accuracy, and precision, recall and F1 a label and their mean. */
#ifndef TENOR_EVAL_METRICS_H
#define TENOR_EVAL_METRICS_H

#include "eval/confusion.h"

uint64_t tenor__metrics_examples(const tenor__confusion *confusion);
double tenor__metrics_accuracy(const tenor__confusion *confusion); /* 0 without examples */
double tenor__metrics_macro_f1(const tenor__confusion *confusion); /* over labels that occur or are answered */
/* Of `support` examples that have a label and `answered` that were given it, `right` are both. All but the name. */
void tenor__metrics_counts(uint64_t right, uint64_t support, uint64_t predicted, tenor_label_scores *scores);
/* All but the label's name. */
void tenor__metrics_label(const tenor__confusion *confusion, size_t label, tenor_label_scores *scores);

#endif
