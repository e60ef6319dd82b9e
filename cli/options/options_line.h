/* Options as one types them. */
#ifndef TENOR_CLI_OPTIONS_OPTIONS_LINE_H
#define TENOR_CLI_OPTIONS_OPTIONS_LINE_H

#include "command.h"
#include "text.h"

/* Adds " --name value" for each option that has another value in `options` than in `base`, or than by default for base
 * NULL. */
void options_line_add(struct text *text, const tenor_options *options, const tenor_options *base);

/* Adds " --name value", with "=" where the value would be taken for an option. */
void options_line_add_one(struct text *text, const char *name, const char *value);

#endif
