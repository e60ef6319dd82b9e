/* The lexicons that option "lexicon" names. */
#ifndef TENOR_TRAIN_LEXICONS_H
#define TENOR_TRAIN_LEXICONS_H

#include "config/options.h"
#include "linear/lexicon.h"
#include "linear/lexicon_weights.h"

/* A zero-initialized value is empty. */
typedef struct tenor__lexicons {
    tenor__lexicon items[TENOR__MOST_LEXICONS];
    size_t count;
} tenor__lexicons;

/* Reads the files, between commas. The caller frees whether it succeeds or not. */
tenor_status tenor__lexicons_read(const tenor_options *options, const tenor_alloc *alloc, tenor__lexicons *out,
                                  tenor_error *error);
void tenor__lexicons_free(tenor__lexicons *lexicons);

#endif
