#include "table/csv.h"

#include "table/trim.h"

#include <string.h>

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

const char *tenor__csv_after_line_end(const char *at, const char *end)
{
    return *at == '\r' && end - at > 1 && at[1] == '\n' ? at + 2 : at + 1;
}

static uint64_t count_line_ends(const char *at, const char *end)
{
    uint64_t count = 0;
    const size_t size = (size_t)(end - at);
    if (!memchr(at, '\n', size) && !memchr(at, '\r', size))
        return 0;
    while (at < end) {
        if (is_line_end(*at)) {
            at = tenor__csv_after_line_end(at, end);
            count++;
        } else {
            at++;
        }
    }
    return count;
}

static const char *find_line_end(const char *at, const char *end)
{
    while (at < end && !is_line_end(*at))
        at++;
    return at;
}

static bool is_blank(const tenor__csv *p, char c)
{
    return (c == ' ' || c == '\t') && c != p->dialect.delimiter;
}

/* Whether the window ends where more may have to be seen: at its end, or after a CR, which an LF may follow. */
static bool is_cut(const tenor__csv *p, const char *at)
{
    return !p->last && (at == p->end || (*at == '\r' && at + 1 == p->end));
}

/* Goes on to the line after the one that ends at row_end. */
static void end_row(tenor__csv *p, const char *row_end)
{
    p->row_end = row_end;
    p->at = row_end == p->end ? row_end : tenor__csv_after_line_end(row_end, p->end);
    p->line += row_end < p->end;
}

/* False when the window ends before a row begins; at its end, when that is the last one, p->at == p->end. */
static bool skip_blank_lines(tenor__csv *p)
{
    for (;;) {
        const char *at = p->at;
        p->row = at;
        while (at < p->end && is_blank(p, *at))
            at++;
        if (is_cut(p, at))
            return false;
        if (at == p->end) {
            p->at = at;
            return true;
        }
        if (!is_line_end(*at))
            return true;
        p->at = tenor__csv_after_line_end(at, p->end);
        p->line++;
    }
}

/* ---- fields ---- */

typedef enum outcome {
    FIELD,
    NO_FIELD, /* with the reason in p->fault */
    CUT,      /* the window ends in it */
} outcome;

/* The next quote or escape character from `at` on; NULL for none. */
static const char *find_mark(const tenor__csv *p, const char *at)
{
    const char *quote = memchr(at, p->dialect.quote, (size_t)(p->end - at));
    if (p->dialect.escape == '\0')
        return quote;
    const char *const end = quote ? quote : p->end;
    const char *escape = memchr(at, p->dialect.escape, (size_t)(end - at));
    return escape ? escape : quote;
}

static size_t count_byte(const char *at, const char *end, char byte)
{
    size_t count = 0;
    while ((at = memchr(at, byte, (size_t)(end - at))) != NULL) {
        count++;
        at++;
    }
    return count;
}

/* The cell with that number of a line that is parted at every delimiter, without quotes and white space around it. */
static tenor_str plain_cell(const tenor__csv *p, const char *at, const char *end, size_t number)
{
    for (; number > 0; number--)
        at = (const char *)memchr(at, p->dialect.delimiter, (size_t)(end - at)) + 1;
    const char *const stop = memchr(at, p->dialect.delimiter, (size_t)(end - at));
    tenor_str cell = tenor__trim((tenor_str){at, (size_t)((stop ? stop : end) - at)});
    if (cell.size > 0 && cell.data[0] == p->dialect.quote) {
        cell.data++;
        cell.size--;
    }
    if (cell.size > 0 && cell.data[cell.size - 1] == p->dialect.quote)
        cell.size--;
    return tenor__trim(cell);
}

/* Whether a field whose quotes stand at open and close, in different lines, is in truth whole rows between two stray
 * quotes: each of its lines, parted at every delimiter, is a row, with a value that is known where one belongs. Between
 * tabs, which hardly occur in texts, the number of cells is enough. */
static bool has_swallowed(const tenor__csv *p, const char *open, const char *close)
{
    if (p->columns < 2 || (!p->known && p->dialect.delimiter != '\t'))
        return false;
    const char *at = open;
    while (at > p->row && !is_line_end(at[-1]))
        at--;
    const char *const stop = find_line_end(close, p->end);
    bool first = true;
    while (at < stop) {
        const char *const line_end = find_line_end(at, stop);
        if (tenor__trim((tenor_str){at, (size_t)(line_end - at)}).size > 0) {
            const size_t before = first ? p->count : 0;
            const char *const from = first ? open : at;
            if (before + count_byte(from, line_end, p->dialect.delimiter) + 1 != p->columns)
                return false;
            if (p->known && p->known_column >= before &&
                !tenor__map_find(p->known, plain_cell(p, from, line_end, p->known_column - before)))
                return false;
        }
        first = false;
        at = line_end == stop ? stop : tenor__csv_after_line_end(line_end, stop);
    }
    return true;
}

/* Reads the quoted field whose quote is at `open`. */
static outcome read_quoted(tenor__csv *p, const char *open, tenor__csv_field *out)
{
    const char *const start = open + 1;
    const char *mark = start;
    bool marked = false;
    p->fault_line = p->line;
    for (;;) {
        mark = find_mark(p, mark);
        if (!mark || (mark + 1 == p->end && !p->last)) {
            p->fault = TENOR__CSV_OPEN;
            return p->last ? NO_FIELD : CUT;
        }
        if (*mark == p->dialect.quote && (mark + 1 == p->end || mark[1] != p->dialect.quote))
            break;
        marked = true;
        mark += mark + 1 == p->end ? 1 : 2;
    }
    const uint64_t lines = count_line_ends(start, mark);
    const char *next = mark + 1;
    while (next < p->end && is_blank(p, *next))
        next++;
    if (is_cut(p, next))
        return CUT;
    p->closed_line = p->line + lines;
    if (next < p->end && *next != p->dialect.delimiter && !is_line_end(*next)) {
        p->fault = mark[-1] == '\\' && p->dialect.escape == '\0' ? TENOR__CSV_ESCAPED : TENOR__CSV_AFTER;
        return NO_FIELD;
    }
    if (lines > 0 && has_swallowed(p, open, mark)) {
        p->fault = TENOR__CSV_SWALLOWED;
        return NO_FIELD;
    }
    *out = (tenor__csv_field){start, (size_t)(mark - start), true, marked};
    p->line += lines;
    p->at = next;
    return FIELD;
}

