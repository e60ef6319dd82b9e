/* What the texts of a corpus are like: lengths, labels, scripts, copies. */
#ifndef TENOR_CLI_PAGE_TEXTS_H
#define TENOR_CLI_PAGE_TEXTS_H

#include "options/args.h"
#include "text.h"

enum { TEXTS_SCRIPTS = 40 }; /* more than there are */

struct page_texts {
    size_t count;
    size_t *lengths; /* [count] tokens, sorted */
    size_t labels;
    char **names;    /* [labels] the caller's copies, most texts first */
    size_t *sizes;   /* [labels] texts */
    size_t without;  /* any label */
    size_t empty;    /* without a token */
    size_t broken;   /* with bytes that are no characters */
    size_t repeated; /* with a text that another has */
    struct {
        const char *name; /* NULL: none stands out */
        size_t texts;
    } scripts[TEXTS_SCRIPTS]; /* [script_count] as they come */
    size_t script_count;
};

/* How options say that texts are split. */
tenor_text_settings page_texts_settings(const tenor_options *options);

/* Reads them; settings are of the tokens. */
void page_texts_read(struct page_texts *texts, const tenor_corpus *corpus, const tenor_text_settings *settings);
void page_texts_free(struct page_texts *texts);

#endif
