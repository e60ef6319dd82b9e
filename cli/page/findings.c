/* What an audit found in a corpus. */
#include "page/html.h"
#include "page/names.h"
#include "page/sections.h"

#include "output/output.h"

#include <stdlib.h>

enum { OPEN = 10 /* findings that are seen at once */, MOST = 50, MOST_BYTES = 600, MOST_KINDS = 4 };

/* A section: what it is about, and what its reader is to do. */
struct subject {
    const char *id;
    const char *title;
    const char *tile; /* what its number is called at the top; NULL for none */
    const char *next;
    enum page_urgency urgency;
    tenor_finding_kind kinds[MOST_KINDS];
    size_t kind_count;
};

static const struct subject subjects[] = {
    {"wrong",
     "Which labels are probably wrong?",
     "Labels to check",
     "Read the texts whose labels are probably wrong and correct those that are, the surest first. Stop when three in "
     "a row "
     "are right.",
     PAGE_SHOULD,
     {TENOR_FINDING_LABEL},
     1},
    {"leaks",
     "Which texts are in the test corpus, too?",
     "Texts of the test",
     "Leave texts that are in the test corpus out of the training texts (<code>--fix</code> does so): a test of texts "
     "that "
     "were trained on flatters the model.",
     PAGE_MUST,
     {TENOR_FINDING_LEAK},
     1},
    {"copies",
     "Which texts are there more than once?",
     "Copies",
     "Decide on one label for copies that have several, and leave the other copies out (<code>--fix</code> does so for "
     "whole copies).",
     PAGE_COULD,
     {TENOR_FINDING_CONFLICT, TENOR_FINDING_COPY, TENOR_FINDING_NEAR_COPY},
     3},
    {"same",
     "Which labels cannot be told apart?",
     NULL,
     "Make one label of two that models confuse as if by chance, or say better what tells them apart.",
     PAGE_SHOULD,
     {TENOR_FINDING_LABELS},
     1},
    {"words",
     "Which words give a label away?",
     NULL,
     "Ask of each word whether it will be in the texts to come: where it is a name, a number or a signature of the "
     "source, take it out of the texts, or the model learns it instead of what you mean.",
     PAGE_COULD,
     {TENOR_FINDING_WORD},
     1},
    {"bad",
     "Which texts are empty, broken or in another language?",
     "Bad texts",
     "Leave out empty texts, mend broken ones, and decide whether those in other languages belong here.",
     PAGE_COULD,
     {TENOR_FINDING_EMPTY, TENOR_FINDING_BROKEN, TENOR_FINDING_LANGUAGE},
     3},
    {"few",
     "Which labels have few texts?",
     NULL,
     "Collect more texts of these labels, or leave the labels out: a model cannot learn them.",
     PAGE_COULD,
     {TENOR_FINDING_FEW},
     1},
    {"groups",
     "Which groups have few texts?",
     NULL,
     "Collect more texts of these groups before you say how a model fares on them.",
     PAGE_COULD,
     {TENOR_FINDING_GROUP},
     1},
};

enum { SUBJECTS = sizeof subjects / sizeof *subjects };

static bool is_about(const struct subject *subject, tenor_finding_kind kind)
{
    for (size_t i = 0; i < subject->kind_count; i++)
        if (subject->kinds[i] == kind)
            return true;
    return false;
}

static size_t count_findings(const tenor_audit *audit, const struct subject *subject)
{
    size_t count = 0;
    for (size_t i = 0; i < tenor_audit_count(audit); i++)
        count += is_about(subject, tenor_audit_finding(audit, i)->kind);
    return count;
}

static void add_label(struct text *to, const tenor_corpus *corpus, size_t label)
{
    html_add_label(to, tenor_corpus_label_name(corpus, label));
}

static void add_text(struct text *to, const tenor_corpus *corpus, size_t example)
{
    text_add(to, "<p class=text lang=\"\" dir=auto>");
    html_add_cut(to, tenor_corpus_text(corpus, example), MOST_BYTES);
    text_add(to, "</p>");
}

static unsigned long long line_of(const tenor_corpus *corpus, size_t example)
{
    return (unsigned long long)tenor_corpus_line(corpus, example);
}

