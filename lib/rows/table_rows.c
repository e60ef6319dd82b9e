/* CSV and TSV: rows of fields, some of which are the text and the labels. */
#include "rows/rows.h"

#include "base/error.h"
#include "base/number.h"
#include "rows/row_targets.h"
#include "rows/table_faults.h"
#include "table/columns.h"
#include "table/dialect.h"
#include "table/trim.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    FIRST_WINDOW = 1 << 20, /* bytes, in which the layout is found */
    LONGEST_ROW = 1 << 26,  /* bytes, of a stream */
    MOST_NAMES = 64,        /* columns of a header that is looked for among the rows */
    LONGEST_NAME = 40,      /* bytes */
};

typedef struct table {
    tenor__csv parser;
    size_t columns;
    uint64_t first_position;      /* of the first row, in the stream */
    uint64_t header_position;     /* in the stream; UINT64_MAX without a header */
    tenor_str *header;            /* [columns] trimmed, in the arena */
    tenor_str *label_names;       /* [label_count] */
    tenor_str *soft_target_names; /* [probability_count] */
    tenor__map known;             /* values of a column whose values recur, in the arena */
    tenor__arena arena;
    tenor__buffer cell;
} table;

/* Whether the row that was read is the first of the table. */
static bool is_first_row(const tenor_rows *rows, const table *t)
{
    return rows->window->position + (size_t)(t->parser.row - rows->window->data) == t->first_position;
}

/* Whether the row that was read has the right number of fields; an empty one too many counts where all rows have it. */
static bool has_all_columns(const tenor_rows *rows, const table *t)
{
    const tenor__csv *p = &t->parser;
    if (p->count == t->columns || (rows->layout->row_names && is_first_row(rows, t) && p->count + 1 == t->columns))
        return true;
    return rows->layout->trailing_delimiter && p->count == t->columns + 1 && p->count <= TENOR__MOST_COLUMNS &&
           p->fields[p->count - 1].size == 0;
}

/* ---- the layout ---- */

