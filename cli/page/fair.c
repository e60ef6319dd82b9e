/* Groups of texts, and words that should not matter. */
#include "page/html.h"
#include "page/sections.h"

#include "report/gap.h"
#include "output/output.h"

#include <math.h>
#include <stdlib.h>

static const double LEVEL = 0.05; /* of the tests */

static void add_group(struct text *to, tenor_str name, const tenor_scores *scores, double p)
{
    const tenor_interval interval = scores->accuracy_interval;
    text_add(to, "<tr><th scope=row>");
    html_add_label(to, name);
    text_add(to, "</th><td>%s</td><td>%.1f\xC2\xA0%%</td><td>%.1f to %.1f</td>", output_grouped(scores->examples).text,
             100 * scores->accuracy, 100 * interval.from, 100 * interval.to);
    text_add(to,
             "<td class=range><svg viewBox=\"0 0 200 20\" preserveAspectRatio=none aria-hidden=true>"
             "<path d=\"M0 10H200\"/><path class=of d=\"M%.1f 10H%.1f\"/><circle cx=%.1f cy=10 r=4 /></svg></td>",
             200 * interval.from, 200 * fmax(interval.to, interval.from + 0.005), 200 * scores->accuracy);
    if (p < LEVEL)
        text_add(to, "<td class=text>differs from the rest (p\xC2\xA0=\xC2\xA0%.2g)</td></tr>\n", p);
    else
        text_add(to, "<td class=text>as the rest, or by chance</td></tr>\n");
}

/* Groups that are worse than the rest, though no other of them is better beyond chance. */
static void advise_test(struct page_section *section, const struct grouping *grouping, const double *p)
{
    tenor_group_counts all = {0};
    tenor_group_counts *counts = gap_counts(grouping);
    for (size_t k = 0; k < grouping->count; k++)
        all = (tenor_group_counts){all.right + counts[k].right, all.examples + counts[k].examples};
    for (size_t k = 0; k < grouping->count; k++) {
        if (p[k] >= LEVEL)
            continue;
        const double share = (double)counts[k].right / (double)counts[k].examples;
        const bool worse = share < (double)all.right / (double)all.examples;
        section->urgency = worse ? PAGE_SHOULD : section->urgency == PAGE_FINE ? PAGE_COULD : section->urgency;
        text_add(&section->next, "%sTexts of ", section->next.size > 0 ? " " : "");
        html_add_label(&section->next, tenor_str_of(grouping->names[k]));
        text_add(&section->next, " (");
        html_add_label(&section->next, tenor_str_of(grouping->name));
        text_add(&section->next, ") fare %s than the rest: %s.", worse ? "worse" : "better",
                 worse ? "read their errors and add such texts to the training texts"
                       : "read errors of the others, and ask what makes them harder");
    }
    free(counts);
}

/* False where chance explains the gap. */
static bool advise_gap(struct page_section *section, const struct grouping *grouping, const struct gap *gap,
                       double max_gap)
{
    const bool exceeded = !isnan(max_gap) && gap_exceeds(gap, max_gap);
    if (!exceeded && gap->gap.interval.from <= 0)
        return false;
    section->urgency = exceeded ? PAGE_MUST : PAGE_SHOULD;
    text_add(&section->next, "%sTexts of ", section->next.size > 0 ? " " : "");
    html_add_label(&section->next, tenor_str_of(grouping->names[gap->group]));
    text_add(&section->next, " (");
    html_add_label(&section->next, tenor_str_of(grouping->name));
    text_add(&section->next, ") fare worse than those of ");
    html_add_label(&section->next, tenor_str_of(grouping->names[gap->gap.better]));
    text_add(&section->next,
             ", by %.1f points (95\xC2\xA0%% range %.1f to %.1f)%s: read their errors and add such texts "
             "to the training texts.",
             100 * gap->gap.gap, 100 * gap->gap.interval.from, 100 * gap->gap.interval.to,
             exceeded ? ", more than is allowed" : "");
    return true;
}

