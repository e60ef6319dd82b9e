/* Texts one after the other, chunk by chunk in bounded memory: the lines of a file or stream, or the rows of a table.
 */
#ifndef TENOR_CLI_INPUT_TEXTS_H
#define TENOR_CLI_INPUT_TEXTS_H

#include "input/lines.h"
#include "options/args.h"
#include "text.h"

/* Values of an option "format" with the choices TEXTS_FORMATS. */
#define TEXTS_FORMATS "auto|lines|csv|tsv|jsonl|fasttext"

enum { TEXTS_AUTO, TEXTS_LINES, TEXTS_ROWS /* and more, in the order of TEXTS_FORMATS */ };

/* A line, or a row of a table. */
struct texts_record {
    tenor_str text;
    tenor_str raw;      /* a row as it stands in the file, without its line end; a line itself */
    tenor_str line_end; /* of a row */
    bool unread;        /* a row that cannot be read; it has no text */
};

struct texts {
    const struct args *args;
    const char *path;
    size_t format;
    size_t most;                  /* records of a chunk */
    bool at_once;                 /* a stream's first rows say how it is read, however few are there */
    bool quiet;                   /* say nothing of how the file is read */
    struct texts_record *records; /* [count] of the chunk, until the next is read */
    size_t count;
    uint64_t before; /* records of the chunks before */
    tenor_status status;
    tenor_error error;

    tenor_source *source; /* of lines */
    struct lines lines;
    tenor_str *block; /* [most] */

    tenor_rows *rows;   /* of a table; NULL for lines */
    bool was_guessed;   /* the encoding, when the table was opened */
    struct text bytes;  /* of the chunk */
    uint64_t unread;    /* rows */
    bool doubtful;      /* a stray quote: where the rows after it begin was taken by their looks */
    struct text reason; /* of the first */
};

/* The format that the name of a file promises, as the library names it, with or without the suffix of a compressed one;
 * NULL for none. */
const char *texts_format_of(const char *path);

/* The value for a format as the library names it; TEXTS_AUTO for another. */
size_t texts_format_find(const char *name);

/* Whether path is read as a table: by the option, or by its name. */
bool texts_are_rows(size_t format, const char *path);

/* Opens path, "-" for standard input, with the model's columns unless model is NULL. Says what is wrong and returns an
 * exit status; the caller closes in either case. */
int texts_open(struct texts *texts, const struct args *args, const tenor_model *model, const char *path, size_t format,
               size_t most, bool at_once, bool quiet);

/* Says how a table is read, on standard error; added follows it. */
void texts_tell_layout(const struct texts *texts, const char *added);

/* Reads the next chunk: waits for one line, and takes those that are there already. False at the end or after an error,
 * which texts_close says. */
bool texts_read(struct texts *texts);

/* Whether texts_read would have to wait. */
bool texts_would_wait(const struct texts *texts);

/* Says what was found in the file: an error, its encoding, lines that were cut, rows that cannot be read and what
 * became of these ("are left out"). Returns exit_status, or what is worse. */
int texts_close(struct texts *texts, int exit_status, const char *unread_rows);

#endif
