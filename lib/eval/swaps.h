/* Pairs of words that take each other's place in a text. */
#ifndef TENOR_EVAL_SWAPS_H
#define TENOR_EVAL_SWAPS_H

#include <tenor_train.h>

/* tenor_swaps_read of memory, which holds UTF-8; messages call it `name`. */
tenor_status tenor__swaps_parse(tenor_str data, const char *name, const tenor_alloc *alloc, tenor_swaps **out,
                                tenor_error *error);

#endif
