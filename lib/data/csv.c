/* CSV (RFC 4180) and tab-separated values, as they are met.
 *
 *   - A field that begins with a quote goes on to the closing quote; inside, a quote is written twice, and delimiters
 *     and line ends are text. A quote inside any other field is text, and so is white space anywhere.
 *   - Lines end in LF, CR LF or CR. A line of nothing but blanks is skipped.
 *   - Between commas a quote that is never closed, or more text after a closing one, is an error. Between tabs, where
 *     few programs quote, such a quote is text.
 *
 * Fields are views of the file; the two of an example are copied once, to the corpus. */
#include "data/reader.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <string.h>

typedef struct field {
    const char *data;
    size_t size;
    bool doubled; /* quotes in it are still written twice */
} field;

typedef struct parser {
    const char *at;
    const char *end;
    uint64_t line; /* of `at`, from 1 */
    char delimiter;

    const char *row; /* where the present row begins */
    uint64_t row_line;
    size_t count;                      /* fields of the row */
    field fields[TENOR__MOST_COLUMNS]; /* the first of them */

    size_t limit;      /* a row with more fields is given up at once; SIZE_MAX reads them all */
    const char *fault; /* of a bad row: what is wrong with its quotes; NULL when it is over the limit */
    uint64_t fault_line;
} parser;

typedef enum result {
    ROW,
    BAD_ROW,
    NO_ROW, /* at the end */
} result;

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Past the line end at `at`. */
static const char *after_line_end(const char *at, const char *end)
{
    return *at == '\r' && end - at > 1 && at[1] == '\n' ? at + 2 : at + 1;
}

static uint64_t count_line_ends(const char *at, const char *end)
{
    uint64_t count = 0;
    while (at < end) {
        if (is_line_end(*at)) {
            at = after_line_end(at, end);
            count++;
        } else {
            at++;
        }
    }
    return count;
}

static void skip_blank_lines(parser *p)
{
    for (;;) {
        const char *at = p->at;
        while (at < p->end && (*at == ' ' || *at == '\t') && *at != p->delimiter)
            at++;
        if (at == p->end) {
            p->at = at;
            return;
        }
        if (!is_line_end(*at))
            return;
        p->at = after_line_end(at, p->end);
        p->line++;
    }
}

/* After a bad row: on to the line after its first, so that a stray quote costs one row. */
static void skip_to_line_after(parser *p, const char *from, uint64_t line)
{
    while (from < p->end && !is_line_end(*from))
        from++;
    p->at = from == p->end ? from : after_line_end(from, p->end);
    p->line = line + 1;
}

/* Reads the quoted field at `at`, which is a quote. False when it is none, with the reason in fault. */
static bool read_quoted(parser *p, field *out)
{
    const char *const start = p->at + 1;
    const char *quote = start;
    bool doubled = false;
    for (;;) {
        quote = memchr(quote, '"', (size_t)(p->end - quote));
        if (!quote) {
            p->fault = "the quote that opens here is never closed";
            return false;
        }
        if (p->end - quote == 1 || quote[1] != '"')
            break;
        doubled = true;
        quote += 2;
    }
    const char *const next = quote + 1;
    if (next < p->end && *next != p->delimiter && !is_line_end(*next)) {
        p->fault = "text follows a closing quote; a quote inside a quoted field is written twice";
        return false;
    }
    *out = (field){start, (size_t)(quote - start), doubled};
    p->line += count_line_ends(start, quote);
    p->at = next;
    return true;
}

static void read_plain(parser *p, field *out)
{
    const char *const start = p->at;
    const char *at = start;
    while (at < p->end && *at != p->delimiter && !is_line_end(*at))
        at++;
    *out = (field){start, (size_t)(at - start), false};
    p->at = at;
}

