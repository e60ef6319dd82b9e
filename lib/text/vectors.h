/* Word vectors from files: GloVe text, word2vec text and binary, fastText .vec, told apart by content. */
#ifndef TENOR_TEXT_VECTORS_H
#define TENOR_TEXT_VECTORS_H

#include <tenor.h>

typedef struct tenor__vectors tenor__vectors;

/* Reads the vectors of path. Words are normalized as `settings` say before they are compared (NFKC and case folding);
 * of several words that become one, the first wins. Kept are the words for which wanted(word, user) is true, and of the
 * others the first `extra` in the file's order (GloVe's and word2vec's files have frequent words first). A word that
 * the tokenizer would split or a vector all zero is left out of the extra ones. TENOR_BAD_VECTORS with the line (byte,
 * for binary) for a wrong dimension, a number that does not parse or is not finite, or a file of no known format. */
typedef bool (*tenor__vectors_wanted)(tenor_str word, void *user);

tenor_status tenor__vectors_read(const char *path, const tenor_text_settings *settings, tenor__vectors_wanted wanted,
                                 void *user, size_t extra, const tenor_alloc *alloc, tenor__vectors **out,
                                 tenor_error *error);

/* The same from the bytes of a file. */
tenor_status tenor__vectors_parse(tenor_str data, const tenor_text_settings *settings, tenor__vectors_wanted wanted,
                                  void *user, size_t extra, const tenor_alloc *alloc, tenor__vectors **out,
                                  tenor_error *error);
void tenor__vectors_free(tenor__vectors *vectors);

size_t tenor__vectors_dim(const tenor__vectors *vectors);
size_t tenor__vectors_count(const tenor__vectors *vectors);                      /* kept */
tenor_str tenor__vectors_word(const tenor__vectors *vectors, size_t i);          /* normalized; borrowed; file order */
bool tenor__vectors_is_extra(const tenor__vectors *vectors, size_t i);           /* kept without being wanted */
const float *tenor__vectors_find(const tenor__vectors *vectors, tenor_str word); /* dim numbers; NULL when absent */

#endif