static void add_labels(struct text *to, const tenor_corpus *corpus, size_t example)
{
    const size_t count = tenor_corpus_example_label_count(corpus, example);
    text_add(to, count == 0 ? "has " : count == 1 ? "has the label " : "has the labels ");
    names_of_example(to, corpus, example);
}

/* Of several labels one may be missing, or one too many; of one label another fits better. */
static void add_wrong_label(struct text *to, const tenor_finding *finding, const tenor_corpus *corpus)
{
    const bool lacks = finding->label == SIZE_MAX;
    const bool replaced = !lacks && finding->suggested != SIZE_MAX;
    text_add(to, lacks ? "probably lacks the label " : "has the label ");
    add_label(to, corpus, lacks ? finding->suggested : finding->label);
    if (replaced) {
        text_add(to, ", should rather be ");
        add_label(to, corpus, finding->suggested);
    } else if (!lacks) {
        text_add(to, " and probably should not");
    }
    text_add(to, " (by the models %s has a probability of %.0f\xC2\xA0%%)", replaced ? "its own label" : "it",
             100 * (lacks ? finding->score : 1 - finding->score));
}

/* A line on a finding, without its text. */
static void add_remark(struct text *to, const tenor_finding *finding, const tenor_corpus *corpus,
                       const tenor_corpus *test)
{
    switch (finding->kind) {
    case TENOR_FINDING_LABEL:
        add_wrong_label(to, finding, corpus);
        break;
    case TENOR_FINDING_CONFLICT:
        add_labels(to, corpus, finding->example);
        text_add(to, "; its copy in line %llu ", line_of(corpus, finding->other));
        add_labels(to, corpus, finding->other);
        break;
    case TENOR_FINDING_COPY:
        text_add(to, "is a copy of line %llu", line_of(corpus, finding->other));
        break;
    case TENOR_FINDING_NEAR_COPY:
        text_add(to, "is nearly line %llu (%.0f\xC2\xA0%% alike)", line_of(corpus, finding->other),
                 100 * finding->score);
        break;
    case TENOR_FINDING_LEAK:
        text_add(to, "is line %llu of the test corpus (%.0f\xC2\xA0%% alike)", test ? line_of(test, finding->other) : 0,
                 100 * finding->score);
        break;
    case TENOR_FINDING_LABELS:
        add_label(to, corpus, finding->label);
        text_add(to, " and ");
        add_label(to, corpus, finding->suggested);
        text_add(to, " are confused %.0f\xC2\xA0%% as much as by chance, in %s texts", 100 * finding->score,
                 output_grouped(finding->count).text);
        break;
    case TENOR_FINDING_WORD:
        html_add_label(to, finding->detail);
        text_add(to, " is in %s texts, and %.0f\xC2\xA0%% of them have the label ", output_grouped(finding->count).text,
                 100 * finding->score);
        add_label(to, corpus, finding->label);
        break;
    case TENOR_FINDING_EMPTY:
        text_add(to, "has no word");
        break;
    case TENOR_FINDING_BROKEN:
        text_add(to, "has characters that were lost or read in another encoding");
        break;
    case TENOR_FINDING_LANGUAGE:
        text_add(to, "is in another language or script: ");
        html_add_label(to, finding->detail);
        break;
    case TENOR_FINDING_GROUP:
        html_add_label(to, finding->detail);
        text_add(to, " has %s text%s", output_grouped(finding->count).text, finding->count == 1 ? "" : "s");
        break;
    case TENOR_FINDING_FEW:
        add_label(to, corpus, finding->label);
        text_add(to, " has %s text%s", output_grouped(finding->count).text, finding->count == 1 ? "" : "s");
        break;
    }
}

static bool has_text(const tenor_finding *finding)
{
    return finding->example != SIZE_MAX; /* else it is about a label or a group */
}