static result next_row(parser *p)
{
    p->fault = NULL;
    skip_blank_lines(p);
    if (p->at == p->end)
        return NO_ROW;
    p->row = p->at;
    p->row_line = p->line;
    p->count = 0;
    for (;;) {
        field read;
        const bool quoted = p->at < p->end && *p->at == '"';
        if (!quoted || !read_quoted(p, &read)) {
            if (quoted && p->delimiter != '\t') {
                p->fault_line = p->line;
                skip_to_line_after(p, p->row, p->row_line);
                return BAD_ROW;
            }
            p->fault = NULL;
            read_plain(p, &read);
        }
        if (p->count < TENOR__MOST_COLUMNS)
            p->fields[p->count] = read;
        p->count++;
        if (p->count > p->limit) {
            skip_to_line_after(p, p->at, p->line);
            return BAD_ROW;
        }
        if (p->at == p->end)
            return ROW;
        if (*p->at != p->delimiter) {
            p->at = after_line_end(p->at, p->end);
            p->line++;
            return ROW;
        }
        p->at++;
    }
}

/* The field's text: itself, or without its doubled quotes in buffer. The buffer may fail. */
static tenor_str field_text(const field *read, tenor__buffer *buffer)
{
    if (!read->doubled)
        return (tenor_str){read->data, read->size};
    tenor__buffer_clear(buffer);
    const char *at = read->data;
    const char *const end = at + read->size;
    for (;;) {
        const char *quote = memchr(at, '"', (size_t)(end - at));
        if (!quote)
            break;
        tenor__buffer_add(buffer, at, (size_t)(quote + 1 - at));
        at = quote + 2;
    }
    tenor__buffer_add(buffer, at, (size_t)(end - at));
    return (tenor_str){buffer->data, buffer->size};
}

/* A file that is read, and the memory that takes. */
typedef struct table {
    const tenor__reader *reader;
    char delimiter;
    size_t columns;    /* of the first row; 0 before it is read */
    const char *first; /* where the first row begins */
    parser parser;
    tenor__arena arena; /* of the sample */
    tenor__buffer text;
    tenor__buffer label;
    bool may_be_header; /* the first row, which is read as an example */
} table;

static void rewind_table(table *t)
{
    parser *p = &t->parser;
    p->at = t->reader->data;
    p->end = t->reader->data + t->reader->size;
    p->line = 1;
    p->delimiter = t->delimiter;
    p->limit = t->columns > 0 && t->reader->settings->skip_bad ? t->columns : SIZE_MAX;
}

/* The next row with as many fields as the first in *found. Bad rows before it fail, or under skip_bad are passed over,
 * and counted if `counting`. */
static tenor_status next_good_row(table *t, bool counting, bool *found)
{
    parser *p = &t->parser;
    for (;;) {
        const result read = next_row(p);
        *found = read == ROW;
        if (read == NO_ROW || (read == ROW && (t->columns == 0 || p->count == t->columns)))
            return TENOR_OK;
        if (!counting && t->reader->settings->skip_bad)
            continue;
        if (p->fault)
            TENOR_TRY(tenor__reader_fault(t->reader, TENOR__FAULT_MALFORMED, p->fault_line, "%s", p->fault));
        else
            TENOR_TRY(tenor__reader_fault(t->reader, TENOR__FAULT_MALFORMED, p->row_line,
                                          "a row of %zu column%s where the first has %zu; a text with the delimiter "
                                          "in it is put in quotes",
                                          p->count, p->count == 1 ? "" : "s", t->columns));
    }
}

/* The row's fields, those with doubled quotes copied, to cells. */
static tenor_status sample_row(table *t, tenor_str *cells)
{
    for (size_t i = 0; i < t->columns; i++) {
        const field *read = &t->parser.fields[i];
        cells[i] = field_text(read, &t->text);
        if (read->doubled)
            cells[i] = t->text.failed ? (tenor_str){NULL, 0} : tenor__arena_copy(&t->arena, cells[i]);
        if (!cells[i].data)
            return tenor__error_set_memory(t->reader->error);
    }
    return TENOR_OK;
}

