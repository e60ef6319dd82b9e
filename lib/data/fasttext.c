/* fastText's lines: "__label__negative the food was cold". A label is a word that begins with the prefix, wherever it
 * stands, one or (where texts may have several) any number of them; the text is the rest of the line. Such files went
 * through other hands: the line may stand in quotes, and a comma may follow the label. */
#include "data/fasttext.h"

#include "base/alloc.h"
#include "base/error.h"
#include "data/rows.h"
#include "data/trim.h"

#include <string.h>

static const char USUAL_PREFIX[] = "__label__";
static const char SEPARATORS[] = ",;|";

enum { LOOKED_AT_BYTES = 1 << 16, LOOKED_AT_LINES = 100, FEWEST_LINES = 4 };

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool begins(tenor_str text, tenor_str prefix)
{
    return prefix.size > 0 && text.size >= prefix.size && memcmp(text.data, prefix.data, prefix.size) == 0;
}

/* ---- the form ---- */

/* The first lines that are not blank, without white space around them. */
typedef struct sample {
    tenor_str lines[LOOKED_AT_LINES];
    size_t count;
} sample;

static void take_sample(const tenor__window *window, sample *out)
{
    const char *at = window->data;
    const size_t size = window->size < LOOKED_AT_BYTES ? window->size : LOOKED_AT_BYTES;
    const char *const end = at + size;
    out->count = 0;
    while (at < end && out->count < LOOKED_AT_LINES) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop && !(window->at_end && size == window->size) && out->count > 0)
            return;
        const tenor_str line = tenor__trim((tenor_str){at, (size_t)((stop ? stop : end) - at)});
        if (line.size > 0)
            out->lines[out->count++] = line;
        at = stop ? stop + 1 : end;
    }
}

static tenor_str first_word(tenor_str line)
{
    size_t size = 0;
    while (size < line.size && !is_space(line.data[size]))
        size++;
    return (tenor_str){line.data, size};
}

static tenor_str last_word(tenor_str line)
{
    size_t begin = line.size;
    while (begin > 0 && !is_space(line.data[begin - 1]))
        begin--;
    return (tenor_str){line.data + begin, line.size - begin};
}

static bool is_quoted(tenor_str line)
{
    return line.size >= 2 && line.data[0] == '"' && line.data[line.size - 1] == '"';
}

/* The line without quotes around it. */
static tenor_str inside(tenor_str line, bool quoted)
{
    return quoted && is_quoted(line) ? tenor__trim((tenor_str){line.data + 1, line.size - 2}) : line;
}

static bool has_label(tenor_str line, tenor_str prefix)
{
    return begins(first_word(line), prefix) || begins(last_word(line), prefix);
}

/* A word's beginning that looks as the usual prefix does: two underscores, letters or digits, two underscores. */
static tenor_str find_prefix(tenor_str word)
{
    size_t size = 2;
    if (word.size < 2 || memcmp(word.data, "__", 2) != 0)
        return (tenor_str){word.data, 0};
    while (size < word.size && word.data[size] != '_' && !is_space(word.data[size]) &&
           (unsigned char)word.data[size] > ',')
        size++;
    const bool ends = size > 2 && word.size - size > 2 && memcmp(word.data + size, "__", 2) == 0;
    return (tenor_str){word.data, ends ? size + 2 : 0};
}

static size_t count_labeled(const sample *lines, tenor_str prefix, bool quoted)
{
    size_t count = 0;
    for (size_t i = 0; i < lines->count; i++)
        count += has_label(inside(lines->lines[i], quoted), prefix);
    return count;
}

/* The mark that follows the label of nearly every line, where a text without white space before it begins. */
static char find_separator(const sample *lines, const tenor__fasttext_form *form)
{
    for (const char *mark = SEPARATORS; *mark; mark++) {
        size_t marked = 0;
        size_t labels = 0;
        for (size_t i = 0; i < lines->count; i++) {
            const tenor_str word = first_word(inside(lines->lines[i], form->quoted));
            if (!begins(word, form->prefix))
                continue;
            const char *found = memchr(word.data, *mark, word.size);
            labels++;
            marked += found && found > word.data + form->prefix.size;
        }
        if (labels > 0 && marked * 10 >= labels * 9)
            return *mark;
    }
    return '\0';
}

/* Whether lines are rows of a table, whose fields are in quotes. */
static bool has_quoted_fields(const sample *lines, tenor_str prefix)
{
    for (size_t i = 0; i < lines->count; i++) {
        const tenor_str line = lines->lines[i];
        for (size_t at = prefix.size + 1; at + 1 < line.size && !is_space(line.data[at]); at++)
            if (line.data[at] == '"' && strchr(",;|\t", line.data[at + 1]))
                return true;
    }
    return false;
}

bool tenor__fasttext_find(const tenor__window *window, tenor_str prefix, bool sure, tenor__fasttext_form *out)
{
    sample lines;
    take_sample(window, &lines);
    *out = (tenor__fasttext_form){.prefix = prefix.size > 0 ? prefix : tenor_str_of(USUAL_PREFIX)};
    if (lines.count == 0)
        return sure;
    size_t quoted = 0;
    for (size_t i = 0; i < lines.count; i++)
        quoted += is_quoted(lines.lines[i]);
    out->quoted = quoted * 10 >= lines.count * 9;
    const tenor_str first = inside(lines.lines[0], out->quoted);
    if (prefix.size == 0 && !has_label(first, out->prefix) && lines.count >= FEWEST_LINES) {
        tenor_str like = find_prefix(first_word(first));
        if (like.size == 0)
            like = find_prefix(last_word(first));
        if (like.size > 0 && count_labeled(&lines, like, out->quoted) * 10 >= lines.count * 9)
            out->prefix = like;
    }
    const size_t labeled = count_labeled(&lines, out->prefix, out->quoted);
    if (!sure && (!has_label(first, out->prefix) || labeled * 2 <= lines.count))
        return false;
    if (!sure && out->quoted && has_quoted_fields(&lines, out->prefix))
        return false;
    out->separator = find_separator(&lines, out);
    return true;
}

/* ---- lines ---- */

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
        while (at < end && is_space(*at))
            at++;
        const char *word = at;
        while (at < end && !is_space(*at))
            at++;
        while (begins((tenor_str){word, (size_t)(at - word)}, form->prefix)) {
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
    if (form->quoted && is_quoted(tenor__trim(line))) {
        line = undouble(inside(tenor__trim(line), true), &rows->label);
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
    tenor__fasttext_find(rows->window, tenor_str_of(rows->settings.label_prefix), true, form);
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
