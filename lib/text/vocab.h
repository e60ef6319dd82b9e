/* Vocabulary: words, counts, ids, and the text settings that they were made with; read from and written to
 * vocab.json. */
#ifndef TENOR_TEXT_VOCAB_H
#define TENOR_TEXT_VOCAB_H

#include "base/buffer.h"
#include "text/tokens.h"

enum { TENOR__PAD = 0, TENOR__UNKNOWN = 1, TENOR__FIRST_WORD = 2 };

/* Counts words, and pairs (tenor__tokens_pair) where tokens are words. They and their order of first appearance are
 * kept, nothing else. Its entries are the words and, after them, the pairs. */
typedef struct tenor__counter tenor__counter;

tenor_status tenor__counter_new(const tenor_text_settings *settings, const tenor_alloc *alloc, tenor__counter **out);
void tenor__counter_free(tenor__counter *counter);
/* Counts the tokens of text, of more than `limit` (0: no limit) those that are kept. */
tenor_status tenor__counter_add(tenor__counter *counter, tenor_str text, size_t limit, tenor__kept_tokens kept);
size_t tenor__counter_words(const tenor__counter *counter);    /* distinct */
size_t tenor__counter_entries(const tenor__counter *counter);  /* distinct words and pairs; at most UINT32_MAX */
uint64_t tenor__counter_tokens(const tenor__counter *counter); /* in all */
tenor_str tenor__counter_word(const tenor__counter *counter, size_t i); /* entry i; borrowed */
uint64_t tenor__counter_count(const tenor__counter *counter, size_t i);
/* Whether entry i occurs min_count times, and a pair five times at least: fewer are mere neighbors. */
bool tenor__counter_is_frequent(const tenor__counter *counter, size_t i, uint64_t min_count);
tenor_text_settings tenor__counter_settings(const tenor__counter *counter);
/* The entry of a word or pair; false when it was never counted. */
bool tenor__counter_find(const tenor__counter *counter, tenor_str word, size_t *i);

/* Makes the vocabulary of the counter's entries: those that are frequent, or whose place in keep (unless NULL: one bool
 * an entry) is true; most frequent first, ties by bytes; then extra words (not among the counter's kept ones;
 * duplicates ignored) with count 0; at most max_size ids in all, <pad> and <unk> included. The count of <unk> is that
 * of the tokens left out. */
tenor_status tenor__vocab_new(const tenor__counter *counter, uint64_t min_count, const bool *keep,
                              const tenor_str *extra, size_t extra_count, size_t max_size, const tenor_alloc *alloc,
                              tenor_vocab **out, tenor_error *error);

/* vocab.json. Reading checks everything: settings, that counts do not grow, that no word is there twice or empty. */
void tenor__vocab_write(const tenor_vocab *vocab, tenor__buffer *out);
tenor_status tenor__vocab_read(tenor_str json, const tenor_alloc *alloc, tenor_vocab **out, tenor_error *error);

/* A copy with memory of its own. */
tenor_status tenor__vocab_copy(const tenor_vocab *vocab, const tenor_alloc *alloc, tenor_vocab **out,
                               tenor_error *error);

/* Splits text and writes the ids of its tokens (a pair's where the vocabulary has the pair that begins there), of more
 * than `limit` those that are kept, to ids (room for limit of them); returns how many. A text without tokens has none.
 * Fails (*count 0) when out of memory. tokens is scratch. */
tenor_status tenor__vocab_encode(const tenor_vocab *vocab, tenor_tokens *tokens, tenor_str text, size_t limit,
                                 tenor__kept_tokens kept, uint32_t *ids, size_t *count);

/* The same of tokens that are a whole text's. */
size_t tenor__vocab_ids(const tenor_vocab *vocab, const tenor_tokens *tokens, size_t limit, tenor__kept_tokens kept,
                        uint32_t *ids);

#endif
