/* The options of a command. */
#ifndef TENOR_CLI_OPTIONS_OPTION_H
#define TENOR_CLI_OPTIONS_OPTION_H

#include "command.h"

struct option {
    const tenor_option_info *info;
    const struct option_row *own; /* NULL for an option of the library */
};

/* The options of a command in turn, its own and then those of the library that it takes; *at begins at 0. False after
 * the last. */
bool option_next(const struct command *command, size_t *at, struct option *out);

#endif
