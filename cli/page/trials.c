/* The trials of a search for options. */
#include "page/chart.h"
#include "page/html.h"
#include "page/sections.h"

#include "failure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_TRIALS = 200, TITLE_SIZE = 80 };

static void add_chart(struct text *to, const struct page_trial *trials, size_t count)
{
    double from = 1;
    double last = 0;
    for (size_t i = 0; i < count; i++) {
        from = fmin(from, trials[i].accuracy); /* fmin and fmax pass NAN over */
        last = fmax(last, trials[i].accuracy);
    }
    const double step = chart_step(fmax(last - from, 0.01));
    const double trials_step = fmax(chart_step((double)count), 1);
    const struct chart_axis x = {0.5, (double)trials[count - 1].trial + 0.5, trials_step, false, "trial"};
    const struct chart_axis y = {fmax(floor(from / step) * step, 0), fmin(ceil(last / step) * step, 1), step, true,
                                 "right on texts held out"};
    struct chart chart;
    chart_begin(&chart, to, "trials-chart", "Accuracy of each trial",
                "The accuracy of each trial on the texts held out; those that were the best so far in another color.",
                x, y);
    for (size_t i = 0; i < count; i++) {
        char title[TITLE_SIZE];
        if (isnan(trials[i].accuracy))
            continue;
        snprintf(title, sizeof title, "trial %u: %.1f %%", (unsigned)trials[i].trial, 100 * trials[i].accuracy);
        chart_mark(&chart, trials[i].best ? 2 : 0, (struct chart_point){trials[i].trial, trials[i].accuracy}, 0, 0,
                   trials[i].best ? 5 : 3, title);
    }
    chart_end(&chart);
}

static void add_row(struct text *to, const struct page_trial *trial)
{
    text_add(to, "<tr><th scope=row>%u%s</th><td>%u</td>", (unsigned)trial->trial, trial->best ? " \xE2\x98\x85" : "",
             (unsigned)trial->epochs);
    if (isnan(trial->accuracy))
        text_add(to, "<td></td><td></td><td></td>");
    else
        text_add(to, "<td>%.1f\xC2\xA0%%</td><td>%.1f\xC2\xA0%%</td><td>%.3f</td>", 100 * trial->accuracy,
                 100 * trial->macro_f1, trial->loss);
    text_add(to, "<td class=text><code>");
    html_add(to, tenor_str_of(trial->changes));
    text_add(to, "</code></td></tr>\n");
}

void page_trials(struct page *page, const struct page_trial *trials, size_t count, const char *command)
{
    if (count == 0)
        return;
    struct page_section *section = page_add(page, "trials", "Which options did the search find?");
    struct text *to = &section->body;
    double first = NAN;
    double best = NAN;
    for (size_t i = 0; i < count; i++) {
        first = trials[i].trial == 1 ? trials[i].accuracy : first;
        best = trials[i].best ? trials[i].accuracy : best;
    }
    if (best > first)
        text_add(&section->next,
                 "Use the model that was saved: on the texts held out it is right on %.1f points more than "
                 "the options as given. Believe a test more than these texts, among which the search chose "
                 "the best of %zu.",
                 100 * (best - first), count);
    else
        text_add(&section->next,
                 "Keep the options as given: no other did better in %zu trial%s. More training texts help "
                 "more than a longer search.",
                 count, count == 1 ? "" : "s");
    text_add(to, "<div class=two><figure>\n");
    add_chart(to, trials, count);
    text_add(to, "<figcaption>Each dot is a trial; green ones were the best so far.</figcaption></figure>\n<div>\n");
    if (command) {
        text_add(to, "<p>This command makes the same model again:</p>\n<pre>");
        html_add(to, tenor_str_of(command));
        text_add(to, "</pre>\n");
    }
    text_add(to,
             "</div></div>\n<details><summary>All trials</summary>\n<div class=wide><table><thead><tr><th scope=col>"
             "Trial</th><th scope=col>Epochs</th><th scope=col>Accuracy</th><th scope=col>Macro F1</th><th scope=col>"
             "Loss</th><th scope=col class=text>Options that differ from those given</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < count && i < MOST_TRIALS; i++)
        add_row(to, &trials[i]);
    text_add(to, "</tbody></table></div></details>\n");
}
