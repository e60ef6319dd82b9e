/* What a model's probabilities are worth: reliability, accuracy over coverage, precision over recall. */
#include "page/chart.h"
#include "page/html.h"
#include "page/sections.h"

#include "memory.h"
#include "output/output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LEAST_TEXTS = 10 /* that make a line worth drawing */,
    COVERAGE_POINTS = 50,
    CURVE_POINTS = 60,
    TITLE_SIZE = 160
};

static const struct chart_axis percent_axis = {0, 1, 0.2, true, ""};

static struct chart_axis axis_of(const char *label)
{
    struct chart_axis axis = percent_axis;
    axis.label = label;
    return axis;
}

/* A chart to the left, and what stands beside it. */
static void begin_figure(struct text *to)
{
    text_add(to, "<div class=two><figure>\n");
}

static void end_figure(struct text *to, const char *caption)
{
    text_add(to, "<figcaption>%s</figcaption></figure>\n<div>\n", caption);
}

/* ---- reliability ---- */

/* How much surer the model is than it is right, on average: above 0 it promises too much. */
static double overconfidence(const tenor_report *report)
{
    double sum = 0;
    double examples = 0;
    for (size_t i = 0; i < tenor_report_bin_count(report); i++) {
        const tenor_calibration_bin bin = *tenor_report_bin(report, i);
        sum += (double)bin.examples * (bin.confidence - bin.accuracy);
        examples += (double)bin.examples;
    }
    return examples > 0 ? sum / examples : 0;
}

/* What is said rests on all answers, not on one dot of the figure. */
static void advise_reliable(struct page_section *section, const tenor_report *report)
{
    static const double SURE = 0.6;
    double surest = 0;
    for (size_t i = 0; i < tenor_report_bin_count(report); i++) {
        const tenor_calibration_bin *bin = tenor_report_bin(report, i);
        surest = bin->examples > 0 ? bin->confidence : surest;
    }
    text_add(&section->next,
             "Take its probabilities nearly as they are: over all answers, what it says and how often it is right "
             "differ by %.1f points on average.",
             100 * tenor_report_scores(report)->calibration_error);
    if (surest >= SURE || tenor_report_multi_label(report))
        return;
    section->urgency = PAGE_COULD;
    text_add(&section->next,
             " But it is sure of no answer: hardly one has more than %.0f\xC2\xA0%%. Add training texts.",
             100 * surest);
}

static void advise_reliability(struct page_section *section, const tenor_report *report)
{
    const tenor_scores scores = *tenor_report_scores(report);
    const double over = overconfidence(report);
    if (scores.calibration_error_interval.from <= 0.03) {
        advise_reliable(section, report);
        return;
    }
    const double off = scores.calibration_error;
    section->urgency = PAGE_SHOULD;
    text_add(
        &section->next,
        "Do not take its probabilities as they are: they are off by %.1f points on average%s. Choose a threshold by "
        "what is right above it, in the figure on thresholds, and not by the number; hold out more texts when you "
        "train (<code>--dev</code>), by which probabilities are adjusted.",
        100 * off,
        over > off / 2    ? ", too high"
        : over < -off / 2 ? ", too low"
                          : "");
}

static void add_bins(struct text *to, const tenor_report *report)
{
    text_add(to,
             "<details><summary>The numbers</summary>\n<div class=wide><table><thead><tr><th scope=col>Probability"
             "</th><th scope=col>Answers</th><th scope=col>It says</th><th scope=col>Right</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < tenor_report_bin_count(report); i++) {
        const tenor_calibration_bin bin = *tenor_report_bin(report, i);
        if (bin.examples > 0)
            text_add(to,
                     "<tr><th scope=row>%.0f to %.0f\xC2\xA0%%</th><td>%s</td><td>%.1f\xC2\xA0%%</td>"
                     "<td>%.1f\xC2\xA0%%</td></tr>\n",
                     100 * bin.from, 100 * bin.to, output_grouped(bin.examples).text, 100 * bin.confidence,
                     100 * bin.accuracy);
    }
    text_add(to, "</tbody></table></div></details>\n");
}

