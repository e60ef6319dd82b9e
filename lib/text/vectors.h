/* Word vectors from files: GloVe text, word2vec text and binary, fastText .vec. The format is detected by content. */
#ifndef TENOR_TEXT_VECTORS_H
#define TENOR_TEXT_VECTORS_H

#include "base/window.h"

typedef struct tenor__vectors tenor__vectors;

/* Reads vectors through a window. Words are normalized according to `settings` (NFKC and case folding) before they are
 * compared; if several become the same word, the first is used. It keeps the words for which wanted(word, user) is
 * true, and of the others the first `extra` in file order (GloVe and word2vec files have frequent words first). A word
 * that the tokenizer would split, or with an all-zero vector, is not kept as an extra word. Returns TENOR_BAD_VECTORS
 * with the line (in a binary file the byte) for a wrong dimension, a value that is not a finite number, or an unknown
 * format. */
typedef bool (*tenor__vectors_wanted)(tenor_str word, void *user);

tenor_status tenor__vectors_read(tenor__window *window, const tenor_text_settings *settings,
                                 tenor__vectors_wanted wanted, void *user, size_t extra, const tenor_alloc *alloc,
                                 tenor__vectors **out, tenor_error *error);

/* Whether a file that begins with these bytes is one of word2vec's binary ones, which have no encoding. */
bool tenor__vectors_are_binary(const char *data, size_t size);

void tenor__vectors_free(tenor__vectors *vectors);

size_t tenor__vectors_dim(const tenor__vectors *vectors);
size_t tenor__vectors_count(const tenor__vectors *vectors);             /* number of kept words */
tenor_str tenor__vectors_word(const tenor__vectors *vectors, size_t i); /* normalized, in file order; borrowed */
bool tenor__vectors_is_extra(const tenor__vectors *vectors, size_t i);  /* kept as an extra word */
const float *tenor__vectors_find(const tenor__vectors *vectors, tenor_str word); /* dim values; NULL if absent */

#endif
