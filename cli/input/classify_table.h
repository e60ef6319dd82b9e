/* Classifies the rows of a table and writes them with the predictions added, or hands them to who prints them. */
#ifndef TENOR_CLI_INPUT_CLASSIFY_TABLE_H
#define TENOR_CLI_INPUT_CLASSIFY_TABLE_H

#include "options/args.h"
#include "output/output.h"
#include "output/rows_output.h"

struct classify_table {
    const struct args *args;
    const tenor_model *model;
    tenor_session *session;
    struct output *out;
    double threshold;              /* a prediction below it is ? */
    const char *names[ROWS_ADDED]; /* of the columns; NULL for the usual ones */
    const char *output;            /* the name of the file that is written; NULL for standard output */
    bool quiet;                    /* nothing is said about what was found in the file */
    /* Prints a row in another form than the table's; NULL: the table with columns added. probabilities is NULL for a
     * row that cannot be read. */
    void (*print)(void *user, tenor_str text, const float *probabilities);
    void *user;
};

/* Reads path, "-" for standard input. Says what is wrong and returns an exit status. */
int classify_table(struct classify_table *job, const char *path);

/* Whether a file is a table by its name, with or without the suffix of a compressed one. */
bool classify_table_named(const char *path);

/* Warns where lines that are classified one by one, the first of a file or stream, look like a table. */
void classify_table_warn(const struct args *args, const char *name, const tenor_str *lines, size_t count);

/* The format that the name of a file promises, as the library names it, with or without the suffix of a compressed one;
 * NULL for none. */
const char *classify_table_format(const char *path);

/* Refuses a file for predictions of lines whose name promises another form. Says so and returns an exit status. */
int classify_table_check_lines(const struct args *args, const char *output, bool json);

#endif