/* Reads the first rows; rows is 0 when there are none. */
static tenor_status sample_rows(table *t, tenor__sample *out)
{
    parser *p = &t->parser;
    *out = (tenor__sample){NULL, 0, 0, t->delimiter};
    bool found;
    rewind_table(t);
    TENOR_TRY(next_good_row(t, false, &found));
    if (!found)
        return TENOR_OK;
    if (p->count > TENOR__MOST_COLUMNS)
        return tenor__error_set_at(t->reader->error, TENOR_BAD_DATA, p->row_line, "%zu columns; at most %d are read",
                                   p->count, TENOR__MOST_COLUMNS);
    t->columns = p->count;
    t->first = p->row;
    const size_t room = TENOR__SAMPLE_CELLS / t->columns;
    /* A single column will be refused, and its first row says best which delimiter was meant. */
    const size_t rows = t->columns == 1 ? 1 : room < TENOR__SAMPLE_ROWS ? room : TENOR__SAMPLE_ROWS;
    tenor_str *cells = tenor__arena_alloc(&t->arena, rows * t->columns * sizeof *cells);
    if (!cells)
        return tenor__error_set_memory(t->reader->error);
    out->cells = cells;
    out->columns = t->columns;
    p->limit = t->reader->settings->skip_bad ? t->columns : SIZE_MAX;
    while (found) {
        TENOR_TRY(sample_row(t, cells + out->rows * t->columns));
        if (++out->rows == rows)
            break;
        TENOR_TRY(next_good_row(t, false, &found));
    }
    return TENOR_OK;
}

/* Whether the first row's label is another row's too, in the whole file: then it is no name of a column. */
static tenor_status recurs(table *t, size_t column, tenor_str first, bool *out)
{
    first = tenor__reader_trim(first);
    *out = false;
    rewind_table(t);
    while (!*out) {
        bool found;
        TENOR_TRY(next_good_row(t, false, &found));
        if (!found)
            break;
        tenor_str label = field_text(&t->parser.fields[column], &t->label);
        if (t->label.failed)
            return tenor__error_set_memory(t->reader->error);
        label = tenor__reader_trim(label);
        *out = t->parser.row != t->first && tenor_str_equal(label, first);
    }
    return TENOR_OK;
}

static tenor_status read_examples(table *t, const tenor__columns *columns)
{
    parser *p = &t->parser;
    rewind_table(t);
    for (;;) {
        bool found;
        TENOR_TRY(next_good_row(t, true, &found));
        if (!found)
            return TENOR_OK;
        if (columns->header && p->row == t->first)
            continue;
        tenor_str text = field_text(&p->fields[columns->text], &t->text);
        tenor_str label = field_text(&p->fields[columns->label], &t->label);
        if (t->text.failed || t->label.failed)
            return tenor__error_set_memory(t->reader->error);
        TENOR_TRY(tenor__reader_add(t->reader, text, label, p->row_line));
        if (t->may_be_header && p->row == t->first && tenor_corpus_size(t->reader->corpus) > 0)
            tenor__corpus_doubt_header(t->reader->corpus);
    }
}

static tenor_status read_table(table *t)
{
    tenor__sample sample;
    tenor__columns columns = {0};
    TENOR_TRY(sample_rows(t, &sample));
    if (sample.rows > 0)
        TENOR_TRY(tenor__columns_find(&sample, t->reader->settings, &t->reader->alloc, &columns, t->reader->error));
    const bool doubtful = sample.rows > 0 && !columns.header && !t->reader->settings->no_header &&
                          tenor_corpus_separator(t->reader->corpus).size == 0;
    if (columns.guessed || doubtful) {
        bool recurring;
        const tenor_status status = recurs(t, columns.label, sample.cells[columns.label], &recurring);
        if (status == TENOR_OUT_OF_MEMORY)
            return status;
        /* A bad row is met again, and told after those before it. */
        recurring = recurring || status != TENOR_OK;
        columns.header = columns.guessed && !recurring;
        t->may_be_header = doubtful && !recurring;
    }
    tenor__arena_free(&t->arena);
    return read_examples(t, &columns);
}

tenor_status tenor__csv_read(const tenor__reader *reader, char delimiter)
{
    table *t = tenor__alloc_zeroed(&reader->alloc, 1, sizeof *t);
    if (!t)
        return tenor__error_set_memory(reader->error);
    t->reader = reader;
    t->delimiter = delimiter;
    t->arena.alloc = reader->alloc;
    tenor__buffer_init(&t->text, &reader->alloc);
    tenor__buffer_init(&t->label, &reader->alloc);
    tenor_status status = read_table(t);
    tenor__buffer_free(&t->label);
    tenor__buffer_free(&t->text);
    tenor__arena_free(&t->arena);
    tenor__alloc_free(&reader->alloc, t);
    return status;
}
