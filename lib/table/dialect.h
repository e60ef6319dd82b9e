/* How a table of text is written: its delimiter, its quotes, and what stands before its first row. */
#ifndef TENOR_TABLE_DIALECT_H
#define TENOR_TABLE_DIALECT_H

#include "base/window.h"
#include "config/corpus_settings.h"
#include "table/csv.h"

typedef struct tenor__dialect {
    tenor__csv_dialect csv;
    size_t head; /* bytes before the first row: comments, and a line that says the delimiter */
    uint64_t head_lines;
    uint64_t comment_lines;
    uint64_t title_lines; /* above the header */
    bool row_names;       /* the rows behind the first have a field more, as those that R writes */
    bool trailing;        /* an empty field too many ends the rows behind the first */
} tenor__dialect;

/* Finds it in the first rows. `usual` is the delimiter that the file's name or the option 'format' promises; `fixed`
 * says that it is that one. parser is scratch. TENOR_BAD_DATA, with both delimiters, when two of them part all rows
 * alike. */
tenor_status tenor__dialect_find(const tenor__window *window, const tenor__corpus_settings *settings, char usual,
                                 bool fixed, tenor__csv *parser, tenor__dialect *out, tenor_error *error);

/* ---- title_lines.c ---- */

/* How many bytes behind `head` are lines above the header, in the parser's dialect; *lines is how many. */
size_t tenor__title_lines_find(const tenor__window *window, size_t head, tenor__csv *parser, uint64_t *lines);

#endif
