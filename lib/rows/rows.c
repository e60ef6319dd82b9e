#include "rows/rows.h"

#include "base/convert.h"
#include "base/file.h"
#include "base/error.h"
#include "config/options.h"
#include "source/text_file.h"
#include "table/trim.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LOOKED_AT = 4096 };

static const uint64_t LARGEST_STREAM = (uint64_t)1 << 32;

static const char USUAL_SEPARATOR[] = "|";

/* ---- for the readers of the formats ---- */

static void fault(tenor_rows *rows, tenor_row_fault kind, const char *option, const char *format, va_list arguments)
{
    char message[sizeof rows->fault.message];
    rows->row.fault = kind;
    if (rows->counts_faults)
        return;
    vsnprintf(message, sizeof message, format, arguments);
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

tenor_status tenor__rows_look(tenor_rows *rows, size_t size, size_t lines, tenor_error *error)
{
    tenor__window *window = rows->window;
    TENOR_TRY(tenor__window_need(window, rows->live ? 1 : size, error));
    while (rows->live && window->size < size && !window->at_end) {
        size_t found = 0;
        for (const char *at = window->data, *end = at + window->size; found < lines; found++, at++)
            if ((at = memchr(at, '\n', (size_t)(end - at))) == NULL)
                break;
        if (found == lines && tenor__source_pauses(rows->source))
            break;
        TENOR_TRY(tenor__window_need(window, window->size + 1, error));
    }
    return TENOR_OK;
}

/* What DOS writes at the end of a file. */
static bool is_end_of_file(const tenor__window *window, tenor_str line)
{
    return line.size == 1 && line.data[0] == '\x1A' && window->at_end && window->size == 1;
}

tenor_status tenor__rows_line(tenor_rows *rows, bool *found, tenor_error *error)
{
    tenor_str line;
    TENOR_TRY(tenor__window_line(rows->window, TENOR__LONGEST_LINE, &line, found, error));
    if (*found && is_end_of_file(rows->window, line)) {
        tenor__window_take(rows->window, 1);
        *found = false;
    }
    if (!*found)
        return TENOR_OK;
    const bool ended = line.size < rows->window->size;
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
    if (error && status != TENOR_OK && status != TENOR_OUT_OF_MEMORY && !tenor__source_failed(rows->source))
        tenor__error_in(error, rows->name, error->line);
    return status;
}

/* What is known of the source so far. */
static void note_source(tenor_rows *rows)
{
    rows->layout->source = tenor_source_describe(rows->source);
    if (rows->reader != &tenor__folder_reader)
        return;
    rows->layout->source.encoding = tenor__convert_name(rows->settings.encoding);
    rows->layout->source.guessed = rows->guessed;
    rows->layout->source.weak = rows->guessed && rows->weak;
}

static void choose_reader(tenor_rows *rows)
{
    switch (rows->format.kind) {
    case TENOR__FORMAT_JSONL:
        rows->reader = &tenor__jsonl_reader;
        rows->layout->format = "jsonl";
        break;
    case TENOR__FORMAT_FASTTEXT:
        rows->reader = &tenor__fasttext_reader;
        rows->layout->format = "fasttext";
        break;
    case TENOR__FORMAT_AUTO:
    case TENOR__FORMAT_CSV:
    case TENOR__FORMAT_TSV:
        rows->reader = &tenor__table_reader;
        break;
    }
}

static tenor_status open_window(tenor_rows *rows, tenor_error *error)
{
    rows->window = tenor__source_window(rows->source);
    if (rows->reader) {
        TENOR_TRY(rows->reader->open(rows, error));
        note_source(rows);
        return TENOR_OK;
    }
    note_source(rows);
    TENOR_TRY(tenor__rows_look(rows, LOOKED_AT, 1, error));
    TENOR_TRY(tenor__format_find(rows->window, rows->name, &rows->settings, &rows->format, error));
    choose_reader(rows);
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
    rows->settings.probabilities = copy_text(rows, settings->probabilities);
    rows->settings.multi_label = copy_text(rows, settings->multi_label);
    rows->settings.encoding = copy_text(rows, settings->encoding);
    rows->settings.label_prefix = copy_text(rows, settings->label_prefix);
    rows->name = copy_text(rows, is_standard_input(name) ? "standard input" : name);
    return rows->settings.text && rows->settings.label && rows->settings.probabilities && rows->settings.multi_label &&
           rows->settings.encoding && rows->settings.label_prefix && rows->name;
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
    rows->path = "";
    tenor__label_cell_init(&rows->list, &hook);
    tenor__label_cell_init(&rows->soft_targets, &hook);
    tenor__buffer_init(&rows->text, &hook);
    tenor__buffer_init(&rows->label, &hook);
    tenor__buffer_init(&rows->clean, &hook);
    tenor__buffer_init(&rows->file_text, &hook);
    rows->layout = tenor__layout_new(&hook);
    if (!rows->layout || !copy_settings(rows, name, settings)) {
        tenor_rows_free(rows);
        return tenor__error_set_memory(error);
    }
    rows->live = use == TENOR_ROWS_LIVE;
    rows->layout->labels_wanted = use == TENOR_ROWS_LABELED || use == TENOR_ROWS_LAYOUT;
    rows->layout->may_be_unclear = use == TENOR_ROWS_LAYOUT;
    const char *separator = rows->settings.multi_label;
    rows->finds_separator = strcmp(separator, "auto") == 0;
    rows->separator = tenor_str_of(rows->finds_separator ? USUAL_SEPARATOR : separator);
    *out = rows;
    return TENOR_OK;
}

/* Columns and members have probabilities; other formats have none. */
static tenor_status check_probabilities(const tenor_rows *rows, tenor_error *error)
{
    const char *given = rows->settings.probabilities;
    const bool has_columns = rows->reader == &tenor__table_reader || rows->reader == &tenor__jsonl_reader;
    if (has_columns || !rows->layout->labels_wanted || !given || given[0] == '\0' || strcmp(given, "none") == 0)
        return TENOR_OK;
    return tenor__error_option(error, "probabilities",
                               tenor__error_set(error, TENOR_BAD_DATA,
                                                "option 'probabilities' names columns, and this format has none; a "
                                                "table or JSON Lines can have probabilities"));
}

/* status is that of opening the source. */
static tenor_status finish_opening(tenor_rows *rows, tenor_status status, tenor_rows **out, tenor_error *error)
{
    if (status == TENOR_OK)
        status = fail_in(rows, open_window(rows, error), error);
    if (status == TENOR_OK)
        status = fail_in(rows, check_probabilities(rows, error), error);
    tenor_error *unclear = &rows->layout->unclear;
    if (status == TENOR_OK && unclear->status != TENOR_OK)
        tenor__error_in(unclear, rows->name, unclear->line);
    if (status == TENOR_OK)
        *out = rows;
    else
        tenor_rows_free(rows);
    return status;
}

/* What only classifies is not to hold a file's pages; what trains keeps the texts, of which a stream may give no end.
 */
static tenor__source_settings source_settings(const tenor_rows *rows)
{
    const bool kept = rows->layout->labels_wanted;
    return (tenor__source_settings){
        .encoding = rows->settings.encoding, .map = kept, .patient = !rows->live, .limit = kept ? LARGEST_STREAM : 0};
}

tenor_status tenor__rows_open_memory(const char *data, size_t size, const char *name,
                                     const tenor__corpus_settings *settings, tenor_rows_use use,
                                     const tenor_alloc *alloc, tenor_rows **out, tenor_error *error)
{
    tenor_rows *rows;
    *out = NULL;
    TENOR_TRY(new_rows(name, settings, use, alloc, &rows, error));
    const tenor__source_settings bytes = source_settings(rows);
    const tenor_status status =
        tenor__source_open_memory(data, size, rows->name, &bytes, &rows->alloc, &rows->source, error);
    return finish_opening(rows, status, out, error);
}

tenor_status tenor__rows_open(const char *path, const tenor__corpus_settings *settings, tenor_rows_use use,
                              const tenor_alloc *alloc, tenor_rows **out, tenor_error *error)
{
    tenor_rows *rows;
    *out = NULL;
    TENOR_TRY(new_rows(path, settings, use, alloc, &rows, error));
    rows->path = copy_text(rows, path);
    if (!rows->path) {
        tenor_rows_free(rows);
        return tenor__error_set_memory(error);
    }
    const tenor__source_settings bytes = source_settings(rows);
    tenor_status status;
    if (tenor__file_is_folder(path)) {
        rows->reader = &tenor__folder_reader;
        status = tenor__source_open_memory("", 0, rows->name, &bytes, &rows->alloc, &rows->source, error);
    } else {
        status = tenor__source_open(path, &bytes, &rows->alloc, &rows->source, error);
    }
    return finish_opening(rows, status, out, error);
}

tenor_status tenor_rows_open(const char *path, const tenor_options *options, tenor_rows_use use,
                             const tenor_alloc *alloc, tenor_rows **out, tenor_error *error)
{
    tenor_options *defaults = NULL;
    *out = NULL;
    if (!path)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "path must not be NULL");
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
    tenor__label_cell_free(&rows->soft_targets);
    tenor__alloc_free(&alloc, rows->probabilities);
    tenor__buffer_free(&rows->text);
    tenor__buffer_free(&rows->label);
    tenor__buffer_free(&rows->clean);
    tenor__buffer_free(&rows->file_text);
    tenor__source_close(rows->source);
    tenor__alloc_free(&alloc, rows);
}

