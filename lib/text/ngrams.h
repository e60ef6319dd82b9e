/* N-grams of a text: its words; runs of them, which may begin with the start of the text; pairs with one between them;
 * and runs of characters within a word; as 64-bit hashes.
 *
 * The hashes are the same on every machine; models hold them. */
#ifndef TENOR_TEXT_NGRAMS_H
#define TENOR_TEXT_NGRAMS_H

#include "base/alloc.h"

enum {
    TENOR__NGRAM_LEAST_CHARACTERS = 3,
    TENOR__NGRAM_MOST_CHARACTERS = 6,
    TENOR__NGRAM_WORD_CHARACTERS = 48, /* of a word, from its start, that are looked at */
    /* Most n-grams of one word's characters: of each length as many as it has characters with its two marks. */
    TENOR__NGRAM_MOST_OF_WORD =
        (TENOR__NGRAM_MOST_CHARACTERS - TENOR__NGRAM_LEAST_CHARACTERS + 1) * (TENOR__NGRAM_WORD_CHARACTERS + 2),
};

/* Scratch of one thread, reused from text to text. Zero-initialize, then set alloc. */
typedef struct tenor__ngrams {
    tenor_alloc alloc;
    uint64_t *hashes; /* [count] distinct: first the words, by first appearance, then the runs of two, and so on, last
                         the pairs with a word between */
    uint32_t *tokens; /* [words] the token of each word's first appearance */
    size_t count;
    size_t words; /* of them, how many are single words */
    size_t capacity;
    size_t token_capacity;
    uint64_t *word; /* [1 + tokens] hash of the start and of each token, */
    size_t word_capacity;
    uint64_t *run; /* and of the run that ends there */
    size_t run_capacity;
    uint64_t *seen; /* open addressing, 0 for none */
    size_t seen_size;
    size_t seen_capacity;
} tenor__ngrams;

void tenor__ngrams_free(tenor__ngrams *ngrams);

/* Which n-grams count. */
typedef struct tenor__ngram_rule {
    const tenor_vocab *vocab; /* also says how a text is split */
    size_t words;             /* in a run, at most; 1 or more, from 3 on also pairs with a gap */
    uint64_t common;          /* occurrences in the vocabulary from which on a word stands for itself, without its
                                 characters: what it means has been seen often enough */
} tenor__ngram_rule;

/* Splits a text and finds its distinct n-grams of words. After a text as long as this one it allocates nothing. False
 * when out of memory. */
bool tenor__ngrams_find(tenor__ngrams *ngrams, const tenor__ngram_rule *rule, tenor_tokens *tokens, tenor_str text);

/* The same of a text that is split already, all of it and as the rule's vocabulary says. */
bool tenor__ngrams_find_in(tenor__ngrams *ngrams, const tenor__ngram_rule *rule, const tenor_tokens *tokens);

/* Writes the hashes of the runs of characters of word i < ngrams->words of the text found last, marked at both ends as
 * in "<word>" (Bojanowski et al. 2017); a run that occurs twice is written twice. Returns their number: none for a
 * common word or one of a single character. */
size_t tenor__ngrams_of_word(const tenor__ngrams *ngrams, const tenor__ngram_rule *rule, const tenor_tokens *tokens,
                             size_t i, uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD]);

#endif
