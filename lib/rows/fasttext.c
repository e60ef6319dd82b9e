/* fastText's lines: "__label__negative the food was cold". A label is a word that begins with the prefix, wherever it
 * stands, one or (where texts may have several) any number of them; the text is the rest of the line. Such files went
 * through other hands: the line may stand in quotes, and a comma may follow the label. */
#include "rows/fasttext_form.h"

#include "base/error.h"
#include "rows/rows.h"

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

/* Where the label that begins a word ends: at the word's end, or at the mark between label and text. */
static const char *label_end(const tenor__fasttext_form *form, const char *label, const char *end)
{
    const char *mark = form->separator ? memchr(label, form->separator, (size_t)(end - label)) : NULL;
    return mark ? mark : end;
}

/* Puts the labels in the list. joined is cleared, and may fail. */
static tenor_status part_line(tenor_rows *rows, tenor_str line, tenor__buffer *joined, tenor_str *text)
{
    const tenor__fasttext_form *form = rows->state;
    const char *const end = line.data + line.size;
    const char *part = line.data;
    *text = (tenor_str){line.data, 0};
    tenor__buffer_clear(joined);
    tenor__label_cell_clear(&rows->list);
    for (const char *at = line.data; at < end;) {
        while (at < end && tenor__fasttext_is_space(*at))
            at++;
        const char *word = at;
        while (at < end && !tenor__fasttext_is_space(*at))
            at++;
        while (tenor__fasttext_begins((tenor_str){word, (size_t)(at - word)}, form->prefix)) {
            const char *const label = word + form->prefix.size;
            const char *const stop = label_end(form, label, at);
            TENOR_TRY(tenor__label_cell_add(&rows->list, (tenor_str){label, (size_t)(stop - label)}));
            add_part((tenor_str){part, (size_t)(word - part)}, joined, text);
            part = word = stop + (stop < at);
        }
    }
    add_part((tenor_str){part, (size_t)(end - part)}, joined, text);
    return joined->failed ? TENOR_OUT_OF_MEMORY : TENOR_OK;
}

/* Quotes within a quoted line are written twice. */
static tenor_str undouble(tenor_str line, tenor__buffer *buffer)
{
    const char *at = line.data;
    const char *const end = at + line.size;
    tenor__buffer_clear(buffer);
    for (;;) {
        const char *quote = at < end ? memchr(at, '"', (size_t)(end - at)) : NULL;
        if (!quote)
            break;
        tenor__buffer_add(buffer, at, (size_t)(quote + 1 - at));
        at = quote + 1 + (end - quote > 1 && quote[1] == '"');
    }
    if (at == line.data)
        return line;
    tenor__buffer_add(buffer, at, (size_t)(end - at));
    return (tenor_str){buffer->data, buffer->size};
}

static tenor_status read_line(tenor_rows *rows, tenor_error *error)
{
    const tenor__fasttext_form *form = rows->state;
    const tenor__label_list *list = &rows->list;
    tenor_str line = rows->row.raw;
    if (form->quoted && tenor__fasttext_is_quoted(tenor__trim(line))) {
        line = undouble(tenor__fasttext_inside(tenor__trim(line), true), &rows->label);
        if (rows->label.failed)
            return tenor__error_set_memory(error);
    }
    if (part_line(rows, line, &rows->text, &rows->row.text) != TENOR_OK)
        return tenor__error_set_memory(error);
    if (rows->separator.size > 0 || !rows->layout->labels_wanted)
        return tenor__rows_take_list(rows, error);
    if (list->count == 1)
        return tenor__rows_take_labels(rows, list->labels[0], error);
    if (list->count == 0)
        tenor__rows_fault_option(rows, TENOR_ROW_NO_LABEL, "label-prefix",
                                 "no word begins with %.*s; option 'label-prefix' names another beginning",
                                 form->prefix.size < 40 ? (int)form->prefix.size : 40, form->prefix.data);
    else
        tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, "multi-label",
                                 "%zu labels on one line; for several labels a text set option 'multi-label'",
                                 list->count);
    return TENOR_OK;
}

static tenor_status open_lines(tenor_rows *rows, tenor_error *error)
{
    tenor__fasttext_form *form = tenor__arena_alloc(&rows->layout->arena, sizeof *form);
    if (!form)
        return tenor__error_set_memory(error);
    tenor__fasttext_form_find(rows->window, tenor_str_of(rows->settings.label_prefix), true, form);
    form->prefix = tenor__arena_copy(&rows->layout->arena, form->prefix);
    if (!form->prefix.data)
        return tenor__error_set_memory(error);
    rows->layout->label_prefix = form->prefix;
    rows->state = form;
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
    rows->state = NULL; /* in the layout's arena */
}

const tenor__row_reader tenor__fasttext_reader = {open_lines, next_line, close_lines};
