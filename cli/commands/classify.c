/* tenor classify: a line in, a line out; a table in, the same with two columns more out. */
#include "options/args.h"
#include "page/explanation.h"
#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "output/json.h"
#include "input/texts.h"
#include "output/out_file.h"
#include "output/output.h"
#include "output/prediction.h"
#include "output/progress.h"
#include "output/rows_output.h"
#include "output/save.h"
#include "path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct values {
    size_t format;
    const char *names;
    const char *output;
    size_t top;
    bool all;
    bool polarity;
    double threshold;
    bool with_text;
    bool json;
    bool explain;
    const char *explain_label;
    bool counterfactual;
    bool html;
    bool quiet;
    bool unbuffered;
    size_t threads;
};

struct job {
    const struct args *args;
    const struct values *values;
    const tenor_model *model;
    size_t labels;
    struct prediction prediction; /* of the last text */
    tenor_session *session;
    struct texts texts;   /* of the file that is read */
    size_t most;          /* texts of a chunk */
    tenor_str *list;      /* [most] of the chunk, those that can be read */
    float *probabilities; /* [most, labels] of these */
    struct output *out;
    bool explains;
    struct explain explain;
    bool adds_columns;        /* to a table; else a line a text */
    char *names[ROWS_ADDED];  /* of the columns; NULL for the usual ones */
    struct rows_output rows;  /* of the table */
    tenor_str *row_labels;    /* [labels] of a row's prediction */
    float *row_probabilities; /* [labels] */
};

enum {
    MOST_TEXTS = 4096,      /* of a chunk */
    MOST_VALUES = 1 << 20,  /* of a chunk's probabilities: with very many labels it has fewer texts */
    INTERACTIVE_TEXTS = 64, /* of a chunk whose predictions are printed at once */
};

/* ---- a text's prediction, in a line ---- */

/* Both columns as a corpus has them: joined by the separator, empty for no label. */
static void print_several(struct job *job)
{
    struct output *out = job->out;
    const tenor_str separator = tenor_model_separator(job->model);
    for (size_t i = 0; i < job->prediction.several_count; i++) {
        if (i > 0)
            output_str(out, separator);
        output_str(out, tenor_model_label(job->model, job->prediction.several[i].label));
    }
    output_byte(out, '\t');
    for (size_t i = 0; i < job->prediction.several_count; i++) {
        if (i > 0)
            output_str(out, separator);
        output_format(out, "%.4f", (double)job->prediction.several[i].probability);
    }
}

static void print_fields(struct job *job, tenor_str text, const float *probabilities)
{
    struct output *out = job->out;
    if (job->prediction.multi_label)
        print_several(job);
    else if (!job->prediction.sure)
        output_format(out, "?\t%.4f", (double)job->prediction.first.probability);
    for (size_t i = 0; i < job->prediction.shown; i++) {
        if (i > 0 || job->prediction.multi_label || !job->prediction.sure)
            output_byte(out, '\t');
        output_str(out, tenor_model_label(job->model, job->prediction.labels[i].label));
        output_format(out, "\t%.4f", (double)job->prediction.labels[i].probability);
    }
    if (job->values->polarity)
        output_format(out, "\t%.4f", (double)prediction_polarity(&job->prediction, probabilities));
    if (job->values->with_text) {
        output_byte(out, '\t');
        output_escaped(out, text);
    }
    if (job->explains)
        explain_print(&job->explain, text,
                      job->prediction.multi_label || !job->prediction.sure || job->values->explain_label, out);
    output_byte(out, '\n');
}

static void print_json(struct job *job, tenor_str text, const float *probabilities)
{
    struct cJSON *line = prediction_json(&job->prediction, text, probabilities);
    if (job->explains)
        explain_add_json(&job->explain, text, line);
    json_print(line, job->out);
}

