/* A file with the prediction for each text of a corpus: CSV, TSV or JSON Lines, by its suffix, and compressed by one
 * more (out_file.h). */
#ifndef TENOR_CLI_REPORT_PREDICTIONS_H
#define TENOR_CLI_REPORT_PREDICTIONS_H

#include "options/args.h"
#include "output/out_file.h"
#include "output/output.h"

enum predictions_format { PREDICTIONS_CSV, PREDICTIONS_TSV, PREDICTIONS_JSONL };

struct predictions {
    const struct command *command;
    const char *path;
    enum predictions_format format;
    struct out_file file;
    struct output *out; /* NULL for no file */
    bool folds;         /* has a column with the fold that did not see the text */
};

/* What is predicted for a text. */
struct prediction {
    const tenor_str *labels;    /* [count] with several labels any number */
    const float *probabilities; /* [count] of these */
    size_t count;
    size_t fold; /* from 1 */
};

/* Whether --predictions names a file of a known suffix that is not the corpus, and none in the model's folder (NULL:
 * there is none); also for path NULL. Says what is wrong and returns an exit status. */
int predictions_check(const struct command *command, const char *path, const char *corpus, const char *model);

/* Creates the file, or does nothing for path NULL. Says what is wrong and returns an exit status. */
int predictions_open(struct predictions *predictions, const struct command *command, const char *path, bool folds);
void predictions_add(struct predictions *predictions, const tenor_corpus *corpus, size_t example,
                     const struct prediction *prediction);

/* Closes the file. Returns exit_status, or where that is EXIT_DONE whether all was written. */
int predictions_close(struct predictions *predictions, int exit_status);

#endif
