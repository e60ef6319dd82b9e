/* UTF-8 and Unicode properties of characters. Only unicode.c uses utf8proc. */
#ifndef TENOR_BASE_UNICODE_H
#define TENOR_BASE_UNICODE_H

#include <tenor.h>

enum {
    TENOR__REPLACEMENT = 0xFFFD,
    TENOR__SOFT_HYPHEN = 0xAD,
    TENOR__TEXT_SELECTOR = 0xFE0E,
    TENOR__EMOJI_SELECTOR = 0xFE0F,
    TENOR__LONGEST_CLUSTER = 32, /* characters; the limit of UAX #15's stream-safe text format */
    TENOR__LONGEST_FOLDED = 32 * 18,
};

/* ---- UTF-8 ---- */

/* Decodes the valid sequence that text begins with. Returns its length in bytes (1..4), or 0, with *character
 * unchanged, if there is none. size > 0. */
size_t tenor__unicode_read(const char *text, size_t size, uint32_t *character);

/* The same, but a byte that does not begin a valid sequence becomes U+FFFD with length 1. */
static inline size_t tenor__unicode_decode(const char *text, size_t size, uint32_t *character)
{
    const size_t length = tenor__unicode_read(text, size, character);
    if (length > 0)
        return length;
    *character = TENOR__REPLACEMENT;
    return 1;
}

/* Encodes a Unicode scalar value. Returns the number of bytes, at most 4. */
size_t tenor__unicode_encode(uint32_t character, char *out);

/* Whether a byte is a continuation byte of a sequence. */
static inline bool tenor__unicode_continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* ---- characters ---- */

typedef enum tenor__char_class {
    TENOR__SEPARATOR, /* white space, control and format characters */
    TENOR__LETTER,
    TENOR__DIGIT, /* any number character */
    TENOR__MARK,
    TENOR__JOINER, /* invisible part of the preceding cluster: ZWJ, ZWNJ, tags */
    TENOR__SYMBOL, /* everything else */
} tenor__char_class;

tenor__char_class tenor__unicode_class(uint32_t character);

/* Columns on a terminal, 0 to 2. */
size_t tenor__unicode_width(uint32_t character);

/* Whether a character is a cluster of its own (unless an extending character follows) that NFKC and, unless keep_case
 * is set, case folding leave unchanged. Always false for separators and soft hyphens. */
bool tenor__unicode_is_simple(uint32_t character, bool keep_case);

/* Whether NFKC replaces a symbol by letters or digits that must not join the words beside it ("5\u00BD",
 * "Foo\u2122"). */
bool tenor__unicode_stands_alone(uint32_t character);

/* The one character that is its upper or lower case; itself where there is none. */
uint32_t tenor__unicode_upper(uint32_t character);
uint32_t tenor__unicode_lower(uint32_t character);

/* ---- extended grapheme clusters ---- */

/* Whether a cluster can continue with this character. */
bool tenor__unicode_extends(uint32_t character);

/* Reads the cluster at `at` < size, cut after TENOR__LONGEST_CLUSTER characters. Returns its end. */
size_t tenor__unicode_cluster(const char *text, size_t at, size_t size, uint32_t characters[TENOR__LONGEST_CLUSTER],
                              size_t *count);

/* Whether a cluster is an emoji that NFKC would replace by text. That is a pictograph with the emoji selector, or one
 * with emoji presentation by default and without the text selector (UTS #51). */
bool tenor__unicode_is_spelled_emoji(const uint32_t *characters, size_t count);

/* Applies NFKC and, unless keep_case is set, case folding (NFKC_Casefold of NFD) to at most TENOR__LONGEST_CLUSTER
 * characters. Returns the number of resulting characters. */
size_t tenor__unicode_fold(const uint32_t *characters, size_t count, bool keep_case,
                           uint32_t out[TENOR__LONGEST_FOLDED]);

/* How many bytes data begins with are ASCII. */
size_t tenor__unicode_ascii(const char *data, size_t size);

#endif
