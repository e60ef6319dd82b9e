/* The corpora of a training: CORPUS, and those that --dev and --test name. */
#ifndef TENOR_CLI_INPUT_CORPORA_H
#define TENOR_CLI_INPUT_CORPORA_H

#include "options/args.h"
#include "output/output.h"

struct corpora {
    tenor_corpus *train;
    tenor_corpus *dev;
    tenor_corpus *test;       /* NULL for none */
    const tenor_model *known; /* whose labels need not be in train, the caller's; NULL for none */
};

/* Where they are: the first operand, and two options, NULL when not given. */
struct corpora_paths {
    const char *train;
    const char *dev;
    const char *test;
    double test_fraction; /* of train, held out as the test corpus; 0 for none */
};

/* Whether at most one of them is standard input, and the file of class weights, if any, is there: what is wrong should
 * not be found after a long reading. Else says so and returns an exit status. */
int corpora_check_paths(const struct args *args, const struct corpora_paths *paths);

/* Whether the output that an option names (NULL: nowhere) is none of the files of --unlabelled (NULL: none) and
 * --lexicon. Says what is wrong and returns an exit status. */
int corpora_check_output(const struct args *args, const char *unlabeled, const char *option, const char *output);

/* Reads them and checks their labels; without a dev corpus holds out a part of the training corpus. Says what it has
 * read on err, NULL for nothing, or what is wrong, and returns an exit status. The caller frees in either case. */
int corpora_read(const struct args *args, const struct corpora_paths *paths, struct output *err,
                 struct corpora *corpora);

/* The same where the training corpus is there already, and paths->train is what messages call it. */
int corpora_complete(const struct args *args, const struct corpora_paths *paths, struct output *err,
                     struct corpora *corpora);
void corpora_free(struct corpora *corpora);

/* How many of its texts another example has, too, byte for byte. */
size_t corpora_count_repeated(const tenor_corpus *corpus);

/* Says that training needs two labels at least, when a corpus has not, and returns an exit status. */
int corpora_check_labels(const struct args *args, const char *path, const tenor_corpus *corpus);

#endif
