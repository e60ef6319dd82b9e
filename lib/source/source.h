/* Where texts come from: a file, standard input or memory, as UTF-8, whatever its compression and encoding.
 *
 * A source is a window of UTF-8 (base/window.h) that takes constant memory however long the file is; a file that is
 * UTF-8 already, and memory, is seen as it lies, with no copy. A byte order mark at the beginning is not part of it.
 * Bytes that are no UTF-8 are left as they are where the file is UTF-8, and U+FFFD where it was converted. */
#ifndef TENOR_SOURCE_SOURCE_H
#define TENOR_SOURCE_SOURCE_H

#include <tenor_corpus.h>

#include "base/window.h"

typedef tenor_source tenor__source;

typedef struct tenor__source_settings {
    const char *encoding; /* a name that libc knows, or "auto" or NULL: by the bytes */
    bool map;             /* see a file as it lies in its pages, which a large one takes many of */
    bool patient;         /* look at many bytes before the first is given, even of a pipe */
    uint64_t limit;       /* bytes of UTF-8, unless it is a mapped file; TENOR_TOO_LARGE for more; 0 for any number */
    bool lines;           /* any line of text is expected, even one that begins as a page of HTML */
    bool (*is_binary)(const char *data, size_t size); /* by its first bytes, which then are not converted; or NULL */
} tenor__source_settings;

/* Opens a file; "-" is standard input. Messages, of the window too, begin with the path. TENOR_BAD_DATA for what is no
 * text (a spreadsheet, a page of HTML), with the command that makes one of it, and where the encoding could be one or
 * another. */
tenor_status tenor__source_open(const char *path, const tenor__source_settings *settings, const tenor_alloc *alloc,
                                tenor__source **out, tenor_error *error);

/* The same of memory, which stays the caller's; messages call it `name`. */
tenor_status tenor__source_open_memory(const char *data, size_t size, const char *name,
                                       const tenor__source_settings *settings, const tenor_alloc *alloc,
                                       tenor__source **out, tenor_error *error);
void tenor__source_close(tenor__source *source);

/* Borrowed. */
tenor__window *tenor__source_window(tenor__source *source);

/* Whether a failure came from the source, as it did where there is none: then its message names the file already. */
bool tenor__source_failed(const tenor__source *source);

/* Whether bytes behind those in the window would have to be waited for. */
bool tenor__source_pauses(const tenor__source *source);

/* Whether the window's next bytes would have to be waited for. */
bool tenor__source_would_wait(const tenor__source *source);

#endif
