/* What the texts are like. */
#include "page/chart.h"
#include "page/html.h"
#include "page/sections.h"

#include "output/output.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BINS = 24, MOST_LABELS = 20, TITLE_SIZE = 80 };

/* Texts with more than `tokens` tokens. */
static size_t count_longer(const struct page_texts *texts, size_t tokens)
{
    size_t begin = 0;
    size_t end = texts->count;
    while (begin < end) {
        const size_t middle = begin + (end - begin) / 2;
        if (texts->lengths[middle] <= tokens)
            begin = middle + 1;
        else
            end = middle;
    }
    return texts->count - begin;
}

static void add_lengths(struct text *to, const struct page_texts *texts)
{
    /* Nearly all of them: a few long texts would leave the others no room. */
    const size_t longest = texts->lengths[(texts->count - 1) * 99 / 100];
    const double bin = ceil((double)(longest + 1) / BINS);
    size_t counts[BINS] = {0};
    size_t most = 1;
    for (size_t i = 0; i < texts->count && texts->lengths[i] <= longest; i++) {
        const size_t at = (size_t)((double)texts->lengths[i] / bin);
        counts[at]++;
        most = counts[at] > most ? counts[at] : most;
    }
    const double last = ceil((double)(longest + 1) / bin) * bin;
    struct chart chart;
    const struct chart_axis x = {0, last, chart_step(last), false, "words and signs of a text (tokens)"};
    const struct chart_axis y = {0, (double)most * 1.05, fmax(chart_step((double)most), 1), false, "texts"};
    chart_begin(&chart, to, "lengths", "How long the texts are", "How many texts have how many tokens.", x, y);
    for (size_t i = 0; i < BINS; i++) {
        char title[TITLE_SIZE];
        if (counts[i] == 0)
            continue;
        snprintf(title, sizeof title, "%zu texts with %.0f to %.0f", counts[i], (double)i * bin,
                 (double)(i + 1) * bin - 1);
        chart_bar(&chart, (double)i * bin, bin, (double)counts[i], title);
    }
    chart_end(&chart);
}

static void add_share_row(struct text *to, tenor_str name, size_t count, size_t all, double widest)
{
    const double share = all > 0 ? (double)count / (double)all : 0;
    text_add(to, "<tr><th scope=row>");
    html_add_label(to, name);
    text_add(to,
             "</th><td>%s</td><td>%.1f\xC2\xA0%%</td><td class=range><svg viewBox=\"0 0 200 20\" "
             "preserveAspectRatio=none aria-hidden=true><rect class=bar y=5 height=10 width=%.1f /></svg></td></tr>\n",
             output_grouped(count).text, 100 * share, widest > 0 ? 200 * share / widest : 0);
}

static void add_labels(struct text *to, const struct page_texts *texts)
{
    text_add(to, "<div class=wide tabindex=0 role=region aria-label=\"Texts of each label\"><table>\n<caption>");
    if (texts->labels > MOST_LABELS)
        text_add(to, "The %d most frequent labels, of %zu.", MOST_LABELS, texts->labels);
    text_add(to, "</caption><thead><tr><th scope=col>Label</th><th scope=col>Texts</th><th scope=col>Share</th>"
                 "<th scope=col></th></tr></thead><tbody>\n");
    const double widest = texts->labels > 0 && texts->count > 0 ? (double)texts->sizes[0] / (double)texts->count : 0;
    for (size_t k = 0; k < texts->labels && k < MOST_LABELS; k++)
        add_share_row(to, tenor_str_of(texts->names[k]), texts->sizes[k], texts->count, widest);
    if (texts->without > 0)
        add_share_row(to, tenor_str_of("(no label)"), texts->without, texts->count, widest);
    text_add(to, "</tbody></table></div>\n");
}

static void add_scripts(struct text *to, const struct page_texts *texts)
{
    if (texts->script_count == 1 && texts->scripts[0].name) {
        text_add(to, "<p>All texts are in one script: %s.</p>\n", texts->scripts[0].name);
        return;
    }
    text_add(to,
             "<div class=wide tabindex=0 role=region aria-label=Scripts><table>\n<caption>In which script most letters "
             "of a text are</caption><thead><tr><th scope=col>Script</th><th scope=col>Texts</th>"
             "<th scope=col>Share</th><th scope=col></th></tr></thead><tbody>\n");
    for (size_t i = 0; i < texts->script_count; i++)
        add_share_row(to, tenor_str_of(texts->scripts[i].name ? texts->scripts[i].name : "no script stands out"),
                      texts->scripts[i].texts, texts->count, 1);
    text_add(to, "</tbody></table></div>\n");
}

static void advise(struct page_section *section, const struct page_texts *texts, size_t max_tokens)
{
    struct text *next = &section->next;
    const size_t longer = max_tokens > 0 ? count_longer(texts, max_tokens) : 0;
    const double n = (double)texts->count;
    const size_t rarest = texts->labels > 0 ? texts->sizes[texts->labels - 1] : 0;
    if (texts->empty > 0) {
        section->urgency = PAGE_SHOULD;
        html_add_count(next, texts->empty, "text has", "texts have");
        text_add(next, " no word at all: look for them and leave them out. ");
    }
    if (texts->broken > 0) {
        section->urgency = PAGE_SHOULD;
        html_add_count(next, texts->broken, "text has", "texts have");
        text_add(next, " bytes that are no characters: give the right <code>--encoding</code> or mend them. ");
    }
    if ((double)longer > 0.05 * n) {
        section->urgency = PAGE_COULD > section->urgency ? PAGE_COULD : section->urgency;
        html_add_count(next, longer, "text is", "texts are");
        text_add(next, " longer than the %zu tokens that the network reads: try a larger <code>--max-tokens</code>. ",
                 max_tokens);
    }
    if ((double)texts->repeated > 0.01 * n) {
        section->urgency = PAGE_COULD > section->urgency ? PAGE_COULD : section->urgency;
        html_add_count(next, texts->repeated, "text occurs", "texts occur");
        text_add(next, " more than once: see that no copy is both in the training and in the test texts. ");
    }
    if (texts->labels > 1 && rarest * 20 < texts->sizes[0]) {
        section->urgency = PAGE_COULD > section->urgency ? PAGE_COULD : section->urgency;
        text_add(next, "The rarest label, ");
        html_add_label(next, tenor_str_of(texts->names[texts->labels - 1]));
        text_add(next, ", has %s text%s where ", output_grouped(rarest).text, rarest == 1 ? "" : "s");
        html_add_label(next, tenor_str_of(texts->names[0]));
        text_add(next, " has %s: collect more of it.", output_grouped(texts->sizes[0]).text);
    }
    if (next->size == 0)
        text_add(next, "Compare with the texts that the model will get: where theirs are longer, or of other labels or "
                       "scripts, these scores do not hold for them.");
}

void page_corpus(struct page *page, const struct page_texts *texts, const char *what, size_t max_tokens)
{
    if (texts->count == 0)
        return;
    struct page_section *section = page_add(page, "texts", what);
    struct text *to = &section->body;
    advise(section, texts, max_tokens);
    text_add(to, "<div class=two><figure>\n");
    add_lengths(to, texts);
    text_add(to,
             "<figcaption>Half of the texts have at most %zu tokens, and 99 of 100 at most %zu; the longest has %zu."
             "</figcaption></figure>\n<div>\n",
             texts->lengths[(texts->count - 1) / 2], texts->lengths[(texts->count - 1) * 99 / 100],
             texts->lengths[texts->count - 1]);
    add_labels(to, texts);
    add_scripts(to, texts);
    text_add(to, "</div></div>\n");
}
