/* Segmentation: the tokens of normalized text.
 *   - A word is a run of letters, marks and digits, with points and commas between digits. Hyphens and underscores
 *     split: of a compound the parts are known more often, to a small corpus and to word vectors, than the whole.
 *   - Apostrophes split contractions as Penn's treebank does, and French and Italian elisions; others stay in the word.
 *   - URLs, e-mail addresses, @names, abbreviations such as u.s., and ASCII emoticons are one token each.
 *   - Two or three dots, two dashes, `` and '' are one token; any other punctuation or symbol is one by one.
 *   - Of Han, kana, Thai, Lao, Khmer and Burmese each grapheme is a token, as is each emoji.
 *   - A token has at most TENOR__LONGEST_TOKEN characters. */
#ifndef TENOR_TEXT_SEGMENT_H
#define TENOR_TEXT_SEGMENT_H

#include "text/normalize.h"

enum {
    TENOR__LONGEST_TOKEN = 256, /* characters; a longer run of letters becomes several tokens */
    TENOR__LOOK_BACK = 65, /* tokens that a later character can still join to one: an e-mail address's local part */
};

typedef struct tenor__token_range {
    size_t begin; /* bytes of the normalized text */
    size_t end;
} tenor__token_range;

/* Zero-initialize, then set alloc. */
typedef struct tenor__token_ranges {
    tenor_alloc alloc;
    tenor__token_range *items;
    size_t count;
    size_t capacity;
} tenor__token_ranges;

/* Appends the tokens of text from byte `from` on, until there are enough of them: `enough` in all, of which the last
 * TENOR__LOOK_BACK may not be final. Emoticons get their letters back as they were written. False when out of
 * memory. */
bool tenor__segment(tenor__token_ranges *ranges, tenor__normalized *text, size_t from, tenor_token_unit unit,
                    size_t enough);

#endif
