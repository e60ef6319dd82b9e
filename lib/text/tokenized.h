/* Many texts as tokens: the distinct tokens, numbered by first appearance, and the numbers of each text's tokens. A
 * corpus is tokenized once; vocabulary, ids and n-grams are derived from the result. */
#ifndef TENOR_TEXT_TOKENIZED_H
#define TENOR_TEXT_TOKENIZED_H

#include "base/alloc.h"
#include "base/arena.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/watch.h"
#include "text/tokens.h"

/* Distinct strings, numbered in the order of their insertion. */
typedef struct tenor__token_strings {
    tenor__map numbers;
    tenor_str *items; /* [numbers.count] */
    size_t capacity;
} tenor__token_strings;

/* A zero-initialized value is empty. */
typedef struct tenor__tokenized {
    tenor_text_settings settings;
    tenor__arena arena;         /* bytes of words and pairs */
    tenor__token_strings words; /* distinct tokens */
    tenor__token_strings pairs; /* distinct pairs (tenor__tokens_pair); empty if tokens are characters */
    size_t count;               /* number of texts */
    size_t bytes;               /* of the texts */
    size_t *begins;             /* [count + 1] offsets of the texts into the two arrays below */
    uint32_t *word_numbers;     /* number of each token's word */
    uint32_t *pair_numbers; /* 1 + the number of the pair that begins at each token, 0: no pair; NULL without pairs */
    size_t word_capacity;
    size_t pair_capacity;
} tenor__tokenized;

/* Tokenizes texts[count]. Of a text with more than `limit` tokens (0: no limit), `kept` says which are kept. The result
 * is the same for any pool. The threads of the pool may call alloc. */
tenor_status tenor__tokenized_init(tenor__tokenized *tokenized, const tenor_str *texts, size_t count,
                                   const tenor_text_settings *settings, size_t limit, tenor__kept_tokens kept,
                                   tenor__pool *pool, tenor__watcher watcher, const tenor_alloc *alloc);
void tenor__tokenized_free(tenor__tokenized *tokenized);

/* Consecutive tokens of a text. */
typedef struct tenor__token_span {
    const uint32_t *words;
    const uint32_t *pairs; /* NULL without pairs; no pair begins at the last token of the span */
    size_t count;
} tenor__token_span;

/* The tokens of text i that `limit` (0: no limit) and `kept` leave, as two spans: the first tokens and the last. Either
 * may be empty. No pair reaches from the first span into the second. */
void tenor__tokenized_kept(const tenor__tokenized *tokenized, size_t i, size_t limit, tenor__kept_tokens kept,
                           tenor__token_span spans[2]);

/* The number of the pair that begins at token i of the span. Returns false if there is none. */
static inline bool tenor__token_span_pair(const tenor__token_span *span, size_t i, uint32_t *number)
{
    if (!span->pairs || i + 1 >= span->count || span->pairs[i] == 0)
        return false;
    *number = span->pairs[i] - 1;
    return true;
}

#endif
