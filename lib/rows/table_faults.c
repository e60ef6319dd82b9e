#include "rows/table_faults.h"

static bool has_escaped_quote(tenor_str row)
{
    for (size_t i = 1; i < row.size; i++)
        if (row.data[i] == '"' && row.data[i - 1] == '\\')
            return true;
    return false;
}

void tenor__table_faults_count(tenor_rows *rows, const tenor__csv *p, size_t columns)
{
    if (p->dialect.escape == '\0' && has_escaped_quote((tenor_str){p->row, (size_t)(p->row_end - p->row)})) {
        tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, "escape",
                                 "a row of %zu column%s where the first has %zu, with a backslash before a quote; if "
                                 "that is how quotes are written inside others, set option 'escape' '\\'",
                                 p->count, p->count == 1 ? "" : "s", columns);
        return;
    }
    tenor__rows_fault(rows, TENOR_ROW_MALFORMED,
                      "a row of %zu column%s where the first has %zu; a text with %s in it is "
                      "put in quotes",
                      p->count, p->count == 1 ? "" : "s", columns, p->count < columns ? "a line end" : "the delimiter");
}

void tenor__table_faults_quotes(tenor_rows *rows, const tenor__csv *p)
{
    const unsigned long long open = p->fault_line;
    const unsigned long long closed = p->closed_line;
    const uint64_t line = rows->row.line;
    rows->row.line = p->fault_line;
    if (p->fault == TENOR__CSV_OPEN)
        tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, "quote",
                                 "the quote that opens here is never closed; where quotes are text, set option "
                                 "'quote' none");
    else if (p->fault == TENOR__CSV_ESCAPED)
        tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, "escape",
                                 "text follows a closing quote, before which a backslash stands; if that is how quotes "
                                 "are written inside others, set option 'escape' '\\'");
    else if (p->fault == TENOR__CSV_SWALLOWED)
        tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, "quote",
                                 "the quote that opens in line %llu closes in line %llu, with whole rows between them; "
                                 "a quote in a text is written twice; where all are text, set option 'quote' none",
                                 open, closed);
    else if (open != closed)
        tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, "quote",
                                 "the quote that opens in line %llu closes in line %llu, and text follows it; a quote "
                                 "inside a quoted field is written twice; where all are text, set option 'quote' none",
                                 open, closed);
    else
        tenor__rows_fault(rows, TENOR_ROW_MALFORMED,
                          "text follows a closing quote; a quote inside a quoted field is written twice");
    rows->row.line = line;
}
