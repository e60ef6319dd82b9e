/* The corpus behind tenor_corpus, and what reads it. */
#ifndef TENOR_DATA_CORPUS_H
#define TENOR_DATA_CORPUS_H

#include "config/corpus_settings.h"

/* Reads a corpus from a file; "-" is standard input. */
tenor_status tenor__corpus_read(const char *path, const tenor__corpus_settings *settings, const tenor_alloc *alloc,
                                tenor_corpus **out, tenor_error *error);

/* The same from memory; name is that of a file, and its suffix counts. */
tenor_status tenor__corpus_read_memory(const char *data, size_t size, const char *name,
                                       const tenor__corpus_settings *settings, const tenor_alloc *alloc,
                                       tenor_corpus **out, tenor_error *error);

/* The bytes that a corpus was read from. */
typedef struct tenor__corpus_source {
    tenor_str name; /* of the file, without folders; data is NULL for a corpus that was not read */
    uint64_t size;
    uint64_t hash; /* XXH3, 64 bits, seed 0 */
} tenor__corpus_source;

/* A corpus has a copy of its source, and so have its parts. False when out of memory. */
bool tenor__corpus_set_source(tenor_corpus *corpus, const tenor__corpus_source *source);
const tenor__corpus_source *tenor__corpus_source_of(const tenor_corpus *corpus);

/* An empty corpus of the same kind: one label a text, or several with the same separator. It has the same source,
 * and where there are soft targets all labels, so that parts have the same ones. */
tenor_status tenor__corpus_new_like(const tenor_corpus *corpus, const tenor_alloc *alloc, tenor_corpus **out);

/* Adds example i of `from` to another corpus of the same kind. */
tenor_status tenor__corpus_copy_example(const tenor_corpus *from, size_t i, tenor_corpus *to, tenor_error *error);

/* The last example began at this line of its file; without this call it is its number, from 1. */
void tenor__corpus_set_line(tenor_corpus *corpus, uint64_t line);

/* Counts a row that is left out. */
void tenor__corpus_skip(tenor_corpus *corpus, tenor_row_fault fault, uint64_t line);

/* Gives it the layout of its file; the corpus frees it. */
void tenor__corpus_set_layout(tenor_corpus *corpus, tenor_layout *layout);

/* The soft targets of an example; label j is ranks[ids[j]] of the corpus. Borrowed until a label or example is added.
 */
typedef struct tenor__example_soft_targets {
    const uint32_t *ids;
    const uint32_t *ranks;
    const float *probabilities;
    size_t count; /* 0: it has none */
} tenor__example_soft_targets;
tenor__example_soft_targets tenor__corpus_soft(const tenor_corpus *corpus, size_t i);

/* Fails as tenor_corpus_set_probabilities would; *sum is that of the probabilities. */
tenor_status tenor__corpus_check_soft(const tenor_corpus *corpus, const tenor_str *labels, const float *probabilities,
                                      size_t count, double *sum, tenor_error *error);

/* The texts of all examples, borrowed. */
const tenor_str *tenor__corpus_texts(const tenor_corpus *corpus);

/* Index in the corpus's labels of the label with this name; false without one. */
bool tenor__corpus_find_label(const tenor_corpus *corpus, tenor_str name, size_t *label);

#endif
