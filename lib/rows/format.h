/* Which format a file has: by the option 'format', by its name, or by what it begins with. */
#ifndef TENOR_ROWS_FORMAT_H
#define TENOR_ROWS_FORMAT_H

#include "base/window.h"
#include "config/corpus_settings.h"

typedef struct tenor__format {
    tenor__corpus_format kind; /* not TENOR__FORMAT_AUTO */
    char usual_delimiter;      /* of a table, by the name of the file or the option 'format' */
    bool fixed_delimiter;
} tenor__format;

/* TENOR_BAD_DATA, with the command that makes another of it, for a format that is known but not read. */
tenor_status tenor__format_find(const tenor__window *window, const char *path, const tenor__corpus_settings *settings,
                                tenor__format *out, tenor_error *error);

#endif