/* The text that it is a copy of, unless that is the same to the letter. */
static void add_other(struct text *to, const tenor_finding *finding, const tenor_corpus *corpus,
                      const tenor_corpus *test)
{
    const tenor_corpus *from = finding->kind == TENOR_FINDING_LEAK ? test : corpus;
    if (!from || finding->other == SIZE_MAX)
        return;
    if (tenor_str_equal(tenor_corpus_text(from, finding->other), tenor_corpus_text(corpus, finding->example)))
        return;
    text_add(to, "<p class=says>line %llu%s, ", line_of(from, finding->other),
             from == test ? " of the test corpus" : "");
    names_of_example(to, from, finding->other);
    text_add(to, ":</p>");
    add_text(to, from, finding->other);
}

static void add_finding(struct text *to, const tenor_finding *finding, const tenor_corpus *corpus,
                        const tenor_corpus *test)
{
    text_add(to, "<li><p class=says>");
    if (has_text(finding) && finding->kind != TENOR_FINDING_WORD)
        text_add(to, "line %llu ", line_of(corpus, finding->example));
    add_remark(to, finding, corpus, test);
    text_add(to, "</p>");
    if (has_text(finding))
        add_text(to, corpus, finding->example);
    add_other(to, finding, corpus, test);
    text_add(to, "</li>\n");
}

static void add_subject(struct page *page, const struct subject *subject, const tenor_audit *audit,
                        const tenor_corpus *corpus, const tenor_corpus *test)
{
    const size_t all = count_findings(audit, subject);
    const size_t most = all < MOST ? all : MOST;
    size_t count = 0;
    if (all == 0)
        return;
    struct page_section *section = page_add(page, subject->id, subject->title);
    struct text *to = &section->body;
    section->urgency = subject->urgency;
    text_add(&section->next, "%s", subject->next);
    text_add(to, "<p>%s found%s.</p>\n<ol class=errors>\n", output_grouped(all).text,
             all > MOST ? ", of which these are the surest; <code>tenor audit --json</code> has all" : "");
    for (size_t i = 0; i < tenor_audit_count(audit) && count < most; i++) {
        const tenor_finding *finding = tenor_audit_finding(audit, i);
        if (!is_about(subject, finding->kind))
            continue;
        if (count == OPEN)
            text_add(to, "</ol>\n<details><summary>%zu more</summary>\n<ol class=errors start=%d>\n", most - OPEN,
                     OPEN + 1);
        add_finding(to, finding, corpus, test);
        count++;
    }
    text_add(to, "</ol>\n%s", most > OPEN ? "</details>\n" : "");
}

void page_findings(struct page *page, const tenor_audit *audit, const tenor_corpus *corpus, const tenor_corpus *test,
                   tenor_str name, bool labels)
{
    const size_t size = tenor_corpus_size(corpus);
    const size_t count = tenor_audit_count(audit);
    size_t confirmed = 0;
    for (size_t i = 0; i < size; i++)
        confirmed += tenor_audit_confirmed(audit, i);
    if (count == 0)
        text_add(&page->title, "Nothing was found");
    else
        text_add(&page->title, "%s thing%s to look at", output_grouped(count).text, count == 1 ? "" : "s");
    text_add(&page->lead, "The ");
    html_add_count(&page->lead, size, "text", "texts");
    text_add(&page->lead, " of ");
    html_add_label(&page->lead, name);
    text_add(&page->lead, " were looked through for %scopies and texts that would teach a model the wrong thing.%s",
             labels ? "labels that are probably wrong, " : "",
             labels ? "" : " Labels were not checked: that takes a run without <code>--no-training</code>.");
    if (confirmed > 0)
        text_add(&page->lead, " What was found in %s row%s is so sure that <code>--fix</code> leaves %s out.",
                 output_grouped(confirmed).text, confirmed == 1 ? "" : "s", confirmed == 1 ? "it" : "them");
    for (size_t i = 0; i < SUBJECTS; i++) {
        const size_t found = count_findings(audit, &subjects[i]);
        if (subjects[i].tile && found > 0) {
            struct text remark = {0};
            html_add_percent(&remark, size > 0 ? (double)found / (double)size : 0);
            text_add(&remark, " of the texts");
            page_tile(page, output_grouped(found).text, subjects[i].tile, remark.data);
            free(remark.data);
        }
        add_subject(page, &subjects[i], audit, corpus, test);
    }
}
