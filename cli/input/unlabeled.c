#include "input/unlabeled.h"

#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_AT_ONCE = 4096 };

static const size_t MOST_SAMPLED = (size_t)128 << 20; /* bytes */

/* Bytes move while they grow; offsets do not. */
struct place {
    size_t text;
    size_t text_size;
    size_t raw;
    size_t raw_size;
    size_t line_end_size;
    uint64_t row;
    uint64_t rank; /* random */
};

struct reading {
    struct unlabeled *out;
    struct place *places;
    size_t capacity;
    size_t most;    /* bytes, of more texts a sample is taken; 0: texts are all kept, to be printed again */
    uint64_t ranks; /* of a sample, the texts with a rank up to this are kept */
};

/* A number for each text, all of them equally likely (Steele, Lea and Flood 2014). */
static uint64_t rank_of(uint64_t number)
{
    uint64_t z = number * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Drops about half of the texts: those of higher rank. */
static void halve(struct reading *reading)
{
    struct unlabeled *out = reading->out;
    const size_t count = out->count;
    reading->ranks /= 2;
    out->count = 0;
    out->bytes.size = 0;
    for (size_t i = 0; i < count; i++) {
        struct place place = reading->places[i];
        if (place.rank > reading->ranks)
            continue;
        memmove(out->bytes.data + out->bytes.size, out->bytes.data + place.text, place.text_size);
        place.text = place.raw = out->bytes.size;
        out->bytes.size += place.text_size;
        reading->places[out->count++] = place;
    }
}

/* What a text takes in memory, and in the list of texts. */
static size_t size_of(size_t bytes, size_t count)
{
    return bytes + count * (sizeof(struct place) + sizeof(struct unlabeled_text) + sizeof(tenor_str));
}

/* Takes a text to learn from, unless it is empty or not of the sample. */
static bool is_sampled(struct reading *reading, const struct texts_record *record, uint64_t *rank)
{
    struct unlabeled *out = reading->out;
    if (record->text.size == 0)
        return false;
    *rank = rank_of(++out->seen);
    while (*rank <= reading->ranks && out->count > 0 &&
           size_of(out->bytes.size + record->text.size, out->count + 1) > reading->most)
        halve(reading);
    return *rank <= reading->ranks;
}

static void take(struct reading *reading, const struct texts_record *record, uint64_t row)
{
    struct unlabeled *out = reading->out;
    uint64_t rank = 0;
    if (reading->most > 0 && !is_sampled(reading, record, &rank))
        return;
    if (out->count == reading->capacity) {
        reading->capacity = 2 * reading->capacity + 1024;
        reading->places = memory_resize(reading->places, reading->capacity, sizeof *reading->places);
    }
    struct place *place = &reading->places[out->count++];
    *place = (struct place){
        out->bytes.size, record->text.size, out->bytes.size, record->raw.size, record->line_end.size, row, rank};
    text_write(&out->bytes, record->text.data, record->text.size);
    if (!out->table || reading->most > 0)
        return;
    place->raw = out->bytes.size;
    text_write(&out->bytes, record->raw.data, record->raw.size);
    text_write(&out->bytes, record->line_end.data, record->line_end.size);
}

static void read_head(struct unlabeled *out, const struct texts *texts, bool learns)
{
    const tenor_str head = tenor_layout_head(tenor_rows_layout(texts->rows));
    texts_tell_layout(texts, "");
    if (learns)
        return;
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
    int exit_status = texts_open(&texts, args, model, path, format, MOST_AT_ONCE, false, quiet);
    if (exit_status == EXIT_DONE && out->table)
        read_head(out, &texts, reading->most > 0);
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

static int read_all(const struct args *args, const tenor_model *model, const char *paths, size_t most, bool quiet,
                    struct unlabeled *out)
{
    struct reading reading = {.out = out, .most = most, .ranks = UINT64_MAX};
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

int unlabeled_read_all(const struct args *args, const tenor_model *model, const char *paths, bool quiet,
                       struct unlabeled *out)
{
    return read_all(args, model, paths, SIZE_MAX, quiet, out);
}

int unlabeled_check(const struct args *args, const char *paths, const struct corpora_paths *corpora)
{
    const char *const others[] = {corpora->train, corpora->dev, corpora->test};
    size_t from_input = 0;
    if (!paths)
        return EXIT_DONE;
    struct path_list list = path_list_of(paths);
    for (size_t i = 0; i < list.count; i++)
        from_input += strcmp(list.paths[i], "-") == 0;
    for (size_t i = 0; from_input > 0 && i < sizeof others / sizeof *others; i++)
        from_input += others[i] && strcmp(others[i], "-") == 0;
    path_list_free(&list);
    return from_input > 1 ? fail_usage(args->command, "only one file can be standard input") : EXIT_DONE;
}

int unlabeled_give(const struct args *args, const char *paths, bool rounds, struct output *err, struct unlabeled *out)
{
    *out = (struct unlabeled){0};
    if (!paths)
        return EXIT_DONE;
    const int exit_status = read_all(args, NULL, paths, MOST_SAMPLED, err == NULL, out);
    if (exit_status != EXIT_DONE)
        return exit_status;
    if (out->count == 0)
        return fail(args->command, EXIT_BAD_INPUT, "%s: there is no text that is not empty", paths);
    const char *vectors = tenor_options_get(args->options, "vectors");
    if (!rounds && (*vectors || strcmp(tenor_options_get(args->options, "init"), "corpus") != 0))
        warn(args->command, "the texts of --unlabelled change nothing: words start from %s",
             *vectors ? vectors : "random numbers");
    out->list = unlabeled_list(out);
    tenor_options_set_unlabeled(args->options, out->list, out->count, NULL);
    if (!err)
        return EXIT_DONE;
    output_format(err, "without labels: %s text%s", output_grouped(out->count).text, out->count == 1 ? "" : "s");
    if (out->count < out->seen)
        output_format(err, ", a random sample of %s", output_grouped(out->seen).text);
    output_text(err, "\n");
    return EXIT_DONE;
}

void unlabeled_free(struct unlabeled *unlabeled)
{
    free(unlabeled->list);
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
