/* Which columns of a table are text and label, and whether its first row is names. */
#ifndef TENOR_TABLE_COLUMNS_H
#define TENOR_TABLE_COLUMNS_H

#include "table/column_statistics.h"
#include "config/corpus_settings.h"
#include "table/layout.h"

enum { TENOR__MOST_JOINED = 256 }; /* columns that make one text, or the labels of one */

typedef struct tenor__column_list {
    size_t columns[TENOR__MOST_JOINED]; /* from 0 */
    size_t count;
    const char *reason; /* as tenor_column has it */
} tenor__column_list;

/* Finds the columns of a table, and its header: by the settings' numbers or names, by what stands in them, and by the
 * usual names. Sets header, columns and roles of the layout. TENOR_BAD_DATA with the columns in question, when that
 * leaves a doubt. */
tenor_status tenor__columns_find(const tenor__sample *sample, const tenor__corpus_settings *settings,
                                 const tenor_alloc *alloc, tenor_layout *layout, tenor_error *error);

/* ---- column_errors.c ---- */

/* A search for columns. */
typedef struct tenor__column_search {
    const tenor__sample *sample;
    const tenor__corpus_settings *settings;
    const tenor_alloc *alloc;
    tenor_layout *layout;
    tenor_error *error;
    tenor__column_statistics *statistics; /* [columns] of the rows without the header */
    size_t rows;                          /* without the header */
    tenor__column_list texts;
    tenor__column_list labels;
    tenor__column_list probabilities;
    size_t unused; /* the member 'probabilities', where option 'probabilities' is none */
    bool header;
} tenor__column_search;

/* Two options name one column. */
tenor_status tenor__column_errors_same(const char *one, const char *other, size_t column, tenor_error *error);

/* The columns that look like text or label, or all where these are fewer than two. */
void tenor__column_errors_list_likely(const tenor__column_search *s, tenor__column_list *out);

/* `candidates` are the columns in question; without any, the likely ones are shown. */
tenor_status tenor__column_errors_unclear(const tenor__column_search *s, const char *what, const char *option,
                                          const tenor__column_list *candidates);
tenor_status tenor__column_errors_unclear_text(const tenor__column_search *s, const tenor__column_list *candidates);
tenor_status tenor__column_errors_unclear_label(const tenor__column_search *s, const tenor__column_list *candidates);

/* ---- delimiter_advice.c ---- */

/* Says that the first line has one column, and which delimiter may be meant. TENOR_BAD_DATA. */
tenor_status tenor__delimiter_advice_fail(const tenor__sample *sample, tenor_error *error);

/* ---- target_columns.c ---- */

/* Whether most values of a column are labels that have a probability. The first row is names. */
bool tenor__target_columns_cover(const tenor__sample *sample, const tenor__column_list *probabilities, size_t column);

/* Refuses columns of probabilities that have no name. */
tenor_status tenor__target_columns_check_names(const tenor__sample *sample, const tenor__column_list *probabilities,
                                               bool header, tenor_error *error);

/* ---- column_names.c ---- */

#define TENOR__NO_COLUMN SIZE_MAX

/* Finds what the value of an option, "text" or "label", names: a column, or several with commas between them; a name
 * with commas in it goes first. A number counts from 1. *named becomes true when a name of the first row was used.
 * A message shows the columns in `shown`. */
tenor_status tenor__column_names_ask(const tenor__sample *sample, const char *option, const char *value, bool no_header,
                                     const tenor__column_list *shown, tenor__column_list *out, bool *named,
                                     tenor_error *error);

/* Refuses numbers which are names of other columns too. */
tenor_status tenor__column_names_check(const tenor__sample *sample, const char *option, const char *value,
                                       tenor_error *error);

/* The first of the usual names that one of the columns, none of `others`, has. *weak says that the name may as well be
 * another thing's. */
size_t tenor__column_names_usual_text(const tenor__sample *sample, const tenor__column_list *others, bool *weak);
size_t tenor__column_names_usual_label(const tenor__sample *sample, const tenor__column_list *others, bool *weak);

/* Another column of the same name, in capitals or not; TENOR__NO_COLUMN for none. */
size_t tenor__column_names_twin(const tenor__sample *sample, size_t column);

/* Whether a column's name is one that labels have, usually or at times. Names of points are none: what stands in the
 * column says whether it is meant. */
bool tenor__column_names_speak_of_label(const tenor__sample *sample, size_t column);

bool tenor__column_names_have(const tenor__column_list *list, size_t column);

/* Adds a column where it stands in the order of the table; a full list stays as it is. */
void tenor__column_names_add(tenor__column_list *list, size_t column);

/* "1 'id', 2 'text'" and so on, as far as out has room. Returns out. */
const char *tenor__column_names_list(char *out, size_t capacity, const tenor__sample *sample,
                                     const tenor__column_list *columns);

#endif
