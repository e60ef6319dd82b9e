/* What an annotator said of a row: a member "answer", as Prodigy has it, that is accept, reject or ignore. */
#ifndef TENOR_ROWS_JSON_ANSWERS_H
#define TENOR_ROWS_JSON_ANSWERS_H

#include "json/json.h"
#include "rows/rows.h"
#include "table/column_statistics.h"

/* Whether a member "answer" says one of these words of some of the first objects, of none another thing, and is not the
 * label. */
bool tenor__json_answers_are(const tenor_layout *layout, const tenor__sample *sample);

/* *rejected says whether the object is one to leave out. One without an answer stays, as one that nobody has looked at;
 * another answer is the row's fault. The arena is scratch. */
tenor_status tenor__json_answers_take(tenor_rows *rows, const tenor__json_node *object, tenor__arena *arena,
                                      bool *rejected, tenor_error *error);

#endif
