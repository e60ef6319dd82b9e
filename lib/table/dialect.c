#include "table/dialect.h"

#include "base/error.h"
#include "base/number.h"
#include "table/trim.h"

#include <stdio.h>
#include <string.h>

enum {
    LOOKED_AT_BYTES = 1 << 20,
    LOOKED_AT_ROWS = 100,
    MOST_COMMENTS = 100, /* lines */
    FEWEST_SHIFTED = 3,  /* rows that say that the first one lacks a name */
};

/* Shares of rows that are closer than this are equal. */
static const double EQUAL_SHARES = 0.05;
static const double FEWEST_ALIKE = 0.5;

/* How well the first rows fit a dialect. */
typedef struct fit {
    tenor__csv_dialect dialect;
    size_t columns; /* of the first row */
    size_t rows;
    size_t alike;    /* rows with as many columns as the first */
    size_t trailing; /* rows with an empty one more */
    size_t shifted;  /* rows with one more, the first of which may be the name of the row */
    tenor_str name;  /* of the last of these */
    size_t bare;     /* fields that are neither quoted nor numbers */
    size_t loose;    /* rows whose delimiters are all followed by a space, or stand between digits, as in texts */
    size_t bad;      /* rows whose quotes are wrong */
    size_t quoted;   /* fields between quotes */
    size_t doubles;  /* fields between double quotes, while the quote is a single one */
    bool stray;      /* single quotes in fields without quotes */
} fit;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether there are single quotes in a field, but for escaped ones. */
static bool has_bare_quote(const tenor__csv_field *field, char escape)
{
    for (size_t i = 0; i < field->size; i++)
        if (field->data[i] == '\'' && (i == 0 || escape == '\0' || field->data[i - 1] != escape))
            return true;
    return false;
}

static void count_quotes(const tenor__csv_field *field, fit *sums)
{
    const size_t size = field->size;
    sums->quoted += field->quoted;
    if (sums->dialect.quote != '\'' || field->quoted || size == 0)
        return;
    sums->stray = sums->stray || has_bare_quote(field, sums->dialect.escape);
    sums->doubles += size > 1 && field->data[0] == '"' && field->data[size - 1] == '"';
}

/* Words that R writes without quotes. */
static bool is_word_of_r(const tenor__csv_field *field)
{
    const tenor_str text = {field->data, field->size};
    return tenor_str_is(text, "NA") || tenor_str_is(text, "TRUE") || tenor_str_is(text, "FALSE");
}

static bool is_number(const tenor__csv_field *field)
{
    double number;
    return tenor__number_read(field->data, field->size, &number);
}

/* Whether the first field of a row names it: quoted or a number, and another than that of the row before, a larger one
 * of numbers; the text behind it has no blank in front, as one that was parted at its comma. */
static bool has_name(const tenor__csv *p, const fit *sums)
{
    const tenor__csv_field *field = &p->fields[0];
    const tenor__csv_field *last = &p->fields[p->count - 1];
    double number;
    double before;
    if ((!field->quoted && !is_number(field)) || (!last->quoted && last->size > 0 && last->data[0] == ' '))
        return false;
    if (sums->shifted == 0)
        return true;
    if (tenor__number_read(field->data, field->size, &number) &&
        tenor__number_read(sums->name.data, sums->name.size, &before))
        return number > before;
    return !tenor_str_equal((tenor_str){field->data, field->size}, sums->name);
}

static void count_row(const tenor__csv *p, fit *sums)
{
    const size_t count = p->count < TENOR__MOST_COLUMNS ? p->count : TENOR__MOST_COLUMNS;
    bool loose = count > 1;
    for (size_t i = 1; i < count && loose; i++) {
        const tenor__csv_field *field = &p->fields[i];
        const tenor__csv_field *before = &p->fields[i - 1];
        loose = !field->quoted && field->size > 0 &&
                (field->data[0] == ' ' ||
                 (is_digit(field->data[0]) && before->size > 0 && is_digit(before->data[before->size - 1])));
    }
    for (size_t i = 0; i < count; i++) {
        const tenor__csv_field *field = &p->fields[i];
        count_quotes(field, sums);
        sums->bare += !field->quoted && !is_word_of_r(field) && !is_number(field);
    }
    if (sums->rows++ == 0)
        sums->columns = p->count;
    sums->loose += loose;
    sums->alike += p->count == sums->columns;
    if (p->count == sums->columns + 1 && count == p->count && has_name(p, sums)) {
        sums->shifted++;
        sums->name = (tenor_str){p->fields[0].data, p->fields[0].size};
    }
    sums->trailing += p->count == sums->columns + 1 && count == p->count && p->fields[count - 1].size == 0;
}

