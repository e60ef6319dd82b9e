/* Normalized text: NFKC and case-folded, with the mapping back to the bytes of the source; and the character classes
 * for segmentation. */
#ifndef TENOR_TEXT_NORMALIZE_H
#define TENOR_TEXT_NORMALIZE_H

#include "base/alloc.h"
#include "base/unicode.h"

/* A part of the normalized text and the part of the source that it comes from. It ends where the next run begins. */
typedef struct tenor__source_run {
    size_t begin; /* in the normalized text */
    size_t source_begin;
    size_t source_size; /* each byte of the run maps to all of it; 0: the offsets are the same, byte for byte */
} tenor__source_run;

enum { TENOR__PADDING = 8 };

/* Zero-initialize it, then set alloc. */
typedef struct tenor__normalized {
    tenor_alloc alloc;
    tenor_str source; /* borrowed while it is normalized and segmented */
    bool keep_case;
    char *text; /* valid UTF-8, followed by TENOR__PADDING NULs that size does not count */
    size_t size;
    size_t capacity;
    tenor__source_run *runs;
    size_t run_count;
    size_t run_capacity;
    bool cut; /* the last piece ended inside a run without white space */
} tenor__normalized;

void tenor__normalize_free(tenor__normalized *text);

/* Starts a new source. */
void tenor__normalize_begin(tenor__normalized *text, tenor_str source, bool keep_case);

/* Forgets what is normalized so far. What follows has the same tokens, because none looks back beyond its piece. */
void tenor__normalize_forget(tenor__normalized *text);

/* Normalizes the source from *at on, until about `more` bytes have been added and a position is reached that no token
 * can cross: before white space, or between two Han or kana characters. *at becomes the position to continue from,
 * source.size at the end. Returns false if memory runs out.
 *
 * So that a piece is never larger than some multiple of 65,536 bytes, a block of so many bytes of the source that has
 * no such position is followed by a space, after its last cluster. Where the blocks begin depends on the source alone.
 *   - It works on one extended grapheme cluster at a time, of at most 32 characters (as UAX #15's stream-safe format).
 *   - Every invalid byte becomes U+FFFD.
 *   - White space, controls and format characters become spaces, unless they belong to a cluster. Soft hyphens and the
 *     variation selectors U+FE0E and U+FE0F are dropped.
 *   - U+00B4, U+02BC, U+1FFD, U+2019 and U+2032 before a letter or digit are apostrophes and become ASCII's.
 *   - An emoji that NFKC would replace by text (U+203C, U+2139, U+1F201) stays unchanged.
 *   - A symbol, fraction, circled or square character that NFKC replaces by letters or digits gets spaces around it. */
bool tenor__normalize_more(tenor__normalized *text, size_t *at, size_t more);

/* The source bytes [*begin, *end) of the byte at offset < size. */
void tenor__normalize_source(const tenor__normalized *text, size_t offset, size_t *begin, size_t *end);

/* The byte at offset < size as it is in the source, before case folding, if that is known. */
char tenor__normalize_written(const tenor__normalized *text, size_t offset);

/* Han, kana and their punctuation: stable under NFKC, without case, three bytes, each a cluster unless an extending
 * character follows, all TENOR__SYMBOL. The marks U+302A..302F, 3099 and 309A and characters with a compatibility
 * decomposition are excluded. */
static inline bool tenor__is_plain_han(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A0 && c <= 0x30FE) ||
           (c >= 0x3001 && c <= 0x3029) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x309D || c == 0x309E;
}

/* Like tenor__unicode_class, but letters and numbers of scripts without spaces are symbols, because each is a token. */
tenor__char_class tenor__normalize_class(uint32_t character);

/* Whether it is a letter, mark or number of a script without spaces between words: Han, kana, Thai, Lao, Burmese,
 * Khmer. */
bool tenor__normalize_is_unspaced(uint32_t character);

/* The end of the extended grapheme cluster that begins at `at` < size, cut after 32 characters. */
size_t tenor__normalize_grapheme(const char *text, size_t at, size_t size);

#endif
