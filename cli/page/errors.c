/* The errors that a model is surest of. */
#include "page/html.h"
#include "page/sections.h"

#include "output.h"

enum { OPEN = 10 /* errors that are seen at once */, MOST_BYTES = 1200 };

static void add_actual(struct text *to, const tenor_corpus *corpus, size_t example)
{
    const size_t count = tenor_corpus_example_label_count(corpus, example);
    for (size_t j = 0; j < count; j++) {
        text_add(to, "%s", j > 0 ? ", " : "");
        html_add_label(to, tenor_corpus_label_name(corpus, tenor_corpus_example_label(corpus, example, j)));
    }
    text_add(to, "%s", count == 0 ? "no label" : "");
}

static void add_error(struct text *to, const struct page_measured *measured, const struct mistake *mistake)
{
    const tenor_corpus *corpus = measured->corpus;
    text_add(to, "<li><p class=says>line %llu: it is ",
             (unsigned long long)tenor_corpus_line(corpus, mistake->example));
    add_actual(to, corpus, mistake->example);
    text_add(to, "; the model says ");
    for (size_t j = 0; j < mistake->count; j++) {
        text_add(to, "%s", j > 0 ? ", " : "");
        html_add_label(to, tenor_model_label(measured->model, mistake->predicted[j]));
    }
    text_add(to, "%s, with %.1f\xC2\xA0%%</p><p class=text lang=\"\" dir=auto>", mistake->count == 0 ? "no label" : "",
             100 * (double)mistake->probability);
    const tenor_str text = tenor_corpus_text(corpus, mistake->example);
    if (text.size > 0)
        html_add_cut(to, text, MOST_BYTES);
    else
        text_add(to, "(empty)");
    text_add(to, "</p></li>\n");
}

void page_errors(struct page *page, const struct page_measured *measured)
{
    struct mistakes *mistakes = &measured->evidence->mistakes;
    struct page_section *section = page_add(page, "errors", "Which errors is it surest of?");
    struct text *to = &section->body;
    mistakes_sort(mistakes);
    if (mistakes->all == 0) {
        text_add(&section->next, "Nothing: there is no error among these texts.");
        return;
    }
    section->urgency = PAGE_COULD;
    text_add(&section->next, "Read the errors that it is surest of. Where the model is right and the label is wrong, "
                             "correct that line of the corpus; what the others have in common tells which texts to add "
                             "to the training corpus.");
    text_add(to, "<p>%s of ", output_grouped(mistakes->count).text);
    html_add_count(to, mistakes->all, "error", "errors");
    text_add(to, ", the surest first.</p>\n<ol class=errors>\n");
    for (size_t i = 0; i < mistakes->count; i++) {
        if (i == OPEN)
            text_add(to, "</ol>\n<details><summary>%zu more</summary>\n<ol class=errors start=%d>\n",
                     mistakes->count - OPEN, OPEN + 1);
        add_error(to, measured, &mistakes->list[i]);
    }
    text_add(to, "</ol>\n%s", mistakes->count > OPEN ? "</details>\n" : "");
}
