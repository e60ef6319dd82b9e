/* Copies of a text: the same tokens, so that white space, case and the width of characters make no difference. */
#ifndef TENOR_DATA_COPIES_H
#define TENOR_DATA_COPIES_H

#include "data/corpus.h"

/* A hash that copies share: 64 bits, so that of a billion texts two different ones are taken for copies with a
 * probability of 3 %. */
uint64_t tenor__copies_hash(const tenor_tokens *tokens);

/* Sets first[size]: the first example of the corpus whose text is a copy of the example's; its own number where none
 * is before it. Fails with TENOR_OUT_OF_MEMORY only. */
tenor_status tenor__copies_find(const tenor_corpus *corpus, const tenor_alloc *alloc, uint32_t *first);

/* Adds to texts[labels] how many different texts each label has: copies with the same label are one. first is what
 * tenor__copies_find sets. Fails with TENOR_OUT_OF_MEMORY only. */
tenor_status tenor__copies_count_texts(const tenor_corpus *corpus, const uint32_t *first, const tenor_alloc *alloc,
                                       size_t *texts);

#endif
