/* The values that the texts of a corpus have in a column of its file. */
#ifndef TENOR_CLI_REPORT_GROUP_VALUES_H
#define TENOR_CLI_REPORT_GROUP_VALUES_H

#include "options/args.h"
#include "text.h"

struct group_values {
    tenor_str *list; /* [count] one an example, in the bytes below; data NULL for none */
    size_t count;
    struct text bytes;
};

/* Reads the file at path, from which corpus was read, again. Where it has no column `length`, that is the number of
 * tokens, by settings. Says what is wrong and returns an exit status; the caller frees in either case. */
int group_values_read(struct group_values *values, const struct args *args, const char *name, const char *path,
                      const tenor_corpus *corpus, const tenor_text_settings *settings);
void group_values_free(struct group_values *values);

#endif
