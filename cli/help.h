/* What `tenor help` prints. */
#ifndef TENOR_CLI_HELP_H
#define TENOR_CLI_HELP_H

#include "command.h"

/* The help of a command, on standard output; NULL for all of them together. Returns an exit status. */
int help_print(const struct command *command);

#endif
