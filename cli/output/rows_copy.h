/* Rows of a corpus, copied as they stand in their file to one or more files of the same format. */
#ifndef TENOR_CLI_OUTPUT_ROWS_COPY_H
#define TENOR_CLI_OUTPUT_ROWS_COPY_H

#include "command.h"

enum { ROWS_COPY_MOST = 2 };

struct rows_copy {
    const struct command *command;
    const tenor_options *options; /* that the corpus was read with */
    const char *path;             /* of the corpus, which is read once more */
    const tenor_corpus *corpus;
    const unsigned char *part_of; /* [examples] which file each goes to; `parts` for none */
    size_t parts;
    const char *paths[ROWS_COPY_MOST];
    uint64_t counts[ROWS_COPY_MOST]; /* rows that were written */
};

/* Writes the files, each with the head of the corpus, whole or not at all. Says what is wrong and returns an exit
 * status. */
int rows_copy(struct rows_copy *copy);

#endif
