/* The form of fastText's lines, by their looks. */
#ifndef TENOR_DATA_FASTTEXT_H
#define TENOR_DATA_FASTTEXT_H

#include "base/window.h"

/* How a file writes its lines. */
typedef struct tenor__fasttext_form {
    tenor_str prefix; /* of a label; a view of the file or of what was asked for */
    char separator;   /* between label and text beside white space: "__label__x,text"; '\0' for none */
    bool quoted;      /* each line stands in double quotes */
} tenor__fasttext_form;

/* Whether the first lines of a window are of this form, with labels of this prefix, or when it is empty of the usual
 * one or one like it, as __class__. With `sure` the form is taken for granted. */
bool tenor__fasttext_find(const tenor__window *window, tenor_str prefix, bool sure, tenor__fasttext_form *out);

#endif