static void print_page(struct job *job, tenor_str text)
{
    size_t count = 0;
    for (; job->prediction.multi_label && count < job->prediction.several_count; count++)
        job->prediction.best[count] = job->prediction.several[count].label;
    if (!job->prediction.multi_label && job->prediction.sure)
        job->prediction.best[count++] = job->prediction.first.label;
    explanation_add(&job->explain, text, job->prediction.best, count, job->out);
}

static void print_prediction(struct job *job, tenor_str text, const float *probabilities)
{
    if (job->explains && !explain_text(&job->explain, text))
        return;
    prediction_find(&job->prediction, probabilities);
    if (job->values->html)
        print_page(job, text);
    else if (job->values->json)
        print_json(job, text, probabilities);
    else
        print_fields(job, text, probabilities);
}

/* A row that cannot be read has empty columns, or nulls. */
static void print_unread(struct job *job)
{
    if (job->values->html) {
        explanation_add_unread(job->out);
    } else if (job->values->json) {
        struct cJSON *line = json_new_object();
        json_add_null(line, job->prediction.multi_label ? "labels" : "label");
        json_add_null(line, job->prediction.multi_label ? "probabilities" : "probability");
        json_print(line, job->out);
    } else {
        output_text(job->out, "\t\n");
    }
}

/* ---- a row of a table, with columns added ---- */

/* probabilities is NULL for a row that cannot be read. Of several labels a text those as likely as the threshold are
 * given, in the order of the model's. */
static void write_row(struct job *job, const struct texts_record *record, const float *probabilities)
{
    const bool several = job->prediction.multi_label;
    size_t *predicted = job->prediction.best;
    const size_t given = probabilities ? tenor_model_prediction(job->model, probabilities, predicted) : 0;
    size_t count = 0;
    bool rejected = false;
    for (size_t i = 0; i < given; i++) {
        const float p = probabilities[predicted[i]];
        const bool unlikely = (double)p < job->values->threshold;
        rejected = rejected || (unlikely && !several);
        if (unlikely && several)
            continue;
        job->row_labels[count] = tenor_model_label(job->model, predicted[i]);
        job->row_probabilities[count++] = p;
    }
    const struct rows_prediction prediction = {
        job->row_labels, job->row_probabilities, count, several, tenor_model_separator(job->model), rejected};
    rows_output_row(&job->rows, record->raw, record->line_end, probabilities ? &prediction : NULL);
}

/* Columns of the same name could not be told apart afterwards, nor could CSV under another suffix. */
static int check_columns(const struct job *job, const tenor_layout *layout)
{
    const struct command *command = job->args->command;
    const char *output = job->values->output;
    const char *format = tenor_layout_format(layout);
    const char *named = output ? texts_format_of(output) : NULL;
    const char *input = path_name(job->texts.path);
    if (named && strcmp(named, format) != 0)
        return fail_usage(command,
                          "--output %s: the rows stay as they are in %s, which is %s; give the file that suffix",
                          output, input, format);
    for (size_t i = 0; i < ROWS_ADDED; i++)
        if (rows_output_has_column(layout, job->rows.names[i]))
            return fail_usage(command, "%s has a column \"%s\" already; name those that are added with --as", input,
                              job->rows.names[i]);
    return EXIT_DONE;
}

/* Says how the file is read and what is added, so that nobody has to guess. */
static int begin_rows(struct job *job)
{
    const tenor_layout *layout = tenor_rows_layout(job->texts.rows);
    struct text added = {0};
    if (job->adds_columns) {
        if (!rows_output_init(&job->rows, job->out, layout, (const char *const *)job->names))
            return fail(job->args->command, EXIT_BAD_INPUT,
                        "%s is of format %s, which has no columns to add; --json gives an object a row",
                        path_name(job->texts.path), tenor_layout_format(layout));
        const int exit_status = check_columns(job, layout);
        if (exit_status != EXIT_DONE)
            return exit_status;
        text_add(&added, "; added: \"%s\" and \"%s\"", job->rows.names[0], job->rows.names[1]);
    }
    texts_tell_layout(&job->texts, added.data ? added.data : "");
    free(added.data);
    return EXIT_DONE;
}

