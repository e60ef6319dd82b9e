#include "input/unlabeled.h"

#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_AT_ONCE = 4096 };

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

static void take(struct reading *reading, const struct texts_record *record, uint64_t row)
{
    struct unlabeled *out = reading->out;
    if (out->count == reading->capacity) {
        reading->capacity = 2 * reading->capacity + 1024;
        reading->places = memory_resize(reading->places, reading->capacity, sizeof *reading->places);
    }
    struct place *place = &reading->places[out->count++];
    *place = (struct place){out->bytes.size,  record->text.size,     out->bytes.size,
                            record->raw.size, record->line_end.size, row};
    text_write(&out->bytes, record->text.data, record->text.size);
    if (!out->table)
        return;
    place->raw = out->bytes.size;
    text_write(&out->bytes, record->raw.data, record->raw.size);
    text_write(&out->bytes, record->line_end.data, record->line_end.size);
}

static void read_head(struct unlabeled *out, const struct texts *texts)
{
    const tenor_str head = tenor_layout_head(tenor_rows_layout(texts->rows));
    texts_tell_layout(texts, "");
    text_write(&out->bytes, head.data, head.size);
    if (head.size > 0 && head.data[head.size - 1] != '\n' && head.data[head.size - 1] != '\r')
        text_write(&out->bytes, "\n", 1);
    out->head_size = out->bytes.size;
}

static int read_file(const struct args *args, const tenor_model *model, const char *path, size_t format, bool quiet,
                     struct reading *reading)
{
    struct unlabeled *out = reading->out;
    out->table = texts_are_rows(format, path);
    if (!out->table && path_is_folder(path))
        return fail(args->command, EXIT_BAD_INPUT, "%s is a folder; give a file", path);
    struct texts texts;
    int exit_status = texts_open(&texts, args, model, path, format, MOST_AT_ONCE, quiet);
    if (exit_status == EXIT_DONE && out->table)
        read_head(out, &texts);
    while (exit_status == EXIT_DONE && texts_read(&texts))
        for (size_t i = 0; i < texts.count; i++)
            if (!texts.records[i].unread)
                take(reading, &texts.records[i], texts.before + i + 1);
    return texts_close(&texts, exit_status, "are left out");
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
    const size_t format = model ? texts_format_find(tenor_options_get(args->options, "format")) : TEXTS_AUTO;
    struct path_list list = path_list_of(paths);
    for (size_t i = 0; exit_status == EXIT_DONE && i < list.count; i++)
        exit_status = read_file(args, model, list.paths[i], format, quiet, &reading);
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
