/* Which labels a model takes for which, as a heat map. */
#include "page/html.h"
#include "page/sections.h"

#include "memory.h"
#include "output/output.h"

#include <stdlib.h>

enum { MOST_LABELS = 12, MOST_PAIRS = 20, FEW_ERRORS = 3 };

/* The pairs of different labels, the most frequent first. */
struct pairs {
    tenor_confusion_pair *list;
    size_t count;
};

static int by_examples(const void *a, const void *b)
{
    const tenor_confusion_pair *left = a;
    const tenor_confusion_pair *right = b;
    if (left->examples != right->examples)
        return left->examples < right->examples ? 1 : -1;
    if (left->actual != right->actual)
        return left->actual < right->actual ? -1 : 1;
    return (left->predicted > right->predicted) - (left->predicted < right->predicted);
}

static struct pairs find_pairs(const tenor_report *report)
{
    struct pairs pairs = {memory_resize(NULL, tenor_report_pair_count(report) + 1, sizeof *pairs.list), 0};
    for (size_t i = 0; i < tenor_report_pair_count(report); i++) {
        const tenor_confusion_pair pair = tenor_report_pair(report, i);
        if (pair.actual != pair.predicted)
            pairs.list[pairs.count++] = pair;
    }
    qsort(pairs.list, pairs.count, sizeof *pairs.list, by_examples);
    return pairs;
}

static tenor_str label_of(const tenor_report *report, size_t i)
{
    return tenor_report_label(report, i)->label;
}

/* ---- the map ---- */

struct shown {
    size_t label;
    uint64_t errors;
};

static int by_errors(const void *a, const void *b)
{
    const struct shown *left = a;
    const struct shown *right = b;
    if (left->errors != right->errors)
        return left->errors < right->errors ? 1 : -1;
    return (left->label > right->label) - (left->label < right->label);
}

static int by_label(const void *a, const void *b)
{
    const struct shown *left = a;
    const struct shown *right = b;
    return (left->label > right->label) - (left->label < right->label);
}

/* The labels that take part in the most errors, in their order. The caller frees. */
static struct shown *choose_labels(const tenor_report *report, const struct pairs *pairs, size_t *count)
{
    const size_t labels = tenor_report_label_count(report);
    struct shown *shown = memory_resize(NULL, labels + 1, sizeof *shown);
    for (size_t i = 0; i < labels; i++)
        shown[i] = (struct shown){i, 0};
    for (size_t i = 0; i < pairs->count; i++) {
        shown[pairs->list[i].actual].errors += pairs->list[i].examples;
        shown[pairs->list[i].predicted].errors += pairs->list[i].examples;
    }
    qsort(shown, labels, sizeof *shown, by_errors);
    *count = labels < MOST_LABELS ? labels : MOST_LABELS;
    qsort(shown, *count, sizeof *shown, by_label);
    return shown;
}

static void add_cell(struct text *to, const tenor_report *report, size_t actual, size_t predicted)
{
    const uint64_t examples = tenor_report_confusion(report, actual, predicted);
    const size_t support = tenor_report_label(report, actual)->support;
    const double share = support > 0 ? (double)examples / (double)support : 0;
    if (examples == 0 && actual != predicted) {
        text_add(to, "<td style=--v:0></td>");
        return;
    }
    text_add(to, "<td class=\"%s%s\" style=--v:%.3f>%s<small>%.0f\xC2\xA0%%</small></td>",
             actual == predicted ? "hit" : "", share > 0.6 ? " deep" : "", share, output_grouped(examples).text,
             100 * share);
}

static void add_map(struct text *to, const tenor_report *report, const struct pairs *pairs)
{
    size_t count;
    struct shown *shown = choose_labels(report, pairs, &count);
    text_add(to, "<p class=about>");
    if (count < tenor_report_label_count(report))
        text_add(to, "The %zu labels with the most errors, of %zu. ", count, tenor_report_label_count(report));
    text_add(to,
             "A row is what the texts are, a column what the model says: the number of texts, and their share of the "
             "row. Green cells are right, red ones wrong.</p>\n<div class=wide tabindex=0 role=region "
             "aria-label=\"Heat map of labels taken for others\"><table class=heat>\n<thead><tr><th scope=col>is "
             "\xE2\x86\x93 "
             "&nbsp; said to be \xE2\x86\x92</th>");
    for (size_t i = 0; i < count; i++) {
        text_add(to, "<th scope=col>");
        html_add_label(to, label_of(report, shown[i].label));
        text_add(to, "</th>");
    }
    text_add(to, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++) {
        text_add(to, "<tr><th scope=row>");
        html_add_label(to, label_of(report, shown[i].label));
        text_add(to, "</th>");
        for (size_t k = 0; k < count; k++)
            add_cell(to, report, shown[i].label, shown[k].label);
        text_add(to, "</tr>\n");
    }
    text_add(to, "</tbody></table></div>\n");
    free(shown);
}