/* ---- the way through ---- */

static void write_record(struct job *job, const struct texts_record *record, const float *probabilities)
{
    if (job->texts.rows && job->adds_columns)
        write_row(job, record, probabilities);
    else if (record->unread)
        print_unread(job);
    else
        print_prediction(job, record->text, probabilities);
}

static int classify_chunk(struct job *job)
{
    const struct texts *texts = &job->texts;
    size_t count = 0;
    for (size_t i = 0; i < texts->count; i++)
        if (!texts->records[i].unread)
            job->list[count++] = texts->records[i].text;
    const tenor_status status = tenor_classify_batch(job->session, job->list, count, job->probabilities);
    if (status != TENOR_OK)
        return fail_classifying(job->args->command, status, NULL);
    const float *next = job->probabilities;
    for (size_t i = 0; i < texts->count && job->out->error == 0; i++) {
        const bool unread = texts->records[i].unread;
        write_record(job, &texts->records[i], unread ? NULL : next);
        next += unread ? 0 : job->labels;
    }
    return EXIT_DONE;
}

/* Each chunk of the file is read, classified and written. */
static int classify_texts(struct job *job, bool at_once)
{
    struct texts *texts = &job->texts;
    struct output *err = memory_resize(NULL, 1, sizeof *err);
    struct progress progress;
    int exit_status = EXIT_DONE;
    output_init(err, STDERR_FILENO, "standard error");
    progress_start(&progress, err);
    progress.bar = progress.bar && !at_once;
    while (exit_status == EXIT_DONE && job->out->error == 0 && job->explain.status == TENOR_OK && texts_read(texts)) {
        exit_status = classify_chunk(job);
        progress_count(&progress, texts->rows ? "rows" : "lines", texts->before + texts->count, 0);
        /* Nobody waits for a prediction that is ready while the input pauses. */
        if (at_once || texts_would_wait(texts))
            output_flush(job->out);
    }
    progress_clear(&progress);
    output_flush(err);
    free(err);
    return exit_status;
}

/* ---- options ---- */

static bool explains(const struct values *values)
{
    return values->explain || values->explain_label || values->counterfactual || values->html;
}

/* A table keeps its form unless something is asked for that it has no place for. */
static bool prints_lines(const struct values *values)
{
    return values->json || values->all || values->top > 0 || values->polarity || values->with_text || explains(values);
}

static int classify_file(struct job *job, const char *path)
{
    const bool is_table = texts_are_rows(job->values->format, path);
    const bool terminal = strcmp(path, "-") == 0 && isatty(STDIN_FILENO) == 1;
    const bool at_once = job->values->unbuffered || job->out->terminal || terminal;
    const size_t most = at_once && job->most > INTERACTIVE_TEXTS ? INTERACTIVE_TEXTS : job->most;
    if (!is_table && path_is_folder(path))
        return fail(job->args->command, EXIT_BAD_INPUT, "%s is a folder; give its files: %s/*", path, path);
    if (!is_table && terminal)
        fputs("Type a text and press Enter; Ctrl-D ends.\n", stderr);
    int exit_status =
        texts_open(&job->texts, job->args, job->model, path, job->values->format, most, at_once, job->values->quiet);
    if (exit_status != EXIT_DONE && !is_table && strchr(path, ' ') && access(path, F_OK) != 0)
        fprintf(stderr, "A text itself comes by standard input: echo '...' | tenor classify MODEL\n");
    if (exit_status == EXIT_DONE && is_table)
        exit_status = begin_rows(job);
    if (exit_status == EXIT_DONE)
        exit_status = classify_texts(job, at_once);
    if (exit_status == EXIT_DONE && is_table && job->adds_columns && job->texts.status == TENOR_OK)
        rows_output_head(&job->rows); /* of a table without rows */
    return texts_close(&job->texts, exit_status, "have no prediction");
}

