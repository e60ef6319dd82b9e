/* What a model reads: the columns of tables that made its texts, in model.json. */
#ifndef TENOR_MODEL_INPUT_H
#define TENOR_MODEL_INPUT_H

#include "base/arena.h"
#include "json/json.h"

typedef struct tenor__input {
    tenor_str *columns;  /* [column_count] names, or numbers from 1 of a table without a header */
    size_t column_count; /* 0 when not known */
    tenor_str joiner;    /* between the texts of several */
} tenor__input;

/* The member "input", which is left out where the columns are not known. */
void tenor__input_write(const tenor__input *input, tenor__json_writer *writer);

/* Reads it; strings live in the arena. */
tenor_status tenor__input_read(const tenor__json_node *root, tenor__arena *arena, tenor__input *out,
                               tenor_error *error);

#endif
