#include "base/error.h"
#include "table/columns.h"
#include "table/label_cell.h"

#include <stdio.h>

/* The first of the bytes, or of the full-width signs that a delimiter may be written as, that a cell has; NULL for
 * none.
 */
static const char *find_delimiter(tenor_str cell, char used)
{
    static const char *const delimiters[] = {"\t", ";",    "|",      ",",      "^",      "~",
                                             ":",  "\x01", "\uFF0C", "\uFF1B", "\uFF5C", "\u3001"};
    for (size_t i = 0; i < sizeof delimiters / sizeof *delimiters; i++)
        if (delimiters[i][0] != used && tenor__label_cell_find_separator(cell, tenor_str_of(delimiters[i])) < cell.size)
            return delimiters[i];
    return NULL;
}

tenor_status tenor__delimiter_advice_fail(const tenor__sample *sample, tenor_error *error)
{
    const char used = sample->delimiter;
    const char *const other = find_delimiter(sample->cells[0], used);
    char delimiter[8];
    char remedy[120];
    snprintf(delimiter, sizeof delimiter, used == '\t' ? "a tab" : "'%c'", used);
    if (!other)
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "the first line has one column, and a text and a label are needed; the delimiter is %s",
                                delimiter);
    const bool format = *other == '\t' || *other == ',';
    if (format)
        snprintf(remedy, sizeof remedy, "change it with option 'format' %s", *other == ',' ? "csv" : "tsv");
    else if (*other == '\x01')
        snprintf(remedy, sizeof remedy, "change it with option 'delimiter' $'\\x01'");
    else if (other[1] != '\0')
        snprintf(remedy, sizeof remedy,
                 "and option 'delimiter' takes ASCII alone: replace the full-width one, as with sed 's/%s/,/g'", other);
    else
        snprintf(remedy, sizeof remedy, "change it with option 'delimiter' '%s'", other);
    return tenor__error_option(
        error, format ? "format" : "delimiter",
        tenor__error_set(error, TENOR_BAD_DATA,
                         "the first line has one column, and a text and a label are needed; the delimiter is %s, %s",
                         delimiter, remedy));
}