const tenor_layout *tenor_rows_layout(const tenor_rows *rows)
{
    return rows->layout;
}

/* The row's text is the name of a file, in the folder of the corpus unless it says another. */
static tenor_status read_text_file(tenor_rows *rows, tenor_error *error)
{
    const char *slash = strrchr(rows->path, '/');
    const tenor_str name = tenor__trim(rows->row.text);
    tenor__buffer path;
    tenor__buffer_init(&path, &rows->alloc);
    if (slash && name.size > 0 && name.data[0] != '/')
        tenor__buffer_add(&path, rows->path, (size_t)(slash + 1 - rows->path));
    tenor__buffer_add(&path, name.data, name.size);
    tenor__buffer_add_byte(&path, '\0');
    tenor_error wrong = {0};
    tenor_status status = TENOR_OUT_OF_MEMORY;
    if (!path.failed)
        status = tenor__text_file_read(path.data, rows->settings.encoding, &rows->alloc, &rows->file_text, &wrong);
    tenor__buffer_free(&path);
    if (status == TENOR_OUT_OF_MEMORY)
        return tenor__error_set_memory(error);
    if (status == TENOR_OK)
        rows->row.text = (tenor_str){rows->file_text.data ? rows->file_text.data : "", rows->file_text.size};
    else
        tenor__rows_fault(rows, TENOR_ROW_NO_TEXT, "%s", wrong.message);
    return TENOR_OK;
}

