/* What is inside a model, as JSON: labels, network, training. */
#ifndef TENOR_CLI_OUTPUT_MODEL_JSON_H
#define TENOR_CLI_OUTPUT_MODEL_JSON_H

#include "output/json.h"

/* Adds the members to an object. */
void model_json_add(struct cJSON *root, const tenor_model *model);

/* Adds "input", the columns that were read as text; null where they had no names. */
void model_json_add_input(struct cJSON *root, const tenor_model *model);

#endif