static int check_tables(const struct args *args, const struct values *values)
{
    if (values->names && explains(values))
        return fail_usage(args->command, "--as names columns of a table; explanations are lines: leave one out");
    for (size_t i = 1; i < args->operand_count && args->operand_count > 2; i++)
        if (texts_are_rows(values->format, args->operands[i]) && !prints_lines(values))
            return fail_usage(args->command, "%s is a table: give one at a time", args->operands[i]);
    if (values->output)
        for (size_t i = 0; i < args->operand_count; i++) {
            const char *input = args->operands[i];
            const int exit_status =
                save_check_beside(args->command, "--output", values->output, args->operands[0], &input, 1);
            if (exit_status != EXIT_DONE)
                return exit_status;
        }
    return EXIT_DONE;
}

/* Refuses a file for predictions of lines whose name promises another form. */
static int check_output(const struct args *args, const struct values *values)
{
    const char *output = values->output;
    const char *named = texts_format_of(output);
    if (!named || (!values->html && strcmp(named, values->json ? "jsonl" : "tsv") == 0))
        return EXIT_DONE;
    if (values->html)
        return fail_usage(args->command, "--output %s: --html writes a page; give the file the suffix .html", output);
    return fail_usage(args->command, "--output %s: the predictions are written as %s; give the file that suffix",
                      output, values->json ? "JSON Lines, .jsonl" : "label, tab and probability, .tsv or .txt");
}

static int check(const struct args *args, const struct values *values, const tenor_model *model)
{
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    int exit_status = check_tables(args, values);
    if (exit_status == EXIT_DONE && values->output &&
        (prints_lines(values) || args->operand_count < 2 || !texts_are_rows(values->format, args->operands[1])))
        exit_status = check_output(args, values);
    if (exit_status != EXIT_DONE)
        return exit_status;
    if (values->polarity && !info.has_polarity)
        return fail(args->command, EXIT_USAGE,
                    tenor_model_multi_label(model)
                        ? "%s gives any number of labels a text, which have no polarity"
                        : "the labels of %s have no polarity; train with --polarity, as in --polarity 'bad=-1,good=1'",
                    args->operands[0]);
    return values->explain_label ? explain_check_label(args->command, args->operands[0], model, values->explain_label)
                                 : EXIT_DONE;
}

/* "NAME,NAME" */
static int take_names(struct job *job)
{
    const char *names = job->values->names;
    const char *comma = names ? strchr(names, ',') : NULL;
    if (!names)
        return EXIT_DONE;
    if (!comma || comma == names || comma[1] == '\0' || strchr(comma + 1, ','))
        return fail_usage(job->args->command, "--as takes two names, as in --as topic,certainty, not '%s'", names);
    struct text first = {0};
    struct text second = {0};
    text_add(&first, "%.*s", (int)(comma - names), names);
    text_add(&second, "%s", comma + 1);
    job->names[0] = first.data;
    job->names[1] = second.data;
    return EXIT_DONE;
}

static int classify_files(struct job *job)
{
    int exit_status = take_names(job);
    if (exit_status == EXIT_DONE && job->values->html)
        explanation_begin(job->out);
    if (exit_status == EXIT_DONE && job->args->operand_count == 1)
        exit_status = classify_file(job, "-");
    for (size_t i = 1; i < job->args->operand_count && exit_status == EXIT_DONE; i++)
        exit_status = classify_file(job, job->args->operands[i]);
    if (job->values->html)
        explanation_end(job->out);
    if (job->explain.status != TENOR_OK)
        exit_status = fail_classifying(job->args->command, job->explain.status, &job->explain.error);
    return exit_status;
}

