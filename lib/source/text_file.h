/* Files that are a text each. */
#ifndef TENOR_SOURCE_TEXT_FILE_H
#define TENOR_SOURCE_TEXT_FILE_H

#include "base/buffer.h"

/* Puts the text of a file, as UTF-8, in out, which is cleared. The encoding is as in tenor__source_settings. A line end
 * at its end is not part of it. */
tenor_status tenor__text_file_read(const char *path, const char *encoding, const tenor_alloc *alloc, tenor__buffer *out,
                                   tenor_error *error);

#endif
