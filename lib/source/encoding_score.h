/* How much a text looks like one of a language in each encoding.
 *
 * The text is read in the encoding, and gets the logarithm of its probability for each language of it: of each
 * character beyond ASCII by itself, from the order of frequency of the language's characters, less what does not happen
 * in words (a capital after a small letter, a letter of another alphabet beside one of ASCII, one Han character between
 * two Latin letters); then of the language's common words of ASCII, and of how many of the letters are beyond ASCII. */
#ifndef TENOR_SOURCE_ENCODING_SCORE_H
#define TENOR_SOURCE_ENCODING_SCORE_H

#include <tenor.h>

typedef struct tenor__encoding_score {
    size_t encoding; /* of tenor__encoding_table */
    double score;    /* nats */
    double mean;     /* of a character by itself */
    uint64_t hash;   /* of how it reads the text */
} tenor__encoding_score;

/* Scores all encodings that libc knows, in their order: out[*count], with room for tenor__encoding_table_count.
 * TENOR_OUT_OF_MEMORY. */
tenor_status tenor__encoding_score_all(const char *data, size_t size, const tenor_alloc *alloc,
                                       tenor__encoding_score *out, size_t *count);

#endif
