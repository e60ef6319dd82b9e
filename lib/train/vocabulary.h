/* The vocabulary of a training: the words of the corpus and of the word vectors. */
#ifndef TENOR_TRAIN_VOCABULARY_H
#define TENOR_TRAIN_VOCABULARY_H

#include "config/options.h"
#include "text/vectors.h"
#include "text/vocab.h"

typedef struct tenor__vocabulary {
    tenor_vocab *vocab;
    tenor__vectors *vectors; /* NULL without option "vectors" */
    size_t words;            /* distinct words in the corpus */
    size_t words_in_vectors;
    double token_coverage;
} tenor__vocabulary;

/* Tokenizes a corpus according to the options: all tokens if `whole`, else those that max-tokens and keep-tokens leave.
 * The threads of the pool may call alloc. */
tenor_status tenor__vocabulary_tokenize_texts(const tenor_options *options, const tenor_str *texts, size_t count,
                                              bool whole, tenor__pool *pool, const tenor_alloc *alloc,
                                              tenor__tokenized *out, tenor_error *error);
tenor_status tenor__vocabulary_tokenize(const tenor_options *options, const tenor_corpus *corpus, bool whole,
                                        tenor__pool *pool, const tenor_alloc *alloc, tenor__tokenized *out,
                                        tenor_error *error);

/* Builds the vocabulary from the tokens that max-tokens and keep-tokens leave. It contains the words that occur at
 * least min-count times or have a vector. Then come words that do not occur but have a vector, in the order of the
 * vectors' file, up to max-vocab: a model can read words that do not occur in its training, because their vectors are
 * similar to those of words that do. Without vectors, texts without labels (NULL or empty for none) do the same: words
 * that occur often enough in both together are known, and then come those that occur in them alone, most frequent
 * first. The caller frees *out, whether this succeeds or not. */
tenor_status tenor__vocabulary_build(const tenor_options *options, const tenor__tokenized *texts,
                                     const tenor__tokenized *unlabeled, const tenor_alloc *alloc,
                                     tenor__vocabulary *out, tenor_error *error);
void tenor__vocabulary_free(tenor__vocabulary *vocabulary);

/* The width of the embedding: that of the vectors, or without vectors the option's. Returns TENOR_OPTION_RANGE if the
 * option was given and differs from the vectors. */
tenor_status tenor__vocabulary_dim(const tenor__vocabulary *vocabulary, const tenor_options *options, size_t *dim,
                                   tenor_error *error);

/* The vector of word `id`. NULL if it has none, or if there are no vectors (any more). */
const float *tenor__vocabulary_vector(const tenor__vocabulary *vocabulary, size_t id);

/* Copies the vectors into the rows of their words. The other rows hold random values of standard deviation `deviation`
 * and are scaled to the standard deviation of the vectors. There must be vectors. */
void tenor__vocabulary_fill(const tenor__vocabulary *vocabulary, double deviation, float *embedding);

#endif
