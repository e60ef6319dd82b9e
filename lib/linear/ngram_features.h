/* The n-grams of texts as features of a linear model: numbered, with the texts that have them.
 *
 * A text's features are its distinct runs of words, each once, and for each of its distinct words the runs of
 * characters in that word, which are stored once for the word and not for every text. */
#ifndef TENOR_LINEAR_NGRAM_FEATURES_H
#define TENOR_LINEAR_NGRAM_FEATURES_H

#include "text/ngrams.h"
#include "text/tokenized.h"

typedef struct tenor__ngram_index tenor__ngram_index;

/* Zero-initialized it is empty. */
typedef struct tenor__ngram_features {
    tenor_alloc alloc;
    size_t texts;
    size_t *begins;    /* [texts + 1] into `members`: a text's features */
    uint32_t *members; /* those below `words` are words */
    size_t words;
    size_t *word_begins;     /* [words + 1] into `characters`: a word's features */
    uint32_t *characters;    /* may be the same twice in a word */
    size_t first_characters; /* the first feature that is a run of characters: words and runs of words are before */
    size_t count;
    uint64_t *hashes;     /* [count] */
    uint32_t *texts_with; /* [count] texts that have it; for runs of characters, words of texts */
    tenor__ngram_index *index;
} tenor__ngram_features;

/* Finds the features of texts: all words, the runs of 2 and more words that two texts share, and all runs of
 * characters. Word w of the texts is feature w. alloc may be called by any of the pool's threads. */
tenor_status tenor__ngram_features_find(tenor__ngram_features *features, const tenor__tokenized *texts,
                                        const tenor__ngram_rule *rule, tenor__pool *pool, const tenor_alloc *alloc);

/* The same features in other texts: for each text a list of them, with the runs of characters, as often as they
 * count. */
typedef struct tenor__ngram_texts {
    tenor_alloc alloc;
    size_t texts;
    size_t *begins; /* [texts + 1] */
    uint32_t *members;
    size_t capacity;
} tenor__ngram_texts;

tenor_status tenor__ngram_features_find_texts(tenor__ngram_texts *found, const tenor__ngram_features *features,
                                              const tenor__tokenized *texts, const tenor__ngram_rule *rule,
                                              const tenor_alloc *alloc);

void tenor__ngram_features_free(tenor__ngram_features *features);
void tenor__ngram_features_free_texts(tenor__ngram_texts *texts);

#endif
