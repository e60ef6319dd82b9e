/* The probabilities of a row's labels, as a teacher gives them. */
#ifndef TENOR_ROWS_PROBABILITIES_H
#define TENOR_ROWS_PROBABILITIES_H

#include "rows/rows.h"

/* Forgets those of the row before. */
void tenor__probabilities_clear(tenor_rows *rows);

/* One more; the label must stay where it is. TENOR_OUT_OF_MEMORY. */
tenor_status tenor__probabilities_add(tenor_rows *rows, tenor_str label, double probability);

/* Gives them to the row, and, where no column is the label, the likeliest label too, or where there may be several
 * those from 0.5 on. */
tenor_status tenor__probabilities_take(tenor_rows *rows, tenor_error *error);

#endif
