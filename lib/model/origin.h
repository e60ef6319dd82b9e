/* Where a model comes from, in model.json: the version of Tenor that trained it and the file of its training corpus.
 * There is no date: the same corpus, options and seed give the same bytes. */
#ifndef TENOR_MODEL_ORIGIN_H
#define TENOR_MODEL_ORIGIN_H

#include "base/arena.h"
#include "json/json.h"
#include "model/companion.h"

typedef struct tenor__origin {
    tenor_str version;            /* of the Tenor that trained it; empty when not known */
    tenor_str corpus;             /* name of the file, without folders; data is NULL when not known */
    tenor__companion corpus_file; /* its size and hash */
} tenor__origin;

/* The members "tenor" and "corpus"; either is left out where it is not known. */
void tenor__origin_write(const tenor__origin *origin, tenor__json_writer *writer);

/* Reads them; strings live in the arena. */
tenor_status tenor__origin_read(const tenor__json_node *root, tenor__arena *arena, tenor__origin *out,
                                tenor_error *error);

#endif
