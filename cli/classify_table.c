#include "classify_table.h"

#include "failure.h"
#include "input.h"
#include "layout.h"
#include "progress.h"
#include "text.h"

#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

enum {
    MOST_ROWS = 4096,      /* of a block */
    MOST_VALUES = 1 << 20, /* of a block's probabilities */
    MOST_BYTES = 8 << 20,  /* of a block's rows, but for the last one */
    LOOK_LINES = 20,       /* in which a table shows itself */
    LOOK_LEAST_ROWS = 3,
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
    struct text reason; /* of the first */
};

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
                    &(struct rows_answer){work->names, work->of_predicted, count, work->several,
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
    warn(work->job->args->command, "%s: %s; added: \"%s\" and \"%s\"", input_name(work->path), line.data,
         work->rows.names[0], work->rows.names[1]);
    free(line.data);
}

static void tell_bad(const struct work *work)
{
    if (work->bad > 0)
        warn(work->job->args->command, "%s: %s of %s rows cannot be read and have no prediction; the first: %s",
             input_name(work->path), output_grouped(work->bad).text, output_grouped(work->done).text,
             work->reason.data);
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
                    input_name(work->path), tenor_layout_format(layout));
    }
    if (!job->quiet && !job->print)
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
    tell_bad(work);
    return exit_status == EXIT_DONE && work->bad > work->done / 2 ? EXIT_BAD_INPUT : exit_status;
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

/* ---- what looks like a table ---- */

/* How often a byte stands outside double quotes, and before no space as in prose; *quoted says whether a quote is open,
 * before and after. */
static size_t count_outside(tenor_str line, char byte, bool *quoted)
{
    size_t count = 0;
    for (size_t i = 0; i < line.size; i++) {
        *quoted = *quoted != (line.data[i] == '"');
        const bool spaced = byte != '\t' && i + 1 < line.size && line.data[i + 1] == ' ';
        count += !*quoted && line.data[i] == byte && !spaced;
    }
    return count;
}

/* Takes a whole line off the front; false when there is none. */
static bool next_line(tenor_str *rest, tenor_str *line)
{
    const char *end = rest->size > 0 ? memchr(rest->data, '\n', rest->size) : NULL;
    if (!end)
        return false;
    *line = (tenor_str){rest->data, (size_t)(end - rest->data)};
    rest->data += line->size + 1;
    rest->size -= line->size + 1;
    if (line->size > 0 && line->data[line->size - 1] == '\r')
        line->size--;
    return true;
}

/* Whether three of four rows have as many columns as the first, which has two at least. */
static bool is_parted_by(tenor_str start, char delimiter)
{
    tenor_str line;
    size_t rows = 0;
    size_t alike = 0;
    size_t columns = 0;
    size_t count = 0;
    bool quoted = false;
    for (size_t lines = 0; lines < LOOK_LINES && next_line(&start, &line); lines++) {
        count += count_outside(line, delimiter, &quoted);
        if (quoted || (count == 0 && line.size == 0))
            continue;
        columns = rows++ == 0 ? count : columns;
        alike += count == columns;
        count = 0;
    }
    return columns > 0 && rows >= LOOK_LEAST_ROWS && 4 * alike >= 3 * rows;
}

static bool is_objects(tenor_str start)
{
    tenor_str line;
    size_t lines = 0;
    while (lines < LOOK_LINES && next_line(&start, &line)) {
        if (line.size < 2 || line.data[0] != '{' || line.data[line.size - 1] != '}')
            return false;
        lines++;
    }
    return lines > 0;
}

const char *classify_table_looks(tenor_str start)
{
    static const char delimiters[] = "\t,;|";
    if (is_objects(start))
        return "JSON Lines";
    for (size_t i = 0; delimiters[i]; i++)
        if (is_parted_by(start, delimiters[i]))
            return delimiters[i] == '\t' ? "TSV" : "CSV";
    return NULL;
}

bool classify_table_named(const char *path)
{
    static const char *const compressed[] = {".gz", ".zst", ".xz", ".bz2"};
    static const char *const suffixes[] = {".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json"};
    size_t size = strlen(path);
    for (size_t i = 0; i < sizeof compressed / sizeof *compressed; i++) {
        const size_t length = strlen(compressed[i]);
        if (size > length && strcasecmp(path + size - length, compressed[i]) == 0) {
            size -= length;
            break;
        }
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        const size_t length = strlen(suffixes[i]);
        if (size > length && strncasecmp(path + size - length, suffixes[i], length) == 0)
            return true;
    }
    return false;
}
