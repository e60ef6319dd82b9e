#include "input/texts.h"

#include "failure.h"
#include "input/input.h"
#include "input/layout.h"
#include "input/table_guess.h"
#include "memory.h"
#include "output/out_file.h"
#include "output/output.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 8 << 20 /* of a chunk's rows, but for the last one */ };

static const char *const ROW_FORMATS[] = {"csv", "tsv", "jsonl", "fasttext"}; /* of TEXTS_ROWS and on */

const char *texts_format_of(const char *path)
{
    static const char *const formats[][2] = {{".csv", "csv"},     {".tsv", "tsv"},      {".tab", "tsv"},
                                             {".jsonl", "jsonl"}, {".ndjson", "jsonl"}, {".json", "jsonl"}};
    const size_t size = out_file_plain_size(path);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (path_ends_in(path, size, formats[i][0]))
            return formats[i][1];
    return NULL;
}

size_t texts_format_find(const char *name)
{
    for (size_t i = 0; i < sizeof ROW_FORMATS / sizeof *ROW_FORMATS; i++)
        if (strcmp(name, ROW_FORMATS[i]) == 0)
            return TEXTS_ROWS + i;
    return TEXTS_AUTO;
}

bool texts_are_rows(size_t format, const char *path)
{
    return format >= TEXTS_ROWS || (format == TEXTS_AUTO && texts_format_of(path));
}

/* ---- lines ---- */

/* Lines, the first of a file or stream, may look like a table. */
static void warn_table(const struct texts *texts)
{
    const tenor_str *block = texts->block;
    const struct table_guess *look = table_guess_of(
        (tenor_str){block->data, (size_t)(block[texts->count - 1].data + block[texts->count - 1].size - block->data)});
    if (look)
        warn(texts->args->command,
             "%s looks like %s, and each line is classified as a text; --format %s reads it as that, --format lines "
             "says nothing",
             path_name(texts->path), look->name, look->option);
}

static bool read_lines(struct texts *texts)
{
    texts->count = lines_read(&texts->lines, texts->block, texts->most);
    texts->status = texts->lines.status;
    texts->error = texts->lines.error;
    if (texts->count > 0 && texts->before == 0 && texts->format == TEXTS_AUTO)
        warn_table(texts);
    for (size_t i = 0; i < texts->count; i++)
        texts->records[i] = (struct texts_record){.text = texts->block[i], .raw = texts->block[i]};
    return texts->count > 0;
}

static void tell_lines(const struct texts *texts)
{
    const uint64_t cut = texts->lines.cut;
    input_tell_source(texts->args, texts->path, texts->quiet, texts->source);
    if (cut > 0)
        warn(texts->args->command, "%s: of %llu line%s longer than %d MB, the rest was not used",
             path_name(texts->path), (unsigned long long)cut, cut == 1 ? "" : "s", LINES_LONGEST >> 20);
}

/* ---- rows ---- */

static int open_rows(struct texts *texts, const tenor_model *model)
{
    const struct args *args = texts->args;
    tenor_error error = {0};
    tenor_status status = TENOR_OK;
    if (texts->format >= TEXTS_ROWS)
        status = tenor_options_set(args->options, "format", ROW_FORMATS[texts->format - TEXTS_ROWS], &error);
    if (status == TENOR_OK && model)
        input_take_columns(args, model, texts->path);
    if (status == TENOR_OK)
        status = tenor_rows_open(texts->path, args->options, texts->at_once ? TENOR_ROWS_LIVE : TENOR_ROWS_TEXTS, NULL,
                                 &texts->rows, &error);
    if (status != TENOR_OK)
        return fail_with(args->command, status, &error);
    texts->was_guessed = tenor_layout_source(tenor_rows_layout(texts->rows)).guessed;
    return EXIT_DONE;
}

/* A fault of the quotes of whole rows, which training would not read on from either. */
static bool is_about_quotes(const tenor_row *row)
{
    const char *option = row->error ? row->error->option : NULL;
    return option && strcmp(option, "quote") == 0;
}

/* Copies a row. The bytes may still move, so that its strings begin at offsets until all are there. */
static void take_row(struct texts *texts, const tenor_row *row)
{
    struct texts_record *record = &texts->records[texts->count++];
    *record = (struct texts_record){.unread = row->fault != TENOR_ROW_GOOD};
    const struct {
        tenor_str from;
        tenor_str *to;
    } parts[] = {{row->raw, &record->raw}, {row->line_end, &record->line_end}, {row->text, &record->text}};
    for (size_t i = 0; i < (record->unread ? 2 : 3); i++) {
        parts[i].to->size = parts[i].from.size;
        text_write(&texts->bytes, parts[i].from.data, parts[i].from.size);
    }
    texts->doubtful = texts->doubtful || (record->unread && is_about_quotes(row));
    if (record->unread && texts->unread++ == 0)
        text_add_dashes(&texts->reason, row->error ? row->error->message : "it cannot be read");
}

