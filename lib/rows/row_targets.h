/* The probabilities of a row's labels, as a teacher gives them. */
#ifndef TENOR_ROWS_ROW_TARGETS_H
#define TENOR_ROWS_ROW_TARGETS_H

#include "rows/rows.h"

/* How far the sum of a text's probabilities may be from 1, as after rounding. */
static const double TENOR__PROBABILITY_GAP = 0.05;

/* Marks the row as bad; the message says how to train with the labels alone. */
void tenor__row_targets_fault(tenor_rows *rows, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets those of the row before. */
void tenor__row_targets_clear(tenor_rows *rows);

/* One more; the label must stay where it is. TENOR_OUT_OF_MEMORY. */
tenor_status tenor__row_targets_add(tenor_rows *rows, tenor_str label, double probability);

/* Gives them to the row, and, where no column is the label, the likeliest label too, or where there may be several
 * those from 0.5 on. A label
 * of the row that is none of theirs is a fault. */
tenor_status tenor__row_targets_take(tenor_rows *rows, tenor_error *error);

#endif
