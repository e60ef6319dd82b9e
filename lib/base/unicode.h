/* UTF-8 and what Unicode says of characters. Nothing outside unicode.c knows utf8proc. */
#ifndef TENOR_BASE_UNICODE_H
#define TENOR_BASE_UNICODE_H

#include <tenor.h>

enum {
    TENOR__REPLACEMENT = 0xFFFD,
    TENOR__SOFT_HYPHEN = 0xAD,
    TENOR__TEXT_SELECTOR = 0xFE0E,
    TENOR__EMOJI_SELECTOR = 0xFE0F,
    TENOR__LONGEST_CLUSTER = 32, /* characters; as UAX #15's stream-safe format */
    TENOR__LONGEST_FOLDED = 32 * 18,
};

/* ---- UTF-8 ---- */

/* Length in bytes (1..4) of the valid sequence that text begins with and its character; 0, *character untouched, for
 * none; size > 0. */
size_t tenor__unicode_read(const char *text, size_t size, uint32_t *character);

/* The same, but a byte that starts no valid sequence is one replacement character of one byte. */
static inline size_t tenor__unicode_decode(const char *text, size_t size, uint32_t *character)
{
    const size_t length = tenor__unicode_read(text, size, character);
    if (length > 0)
        return length;
    *character = TENOR__REPLACEMENT;
    return 1;
}

/* Encodes a character (a Unicode scalar value) in up to 4 bytes; returns how many. */
size_t tenor__unicode_encode(uint32_t character, char *out);

/* Whether a byte is a sequence's second, third or fourth one. */
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
    TENOR__JOINER, /* invisible, part of the cluster before it: ZWJ, ZWNJ, tags */
    TENOR__SYMBOL, /* all else */
} tenor__char_class;

tenor__char_class tenor__unicode_class(uint32_t character);

/* Columns on a terminal, 0 to 2. */
size_t tenor__unicode_width(uint32_t character);

/* Whether it is a cluster by itself, when no extending character follows, and stays as it is under NFKC and, unless
 * case is kept, case folding. Never true of a separator or a soft hyphen. */
bool tenor__unicode_is_simple(uint32_t character, bool keep_case);

/* Whether NFKC spells it out in letters or digits and it is a thing of its own, not to be joined with a word beside it
 * ("5\u00BD", "Foo\u2122"). */
bool tenor__unicode_stands_alone(uint32_t character);

/* ---- extended grapheme clusters ---- */

/* Whether a cluster can go on with this character. */
bool tenor__unicode_extends(uint32_t character);

/* Reads the cluster at `at` < size, cut after TENOR__LONGEST_CLUSTER characters; returns its end. */
size_t tenor__unicode_cluster(const char *text, size_t at, size_t size, uint32_t characters[TENOR__LONGEST_CLUSTER],
                              size_t *count);

/* Whether a cluster is an emoji that NFKC would spell out: one of those that text presentation is the default of with
 * the selector of the other, or any other without the selector of text (UTS #51). */
bool tenor__unicode_is_spelled_emoji(const uint32_t *characters, size_t count);

/* NFKC and, unless case is kept, case folding (NFKC_Casefold of NFD) of at most TENOR__LONGEST_CLUSTER characters;
 * returns how many characters they become. */
size_t tenor__unicode_fold(const uint32_t *characters, size_t count, bool keep_case,
                           uint32_t out[TENOR__LONGEST_FOLDED]);

#endif
