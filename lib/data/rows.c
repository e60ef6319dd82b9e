#include "data/rows.h"

#include "base/error.h"
#include "config/options.h"
#include "data/format.h"
#include "data/trim.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A corpus is mapped, so that its size costs address space; what is read from a pipe costs memory. */
static const uint64_t LARGEST_FILE = (uint64_t)1 << 36;
static const uint64_t LARGEST_STREAM = (uint64_t)1 << 32;

static const char USUAL_SEPARATOR[] = "|";

/* ---- for the readers of the formats ---- */

static void fault(tenor_rows *rows, tenor_row_fault kind, const char *option, const char *format, va_list arguments)
{
    char message[sizeof rows->fault.message];
    vsnprintf(message, sizeof message, format, arguments);
    rows->row.fault = kind;
    tenor__error_set_at(&rows->fault, TENOR_BAD_DATA, rows->row.line, "%s", message);
    if (option)
        tenor__error_option(&rows->fault, option, TENOR_BAD_DATA);
}

void tenor__rows_fault(tenor_rows *rows, tenor_row_fault kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault(rows, kind, NULL, format, arguments);
    va_end(arguments);
}

void tenor__rows_fault_option(tenor_rows *rows, tenor_row_fault kind, const char *option, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault(rows, kind, option, format, arguments);
    va_end(arguments);
}

tenor_status tenor__rows_take_list(tenor_rows *rows, tenor_error *error)
{
    if (rows->settings.merge_labels && tenor__label_cell_fold(&rows->list) != TENOR_OK)
        return tenor__error_set_memory(error);
    rows->row.labels = rows->list.labels;
    rows->row.label_count = rows->list.count;
    return TENOR_OK;
}

tenor_status tenor__rows_take_labels(tenor_rows *rows, tenor_str cell, tenor_error *error)
{
    const tenor_str label = tenor__trim_invisible(cell, &rows->clean);
    if (rows->clean.failed)
        return tenor__error_set_memory(error);
    rows->layout->cleaned_labels += label.size != cell.size && label.size > 0;
    if (tenor__label_cell_is_missing(label)) {
        tenor__rows_fault_option(rows, TENOR_ROW_NO_LABEL, "skip-bad",
                                 "the label is '%.*s', so there is none; option 'skip-bad' leaves out such rows",
                                 (int)label.size, label.data);
        return TENOR_OK;
    }
    if (label.size == 0 && rows->separator.size == 0) {
        tenor__rows_fault_option(rows, TENOR_ROW_NO_LABEL, "skip-bad",
                                 "the label is empty; option 'skip-bad' leaves out such rows; where texts may have "
                                 "none or several, set option 'multi-label'");
        return TENOR_OK;
    }
    if (tenor__label_cell_parse(&rows->list, label, rows->separator) != TENOR_OK)
        return tenor__error_set_memory(error);
    return tenor__rows_take_list(rows, error);
}

tenor_status tenor__rows_line(tenor_rows *rows, bool *found, tenor_error *error)
{
    tenor_str line;
    TENOR_TRY(tenor__window_line(&rows->window, TENOR__LONGEST_LINE, &line, found, error));
    if (!*found)
        return TENOR_OK;
    const bool ended = line.size < rows->window.size;
    const bool carriage = line.size > 0 && line.data[line.size - 1] == '\r';
    rows->row_bytes = line.size + ended;
    line.size -= carriage;
    rows->row.raw = line;
    rows->row.line_end = (tenor_str){line.data + line.size, (size_t)carriage + ended};
    rows->row.line = rows->line;
    return TENOR_OK;
}

/* ---- opening ---- */

static tenor_status check_settings(const tenor__corpus_settings *settings, tenor_error *error)
{
    const char marks[] = {settings->delimiter, settings->quote, settings->escape};
    for (size_t i = 0; i < sizeof marks; i++)
        if (marks[i] == '\n' || marks[i] == '\r' || (unsigned char)marks[i] >= 0x80 ||
            (marks[i] != '\0' && i > 0 && marks[i] == marks[0]))
            return tenor__error_set(
                error, TENOR_INVALID_ARGUMENT,
                "delimiter, quote and escape must each be an ASCII character of its own, no line end");
    const char quote = settings->quote ? settings->quote : '"';
    if (!settings->no_quote && (settings->delimiter == quote || settings->escape == quote))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the delimiter and the escape must not be the quote");
    return TENOR_OK;
}

