#include "output/table.h"

#include "escape.h"
#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void table_init(struct table *table, size_t columns, bool has_heading)
{
    *table = (struct table){.columns = columns, .has_heading = has_heading};
}

void table_free(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i]);
    free(table->cells);
}

static void add(struct table *table, char *cell)
{
    if (table->count == table->capacity) {
        table->capacity = table->capacity ? table->capacity * 2 : 64;
        table->cells = memory_resize(table->cells, table->capacity, sizeof *table->cells);
    }
    table->cells[table->count++] = cell;
}

void table_add(struct table *table, const char *format, ...)
{
    char text[64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t size = strlen(text) + 1;
    add(table, memcpy(memory_resize(NULL, size, 1), text, size));
}

void table_add_name(struct table *table, tenor_str name, size_t widest)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    char *escaped = escape_text(name);
    tenor_str whole = tenor_str_of(escaped);
    bool is_cut = tenor_str_columns(whole) > widest;
    tenor_str kept = is_cut ? tenor_str_fit(whole, widest - 1) : whole;
    char *cell = memory_resize(NULL, kept.size + sizeof ellipsis, 1);
    memcpy(cell, kept.data, kept.size);
    cell[kept.size] = '\0';
    if (is_cut)
        memcpy(cell + kept.size, ellipsis, sizeof ellipsis);
    free(escaped);
    add(table, cell);
}

static size_t cell_width(const struct table *table, size_t i)
{
    return tenor_str_columns(tenor_str_of(table->cells[i]));
}

static size_t column_width(const struct table *table, size_t column)
{
    size_t widest = 0;
    for (size_t i = column; i < table->count; i += table->columns)
        if (cell_width(table, i) > widest)
            widest = cell_width(table, i);
    return widest;
}

size_t table_width(const struct table *table)
{
    size_t width = TABLE_INDENT + (table->columns - 1) * TABLE_GAP;
    for (size_t column = 0; column < table->columns; column++)
        width += column_width(table, column);
    return width;
}

void table_print(struct output *out, const struct table *table)
{
    size_t *widths = memory_resize(NULL, table->columns, sizeof *widths);
    for (size_t column = 0; column < table->columns; column++)
        widths[column] = column_width(table, column);
    for (size_t i = 0; i < table->count; i++) {
        size_t column = i % table->columns;
        size_t padding = widths[column] - cell_width(table, i);
        output_spaces(out, column == 0 ? TABLE_INDENT : TABLE_GAP + padding);
        if (i == 0 && table->has_heading)
            output_style(out, STYLE_BOLD);
        output_text(out, table->cells[i]);
        if (column == 0 && table->columns > 1)
            output_spaces(out, padding);
        if (column + 1 == table->columns) {
            if (i < table->columns)
                output_style(out, STYLE_PLAIN);
            output_byte(out, '\n');
        }
    }
    free(widths);
}
