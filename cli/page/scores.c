/* How often a model is right: the summary, the scores, and each label. */
#include "page/html.h"
#include "page/sections.h"

#include "memory.h"
#include "input/input.h"
#include "output/output.h"
#include "path.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_LABELS = 100, OPEN_LABELS = 20, FEW_TEXTS = 10 };

/* ---- small things ---- */

static double width(tenor_interval interval)
{
    return interval.to - interval.from;
}

/* Models of folds vary, too, not only texts. */
static tenor_interval accuracy_range(const struct page_measured *measured)
{
    const tenor_interval range =
        measured->folds ? measured->folds->accuracy.interval : tenor_report_scores(measured->report)->accuracy_interval;
    return (tenor_interval){range.from, fmin(range.to, 1)};
}

void page_add_command(struct text *to, const struct page_measured *measured, const char *command, const char *rest)
{
    struct text path = {0};
    text_add_word(&path, measured->path ? measured->path : "MODEL");
    text_add(to, "<code>tenor %s ", command);
    html_add(to, (tenor_str){path.data, path.size});
    text_add(to, " %s</code>", rest);
    free(path.data);
}

const char *page_why_left(const struct page_measured *measured)
{
    if (measured->folds)
        return "each is among the training texts of the other folds already";
    switch (measured->seen) {
    case PAGE_TRAINED:
        return "they seem to be among the training texts already";
    case PAGE_CHOSE:
        return "they are held out to choose the best epoch";
    default:
        return "they are the test, and no model is tested on what it was trained on";
    }
}

/* The label that most texts have, and the share of texts that a model is right on that always gives it. */
static double largest_label(const tenor_report *report, tenor_str *label)
{
    size_t most = 0;
    for (size_t i = 0; i < tenor_report_label_count(report); i++)
        if (tenor_report_label(report, i)->support > tenor_report_label(report, most)->support)
            most = i;
    *label = tenor_report_label(report, most)->label;
    const size_t examples = tenor_report_scores(report)->examples;
    return examples > 0 ? (double)tenor_report_label(report, most)->support / (double)examples : 0;
}

/* The label of the lowest F1 among those that texts have; SIZE_MAX for none. */
static size_t weakest_label(const tenor_report *report, size_t least_texts)
{
    size_t weakest = SIZE_MAX;
    for (size_t i = 0; i < tenor_report_label_count(report); i++) {
        const tenor_label_scores scores = *tenor_report_label(report, i);
        if (scores.support >= least_texts && scores.support > 0 &&
            (weakest == SIZE_MAX || scores.f1 < tenor_report_label(report, weakest)->f1))
            weakest = i;
    }
    return weakest;
}

/* A share and its interval on a line from 0 to 100 %. */
static void add_range(struct text *to, double share, tenor_interval interval)
{
    text_add(to,
             "<td class=range><svg viewBox=\"0 0 200 20\" preserveAspectRatio=none aria-hidden=true>"
             "<path d=\"M0 10H200\"/><path class=of d=\"M%.1f 10H%.1f\"/><circle cx=%.1f cy=10 r=4 /></svg></td>",
             200 * interval.from, 200 * fmax(interval.to, interval.from + 0.005), 200 * share);
}

static void add_interval(struct text *to, tenor_interval interval)
{
    text_add(to, "%.1f to %.1f\xC2\xA0%%", 100 * interval.from, 100 * interval.to);
}

/* ---- the summary ---- */

static void tile_accuracy(struct page *page, const struct page_measured *measured)
{
    const tenor_report *report = measured->report;
    const tenor_scores scores = *tenor_report_scores(report);
    struct text value = {0};
    struct text remark = {0};
    html_add_percent(&value, scores.accuracy);
    text_add(&remark, "95\xC2\xA0%% range ");
    add_interval(&remark, accuracy_range(measured));
    page_tile(page, value.data, tenor_report_multi_label(report) ? "All labels right" : "Right", remark.data);
    free(value.data);
    free(remark.data);
}

static void tile_f1(struct page *page, const tenor_report *report)
{
    const tenor_scores scores = *tenor_report_scores(report);
    struct text value = {0};
    struct text remark = {0};
    html_add_percent(&value, scores.micro_f1);
    text_add(&remark, "of 100 for all labels found and none too many; 95\xC2\xA0%% range ");
    add_interval(&remark, scores.micro_f1_interval);
    page_tile(page, value.data, "Label by label (micro F1)", remark.data);
    free(value.data);
    free(remark.data);
}

