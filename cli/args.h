/* A command line, taken apart: options go to the command's struct of values or to the library's options, and what is
 * left are the operands.
 *
 *   --name value, --name=value, -o value, -ovalue; a switch stands alone, or is --name=true or --name=false;
 *   -- ends the options; - is an operand; the last of an option given twice counts.
 */
#ifndef TENOR_CLI_ARGS_H
#define TENOR_CLI_ARGS_H

#include "command.h"

struct args {
    const struct command *command;
    char **operands;
    size_t operand_count;
    tenor_options *options; /* NULL for a command that takes none of the library's */
};

/* False when the command is over: its help was asked for, or something is wrong and has been said; *exit_status is then
 * set. Reorders argv. values is the command's struct, set to its defaults. After true the caller frees. */
bool args_parse(struct args *args, const struct command *command, int argc, char **argv, void *values,
                int *exit_status);
void args_free(struct args *args);

/* Whether the command takes this option of the library. */
bool args_takes(const struct command *command, const tenor_option_info *option);

#endif
