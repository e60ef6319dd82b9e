/* What `tenor help` prints, and the texts that man pages share with it. */
#ifndef TENOR_CLI_OPTIONS_HELP_H
#define TENOR_CLI_OPTIONS_HELP_H

#include "command.h"
#include "text.h"

/* Prints the help of a command on standard output; NULL for the overview. Of a command with many options it lists those
 * that matter first, or all. Returns an exit status. */
int help_print(const struct command *command, bool all);

/* Adds the help of an option: with its choices or range, and its default. */
void help_add_option(struct text *text, const tenor_option_info *option);

extern const char help_summary[], help_description[], help_examples[], help_exit_statuses[];

#endif