static void tile_baseline(struct page *page, const tenor_report *report)
{
    struct text value = {0};
    struct text remark = {0};
    tenor_str label;
    html_add_percent(&value, largest_label(report, &label));
    text_add(&remark, "if it always said ");
    html_add_label(&remark, label);
    page_tile(page, value.data, "For comparison", remark.data);
    free(value.data);
    free(remark.data);
}

static void tile_weakest(struct page *page, const tenor_report *report)
{
    size_t weakest = weakest_label(report, FEW_TEXTS);
    if (weakest == SIZE_MAX)
        weakest = weakest_label(report, 1);
    if (weakest == SIZE_MAX || tenor_report_label_count(report) < 2)
        return;
    const tenor_label_scores scores = *tenor_report_label(report, weakest);
    struct text value = {0};
    struct text remark = {0};
    html_add_label(&value, scores.label);
    text_add(&remark, "finds ");
    html_add_percent(&remark, scores.recall);
    text_add(&remark, " of its %s text%s", output_grouped(scores.support).text, scores.support == 1 ? "" : "s");
    page_tile(page, value.data, "Weakest label", remark.data);
    free(value.data);
    free(remark.data);
}

static void tile_sure(struct page *page, const tenor_report *report)
{
    const tenor_coverage half = tenor_report_coverage(report, 0.5);
    struct text value = {0};
    struct text remark = {0};
    if (half.examples == 0)
        return;
    html_add_percent(&value, half.accuracy);
    text_add(&remark, "on the half of the texts that it is surest of");
    page_tile(page, value.data, "Right where it is sure", remark.data);
    free(value.data);
    free(remark.data);
}

void page_summary(struct page *page, const struct page_measured *measured, const char *name)
{
    const tenor_report *report = measured->report;
    const tenor_scores scores = *tenor_report_scores(report);
    const bool several = tenor_report_multi_label(report);
    if (scores.examples == 0) {
        text_add(&page->title, "No text was tested");
        text_add(&page->lead, "There is no text to measure the model on.");
        return;
    }
    text_add(&page->title, several ? "All labels right on " : "Right on ");
    html_add_percent(&page->title, scores.accuracy);
    text_add(&page->title, " of the texts");
    text_add(&page->lead,
             measured->folds ? "%zu models, each trained on other parts of the texts, sorted"
                             : "The model sorts texts into %zu labels. It was measured on",
             measured->folds ? (size_t)measured->folds->folds : tenor_report_label_count(report));
    text_add(&page->lead, " ");
    html_add_count(&page->lead, scores.examples, "text", "texts");
    if (name) {
        text_add(&page->lead, " of ");
        html_add_label(&page->lead, path_base_name(name));
    } else {
        text_add(&page->lead, " that were held out of the training texts");
    }
    text_add(&page->lead, ", and gave %s to <strong>",
             several ? "all of a text\xE2\x80\x99s labels and no other" : "the right label");
    html_add_percent(&page->lead, scores.accuracy);
    text_add(&page->lead, "</strong> of them. %s expect ",
             measured->folds ? "Of a new model on new texts" : "On all texts like these");
    add_interval(&page->lead, accuracy_range(measured));
    text_add(&page->lead, ".%s",
             measured->seen == PAGE_TRAINED
                 ? " <strong>But these seem to be the texts that it was trained on: on others it will "
                   "be right less often. Test it on others.</strong>"
             : measured->seen == PAGE_CHOSE
                 ? " These texts also chose the best epoch of training, so expect a little less on "
                   "others."
                 : "");
    tile_accuracy(page, measured);
    if (several)
        tile_f1(page, report);
    else
        tile_baseline(page, report);
    tile_weakest(page, report);
    if (!several)
        tile_sure(page, report);
}

/* ---- the scores ---- */

static void add_score(struct text *to, const char *name, double value, tenor_interval interval, bool percent,
                      const char *meaning)
{
    text_add(to, "<tr><th scope=row>%s<small>%s</small></th>", name, meaning);
    if (percent)
        text_add(to, "<td>%.1f\xC2\xA0%%</td><td>%.1f to %.1f</td></tr>\n", 100 * value, 100 * interval.from,
                 100 * interval.to);
    else
        text_add(to, "<td>%.3f</td><td>%.3f to %.3f</td></tr>\n", value, interval.from, interval.to);
}

