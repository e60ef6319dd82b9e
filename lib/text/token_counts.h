/* How often each word and each pair of tokenized texts occurs. Entries are the words and, after them, the pairs. */
#ifndef TENOR_TEXT_TOKEN_COUNTS_H
#define TENOR_TEXT_TOKEN_COUNTS_H

#include "text/tokenized.h"

typedef struct tenor__token_counts {
    tenor_alloc alloc;
    const tenor__tokenized *texts; /* outlives the counts */
    uint64_t *counts;              /* [entries] 0 for what occurs only among tokens that are not kept */
    uint64_t tokens;               /* counted */
} tenor__token_counts;

/* Counts of each text the tokens that `limit` (0: no limit) and `kept` leave. */
tenor_status tenor__token_counts_init(tenor__token_counts *counts, const tenor__tokenized *texts, size_t limit,
                                      tenor__kept_tokens kept, const tenor_alloc *alloc);
void tenor__token_counts_free(tenor__token_counts *counts);

size_t tenor__token_counts_entries(const tenor__token_counts *counts);
bool tenor__token_counts_is_pair(const tenor__token_counts *counts, size_t entry);
tenor_str tenor__token_counts_text(const tenor__token_counts *counts, size_t entry); /* borrowed */

/* Whether an entry occurs min_count times, and at least once; a pair at least five times: characters that stand
 * together less often need not belong together. */
bool tenor__token_counts_is_frequent(const tenor__token_counts *counts, size_t entry, uint64_t min_count);

/* The entry of a word or pair; false when it was never counted. */
bool tenor__token_counts_find(const tenor__token_counts *counts, tenor_str text, size_t *entry);

#endif
