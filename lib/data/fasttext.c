/* fastText's lines: "__label__negative the food was cold". A label is a word that begins with the prefix, wherever it
 * stands, one or (where texts may have several) any number of them; the text is the rest of the line. */
#include "base/error.h"
#include "data/rows.h"
#include "data/trim.h"

#include <string.h>

static const char PREFIX[] = "__label__";
enum { PREFIX_SIZE = sizeof PREFIX - 1 };

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Adds a part of the line to text: a view of the line while there is one part, then parts joined by spaces. */
static void add_part(tenor_str part, tenor__buffer *joined, tenor_str *text)
{
    part = tenor__trim(part);
    if (part.size == 0)
        return;
    if (text->size == 0) {
        *text = part;
        return;
    }
    if (joined->size == 0)
        tenor__buffer_add(joined, text->data, text->size);
    tenor__buffer_add_byte(joined, ' ');
    tenor__buffer_add(joined, part.data, part.size);
    *text = (tenor_str){joined->data, joined->size};
}

/* Puts the labels in the list. joined is cleared, and may fail. */
static tenor_status part_line(tenor_rows *rows, tenor_str line, tenor__buffer *joined, tenor_str *text)
{
    const char *const end = line.data + line.size;
    const char *part = line.data;
    *text = (tenor_str){line.data, 0};
    tenor__buffer_clear(joined);
    tenor__label_cell_clear(&rows->list);
    for (const char *at = line.data; at < end;) {
        while (at < end && is_space(*at))
            at++;
        const char *word = at;
        while (at < end && !is_space(*at))
            at++;
        if (at - word < PREFIX_SIZE || memcmp(word, PREFIX, PREFIX_SIZE) != 0)
            continue;
        TENOR_TRY(
            tenor__label_cell_add(&rows->list, (tenor_str){word + PREFIX_SIZE, (size_t)(at - word) - PREFIX_SIZE}));
        add_part((tenor_str){part, (size_t)(word - part)}, joined, text);
        part = at;
    }
    add_part((tenor_str){part, (size_t)(end - part)}, joined, text);
    return joined->failed ? TENOR_OUT_OF_MEMORY : TENOR_OK;
}

static tenor_status read_line(tenor_rows *rows, tenor_error *error)
{
    const tenor__label_list *list = &rows->list;
    if (part_line(rows, rows->row.raw, &rows->text, &rows->row.text) != TENOR_OK)
        return tenor__error_set_memory(error);
    if (rows->separator.size > 0 || !rows->layout->labels_wanted)
        return tenor__rows_take_list(rows, error);
    if (list->count == 1)
        return tenor__rows_take_labels(rows, list->labels[0], error);
    if (list->count == 0)
        tenor__rows_fault(rows, TENOR_ROW_NO_LABEL, "no word begins with %s", PREFIX);
    else
        tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, "multi-label",
                                 "%zu labels on one line; for several labels a text set option 'multi-label'",
                                 list->count);
    return TENOR_OK;
}

static tenor_status open_lines(tenor_rows *rows, tenor_error *error)
{
    (void)error;
    rows->state = rows; /* it has none of its own */
    return TENOR_OK;
}

static tenor_status next_line(tenor_rows *rows, bool *found, tenor_error *error)
{
    for (;;) {
        TENOR_TRY(tenor__rows_line(rows, found, error));
        rows->line += *found;
        if (!*found)
            return TENOR_OK;
        if (tenor__trim(rows->row.raw).size > 0)
            return read_line(rows, error);
        tenor__window_take(rows->window, rows->row_bytes);
        rows->row_bytes = 0;
    }
}

static void close_lines(tenor_rows *rows)
{
    rows->state = NULL;
}

const tenor__row_reader tenor__fasttext_reader = {open_lines, next_line, close_lines};
