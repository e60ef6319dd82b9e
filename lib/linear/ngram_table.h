/* The n-gram model at inference: a sparse linear layer with a row of weights for each n-gram that training kept, found
 * by its hash.
 *
 *     logits = bias + sum of the rows of the text's n-grams
 *
 * With few labels, a row has a weight for each label. With many labels the table is sparse: a row has weights for some
 * of the labels, its entries, and adds nothing to the others.
 *
 * The table uses open addressing with linear probing. An n-gram of hash h is in the first slot from h mod slots on
 * whose key is the upper half of h. An n-gram that training did not keep has no row and adds nothing. */
#ifndef TENOR_LINEAR_NGRAM_TABLE_H
#define TENOR_LINEAR_NGRAM_TABLE_H

#include "text/ngrams.h"

/* The model's sizes. */
typedef struct tenor__ngram_config {
    size_t slots;    /* a power of two; 0: no n-gram model */
    size_t words;    /* words per n-gram, at most; 0 without a model */
    uint64_t common; /* as in text/ngrams.h; 0 without a model */
    size_t entries;  /* of a sparse table; 0: not sparse */
} tenor__ngram_config;

/* Parameters of the model: the numbers in all its tensors. */
static inline size_t tenor__ngram_parameters(const tenor__ngram_config *config, size_t labels)
{
    if (config->entries > 0)
        return 2 * config->entries + labels + 2 * config->slots + 1;
    return config->slots > 0 ? (config->slots + 1) * labels + config->slots : 0;
}

typedef struct tenor__ngram_table {
    size_t slots; /* a power of two, at least one slot empty; 0: no table */
    size_t labels;
    const uint32_t *keys;         /* [slots]; 0: empty slot */
    const float *weights;         /* [slots, labels]; sparse: [entries] */
    const float *bias;            /* [labels] */
    size_t entries;               /* 0: not sparse */
    const uint32_t *begins;       /* [slots + 1] into the entries: a slot's row */
    const uint32_t *entry_labels; /* [entries] rising within a row */
} tenor__ngram_table;

static const uint32_t TENOR__NGRAM_ABSENT = UINT32_MAX;

/* The number of slots for `ngrams` n-grams, at most 2^31. At most three quarters of the slots are used. */
size_t tenor__ngram_table_slots(size_t ngrams);

/* What is wrong with a table, or NULL: more than three quarters of the slots are used, or the rows of a sparse table
 * are not well formed. Searching and adding are safe anyway, for files that are not checked. */
const char *tenor__ngram_table_fault(const tenor__ngram_table *table);

/* The slot of an n-gram, or TENOR__NGRAM_ABSENT. */
uint32_t tenor__ngram_table_find(const tenor__ngram_table *table, uint64_t hash);

/* Takes a slot for a new n-gram in keys[slots]. Returns TENOR__NGRAM_ABSENT if the search meets the same key first. */
uint32_t tenor__ngram_table_insert(uint32_t *keys, size_t slots, uint64_t hash);

/* Adds the row of a slot to logits[labels]. */
void tenor__ngram_table_add_slot(const tenor__ngram_table *table, uint32_t slot, float *logits);

/* Adds the rows of the n-grams to logits[labels]. */
void tenor__ngram_table_add(const tenor__ngram_table *table, const uint64_t *hashes, size_t count, float *logits);

/* Writes the logits of a text; tokens must hold all of its tokens. ngrams is scratch. Returns false if memory runs
 * out. */
bool tenor__ngram_table_score(const tenor__ngram_table *table, const tenor__ngram_rule *rule, tenor__ngrams *ngrams,
                              const tenor_tokens *tokens, float *logits);

#endif