void page_reliability(struct page *page, const struct page_measured *measured)
{
    const tenor_report *report = measured->report;
    if (tenor_report_scores(report)->examples < LEAST_TEXTS)
        return;
    struct page_section *section = page_add(page, "reliability", "Can its probabilities be believed?");
    struct text *to = &section->body;
    struct chart chart;
    advise_reliability(section, report);
    begin_figure(to);
    chart_begin(&chart, to, "reliability", "Reliability diagram",
                "For answers of each probability, the share that is right. On the dashed diagonal the two are equal.",
                axis_of("probability that the model gives"), axis_of("share that is right"));
    chart_rule(&chart, (struct chart_point){0, 0}, (struct chart_point){1, 1}, NULL);
    size_t most = 1;
    for (size_t i = 0; i < tenor_report_bin_count(report); i++)
        most = tenor_report_bin(report, i)->examples > most ? tenor_report_bin(report, i)->examples : most;
    for (size_t i = 0; i < tenor_report_bin_count(report); i++) {
        const tenor_calibration_bin bin = *tenor_report_bin(report, i);
        char title[TITLE_SIZE];
        if (bin.examples == 0)
            continue;
        const uint64_t right = (uint64_t)llround(bin.accuracy * (double)bin.examples);
        const tenor_interval interval = tenor_interval_share(right, bin.examples);
        snprintf(title, sizeof title, "%zu answers with %.0f %% on average: %.0f %% are right", bin.examples,
                 100 * bin.confidence, 100 * bin.accuracy);
        chart_mark(&chart, 0, (struct chart_point){bin.confidence, bin.accuracy}, interval.from, interval.to,
                   2.5 + 4 * sqrt((double)bin.examples / (double)most), title);
    }
    chart_end(&chart);
    end_figure(to, "Each dot is a group of answers with about the same probability; larger dots are more answers, and "
                   "the lines are their 95\xC2\xA0% ranges.");
    text_add(to, "<p>Dots on the dashed line: the model is as often right as it says. Dots below the line: it promises "
                 "too much. Above it: it could be surer of itself.</p>\n");
    add_bins(to, report);
    text_add(to, "</div></div>\n");
}

/* ---- coverage ---- */

/* The largest share of texts on which the accuracy is at least `target`. */
static tenor_coverage cover(const tenor_report *report, double target)
{
    tenor_coverage found = {0};
    for (int i = 100; i > 0 && found.examples == 0; i--) {
        const tenor_coverage point = tenor_report_coverage(report, i / 100.0);
        if (point.examples > 0 && point.accuracy >= target)
            found = point;
    }
    return found;
}

static void advise_coverage(struct page_section *section, const struct page_measured *measured)
{
    const tenor_report *report = measured->report;
    static const double targets[] = {0.99, 0.98, 0.95, 0.9, 0.85, 0.8, 0.7};
    const double accuracy = tenor_report_scores(report)->accuracy;
    tenor_coverage best = {0};
    char rest[48];
    /* The highest target that a good part of the texts reaches. */
    for (size_t i = 0; i < sizeof targets / sizeof *targets && best.examples == 0; i++)
        if (targets[i] > accuracy + 0.005) {
            const tenor_coverage point = cover(report, targets[i]);
            best = point.coverage >= 0.3 ? point : best;
        }
    if (best.examples == 0) {
        text_add(&section->next, "Leave <code>--threshold</code> away: answering less would not make it right more "
                                 "often by much.");
        return;
    }
    section->urgency = PAGE_COULD;
    text_add(&section->next, "If people can read the doubtful texts, run ");
    snprintf(rest, sizeof rest, "new.csv --threshold %.4f", best.threshold);
    page_add_command(&section->next, measured, "classify", rest);
    text_add(&section->next, " on new texts: the model answers ");
    html_add_percent(&section->next, best.coverage);
    text_add(&section->next, " of them and is right on ");
    html_add_percent(&section->next, best.accuracy);
    text_add(&section->next, " of these; the others get a ? instead of a label.");
}

