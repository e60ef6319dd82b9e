/* Segmentation: the tokens of normalised text. docs name the rules; segment.c says each where it is applied. */
#ifndef TENOR_TEXT_SEGMENT_H
#define TENOR_TEXT_SEGMENT_H

#include "text/normalise.h"

enum {
    TENOR__LONGEST_TOKEN = 256, /* characters; a longer run of letters becomes several tokens */
    TENOR__LOOK_BACK = 65, /* tokens that a later character can still join to one: an e-mail address's local part */
};

typedef struct tenor__token_range {
    size_t begin; /* bytes of the normalised text */
    size_t end;
} tenor__token_range;

/* Zero-initialise, then set alloc. */
typedef struct tenor__token_ranges {
    tenor_alloc alloc;
    tenor__token_range *items;
    size_t count;
    size_t capacity;
} tenor__token_ranges;

/* Appends the tokens of text from byte `from` on, until there are enough of them: `enough` in all, of which the last
 * TENOR__LOOK_BACK may not be final. Emoticons get their letters back as they were written. False when out of
 * memory. */
bool tenor__segment(tenor__token_ranges *ranges, tenor__normalised *text, size_t from, tenor_token_unit unit,
                    size_t enough);

#endif
