/* What the readers of the formats share: where the bytes are, the row being read, and what becomes of a bad one. */
#ifndef TENOR_ROWS_ROWS_H
#define TENOR_ROWS_ROWS_H

#include "config/corpus_settings.h"
#include "rows/format.h"
#include "table/label_cell.h"
#include "table/layout.h"
#include "source/source.h"

/* A format: how its rows are read. */
typedef struct tenor__row_reader {
    /* Finds the layout. The reader's own state goes to rows->state. */
    tenor_status (*open)(tenor_rows *rows, tenor_error *error);
    /* Reads a row into rows->row; *found is false at the end. */
    tenor_status (*next)(tenor_rows *rows, bool *found, tenor_error *error);
    void (*close)(tenor_rows *rows); /* frees the state, NULL before open */
} tenor__row_reader;

extern const tenor__row_reader tenor__table_reader;
extern const tenor__row_reader tenor__jsonl_reader;
extern const tenor__row_reader tenor__fasttext_reader;
extern const tenor__row_reader tenor__folder_reader; /* of rows->path */

struct tenor_rows {
    tenor_alloc alloc;
    tenor__corpus_settings settings;
    tenor__source *source;
    tenor__window *window; /* the source's, from the first byte of the row read last */
    tenor_layout *layout;
    const tenor__row_reader *reader;
    void *state;
    tenor__format format;

    tenor_row row;
    size_t row_bytes; /* of the window, which the row takes, its line end included */
    uint64_t line;    /* of the window's first byte, from 1 */
    tenor_error fault;
    bool guessed;         /* the encoding of a folder's files, by their bytes */
    bool weak;            /* and not surely */
    bool live;            /* the layout is found by what is there of a stream */
    bool counts_faults;   /* nobody reads what is wrong with a row: error of a row with a fault is NULL */
    tenor_str separator;  /* of the labels of a text; empty where each has one */
    bool finds_separator; /* it may be another one, if that is what the file has */
    tenor__label_list list;
    tenor__label_list soft_targets; /* labels with a probability */
    float *probabilities;           /* [soft_targets.count] */
    size_t probability_capacity;
    tenor__buffer text;      /* what of the row does not stand in the file as it is: its text, */
    tenor__buffer label;     /* its label, */
    tenor__buffer file_text; /* with option 'text-files' */
    tenor__buffer clean;     /* and that without invisible characters */

    const char *path; /* the same, as it was given; empty for memory */
    const char *name; /* of the file, in messages; in the layout's arena, as the strings of the settings */
};

/* Zero-initialized settings are the defaults. */
tenor_status tenor__rows_open(const char *path, const tenor__corpus_settings *settings, tenor_rows_use use,
                              const tenor_alloc *alloc, tenor_rows **out, tenor_error *error);

/* The same from memory, which must outlive the rows; name is that of a file, and its suffix counts. */
tenor_status tenor__rows_open_memory(const char *data, size_t size, const char *name,
                                     const tenor__corpus_settings *settings, tenor_rows_use use,
                                     const tenor_alloc *alloc, tenor_rows **out, tenor_error *error);

/* ---- for the readers of the formats ---- */

/* Marks the row as bad, for this reason. */
void tenor__rows_fault(tenor_rows *rows, tenor_row_fault fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same of a reason that names an option. */
void tenor__rows_fault_option(tenor_rows *rows, tenor_row_fault fault, const char *option, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Puts the labels of a cell in rows->list, and the row's; where there is none, marks the row. */
tenor_status tenor__rows_take_labels(tenor_rows *rows, tenor_str cell, tenor_error *error);

/* The row has the labels that rows->list has got. */
tenor_status tenor__rows_take_list(tenor_rows *rows, tenor_error *error);

/* Gets the first `size` bytes or, of a live stream, as many as there are, some whole lines at least. */
tenor_status tenor__rows_look(tenor_rows *rows, size_t size, size_t lines, tenor_error *error);

/* A line of at most TENOR__LONGEST_LINE bytes, at the window's beginning, as rows->row.raw, line_end and line; *found
 * is false at the end. */
enum { TENOR__LONGEST_LINE = 1 << 28 };
tenor_status tenor__rows_line(tenor_rows *rows, bool *found, tenor_error *error);

#endif
