/* What the readers of the formats share: where the bytes are, where examples go, what becomes of a bad row, and how the
 * text and the label are found among columns. */
#ifndef TENOR_DATA_READER_H
#define TENOR_DATA_READER_H

#include "data/corpus.h"

/* Labels of a row. */
typedef struct tenor__label_list {
    tenor_str *labels; /* [count] */
    size_t count;
    size_t capacity;
} tenor__label_list;

typedef struct tenor__reader {
    const char *data; /* UTF-8, after any byte order mark */
    size_t size;
    const tenor__corpus_settings *settings;
    tenor_alloc alloc;
    tenor_corpus *corpus; /* where examples go */
    tenor_error *error;
    tenor__label_list *list; /* scratch of a row with several labels */
} tenor__reader;

/* Whether texts may have several labels. */
bool tenor__reader_multi_label(const tenor__reader *reader);

/* Adds an example, its label trimmed of white space; a label that cannot be one is a fault of the row. Where texts may
 * have several, `label` is their list, as the separator parts it; nothing but white space is the empty one. */
tenor_status tenor__reader_add(const tenor__reader *reader, tenor_str text, tenor_str label, uint64_t line);

/* The same with the labels of reader->list, which tenor__reader_list adds to. */
tenor_status tenor__reader_add_list(const tenor__reader *reader, tenor_str text, uint64_t line);

/* One more label, trimmed. Fails with TENOR_OUT_OF_MEMORY only. */
tenor_status tenor__reader_list(const tenor__reader *reader, tenor_str label);

/* A bad row: counted, and success, under skip_bad; else TENOR_BAD_DATA with the line and this message. */
tenor_status tenor__reader_fault(const tenor__reader *reader, tenor__fault fault, uint64_t line, const char *format,
                                 ...) __attribute__((format(printf, 4, 5)));

/* text without the white space (Unicode's) around it. */
tenor_str tenor__reader_trim(tenor_str text);

/* Walks through lines that end in LF or CR LF. Zero-initialize, then set at and end. */
typedef struct tenor__lines {
    const char *at;
    const char *end;
    uint64_t line; /* of the line given last, from 1 */
} tenor__lines;

/* The next line without its end; false after the last. */
bool tenor__reader_next_line(tenor__lines *lines, tenor_str *line);

/* One a format; delimiter is an ASCII character, neither a quote nor a line end. */
tenor_status tenor__csv_read(const tenor__reader *reader, char delimiter);
tenor_status tenor__jsonl_read(const tenor__reader *reader);
tenor_status tenor__fasttext_read(const tenor__reader *reader);

/* Reads a corpus from a file; "-" is standard input. */
tenor_status tenor__reader_read(const char *path, const tenor__corpus_settings *settings, const tenor_alloc *alloc,
                                tenor_corpus **out, tenor_error *error);

/* The same from memory; path names it in messages, and its suffix counts. */
tenor_status tenor__reader_parse(const char *data, size_t size, const char *path,
                                 const tenor__corpus_settings *settings, const tenor_alloc *alloc, tenor_corpus **out,
                                 tenor_error *error);

/* ---- columns.c ---- */

enum {
    TENOR__MOST_COLUMNS = 1024,
    TENOR__SAMPLE_ROWS = 1000,
    TENOR__SAMPLE_CELLS = 1 << 14, /* fewer rows of a wide table */
};

/* The first rows of a table, the one that may be a header included. */
typedef struct tenor__sample {
    const tenor_str *cells; /* [rows, columns] */
    size_t rows;            /* at least 1 */
    size_t columns;
    char delimiter; /* for the message about a table of one column */
} tenor__sample;

typedef struct tenor__columns {
    size_t text; /* from 0 */
    size_t label;
    bool header;  /* the first row is names, no example */
    bool guessed; /* only because no other row of the sample has its label */
} tenor__columns;

/* Finds the columns of a table: by the settings' numbers or names, by the usual names, or (of two columns) by what
 * stands in them. TENOR_BAD_DATA with the columns there are, when that leaves a doubt. */
tenor_status tenor__columns_find(const tenor__sample *sample, const tenor__corpus_settings *settings,
                                 const tenor_alloc *alloc, tenor__columns *out, tenor_error *error);

/* The same for members of an object, by their names. */
tenor_status tenor__columns_match(const tenor_str *names, size_t count, const tenor__corpus_settings *settings,
                                  tenor__columns *out, tenor_error *error);

#endif
