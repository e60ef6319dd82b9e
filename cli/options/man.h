/* Manual pages, made from the descriptors of the commands and their options. */
#ifndef TENOR_CLI_OPTIONS_MAN_H
#define TENOR_CLI_OPTIONS_MAN_H

#include "output/output.h"

/* Writes tenor-COMMAND.1 in roff, or tenor.1 when command is NULL. */
void man_write(struct output *out, const struct command *command);

#endif
