#include "report/predictions.h"

#include "failure.h"
#include "memory.h"
#include "output/json.h"
#include "output/save.h"
#include "path.h"

#include <stdlib.h>

static bool find_format(const char *path, enum predictions_format *format)
{
    static const struct {
        const char *suffix;
        enum predictions_format format;
    } suffixes[] = {{".csv", PREDICTIONS_CSV},
                    {".tsv", PREDICTIONS_TSV},
                    {".jsonl", PREDICTIONS_JSONL},
                    {".ndjson", PREDICTIONS_JSONL}};
    const size_t size = out_file_plain_size(path);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (path_ends_in(path, size, suffixes[i].suffix)) {
            *format = suffixes[i].format;
            return true;
        }
    return false;
}

int predictions_check(const struct command *command, const char *path, const char *corpus, const char *model)
{
    enum predictions_format format;
    if (!path)
        return EXIT_DONE;
    if (!find_format(path, &format))
        return fail_usage(command,
                          "--predictions %s: the suffix says the format: .csv, .tsv or .jsonl, and after it "
                          "perhaps .gz, .zst, .xz or .bz2",
                          path);
    return save_check_beside(command, "--predictions", path, model, &corpus, 1);
}

int predictions_open(struct predictions *predictions, const struct command *command, const char *path, bool folds)
{
    *predictions = (struct predictions){.command = command, .path = path, .folds = folds};
    if (!path)
        return EXIT_DONE;
    find_format(path, &predictions->format);
    const int exit_status = out_file_open(&predictions->file, command, path);
    if (exit_status != EXIT_DONE)
        return exit_status;
    predictions->out = memory_resize(NULL, 1, sizeof *predictions->out);
    output_init(predictions->out, predictions->file.descriptor, path);
    if (predictions->format != PREDICTIONS_JSONL) {
        const char *separator = predictions->format == PREDICTIONS_CSV ? "," : "\t";
        static const char *const names[] = {"line", "label", "prediction", "probability", "fold", "text"};
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (folds || strcmp(names[i], "fold") != 0)
                output_format(predictions->out, "%s%s", i > 0 ? separator : "", names[i]);
        output_byte(predictions->out, '\n');
    }
    return EXIT_DONE;
}

/* A cell of CSV (RFC 4180), or of TSV with tabs, line ends and backslashes escaped. */
static void write_cell(const struct predictions *predictions, tenor_str value)
{
    struct output *out = predictions->out;
    bool quoted = false;
    if (predictions->format == PREDICTIONS_TSV) {
        output_escaped(out, value);
        return;
    }
    for (size_t i = 0; !quoted && i < value.size; i++)
        quoted = value.data[i] == ',' || value.data[i] == '"' || value.data[i] == '\n' || value.data[i] == '\r';
    if (!quoted) {
        output_str(out, value);
        return;
    }
    output_byte(out, '"');
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] == '"')
            output_byte(out, '"');
        output_byte(out, value.data[i]);
    }
    output_byte(out, '"');
}

/* Labels joined by the corpus's separator, as a corpus has them. */
static void write_labels(const struct predictions *predictions, tenor_str separator, const tenor_str *labels,
                         size_t count)
{
    struct text text = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_write(&text, separator.data, separator.size);
        text_write(&text, labels[i].data, labels[i].size);
    }
    write_cell(predictions, (tenor_str){text.data, text.size});
    free(text.data);
}

static void write_row(struct predictions *predictions, const tenor_corpus *corpus, size_t example,
                      const tenor_str *actual, size_t actual_count, const struct prediction *prediction)
{
    struct output *out = predictions->out;
    const char separator = predictions->format == PREDICTIONS_CSV ? ',' : '\t';
    const tenor_str joint = tenor_corpus_separator(corpus);
    output_format(out, "%llu%c", (unsigned long long)tenor_corpus_line(corpus, example), separator);
    write_labels(predictions, joint, actual, actual_count);
    output_byte(out, separator);
    write_labels(predictions, joint, prediction->labels, prediction->count);
    output_byte(out, separator);
    for (size_t i = 0; i < prediction->count; i++) {
        if (i > 0)
            output_str(out, joint);
        output_format(out, "%.4f", (double)prediction->probabilities[i]);
    }
    output_byte(out, separator);
    if (predictions->folds)
        output_format(out, "%zu%c", prediction->fold, separator);
    write_cell(predictions, tenor_corpus_text(corpus, example));
    output_byte(out, '\n');
}

static void write_object(struct predictions *predictions, const tenor_corpus *corpus, size_t example,
                         const tenor_str *actual, size_t actual_count, const struct prediction *prediction)
{
    const bool several = tenor_corpus_separator(corpus).size > 0;
    struct cJSON *row = json_new_object();
    json_add_count(row, "line", tenor_corpus_line(corpus, example));
    struct cJSON *labels = several ? json_add_array(row, "label") : row;
    for (size_t i = 0; i < actual_count; i++)
        json_add_string(labels, several ? NULL : "label", actual[i]);
    struct cJSON *predicted = several ? json_add_array(row, "prediction") : row;
    for (size_t i = 0; i < prediction->count; i++)
        json_add_string(predicted, several ? NULL : "prediction", prediction->labels[i]);
    struct cJSON *probabilities = several ? json_add_array(row, "probability") : row;
    for (size_t i = 0; i < prediction->count; i++)
        json_add_float(probabilities, several ? NULL : "probability", prediction->probabilities[i]);
    if (predictions->folds)
        json_add_count(row, "fold", prediction->fold);
    json_add_string(row, "text", tenor_corpus_text(corpus, example));
    json_print(row, predictions->out);
}

void predictions_add(struct predictions *predictions, const tenor_corpus *corpus, size_t example,
                     const struct prediction *prediction)
{
    if (!predictions->out)
        return;
    const size_t count = tenor_corpus_example_label_count(corpus, example);
    tenor_str *actual = memory_resize(NULL, count + 1, sizeof *actual);
    for (size_t j = 0; j < count; j++)
        actual[j] = tenor_corpus_label_name(corpus, tenor_corpus_example_label(corpus, example, j));
    if (predictions->format == PREDICTIONS_JSONL)
        write_object(predictions, corpus, example, actual, count, prediction);
    else
        write_row(predictions, corpus, example, actual, count, prediction);
    free(actual);
}

int predictions_close(struct predictions *predictions, int exit_status)
{
    if (!predictions->out)
        return exit_status;
    const int written = output_finish(predictions->out, predictions->command);
    free(predictions->out);
    predictions->out = NULL;
    return out_file_close(&predictions->file, exit_status == EXIT_DONE ? written : exit_status);
}
