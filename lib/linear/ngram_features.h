/* The n-grams of texts as numbered features of a linear model, with the number of texts that have each.
 *
 * The features of a text are its distinct word n-grams, once each, and the character n-grams of its distinct words. The
 * character n-grams are stored once per word, not once per text. */
#ifndef TENOR_LINEAR_NGRAM_FEATURES_H
#define TENOR_LINEAR_NGRAM_FEATURES_H

#include "text/ngrams.h"
#include "text/tokenized.h"

typedef struct tenor__ngram_index tenor__ngram_index;

/* A zero-initialized value is empty. */
typedef struct tenor__ngram_features {
    tenor_alloc alloc;
    size_t texts;
    size_t *begins;    /* [texts + 1] offsets into `members`, the features of each text */
    uint32_t *members; /* a member below `words` is a word */
    size_t words;
    size_t *word_begins;     /* [words + 1] offsets into `characters`, the features of each word */
    uint32_t *characters;    /* a word may repeat a feature */
    size_t first_characters; /* the first character n-gram; words and word n-grams come before */
    size_t count;
    uint64_t *hashes;     /* [count] */
    uint32_t *texts_with; /* [count] texts that have it; for a character n-gram, summed over words */
    tenor__ngram_index *index;
} tenor__ngram_features;

/* Finds the features of texts: all words, the word n-grams of length 2 and more that at least two texts share, and all
 * character n-grams. Word w of the texts is feature w. The threads of the pool may call alloc. */
tenor_status tenor__ngram_features_find(tenor__ngram_features *features, const tenor__tokenized *texts,
                                        const tenor__ngram_rule *rule, tenor__pool *pool, const tenor_alloc *alloc);

/* The same features in other texts: a list of features per text, including character n-grams, with repetitions. */
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
