/* Scores of a confusion: accuracy, and precision, recall and F1 a label and their mean. */
#ifndef TENOR_EVAL_METRICS_H
#define TENOR_EVAL_METRICS_H

#include "eval/confusion.h"

uint64_t tenor__metrics_examples(const tenor__confusion *confusion);
double tenor__metrics_accuracy(const tenor__confusion *confusion); /* 0 without examples */
double tenor__metrics_macro_f1(const tenor__confusion *confusion); /* over labels that occur or are answered */
/* All but the label's name. */
void tenor__metrics_label(const tenor__confusion *confusion, size_t label, tenor_label_scores *scores);

#endif
