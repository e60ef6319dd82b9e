/* Which format a file has: by the option 'format', by its name, or by what it begins with. */
#ifndef TENOR_DATA_FORMAT_H
#define TENOR_DATA_FORMAT_H

#include "data/rows.h"

/* Sets the rows' reader, the name of the format in their layout, and the delimiter to expect. TENOR_BAD_DATA, with the
 * command that makes another of it, for a format that is known but not read. */
tenor_status tenor__format_find(const tenor__window *window, const char *path, const tenor__corpus_settings *settings,
                                tenor_rows *rows, tenor_error *error);

#endif
