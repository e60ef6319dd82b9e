/* The sections of a page, a question each. Each adds itself, and nothing where it has nothing to show. */
#ifndef TENOR_CLI_PAGE_SECTIONS_H
#define TENOR_CLI_PAGE_SECTIONS_H

#include "report/groups.h"
#include "page/evidence.h"
#include "page/page.h"
#include "page/texts.h"
#include "report/swap.h"

/* What the texts that a model is measured on are to it. */
enum page_seen {
    PAGE_UNSEEN = 0, /* as far as can be told */
    PAGE_CHOSE,      /* they chose its epoch */
    PAGE_TRAINED,    /* it was trained on them */
};

/* What was measured, on which texts. */
struct page_measured {
    const tenor_model *model; /* NULL where several were measured, as is path */
    const char *path;         /* where the model is */
    const tenor_report *report;
    const tenor_corpus *corpus;
    struct evidence *evidence;
    enum page_seen seen;
    const tenor_crossvalidation *folds; /* whose models were measured; NULL for one model */
};

/* The sentence at the top and the figures below it. name is that of the corpus; NULL for a part that was held out. */
void page_summary(struct page *page, const struct page_measured *measured, const char *name);

/* All sections about what was measured but its errors, in their order. */
void page_measured(struct page *page, const struct page_measured *measured);

/* As code, a command with the model that was measured, and what follows it as it is typed. */
void page_add_command(struct text *to, const struct page_measured *measured, const char *command, const char *rest);

/* Why errors are not to be put among the training texts, after "leave these where they are: ". */
const char *page_why_left(const struct page_measured *measured);

/* How often it is right, and label by label. */
void page_scores(struct page *page, const struct page_measured *measured);
void page_labels(struct page *page, const struct page_measured *measured);

/* Which labels it takes for which. */
void page_confusion(struct page *page, const struct page_measured *measured);

/* Whether its probabilities can be believed, what is left when it answers only where it is sure, and how many texts of
 * a label are found at which precision. */
void page_reliability(struct page *page, const struct page_measured *measured);
void page_coverage(struct page *page, const struct page_measured *measured);
void page_precision(struct page *page, const struct page_measured *measured);

/* Groups of texts and swapped words. max_gap is NAN where none is asked for. */
void page_groups(struct page *page, const struct groups *groups, double max_gap);
void page_swap(struct page *page, const struct swap *swap, const tenor_model *model, const tenor_corpus *corpus);

/* The surest errors. */
void page_errors(struct page *page, const struct page_measured *measured);

/* The texts themselves; `what` says which they are (ours): "The texts it was tested on". */
void page_corpus(struct page *page, const struct page_texts *texts, const char *what, size_t max_tokens);

/* How training went, by the model's history. */
void page_history(struct page *page, const tenor_model *model);

/* The folds of a cross-validation that were done, and their mean. */
void page_folds(struct page *page, const tenor_fold *const *folds, size_t count, const tenor_crossvalidation *result);

/* A trial of a search, as it was told. */
struct page_trial {
    uint32_t trial;
    uint32_t epochs;
    double accuracy; /* on dev, of its best epoch; NAN for none */
    double macro_f1;
    double loss;
    bool best;     /* so far */
    char *changes; /* of options, as on a command line; the page's */
};

void page_trials(struct page *page, const struct page_trial *trials, size_t count, const char *command);

/* What an audit found, with the sentence at the top. test may be NULL; name is the corpus's; labels says whether models
 * were trained, which find wrong labels. */
void page_findings(struct page *page, const tenor_audit *audit, const tenor_corpus *corpus, const tenor_corpus *test,
                   tenor_str name, bool labels);

#endif
