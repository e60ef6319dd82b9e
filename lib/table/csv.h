/* Rows of comma- and tab-separated values (RFC 4180), as they are met.
 *
 *   - A field that begins with a quote goes on to the closing quote; inside, a quote is written twice, and delimiters
 *     and line ends are text. Blanks between a delimiter and a quoted field are none of it. A quote inside any other
 *     field is text, and so is white space.
 *   - After an escape character, if there is one, every character is text.
 *   - Lines end in LF, CR LF or CR. A line of nothing but blanks is skipped.
 *   - Between commas a quote that is never closed, or more text after a closing one, is an error, and so is a field
 *     that has swallowed whole rows. Between tabs, where few programs quote, such a quote is text.
 *
 * Fields are views of the window. */
#ifndef TENOR_TABLE_CSV_H
#define TENOR_TABLE_CSV_H

#include "base/buffer.h"
#include "base/map.h"

#include <stdint.h>

enum { TENOR__MOST_COLUMNS = 1024 };

typedef struct tenor__csv_dialect {
    char delimiter;
    char quote;  /* '\0' for none */
    char escape; /* '\0' for none */
} tenor__csv_dialect;

typedef struct tenor__csv_field {
    const char *data;
    size_t size;
    bool quoted;
    bool marked; /* quotes in it are still written twice, or characters escaped */
} tenor__csv_field;

typedef enum tenor__csv_fault {
    TENOR__CSV_NO_FAULT,
    TENOR__CSV_OPEN,      /* a quote is never closed */
    TENOR__CSV_AFTER,     /* text follows a closing quote */
    TENOR__CSV_ESCAPED,   /* the same, and a backslash stands before that quote */
    TENOR__CSV_SWALLOWED, /* whole rows stand between the quotes */
    TENOR__CSV_COUNT,     /* more columns than expected */
} tenor__csv_fault;

typedef struct tenor__csv {
    tenor__csv_dialect dialect;
    const char *at; /* where the next row begins */
    const char *end;
    bool last;     /* nothing follows `end` */
    uint64_t line; /* of `at`, from 1 */

    size_t columns;          /* of a good row; 0 while that is not known */
    const tenor__map *known; /* values that stand in known_column, as labels do; NULL without such a column */
    size_t known_column;

    /* The row read last, good or bad. */
    const char *row;
    const char *row_end; /* before its line end */
    uint64_t row_line;
    size_t count;                                 /* fields of the row */
    tenor__csv_field fields[TENOR__MOST_COLUMNS]; /* the first of them */
    tenor__csv_fault fault;
    uint64_t fault_line;  /* where the quote opens */
    uint64_t closed_line; /* and where it closes */
} tenor__csv;

typedef enum tenor__csv_result {
    TENOR__CSV_ROW,
    TENOR__CSV_BAD_ROW,
    TENOR__CSV_NO_ROW, /* at the end */
    TENOR__CSV_MORE,   /* the row goes on behind the window: read it again, from p->row, in a larger one */
} tenor__csv_result;

/* Reads the row at p->at. A bad row is its first line alone when a quote in it is at fault, so that a stray quote costs
 * one row. */
tenor__csv_result tenor__csv_next(tenor__csv *p);

/* The field's text: itself, or without its doubled quotes and escapes in buffer. The buffer may fail. */
tenor_str tenor__csv_text(const tenor__csv_dialect *dialect, const tenor__csv_field *field, tenor__buffer *buffer);

/* Past the line end at `at` < end. */
const char *tenor__csv_after_line_end(const char *at, const char *end);

#endif
