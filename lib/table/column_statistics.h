/* What stands in a column of a table, by its first rows. */
#ifndef TENOR_TABLE_COLUMN_STATISTICS_H
#define TENOR_TABLE_COLUMN_STATISTICS_H

#include "base/map.h"

#include <tenor_corpus.h>

enum {
    TENOR__SAMPLE_ROWS = 1000,
    TENOR__SAMPLE_CELLS = 1 << 14, /* fewer rows of a wide table */
};

/* The first rows of a table, the one that may be a header included. */
typedef struct tenor__sample {
    const tenor_str *cells; /* [rows, columns] */
    size_t rows;            /* at least 1 */
    size_t columns;
    bool named;                    /* the first row is names, for sure: the members of an object */
    const tenor__map *soft_labels; /* those that the member 'probabilities' has one of; NULL when it has none */
    char delimiter;                /* for the message about a table of one column */
} tenor__sample;

/* The cell, trimmed. */
tenor_str tenor__column_statistics_cell(const tenor__sample *sample, size_t row, size_t column);

typedef enum tenor__column_kind {
    TENOR__KIND_EMPTY,
    TENOR__KIND_CONSTANT, /* one value in two rows or more */
    TENOR__KIND_TEXT,     /* several words, or as long in a script without spaces */
    TENOR__KIND_LABEL,    /* short values that recur */
    TENOR__KIND_NUMBER,
    TENOR__KIND_ID, /* a value of its own in each row */
    TENOR__KIND_OTHER,
} tenor__column_kind;

typedef struct tenor__column_statistics {
    size_t rows;
    size_t filled;     /* rows with a value */
    size_t distinct;   /* values */
    size_t characters; /* of all values */
    bool binary;       /* all values are 0 or 1 */
    bool numeric;      /* all values are numbers */
    bool spaced;       /* all values have white space in them */
    bool digits;       /* all values have a digit: numbers, dates, codes */
    bool first_recurs; /* the first row's value is another row's */
    tenor__column_kind kind;
    tenor_str example;
} tenor__column_statistics;

/* The statistics of a column in the rows `from` and on. TENOR_OUT_OF_MEMORY. */
tenor_status tenor__column_statistics_find(const tenor__sample *sample, size_t column, size_t from,
                                           const tenor_alloc *alloc, tenor__column_statistics *out);

/* Mean length of its values in characters. */
double tenor__column_statistics_length(const tenor__column_statistics *statistics);

bool tenor__column_statistics_has_digit(tenor_str cell);

const char *tenor__column_statistics_kind_name(tenor__column_kind kind);

#endif
