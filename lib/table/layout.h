/* How a file is read: its format, its header, and which of its columns are text and labels. */
#ifndef TENOR_TABLE_LAYOUT_H
#define TENOR_TABLE_LAYOUT_H

#include "base/arena.h"
#include "table/csv.h"

#include <tenor_corpus.h>

struct tenor_layout {
    tenor__arena arena; /* of the strings */
    const char *format; /* static */
    tenor_source_info source;
    tenor__csv_dialect dialect;
    tenor_str label_prefix; /* of fastText's labels, in the arena; empty for other formats */
    bool header;
    bool header_guessed;
    bool labels_wanted;  /* a row is to have them */
    bool may_be_unclear; /* columns that cannot be told apart are noted in unclear */
    tenor_error unclear;
    bool header_doubted; /* the first row is read as data, though it may be names */
    bool trailing_delimiter;
    bool row_names; /* rows begin with a field that the header has no name for */
    uint64_t comment_lines;
    uint64_t title_lines;
    tenor_str head;
    tenor_column *columns; /* [column_count], in the arena */
    size_t column_count;
    size_t *texts; /* [text_count], in the arena */
    size_t text_count;
    size_t *labels; /* [label_count], in the arena */
    size_t label_count;
    size_t *probabilities; /* [probability_count], in the arena */
    size_t probability_count;
    uint64_t repeated_headers;
    uint64_t cleaned_labels;
    uint64_t rejected_rows;
};

tenor_layout *tenor__layout_new(const tenor_alloc *alloc);
tenor_layout *tenor__layout_copy(const tenor_layout *layout, const tenor_alloc *alloc);
void tenor__layout_free(tenor_layout *layout);

/* Makes its columns: without names, roles and statistics. */
tenor_status tenor__layout_set_columns(tenor_layout *layout, size_t count);

/* Gives columns a role, and makes them those that tenor_layout_text, _label or _probability lists. */
tenor_status tenor__layout_set_roles(tenor_layout *layout, tenor_column_role role, const size_t *columns, size_t count,
                                     const char *reason);

#endif
