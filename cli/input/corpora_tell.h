/* What is said about the sizes of corpora. */
#ifndef TENOR_CLI_INPUT_CORPORA_TELL_H
#define TENOR_CLI_INPUT_CORPORA_TELL_H

#include "output/output.h"

/* Size and labels of a corpus. */
void corpora_tell_size(struct output *out, const char *path, const tenor_corpus *corpus);

/* Examples held out of it, and how many of them have a text that is in the rest of it, too: it flatters a model. */
void corpora_tell_held_out(struct output *out, const tenor_corpus *held_out, size_t seen);

/* A dev or test corpus by its size, and how many of its texts are in the training corpus, too. */
void corpora_tell_other(struct output *out, const char *what, const char *path, const tenor_corpus *corpus,
                        size_t seen);

/* Examples held out of it to test the model. */
void corpora_tell_test_part(struct output *out, const tenor_corpus *test);

/* How many texts of a corpus another of its examples has, too; nothing for 0. */
void corpora_tell_repeated(struct output *out, size_t texts);

#endif
