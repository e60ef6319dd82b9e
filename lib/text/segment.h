/* Segmentation of normalized text into tokens.
 *   - A word is a run of letters, marks and digits, with points and commas between digits. Hyphens and underscores
 *     split words, because a small corpus and word vectors know the parts of a compound more often than the whole.
 *   - Apostrophes split contractions as in the Penn Treebank, and French and Italian elisions. Others stay in the word.
 *   - URLs, e-mail addresses, @names, abbreviations such as u.s., and ASCII emoticons are one token each.
 *   - Two or three dots, two dashes, `` and '' are one token. Any other punctuation mark or symbol is a token.
 *   - Of Han, kana, Thai, Lao, Khmer and Burmese each grapheme is a token, as is each emoji.
 *   - A token has at most TENOR__LONGEST_TOKEN characters. */
#ifndef TENOR_TEXT_SEGMENT_H
#define TENOR_TEXT_SEGMENT_H

#include "text/normalize.h"

enum {
    TENOR__LONGEST_TOKEN = 256, /* characters; a longer run of letters is split into several tokens */
    TENOR__LOOK_BACK = 65,      /* most tokens that a later character can join to one, as in an e-mail address */
};

typedef struct tenor__token_range {
    size_t begin; /* bytes of the normalized text */
    size_t end;
} tenor__token_range;

/* Zero-initialize it, then set alloc. */
typedef struct tenor__token_ranges {
    tenor_alloc alloc;
    tenor__token_range *items;
    size_t count;
    size_t capacity;
} tenor__token_ranges;

/* Appends the tokens of text from byte `from` on, until the list has `enough` tokens. The last TENOR__LOOK_BACK of them
 * may still change. Emoticons get their letters back as they are in the source. Returns false if memory runs out. */
bool tenor__segment(tenor__token_ranges *ranges, tenor__normalized *text, size_t from, tenor_token_unit unit,
                    size_t enough);

#endif
