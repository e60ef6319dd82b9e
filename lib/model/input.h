/* What a model reads: the columns of tables that made its texts, in model.json. */
#ifndef TENOR_MODEL_INPUT_H
#define TENOR_MODEL_INPUT_H

#include "base/json.h"
#include "model/model_config.h"

/* The member "input", which is left out where the columns are not known. */
void tenor__input_write(const tenor__input *input, tenor__json_writer *writer);

/* Reads it; strings live in the arena. */
tenor_status tenor__input_read(const tenor__json_node *root, tenor__arena *arena, tenor__input *out,
                               tenor_error *error);

#endif
