/* Where training puts its model: found out before an hour of training, and settled after it. */
#ifndef TENOR_CLI_OUTPUT_SAVE_H
#define TENOR_CLI_OUTPUT_SAVE_H

#include "command.h"

/* Says so when no path was given, with a name that would do, and returns an exit status. */
int save_check_given(const struct command *command, const char *corpus, const char *path);

/* Removes what killed runs left beside path, and says so. */
void save_remove_leftovers(const struct command *command, const char *path);

/* Whether a model can be saved to path and lines be written to log, which may be NULL and must be none of the files
 * that are read: `inputs`, of which any may be NULL or empty. Changes nothing but leftovers; says what is wrong and
 * returns an exit status. */
int save_check(const struct command *command, const char *path, const char *log, const char *const *inputs,
               size_t count);

/* Whether a file that an option names is none of those that are read, of which any may be NULL, so that it can be
 * written. Says what is wrong and returns an exit status. */
int save_check_file(const struct command *command, const char *option, const char *path, const char *const *inputs,
                    size_t count);

/* The same of files that are read with commas between them; either may be NULL or empty: nothing to check. */
int save_check_list(const struct command *command, const char *option, const char *path, const char *inputs);

/* The same, and whether it can be written and does not lie where the model is saved (NULL: nowhere), which replaces all
 * that is there. */
int save_check_beside(const struct command *command, const char *option, const char *path, const char *model,
                      const char *const *inputs, size_t count);

/* Whether the files that options name, in pairs of option and path, or NULL, are different ones. Says which are not and
 * returns an exit status. */
int save_check_distinct(const struct command *command, const char *const (*outputs)[2], size_t count);

/* Saves to path. When that fails, as when somebody put a file there meanwhile, says why and saves beside it, to path-2
 * or the first such name that is free: training is not to be lost. *saved is where the model is, or NULL; the caller
 * frees it. EXIT_DONE when it is at path. */
int save_model(const struct command *command, const tenor_model *model, const char *path, char **saved);

/* Records the report on the test corpus in a model that save_model has put at `path`, and saves it there again. The
 * model is saved before it is tested, so that it is not lost with the test. Says what is wrong and returns an exit
 * status. */
int save_tested(const struct command *command, tenor_model *model, const tenor_report *test, const char *path);

#endif
