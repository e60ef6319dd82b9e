/* A lexicon: scores of words, such as how positive they are.
 *
 * A line is WORD<tab>SCORE; what follows another tab is not read. That is the format of AFINN (Nielsen 2011) and of
 * VADER (Hutto and Gilbert 2014). A word may be of several tokens, up to the longest n-gram. */
#ifndef TENOR_LINEAR_LEXICON_H
#define TENOR_LINEAR_LEXICON_H

#include "base/arena.h"
#include "text/ngrams.h"
#include "text/tokenized.h"

typedef struct tenor__lexicon_entry {
    uint64_t hash;  /* as in text/ngrams.h, of a word or a run of words */
    float score;    /* -1..1: divided by the largest absolute score */
    tenor_str word; /* its token; empty for a run */
} tenor__lexicon_entry;

/* A zero-initialized value is empty. */
typedef struct tenor__lexicon {
    tenor__arena arena;
    tenor__lexicon_entry *entries;
    size_t count;
    size_t capacity;
    uint32_t *slots; /* [slot_count] 1 + the number of an entry, 0: empty; found by hash */
    size_t slot_count;
} tenor__lexicon;

/* Reads the lines of a file, split into tokens with the settings. Of lines with the same tokens the first counts, and
 * lines of more tokens than `words` are left out. Fails with TENOR_BAD_DATA and the line, or TENOR_OUT_OF_MEMORY. */
tenor_status tenor__lexicon_read(tenor_str file, const tenor_text_settings *settings, size_t words,
                                 const tenor_alloc *alloc, tenor__lexicon *out, tenor_error *error);
void tenor__lexicon_free(tenor__lexicon *lexicon);

/* The score of an n-gram; 0 if it is not in the lexicon. */
float tenor__lexicon_find(const tenor__lexicon *lexicon, uint64_t hash);

/* The sum of the scores of each text's distinct n-grams, to sums[texts->count]. Returns false if memory runs out. */
bool tenor__lexicon_sum(const tenor__lexicon *lexicon, const tenor__tokenized *texts, const tenor__ngram_rule *rule,
                        const tenor_alloc *alloc, float *sums);

#endif