static int classify(const struct args *args, const struct values *values, const tenor_model *model)
{
    struct job job = {.args = args, .values = values, .model = model, .labels = tenor_model_label_count(model)};
    job.most = MOST_VALUES / job.labels < MOST_TEXTS ? MOST_VALUES / job.labels : MOST_TEXTS;
    job.list = memory_resize(NULL, job.most, sizeof *job.list);
    job.probabilities = memory_resize(NULL, job.most * job.labels, sizeof *job.probabilities);
    job.adds_columns = !prints_lines(values);
    job.row_labels = memory_resize(NULL, job.labels, sizeof *job.row_labels);
    job.row_probabilities = memory_resize(NULL, job.labels, sizeof *job.row_probabilities);
    job.out = memory_resize(NULL, 1, sizeof *job.out);
    struct out_file file = {.descriptor = STDOUT_FILENO};
    int exit_status = values->output ? out_file_open(&file, args->command, values->output) : EXIT_DONE;
    output_init(job.out, file.descriptor, values->output ? values->output : "standard output");
    tenor_status status = TENOR_OK;
    if (exit_status == EXIT_DONE)
        status = tenor_session_new_threads(model, values->threads, NULL, &job.session);
    job.explains = explains(values);
    job.explain = explain_of(model, job.session, values->explain_label, values->counterfactual);
    if (exit_status == EXIT_DONE && status == TENOR_OK)
        status = prediction_init(&job.prediction, model,
                                 &(struct prediction_asked){.top = values->top,
                                                            .all = values->all,
                                                            .polarity = values->polarity,
                                                            .threshold = values->threshold,
                                                            .with_text = values->with_text});
    if (status != TENOR_OK)
        exit_status = fail_classifying(args->command, status, NULL);
    if (exit_status == EXIT_DONE)
        exit_status = classify_files(&job);
    const int written = file.descriptor >= 0 ? output_finish(job.out, args->command) : EXIT_DONE;
    exit_status = exit_status == EXIT_DONE ? written : exit_status;
    if (values->output)
        exit_status = out_file_close(&file, exit_status);

    for (size_t i = 0; i < ROWS_ADDED; i++)
        free(job.names[i]);
    prediction_free(&job.prediction);
    free(job.out);
    tenor_session_free(job.session);
    free(job.row_probabilities);
    free(job.row_labels);
    free(job.probabilities);
    free(job.list);
    return exit_status;
}

static const char *const groups[] = {"input", "corpus", "options", "explain", NULL};
static const char *const library[] = {"text", "no-header", "delimiter", "quote", "escape", "encoding", NULL};
static const char *const operands[] = {"MODEL", NULL};

