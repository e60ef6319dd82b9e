/* Where a model comes from, in model.json: the version of Tenor that trained it and the file of its training corpus.
 * There is no date: the same corpus, options and seed give the same bytes. */
#ifndef TENOR_MODEL_PROVENANCE_H
#define TENOR_MODEL_PROVENANCE_H

#include "base/arena.h"
#include "json/json.h"
#include "model/file_hash.h"

typedef struct tenor__provenance {
    tenor_str version;            /* of the Tenor that trained it; empty when not known */
    tenor_str corpus;             /* name of the file, without folders; data is NULL when not known */
    tenor__file_hash corpus_file; /* its size and hash */
} tenor__provenance;

/* The members "tenor" and "corpus"; either is left out where it is not known. */
void tenor__provenance_write(const tenor__provenance *provenance, tenor__json_writer *writer);

/* Reads them; strings live in the arena. */
tenor_status tenor__provenance_read(const tenor__json_node *root, tenor__arena *arena, tenor__provenance *out,
                                    tenor_error *error);

#endif
