/* A table of text: the first column to the left, the others to the right, all as wide as they need to be. */
#ifndef TENOR_CLI_OUTPUT_TABLE_H
#define TENOR_CLI_OUTPUT_TABLE_H

#include "output/output.h"

enum { TABLE_WIDTH = 80, TABLE_INDENT = 2, TABLE_GAP = 2 };

struct table {
    size_t columns;
    size_t count; /* cells */
    size_t capacity;
    char **cells;     /* row by row */
    bool has_heading; /* the first row is one */
};

void table_init(struct table *table, size_t columns, bool has_heading);
void table_free(struct table *table);

/* The next cell, from left to right and top to bottom. */
void table_add(struct table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A name, its control characters escaped, cut to at most `widest` columns, with an ellipsis when it is cut. */
void table_add_name(struct table *table, tenor_str name, size_t widest);

/* Columns of the terminal that the table takes, indentation included. */
size_t table_width(const struct table *table);

void table_print(struct output *out, const struct table *table);

#endif
