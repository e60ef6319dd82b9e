/* The labels of a text in a page, as far as a reader has patience. */
#ifndef TENOR_CLI_PAGE_NAMES_H
#define TENOR_CLI_PAGE_NAMES_H

#include "text.h"

/* Initialize with `to` alone. */
struct names {
    struct text *to;
    size_t count;
};

/* Names a label, the first ones only. */
void names_add(struct names *names, tenor_str label);

/* Says how many more there are, or that there is none. */
void names_end(const struct names *names);

/* All labels of an example. */
void names_of_example(struct text *to, const tenor_corpus *corpus, size_t example);

#endif
