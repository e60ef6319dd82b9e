/* UTF-8, decoded so that no byte sequence stops it. */
#ifndef TENOR_TEXT_UTF8_H
#define TENOR_TEXT_UTF8_H

#include <tenor.h>

enum { TENOR__REPLACEMENT = 0xFFFD };

/* Decodes the character at text[0], size > 0. Returns how many bytes it takes (1..4). A byte that starts no valid
 * sequence is one replacement character of one byte. */
size_t tenor__utf8_decode(const char *text, size_t size, uint32_t *character);

/* Length of the longest valid prefix of text. */
size_t tenor__utf8_valid_prefix(tenor_str text);

#endif
