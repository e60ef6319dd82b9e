/* Where the n-grams of a text stand, and what each adds to one logit: an exact explanation of a linear model.
 *
 * An n-gram counts once, however many times a text has it. So each of its m places gets 1 / m of its weight. */
#ifndef TENOR_LINEAR_NGRAM_PLACES_H
#define TENOR_LINEAR_NGRAM_PLACES_H

#include "base/sort.h"
#include "linear/ngram_table.h"

/* An n-gram at one of its places. */
typedef struct tenor__ngram_place {
    uint32_t first; /* index of its first token */
    uint32_t count; /* tokens from the first to the last; the start of the text is none */
    bool start;     /* it begins with the start of the text */
    bool gap;       /* it is the first and the last token, with any one between them */
    double weight;  /* of a single word: with its characters */
} tenor__ngram_place;

/* Scratch of one thread, reused from text to text. Zero-initialize it, then set alloc. */
typedef struct tenor__ngram_places {
    tenor_alloc alloc;
    tenor__ngram_place *items; /* [count] words in order, then runs of two, of three and so on, then pairs with a gap */
    size_t count;
    size_t capacity;
    tenor__pair *order; /* hash and index of each place */
    size_t order_capacity;
    uint64_t *words; /* [1 + tokens] hash of the start and of each token */
    size_t word_capacity;
    float *row; /* [labels] */
    size_t row_capacity;
} tenor__ngram_places;

void tenor__ngram_places_free(tenor__ngram_places *places);

/* The logit that is explained, out of a row of weights: of one label, or the distance from their mean. */
double tenor__ngram_places_part(const float *row, size_t labels, size_t label, bool from_mean);

/* Finds the places of the n-grams that add something to the logit. tokens are all tokens of the text. Returns false if
 * memory runs out. */
bool tenor__ngram_places_find(tenor__ngram_places *places, const tenor__ngram_table *table,
                              const tenor__ngram_rule *rule, const tenor_tokens *tokens, size_t label, bool from_mean);

#endif
