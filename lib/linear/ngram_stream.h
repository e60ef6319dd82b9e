/* The n-gram model's logits of a long text, in memory that the model bounds and not the text. */
#ifndef TENOR_LINEAR_NGRAM_STREAM_H
#define TENOR_LINEAR_NGRAM_STREAM_H

#include "linear/ngram_table.h"

enum {
    TENOR__NGRAM_STREAM_LEAST = 65536,   /* bytes of a text from which on streaming is of use */
    TENOR__NGRAM_STREAM_WORDS = 1 << 20, /* different words of a text whose characters are used */
};

/* Scratch of one thread, reused from text to text. Zero-initialize it, then set alloc. */
typedef struct tenor__ngram_stream {
    tenor_alloc alloc;
    unsigned char *used; /* a bit a slot of the table: the text has its n-gram */
    size_t used_capacity;
    uint64_t *found; /* longer n-grams of the text that the table has, by first appearance: length << 32 | slot */
    size_t found_count;
    size_t found_capacity;
    uint64_t *words; /* hashes of distinct words, with open addressing; 0: free */
    size_t word_count;
    size_t word_slots;
} tenor__ngram_stream;

void tenor__ngram_stream_free(tenor__ngram_stream *stream);

/* Writes what tenor__ngram_table_score writes, bit for bit, if the text has at most TENOR__NGRAM_STREAM_WORDS different
 * words; the characters of words that appear later count nothing. Reads the text twice. tokens is scratch, empty
 * afterwards. Returns false if memory runs out. */
bool tenor__ngram_stream_score(const tenor__ngram_table *table, const tenor__ngram_rule *rule,
                               tenor__ngram_stream *stream, tenor_tokens *tokens, tenor_str text, float *logits);

#endif
