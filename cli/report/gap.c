#include "report/gap.h"

#include "escape.h"
#include "failure.h"
#include "memory.h"
#include "report/report.h"

#include <math.h>
#include <stdlib.h>

tenor_group_counts *gap_counts(const struct grouping *grouping)
{
    tenor_group_counts *counts = memory_resize(NULL, grouping->count + 1, sizeof *counts);
    for (size_t k = 0; k < grouping->count; k++) {
        const tenor_scores scores = *tenor_report_scores(grouping->reports[k]);
        counts[k].examples = scores.examples;
        counts[k].right = (uint64_t)llround(scores.accuracy * (double)scores.examples);
    }
    return counts;
}

bool gap_find(const struct grouping *grouping, struct gap *out)
{
    tenor_group_counts *counts = gap_counts(grouping);
    tenor_group_gap *gaps = memory_resize(NULL, grouping->count + 1, sizeof *gaps);
    bool found = false;
    tenor_group_gaps(counts, grouping->count, gaps);
    for (size_t k = 0; k < grouping->count; k++) {
        if (gaps[k].better == k || (found && gaps[k].interval.from <= out->gap.interval.from))
            continue;
        *out = (struct gap){k, gaps[k]};
        found = true;
    }
    free(gaps);
    free(counts);
    return found;
}

bool gap_exceeds(const struct gap *gap, double most)
{
    return gap->gap.interval.from > most;
}

/* "south is 12.3 points below north (95 % interval 7.1 to 17.5)"; the caller frees its data. */
static struct text describe(const struct grouping *grouping, const struct gap *gap)
{
    struct text text = {0};
    char *worse = escape_text(tenor_str_of(grouping->names[gap->group]));
    char *better = escape_text(tenor_str_of(grouping->names[gap->gap.better]));
    text_add(&text, "accuracy of %s is %.1f points below that of %s (95 %% interval %.1f to %.1f)", worse,
             100 * gap->gap.gap, better, 100 * gap->gap.interval.from, 100 * gap->gap.interval.to);
    free(worse);
    free(better);
    return text;
}

void gap_print(struct output *out, const struct grouping *grouping, double most)
{
    struct gap gap;
    if (!gap_find(grouping, &gap)) {
        output_text(out, "  --max-gap: no group is worse than another\n");
        return;
    }
    struct text text = describe(grouping, &gap);
    output_format(out, "  --max-gap %g: %s: %s\n", most, text.data,
                  gap_exceeds(&gap, most)      ? "more than that, beyond chance"
                  : gap.gap.gap > most         ? "may be chance; more texts would tell"
                  : gap.gap.interval.to > most ? "within it; more texts would make sure"
                                               : "within it");
    free(text.data);
}

void gap_add_json(struct cJSON *parent, const struct grouping *grouping, double most)
{
    struct gap gap;
    if (!gap_find(grouping, &gap)) {
        json_add_null(parent, "gap");
        return;
    }
    struct cJSON *object = json_add_object(parent, "gap");
    json_add_string(object, "group", tenor_str_of(grouping->names[gap.group]));
    json_add_string(object, "better", tenor_str_of(grouping->names[gap.gap.better]));
    json_add_number(object, "gap", gap.gap.gap);
    report_add_interval(object, "interval", gap.gap.interval);
    json_add_number(object, "max_gap", most);
    json_add_bool(object, "exceeded", gap_exceeds(&gap, most));
}

int gap_check(const struct grouping *grouping, const struct command *command, double most)
{
    struct gap gap;
    if (!gap_find(grouping, &gap) || !gap_exceeds(&gap, most))
        return EXIT_DONE;
    struct text text = describe(grouping, &gap);
    const int exit_status =
        fail(command, EXIT_FAILED, "by %s: %s: more than --max-gap %g, beyond chance", grouping->name, text.data, most);
    free(text.data);
    return exit_status;
}
