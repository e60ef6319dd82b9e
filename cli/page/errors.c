/* The errors that a model is surest of. */
#include "page/html.h"
#include "page/names.h"
#include "page/sections.h"

#include "explain/explain.h"
#include "memory.h"
#include "output/output.h"

#include <math.h>

enum {
    OPEN = 10,         /* errors that are seen at once */
    MOST_BYTES = 1200, /* of a text */
    MOST_TOKENS = 2000 /* of the texts whose words are explained: it takes time */
};

/* How words are explained, as far as the tokens go. */
struct words {
    struct explain explain;
    size_t tokens;
};

static void add_predicted(struct text *to, const tenor_report *report, const struct mistake *mistake)
{
    struct names names = {to, 0};
    for (size_t j = 0; j < mistake->count; j++)
        names_add(&names, tenor_report_label(report, mistake->predicted[j])->label);
    names_end(&names);
}

static void add_piece(struct text *to, const struct explain_piece *piece)
{
    if (piece->strength == 0) {
        html_add_cut(to, piece->text, MOST_BYTES);
        return;
    }
    text_add(to, "<span class=%s style=--w:%.2f title=\"%+.2f\">", piece->weight > 0 ? "for" : "against",
             fabs(piece->strength), piece->weight);
    html_add(to, piece->text);
    text_add(to, "</span>");
}

/* The text, with the words that speak for and against what is predicted. */
static void add_words(struct text *to, struct words *words, tenor_str text, size_t label)
{
    struct explain *explain = &words->explain;
    struct explain_piece piece;
    size_t token = 0;
    size_t at = 0;
    explain->label = label;
    if (!explain->session || words->tokens > MOST_TOKENS || !explain_text(explain, text)) {
        html_add_cut(to, text, MOST_BYTES);
        return;
    }
    words->tokens += explain->explanation.token_count;
    while (at < MOST_BYTES && explain_next(explain, text, &token, &at, &piece))
        add_piece(to, &piece);
    text_add(to, "%s", at < text.size ? " \xE2\x80\xA6" : "");
}

static void add_error(struct text *to, const struct page_measured *measured, const struct mistake *mistake,
                      struct words *words)
{
    const tenor_corpus *corpus = measured->corpus;
    const bool several = tenor_report_multi_label(measured->report);
    text_add(to, "<li><p class=says>line %llu: it is ",
             (unsigned long long)tenor_corpus_line(corpus, mistake->example));
    names_of_example(to, corpus, mistake->example);
    text_add(to, "; the model says ");
    add_predicted(to, measured->report, mistake);
    if (several) {
        text_add(to, "; it is surest, with %.1f\xC2\xA0%%, that ", 100 * (double)mistake->probability);
        html_add_label(to, tenor_report_label(measured->report, mistake->surest)->label);
        text_add(to, mistake->missed ? " is not one of them" : " is one of them");
    } else {
        text_add(to, ", with %.1f\xC2\xA0%%", 100 * (double)mistake->probability);
    }
    text_add(to, "</p><p class=text lang=\"\" dir=auto>");
    const tenor_str text = tenor_corpus_text(corpus, mistake->example);
    if (text.size > 0)
        add_words(to, words, text, mistake->surest);
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
    text_add(&section->next,
             "Read the errors that it is surest of. Where the model is right and the label is wrong, correct that line "
             "of the file. What the others have in common tells which new texts to collect for the next training; "
             "leave these "
             "where they are: %s.",
             page_why_left(measured));
    struct words words = {0};
    if (measured->model && tenor_session_new(measured->model, NULL, &words.explain.session) != TENOR_OK)
        memory_check(NULL);
    if (measured->model)
        words.explain = explain_of(measured->model, words.explain.session, NULL, false);
    text_add(to, "<p>%s of ", output_grouped(mistakes->count).text);
    html_add_count(to, mistakes->all, "error", "errors");
    text_add(to, ", the surest first.");
    if (measured->model)
        text_add(to,
                 " <span class=for style=--w:.6>Words like this</span> speak for %s, <span class=against "
                 "style=--w:.6>words like this</span> against it.",
                 tenor_report_multi_label(measured->report) ? "the last label that is named" : "what the model says");
    text_add(to, "</p>\n<ol class=errors>\n");
    for (size_t i = 0; i < mistakes->count; i++) {
        if (i == OPEN)
            text_add(to, "</ol>\n<details><summary>%zu more</summary>\n<ol class=errors start=%d>\n",
                     mistakes->count - OPEN, OPEN + 1);
        add_error(to, measured, &mistakes->list[i], &words);
    }
    text_add(to, "</ol>\n%s", mistakes->count > OPEN ? "</details>\n" : "");
    if (words.tokens > MOST_TOKENS)
        text_add(to, "<p class=about>Words are colored in the first errors only: these texts are long.</p>\n");
    tenor_session_free(words.explain.session);
}
