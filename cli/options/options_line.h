/* Options as one types them. */
#ifndef TENOR_CLI_OPTIONS_OPTIONS_LINE_H
#define TENOR_CLI_OPTIONS_OPTIONS_LINE_H

#include "input/corpora.h"
#include "text.h"

/* Adds " --name value" for each option that has another value in `options` than in `base`, or than by default for base
 * NULL. */
void options_line_add(struct text *text, const tenor_options *options, const tenor_options *base);

/* Adds the command that trains with the options on the corpora and saves to `output`. */
void options_line_train(struct text *text, const struct corpora_paths *paths, const char *output,
                        const tenor_options *options);

#endif
