/* Scores of groups of texts: by the values of a column, or by length. */
#ifndef TENOR_CLI_REPORT_GROUPS_H
#define TENOR_CLI_REPORT_GROUPS_H

#include "options/args.h"
#include "report/gap.h"

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

/* Of each group, how likely its difference from the others is by chance (tenor_group_test); the caller frees. */
double *groups_test(const struct grouping *grouping);

/* max_gap is what option 'max-gap' allows; NAN without it. */
void groups_print(struct output *out, const struct groups *groups, double max_gap);
void groups_add_json(struct cJSON *parent, const struct groups *groups, double max_gap);
/* EXIT_FAILED, after saying which groups, when one of the groupings has a gap that exceeds max_gap. */
int groups_check_gap(const struct groups *groups, const struct command *command, double max_gap);

void groups_free(struct groups *groups);

#endif