static void advise_scores(struct page_section *section, const struct page_measured *measured)
{
    const tenor_report *report = measured->report;
    const tenor_scores scores = *tenor_report_scores(report);
    const tenor_interval interval = accuracy_range(measured);
    tenor_str label;
    const double always = largest_label(report, &label);
    if (scores.examples == 0) {
        section->urgency = PAGE_MUST;
        text_add(&section->next, "Test the model on labeled texts.");
    } else if (measured->seen == PAGE_TRAINED) {
        section->urgency = PAGE_MUST;
        text_add(&section->next,
                 "Test it on other texts: these seem to be those that it was trained on, which it may have "
                 "memorized.");
    } else if (!tenor_report_multi_label(report) && interval.from <= always) {
        section->urgency = PAGE_MUST;
        text_add(&section->next, "Do not use it yet: it is not clearly better than always saying ");
        html_add_label(&section->next, label);
        text_add(&section->next, " (right on ");
        html_add_percent(&section->next, always);
        text_add(&section->next, "). Check that texts and labels belong together, and add training texts.");
    } else if (!measured->folds && width(interval) > 0.08) {
        section->urgency = PAGE_SHOULD;
        text_add(&section->next, "Test it on more texts before you decide on a point or two: with ");
        html_add_count(&section->next, scores.examples, "text", "texts");
        text_add(&section->next, " the range is %.0f points wide, with %s it would be half that.",
                 100 * width(interval), output_grouped(4 * (uint64_t)scores.examples).text);
    } else if (scores.accuracy < 0.5) {
        section->urgency = PAGE_SHOULD;
        text_add(&section->next,
                 tenor_report_multi_label(report)
                     ? "Look at each label\xE2\x80\x99s row: few texts get all labels right, as one that "
                       "is missing or too many is enough to be wrong."
                     : "Add training texts, or have fewer labels: more than half of the texts get a wrong "
                       "one.");
    } else if (scores.accuracy < 1) {
        text_add(&section->next, "Ask what a wrong answer costs you: ");
        html_add_percent(&section->next, 1 - scores.accuracy);
        text_add(&section->next, " of the texts get one.");
    } else {
        text_add(&section->next, "No error at all is rare: make sure that none of these texts was trained on.");
    }
}

void page_scores(struct page *page, const struct page_measured *measured)
{
    struct page_section *section = page_add(page, "scores", "How often is it right?");
    const tenor_scores s = *tenor_report_scores(measured->report);
    const bool several = tenor_report_multi_label(measured->report);
    struct text *to = &section->body;
    advise_scores(section, measured);
    text_add(to, "<p class=about>Each score with the range that it has on texts like these (95\xC2\xA0%%).%s</p>\n",
             measured->folds ? " The range of accuracy is that of the folds: a new training differs, too, not only the "
                               "texts. The other ranges are of these models on other texts, and so narrower than those "
                               "of the folds\xE2\x80\x99 means."
                             : "");
    text_add(to, "<div class=wide tabindex=0 role=region aria-label=Scores><table><thead><tr><th scope=col>Score</th>"
                 "<th scope=col>Value</th><th scope=col>95\xC2\xA0%% range</th></tr></thead><tbody>\n");
    add_score(to, several ? "Subset accuracy" : "Accuracy", s.accuracy, accuracy_range(measured), true,
              several ? "texts that get all their labels and no other" : "texts that get the right label");
    if (several)
        add_score(to, "Micro F1", s.micro_f1, s.micro_f1_interval, true,
                  "all labels together: none missing and none too many is 100");
    add_score(to, "Macro F1", s.macro_f1, s.macro_f1_interval, true,
              "the mean over labels, so that rare labels count as much as frequent ones");
    add_score(to, "Log loss", s.loss, s.loss_interval, false,
              "how far its probabilities are from the truth; 0 is best, to compare models");
    add_score(to, "Calibration error", s.calibration_error, s.calibration_error_interval, false,
              "by how much its probabilities are off on average; 0 is best");
    text_add(to, "</tbody></table></div>\n");
}

/* ---- labels ---- */

static int by_support(const void *a, const void *b)
{
    const tenor_label_scores *left = *(const tenor_label_scores *const *)a;
    const tenor_label_scores *right = *(const tenor_label_scores *const *)b;
    if (left->support != right->support)
        return left->support < right->support ? 1 : -1;
    return tenor_str_compare(left->label, right->label);
}

