/* N-grams of a text as 64-bit hashes: words; runs of words, which may begin with the start of the text; pairs of words
 * with one between them; and character n-grams of a word.
 *
 * The hashes are the same on every machine, because models store them. */
#ifndef TENOR_TEXT_NGRAMS_H
#define TENOR_TEXT_NGRAMS_H

#include "base/alloc.h"

enum {
    TENOR__NGRAM_MOST_WORDS = 5, /* in a run */
    TENOR__NGRAM_LEAST_CHARACTERS = 3,
    TENOR__NGRAM_MOST_CHARACTERS = 6,
    TENOR__NGRAM_WORD_CHARACTERS = 48, /* only this many characters of a word, from its start, are used */
    /* The most character n-grams of a word: for each length, one per character of the word and its two boundary
     * marks. */
    TENOR__NGRAM_MOST_OF_WORD =
        (TENOR__NGRAM_MOST_CHARACTERS - TENOR__NGRAM_LEAST_CHARACTERS + 1) * (TENOR__NGRAM_WORD_CHARACTERS + 2),
};

/* Scratch of one thread, reused from text to text. Zero-initialize it, then set alloc. */
typedef struct tenor__ngrams {
    tenor_alloc alloc;
    uint64_t *hashes; /* [count] distinct: words by first appearance, then runs of two, of three and so on, then pairs
                         with a gap */
    uint32_t *tokens; /* [words] index of each word's first token */
    size_t count;
    size_t words; /* the first `words` hashes are single words */
    size_t capacity;
    size_t token_capacity;
    uint64_t *word; /* [1 + tokens] hash of the start and of each token */
    size_t word_capacity;
    uint64_t *run; /* [1 + tokens] hash of the run that ends there */
    size_t run_capacity;
    uint64_t *seen; /* a hash table with open addressing; 0: free */
    size_t seen_size;
    size_t seen_capacity;
} tenor__ngrams;

void tenor__ngrams_free(tenor__ngrams *ngrams);

/* Which n-grams are used. */
typedef struct tenor__ngram_rule {
    const tenor_vocab *vocab;
    size_t words;    /* most words in a run, at least 1; from 3 on, pairs with a gap are used too */
    uint64_t common; /* a word with at least this count in the vocabulary has no character n-grams: it is frequent
                        enough in training */
} tenor__ngram_rule;

/* Finds the distinct word n-grams of a text. tokens are all tokens of the text, split with the settings of the rule's
 * vocabulary. After a text of the same length or longer it allocates nothing. Returns false if memory runs out. */
bool tenor__ngrams_find(tenor__ngrams *ngrams, const tenor__ngram_rule *rule, const tenor_tokens *tokens);

/* The same for words given by number; hashes[number] is tenor__ngrams_hash_word of the word. */
bool tenor__ngrams_find_numbers(tenor__ngrams *ngrams, const tenor__ngram_rule *rule, const uint32_t *numbers,
                                size_t count, const uint64_t *hashes);
uint64_t tenor__ngrams_hash_word(tenor_str word);

/* The hash of a run of `count` words, at least one; these are the words' hashes. */
uint64_t tenor__ngrams_hash_run(const uint64_t *words, size_t count);

/* The hash of a run and one more word. */
uint64_t tenor__ngrams_hash_longer(uint64_t run, uint64_t word);

/* The hash of two words with one between them; first and last are their hashes. */
uint64_t tenor__ngrams_hash_gap(uint64_t first, uint64_t last);

/* Writes the hashes of the character n-grams of a word with boundary marks, as in "<word>" (Bojanowski et al. 2017),
 * with repetitions. Returns their number: 0 for a common word or a word of one character. */
size_t tenor__ngrams_of_word(const tenor__ngram_rule *rule, tenor_str word, uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD]);

#endif
