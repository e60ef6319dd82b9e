/* Parses a command line: options go to the command's struct of values or to the options of the library; the rest are
 * operands.
 *
 *   --name value, --name=value, -o value, -ovalue; a switch stands alone, or is --name=true or --name=false;
 *   -- ends the options; - is an operand; an option given twice has its last value, or both,
 *   joined by a comma, where its row says that it repeats; an option with a bare meaning takes the next argument only
 *   where that is a valid value.
 */
#ifndef TENOR_CLI_OPTIONS_ARGS_H
#define TENOR_CLI_OPTIONS_ARGS_H

#include "command.h"
#include "text.h"

struct args {
    const struct command *command;
    char **operands;
    size_t operand_count;
    tenor_options *options; /* NULL for a command that takes none of the library's */
    char **joined;          /* [joined_count] values of options that were given again */
    size_t joined_count;
    struct text typed; /* the whole command line, as a shell reads it back */
};

/* False, with *exit_status set, when the command is done: its help was printed, or an error. Reorders argv. values is
 * the command's struct, which gets the defaults of its rows. After true the caller frees. */
bool args_parse(struct args *args, const struct command *command, int argc, char **argv, void *values,
                int *exit_status);
void args_free(struct args *args);

#endif
