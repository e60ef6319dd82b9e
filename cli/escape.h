/* Control characters in texts that are not ours: a terminal would act on them. */
#ifndef TENOR_CLI_ESCAPE_H
#define TENOR_CLI_ESCAPE_H

#include <stdbool.h>
#include <tenor.h>

enum { ESCAPE_SIZE = 9 };

/* Bytes of the UTF-8 character at text[at], 1 for a byte that begins none, 0 for one that the text ends within. */
size_t escape_character(tenor_str text, size_t at);

/* C0, DEL and C1. */
bool escape_is_control(uint32_t character);

/* Characters that are not shown though they change what is seen of others: controls of direction, separators of lines,
 * and those without a width, but for the joiners of emoji and scripts. */
bool escape_is_hidden(uint32_t character);

/* Whether a terminal would act on the character at text[at], of `size` bytes, or hide it: controls (C0, DEL, C1, and a
 * byte of C1 by itself), those of direction (U+202E), and characters without a width other than joiners. out gets its
 * escape: \t, \n, \r, \xHH or \uHHHH. */
bool escape_hidden(tenor_str text, size_t at, size_t size, char out[ESCAPE_SIZE]);

/* text with such characters escaped, for people to read. Backslashes stay as they are. The caller frees. */
char *escape_text(tenor_str text);

/* One field of a line, which programs read: control characters alone are escaped, byte by byte (\xHH), and a backslash
 * becomes two. */
char *escape_field(tenor_str text);

#endif