static bool is_standard_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

static tenor_status fail_in(const tenor_rows *rows, tenor_status status, tenor_error *error)
{
    if (error && status != TENOR_OK && status != TENOR_OUT_OF_MEMORY)
        tenor__error_in(error, rows->name, error->line);
    return status;
}

static tenor_status open_window(tenor_rows *rows, tenor_error *error)
{
    tenor__window *window = &rows->window;
    TENOR_TRY(tenor__window_need(window, 4, error));
    if (window->size >= 2 && (memcmp(window->data, "\xFF\xFE", 2) == 0 || memcmp(window->data, "\xFE\xFF", 2) == 0))
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "is UTF-16; convert it to UTF-8, for example with: iconv -f UTF-16 -t UTF-8");
    if (tenor__file_is_compressed(window->data, window->size))
        return tenor__error_set(error, TENOR_BAD_DATA, "is compressed, or a spreadsheet: unpack it, or save it as CSV");
    if (window->size >= 3 && memcmp(window->data, "\xEF\xBB\xBF", 3) == 0)
        tenor__window_take(window, 3);
    tenor__format_find(window, rows->name, &rows->settings, rows);
    return rows->reader->open(rows, error);
}

/* A string in the layout's arena; NULL when out of memory. */
static const char *copy_text(tenor_rows *rows, const char *text)
{
    return tenor__arena_copy(&rows->layout->arena, tenor_str_of(text ? text : "")).data;
}

static bool copy_settings(tenor_rows *rows, const char *name, const tenor__corpus_settings *settings)
{
    rows->settings = *settings;
    rows->settings.text = copy_text(rows, settings->text);
    rows->settings.label = copy_text(rows, settings->label);
    rows->settings.multi_label = copy_text(rows, settings->multi_label);
    rows->name = copy_text(rows, is_standard_input(name) ? "standard input" : name);
    return rows->settings.text && rows->settings.label && rows->settings.multi_label && rows->name;
}

static tenor_status new_rows(const char *name, const tenor__corpus_settings *settings, tenor_rows_use use,
                             const tenor_alloc *alloc, tenor_rows **out, tenor_error *error)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    TENOR_TRY(check_settings(settings, error));
    tenor_rows *rows = tenor__alloc_zeroed(&hook, 1, sizeof *rows);
    if (!rows)
        return tenor__error_set_memory(error);
    rows->alloc = hook;
    rows->line = 1;
    tenor__label_cell_init(&rows->list, &hook);
    tenor__buffer_init(&rows->text, &hook);
    tenor__buffer_init(&rows->label, &hook);
    tenor__buffer_init(&rows->clean, &hook);
    rows->layout = tenor__layout_new(&hook);
    if (!rows->layout || !copy_settings(rows, name, settings)) {
        tenor_rows_free(rows);
        return tenor__error_set_memory(error);
    }
    rows->layout->labels_wanted = use != TENOR_ROWS_TEXTS;
    rows->layout->may_be_unclear = use == TENOR_ROWS_LAYOUT;
    const char *separator = rows->settings.multi_label;
    rows->finds_separator = strcmp(separator, "auto") == 0;
    rows->separator = tenor_str_of(rows->finds_separator ? USUAL_SEPARATOR : separator);
    *out = rows;
    return TENOR_OK;
}

static tenor_status finish_opening(tenor_rows *rows, tenor_status status, tenor_rows **out, tenor_error *error)
{
    if (status == TENOR_OK) {
        *out = rows;
        return TENOR_OK;
    }
    fail_in(rows, status, error);
    tenor_rows_free(rows);
    return status;
}

