/* Files that are no corpus though people have corpora in them. */
#ifndef TENOR_SOURCE_FILE_TYPE_H
#define TENOR_SOURCE_FILE_TYPE_H

#include <tenor.h>

/* TENOR_BAD_DATA, with what it is and the command that makes a corpus of it, for a file that begins with these bytes
 * and is no text. `cut` says that it goes on behind them. In `lines` what could be a text by itself passes. */
tenor_status tenor__file_type_check(const char *data, size_t size, bool cut, bool lines, tenor_error *error);

/* The same for bytes that no known kind of file begins with: TENOR_BAD_DATA where they are no text in an encoding that
 * is found by itself. */
tenor_status tenor__file_type_check_bytes(const char *data, size_t size, tenor_error *error);

/* ---- file_type_text.c ---- */

/* What a file is that begins as a format of text which is no table, and what to do; NULL for none. Static. */
const char *tenor__file_type_text_find(const char *data, size_t size, bool cut);

#endif