bool tenor_rows_would_wait(const tenor_rows *rows)
{
    const tenor__window *window = rows->window;
    const bool in_memory = window != tenor__source_window(rows->source);
    const size_t size = window->size - rows->row_bytes;
    return !in_memory && (size == 0 || !memchr(window->data + rows->row_bytes, '\n', size)) &&
           tenor__source_pauses(rows->source);
}

tenor_status tenor_rows_next(tenor_rows *rows, const tenor_row **out, tenor_error *error)
{
    *out = NULL;
    if (!rows)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "rows must not be NULL");
    bool found;
    tenor__window_take(rows->window, rows->row_bytes);
    rows->row_bytes = 0;
    rows->row = (tenor_row){.text = {"", 0}};
    const tenor_status status = rows->reader->next(rows, &found, error);
    if (status != TENOR_OK)
        return fail_in(rows, status, error);
    note_source(rows);
    if (!found)
        return TENOR_OK;
    if (rows->settings.text_files && rows->row.fault == TENOR_ROW_GOOD)
        TENOR_TRY(read_text_file(rows, error));
    if (rows->row.fault != TENOR_ROW_GOOD && !rows->counts_faults) {
        fail_in(rows, TENOR_BAD_DATA, &rows->fault);
        rows->row.error = &rows->fault;
    }
    *out = &rows->row;
    return TENOR_OK;
}
