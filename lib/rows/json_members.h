/* Members of the objects of a JSON file: which there are, and what they say as text and labels. */
#ifndef TENOR_ROWS_JSON_MEMBERS_H
#define TENOR_ROWS_JSON_MEMBERS_H

#include "json/json.h"
#include "rows/rows.h"

/* The member of that name, or on that path: "review.body" is the member "body" of the member "review" where no member
 * has the whole name. NULL for none. */
const tenor__json_node *tenor__json_members_find(const tenor__json_node *object, tenor_str name);

/* A value as text: a string, a number, which without a fraction is whole (4.0 is 4), or a truth value. The text is a
 * view of the document or of number. */
enum { TENOR__JSON_NUMBER = TENOR_NUMBER_SIZE };
bool tenor__json_members_text(const tenor__json_node *node, char number[TENOR__JSON_NUMBER], tenor_str *out);

/* Whether a value says of labels whether a text has them: {"POS": 1.0, "NEG": 0.0}. */
bool tenor__json_members_are_marks(const tenor__json_node *node);

/* Whether a value is an object of probabilities, numbers from 0 to 1; of one label they sum to 1, nearly. */
bool tenor__json_members_are_probabilities(const tenor__json_node *node, bool one_label);

/* Adds the names of an object's members that are not among the names yet, with `nested` also the paths of members of
 * members; at most TENOR__MOST_COLUMNS. Copies are in the arena. TENOR_OUT_OF_MEMORY. */
tenor_status tenor__json_members_names(const tenor__json_node *object, bool nested, tenor__arena *arena,
                                       tenor_str *names, size_t *count);

/* What the members of these names hold, as cells of a table: empty for what is missing or no text. */
tenor_status tenor__json_members_cells(const tenor__json_node *object, const tenor_str *names, size_t count,
                                       tenor__arena *arena, tenor_str *cells);

#endif