static void place_rows(struct texts *texts)
{
    const char *at = texts->bytes.data;
    for (size_t i = 0; i < texts->count; i++) {
        struct texts_record *record = &texts->records[i];
        tenor_str *const parts[] = {&record->raw, &record->line_end, &record->text};
        for (size_t j = 0; j < sizeof parts / sizeof *parts; j++) {
            parts[j]->data = at;
            at += parts[j]->size;
        }
    }
}

static bool read_rows(struct texts *texts)
{
    const tenor_row *row;
    texts->count = 0;
    texts->bytes.size = 0;
    while (texts->status == TENOR_OK && texts->count < texts->most && texts->bytes.size <= MOST_BYTES) {
        /* Those that are there need not wait for one that is not. */
        if (texts->count > 0 && tenor_rows_would_wait(texts->rows))
            break;
        texts->status = tenor_rows_next(texts->rows, &row, &texts->error);
        if (texts->status != TENOR_OK || !row)
            break;
        take_row(texts, row);
    }
    place_rows(texts);
    return texts->count > 0;
}

static void tell_rows(const struct texts *texts, const char *unread_rows)
{
    const struct command *command = texts->args->command;
    const tenor_source_info info = tenor_layout_source(tenor_rows_layout(texts->rows));
    const char *name = path_name(texts->path);
    if (info.guessed && !texts->was_guessed && !texts->quiet)
        warn(command, "%s: encoding %s, %s; --encoding names another", name, info.encoding, layout_guess(info));
    if (info.invalid > 0)
        warn(command, "%s: %s invalid sequence%s of bytes read as U+FFFD", name, output_grouped(info.invalid).text,
             info.invalid == 1 ? "" : "s");
    if (texts->unread > 0)
        warn(command, "%s: %s of %s rows cannot be read and %s; the first: %s", name,
             output_grouped(texts->unread).text, output_grouped(texts->before + texts->count).text, unread_rows,
             texts->reason.data);
}

/* ---- both ---- */

int texts_open(struct texts *texts, const struct args *args, const tenor_model *model, const char *path, size_t format,
               size_t most, bool at_once, bool quiet)
{
    *texts =
        (struct texts){.args = args, .path = path, .format = format, .most = most, .at_once = at_once, .quiet = quiet};
    texts->records = memory_resize(NULL, most, sizeof *texts->records);
    if (texts_are_rows(format, path))
        return open_rows(texts, model);
    texts->block = memory_resize(NULL, most, sizeof *texts->block);
    const int exit_status = input_source(args, path, &texts->source);
    lines_init(&texts->lines, texts->source);
    return exit_status;
}

void texts_tell_layout(const struct texts *texts, const char *added)
{
    if (texts->quiet)
        return;
    struct text line = layout_line(tenor_rows_layout(texts->rows));
    warn(texts->args->command, "%s: %s%s", path_name(texts->path), line.data, added);
    free(line.data);
}

bool texts_read(struct texts *texts)
{
    texts->before += texts->count;
    return texts->rows ? read_rows(texts) : read_lines(texts);
}

bool texts_would_wait(const struct texts *texts)
{
    return texts->rows ? tenor_rows_would_wait(texts->rows) : lines_would_wait(&texts->lines);
}

int texts_close(struct texts *texts, int exit_status, const char *unread_rows)
{
    if (texts->status != TENOR_OK)
        exit_status = fail_with(texts->args->command, texts->status, &texts->error);
    if (texts->source)
        tell_lines(texts);
    if (texts->rows)
        tell_rows(texts, unread_rows);
    if (exit_status == EXIT_DONE && texts->unread > (texts->before + texts->count) / 2)
        exit_status = EXIT_BAD_INPUT;
    if (exit_status == EXIT_DONE && texts->doubtful)
        exit_status = fail(texts->args->command, EXIT_BAD_INPUT,
                           "%s: the quotes leave in doubt where rows begin, and what was read after that place with "
                           "it; mend them, or set --quote",
                           path_name(texts->path));
    lines_free(&texts->lines);
    tenor_source_free(texts->source);
    tenor_rows_free(texts->rows);
    free(texts->reason.data);
    free(texts->bytes.data);
    free(texts->block);
    free(texts->records);
    return exit_status;
}
