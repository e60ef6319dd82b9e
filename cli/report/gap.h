/* Whether a group of texts fares worse than another by more than is allowed: a check that can fail. */
#ifndef TENOR_CLI_REPORT_GAP_H
#define TENOR_CLI_REPORT_GAP_H

#include "output/json.h"
#include "output/output.h"
#include "report/grouping.h"

/* Right and all texts of each group; the caller frees. */
tenor_group_counts *gap_counts(const struct grouping *grouping);

/* The widest gap of a grouping: of the group that is worse than a better one by the most beyond chance. */
struct gap {
    size_t group; /* of the grouping */
    tenor_group_gap gap;
};

/* False where no group is worse than another. */
bool gap_find(const struct grouping *grouping, struct gap *out);

/* Whether the gap is larger than `most` (0..1) beyond chance. */
bool gap_exceeds(const struct gap *gap, double most);

/* A line a grouping: the gap, its interval, and what it means for option 'max-gap'. */
void gap_print(struct output *out, const struct grouping *grouping, double most);

/* A member "gap" of the grouping's object. */
void gap_add_json(struct cJSON *parent, const struct grouping *grouping, double most);

/* EXIT_FAILED, after saying which groups, when the grouping has a gap that exceeds `most`. */
int gap_check(const struct grouping *grouping, const struct command *command, double most);

#endif
