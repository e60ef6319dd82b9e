/* As much UTF-8 as printing and warning need. */
#ifndef TENOR_CLI_UTF8_H
#define TENOR_CLI_UTF8_H

#include <tenor.h>

/* Length of the valid sequence at text, size > 0, and its character; 0 when there is none. */
size_t utf8_sequence(const char *text, size_t size, uint32_t *character);

bool utf8_is_valid(tenor_str text);

/* Columns that text takes on a terminal: two for East Asian wide characters and emoji, none for combining marks. */
size_t utf8_width(tenor_str text);

/* The longest beginning of text, whole characters, of at most `columns` columns. */
tenor_str utf8_fit(tenor_str text, size_t columns);

#endif
