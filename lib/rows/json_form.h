/* How a JSON file writes its objects: one a line, in a list, or as columns. */
#ifndef TENOR_ROWS_JSON_FORM_H
#define TENOR_ROWS_JSON_FORM_H

#include "base/buffer.h"
#include "base/window.h"

typedef enum tenor__json_shape {
    TENOR__JSON_LINES,    /* an object a line */
    TENOR__JSON_LIST,     /* [{...}, {...}], or {"data": [{...}, {...}]} */
    TENOR__JSON_SEQUENCE, /* objects of several lines, one after the other */
    TENOR__JSON_DOCUMENT, /* objects that have to be put together: {"text": [...], "label": [...]} and the like */
} tenor__json_shape;

/* The shape of what begins in a window, as far as the window has it. *start is where the first object of a list or
 * sequence may stand. */
tenor__json_shape tenor__json_form_find(const tenor__window *window, size_t *start);

/* The end of the object or list that begins at data[at], as far as its brackets and strings tell; 0 when it does not
 * end in data. */
size_t tenor__json_form_value_end(const char *data, size_t size, size_t at);

/* ---- json_document.c ---- */

/* Writes the objects of a document, a line each: members that are lists or objects of as many values (pandas' columns),
 * an object of objects (its index), or "columns" and "data" (split). TENOR_BAD_DATA for any other. */
tenor_status tenor__json_document_lines(const char *data, size_t size, const tenor_alloc *alloc, tenor__buffer *lines,
                                        tenor_error *error);

#endif
