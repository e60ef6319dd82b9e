/* The search space of a tuner: the options to search, the values to try, and random settings of them. */
#ifndef TENOR_SEARCH_SEARCH_SPACE_H
#define TENOR_SEARCH_SEARCH_SPACE_H

#include "base/random.h"
#include "config/options.h"

enum { TENOR__SEARCH_MOST = 24 /* options that are searched */ };

/* A setting: the index of each option's value, 0 for the default. */
typedef struct tenor__setting {
    uint8_t values[TENOR__SEARCH_MOST];
} tenor__setting;

typedef struct tenor__search_space {
    tenor_alloc alloc;
    tenor__random random;
    size_t count;                             /* options that are searched */
    size_t rows[TENOR__SEARCH_MOST];          /* [count] index of the option's row in the table */
    uint8_t value_counts[TENOR__SEARCH_MOST]; /* [count] number of the option's values, with the default */
    tenor__setting *drawn;                    /* [drawn_count] settings drawn so far; the first is the defaults */
    size_t drawn_count;
    size_t drawn_capacity;
} tenor__search_space;

/* The search space around `options`: the options of the table that were not set and that make sense with those set. */
tenor_status tenor__search_space_init(tenor__search_space *search, const tenor_options *options,
                                      const tenor_alloc *alloc);
void tenor__search_space_free(tenor__search_space *search);

/* Draws `count` new settings, each `base` with some options changed. *drawn is the number drawn; it is smaller, or 0,
 * if nearly all settings have been tried. */
tenor_status tenor__search_space_draw(tenor__search_space *search, const tenor__setting *base, size_t count,
                                      tenor__setting *out, size_t *drawn);

/* Copies the options and applies the setting. The caller frees *out. */
tenor_status tenor__search_space_apply(const tenor__search_space *search, const tenor__setting *setting,
                                       const tenor_options *options, const tenor_alloc *alloc, tenor_options **out);

#endif
