/* Where a model comes from, in model.json: the version of Tenor that trained it and the file of its training corpus.
 * There is no date: the same corpus, options and seed give the same bytes. */
#ifndef TENOR_MODEL_ORIGIN_H
#define TENOR_MODEL_ORIGIN_H

#include "base/json.h"
#include "model/model_config.h"

/* The members "tenor" and "corpus"; either is left out where it is not known. */
void tenor__origin_write(const tenor__origin *origin, tenor__json_writer *writer);

/* Reads them; strings live in the arena. */
tenor_status tenor__origin_read(const tenor__json_node *root, tenor__arena *arena, tenor__origin *out,
                                tenor_error *error);

#endif