static fit look(const tenor__window *window, size_t head, tenor__csv_dialect dialect, tenor__csv *p)
{
    fit sums = {.dialect = dialect};
    const size_t size = window->size < LOOKED_AT_BYTES ? window->size : LOOKED_AT_BYTES;
    p->dialect = dialect;
    p->at = window->data + head;
    p->end = window->data + size;
    p->last = window->at_end && size == window->size;
    p->line = 1;
    p->columns = 0;
    p->known = NULL;
    while (sums.rows + sums.bad < LOOKED_AT_ROWS) {
        const tenor__csv_result read = tenor__csv_next(p);
        if (read == TENOR__CSV_ROW)
            count_row(p, &sums);
        else if (read != TENOR__CSV_BAD_ROW)
            break;
        sums.bad += read == TENOR__CSV_BAD_ROW;
    }
    sums.rows += sums.bad;
    return sums;
}

static bool is_loose(const fit *sums)
{
    return sums->loose * 10 >= sums->rows * 9;
}

/* Whether the first row lacks the name of a column that all others have. */
static bool has_row_names(const fit *sums)
{
    return sums->rows > FEWEST_SHIFTED && sums->shifted + 1 == sums->rows && sums->trailing == 0 && !is_loose(sums);
}

static double share_alike(const fit *sums)
{
    if (has_row_names(sums))
        return 1;
    const size_t alike = sums->trailing > sums->rows / 2 ? sums->alike + sums->trailing : sums->alike;
    return sums->columns > 1 && sums->rows > 0 ? (double)alike / (double)sums->rows : 0;
}

/* Single quotes are quotes when all there are stand around fields, or twice in them. */
static bool has_single_quotes(const fit *sums)
{
    return sums->quoted > 1 && !sums->stray && sums->quoted > sums->doubles && share_alike(sums) == 1;
}

/* ---- what stands before the rows ---- */

static tenor_str line_at(const tenor__window *window, size_t at)
{
    const char *const begin = window->data + at;
    const char *const end = window->data + window->size;
    const char *stop = begin;
    while (stop < end && *stop != '\n' && *stop != '\r')
        stop++;
    return (tenor_str){begin, (size_t)(stop - begin)};
}

static size_t after_line(const tenor__window *window, size_t at)
{
    const tenor_str line = line_at(window, at);
    const char *const stop = line.data + line.size;
    const char *const end = window->data + window->size;
    return stop == end ? window->size : (size_t)(tenor__csv_after_line_end(stop, end) - window->data);
}

/* "sep=;", which spreadsheets read and write. */
static char read_separator_line(tenor_str line)
{
    line = tenor__trim(line);
    if (line.size > 1 && line.data[0] == '"' && line.data[line.size - 1] == '"')
        line = (tenor_str){line.data + 1, line.size - 2};
    if (line.size != 5 || (memcmp(line.data, "sep=", 4) != 0 && memcmp(line.data, "SEP=", 4) != 0))
        return '\0';
    const char c = line.data[4];
    return (unsigned char)c >= 0x80 || c == '"' ? '\0' : c;
}

/* A number sign and a space; a text may well begin with #word. */
static bool is_comment(tenor_str line)
{
    return line.size > 0 && line.data[0] == '#' && (line.size == 1 || line.data[1] == ' ' || line.data[1] == '#');
}

/* Comments stand before the first row; where such lines come later too they are rows. */
static bool has_later_comments(const tenor__window *window, size_t at)
{
    for (size_t rows = 0; rows < LOOKED_AT_ROWS && at < window->size; rows++) {
        if (is_comment(line_at(window, at)))
            return true;
        at = after_line(window, at);
    }
    return false;
}

static void skip_head(const tenor__window *window, tenor__dialect *out, char *separator)
{
    size_t at = 0;
    uint64_t lines = 0;
    *separator = read_separator_line(line_at(window, 0));
    if (*separator != '\0') {
        out->head = at = after_line(window, 0);
        out->head_lines = lines = 1;
    }
    uint64_t comments = 0;
    while (comments < MOST_COMMENTS && at < window->size && is_comment(line_at(window, at))) {
        at = after_line(window, at);
        lines++;
        comments++;
    }
    if (comments == 0 || at == window->size || has_later_comments(window, at))
        return;
    out->head = at;
    out->head_lines = lines;
    out->comment_lines = comments;
}

/* ---- the delimiter ---- */

static const char *write_delimiter(char out[8], char delimiter)
{
    snprintf(out, 8, delimiter == '\t' ? "a tab" : "'%c'", delimiter);
    return out;
}

static tenor_status fail_unclear(const fit *a, const fit *b, tenor_error *error)
{
    char first[8];
    char second[8];
    return tenor__error_option(
        error, "delimiter",
        tenor__error_set(error, TENOR_BAD_DATA,
                         "the rows may be parted by %s, into %zu columns, or by %s, into %zu; choose with option "
                         "'delimiter'",
                         write_delimiter(first, a->dialect.delimiter), a->columns,
                         write_delimiter(second, b->dialect.delimiter), b->columns));
}

