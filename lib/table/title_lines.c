/* Lines above the header of a table: a title, a date, a line of nothing but delimiters, as spreadsheets and reports
 * have them. What stands below tells them: a row of names, and rows that have as many columns. */
#include "table/columns.h"
#include "table/dialect.h"
#include "table/trim.h"

enum {
    MOST_TITLES = 8, /* lines */
    LOOKED_AT_ROWS = 50,
    FEWEST_ROWS = 3, /* below the header */
    LONGEST_NAME = 60,
    MOST_NAMES = 64, /* columns of a header that is known by its names */
};

typedef struct row {
    size_t columns;
    bool filled; /* two fields at least */
    bool named;  /* all fields look like names */
    bool usual;  /* among them are usual ones of a text and a label */
    size_t begin;
    uint64_t line;
} row;

static bool has_usual_names(const tenor__csv *p)
{
    tenor_str cells[MOST_NAMES];
    const size_t count = p->count < MOST_NAMES ? p->count : MOST_NAMES;
    const tenor__sample names = {.cells = cells, .rows = 1, .columns = count};
    const tenor__column_list none = {.count = 0};
    bool weak;
    for (size_t i = 0; i < count; i++)
        cells[i] = (tenor_str){p->fields[i].data, p->fields[i].size};
    return tenor__column_names_usual_text(&names, &none, &weak) != TENOR__NO_COLUMN &&
           tenor__column_names_usual_label(&names, &none, &weak) != TENOR__NO_COLUMN;
}

static row look_at(const tenor__csv *p, const tenor__window *window)
{
    const size_t count = p->count < TENOR__MOST_COLUMNS ? p->count : TENOR__MOST_COLUMNS;
    row found = {.columns = p->count, .named = true, .begin = (size_t)(p->row - window->data), .line = p->row_line};
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        const tenor_str name = tenor__trim((tenor_str){p->fields[i].data, p->fields[i].size});
        filled += name.size > 0;
        if (name.size == 0 || name.size > LONGEST_NAME || (name.data[0] >= '0' && name.data[0] <= '9'))
            found.named = false;
    }
    found.filled = filled > 1;
    found.usual = found.named && has_usual_names(p);
    return found;
}

static size_t read_rows(const tenor__window *window, size_t head, tenor__csv *p, row rows[LOOKED_AT_ROWS])
{
    size_t count = 0;
    p->at = window->data + head;
    p->end = window->data + window->size;
    p->last = window->at_end;
    p->line = 1;
    p->columns = 0;
    p->known = NULL;
    while (count < LOOKED_AT_ROWS && tenor__csv_next(p) == TENOR__CSV_ROW)
        rows[count++] = look_at(p, window);
    return count;
}

/* How many of the rows from `from` on have so many columns. */
static size_t count_alike(const row *rows, size_t from, size_t count, size_t columns)
{
    size_t alike = 0;
    for (size_t i = from; i < count; i++)
        alike += rows[i].columns == columns;
    return alike;
}

static size_t find_usual_columns(const row *rows, size_t count)
{
    size_t best = 0;
    for (size_t i = 1; i < count; i++)
        if (count_alike(rows, 0, count, rows[i].columns) > count_alike(rows, 0, count, rows[best].columns))
            best = i;
    return rows[best].columns;
}

/* Whether the first row is the header of rows that have a name each, in a column without one, as R writes them, and not
 * a title above a header. */
static bool lacks_one_name(const row *rows, size_t columns)
{
    return rows[0].columns > 1 && rows[0].named && rows[0].columns + 1 == columns && !rows[1].usual;
}

size_t tenor__title_lines_find(const tenor__window *window, size_t head, tenor__csv *p, uint64_t *lines)
{
    row rows[LOOKED_AT_ROWS];
    const size_t count = read_rows(window, head, p, rows);
    size_t first = 0; /* row that is no title */
    *lines = 0;
    if (count <= FEWEST_ROWS)
        return 0;
    const size_t columns = find_usual_columns(rows, count);
    while (first < MOST_TITLES && first < count &&
           (rows[first].columns < columns || (columns > 2 && !rows[first].filled)))
        first++;
    const size_t below = first < count ? count - first - 1 : 0;
    if (first == 0 || below < FEWEST_ROWS || columns < 2 || rows[first].columns != columns || !rows[first].named ||
        count_alike(rows, first + 1, count, columns) * 10 < below * 9 || (first == 1 && lacks_one_name(rows, columns)))
        return 0;
    *lines = rows[first].line - 1;
    return rows[first].begin - head;
}