/* The row's fields, those that do not stand in the file as they are copied to the arena, in cells. */
static tenor_status sample_row(table *t, tenor__arena *arena, tenor_str *cells)
{
    const size_t unnamed = t->parser.count < t->columns; /* the column of the names of rows, in the header */
    if (unnamed)
        cells[0] = (tenor_str){"", 0};
    for (size_t i = unnamed; i < t->columns; i++) {
        const tenor__csv_field *field = &t->parser.fields[i - unnamed];
        cells[i] = tenor__csv_text(&t->parser.dialect, field, &t->cell);
        if (field->marked)
            cells[i] = t->cell.failed ? (tenor_str){NULL, 0} : tenor__arena_copy(arena, cells[i]);
        if (!cells[i].data)
            return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

static void place_parser(tenor_rows *rows, table *t)
{
    tenor__csv *p = &t->parser;
    p->at = rows->window->data;
    p->end = rows->window->data + rows->window->size;
    p->last = rows->window->at_end;
    p->line = rows->line;
}

typedef struct first_rows {
    tenor__sample sample;
    size_t bad;
    tenor_error error; /* of the first bad row */
    size_t begin;      /* of the first good row in the window */
    size_t end;
} first_rows;

static void note_bad_row(tenor_rows *rows, const table *t, first_rows *out)
{
    if (out->bad++ > 0)
        return;
    rows->row.line = t->parser.row_line;
    if (t->parser.fault != TENOR__CSV_NO_FAULT && t->parser.fault != TENOR__CSV_COUNT)
        tenor__table_faults_quotes(rows, &t->parser);
    else
        tenor__table_faults_count(rows, &t->parser, t->columns);
    out->error = rows->fault;
}

static tenor_status begin_sample(tenor_rows *rows, table *t, tenor__arena *arena, first_rows *out, size_t *most,
                                 tenor_error *error)
{
    const tenor__csv *p = &t->parser;
    if (p->count > TENOR__MOST_COLUMNS)
        return tenor__error_set_at(error, TENOR_BAD_DATA, p->row_line, "%zu columns; at most %d are read", p->count,
                                   TENOR__MOST_COLUMNS);
    t->columns = t->parser.columns = p->count + rows->layout->row_names;
    t->first_position = rows->window->position + (size_t)(p->row - rows->window->data);
    out->sample.named = rows->layout->row_names;
    const size_t room = TENOR__SAMPLE_CELLS / t->columns;
    *most = room < TENOR__SAMPLE_ROWS ? room : TENOR__SAMPLE_ROWS;
    /* A single column will be refused, and its first row says best which delimiter was meant. */
    if (t->columns == 1 && rows->layout->labels_wanted && !rows->layout->may_be_unclear)
        *most = 1;
    out->begin = (size_t)(p->row - rows->window->data);
    out->end = (size_t)(p->at - rows->window->data);
    out->sample.columns = t->columns;
    out->sample.cells = tenor__arena_alloc(arena, *most * t->columns * sizeof *out->sample.cells);
    return out->sample.cells ? TENOR_OK : tenor__error_set_memory(error);
}

/* Reads the first rows, as many as stand in the window; sample.rows is 0 when there are none. */
static tenor_status sample_rows(tenor_rows *rows, table *t, tenor__arena *arena, first_rows *out, tenor_error *error)
{
    size_t most = 1;
    *out = (first_rows){.sample = {.delimiter = t->parser.dialect.delimiter}};
    place_parser(rows, t);
    while (out->sample.rows < most) {
        const tenor__csv_result read = tenor__csv_next(&t->parser);
        if (read == TENOR__CSV_NO_ROW || read == TENOR__CSV_MORE)
            break;
        if (read == TENOR__CSV_ROW && out->sample.rows == 0)
            TENOR_TRY(begin_sample(rows, t, arena, out, &most, error));
        if (read == TENOR__CSV_BAD_ROW || !has_all_columns(rows, t)) {
            note_bad_row(rows, t, out);
            continue;
        }
        if (sample_row(t, arena, (tenor_str *)out->sample.cells + out->sample.rows * t->columns) != TENOR_OK)
            return tenor__error_set_memory(error);
        out->sample.rows++;
    }
    return TENOR_OK;
}

/* The names of labels that have a column each: its name, or its number. NULL when out of memory. */
static tenor_str *name_labels(const tenor_layout *layout, const size_t *columns, size_t count, tenor__arena *arena)
{
    tenor_str *names = tenor__arena_alloc(arena, count * sizeof *names);
    for (size_t i = 0; names && i < count; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", columns[i] + 1);
        const tenor_str name = layout->columns[columns[i]].name;
        names[i] = tenor__arena_copy(arena, name.size > 0 ? name : tenor_str_of(number));
        if (!names[i].data)
            return NULL;
    }
    return names;
}

/* Names that are labels, as labels are cleaned. */
static bool clean_names(tenor_rows *rows, table *t)
{
    for (size_t i = 0; i < rows->layout->probability_count; i++) {
        t->soft_target_names[i] =
            tenor__arena_copy(&t->arena, tenor__trim_invisible(t->soft_target_names[i], &rows->clean));
        if (rows->clean.failed || !t->soft_target_names[i].data)
            return false;
    }
    return true;
}

/* The separator of labels that most cells have; static. */
static void find_separator(tenor_rows *rows, const tenor__sample *sample)
{
    static const char *const separators[] = {"|", ";", ","};
    const tenor_layout *layout = rows->layout;
    size_t most = 0;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        const tenor_str separator = tenor_str_of(separators[i]);
        size_t cells = 0;
        for (size_t row = layout->header; row < sample->rows; row++) {
            const tenor_str cell = tenor__column_statistics_cell(sample, row, layout->labels[0]);
            cells += !tenor__label_cell_is_list(cell) && tenor__label_cell_find_separator(cell, separator) < cell.size;
        }
        if (cells > most) {
            most = cells;
            rows->separator = separator;
        }
    }
}

/* The column whose values tell whole rows in a field with line ends: that of the labels or, where texts alone are
 * wanted, one that looks like it. The number of columns for none. */
static size_t find_known(const tenor_layout *layout)
{
    if (layout->label_count > 0)
        return layout->label_count == 1 ? layout->labels[0] : layout->column_count;
    size_t column = 0;
    while (column < layout->column_count &&
           (layout->columns[column].role != TENOR_COLUMN_UNUSED || strcmp(layout->columns[column].kind, "label") != 0))
        column++;
    return column;
}

static tenor_status keep_known(table *t, const tenor_layout *layout, const tenor__sample *sample)
{
    const size_t column = find_known(layout);
    if (column == layout->column_count)
        return TENOR_OK;
    for (size_t row = layout->header; row < sample->rows; row++) {
        const tenor_str value = tenor__column_statistics_cell(sample, row, column);
        if (value.size == 0 || tenor__map_find(&t->known, value))
            continue;
        const tenor_str copy = tenor__arena_copy(&t->arena, value);
        if (!copy.data || !tenor__map_insert(&t->known, copy, 0, NULL))
            return TENOR_OUT_OF_MEMORY;
    }
    t->parser.known = &t->known;
    t->parser.known_column = column;
    return TENOR_OK;
}

/* What the reader needs to know of the sample afterwards. */
static tenor_status keep_sample(tenor_rows *rows, table *t, const first_rows *first)
{
    tenor_layout *layout = rows->layout;
    const tenor__sample *sample = &first->sample;
    layout->head = (tenor_str){rows->window->data, layout->header ? first->end : first->begin};
    layout->head = tenor__arena_copy(&layout->arena, layout->head);
    if (!layout->head.data)
        return TENOR_OUT_OF_MEMORY;
    t->header_position = layout->header ? rows->window->position + first->begin : UINT64_MAX;
    t->header = tenor__arena_alloc(&t->arena, t->columns * sizeof *t->header);
    for (size_t i = 0; t->header && i < t->columns; i++) {
        t->header[i] = tenor__arena_copy(&t->arena, tenor__column_statistics_cell(sample, 0, i));
        if (!t->header[i].data)
            return TENOR_OUT_OF_MEMORY;
    }
    t->label_names = name_labels(layout, layout->labels, layout->label_count, &t->arena);
    t->soft_target_names = name_labels(layout, layout->probabilities, layout->probability_count, &t->arena);
    if (!t->header || !t->label_names || !t->soft_target_names || !clean_names(rows, t))
        return TENOR_OUT_OF_MEMORY;
    if (rows->finds_separator && layout->label_count == 1)
        find_separator(rows, sample);
    return keep_known(t, layout, sample);
}

/* More of the stream, when a row does not end in the window: what is there, and much only for a very long one. */
static tenor_status widen(tenor_rows *rows, tenor_error *error)
{
    tenor__window *window = rows->window;
    if (window->size >= LONGEST_ROW)
        return tenor__error_set_at(error, TENOR_TOO_LARGE, rows->line,
                                   "a row of more than %d MB; perhaps a quote is never closed", LONGEST_ROW >> 20);
    return tenor__window_need(window, window->size < FIRST_WINDOW ? window->size + 1 : 2 * window->size, error);
}

/* Lines that are no titles where no header is below them, in line `first`. */
static tenor_status fail_titles(const tenor_layout *layout, unsigned long long first, tenor_error *error)
{
    return tenor__error_set(error, TENOR_BAD_DATA,
                            "the rows have %zu columns from line %llu on, and fewer above; leave out what is no row, "
                            "as with: tail -n +%llu FILE",
                            layout->column_count, first, first);
}

static tenor_status find_layout(tenor_rows *rows, table *t, tenor__arena *arena, tenor_error *error)
{
    tenor_layout *layout = rows->layout;
    tenor__dialect dialect;
    first_rows first;
    TENOR_TRY(tenor__rows_look(rows, FIRST_WINDOW, 2, error));
    TENOR_TRY(tenor__dialect_find(rows->window, &rows->settings, rows->format.usual_delimiter,
                                  rows->format.fixed_delimiter, &t->parser, &dialect, error));
    layout->dialect = t->parser.dialect = dialect.csv;
    layout->format = dialect.csv.delimiter == '\t' ? "tsv" : "csv";
    layout->trailing_delimiter = dialect.trailing;
    layout->comment_lines = dialect.comment_lines;
    layout->title_lines = dialect.title_lines;
    layout->row_names = dialect.row_names;
    t->parser.columns = 0;
    const size_t head = dialect.head;
    for (;;) {
        rows->window->data += head;
        rows->window->size -= head;
        rows->window->position += head;
        rows->line += dialect.head_lines;
        const tenor_status status = sample_rows(rows, t, arena, &first, error);
        rows->window->data -= head;
        rows->window->size += head;
        rows->window->position -= head;
        rows->line -= dialect.head_lines;
        TENOR_TRY(status);
        if (first.sample.rows > 0 || rows->window->at_end)
            break;
        TENOR_TRY(widen(rows, error));
    }
    first.begin += head;
    first.end += head;
    if (first.sample.rows > 0) {
        tenor_error unclear = {0};
        const tenor_status status = tenor__columns_find(&first.sample, &rows->settings, &rows->alloc, layout, &unclear);
        if (status != TENOR_OK && error) {
            const bool mostly_bad = status == TENOR_BAD_DATA && first.bad > first.sample.rows;
            *error = mostly_bad ? first.error : unclear;
        }
        TENOR_TRY(status);
        if (layout->title_lines > 0 && !layout->header)
            return fail_titles(layout, dialect.head_lines + 1, error);
        if (keep_sample(rows, t, &first) != TENOR_OK)
            return tenor__error_set_memory(error);
    }
    tenor__window_take(rows->window, head);
    rows->line += dialect.head_lines;
    return TENOR_OK;
}

static tenor_status open_table(tenor_rows *rows, tenor_error *error)
{
    table *t = tenor__alloc_zeroed(&rows->alloc, 1, sizeof *t);
    if (!t)
        return tenor__error_set_memory(error);
    rows->state = t;
    t->header_position = UINT64_MAX;
    t->arena.alloc = rows->alloc;
    tenor__map_init(&t->known, &rows->alloc);
    tenor__buffer_init(&t->cell, &rows->alloc);
    tenor__arena arena = {.alloc = rows->alloc};
    const tenor_status status = find_layout(rows, t, &arena, error);
    tenor__arena_free(&arena);
    return status;
}

static void close_table(tenor_rows *rows)
{
    table *t = rows->state;
    tenor__map_free(&t->known);
    tenor__arena_free(&t->arena);
    tenor__buffer_free(&t->cell);
    tenor__alloc_free(&rows->alloc, t);
    rows->state = NULL;
}

/* ---- rows ---- */

static tenor_status take_text(tenor_rows *rows, table *t, tenor_error *error)
{
    const tenor_layout *layout = rows->layout;
    const tenor__csv *p = &t->parser;
    if (layout->text_count == 1) {
        rows->row.text = tenor__csv_text(&p->dialect, &p->fields[layout->texts[0]], &rows->text);
        return rows->text.failed ? tenor__error_set_memory(error) : TENOR_OK;
    }
    const tenor_str joiner = tenor_layout_joiner();
    bool empty = true;
    tenor__buffer_clear(&rows->text);
    for (size_t i = 0; i < layout->text_count; i++) {
        const tenor_str text = tenor__csv_text(&p->dialect, &p->fields[layout->texts[i]], &t->cell);
        if (i > 0)
            tenor__buffer_add(&rows->text, joiner.data, joiner.size);
        tenor__buffer_add(&rows->text, text.data, text.size);
        empty = empty && text.size == 0;
    }
    if (rows->text.failed || t->cell.failed)
        return tenor__error_set_memory(error);
    rows->row.text = empty ? (tenor_str){"", 0} : (tenor_str){rows->text.data, rows->text.size};
    return TENOR_OK;
}

static tenor_status take_marked_labels(tenor_rows *rows, table *t, tenor_error *error)
{
    const tenor_layout *layout = rows->layout;
    tenor__label_cell_clear(&rows->list);
    for (size_t i = 0; i < layout->label_count; i++) {
        bool valid;
        const tenor__csv_field *field = &t->parser.fields[layout->labels[i]];
        const tenor_str cell = tenor__trim((tenor_str){field->data, field->size});
        const bool has = tenor__label_cell_read_mark(cell, &valid);
        if (!valid) {
            char name[40];
            char value[40];
            tenor__rows_fault(rows, TENOR_ROW_NO_LABEL,
                              "column %zu, '%s', is a label of its own, and holds '%s', neither "
                              "0 nor 1",
                              layout->labels[i] + 1, tenor__error_quote(name, sizeof name, t->label_names[i]),
                              tenor__error_quote(value, sizeof value, cell));
            return TENOR_OK;
        }
        if (has && tenor__label_cell_add(&rows->list, t->label_names[i]) != TENOR_OK)
            return tenor__error_set_memory(error);
    }
    return tenor__rows_take_list(rows, error);
}

static tenor_status take_labels(tenor_rows *rows, table *t, tenor_error *error)
{
    const tenor_layout *layout = rows->layout;
    if (layout->label_count == 0)
        return TENOR_OK;
    if (layout->label_count > 1)
        return take_marked_labels(rows, t, error);
    const tenor_str cell = tenor__csv_text(&t->parser.dialect, &t->parser.fields[layout->labels[0]], &rows->label);
    return rows->label.failed ? tenor__error_set_memory(error) : tenor__rows_take_labels(rows, cell, error);
}

/* Columns of numbers, named after their labels. An empty one is 0; where all are, the row has its label alone. */
static tenor_status take_probabilities(tenor_rows *rows, table *t, tenor_error *error)
{
    const tenor_layout *layout = rows->layout;
    size_t filled = 0;
    tenor__row_targets_clear(rows);
    for (size_t i = 0; i < layout->probability_count; i++) {
        const tenor__csv_field *field = &t->parser.fields[layout->probabilities[i]];
        const tenor_str cell = tenor__trim((tenor_str){field->data, field->size});
        double value = 0;
        filled += cell.size > 0;
        if (cell.size > 0 && !tenor__number_read(cell.data, cell.size, &value)) {
            char name[40];
            char shown[40];
            tenor__row_targets_fault(rows, "column %zu, '%s', holds '%s', which is no probability",
                                     layout->probabilities[i] + 1,
                                     tenor__error_quote(name, sizeof name, t->soft_target_names[i]),
                                     tenor__error_quote(shown, sizeof shown, cell));
            return TENOR_OK;
        }
        if (tenor__row_targets_add(rows, t->soft_target_names[i], value) != TENOR_OK)
            return tenor__error_set_memory(error);
    }
    if (filled == 0)
        tenor__row_targets_clear(rows);
    return tenor__row_targets_take(rows, error);
}

static tenor_str trimmed_field(const table *t, size_t i)
{
    return tenor__trim((tenor_str){t->parser.fields[i].data, t->parser.fields[i].size});
}

static bool is_name(tenor_str cell, tenor_str name)
{
    return cell.size == name.size && (name.size == 0 || strncasecmp(cell.data, name.data, name.size) == 0);
}

/* Whether the row is the header again, as where files were joined, perhaps with capitals. */
static bool repeats_header(const table *t)
{
    if (t->header_position == UINT64_MAX)
        return false;
    for (size_t i = 0; i < t->columns; i++)
        if (!is_name(trimmed_field(t, i), t->header[i]))
            return false;
    return true;
}

/* Whether the row is another file's header: names of these columns in another order, or usual names above text and
 * label. */
static bool is_other_header(const tenor_layout *layout, const table *t)
{
    tenor_str cells[MOST_NAMES];
    size_t known = 0;
    if (t->header_position == UINT64_MAX || t->columns > MOST_NAMES || layout->text_count != 1)
        return false;
    for (size_t i = 0; i < t->columns; i++) {
        cells[i] = trimmed_field(t, i);
        if (cells[i].size > LONGEST_NAME)
            return false;
        for (size_t k = 0; k < t->columns; k++)
            if (t->header[k].size > 0 && is_name(cells[i], t->header[k])) {
                known++;
                break;
            }
    }
    if (t->columns > 1 && known == t->columns)
        return true;
    const tenor__sample row = {.cells = cells, .rows = 1, .columns = t->columns};
    const tenor__column_list none = {.count = 0};
    bool weak = false;
    return layout->label_count == 1 && tenor__column_names_speak_of_label(&row, layout->labels[0]) &&
           tenor__column_names_usual_text(&row, &none, &weak) == layout->texts[0];
}

static void fault_header(tenor_rows *rows, const table *t)
{
    char first[24];
    char second[24];
    tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, "skip-bad",
                             "'%s' and '%s' are names of columns again, as where files were joined, and others than in "
                             "the first line: the rows below may have other columns; where they have the same, option "
                             "'skip-bad' leaves this row out",
                             tenor__error_quote(first, sizeof first, trimmed_field(t, 0)),
                             tenor__error_quote(second, sizeof second, trimmed_field(t, t->columns - 1)));
}

