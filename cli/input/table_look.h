/* What lines that are to be classified one by one look like instead. */
#ifndef TENOR_CLI_INPUT_TABLE_LOOK_H
#define TENOR_CLI_INPUT_TABLE_LOOK_H

#include <tenor.h>

struct table_look {
    const char *name;   /* "CSV" */
    const char *option; /* what follows --format to read it so */
};

/* What the beginning of a file or stream looks like, by its lines; NULL where it is no table, or where there is
 * too little of it to say. Static. */
const struct table_look *table_look_at(tenor_str start);

#endif
