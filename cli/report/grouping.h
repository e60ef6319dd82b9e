/* Texts in groups: by the values of a column, by ranges of its numbers, or by length. */
#ifndef TENOR_CLI_REPORT_GROUPING_H
#define TENOR_CLI_REPORT_GROUPING_H

#include "options/args.h"

struct grouping {
    char *name;             /* of the column */
    uint32_t *of;           /* [examples] the group of each */
    char **names;           /* [count] */
    tenor_report **reports; /* [count] of who measures the groups; else NULL */
    size_t count;
    size_t without; /* the group of the texts without a value; SIZE_MAX for none */
};

/* By this column; without groups yet. */
struct grouping grouping_of(tenor_str column);

/* Makes the groups: of numbers that differ a lot ranges, else one a value. Of more values than `most` the rarest are
 * one group. The file at path, from which corpus was read, is read again. Where it has no column `length`, that is the
 * number of tokens, by settings. A column that looks like an id is an error. Says what is wrong and returns an exit
 * status. */
int grouping_read(struct grouping *grouping, const struct args *args, const char *path, const tenor_corpus *corpus,
                  const tenor_text_settings *settings, size_t most);
void grouping_free(struct grouping *grouping);

#endif
