/* Models and corpora by path, and what is said about them. */
#ifndef TENOR_CLI_INPUT_INPUT_H
#define TENOR_CLI_INPUT_INPUT_H

#include "options/args.h"

/* Each says what is wrong and returns an exit status; *out is then NULL. */
int input_model(const struct args *args, const char *path, tenor_model **out);

/* Checks all of a model's files; says what is wrong or differs and returns an exit status. */
int input_verify_model(const struct args *args, const char *path);

/* Also says on standard error, unless quiet, which rows were left out. */
int input_corpus(const struct args *args, const char *path, bool quiet, tenor_corpus **out);

/* Says how a corpus was read, in one line on standard error; where `like` was read in the same way, nothing. like may
 * be NULL. */
void input_tell_layout(const char *path, const tenor_corpus *corpus, const tenor_corpus *like);

/* Warns, unless quiet, where something is odd about the labels of a corpus to train on: the first line may be a header
 * that was taken for an example, labels differ in case only, are lists of others, or scores. Labels that are ids are an
 * error. */
int input_check_labels(const struct args *args, const char *path, bool quiet, const tenor_corpus *corpus);

/* Opens texts to be read line by line. */
int input_source(const struct args *args, const char *path, tenor_source **out);

/* Says what a source of lines that has been read to its end was, where that is not as it lies. */
void input_tell_source(const struct args *args, const char *path, bool quiet, const tenor_source *source);

/* Whether the corpus was read from the bytes that the model was trained on, whatever the file's name. */
bool input_is_of_training(const tenor_model *model, const tenor_corpus *corpus);

/* Without --text takes the columns that the model was trained on, where the file has them all. Says so where another
 * number of columns is read. */
void input_take_columns(const struct args *args, const tenor_model *model, const char *path);

/* Splits *corpus as training does when it is given no dev corpus: the examples that stay replace it. */
int input_hold_out(const struct args *args, tenor_corpus **corpus, tenor_corpus **held_out);

#endif