static void advise_labels(struct page_section *section, const tenor_report *report)
{
    const size_t weakest = weakest_label(report, FEW_TEXTS);
    size_t few = 0;
    size_t rarest = SIZE_MAX;
    double most_found = 0;
    for (size_t i = 0; i < tenor_report_label_count(report); i++) {
        const size_t support = tenor_report_label(report, i)->support;
        most_found = fmax(most_found, support >= FEW_TEXTS ? tenor_report_label(report, i)->recall : 0);
        few += support < FEW_TEXTS;
        if (rarest == SIZE_MAX || support < tenor_report_label(report, rarest)->support)
            rarest = i;
    }
    if (weakest != SIZE_MAX) {
        const tenor_label_scores scores = *tenor_report_label(report, weakest);
        const bool stands_out =
            scores.f1 + 0.05 < tenor_report_scores(report)->macro_f1 || scores.recall + 0.1 < most_found || few > 0;
        section->urgency = stands_out ? PAGE_SHOULD : PAGE_FINE;
        text_add(&section->next, stands_out ? "Collect more texts of " : "All labels fare alike; the weakest is ");
        html_add_label(&section->next, scores.label);
        text_add(&section->next, stands_out ? " first, and train again with them: " : ": ");
        html_add_percent(&section->next, scores.recall);
        text_add(&section->next, " of its texts are found, and ");
        html_add_percent(&section->next, scores.precision);
        text_add(&section->next, " of the texts that get this label have it.");
    }
    if (few > 0) {
        section->urgency = PAGE_SHOULD;
        if (few == 1)
            text_add(&section->next, " One label has fewer than %d test texts, ", FEW_TEXTS);
        else
            text_add(&section->next, " %zu labels have fewer than %d test texts, such as ", few, FEW_TEXTS);
        html_add_label(&section->next, tenor_report_label(report, rarest)->label);
        text_add(&section->next, ": test on more of them before you trust their row.");
    }
}

static void add_label(struct text *to, const tenor_label_scores *scores)
{
    text_add(to, "<tr><th scope=row>");
    html_add_label(to, scores->label);
    text_add(to, "</th><td>%s</td><td>", output_grouped(scores->support).text);
    html_add_percent(to, scores->recall);
    text_add(to, "</td><td>");
    html_add_percent(to, scores->precision);
    text_add(to, "</td><td>%.1f</td><td>%.1f to %.1f</td>", 100 * scores->f1, 100 * scores->f1_interval.from,
             100 * scores->f1_interval.to);
    add_range(to, scores->f1, scores->f1_interval);
    text_add(to, "</tr>\n");
}

static void add_labels(struct text *to, const tenor_label_scores **labels, size_t count)
{
    text_add(to, "<div class=wide tabindex=0 role=region aria-label=Labels><table><thead><tr><th scope=col>Label</th>"
                 "<th scope=col>Texts</th><th scope=col>Found</th><th scope=col>Right</th><th scope=col>F1</th>"
                 "<th scope=col>95\xC2\xA0%% range</th><th scope=col>F1 from 0 to 100</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++)
        add_label(to, labels[i]);
    text_add(to, "</tbody></table></div>\n");
}

void page_labels(struct page *page, const struct page_measured *measured)
{
    const tenor_report *report = measured->report;
    const size_t count = tenor_report_label_count(report);
    struct page_section *section = page_add(page, "labels", "Which labels does it know well?");
    struct text *to = &section->body;
    const tenor_label_scores **labels = memory_resize(NULL, count + 1, sizeof *labels);
    advise_labels(section, report);
    for (size_t i = 0; i < count; i++)
        labels[i] = tenor_report_label(report, i);
    qsort(labels, count, sizeof *labels, by_support);
    text_add(to, "<p class=about>");
    if (count > MOST_LABELS)
        text_add(to, "The %d labels with the most texts, of %zu. ", MOST_LABELS, count);
    text_add(to, "Found: of the texts with the label, how many get it (recall). Right: of the texts that get it, how "
                 "many have it (precision). F1 is high when both are.</p>\n");
    const size_t shown = count < MOST_LABELS ? count : MOST_LABELS;
    const size_t open = count <= OPEN_LABELS + OPEN_LABELS / 2 ? shown : OPEN_LABELS;
    add_labels(to, labels, open);
    if (open < shown) {
        text_add(to, "<details><summary>%zu more</summary>\n", shown - open);
        add_labels(to, labels + open, shown - open);
        text_add(to, "</details>\n");
    }
    free(labels);
}

void page_measured(struct page *page, const struct page_measured *measured)
{
    page_scores(page, measured);
    page_labels(page, measured);
    page_confusion(page, measured);
    page_reliability(page, measured);
    page_coverage(page, measured);
    page_precision(page, measured);
}
