/* The probabilities of a row's labels in its object. */
#ifndef TENOR_ROWS_JSON_TARGETS_H
#define TENOR_ROWS_JSON_TARGETS_H

#include "json/json.h"
#include "rows/rows.h"

/* Gives them to the row; names that do not stand in the file as they are go to the arena. Members that are none are the
 * row's fault. */
tenor_status tenor__json_targets_take(tenor_rows *rows, const tenor__json_node *object, tenor__arena *labels,
                                      tenor_error *error);

#endif
