/* The folds of a cross-validation. */
#include "page/chart.h"
#include "page/html.h"
#include "page/sections.h"

#include "output/output.h"

#include <math.h>
#include <stdio.h>

enum { TITLE_SIZE = 120 };

static void add_chart(struct text *to, const tenor_fold *const *folds, size_t count,
                      const tenor_crossvalidation *result)
{
    double from = 1;
    double last = 0;
    for (size_t i = 0; i < count; i++) {
        from = fmin(from, folds[i]->scores->accuracy_interval.from);
        last = fmax(last, folds[i]->scores->accuracy_interval.to);
    }
    const double step = chart_step(fmax(last - from, 0.01));
    const struct chart_axis x = {0.5, folds[0]->folds + 0.5, fmax(chart_step(folds[0]->folds), 1), false, "fold"};
    const struct chart_axis y = {fmax(floor(from / step) * step, 0), fmin(ceil(last / step) * step, 1), step, true,
                                 "right"};
    struct chart chart;
    chart_begin(&chart, to, "folds-chart", "Accuracy of each fold",
                "The share of each fold's texts that is right, with its 95 % range; the dashed line is the mean.", x,
                y);
    chart_rule(&chart, (struct chart_point){x.from, result->accuracy.mean},
               (struct chart_point){x.to, result->accuracy.mean}, NULL);
    for (size_t i = 0; i < count; i++) {
        const tenor_scores *scores = folds[i]->scores;
        char title[TITLE_SIZE];
        snprintf(title, sizeof title, "fold %u: %.1f %%", (unsigned)folds[i]->fold, 100 * scores->accuracy);
        chart_mark(&chart, 0, (struct chart_point){folds[i]->fold, scores->accuracy}, scores->accuracy_interval.from,
                   scores->accuracy_interval.to, 4, title);
    }
    chart_end(&chart);
}

static void add_row(struct text *to, const char *name, const tenor_spread *spread, bool percent)
{
    const double scale = percent ? 100 : 1;
    const int decimals = percent ? 1 : 3;
    text_add(to, "<tr><th scope=row>%s</th><td>%.*f</td><td>%.*f</td>", name, decimals, scale * spread->mean, decimals,
             scale * spread->deviation);
    if (spread->interval.to < 1e300)
        text_add(to, "<td>%.*f to %.*f</td></tr>\n", decimals, scale * spread->interval.from, decimals,
                 scale * spread->interval.to);
    else
        text_add(to, "<td>unknown</td></tr>\n");
}

static void add_numbers(struct text *to, const tenor_fold *const *folds, size_t count)
{
    text_add(to, "<details><summary>The numbers</summary>\n<div class=wide><table><thead><tr><th scope=col>Fold</th>"
                 "<th scope=col>Texts</th><th scope=col>Accuracy</th><th scope=col>Macro F1</th><th scope=col>Log loss"
                 "</th><th scope=col>Best epoch</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++)
        text_add(to,
                 "<tr><th scope=row>%u</th><td>%s</td><td>%.1f\xC2\xA0%%</td><td>%.1f\xC2\xA0%%</td><td>%.3f</td>"
                 "<td>%u of %u</td></tr>\n",
                 (unsigned)folds[i]->fold, output_grouped(folds[i]->test_size).text, 100 * folds[i]->scores->accuracy,
                 100 * folds[i]->scores->macro_f1, folds[i]->scores->loss, (unsigned)folds[i]->best_epoch,
                 (unsigned)folds[i]->epochs);
    text_add(to, "</tbody></table></div></details>\n");
}

void page_folds(struct page *page, const tenor_fold *const *folds, size_t count, const tenor_crossvalidation *result)
{
    if (count == 0)
        return;
    if (count < folds[0]->folds)
        text_add(
            &page->lead,
            " <strong>This was interrupted: %zu of %u folds %s done, and the other texts were not tested. Run it to "
            "the end before you compare.</strong>",
            count, (unsigned)folds[0]->folds, count == 1 ? "was" : "were");
    struct page_section *section = page_add(page, "folds", "Would another training be as good?");
    struct text *to = &section->body;
    const tenor_interval interval = result->accuracy.interval;
    text_add(&section->next,
             "Expect a model that you train on such texts to be right on %.1f\xC2\xA0%%, and compare "
             "options only when their means differ by more than the range (%.1f to %.1f): smaller "
             "differences may be chance.",
             100 * result->accuracy.mean, 100 * interval.from, 100 * fmin(interval.to, 1));
    text_add(to,
             "<p>The texts were assigned to %u groups, the folds. For each one a model was trained on the others and "
             "tested on it, so "
             "that %s by a model that had not seen it.</p>\n<div class=two><figure>\n",
             (unsigned)folds[0]->folds,
             count < folds[0]->folds ? "each text of the folds that were done was tested once"
                                     : "each text was tested once");
    add_chart(to, folds, count, result);
    text_add(to,
             "<figcaption>Each dot is a fold with its 95\xC2\xA0%% range; the dashed line is the mean.</figcaption>"
             "</figure>\n<div>\n<div class=wide tabindex=0 role=region aria-label=\"Means of the folds\"><table><thead>"
             "<tr><th scope=col>Score</th><th scope=col>Mean</th><th scope=col>Deviation</th><th scope=col>"
             "95\xC2\xA0%% range</th></tr></thead><tbody>\n");
    add_row(to, "Accuracy", &result->accuracy, true);
    add_row(to, "Macro F1", &result->macro_f1, true);
    add_row(to, "Log loss", &result->loss, false);
    add_row(to, "Calibration error", &result->calibration_error, false);
    text_add(to, "</tbody></table></div>\n");
    add_numbers(to, folds, count);
    text_add(to, "</div></div>\n");
}
