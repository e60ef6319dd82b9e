/* The form of fastText's lines, by their looks. */
#ifndef TENOR_ROWS_FASTTEXT_FORM_H
#define TENOR_ROWS_FASTTEXT_FORM_H

#include "base/window.h"
#include "table/trim.h"

#include <string.h>

/* How a file writes its lines. */
typedef struct tenor__fasttext_form {
    tenor_str prefix; /* of a label; a view of the file or of what was asked for */
    char separator;   /* between label and text beside white space: "__label__x,text"; '\0' for none */
    bool quoted;      /* each line stands in double quotes */
} tenor__fasttext_form;

/* Whether the first lines of a window are of this form, with labels of this prefix, or when it is empty of the usual
 * one or one like it, as __class__. With `sure` the form is taken for granted. */
bool tenor__fasttext_form_find(const tenor__window *window, tenor_str prefix, bool sure, tenor__fasttext_form *out);

/* ---- what finding the form and reading the lines share ---- */

static inline bool tenor__fasttext_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool tenor__fasttext_begins(tenor_str text, tenor_str prefix)
{
    return prefix.size > 0 && text.size >= prefix.size && memcmp(text.data, prefix.data, prefix.size) == 0;
}

static inline bool tenor__fasttext_is_quoted(tenor_str line)
{
    return line.size >= 2 && line.data[0] == '"' && line.data[line.size - 1] == '"';
}

/* The line without quotes around it. */
static inline tenor_str tenor__fasttext_inside(tenor_str line, bool quoted)
{
    return quoted && tenor__fasttext_is_quoted(line) ? tenor__trim((tenor_str){line.data + 1, line.size - 2}) : line;
}

#endif
