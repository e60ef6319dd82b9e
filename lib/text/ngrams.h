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
    uint32_t *tokens; /* [words] index of the token at which each word first appears */
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
    const tenor_vocab *vocab;
    size_t words;    /* in a run, at most; 1 or more, from 3 on also pairs with a gap */
    uint64_t common; /* a word that occurs this often in the vocabulary has no n-grams of characters: training has seen
                        it often enough to learn what it means */
} tenor__ngram_rule;

/* Finds the distinct n-grams of words of a text whose tokens are all of it, as the rule's vocabulary splits it. After a
 * text as long as this one it allocates nothing. False when out of memory. */
bool tenor__ngrams_find(tenor__ngrams *ngrams, const tenor__ngram_rule *rule, const tenor_tokens *tokens);

/* The same of words that are given by number: hashes[number] is tenor__ngrams_hash_word of the word. */
bool tenor__ngrams_find_numbers(tenor__ngrams *ngrams, const tenor__ngram_rule *rule, const uint32_t *numbers,
                                size_t count, const uint64_t *hashes);
uint64_t tenor__ngrams_hash_word(tenor_str word);

/* Writes the hashes of the runs of characters of a word, marked at both ends as in "<word>" (Bojanowski et al. 2017); a
 * run that occurs twice is written twice. Returns their number: none for a common word or one of a single character. */
size_t tenor__ngrams_of_word(const tenor__ngram_rule *rule, tenor_str word, uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD]);

#endif
