/* What the texts of a corpus have in a column that says which group each belongs to. */
#ifndef TENOR_CLI_REPORT_GROUP_VALUES_H
#define TENOR_CLI_REPORT_GROUP_VALUES_H

#include "options/args.h"
#include "text.h"

/* The value of a column for an example. */
struct group_value {
    tenor_str text; /* in the bytes of the values; data NULL for none */
    double number;  /* the reader's, where all are numbers */
    size_t example;
};

struct group_values {
    struct group_value *list; /* [count] one an example */
    size_t count;
    struct text bytes;
};

/* Reads path, of which corpus is, once more. Where it has no column `length`, that is the number of tokens. Says what
 * is wrong and returns an exit status; the caller frees in either case. */
int group_values_read(struct group_values *values, const struct args *args, const char *name, const char *path,
                      const tenor_corpus *corpus, const tenor_text_settings *settings);
void group_values_free(struct group_values *values);

#endif
