/* Normalized text: NFKC and case-folded, with the way back to the source's bytes; and the classes of characters that
 * segmentation needs. */
#ifndef TENOR_TEXT_NORMALIZE_H
#define TENOR_TEXT_NORMALIZE_H

#include "base/alloc.h"
#include "base/unicode.h"

/* A stretch of normalized text and the stretch of the source that it came from. It ends where the next one begins. */
typedef struct tenor__source_run {
    size_t begin; /* in the normalized text */
    size_t source_begin;
    size_t source_size; /* all of it stands for each of the run's bytes; 0: byte for byte the same offsets */
} tenor__source_run;

enum { TENOR__PADDING = 8 };

/* Zero-initialize, then set alloc. */
typedef struct tenor__normalized {
    tenor_alloc alloc;
    tenor_str source; /* borrowed while it is being normalized and segmented */
    bool keep_case;
    char *text; /* valid UTF-8, with TENOR__PADDING NULs after it, which size does not count */
    size_t size;
    size_t capacity;
    tenor__source_run *runs;
    size_t run_count;
    size_t run_capacity;
} tenor__normalized;

void tenor__normalize_free(tenor__normalized *text);

/* Starts on a source. */
void tenor__normalize_begin(tenor__normalized *text, tenor_str source, bool keep_case);

/* Normalizes the source from *at on until about `more` bytes have been added, then on to where no token can lie across:
 * before white space or between two Han or kana characters; *at is then where to go on, source.size at the end. False
 * when out of memory.
 *   - Works on one extended grapheme cluster at a time, of at most 32 characters (as UAX #15's stream-safe format).
 *   - Every invalid byte gives U+FFFD.
 *   - White space, controls and format characters become spaces, except those that belong to a cluster; soft hyphens
 *     and the variation selectors U+FE0E and U+FE0F are dropped.
 *   - U+00B4, U+02BC, U+1FFD, U+2019 and U+2032 before a letter or digit are apostrophes and become ASCII's.
 *   - An emoji that would be spelled out (U+203C, U+2139, U+1F201) stays as it is.
 *   - A symbol, fraction, circled or square character that is spelled out in letters or digits gets spaces around. */
bool tenor__normalize_more(tenor__normalized *text, size_t *at, size_t more);

/* Takes out the bytes [begin, end), end < size, and closes the gap; what is left keeps its source. False, nothing
 * changed, when out of memory. */
bool tenor__normalize_cut(tenor__normalized *text, size_t begin, size_t end);

/* The source bytes [*begin, *end) of the byte at offset < size. */
void tenor__normalize_source(const tenor__normalized *text, size_t offset, size_t *begin, size_t *end);

/* The byte at offset < size as the source has it, before case folding, where it is known. */
char tenor__normalize_written(const tenor__normalized *text, size_t offset);

/* Han, kana and their punctuation: stable under NFKC, without case, three bytes, each a cluster unless an extending
 * character follows, all TENOR__SYMBOL. Left out are the marks U+302A..302F, 3099, 309A and what has a compatibility
 * form. */
static inline bool tenor__is_plain_han(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A0 && c <= 0x30FE) ||
           (c >= 0x3001 && c <= 0x3029) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x309D || c == 0x309E;
}

/* As tenor__unicode_class, but letters and numbers of scripts without spaces, each of which is a token, are symbols. */
tenor__char_class tenor__normalize_class(uint32_t character);

/* Whether it is a letter, mark or number of a script that puts no spaces between words: Han, kana, Thai, Lao, Burmese,
 * Khmer. */
bool tenor__normalize_is_unspaced(uint32_t character);

/* End of the extended grapheme cluster that begins at `at` < size, cut after 32 characters. */
size_t tenor__normalize_grapheme(const char *text, size_t at, size_t size);

#endif