static outcome read_plain(tenor__csv *p, tenor__csv_field *out)
{
    const char *const start = p->at;
    const char delimiter = p->dialect.delimiter;
    const char escape = p->dialect.escape;
    const char *at = start;
    bool marked = false;
    uint64_t lines = 0;
    while (at < p->end && *at != delimiter && !is_line_end(*at)) {
        if (escape != '\0' && *at == escape && at + 1 < p->end) {
            marked = true;
            if (is_line_end(at[1])) {
                at = tenor__csv_after_line_end(at + 1, p->end);
                lines++;
                continue;
            }
            at++;
        }
        at++;
    }
    if (is_cut(p, at))
        return CUT;
    *out = (tenor__csv_field){start, (size_t)(at - start), false, marked};
    p->line += lines;
    p->at = at;
    return FIELD;
}

/* Where a quoted field would begin: the quote at p->at, or behind blanks; NULL for none. */
static const char *find_opening(const tenor__csv *p)
{
    const char *at = p->at;
    if (p->dialect.quote == '\0')
        return NULL;
    while (at < p->end && is_blank(p, *at))
        at++;
    return at < p->end && *at == p->dialect.quote ? at : NULL;
}

/* A quote that no field needs to begin with, after blanks or between tabs, is text where it is no field's. */
static outcome read_field(tenor__csv *p, tenor__csv_field *out)
{
    const char *const open = find_opening(p);
    if (!open)
        return read_plain(p, out);
    const outcome read = read_quoted(p, open, out);
    const bool lenient = open != p->at || p->dialect.delimiter == '\t';
    if (read != NO_FIELD || !lenient)
        return read;
    p->fault = TENOR__CSV_NO_FAULT;
    return read_plain(p, out);
}

/* The rest of a row with too many columns, parted at every delimiter. */
static tenor__csv_result give_up(tenor__csv *p)
{
    const char *const end = find_line_end(p->at, p->end);
    if (is_cut(p, end)) {
        p->line = p->row_line;
        return TENOR__CSV_MORE;
    }
    p->count += count_byte(p->at, end, p->dialect.delimiter);
    p->fault = TENOR__CSV_COUNT;
    end_row(p, end);
    return TENOR__CSV_BAD_ROW;
}

static tenor__csv_result fail_row(tenor__csv *p)
{
    const char *const end = find_line_end(p->row, p->end);
    p->line = p->row_line;
    if (is_cut(p, end))
        return TENOR__CSV_MORE;
    end_row(p, end);
    return TENOR__CSV_BAD_ROW;
}

static void skip_mark(tenor__csv *p)
{
    if (p->end - p->at >= 3 && memcmp(p->at, "\xEF\xBB\xBF", 3) == 0)
        p->at += 3;
}

tenor__csv_result tenor__csv_next(tenor__csv *p)
{
    p->fault = TENOR__CSV_NO_FAULT;
    if (!skip_blank_lines(p))
        return TENOR__CSV_MORE;
    if (p->last && p->end - p->at == 1 && *p->at == '\x1A')
        p->at++; /* what DOS writes at the end of a file */
    if (p->at == p->end)
        return TENOR__CSV_NO_ROW;
    p->row = p->at;
    p->row_line = p->line;
    p->count = 0;
    skip_mark(p);
    const size_t limit = p->columns > 0 ? p->columns + 1 : SIZE_MAX;
    for (;;) {
        tenor__csv_field read;
        const outcome got = read_field(p, &read);
        if (got == NO_FIELD)
            return fail_row(p);
        if (got == CUT) {
            p->line = p->row_line;
            return TENOR__CSV_MORE;
        }
        if (p->count < TENOR__MOST_COLUMNS)
            p->fields[p->count] = read;
        p->count++;
        if (p->count > limit)
            return give_up(p);
        if (p->at == p->end || *p->at != p->dialect.delimiter) {
            end_row(p, p->at);
            return TENOR__CSV_ROW;
        }
        p->at++;
    }
}

/* ---- text ---- */

/* What an escaped character stands for: itself, but for those by which databases write control characters. */
static char unescape(char escape, char c)
{
    if (escape != '\\')
        return c;
    return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
}

tenor_str tenor__csv_text(const tenor__csv_dialect *dialect, const tenor__csv_field *field, tenor__buffer *buffer)
{
    if (!field->marked)
        return (tenor_str){field->data, field->size};
    tenor__buffer_clear(buffer);
    const char *const end = field->data + field->size;
    const char *from = field->data; /* not added yet */
    for (const char *at = from; at + 1 < end; at++) {
        const bool escaped = dialect->escape != '\0' && *at == dialect->escape;
        if (!escaped && !(field->quoted && *at == dialect->quote))
            continue;
        tenor__buffer_add(buffer, from, (size_t)(at - from));
        at++;
        tenor__buffer_add_byte(buffer, escaped ? unescape(dialect->escape, *at) : *at);
        from = at + 1;
    }
    tenor__buffer_add(buffer, from, (size_t)(end - from));
    return (tenor_str){buffer->data, buffer->size};
}
