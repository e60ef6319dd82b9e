/* The labels that a cell of a table, or a string of another format, holds. */
#ifndef TENOR_TABLE_LABEL_CELL_H
#define TENOR_TABLE_LABEL_CELL_H

#include "base/buffer.h"

typedef struct tenor__label_list {
    tenor_alloc alloc;
    tenor_str *labels; /* [count] views of the cell or of the buffers */
    size_t count;
    size_t capacity;
    tenor__buffer bytes;  /* labels that do not stand in the cell as they are */
    tenor__buffer folded; /* the same after tenor__label_cell_fold */
} tenor__label_list;

void tenor__label_cell_init(tenor__label_list *list, const tenor_alloc *alloc);
void tenor__label_cell_free(tenor__label_list *list);
void tenor__label_cell_clear(tenor__label_list *list);

/* One more label, trimmed. TENOR_OUT_OF_MEMORY. The label must stay where it is. */
tenor_status tenor__label_cell_add(tenor__label_list *list, tenor_str label);

/* What a cell says: one label, or several parted by the separator, or written as the list of a programming language,
 * ['a', "b", 3]; a separator of size 0 takes the cell for one label. Nothing but white space is no label.
 * TENOR_OUT_OF_MEMORY. */
tenor_status tenor__label_cell_parse(tenor__label_list *list, tenor_str cell, tenor_str separator);

/* Puts labels in lower case (NFKC and case folding). TENOR_OUT_OF_MEMORY. */
tenor_status tenor__label_cell_fold(tenor__label_list *list);

/* Whether a cell is what databases and tables write for a value that is missing: \N, NULL, NaN, N/A and the like. */
bool tenor__label_cell_is_missing(tenor_str cell);

/* Whether a cell is written as a list. */
bool tenor__label_cell_is_list(tenor_str cell);

/* Whether a cell says that a text has the label whose column it stands in: 1, true and the like, or 0, nothing and the
 * like. *valid is false, and so is the answer, for any other cell. */
bool tenor__label_cell_read_mark(tenor_str cell, bool *valid);

/* Where the separator stands first in text; text.size when nowhere. */
size_t tenor__label_cell_find_separator(tenor_str text, tenor_str separator);

#endif
