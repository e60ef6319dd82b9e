/* What a mistyped command or option probably means: its spelling, or the word that other tools have for it. */
#ifndef TENOR_CLI_OPTIONS_NEAREST_H
#define TENOR_CLI_OPTIONS_NEAREST_H

#include "command.h"

/* The command that other tools call so, or whose name is nearest; NULL for none. */
const char *nearest_command(const char *typed);

/* Says that the command has no such option, and which one was probably meant. typed is without its dashes. Returns
 * EXIT_USAGE. */
int nearest_option(const struct command *command, const char *dashes, const char *typed);

/* Whether an argument with one dash is a long option, as fastText writes them ("-input", "-lr"), and no row of letters.
 */
bool nearest_is_long(const struct command *command, const char *typed);

#endif
