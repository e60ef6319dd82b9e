/* The vocabulary that training uses: the words of the corpus and of the word vectors. */
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

/* Tokenizes a corpus as the options say: whole texts, or of each the tokens that max-tokens and keep-tokens leave.
 * alloc may be called by any of the pool's threads. */
tenor_status tenor__vocabulary_tokenize(const tenor_options *options, const tenor_corpus *corpus, bool whole,
                                        tenor__pool *pool, const tenor_alloc *alloc, tenor__tokenized *out,
                                        tenor_error *error);

/* Counts the words of each text's tokens that max-tokens and keep-tokens leave. The vocabulary has those that occur
 * min-count times, and those that the word vectors know. Then come words that only the vectors know, in the order of
 * their file, as far as max-vocab allows: a model meets words that its training did not, and reads them by their
 * vectors, which are like those of words that it knows. The caller frees *out, whether this succeeds or not. */
tenor_status tenor__vocabulary_build(const tenor_options *options, const tenor__tokenized *texts,
                                     const tenor_alloc *alloc, tenor__vocabulary *out, tenor_error *error);
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
