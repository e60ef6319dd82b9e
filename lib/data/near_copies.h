/* Near copies: texts of nearly the same words, such as those in which a word was changed. Case, white space and
 * punctuation make no difference.
 *
 * The features of a text are its distinct words and pairs of adjacent words. Two texts are near copies if the Jaccard
 * similarity of their features, common / all, is TENOR__NEAR_COPY_LEAST at least; those of fewer than
 * TENOR__NEAR_COPY_WORDS words, if it is 1. Candidates come from MinHash signatures in bands (Broder 1997; Indyk and
 * Motwani 1998), so that the time grows with the number of texts, not with that of pairs; each is verified by its exact
 * similarity. A text of more than some 2,000 words is compared by a sample of its features. */
#ifndef TENOR_DATA_NEAR_COPIES_H
#define TENOR_DATA_NEAR_COPIES_H

#include <tenor_corpus.h>

#define TENOR__NEAR_COPY_LEAST 0.55
enum { TENOR__NEAR_COPY_WORDS = 5 };

static const uint32_t TENOR__NO_COPY = UINT32_MAX;

typedef struct tenor__near_copy {
    uint32_t other; /* TENOR__NO_COPY for none */
    double similarity;
} tenor__near_copy;

typedef struct tenor__near_copies_search {
    const tenor_str *texts;
    size_t count;
    size_t split;           /* 0, or texts [0, split) are compared with texts [split, count) only */
    const uint32_t *copies; /* [count] texts for which it is not their own number take no part; NULL for none */
} tenor__near_copies_search;

/* Sets out[count]: the most similar near copy of each text, of several the first; without a split of the texts before
 * it. Fails with TENOR_OUT_OF_MEMORY only. */
tenor_status tenor__near_copies_find(const tenor__near_copies_search *search, const tenor_alloc *alloc,
                                     tenor__near_copy *out);

#endif
