/* The languages of a corpus's texts, by their script and their most frequent words: which texts are in another one. */
#ifndef TENOR_DATA_LANGUAGES_H
#define TENOR_DATA_LANGUAGES_H

#include <tenor_corpus.h>

typedef struct tenor__foreign_text {
    const char *name; /* "Cyrillic", "French"; static. NULL: in a language of the corpus, or unclear */
    double score;     /* 0..1: share of letters in that script, or of the frequent words in that language */
} tenor__foreign_text;

/* Sets out[size of corpus]. A script is the corpus's own if it is that of most letters of one text in twenty, and a
 * language if it is that of one text in twenty. Fails with TENOR_OUT_OF_MEMORY only. */
tenor_status tenor__languages_find_foreign(const tenor_corpus *corpus, const tenor_alloc *alloc,
                                           tenor__foreign_text *out);

#endif
