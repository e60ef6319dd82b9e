/* A small model of the texts that were labeled so far: trained in a moment, to choose the next ones. */
#ifndef TENOR_CLI_LABEL_RETRAINING_H
#define TENOR_CLI_LABEL_RETRAINING_H

#include "options/args.h"

/* Trains on a corpus of the columns text and label, CSV or JSON Lines, with the tokens of `like`. *out is NULL where
 * it cannot be, and *why, which begins as zeros, says why: the corpus has one label only, say, or with
 * TENOR_INTERRUPTED a key was pressed meanwhile, which is then read next. Returns an exit status. */
int retraining_run(const struct args *args, const char *path, bool json, size_t threads, const tenor_model *like,
                   tenor_model **out, tenor_error *why);

#endif
