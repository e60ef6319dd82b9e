/* How much less accurate a group is than a better one, beyond chance. */
#include "eval/interval.h"

static double accuracy(tenor_group_counts group)
{
    return (double)group.right / (double)group.examples;
}

void tenor_group_gaps(const tenor_group_counts *groups, size_t count, tenor_group_gap *gaps)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        used += groups[i].examples > 0;
    const double pairs = used > 1 ? (double)used * (double)(used - 1) / 2 : 1;
    const double z = tenor__interval_normal(0.05 / pairs);
    for (size_t i = 0; i < count; i++) {
        gaps[i] = (tenor_group_gap){.better = i};
        for (size_t k = 0; k < count; k++) {
            if (groups[i].examples == 0 || groups[k].examples == 0 || accuracy(groups[k]) <= accuracy(groups[i]))
                continue;
            const tenor_interval interval = tenor__interval_difference(groups[k], groups[i], z);
            if (gaps[i].better == i || interval.from > gaps[i].interval.from)
                gaps[i] = (tenor_group_gap){k, accuracy(groups[k]) - accuracy(groups[i]), interval};
        }
    }
}
