/* A page about a model for people who know no machine learning: one HTML file without scripts or anything to load. At
 * its top stands what was found and what to do next; below it is a section a question, each with one sentence on what
 * to do. */
#ifndef TENOR_CLI_PAGE_PAGE_H
#define TENOR_CLI_PAGE_PAGE_H

#include "options/args.h"
#include "text.h"

/* How much what a section says to do matters. */
enum page_urgency { PAGE_FINE, PAGE_COULD, PAGE_SHOULD, PAGE_MUST };

/* All of it is HTML. */
struct page_section {
    const char *id;
    const char *title;
    struct text body;
    struct text next; /* what to do: a sentence or two */
    enum page_urgency urgency;
};

/* Zero-initialized, with kind and command: a page without sections. */
struct page {
    const char *kind;    /* "Evaluation" */
    const char *command; /* that made it, as it was typed; borrowed */
    struct text title;   /* HTML; as are the next two */
    struct text lead;
    struct text tiles;
    struct page_section **sections; /* [count] */
    size_t count;
};

/* Whether a page can be written to path (NULL: none is wanted), which must be none of the files that are read, of which
 * any may be NULL, nor in the model that is saved, which may be NULL. Says what is wrong and returns an exit status. */
int page_check(const struct command *command, const char *path, const char *const *inputs, size_t count,
               const char *model);

struct page_section *page_add(struct page *page, const char *id, const char *title);

/* A figure of the summary: what it is, and below it a remark. All are HTML and copied. */
void page_tile(struct page *page, const char *value, const char *what, const char *remark);

/* Says what is wrong and returns an exit status. */
int page_write(const struct page *page, const struct command *command, const char *path);
void page_free(struct page *page);

#endif
