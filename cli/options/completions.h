/* Completions for shells, made from the descriptors of the commands and their options. */
#ifndef TENOR_CLI_OPTIONS_COMPLETIONS_H
#define TENOR_CLI_OPTIONS_COMPLETIONS_H

#include "output/output.h"

void completions_bash(struct output *out);
void completions_zsh(struct output *out);
void completions_fish(struct output *out);

#endif