static tenor_status read_row(tenor_rows *rows, table *t, tenor__csv_result *read, tenor_error *error)
{
    for (;;) {
        place_parser(rows, t);
        *read = tenor__csv_next(&t->parser);
        if (*read != TENOR__CSV_MORE)
            return TENOR_OK;
        tenor__window_take(rows->window, (size_t)(t->parser.row - rows->window->data));
        rows->line = t->parser.line;
        TENOR_TRY(widen(rows, error));
    }
}

static tenor_status next_row(tenor_rows *rows, bool *found, tenor_error *error)
{
    table *t = rows->state;
    const tenor__csv *p = &t->parser;
    for (;;) {
        tenor__csv_result read;
        TENOR_TRY(read_row(rows, t, &read, error));
        *found = read != TENOR__CSV_NO_ROW;
        rows->row_bytes = (size_t)(p->at - rows->window->data);
        rows->line = p->line;
        if (!*found)
            return TENOR_OK;
        const uint64_t position = rows->window->position + (size_t)(p->row - rows->window->data);
        const bool whole = read == TENOR__CSV_ROW && t->columns > 0 && has_all_columns(rows, t);
        const bool is_header = whole && position == t->header_position;
        if (is_header || (whole && repeats_header(t))) {
            rows->layout->repeated_headers += !is_header;
            tenor__window_take(rows->window, rows->row_bytes);
            continue;
        }
        rows->row.line = p->row_line;
        if (t->header_position == UINT64_MAX || position > t->header_position) {
            rows->row.raw = (tenor_str){p->row, (size_t)(p->row_end - p->row)};
            rows->row.line_end = (tenor_str){p->row_end, (size_t)(p->at - p->row_end)};
        } /* else it stands in the head */
        if (!whole && p->fault != TENOR__CSV_NO_FAULT && p->fault != TENOR__CSV_COUNT)
            tenor__table_faults_quotes(rows, p);
        else if (!whole)
            tenor__table_faults_count(rows, &t->parser, t->columns);
        else if (is_other_header(rows->layout, t))
            fault_header(rows, t);
        if (rows->row.fault != TENOR_ROW_GOOD)
            return TENOR_OK;
        TENOR_TRY(take_text(rows, t, error));
        TENOR_TRY(take_labels(rows, t, error));
        return rows->layout->probability_count > 0 && rows->row.fault == TENOR_ROW_GOOD
                   ? take_probabilities(rows, t, error)
                   : TENOR_OK;
    }
}

const tenor__row_reader tenor__table_reader = {open_table, next_row, close_table};