/* ---- the section ---- */

static void add_where_to_read(struct text *to, const struct page_measured *measured, uint64_t all, size_t shown)
{
    const char *them = all == 1 ? "it" : "them";
    if (shown == all) {
        text_add(to, "Read %s <a href=#errors>among the errors below</a>.", them);
    } else if (shown > 0) {
        text_add(to, "Read the %zu of %s that are <a href=#errors>among the errors below</a>, the surest ones.", shown,
                 them);
    } else {
        text_add(to, "The errors below are surer errors of other pairs; ");
        if (measured->folds)
            text_add(to, "<code>tenor crossvalidate CORPUS --predictions FILE.csv</code>");
        else
            page_add_command(to, measured, "evaluate", "TEST --predictions FILE.csv");
        text_add(to, " writes %s too.", them);
    }
}

/* How many errors of a pair are among those that the page shows. */
static size_t count_shown(const struct page_measured *measured, const tenor_confusion_pair *pair)
{
    struct mistakes *mistakes = &measured->evidence->mistakes;
    size_t count = 0;
    mistakes_sort(mistakes);
    for (size_t i = 0; i < mistakes->count; i++) {
        const struct mistake *mistake = &mistakes->list[i];
        const size_t label = tenor_corpus_label(measured->corpus, mistake->example);
        count +=
            mistake->predicted[0] == pair->predicted &&
            tenor_str_equal(tenor_corpus_label_name(measured->corpus, label), label_of(measured->report, pair->actual));
    }
    return count;
}

static void advise(struct page_section *section, const struct page_measured *measured, const struct pairs *pairs)
{
    const tenor_report *report = measured->report;
    if (pairs->count == 0) {
        text_add(&section->next, "Nothing: no label is taken for another.");
        return;
    }
    const tenor_confusion_pair top = pairs->list[0];
    const double share = (double)top.examples / (double)tenor_report_label(report, top.actual)->support;
    section->urgency = top.examples >= FEW_ERRORS && share >= 0.1 ? PAGE_SHOULD : PAGE_FINE;
    html_add_count(&section->next, top.examples, "text", "texts");
    text_add(&section->next, " of ");
    html_add_label(&section->next, label_of(report, top.actual));
    text_add(&section->next, top.examples == 1 ? " is taken for " : " are taken for ");
    html_add_label(&section->next, label_of(report, top.predicted));
    text_add(&section->next, " (");
    html_add_percent(&section->next, share);
    text_add(&section->next, " of its texts). ");
    add_where_to_read(&section->next, measured, top.examples, count_shown(measured, &top));
    text_add(&section->next,
             " Where you hesitate too, say better what tells the two labels apart, or make one of them. Where you do "
             "not, collect new texts like them for the next training, and leave these where they are: %s.",
             page_why_left(measured));
}

static void add_pairs(struct text *to, const tenor_report *report, const struct pairs *pairs)
{
    text_add(to, "<details><summary>The pairs that are mixed up most</summary>\n<div class=wide><table><thead><tr>"
                 "<th scope=col>It is</th><th scope=col class=text>It is said to be</th><th scope=col>Texts</th>"
                 "<th scope=col>Share of the label</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < pairs->count && i < MOST_PAIRS; i++) {
        const tenor_confusion_pair pair = pairs->list[i];
        text_add(to, "<tr><th scope=row>");
        html_add_label(to, label_of(report, pair.actual));
        text_add(to, "</th><td class=text>");
        html_add_label(to, label_of(report, pair.predicted));
        text_add(to, "</td><td>%s</td><td>", output_grouped(pair.examples).text);
        html_add_percent(to, (double)pair.examples / (double)tenor_report_label(report, pair.actual)->support);
        text_add(to, "</td></tr>\n");
    }
    text_add(to, "</tbody></table></div></details>\n");
}

void page_confusion(struct page *page, const struct page_measured *measured)
{
    const tenor_report *report = measured->report;
    if (tenor_report_multi_label(report) || tenor_report_scores(report)->examples == 0)
        return;
    struct page_section *section = page_add(page, "confusion", "What does it mix up?");
    struct pairs pairs = find_pairs(report);
    advise(section, measured, &pairs);
    add_map(&section->body, report, &pairs);
    if (pairs.count > 1)
        add_pairs(&section->body, report, &pairs);
    free(pairs.list);
}
