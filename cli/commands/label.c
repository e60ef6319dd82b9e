/* tenor label: asks for the labels of texts on the terminal, a key a label. */
#include "options/args.h"
#include "failure.h"
#include "input/input.h"
#include "input/keyboard.h"
#include "label/prompt.h"
#include "output/save.h"

#include <string.h>

struct values {
    size_t format;
    const char *output;
    const char *labels;
    const char *model;
    size_t count;
    size_t every;
    size_t threads;
};

struct job {
    const struct args *args;
    const struct values *values;
    tenor_model *model;
    struct prompt prompt;
};

static int label(struct job *job)
{
    const struct args *args = job->args;
    const char *input = args->operands[0];
    int exit_status = job->values->model ? input_model(args, job->values->model, &job->model) : EXIT_DONE;
    if (exit_status == EXIT_DONE && job->model && tenor_model_multi_label(job->model))
        return fail_usage(args->command, "%s gives any number of labels a text; here a text gets one",
                          job->values->model);
    job->prompt.model = job->model;
    if (exit_status == EXIT_DONE)
        exit_status = prompt_take_labels(&job->prompt, job->values->labels);
    if (exit_status == EXIT_DONE)
        exit_status = unlabeled_read(args, job->model, input, job->values->format, false, &job->prompt.texts);
    if (exit_status == EXIT_DONE)
        exit_status = labeled_open(&job->prompt.labeled, args->command, job->values->output);
    if (exit_status != EXIT_DONE)
        return exit_status;
    exit_status = prompt_check_labels(&job->prompt, job->values->labels != NULL);
    if (exit_status != EXIT_DONE) {
        labeled_close(&job->prompt.labeled);
        return exit_status;
    }
    prompt_set_training(&job->prompt, job->values->model, job->values->every);
    exit_status = prompt_choose(&job->prompt);
    if (exit_status == EXIT_DONE && job->prompt.count == 0)
        warn(args->command, "%s has no text without a label", input);
    else if (exit_status == EXIT_DONE)
        exit_status = prompt_run(&job->prompt);
    labeled_close(&job->prompt.labeled);
    return exit_status;
}

static int check(const struct args *args, const struct values *values)
{
    const char *const inputs[] = {args->operands[0]};
    if (!values->output)
        return fail_usage(args->command, "where are the labels to go? Give a file, as in -o labeled.csv");
    if (!values->labels && !values->model)
        return fail_usage(args->command, "which labels are there? Name them, as in --labels good,bad");
    if (strcmp(args->operands[0], "-") == 0)
        return fail_usage(args->command, "standard input is where keys are read, so TEXTS must be a file");
    if (!keyboard_is_there())
        return fail_usage(args->command, "labels are asked for on a terminal: standard input and output must be one");
    return save_check_file(args->command, "--output", values->output, inputs, 1);
}

static const char *const groups[] = {"input", "corpus", "options", NULL};
static const char *const library[] = {"text", "no-header", "delimiter", "quote", "escape", "encoding", NULL};
static const char *const operands[] = {"TEXTS", NULL};

static const struct option_row options[] = {
    CHOICE_ROW("input", 0, "format", format, TEXTS_FORMATS, "auto", "FORMAT", "format of TEXTS; auto goes by its name"),
    TEXT_ROW("options", 'o', "output", output, "CORPUS", "add to CORPUS, a file .csv or .jsonl (required)"),
    LIST_ROW("options", 0, "labels", labels, "NAME,...", "the labels; the model's when not given"),
    TEXT_ROW("options", 'm', "model", model, "MODEL",
             "ask for the texts that `tenor suggest MODEL` gives, in its order"),
    INTEGER_ROW("options", 'n', "count", count, 0, 1e6, "0", "N",
                "ask for N texts at most; 0 for all, with --model for 50"),
    INTEGER_ROW("options", 0, "every", every, 0, 1e6, "25", "N",
                "with --model, train a small model after every N labels of this run, once CORPUS has as many texts as "
                "MODEL was trained on, and order the rest by it; 0 for never"),
    INTEGER_ROW("options", 0, "threads", threads, 0, 1024, "0", "N", "threads; 0 for all cores; no effect on results"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    struct job job = {.args = args, .values = values};
    job.prompt =
        (struct prompt){.args = args, .path = values->output, .most = values->count, .threads = values->threads};
    int exit_status = check(args, values);
    if (exit_status == EXIT_DONE)
        exit_status = label(&job);
    prompt_free(&job.prompt);
    unlabeled_free(&job.prompt.texts);
    tenor_model_free(job.model);
    return exit_status;
}

const struct command label_command = {
    .name = "label",
    .summary = "label texts on the terminal, a key each",
    .usage = "label TEXTS -o CORPUS --labels NAME,... [OPTION...]",
    .description =
        "Shows TEXTS, lines or the rows of a table, one after the other, and adds each to CORPUS with the "
        "label whose key is pressed: 1 for the first, 2 for the second, and so on, after 9 letters. s skips "
        "a text, u takes the last label or skip of this run back, q ends. Each label is on the disk before "
        "the next text is shown.\n"
        "\n"
        "The same command goes on where it was left: texts that CORPUS has, copies and empty ones are not "
        "asked for. CORPUS has the columns text and label and is ready for train.\n"
        "\n"
        "With --model the texts that teach the model the most come first. After every 25 labels (--every) a small "
        "model is trained on what CORPUS has, in a moment, and the texts that are left are ordered by it; "
        "a key goes on without. It is not saved.\n",
    .examples = "  tenor label new.txt -o labeled.csv --labels positive,negative\n"
                "  tenor label new.txt -o labeled.csv --model reviews-model\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
