#include "input/unlabeled.h"

#include "failure.h"
#include "memory.h"
#include "input/classify_table.h"
#include "input/input.h"
#include "input/layout.h"
#include "input/lines.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>

enum { FORMAT_AUTO, FORMAT_LINES, FORMAT_TABLE, MOST_AT_ONCE = 4096 };

/* Bytes move while they grow; offsets do not. */
struct place {
    size_t text;
    size_t text_size;
    size_t raw;
    size_t raw_size;
    size_t line_end_size;
    uint64_t row;
};

struct reading {
    struct unlabeled *out;
    struct place *places;
    size_t capacity;
};

/* whole is NULL where the text is all of it. */
static void take(struct reading *reading, tenor_str text, const tenor_row *whole, uint64_t row)
{
    struct unlabeled *out = reading->out;
    if (out->count == reading->capacity) {
        reading->capacity = 2 * reading->capacity + 1024;
        reading->places = memory_resize(reading->places, reading->capacity, sizeof *reading->places);
    }
    struct place *place = &reading->places[out->count++];
    *place = (struct place){out->bytes.size, text.size, out->bytes.size, text.size, 0, row};
    text_write(&out->bytes, text.data, text.size);
    if (whole) {
        place->raw = out->bytes.size;
        place->raw_size = whole->raw.size;
        place->line_end_size = whole->line_end.size;
        text_write(&out->bytes, whole->raw.data, whole->raw.size);
        text_write(&out->bytes, whole->line_end.data, whole->line_end.size);
    }
}

static int read_lines(const struct args *args, const char *path, size_t format, struct reading *reading)
{
    if (path_is_folder(path))
        return fail(args->command, EXIT_BAD_INPUT, "%s is a folder; give a file", path);
    tenor_source *source;
    int exit_status = input_source(args, path, &source);
    if (exit_status != EXIT_DONE)
        return exit_status;
    tenor_str *block = memory_resize(NULL, MOST_AT_ONCE, sizeof *block);
    struct lines lines;
    lines_init(&lines, source);
    size_t count;
    uint64_t row = 0;
    while ((count = lines_read(&lines, block, MOST_AT_ONCE)) > 0) {
        if (row == 0 && format == FORMAT_AUTO)
            classify_table_warn(args, path_name(path), block, count);
        for (size_t i = 0; i < count; i++)
            take(reading, block[i], NULL, ++row);
    }
    if (lines.status != TENOR_OK)
        exit_status = fail_with(args->command, lines.status, &lines.error);
    input_tell_source(args, path, source);
    lines_free(&lines);
    free(block);
    tenor_source_free(source);
    return exit_status;
}

/* An error, not a row, is what the whole file cannot be read for. */
static int read_rows(const struct args *args, const char *path, tenor_rows *rows, struct reading *reading)
{
    const tenor_row *row;
    tenor_error error = {0};
    struct text reason = {0};
    uint64_t count = 0;
    uint64_t bad = 0;
    tenor_status status;
    while ((status = tenor_rows_next(rows, &row, &error)) == TENOR_OK && row) {
        count++;
        if (row->fault == TENOR_ROW_GOOD)
            take(reading, row->text, row, count);
        else if (bad++ == 0)
            text_add_dashes(&reason, row->error ? row->error->message : "it cannot be read");
    }
    int exit_status = status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, &error);
    if (exit_status == EXIT_DONE && bad > 0) {
        warn(args->command, "%s: %s of %s rows cannot be read and are left out; the first: %s", path_name(path),
             output_grouped(bad).text, output_grouped(count).text, reason.data);
        if (bad > count / 2)
            exit_status = EXIT_BAD_INPUT;
    }
    free(reason.data);
    return exit_status;
}

