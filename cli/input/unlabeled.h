/* Texts to choose from, all of a file: lines, or the rows of a table. */
#ifndef TENOR_CLI_INPUT_UNLABELED_H
#define TENOR_CLI_INPUT_UNLABELED_H

#include "input/corpora.h"
#include "input/texts.h"
#include "output/output.h"

/* The row of the commands that take texts without labels; their struct values has a member `unlabeled`. */
#define UNLABELED_ROW                                                                                                  \
    LIST_ROW("corpus", 0, "unlabelled", unlabeled, "FILES",                                                            \
             "texts without labels, files of lines or tables, to make word vectors of as well, and with --rounds of "  \
             "train to learn from; given again, or with commas, several")

struct unlabeled_text {
    tenor_str text;
    tenor_str raw;      /* as it stands in the file, without its line end */
    tenor_str line_end; /* of a row */
    uint64_t row;       /* from 1, the header not counted */
};

struct unlabeled {
    struct unlabeled_text *texts; /* [count] */
    size_t count;
    bool table;
    struct text bytes;
    uint64_t seen;    /* texts to learn from, before a sample was taken of them */
    tenor_str *list;  /* of the texts alone; NULL until they are given to training */
    size_t head_size; /* bytes at the beginning of `bytes` that stand before a table's rows */
};

/* Reads path, "-" for standard input, as classify does: with the model's columns, unless model is NULL. Says how, or
 * what is wrong, and returns an exit status. The caller frees in either case. */
int unlabeled_read(const struct args *args, const tenor_model *model, const char *path, size_t format, bool quiet,
                   struct unlabeled *out);

/* The same of several files, with commas between them, one after the other: texts to learn from, without empty ones and
 * without what stands in their rows. A file whose name has commas is one where it is there. With a model they are
 * tables where --format says so. */
int unlabeled_read_all(const struct args *args, const tenor_model *model, const char *paths, bool quiet,
                       struct unlabeled *out);

/* Whether the files of --unlabelled (NULL: none) leave standard input to the corpora. Says what is wrong and returns an
 * exit status. */
int unlabeled_check(const struct args *args, const char *paths, const struct corpora_paths *corpora);

/* Reads the files of --unlabelled (NULL: none) in the same way and gives the texts to the options of training; *out
 * must outlive these. Of more than 128 MiB a random sample is kept, always the same. Says on err, NULL for nothing, how
 * many there are, and warns, unless there are rounds of self-training, where they change nothing. */
int unlabeled_give(const struct args *args, const char *paths, bool rounds, struct output *err, struct unlabeled *out);
void unlabeled_free(struct unlabeled *unlabeled);

/* The texts alone; the caller frees. */
tenor_str *unlabeled_list(const struct unlabeled *unlabeled);

/* What stands before the rows, and text i as it stands. */
void unlabeled_print_head(const struct unlabeled *unlabeled, struct output *out);
void unlabeled_print(const struct unlabeled *unlabeled, size_t i, struct output *out);

#endif
