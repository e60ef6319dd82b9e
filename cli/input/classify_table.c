#include "input/classify_table.h"

#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "input/layout.h"
#include "input/table_look.h"
#include "output/out_file.h"
#include "output/progress.h"
#include "text.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    MOST_ROWS = 4096,      /* of a block */
    MOST_VALUES = 1 << 20, /* of a block's probabilities */
    MOST_BYTES = 8 << 20,  /* of a block's rows, but for the last one */
};

/* A row of a block; its bytes are in the block's. */
struct place {
    size_t raw;
    size_t raw_size;
    size_t line_end_size;
    size_t text;
    size_t text_size;
    bool bad;
};

struct block {
    struct text bytes;
    struct place *places; /* [most] */
    size_t count;
    size_t most;
    tenor_str *texts;     /* [most] of the rows that can be read */
    float *probabilities; /* [most, labels] of these */
};

struct work {
    struct classify_table *job;
    const char *path;
    size_t labels;
    bool several;
    struct block block;
    struct rows_output rows;
    size_t *predicted;   /* [labels] */
    tenor_str *names;    /* [labels] */
    float *of_predicted; /* [labels] */
    struct progress progress;
    uint64_t done;
    uint64_t bad;
    bool doubtful;      /* a stray quote: where the rows after it begin was taken by their looks */
    struct text reason; /* of the first bad row */
};

/* A fault of the quotes of whole rows, which training would not read on from either. */
static bool is_about_quotes(const tenor_row *row)
{
    const char *option = row->error ? row->error->option : NULL;
    return option && strcmp(option, "quote") == 0;
}

static void take_row(struct work *work, const tenor_row *row)
{
    struct block *block = &work->block;
    struct place *place = &block->places[block->count++];
    *place = (struct place){.raw = block->bytes.size, .raw_size = row->raw.size, .line_end_size = row->line_end.size};
    text_write(&block->bytes, row->raw.data, row->raw.size);
    text_write(&block->bytes, row->line_end.data, row->line_end.size);
    place->bad = row->fault != TENOR_ROW_GOOD;
    if (!place->bad) {
        place->text = block->bytes.size;
        place->text_size = row->text.size;
        text_write(&block->bytes, row->text.data, row->text.size);
    } else if (work->bad++ == 0) {
        text_add_dashes(&work->reason, row->error ? row->error->message : "it cannot be read");
    }
    work->doubtful = work->doubtful || is_about_quotes(row);
}

/* Labels of a row; with several labels a text those as likely as the threshold. */
static void write_row(struct work *work, const struct place *place, const float *probabilities)
{
    const struct classify_table *job = work->job;
    const char *bytes = work->block.bytes.data;
    const tenor_str raw = {bytes + place->raw, place->raw_size};
    const tenor_str line_end = {bytes + place->raw + place->raw_size, place->line_end_size};
    if (job->print) {
        job->print(job->user, (tenor_str){bytes + place->text, place->text_size}, probabilities);
        return;
    }
    if (!probabilities) {
        rows_output_row(&work->rows, raw, line_end, NULL);
        return;
    }
    const size_t given = tenor_model_prediction(job->model, probabilities, work->predicted);
    size_t count = 0;
    bool rejected = false;
    for (size_t i = 0; i < given; i++) {
        const float p = probabilities[work->predicted[i]];
        const bool unlikely = (double)p < job->threshold;
        rejected = rejected || (unlikely && !work->several);
        if (unlikely && work->several)
            continue;
        work->names[count] = tenor_model_label(job->model, work->predicted[i]);
        work->of_predicted[count++] = p;
    }
    rows_output_row(&work->rows, raw, line_end,
                    &(struct rows_prediction){work->names, work->of_predicted, count, work->several,
                                              tenor_model_separator(job->model), rejected});
}

