/* Lines above the header of a table: a title, a date, a line of nothing but delimiters, as spreadsheets and reports
 * have them. What stands below tells them: a row of names, and rows that have as many columns. */
#include "table/dialect.h"
#include "table/trim.h"

enum {
    MOST_TITLES = 8, /* lines */
    LOOKED_AT_ROWS = 50,
    FEWEST_ROWS = 3, /* below the header */
    LONGEST_NAME = 60,
};

typedef struct row {
    size_t columns;
    bool filled; /* two fields at least */
    bool named;  /* all fields look like names */
    size_t begin;
    uint64_t line;
} row;

static row look_at(const tenor__csv *p, const tenor__window *window)
{
    const size_t count = p->count < TENOR__MOST_COLUMNS ? p->count : TENOR__MOST_COLUMNS;
    row found = {p->count, false, true, (size_t)(p->row - window->data), p->row_line};
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        const tenor_str name = tenor__trim((tenor_str){p->fields[i].data, p->fields[i].size});
        filled += name.size > 0;
        if (name.size == 0 || name.size > LONGEST_NAME || (name.data[0] >= '0' && name.data[0] <= '9'))
            found.named = false;
    }
    found.filled = filled > 1;
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
        count_alike(rows, first + 1, count, columns) * 10 < below * 9)
        return 0;
    *lines = rows[first].line - 1;
    return rows[first].begin - head;
}