static int read_table(const struct args *args, const tenor_model *model, const char *path, bool quiet,
                      struct reading *reading)
{
    tenor_rows *rows;
    tenor_error error = {0};
    if (model)
        input_take_columns(args, model, path);
    const tenor_status status = tenor_rows_open(path, args->options, TENOR_ROWS_TEXTS, NULL, &rows, &error);
    if (status != TENOR_OK)
        return fail_with(args->command, status, &error);
    const tenor_layout *layout = tenor_rows_layout(rows);
    const tenor_str head = tenor_layout_head(layout);
    if (!quiet) {
        struct text line = layout_line(layout);
        warn(args->command, "%s: %s", path_name(path), line.data);
        free(line.data);
    }
    text_write(&reading->out->bytes, head.data, head.size);
    if (head.size > 0 && head.data[head.size - 1] != '\n' && head.data[head.size - 1] != '\r')
        text_write(&reading->out->bytes, "\n", 1);
    reading->out->head_size = reading->out->bytes.size;
    const int exit_status = read_rows(args, path, rows, reading);
    tenor_rows_free(rows);
    return exit_status;
}

static int take_format(const struct args *args, size_t format)
{
    static const char *const formats[] = {"csv", "tsv", "jsonl", "fasttext"}; /* of FORMAT_TABLE and on */
    tenor_error error = {0};
    const tenor_status status = tenor_options_set(args->options, "format", formats[format - FORMAT_TABLE], &error);
    return status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, &error);
}

static int read_file(const struct args *args, const tenor_model *model, const char *path, size_t format, bool quiet,
                     struct reading *reading)
{
    reading->out->table = format >= FORMAT_TABLE || (format == FORMAT_AUTO && classify_table_format(path));
    const int exit_status = format >= FORMAT_TABLE ? take_format(args, format) : EXIT_DONE;
    if (exit_status != EXIT_DONE)
        return exit_status;
    return reading->out->table ? read_table(args, model, path, quiet, reading)
                               : read_lines(args, path, format, reading);
}

static void find_texts(const struct reading *reading)
{
    struct unlabeled *out = reading->out;
    out->texts = memory_resize(NULL, out->count + 1, sizeof *out->texts);
    for (size_t i = 0; i < out->count; i++) {
        const struct place *place = &reading->places[i];
        out->texts[i] = (struct unlabeled_text){{out->bytes.data + place->text, place->text_size},
                                                {out->bytes.data + place->raw, place->raw_size},
                                                {out->bytes.data + place->raw + place->raw_size, place->line_end_size},
                                                place->row};
    }
    free(reading->places);
}

int unlabeled_read(const struct args *args, const tenor_model *model, const char *path, size_t format, bool quiet,
                   struct unlabeled *out)
{
    struct reading reading = {.out = out};
    *out = (struct unlabeled){0};
    const int exit_status = read_file(args, model, path, format, quiet, &reading);
    find_texts(&reading);
    return exit_status;
}

int unlabeled_read_all(const struct args *args, const tenor_model *model, const char *paths, bool quiet,
                       struct unlabeled *out)
{
    struct reading reading = {.out = out};
    int exit_status = EXIT_DONE;
    *out = (struct unlabeled){0};
    /* The option --format of a command that trains without a model is that of its corpus. */
    const bool format_given = model && strcmp(tenor_options_get(args->options, "format"), "auto") != 0;
    struct path_list list = path_list_of(paths);
    for (size_t i = 0; exit_status == EXIT_DONE && i < list.count; i++)
        exit_status = format_given ? read_table(args, model, list.paths[i], quiet, &reading)
                                   : read_file(args, model, list.paths[i], FORMAT_AUTO, quiet, &reading);
    path_list_free(&list);
    find_texts(&reading);
    return exit_status;
}

void unlabeled_free(struct unlabeled *unlabeled)
{
    free(unlabeled->texts);
    free(unlabeled->bytes.data);
}

tenor_str *unlabeled_list(const struct unlabeled *unlabeled)
{
    tenor_str *list = memory_resize(NULL, unlabeled->count + 1, sizeof *list);
    for (size_t i = 0; i < unlabeled->count; i++)
        list[i] = unlabeled->texts[i].text;
    return list;
}

void unlabeled_print_head(const struct unlabeled *unlabeled, struct output *out)
{
    output_write(out, unlabeled->bytes.data, unlabeled->head_size);
}

void unlabeled_print(const struct unlabeled *unlabeled, size_t i, struct output *out)
{
    const struct unlabeled_text *text = &unlabeled->texts[i];
    output_str(out, text->raw);
    output_str(out, text->line_end.size > 0 ? text->line_end : tenor_str_of("\n"));
}