static int write_block(struct work *work)
{
    struct block *block = &work->block;
    size_t good = 0;
    for (size_t i = 0; i < block->count; i++)
        if (!block->places[i].bad)
            block->texts[good++] = (tenor_str){block->bytes.data + block->places[i].text, block->places[i].text_size};
    const tenor_status status = tenor_classify_batch(work->job->session, block->texts, good, block->probabilities);
    if (status != TENOR_OK)
        return fail_classifying(work->job->args->command, status, NULL);
    good = 0;
    for (size_t i = 0; i < block->count; i++) {
        const struct place *place = &block->places[i];
        write_row(work, place, place->bad ? NULL : block->probabilities + work->labels * good++);
    }
    work->done += block->count;
    block->count = 0;
    block->bytes.size = 0;
    progress_count(&work->progress, "rows", work->done, 0);
    return EXIT_DONE;
}

static int classify_rows(struct work *work, tenor_rows *rows)
{
    struct block *block = &work->block;
    const tenor_row *row;
    tenor_error error = {0};
    int exit_status = EXIT_DONE;
    do {
        const tenor_status status = tenor_rows_next(rows, &row, &error);
        if (status != TENOR_OK)
            return fail_with(work->job->args->command, status, &error);
        if (row)
            take_row(work, row);
        if (block->count > 0 && (!row || block->count == block->most || block->bytes.size > MOST_BYTES))
            exit_status = write_block(work);
    } while (row && exit_status == EXIT_DONE && work->job->out->error == 0);
    return exit_status;
}

/* How the file is read and what is added, so that nobody has to guess. */
static void tell_layout(const struct work *work, const tenor_layout *layout)
{
    struct text line = layout_line(layout);
    if (work->job->print)
        warn(work->job->args->command, "%s: %s", path_name(work->path), line.data);
    else
        warn(work->job->args->command, "%s: %s; added: \"%s\" and \"%s\"", path_name(work->path), line.data,
             work->rows.names[0], work->rows.names[1]);
    free(line.data);
}

/* What was found behind the first rows. */
static void tell_encoding(const struct work *work, const tenor_layout *layout, tenor_source_info before)
{
    const tenor_source_info info = tenor_layout_source(layout);
    if (info.guessed && !before.guessed)
        warn(work->job->args->command, "%s: encoding %s, by its bytes; --encoding names another", path_name(work->path),
             info.encoding);
    if (info.invalid > 0)
        warn(work->job->args->command, "%s: %s invalid sequence%s of bytes read as U+FFFD", path_name(work->path),
             output_grouped(info.invalid).text, info.invalid == 1 ? "" : "s");
}

/* Columns of the same name could not be told apart afterwards, nor could CSV under another suffix. */
static int check_output(const struct work *work, const tenor_layout *layout)
{
    const struct classify_table *job = work->job;
    const char *format = tenor_layout_format(layout);
    const char *named = job->output ? classify_table_format(job->output) : NULL;
    if (named && strcmp(named, format) != 0)
        return fail_usage(job->args->command,
                          "--output %s: the rows stay as they are in %s, which is %s; give the "
                          "file that suffix",
                          job->output, path_name(work->path), format);
    for (size_t i = 0; i < ROWS_ADDED; i++)
        if (rows_output_has_column(layout, work->rows.names[i]))
            return fail_usage(job->args->command, "%s has a column \"%s\" already; name those that are added with --as",
                              path_name(work->path), work->rows.names[i]);
    return EXIT_DONE;
}

/* Rows that cannot be read keep their place. A stray quote leaves in doubt how the others were meant. */
static int tell_bad(const struct work *work)
{
    if (work->bad > 0)
        warn(work->job->args->command, "%s: %s of %s rows cannot be read and have no prediction; the first: %s",
             path_name(work->path), output_grouped(work->bad).text, output_grouped(work->done).text, work->reason.data);
    if (work->doubtful)
        return fail(
            work->job->args->command, EXIT_BAD_INPUT,
            "%s: the quotes leave in doubt where rows begin, and the predictions after that place with it; mend "
            "them, or set --quote",
            path_name(work->path));
    return work->bad > work->done / 2 ? EXIT_BAD_INPUT : EXIT_DONE;
}

