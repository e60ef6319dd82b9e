/* What each label counts in the loss. */
#ifndef TENOR_OPTIM_CLASS_WEIGHTS_H
#define TENOR_OPTIM_CLASS_WEIGHTS_H

#include "base/alloc.h"

/* Reads the value of option "class-weights" for labels, of which counts say how often each occurs in training: *weights
 * is NULL for "none"; for "balanced" total / (labels x count), which weighs all labels' sums alike, or where texts may
 * have several labels, of which `examples` says how many there are (else 0), (examples - count) / count, which weighs
 * having the label and not having it alike; else it names a file of lines of a label, a tab (or a comma when there is
 * no tab), and its weight. Labels the file leaves out weigh 1. TENOR_BAD_DATA with the line. The caller frees *weights
 * with tenor__alloc_free. */
tenor_status tenor__class_weights_read(const char *option, const tenor_str *labels, const uint64_t *counts,
                                       size_t label_count, uint64_t examples, const tenor_alloc *alloc,
                                       double **weights, tenor_error *error);

#endif
