/* A sparse linear layer over n-grams: a row of weights for each n-gram that training kept, found by its hash.
 *
 *     logits = bias + sum of the rows of the text's n-grams
 *
 * Open addressing with linear probing: an n-gram of hash h stands in the first slot from h mod slots on whose key is
 * the upper half of h; an n-gram that training did not keep has no row and counts nothing. */
#ifndef TENOR_LINEAR_NGRAM_TABLE_H
#define TENOR_LINEAR_NGRAM_TABLE_H

#include "text/ngrams.h"

/* The layer's sizes. */
typedef struct tenor__ngram_config {
    size_t slots;    /* a power of two; 0: there is no such layer */
    size_t words;    /* in an n-gram, at most; 0 without the layer */
    uint64_t common; /* as in text/ngrams.h; 0 without the layer */
} tenor__ngram_config;

/* Numbers in the layer: weights, biases and keys. */
static inline size_t tenor__ngram_parameters(const tenor__ngram_config *config, size_t labels)
{
    return config->slots > 0 ? (config->slots + 1) * labels + config->slots : 0;
}

typedef struct tenor__ngram_table {
    size_t slots; /* a power of two, at least one of them empty; 0 for no table */
    size_t labels;
    const uint32_t *keys; /* [slots]; 0 for an empty slot */
    const float *weights; /* [slots, labels] */
    const float *bias;    /* [labels] */
} tenor__ngram_table;

static const uint32_t TENOR__NGRAM_ABSENT = UINT32_MAX;

/* Slots for that many n-grams, at most 2^31: at most three of four are taken. */
size_t tenor__ngram_table_slots(size_t ngrams);

/* Whether no more slots are taken than that: in a full table a search would not end. */
bool tenor__ngram_table_is_sound(const tenor__ngram_table *table);

/* The slot of an n-gram, or TENOR__NGRAM_ABSENT. */
uint32_t tenor__ngram_table_find(const tenor__ngram_table *table, uint64_t hash);

/* Takes the slot of a new n-gram in keys[slots]; TENOR__NGRAM_ABSENT when one with that key and place is there. */
uint32_t tenor__ngram_table_insert(uint32_t *keys, size_t slots, uint64_t hash);

/* Adds the rows of the n-grams to logits[labels]. */
void tenor__ngram_table_add(const tenor__ngram_table *table, const uint64_t *hashes, size_t count, float *logits);

/* Writes the logits of a text whose tokens are all in the list. ngrams is scratch. False when out of memory. */
bool tenor__ngram_table_score(const tenor__ngram_table *table, const tenor__ngram_rule *rule, tenor__ngrams *ngrams,
                              const tenor_tokens *tokens, float *logits);

#endif
