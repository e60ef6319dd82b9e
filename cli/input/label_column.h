/* Which column of a corpus has the labels of a model. */
#ifndef TENOR_CLI_INPUT_LABEL_COLUMN_H
#define TENOR_CLI_INPUT_LABEL_COLUMN_H

#include "options/args.h"

/* Where --label is not given and the column that would be found has labels that the model does not know, or none is
 * found: sets --label to the one column whose values are the model's labels, and that are no predictions of one, and
 * says so on standard error. Else all stays as it is. */
void label_column_take(const struct args *args, const tenor_model *model, const char *path);

#endif
