/* Vocabulary: words, counts, ids, and the text settings that they were made with; read from and written to
 * vocab.json. */
#ifndef TENOR_TEXT_VOCAB_H
#define TENOR_TEXT_VOCAB_H

#include "base/buffer.h"
#include "text/token_counts.h"
#include "text/vocab_table.h"

/* Makes the vocabulary of counted words and pairs: of the entries that are frequent, or whose place in keep (unless
 * NULL: one bool an entry) is true; most frequent first, ties by bytes; then extra words (those already there are
 * ignored) with count 0; at most max_size ids in all, <pad> and <unk> included. The count of <unk> is that of the
 * tokens left out. */
tenor_status tenor__vocab_new(const tenor__token_counts *counts, uint64_t min_count, const bool *keep,
                              const tenor_str *extra, size_t extra_count, size_t max_size, const tenor_alloc *alloc,
                              tenor_vocab **out, tenor_error *error);

/* A vocabulary with the words, ids and counts of another one, and then more words with count 0 (those already there are
 * ignored), up to max_size ids in all. */
tenor_status tenor__vocab_extend(const tenor_vocab *from, const tenor_str *words, size_t count, size_t max_size,
                                 const tenor_alloc *alloc, tenor_vocab **out, tenor_error *error);

/* vocab.json. Reading checks everything: settings, that counts do not grow, that no word is there twice or empty. */
void tenor__vocab_write(const tenor_vocab *vocab, tenor__buffer *out);
tenor_status tenor__vocab_read(tenor_str json, const tenor_alloc *alloc, tenor_vocab **out, tenor_error *error);

/* Splits text and writes the ids of its tokens (a pair's where the vocabulary has the pair that begins there), of more
 * than `limit` those that are kept, to ids (room for limit of them); returns how many. A text without tokens has none.
 * Fails (*count 0) when out of memory. tokens is scratch. */
tenor_status tenor__vocab_encode(const tenor_vocab *vocab, tenor_tokens *tokens, tenor_str text, size_t limit,
                                 tenor__kept_tokens kept, uint32_t *ids, size_t *count);

/* The same of tokens that are a whole text's. */
size_t tenor__vocab_ids(const tenor_vocab *vocab, const tenor_tokens *tokens, size_t limit, tenor__kept_tokens kept,
                        uint32_t *ids);

#endif
