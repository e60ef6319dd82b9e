/* tenor classify: a line in, a line out; a table in, the same with two columns more out. */
#include "options/args.h"
#include "input/classify_table.h"
#include "page/explanation.h"
#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "output/json.h"
#include "input/lines.h"
#include "output/out_file.h"
#include "output/output.h"
#include "output/prediction.h"
#include "output/progress.h"
#include "output/save.h"
#include "path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum format { FORMAT_AUTO, FORMAT_LINES, FORMAT_TABLE /* and more, as the library names them */ };

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
    tenor_str *lines;
    float *probabilities; /* a row a line */
    size_t most;          /* lines a block */
    struct output *out;
    bool explains;
    struct explain explain;
    char *names[ROWS_ADDED]; /* of the columns that are added to a table; NULL for the usual ones */
};

enum {
    MOST_LINES = 4096,      /* of a block */
    MOST_VALUES = 1 << 20,  /* of a block's probabilities: with very many labels it has fewer lines */
    INTERACTIVE_LINES = 64, /* of a block whose results are printed at once */
};

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

static void print_answer(struct job *job, tenor_str text, const float *probabilities)
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

/* A row of a table that is printed like a line; one that cannot be read has empty columns, or nulls. */
static void print_row(void *user, tenor_str text, const float *probabilities)
{
    struct job *job = user;
    if (probabilities) {
        print_answer(job, text, probabilities);
    } else if (job->values->html) {
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

static int classify_lines(struct job *job, const char *path, tenor_source *source)
{
    const bool terminal = strcmp(path, "-") == 0 && isatty(STDIN_FILENO) == 1;
    const bool at_once = job->values->unbuffered || job->out->terminal || terminal;
    const size_t most = at_once && job->most > INTERACTIVE_LINES ? INTERACTIVE_LINES : job->most;
    struct lines lines;
    lines_init(&lines, source);
    int exit_status = EXIT_DONE;
    size_t count;
    bool first = true;
    uint64_t done = 0;
    struct output *err = memory_resize(NULL, 1, sizeof *err);
    struct progress progress;
    output_init(err, STDERR_FILENO, "standard error");
    progress_start(&progress, err);
    progress.bar = progress.bar && !at_once;
    while (exit_status == EXIT_DONE && job->out->error == 0 && job->explain.status == TENOR_OK &&
           (count = lines_read(&lines, job->lines, most)) > 0) {
        if (first && job->values->format == FORMAT_AUTO)
            classify_table_warn(job->args, path_name(path), job->lines, count);
        first = false;
        tenor_status status = tenor_classify_batch(job->session, job->lines, count, job->probabilities);
        if (status != TENOR_OK) {
            exit_status = fail_classifying(job->args->command, status, NULL);
            break;
        }
        for (size_t i = 0; i < count && job->out->error == 0; i++)
            print_answer(job, job->lines[i], job->probabilities + i * job->labels);
        done += count;
        progress_count(&progress, "lines", done, 0);
        /* Nobody waits for a prediction that is ready while the input pauses. */
        if (at_once || lines_would_wait(&lines))
            output_flush(job->out);
    }
    progress_clear(&progress);
    output_flush(err);
    free(err);
    if (lines.status != TENOR_OK)
        exit_status = fail_with(job->args->command, lines.status, &lines.error);
    input_tell_source(job->args, path, source);
    if (lines.cut > 0)
        warn(job->args->command, "%s: of %llu line%s longer than %d MB, the rest was not used", path_name(path),
             (unsigned long long)lines.cut, lines.cut == 1 ? "" : "s", LINES_LONGEST >> 20);
    lines_free(&lines);
    return exit_status;
}

static bool reads_table(const struct values *values, const char *path)
{
    return values->format >= FORMAT_TABLE || (values->format == FORMAT_AUTO && classify_table_format(path));
}

static bool explains(const struct values *values)
{
    return values->explain || values->explain_label || values->counterfactual || values->html;
}

/* A table keeps its form unless something is asked for that it has no place for. */
static bool prints_lines(const struct values *values)
{
    return values->json || values->all || values->top > 0 || values->polarity || values->with_text || explains(values);
}

static int classify_rows(struct job *job, const char *path)
{
    struct classify_table table = {.args = job->args,
                                   .model = job->model,
                                   .session = job->session,
                                   .out = job->out,
                                   .threshold = job->values->threshold,
                                   .output = job->values->output,
                                   .print = prints_lines(job->values) ? print_row : NULL,
                                   .user = job};
    for (size_t i = 0; i < ROWS_ADDED; i++)
        table.names[i] = job->names[i];
    return classify_table(&table, path);
}

static int classify_file(struct job *job, const char *path)
{
    if (reads_table(job->values, path))
        return classify_rows(job, path);
    if (path_is_folder(path))
        return fail(job->args->command, EXIT_BAD_INPUT, "%s is a folder; give its files: %s/*", path, path);
    if (strcmp(path, "-") == 0 && isatty(STDIN_FILENO) == 1)
        fputs("Type a text and press Enter; Ctrl-D ends.\n", stderr);
    tenor_source *source;
    int exit_status = input_source(job->args, path, &source);
    if (exit_status == EXIT_DONE)
        exit_status = classify_lines(job, path, source);
    else if (strchr(path, ' ') && access(path, F_OK) != 0)
        fprintf(stderr, "A text itself comes by standard input: echo '...' | tenor classify MODEL\n");
    tenor_source_free(source);
    return exit_status;
}

static int check_tables(const struct args *args, const struct values *values)
{
    if (values->names && explains(values))
        return fail_usage(args->command, "--as names columns of a table; explanations are lines: leave one out");
    for (size_t i = 1; i < args->operand_count && args->operand_count > 2; i++)
        if (reads_table(values, args->operands[i]) && !prints_lines(values))
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

static int check(const struct args *args, const struct values *values, const tenor_model *model)
{
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    int exit_status = check_tables(args, values);
    if (exit_status == EXIT_DONE && values->output &&
        (prints_lines(values) || args->operand_count < 2 || !reads_table(values, args->operands[1])))
        exit_status = classify_table_check_lines(args, values->output, values->json);
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

static int take_format(const struct args *args, const struct values *values)
{
    static const char *const formats[] = {"csv", "tsv", "jsonl", "fasttext"}; /* of FORMAT_TABLE and on */
    tenor_error error = {0};
    if (values->format < FORMAT_TABLE)
        return EXIT_DONE;
    const tenor_status status =
        tenor_options_set(args->options, "format", formats[values->format - FORMAT_TABLE], &error);
    return status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, &error);
}

static int classify_files(struct job *job)
{
    int exit_status = take_names(job);
    if (exit_status == EXIT_DONE)
        exit_status = take_format(job->args, job->values);
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
    job.most = MOST_VALUES / job.labels < MOST_LINES ? MOST_VALUES / job.labels : MOST_LINES;
    job.lines = memory_resize(NULL, job.most, sizeof *job.lines);
    job.probabilities = memory_resize(NULL, job.most * job.labels, sizeof *job.probabilities);
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
    free(job.lines);
    tenor_session_free(job.session);
    free(job.probabilities);
    return exit_status;
}

static const char *const groups[] = {"input", "corpus", "options", "explain", NULL};
static const char *const library[] = {"text", "no-header", "delimiter", "quote", "escape", "encoding", NULL};
static const char *const operands[] = {"MODEL", NULL};

static const struct option_row options[] = {
    CHOICE_ROW("input", 0, "format", format, "auto|lines|csv|tsv|jsonl|fasttext", "auto", "FORMAT",
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
    SWITCH_ROW("options", 0, "unbuffered", unbuffered,
               "write each prediction as soon as it is there, as is done at a terminal"),
    INTEGER_ROW("options", 0, "threads", threads, 0, 1024, "0", "N", "threads; 0 for all cores; no effect on results"),
    {{0}, 0, 0},
};

static int run(int argc, char **argv)
{
    struct values values = {0};
    struct args args;
    int exit_status;
    if (!args_parse(&args, &classify_command, argc, argv, &values, &exit_status))
        return exit_status;
    tenor_model *model = NULL;
    if (values.all && values.top > 0)
        exit_status =
            fail_usage(args.command, "--top %zu and --all ask for different labels; give one of them", values.top);
    if (values.html && (values.json || values.top > 0 || values.all || values.polarity || values.with_text))
        exit_status = fail_usage(args.command, "--html is a page of its own; leave out --json, --top, --all, "
                                               "--polarity and --with-text");
    if (exit_status == EXIT_DONE)
        exit_status = input_model(&args, args.operands[0], &model);
    if (exit_status == EXIT_DONE)
        exit_status = check(&args, &values, model);
    if (exit_status == EXIT_DONE)
        exit_status = classify(&args, &values, model);
    tenor_model_free(model);
    args_free(&args);
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
    .run = run,
};