void page_groups(struct page *page, const struct groups *groups, double max_gap)
{
    if (groups->count == 0)
        return;
    struct page_section *section = page_add(page, "groups", "Is it equally good for all groups?");
    struct text *to = &section->body;
    for (size_t i = 0; i < groups->count; i++) {
        const struct grouping *grouping = &groups->list[i];
        struct gap gap;
        double *p = groups_test(grouping);
        text_add(to, "<h3>By ");
        html_add_label(to, tenor_str_of(grouping->name));
        text_add(to,
                 "</h3>\n<div class=wide tabindex=0 role=region aria-label=\"Scores of groups\"><table><thead><tr>"
                 "<th scope=col>Group</th><th scope=col>Texts</th><th scope=col>Right</th><th scope=col>95\xC2\xA0%% "
                 "range</th><th scope=col>from 0 to 100\xC2\xA0%%</th><th scope=col class=text>Beyond chance?</th>"
                 "</tr></thead><tbody>\n");
        for (size_t k = 0; k < grouping->count; k++)
            add_group(to, tenor_str_of(grouping->names[k]), tenor_report_scores(grouping->reports[k]), p[k]);
        text_add(to, "</tbody></table></div>\n");
        if (!gap_find(grouping, &gap) || !advise_gap(section, grouping, &gap, max_gap))
            advise_test(section, grouping, p);
        free(p);
    }
    if (section->next.size == 0)
        text_add(&section->next, "Nothing stands out: no two groups differ by more than chance explains%s.",
                 isnan(max_gap) ? "" : ", and the gap that is allowed is kept");
}

static void add_answer(struct text *to, const struct swap_prediction *prediction, const tenor_model *model)
{
    for (size_t j = 0; j < prediction->count; j++) {
        text_add(to, "%s", j > 0 ? ", " : "");
        html_add_label(to, tenor_model_label(model, prediction->labels[j]));
    }
    text_add(to, "%s (%.0f\xC2\xA0%%)", prediction->count == 0 ? "no label" : "",
             100 * (double)prediction->probability);
}

void page_swap(struct page *page, const struct swap *swap, const tenor_model *model, const tenor_corpus *corpus)
{
    enum { MOST_BYTES = 600 };
    if (!swap->swaps)
        return;
    struct page_section *section = page_add(page, "swap", "Does it look at words that should not matter?");
    const tenor_interval interval = tenor_interval_share(swap->changed, swap->count);
    struct text *to = &section->body;
    if (swap->count == 0) {
        text_add(&section->next, "Give it words that these texts have: none of the pairs occurs in them.");
        return;
    }
    const double share = (double)swap->changed / (double)swap->count;
    section->urgency = share >= 0.05 ? PAGE_SHOULD : PAGE_FINE;
    text_add(&section->next, "Of the ");
    html_add_count(&section->next, swap->count, "text", "texts");
    text_add(&section->next, " in which words could be swapped, the answer changes in ");
    html_add_percent(&section->next, share);
    text_add(&section->next, " (95\xC2\xA0%% range %.1f to %.1f)%s", 100 * interval.from, 100 * interval.to,
             share >= 0.05 ? ": add training texts with both forms of these words."
                           : ": read the changed ones below to see whether the words mattered there.");
    size_t shown;
    const struct swap_text **list = swap_changed(swap, &shown);
    text_add(to, "<ol class=errors>\n");
    for (size_t i = 0; i < shown; i++) {
        text_add(to, "<li><p class=says>line %llu: ", (unsigned long long)tenor_corpus_line(corpus, list[i]->example));
        add_answer(to, &list[i]->before, model);
        text_add(to, "</p><p class=text lang=\"\" dir=auto>");
        html_add_cut(to, tenor_corpus_text(corpus, list[i]->example), MOST_BYTES);
        text_add(to, "</p><p class=says>with words swapped: ");
        add_answer(to, &list[i]->after, model);
        text_add(to, "</p><p class=text lang=\"\" dir=auto>");
        html_add_cut(to, tenor_corpus_text(swap->swapped, (size_t)(list[i] - swap->texts)), MOST_BYTES);
        text_add(to, "</p></li>\n");
    }
    text_add(to, "</ol>\n");
    free(list);
}
