/* What lines that are to be classified one by one look like instead. */
#ifndef TENOR_CLI_INPUT_TABLE_GUESS_H
#define TENOR_CLI_INPUT_TABLE_GUESS_H

#include <tenor.h>

struct table_guess {
    const char *name;   /* "CSV" */
    const char *option; /* what follows --format to read it so */
};

/* What the beginning of a file or stream looks like, by its lines; NULL where it is no table, or where there is
 * too little of it to say. Static. */
const struct table_guess *table_guess_of(tenor_str start);

#endif
