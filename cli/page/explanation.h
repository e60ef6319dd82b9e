/* Explanations as one HTML page: without a script and without a network. */
#ifndef TENOR_CLI_PAGE_EXPLANATION_H
#define TENOR_CLI_PAGE_EXPLANATION_H

#include "explain/explain.h"

void explanation_begin(struct output *out);

/* A text of the page: its label and probability, and its words, colored. labels[count] are those that are predicted. */
void explanation_add(const struct explain *explain, tenor_str text, const size_t *labels, size_t count,
                     struct output *out);

/* A row of a table that cannot be read. */
void explanation_add_unread(struct output *out);

void explanation_end(struct output *out);

#endif