static void add_thresholds(struct text *to, const tenor_report *report)
{
    static const double shares[] = {1, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3};
    size_t before = SIZE_MAX;
    text_add(to, "<div class=wide tabindex=0 role=region aria-label=Thresholds><table><thead><tr><th scope=col>"
                 "--threshold</th><th scope=col>Answered</th><th scope=col>Right</th><th scope=col>95\xC2\xA0%% range"
                 "</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        const tenor_coverage point = tenor_report_coverage(report, shares[i]);
        if (point.examples == before || point.examples == 0)
            continue;
        before = point.examples;
        text_add(
            to, "<tr><th scope=row>%.4f</th><td>%.1f\xC2\xA0%%</td><td>%.1f\xC2\xA0%%</td><td>%.1f to %.1f</td></tr>\n",
            point.threshold, 100 * point.coverage, 100 * point.accuracy, 100 * point.accuracy_interval.from,
            100 * point.accuracy_interval.to);
    }
    text_add(to, "</tbody></table></div>\n");
}

void page_coverage(struct page *page, const struct page_measured *measured)
{
    const tenor_report *report = measured->report;
    if (tenor_report_multi_label(report) || tenor_report_scores(report)->examples < LEAST_TEXTS)
        return;
    struct page_section *section = page_add(page, "coverage", "What if it answers only where it is sure?");
    struct text *to = &section->body;
    struct chart_point line[COVERAGE_POINTS];
    struct chart_point lower[COVERAGE_POINTS];
    struct chart_point upper[COVERAGE_POINTS];
    size_t count = 0;
    double least = 1;
    size_t before = SIZE_MAX;
    for (size_t i = 1; i <= COVERAGE_POINTS; i++) {
        const tenor_coverage point = tenor_report_coverage(report, (double)i / COVERAGE_POINTS);
        if (point.examples == 0 || point.examples == before)
            continue;
        before = point.examples;
        line[count] = (struct chart_point){point.coverage, point.accuracy};
        lower[count] = (struct chart_point){point.coverage, point.accuracy_interval.from};
        upper[count] = (struct chart_point){point.coverage, point.accuracy_interval.to};
        least =
            count > COVERAGE_POINTS / 10 || i == COVERAGE_POINTS ? fmin(least, point.accuracy_interval.from) : least;
        count++;
    }
    struct chart chart;
    struct chart_axis right = axis_of("right among these");
    right.from = fmax(0, floor(least * 10 - 0.5) / 10);
    right.step = right.from > 0.75 ? 0.05 : right.from > 0.45 ? 0.1 : 0.2;
    advise_coverage(section, measured);
    begin_figure(to);
    chart_begin(&chart, to, "coverage", "Accuracy over coverage",
                "How often the model is right when it answers only a share of the texts, those it is surest of.",
                axis_of("share of the texts that it answers, the surest first"), right);
    chart_band(&chart, lower, upper, count);
    chart_line(&chart, 0, line, count);
    chart_end(&chart);
    end_figure(to, "To the right it answers every text; to the left only those that it is surest of. The shade is the "
                   "95\xC2\xA0% range.");
    add_thresholds(to, report);
    text_add(to, "</div></div>\n");
}

/* ---- precision over recall ---- */

struct ranked {
    size_t label;
    double key;
};

static int by_key(const void *a, const void *b)
{
    const struct ranked *left = a;
    const struct ranked *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return (left->label > right->label) - (left->label < right->label);
}

/* The labels with the lowest F1 among those that enough texts have; the caller frees. */
static struct ranked *rank_labels(const tenor_report *report, size_t *count)
{
    struct ranked *ranked = memory_resize(NULL, tenor_report_label_count(report) + 1, sizeof *ranked);
    *count = 0;
    for (size_t i = 0; i < tenor_report_label_count(report); i++) {
        const tenor_label_scores scores = *tenor_report_label(report, i);
        if (scores.support >= LEAST_TEXTS)
            ranked[(*count)++] = (struct ranked){i, scores.f1};
    }
    qsort(ranked, *count, sizeof *ranked, by_key);
    return ranked;
}

