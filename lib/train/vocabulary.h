/* The vocabulary that training uses: the corpus's words, and those of word vectors. */
#ifndef TENOR_TRAIN_VOCABULARY_H
#define TENOR_TRAIN_VOCABULARY_H

#include "config/options.h"
#include "text/vectors.h"
#include "text/vocab.h"

typedef struct tenor__vocabulary {
    tenor_vocab *vocab;
    tenor__vectors *vectors; /* NULL without the option */
    size_t words;            /* distinct in the corpus */
    size_t words_in_vectors;
    double token_coverage;
} tenor__vocabulary;

/* Counts the words of the tokens of each text that max-tokens and keep-tokens leave. Kept are those that occur
 * min-count times, and those that the word vectors know. Then come words that only the vectors know, in the order of
 * their file, as far as max-vocab allows: a model meets words that its training did not, and the network reads them by
 * their vectors' likeness to words that it knows. The caller frees *out, whether this succeeds or not. */
tenor_status tenor__vocabulary_build(const tenor_options *options, const tenor_corpus *corpus, const tenor_alloc *alloc,
                                     tenor__vocabulary *out, tenor_error *error);
void tenor__vocabulary_free(tenor__vocabulary *vocabulary);

/* Width of the embedding: that of the vectors, or the option's without. TENOR_OPTION_RANGE when it was given and
 * differs. */
tenor_status tenor__vocabulary_dim(const tenor__vocabulary *vocabulary, const tenor_options *options, size_t *dim,
                                   tenor_error *error);

/* The vector of word `id`; NULL when it has none, or there are no vectors (any more). */
const float *tenor__vocabulary_vector(const tenor__vocabulary *vocabulary, size_t id);

/* Sets the rows of words that the vectors know to their vectors, and brings the others, which hold random numbers of
 * standard deviation `deviation`, to the deviation of the vectors. There must be vectors. */
void tenor__vocabulary_fill(const tenor__vocabulary *vocabulary, double deviation, float *embedding);

#endif
