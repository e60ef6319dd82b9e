/* White space and invisible characters around and in texts. */
#ifndef TENOR_TABLE_TRIM_H
#define TENOR_TABLE_TRIM_H

#include "base/buffer.h"

/* text without the white space (Unicode's) around it. */
tenor_str tenor__trim(tenor_str text);

/* text without white space around it and without characters that nobody sees: zero-width spaces, marks of byte order
 * and direction, soft hyphens; joiners, which emoji are made with, at its ends only. A view of text, or of buffer when
 * characters within it are left out. The buffer may fail. */
tenor_str tenor__trim_invisible(tenor_str text, tenor__buffer *buffer);

#endif
