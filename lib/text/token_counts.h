/* Counts of each word and each pair of tokenized texts. The entries are the words, followed by the pairs. */
#ifndef TENOR_TEXT_TOKEN_COUNTS_H
#define TENOR_TEXT_TOKEN_COUNTS_H

#include "text/tokenized.h"

typedef struct tenor__token_counts {
    tenor_alloc alloc;
    const tenor__tokenized *texts; /* outlives the counts */
    uint64_t *counts;              /* [entries]; 0 for an entry that occurs only among tokens that are not kept */
    uint64_t tokens;               /* sum of the counted tokens */
} tenor__token_counts;

/* Counts the tokens of each text that `limit` (0: no limit) and `kept` leave. */
tenor_status tenor__token_counts_init(tenor__token_counts *counts, const tenor__tokenized *texts, size_t limit,
                                      tenor__kept_tokens kept, const tenor_alloc *alloc);
void tenor__token_counts_free(tenor__token_counts *counts);

size_t tenor__token_counts_entries(const tenor__token_counts *counts);
bool tenor__token_counts_is_pair(const tenor__token_counts *counts, size_t entry);
tenor_str tenor__token_counts_text(const tenor__token_counts *counts, size_t entry); /* borrowed */

/* How often a pair must occur to be frequent: a rarer one may be two characters that are adjacent by chance. */
enum { TENOR__LEAST_PAIR_COUNT = 5 };

/* Whether an entry occurs at least min_count times and at least once, and a pair at least TENOR__LEAST_PAIR_COUNT
 * times. */
bool tenor__token_counts_is_frequent(const tenor__token_counts *counts, size_t entry, uint64_t min_count);

/* Finds the entry of a word or pair. Returns false if there is none. */
bool tenor__token_counts_find(const tenor__token_counts *counts, tenor_str text, size_t *entry);

#endif