static bool is_better(const fit *a, const fit *b)
{
    const double difference = share_alike(a) - share_alike(b);
    if (difference > EQUAL_SHARES || difference < -EQUAL_SHARES)
        return difference > 0;
    return !is_loose(a) && is_loose(b);
}

static bool is_equal(const fit *a, const fit *b)
{
    return !is_better(a, b) && !is_better(b, a);
}

/* Whether blanks part the rows, as R's write.table puts them: every field is quoted or a number. */
static bool fits_blanks(const fit *sums)
{
    return sums->rows > 1 && sums->bad == 0 && sums->bare == 0 && sums->quoted >= sums->rows && share_alike(sums) == 1;
}

/* The usual delimiter, unless the rows fit another one better. */
static tenor_status choose(const tenor__window *window, size_t head, tenor__csv_dialect like, char usual, tenor__csv *p,
                           fit *best, tenor_error *error)
{
    static const char delimiters[] = {'\t', ',', ';', '|'};
    enum { COUNT = sizeof delimiters };
    fit found[COUNT];
    like.delimiter = usual;
    *best = look(window, head, like, p);
    for (size_t i = 0; i < COUNT; i++) {
        like.delimiter = delimiters[i];
        found[i] = look(window, head, like, p);
        if (share_alike(&found[i]) >= FEWEST_ALIKE && is_better(&found[i], best))
            *best = found[i];
    }
    if (share_alike(best) < FEWEST_ALIKE && like.quote == '"') {
        like.delimiter = ' ';
        const fit blanks = look(window, head, like, p);
        if (fits_blanks(&blanks))
            *best = blanks;
    }
    if (best->dialect.delimiter == usual || best->dialect.delimiter == ' ')
        return TENOR_OK;
    for (size_t i = 0; i < COUNT; i++)
        if (found[i].dialect.delimiter != best->dialect.delimiter && found[i].columns > 1 && is_equal(&found[i], best))
            return fail_unclear(best, &found[i], error);
    return TENOR_OK;
}

/* In the dialect of double quotes, by the first delimiter for which there are such lines. */
static void skip_titles(const tenor__window *window, const tenor__corpus_settings *settings, char usual, bool fixed,
                        tenor__csv *parser, tenor__dialect *out)
{
    const char delimiters[] = {usual, ',', ';', '\t'};
    for (size_t i = 0; i < (fixed ? 1 : sizeof delimiters) && out->title_lines == 0; i++) {
        parser->dialect = (tenor__csv_dialect){delimiters[i], settings->no_quote ? '\0' : '"', settings->escape};
        out->head += tenor__title_lines_find(window, out->head, parser, &out->title_lines);
    }
    out->head_lines += out->title_lines;
}

tenor_status tenor__dialect_find(const tenor__window *window, const tenor__corpus_settings *settings, char usual,
                                 bool fixed, tenor__csv *parser, tenor__dialect *out, tenor_error *error)
{
    char separator;
    *out = (tenor__dialect){.head = 0};
    skip_head(window, out, &separator);
    if (settings->delimiter != '\0' || separator != '\0') {
        usual = settings->delimiter != '\0' ? settings->delimiter : separator;
        fixed = true;
    }
    if (!settings->no_header)
        skip_titles(window, settings, usual, fixed, parser, out);
    const bool any_quote = settings->quote == '\0' && !settings->no_quote;
    const char quotes[] = {settings->no_quote ? '\0' : settings->quote ? settings->quote : '"', '\'', '\0'};
    fit found[sizeof quotes];
    for (size_t i = 0; i < (any_quote ? sizeof quotes : 1); i++) {
        const tenor__csv_dialect like = {usual, quotes[i], settings->escape};
        tenor_error unclear;
        if (fixed)
            found[i] = look(window, out->head, like, parser);
        else if (choose(window, out->head, like, usual, parser, &found[i], i == 0 ? error : &unclear) == TENOR_OK)
            continue;
        else if (i == 0)
            return TENOR_BAD_DATA;
        else
            found[i] = (fit){.rows = 0};
    }
    fit best = found[0];
    if (any_quote && has_single_quotes(&found[1]))
        best = found[1];
    else if (any_quote && settings->escape != '\0' && best.bad > 0 && best.quoted == 0 && share_alike(&found[2]) == 1)
        best = found[2]; /* all is escaped, so that quotes are text */
    out->csv = best.dialect;
    out->row_names = has_row_names(&best);
    out->trailing = best.trailing > best.rows / 2;
    return TENOR_OK;
}