static const struct option_row options[] = {
    CHOICE_ROW("input", 0, "format", format, TEXTS_FORMATS, "auto", "FORMAT",
               "format of the FILEs; auto goes by their names; standard input is lines"),
    TEXT_ROW("options", 0, "as", names, "NAMES",
             "names of the two columns that are added to a table; label,probability when not given"),
    TEXT_ROW("options", 'o', "output", output, "FILE",
             "write to FILE instead of standard output, compressed by its suffix (.gz, .zst, .xz, .bz2)"),
    INTEGER_ROW("options", 0, "top", top, 1, 1e6, NULL, "K",
                "give the K likeliest labels, the likeliest first; not with --all"),
    SWITCH_ROW("options", 0, "all", all, "give all labels, the likeliest first; not with --top"),
    SWITCH_ROW("options", 0, "polarity", polarity,
               "also give the expected polarity, from -1 (negative) to 1 (positive)"),
    NUMBER_ROW(
        "options", 0, "threshold", threshold, 0, 1, NULL, "P",
        "leave out labels less likely than P; the prediction is ? (null in JSON) when the model's own is one of them"),
    SWITCH_ROW("options", 0, "with-text", with_text,
               "also give the text, in the last column; tabs, backslashes and control characters as \\t, \\\\, \\xHH"),
    SWITCH_ROW("options", 'j', "json", json, "a JSON object a line instead of columns"),
    SWITCH_ROW(
        "explain", 0, "explain", explain,
        "also give the text with what each word adds to the prediction: green for it, red against it; without color "
        "as [word +1.23]"),
    TEXT_ROW("explain", 0, "explain-label", explain_label, "LABEL", "explain this label instead of the predicted one"),
    SWITCH_ROW("explain", 0, "counterfactual", counterfactual,
               "explain, and give the fewest words, at most three, without which the prediction is another"),
    SWITCH_ROW("explain", 0, "html", html,
               "explain all texts on an HTML page; not with --json, --top, --all, "
               "--polarity or --with-text"),
    SWITCH_ROW("options", 'q', "quiet", quiet, "say nothing but what is wrong"),
    SWITCH_ROW("options", 0, "unbuffered", unbuffered,
               "write each prediction as soon as it is there, as is done at a terminal"),
    INTEGER_ROW("options", 0, "threads", threads, 0, 1024, "0", "N", "threads; 0 for all cores; no effect on results"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    tenor_model *model = NULL;
    int exit_status = EXIT_DONE;
    if (values->all && values->top > 0)
        exit_status =
            fail_usage(args->command, "--top %zu and --all ask for different labels; give one of them", values->top);
    if (values->html && (values->json || values->top > 0 || values->all || values->polarity || values->with_text))
        exit_status = fail_usage(args->command, "--html is a page of its own; leave out --json, --top, --all, "
                                                "--polarity and --with-text");
    if (exit_status == EXIT_DONE)
        exit_status = input_model(args, args->operands[0], &model);
    if (exit_status == EXIT_DONE)
        exit_status = check(args, values, model);
    if (exit_status == EXIT_DONE)
        exit_status = classify(args, values, model);
    tenor_model_free(model);
    return exit_status;
}

const struct command classify_command = {
    .name = "classify",
    .summary = "label texts, a line or a row of a table each",
    .usage = "classify MODEL [FILE...] [OPTION...]",
    .description = "Reads texts, a line each, from the FILEs one after the other, or from standard "
                   "input (also FILE -), and prints a line for each, empty ones included, in the same "
                   "order:\n"
                   "\n"
                   "    LABEL<TAB>PROBABILITY\n"
                   "\n"
                   "With --top K or --all, further pairs of label and probability follow, then with "
                   "--polarity the polarity, then with --with-text the text. With --json each line is "
                   "an object with the keys label, probability, probabilities (labels as keys, with "
                   "--top or --all), polarity, unknown (the share of words that training has not seen) and text.\n"
                   "\n"
                   "A FILE whose name ends in .csv, .tsv, .tab, .jsonl, .ndjson or .json is a table, as is "
                   "any with --format csv: it "
                   "is read like a corpus, the text in the column of --text or one that is found, and written with two "
                   "columns more, label and probability, all else as it was. A row that cannot be read stays, with "
                   "both empty. With --json, --top, --all, --polarity or --with-text each row is classified like a "
                   "line instead.\n"
                   "\n"
                   "A model of texts with several labels gives all that reach their thresholds, the "
                   "likeliest first and perhaps none; both columns have its separator between them:\n"
                   "\n"
                   "    LABEL|LABEL<TAB>PROBABILITY|PROBABILITY\n"
                   "\n"
                   "With --json the keys are then labels, an array, and probabilities: of these labels, "
                   "or with --top or --all of those.\n"
                   "\n"
                   "--explain adds a column, the text with what each word adds to the logit of the label, and "
                   "--counterfactual another. With --json the keys are explained, logit, base, interaction, "
                   "explanation, ngrams and counterfactual.\n",
    .examples = "  echo \"Not bad at all!\" | tenor classify reviews-model\n"
                "  tenor classify reviews-model new.txt --json | jq -r .label | sort | uniq -c\n"
                "  tenor classify reviews-model survey.csv -o labeled.csv\n"
                "  tenor classify reviews-model new.txt --explain | less\n"
                "  tail -f app.log | tenor classify reviews-model --threshold 0.9 --with-text\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .most_operands = SIZE_MAX,
    .values_size = sizeof(struct values),
    .run = run,
};
