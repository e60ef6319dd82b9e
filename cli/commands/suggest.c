/* tenor suggest: which texts to label next. */
#include "options/args.h"
#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "input/unlabeled.h"
#include "output/json.h"
#include "output/out_file.h"
#include "output/output.h"
#include "output/progress.h"
#include "output/save.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct values {
    size_t format;
    size_t count;
    const char *output;
    bool json;
    bool quiet;
    size_t threads;
};

static void print_json(const tenor_model *model, const struct unlabeled_text *text, const tenor_suggestion *suggestion,
                       struct output *out)
{
    struct cJSON *line = json_new_object();
    json_add_count(line, "row", text->row);
    json_add_string(line, "text", text->text);
    json_add_string(line, "label", tenor_model_label(model, suggestion->label));
    json_add_float(line, "probability", suggestion->probability);
    json_add_number(line, "score", suggestion->score);
    json_print(line, out);
}

/* Control characters of a line would act on a terminal; a file gets the line as it is. */
static void print_text(const struct unlabeled *texts, size_t i, struct output *out)
{
    if (out->terminal) {
        output_escaped(out, texts->texts[i].raw);
        output_byte(out, '\n');
    } else {
        unlabeled_print(texts, i, out);
    }
}

static int print(const struct args *args, const struct values *values, const tenor_model *model,
                 const struct unlabeled *texts, const tenor_suggestion *suggestions, size_t count)
{
    struct out_file file = {.descriptor = STDOUT_FILENO};
    int exit_status = values->output ? out_file_open(&file, args->command, values->output) : EXIT_DONE;
    if (exit_status != EXIT_DONE)
        return exit_status;
    struct output *out = memory_resize(NULL, 1, sizeof *out);
    output_init(out, file.descriptor, values->output ? values->output : "standard output");
    if (!values->json)
        unlabeled_print_head(texts, out);
    for (size_t i = 0; i < count; i++)
        if (values->json)
            print_json(model, &texts->texts[suggestions[i].text], &suggestions[i], out);
        else
            print_text(texts, suggestions[i].text, out);
    exit_status = output_finish(out, args->command);
    free(out);
    return values->output ? out_file_close(&file, exit_status) : exit_status;
}

static bool show_progress(size_t done, size_t all, void *user)
{
    progress_count(user, "texts", done, all);
    return true;
}

static int suggest(const struct args *args, const struct values *values, const tenor_model *model,
                   const struct unlabeled *texts)
{
    const size_t wanted = values->count < texts->count ? values->count : texts->count;
    tenor_suggestion *suggestions = memory_resize(NULL, wanted + 1, sizeof *suggestions);
    tenor_str *list = unlabeled_list(texts);
    size_t found = 0;
    tenor_error error = {0};
    struct output *err = memory_resize(NULL, 1, sizeof *err);
    struct progress progress = {0};
    output_init(err, STDERR_FILENO, "standard error");
    if (!values->quiet)
        progress_start(&progress, err);
    const tenor_status status =
        tenor_suggest(model, list, texts->count, wanted, values->threads, values->quiet ? NULL : show_progress,
                      &progress, NULL, suggestions, &found, &error);
    progress_clear(&progress);
    free(err);
    int exit_status = status == TENOR_OK ? EXIT_DONE : fail_classifying(args->command, status, &error);
    if (exit_status == EXIT_DONE && found < values->count && !values->quiet)
        warn(args->command, "%s has %s%s text%s that %s neither empty nor a copy of another",
             path_name(args->operands[1]), found > 0 ? "only " : "", found > 0 ? output_grouped(found).text : "no",
             found == 1 ? "" : "s", found == 1 ? "is" : "are");
    if (exit_status == EXIT_DONE)
        exit_status = print(args, values, model, texts, suggestions, found);
    free(list);
    free(suggestions);
    return exit_status;
}

/* The rows that are written are in the form of those that are read. */
static int check(const struct args *args, const struct values *values, const struct unlabeled *texts)
{
    if (!values->output)
        return EXIT_DONE;
    const char *input = args->operands[1];
    const char *wanted = texts_format_of(values->output);
    const char *given = values->json ? "jsonl" : texts->table ? texts_format_of(input) : NULL;
    const int exit_status = save_check_beside(args->command, "--output", values->output, args->operands[0], &input, 1);
    if (exit_status != EXIT_DONE || !wanted || (given && strcmp(wanted, given) == 0) ||
        (texts->table && !given)) /* its format was named */
        return exit_status;
    return fail_usage(args->command, "--output %s: what is written is %s; give the file that suffix", values->output,
                      given ? given : "lines, .txt");
}

static int run_with(const struct args *args, const struct values *values)
{
    tenor_model *model = NULL;
    struct unlabeled texts = {0};
    int exit_status = input_model(args, args->operands[0], &model);
    if (exit_status == EXIT_DONE)
        exit_status = unlabeled_read(args, model, args->operands[1], values->format, values->quiet, &texts);
    if (exit_status == EXIT_DONE)
        exit_status = check(args, values, &texts);
    if (exit_status == EXIT_DONE)
        exit_status = suggest(args, values, model, &texts);
    unlabeled_free(&texts);
    tenor_model_free(model);
    return exit_status;
}

static const char *const groups[] = {"input", "corpus", "options", NULL};
static const char *const library[] = {"text", "no-header", "delimiter", "quote", "escape", "encoding", NULL};
static const char *const operands[] = {"MODEL", "TEXTS", NULL};

static const struct option_row options[] = {
    CHOICE_ROW("input", 0, "format", format, TEXTS_FORMATS, "auto", "FORMAT",
               "format of TEXTS; auto goes by its name; standard input is lines"),
    INTEGER_ROW("options", 'n', "count", count, 1, 1e6, "50", "N", "suggest N texts"),
    TEXT_ROW("options", 'o', "output", output, "FILE",
             "write to FILE instead of standard output, compressed by its suffix (.gz, .zst, .xz, .bz2)"),
    SWITCH_ROW("options", 'j', "json", json, "a JSON object a text"),
    SWITCH_ROW("options", 'q', "quiet", quiet, "say nothing but what is wrong"),
    INTEGER_ROW("options", 0, "threads", threads, 0, 1024, "0", "N", "threads; 0 for all cores; no effect on results"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    return run_with(args, values);
}

const struct command suggest_command = {
    .name = "suggest",
    .summary = "say which texts to label next",
    .usage = "suggest MODEL TEXTS [OPTION...]",
    .description = "Reads TEXTS as classify does, lines or a table, and prints those whose labels would teach the "
                   "model the most: texts that it is unsure of, and that are unlike each other. They are printed as "
                   "they stand, the most useful first, a table with its header. A text that has copies is printed "
                   "once; empty ones never. Label them, add them to the corpus, train again.\n"
                   "\n"
                   "With --json each line is an object with the keys row (from 1), text, label, the model's guess, "
                   "its probability, and score: how unsure the model is, from 0 to 1, less the more a text that is "
                   "printed before it is like it.\n",
    .examples = "  tenor suggest reviews-model new.txt --count 100 > to-label.txt\n"
                "  tenor suggest reviews-model survey.csv -o to-label.csv\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .most_operands = 2,
    .values_size = sizeof(struct values),
    .run = run,
};