tenor_status tenor__rows_open_memory(const char *data, size_t size, const char *name,
                                     const tenor__corpus_settings *settings, tenor_rows_use use,
                                     const tenor_alloc *alloc, tenor_rows **out, tenor_error *error)
{
    tenor_rows *rows;
    *out = NULL;
    TENOR_TRY(new_rows(name, settings, use, alloc, &rows, error));
    rows->window = tenor__window_of(size > 0 ? data : "", size);
    return finish_opening(rows, open_window(rows, error), out, error);
}

/* A stream may never end, and one without lines is no corpus. */
static tenor_status check_stream(void *user, const char *data, size_t before, size_t size, tenor_error *error)
{
    size_t *line_start = user;
    for (size_t end = size; end > before; end--)
        if (data[end - 1] == '\n') {
            *line_start = end;
            break;
        }
    if (size - *line_start <= TENOR__LONGEST_LINE)
        return TENOR_OK;
    return tenor__error_set(error, TENOR_TOO_LARGE, "a line of more than %d MB: no corpus", TENOR__LONGEST_LINE >> 20);
}

tenor_status tenor__rows_open(const char *path, const tenor__corpus_settings *settings, tenor_rows_use use,
                              const tenor_alloc *alloc, tenor_rows **out, tenor_error *error)
{
    tenor_rows *rows;
    *out = NULL;
    TENOR_TRY(new_rows(path, settings, use, alloc, &rows, error));
    size_t line_start = 0;
    const tenor__stream stream = {.limit = LARGEST_STREAM, .check = check_stream, .user = &line_start};
    const size_t limit = LARGEST_FILE > SIZE_MAX ? SIZE_MAX : (size_t)LARGEST_FILE;
    const tenor_status status = is_standard_input(path)
                                    ? tenor__file_read_input(&stream, alloc, &rows->file, error)
                                    : tenor__file_open(path, true, limit, &stream, alloc, &rows->file, error);
    if (status != TENOR_OK) {
        tenor_rows_free(rows);
        return status;
    }
    rows->window = tenor__window_of(rows->file.data, rows->file.size);
    return finish_opening(rows, open_window(rows, error), out, error);
}

tenor_status tenor_rows_open(const char *path, const tenor_options *options, tenor_rows_use use,
                             const tenor_alloc *alloc, tenor_rows **out, tenor_error *error)
{
    tenor_options *defaults = NULL;
    *out = NULL;
    if (!options && tenor_options_new(alloc, &defaults) != TENOR_OK)
        return tenor__error_set_memory(error);
    const tenor__corpus_settings settings = tenor__corpus_settings_of(options ? options : defaults);
    const tenor_status status = tenor__rows_open(path, &settings, use, alloc, out, error);
    tenor_options_free(defaults);
    return status;
}

void tenor_rows_free(tenor_rows *rows)
{
    if (!rows)
        return;
    const tenor_alloc alloc = rows->alloc;
    if (rows->state)
        rows->reader->close(rows);
    tenor__layout_free(rows->layout);
    tenor__label_cell_free(&rows->list);
    tenor__buffer_free(&rows->text);
    tenor__buffer_free(&rows->label);
    tenor__buffer_free(&rows->clean);
    tenor__file_close(&rows->file);
    tenor__alloc_free(&alloc, rows);
}

const tenor_layout *tenor_rows_layout(const tenor_rows *rows)
{
    return rows->layout;
}

tenor_status tenor_rows_next(tenor_rows *rows, const tenor_row **out, tenor_error *error)
{
    *out = NULL;
    bool found;
    tenor__window_take(&rows->window, rows->row_bytes);
    rows->row_bytes = 0;
    rows->row = (tenor_row){.text = {"", 0}};
    const tenor_status status = rows->reader->next(rows, &found, error);
    if (status != TENOR_OK)
        return fail_in(rows, status, error);
    if (!found)
        return TENOR_OK;
    if (rows->row.fault != TENOR_ROW_GOOD) {
        fail_in(rows, TENOR_BAD_DATA, &rows->fault);
        rows->row.error = &rows->fault;
    }
    *out = &rows->row;
    return TENOR_OK;
}