static int classify_open(struct work *work, tenor_rows *rows)
{
    struct classify_table *job = work->job;
    const tenor_layout *layout = tenor_rows_layout(rows);
    struct output *err = memory_resize(NULL, 1, sizeof *err);
    if (!rows_output_init(&work->rows, job->out, layout, job->names) && !job->print) {
        free(err);
        return fail(job->args->command, EXIT_BAD_INPUT,
                    "%s is of format %s, which has no columns to add; --json gives an object a row",
                    path_name(work->path), tenor_layout_format(layout));
    }
    const int checked = job->print ? EXIT_DONE : check_output(work, layout);
    if (checked != EXIT_DONE) {
        free(err);
        return checked;
    }
    const tenor_source_info before = tenor_layout_source(layout);
    if (!job->quiet)
        tell_layout(work, layout);
    output_init(err, STDERR_FILENO, "standard error");
    progress_start(&work->progress, err);
    work->progress.bar = work->progress.bar && !job->out->terminal;
    int exit_status = classify_rows(work, rows);
    if (exit_status == EXIT_DONE && !job->print)
        rows_output_head(&work->rows);
    progress_clear(&work->progress);
    output_flush(err);
    free(err);
    tell_encoding(work, layout, before);
    const int told = tell_bad(work);
    return exit_status == EXIT_DONE ? told : exit_status;
}

int classify_table(struct classify_table *job, const char *path)
{
    tenor_rows *rows;
    tenor_error error = {0};
    input_take_columns(job->args, job->model, path);
    const tenor_status status = tenor_rows_open(path, job->args->options, TENOR_ROWS_TEXTS, NULL, &rows, &error);
    if (status != TENOR_OK)
        return fail_with(job->args->command, status, &error);
    struct work work = {.job = job, .path = path, .labels = tenor_model_label_count(job->model)};
    struct block *block = &work.block;
    work.several = tenor_model_multi_label(job->model);
    block->most = MOST_VALUES / work.labels < MOST_ROWS ? MOST_VALUES / work.labels : MOST_ROWS;
    block->places = memory_resize(NULL, block->most, sizeof *block->places);
    block->texts = memory_resize(NULL, block->most, sizeof *block->texts);
    block->probabilities = memory_resize(NULL, block->most * work.labels, sizeof *block->probabilities);
    work.predicted = memory_resize(NULL, work.labels, sizeof *work.predicted);
    work.names = memory_resize(NULL, work.labels, sizeof *work.names);
    work.of_predicted = memory_resize(NULL, work.labels, sizeof *work.of_predicted);
    const int exit_status = classify_open(&work, rows);
    free(work.reason.data);
    free(work.of_predicted);
    free(work.names);
    free(work.predicted);
    free(block->probabilities);
    free(block->texts);
    free(block->places);
    free(block->bytes.data);
    tenor_rows_free(rows);
    return exit_status;
}

void classify_table_warn(const struct args *args, const char *name, const tenor_str *lines, size_t count)
{
    const struct table_look *look =
        table_look_at((tenor_str){lines->data, (size_t)(lines[count - 1].data + lines[count - 1].size - lines->data)});
    if (look)
        warn(args->command,
             "%s looks like %s, and each line is classified as a text; --format %s reads it as that, --format lines "
             "says nothing",
             name, look->name, look->option);
}

const char *classify_table_format(const char *path)
{
    static const char *const formats[][2] = {{".csv", "csv"},     {".tsv", "tsv"},      {".tab", "tsv"},
                                             {".jsonl", "jsonl"}, {".ndjson", "jsonl"}, {".json", "jsonl"}};
    const size_t size = out_file_plain_size(path);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const size_t length = strlen(formats[i][0]);
        if (size > length && strncasecmp(path + size - length, formats[i][0], length) == 0)
            return formats[i][1];
    }
    return NULL;
}

int classify_table_check_lines(const struct args *args, const char *output, bool json)
{
    const char *named = classify_table_format(output);
    if (!named || strcmp(named, json ? "jsonl" : "tsv") == 0)
        return EXIT_DONE;
    return fail_usage(args->command, "--output %s: the predictions are written as %s; give the file that suffix",
                      output, json ? "JSON Lines, .jsonl" : "label, tab and probability, .tsv or .txt");
}
