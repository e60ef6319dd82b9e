/* What is said on standard error when something is wrong, and the exit status that goes with it. */
#ifndef TENOR_CLI_FAILURE_H
#define TENOR_CLI_FAILURE_H

#include "command.h"

/* Prints a line as it is. What a terminal would act on or hide, as in the names of files, is escaped, here and below.
 */
void say_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints "tenor COMMAND: ..." and a newline; "tenor: ..." when command is NULL. */
void warn(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same; returns exit_status, so that a failure is `return fail(...)`. */
int fail(const struct command *command, int exit_status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same, and a second line that says where the help is. Returns EXIT_USAGE. */
int fail_usage(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The message of the library, with dashes before the options that it names, as fail or fail_usage; returns the exit
 * status for its status. */
int fail_with(const struct command *command, tenor_status status, const tenor_error *error);

/* The same for what classifying failed with: a model whose numbers overflow is bad input. */
int fail_classifying(const struct command *command, tenor_status status, const tenor_error *error);

#endif
