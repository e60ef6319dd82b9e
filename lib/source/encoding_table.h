/* What texts look like in the encodings that are told apart by their bytes: the characters beyond ASCII of each
 * language, the most frequent first. */
#ifndef TENOR_SOURCE_ENCODING_TABLE_H
#define TENOR_SOURCE_ENCODING_TABLE_H

#include <tenor.h>

/* A language: its characters, and how many more there are that a text may have. */
typedef struct tenor__encoding_language {
    const char *characters; /* UTF-8; of an alphabet the small letters */
    const char *words;      /* common ones of ASCII, in small letters; NULL for none */
    bool alphabet;          /* not one of thousands of characters */
    double density;         /* share of the letters that are beyond ASCII; 0 for another alphabet than the Latin */
    double marks;           /* share of the characters beyond ASCII that are tenor__encoding_table_marks */
} tenor__encoding_language;

enum { TENOR__MOST_ENCODING_LANGUAGES = 14 };

typedef struct tenor__encoding_entry {
    const char *name;
    double rarity; /* how much less often than the first it is met, in nats */
    const tenor__encoding_language *languages[TENOR__MOST_ENCODING_LANGUAGES]; /* ends with NULL */
    unsigned char common[2]; /* first bytes of the characters in everyday use, from and to; 0 where all are alike */
    bool ascii_common;       /* of these some have a second byte of ASCII */
} tenor__encoding_entry;

/* Of two that read a text alike the first is named. */
extern const tenor__encoding_entry tenor__encoding_table[];
extern const size_t tenor__encoding_table_count;

/* Marks and signs that texts of any language have, the most frequent first. */
extern const char tenor__encoding_table_marks[];

#endif