/* The point at which a share of the texts is found. */
static struct evidence_point point_at(const struct evidence_point *points, size_t count, double recall)
{
    size_t i = 0;
    while (i + 1 < count && points[i].recall < recall)
        i++;
    return points[i];
}

static void add_curve_row(struct text *to, tenor_str label, const struct evidence_point *points, size_t count,
                          double area)
{
    text_add(to, "<tr><th scope=row>");
    html_add_label(to, label);
    text_add(to, "</th><td>%.1f</td>", 100 * area);
    static const double recalls[] = {0.5, 0.8, 0.9};
    for (size_t i = 0; i < sizeof recalls / sizeof *recalls; i++)
        text_add(to, "<td>%.1f\xC2\xA0%%</td>", 100 * point_at(points, count, recalls[i]).precision);
    text_add(to, "</tr>\n");
}

void page_precision(struct page *page, const struct page_measured *measured)
{
    const tenor_report *report = measured->report;
    size_t labels;
    struct ranked *ranked = rank_labels(report, &labels);
    if (labels == 0 || !measured->evidence->all) {
        free(ranked);
        return;
    }
    struct page_section *section = page_add(page, "precision", "How many can it find, and at what price?");
    struct text *to = &section->body;
    struct text rows = {0};
    struct chart chart;
    const size_t shown = labels < CHART_SERIES ? labels : CHART_SERIES;
    begin_figure(to);
    chart_begin(&chart, to, "precision", "Precision over recall",
                "For each label: when more of its texts are found, fewer of those that get it have it.",
                axis_of("found: share of the label's texts"), axis_of("right: share of what is found"));
    for (size_t i = 0; i < shown; i++) {
        size_t count;
        double area;
        struct evidence_point *points =
            evidence_curve(measured->evidence, ranked[i].label, CURVE_POINTS, &count, &area);
        struct chart_point *line = memory_resize(NULL, count + 1, sizeof *line);
        for (size_t k = 0; k < count; k++)
            line[k] = (struct chart_point){points[k].recall, points[k].precision};
        chart_line(&chart, i, line, count);
        add_curve_row(&rows, tenor_report_label(report, ranked[i].label)->label, points, count, area);
        if (i == 0) {
            const struct evidence_point point = point_at(points, count, 0.9);
            const tenor_str label = tenor_report_label(report, ranked[i].label)->label;
            text_add(&section->next, "To find 90\xC2\xA0%% of the texts that are ");
            html_add_label(&section->next, label);
            text_add(&section->next, ", run ");
            page_add_command(&section->next, measured, "classify", "new.csv --all");
            text_add(&section->next, " on new texts and take those whose probability of ");
            html_add_label(&section->next, label);
            text_add(&section->next, " is at least %.3f: ", point.threshold);
            html_add_percent(&section->next, point.precision);
            text_add(&section->next, " of what you take will be it. Take another point of the line if false alarms or "
                                     "misses cost you more.");
        }
        free(line);
        free(points);
    }
    chart_end(&chart);
    chart_key_begin(to);
    for (size_t i = 0; i < shown; i++)
        chart_key(to, i, tenor_report_label(report, ranked[i].label)->label);
    chart_key_end(to);
    end_figure(to, labels > shown ? "The five labels with the lowest F1. A line that stays at the top is best."
                                  : "A line that stays at the top is best.");
    text_add(
        to,
        "<div class=wide tabindex=0 role=region aria-label=\"Precision at a recall\"><table>\n<caption>Right, when so "
        "many are to be found</caption><thead><tr><th scope=col>Label</th><th scope=col>Average</th>"
        "<th scope=col>50\xC2\xA0%%</th><th scope=col>80\xC2\xA0%%</th><th scope=col>90\xC2\xA0%%</th></tr></thead>"
        "<tbody>\n%s</tbody></table></div></div></div>\n",
        rows.data);
    free(rows.data);
    free(ranked);
}
