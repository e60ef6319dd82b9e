/* The encoding of a text by its bytes. */
#ifndef TENOR_SOURCE_ENCODING_H
#define TENOR_SOURCE_ENCODING_H

#include <tenor.h>

/* What the first bytes say: a byte order mark, of *mark bytes, or the zero bytes of UTF-16 and UTF-32. NULL when they
 * say nothing, as in any encoding that keeps ASCII. */
const char *tenor__encoding_by_start(const char *data, size_t size, size_t *mark);

/* What a stretch with bytes above ASCII is written in, which ends where the stream does or at any byte. UTF-8 when most
 * of these bytes are valid UTF-8. TENOR_BAD_DATA, with a few characters of each, when two readings are about as likely.
 * *name is static; *weak says that another one is nearly as likely, or few bytes tell. */
tenor_status tenor__encoding_by_bytes(const char *data, size_t size, const tenor_alloc *alloc, const char **name,
                                      bool *weak, tenor_error *error);

#endif
