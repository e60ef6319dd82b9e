/* Texts to choose from, all of a file: lines, or the rows of a table. */
#ifndef TENOR_CLI_INPUT_UNLABELED_H
#define TENOR_CLI_INPUT_UNLABELED_H

#include "input/texts.h"
#include "output/output.h"

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
    size_t head_size; /* bytes at the beginning of `bytes` that stand before a table's rows */
};

/* Reads path, "-" for standard input, as classify does: with the model's columns, unless model is NULL. Says how, or
 * what is wrong, and returns an exit status. The caller frees in either case. */
int unlabeled_read(const struct args *args, const tenor_model *model, const char *path, size_t format, bool quiet,
                   struct unlabeled *out);

/* The same of several files, with commas between them, one after the other; texts alone, without what stands in their
 * rows. A file whose name has commas is one where it is there. With a model they are tables where --format says so. */
int unlabeled_read_all(const struct args *args, const tenor_model *model, const char *paths, bool quiet,
                       struct unlabeled *out);
void unlabeled_free(struct unlabeled *unlabeled);

/* The texts alone; the caller frees. */
tenor_str *unlabeled_list(const struct unlabeled *unlabeled);

/* What stands before the rows, and text i as it stands. */
void unlabeled_print_head(const struct unlabeled *unlabeled, struct output *out);
void unlabeled_print(const struct unlabeled *unlabeled, size_t i, struct output *out);

#endif
