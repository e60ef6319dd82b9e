/* Words that give a label away without being about it: a name, a number, a tag that nearly all texts of the label have.
 * A model learns them instead of what the texts say, and fails where they are missing. */
#ifndef TENOR_SEARCH_AUDIT_WORDS_H
#define TENOR_SEARCH_AUDIT_WORDS_H

#include "base/arena.h"

#include <tenor_search.h>

typedef struct tenor__telltale {
    tenor_str word;
    size_t example; /* the first with the word and the label */
    size_t label;
    size_t texts;    /* with the word */
    size_t of_label; /* of these with the label */
} tenor__telltale;

/* Finds them in the texts, copies left out. A word counts as such if nine in ten of its texts, five at least, have the
 * label, which is beyond chance at a level of 0.001, corrected for the number of words (Bonferroni), and if it is no
 * ordinary word: it has a digit and another character, is an address or @name, is written with a capital within
 * sentences although most words of the corpus are not, or 99 in 100 of its texts have the label, and a quarter of the
 * label's texts have it. Of texts with several labels the first counts. Words are copied to the arena; the caller frees
 * *out with its allocator. Fails with TENOR_OUT_OF_MEMORY only. */
tenor_status tenor__audit_words_find(const tenor_corpus *corpus, const uint32_t *copies, tenor__arena *arena,
                                     tenor__telltale **out, size_t *count);

#endif
