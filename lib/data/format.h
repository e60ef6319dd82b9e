/* Which format a file has: by the option 'format', by its name, or by what it begins with. */
#ifndef TENOR_DATA_FORMAT_H
#define TENOR_DATA_FORMAT_H

#include "data/rows.h"

/* Sets the rows' reader, the name of the format in their layout, and the delimiter to expect. */
void tenor__format_find(const tenor__window *window, const char *path, const tenor__corpus_settings *settings,
                        tenor_rows *rows);

#endif
