/* What texts look like in the encodings that are told apart by their bytes: the characters beyond ASCII of each
 * language, the most frequent first. */
#ifndef TENOR_SOURCE_SCRIPTS_H
#define TENOR_SOURCE_SCRIPTS_H

#include <tenor.h>

/* A language: its characters, and how many more there are that a text may have. */
typedef struct tenor__script {
    const char *characters; /* UTF-8; of an alphabet the small letters */
    const char *words;      /* common ones of ASCII, in small letters; NULL for none */
    bool alphabet;          /* not one of thousands of characters */
    double density;         /* share of the letters that are beyond ASCII; 0 for another alphabet than the Latin */
    double marks;           /* share of the characters beyond ASCII that are tenor__script_marks */
} tenor__script;

enum { TENOR__MOST_SCRIPTS = 14 };

typedef struct tenor__script_encoding {
    const char *name;
    double rarity;                                     /* how much less often than the first it is met, in nats */
    const tenor__script *scripts[TENOR__MOST_SCRIPTS]; /* ends with NULL */
    unsigned char common[2]; /* first bytes of the characters in everyday use, from and to; 0 where all are alike */
    bool ascii_common;       /* of these some have a second byte of ASCII */
} tenor__script_encoding;

/* Of two that read a text alike the first is named. */
extern const tenor__script_encoding tenor__script_encodings[];
extern const size_t tenor__script_encoding_count;

/* Marks and signs that texts of any language have, the most frequent first. */
extern const char tenor__script_marks[];

#endif
