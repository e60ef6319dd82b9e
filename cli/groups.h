/* Scores of groups of texts: by the values of a column, or by length. */
#ifndef TENOR_CLI_GROUPS_H
#define TENOR_CLI_GROUPS_H

#include "args.h"
#include "json.h"
#include "output.h"

/* A way to group the texts. */
struct grouping {
    char *name;             /* of the column */
    uint32_t *of;           /* [examples] the group of each */
    char **names;           /* [count] */
    tenor_report **reports; /* [count] */
    size_t count;
};

/* Zero-initialized: none. */
struct groups {
    struct grouping *list;
    size_t count;
    tenor_status status; /* the first failure of adding an example */
};

/* by is a list of columns, separated by commas, or NULL. Reads path, of which corpus is, once more for each of them.
 * Says what is wrong and returns an exit status. The caller frees in either case. */
int groups_read(struct groups *groups, const struct args *args, const char *by, const char *path,
                const tenor_corpus *corpus, const tenor_model *model);

/* Counts an example in its groups. */
void groups_add(struct groups *groups, const tenor_evaluated *evaluated);

/* Once, after the last example. */
int groups_finish(struct groups *groups, const struct args *args);

/* Right and all texts of each group; the caller frees. */
tenor_group_counts *groups_counts(const struct grouping *grouping);

/* Of each group, how likely its difference from the others is by chance (tenor_group_test); the caller frees. */
double *groups_test(const struct grouping *grouping);

/* max_gap is what option 'max-gap' allows; NAN without it. */
void groups_print(struct output *out, const struct groups *groups, double max_gap);
void groups_add_json(struct cJSON *parent, const struct groups *groups, double max_gap);
void groups_free(struct groups *groups);

#endif
