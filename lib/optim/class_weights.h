/* The weight of each label in the loss. */
#ifndef TENOR_OPTIM_CLASS_WEIGHTS_H
#define TENOR_OPTIM_CLASS_WEIGHTS_H

#include "base/alloc.h"

/* Reads the value of option "class-weights" into *weights[label_count]. The value is one of:
 *   "none"      *weights is NULL
 *   "balanced"  total / (labels x count): all labels have the same total weight. If texts may have several labels
 *               (`examples` is the number of texts, else 0): (examples - count) / count, so that texts with a label
 *               weigh as much as texts without it
 *   a file      each line is a label, a tab (or a comma if the line has no tab) and its weight; other labels weigh 1
 *
 * counts[label] is the number of training texts with the label. An invalid file returns TENOR_BAD_DATA with the line.
 * The caller frees *weights with tenor__alloc_free. */
tenor_status tenor__class_weights_read(const char *option, const tenor_str *labels, const uint64_t *counts,
                                       size_t label_count, uint64_t examples, const tenor_alloc *alloc,
                                       double **weights, tenor_error *error);

#endif
