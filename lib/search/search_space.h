/* What a tuner searches: the options that matter, the values worth trying, and settings of them drawn at random. */
#ifndef TENOR_SEARCH_SEARCH_SPACE_H
#define TENOR_SEARCH_SEARCH_SPACE_H

#include "base/random.h"
#include "config/options.h"

enum { TENOR__SEARCH_MOST = 24 /* options searched */ };

/* A setting: each option's value by its number, 0 for the default. */
typedef struct tenor__setting {
    uint8_t values[TENOR__SEARCH_MOST];
} tenor__setting;

typedef struct tenor__search_space {
    tenor_alloc alloc;
    tenor__random random;
    size_t count;                             /* options that may change */
    size_t rows[TENOR__SEARCH_MOST];          /* [count] of the table */
    uint8_t value_counts[TENOR__SEARCH_MOST]; /* [count] values of each, the default's included */
    tenor__setting *drawn;                    /* [drawn_count] so far, the defaults first */
    size_t drawn_count;
    size_t drawn_capacity;
} tenor__search_space;

/* The search around options: of the table, those that were not set and make sense with what was. */
tenor_status tenor__search_space_init(tenor__search_space *search, const tenor_options *options,
                                      const tenor_alloc *alloc);
void tenor__search_space_free(tenor__search_space *search);

/* Draws `count` settings, each `base` with some options changed, none of which was drawn before. Returns how many there
 * are: fewer, or 0, when nearly all have been tried. */
tenor_status tenor__search_space_draw(tenor__search_space *search, const tenor__setting *base, size_t count,
                                      tenor__setting *out, size_t *drawn);

/* A copy of options with the setting in it; the caller frees. */
tenor_status tenor__search_space_apply(const tenor__search_space *search, const tenor__setting *setting,
                                       const tenor_options *options, const tenor_alloc *alloc, tenor_options **out);

#endif
