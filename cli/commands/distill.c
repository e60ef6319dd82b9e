/* tenor distill: a small model that predicts as a large one does. */
#include "train/training.h"
#include "failure.h"
#include "input/input.h"
#include "input/unlabeled.h"
#include "memory.h"
#include "output/progress.h"
#include "output/save.h"
#include "path.h"
#include "report/summary.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_TEACHERS = 64 };

struct teachers {
    tenor_model *models[MOST_TEACHERS];
    size_t count;
};

static int load_teachers(const struct args *args, struct teachers *teachers)
{
    int exit_status = EXIT_DONE;
    if (args->operand_count > MOST_TEACHERS)
        return fail_usage(args->command, "%d models at most can teach together", MOST_TEACHERS);
    for (; exit_status == EXIT_DONE && teachers->count < args->operand_count; teachers->count++)
        exit_status = input_model(args, args->operands[teachers->count], &teachers->models[teachers->count]);
    return exit_status;
}

static void free_teachers(struct teachers *teachers)
{
    for (size_t i = 0; i < teachers->count; i++)
        tenor_model_free(teachers->models[i]);
}

/* Empty texts teach nothing. */
static size_t drop_empty(tenor_str *texts, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (texts[i].size > 0)
            texts[kept++] = texts[i];
    return kept;
}

static int teach(const struct args *args, const struct teachers *teachers, const struct unlabeled *texts,
                 struct output *err, tenor_corpus **out)
{
    struct progress progress;
    tenor_error error = {0};
    tenor_str *list = unlabeled_list(texts);
    const size_t count = drop_empty(list, texts->count);
    const size_t threads = (size_t)tenor_options_get_integer(args->options, "threads");
    if (err) {
        progress_start(&progress, err);
        progress_note(&progress, "classifying %s texts with %s ...", output_grouped(count).text, args->operands[0]);
    }
    const tenor_status status = tenor_teacher_corpus_new((const tenor_model *const *)teachers->models, teachers->count,
                                                         list, count, threads, NULL, out, &error);
    if (err)
        progress_clear(&progress);
    free(list);
    return status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, &error);
}

/* There must be texts, and two labels. */
static int check_taught(const struct args *args, const struct values *values, const tenor_corpus *corpus)
{
    if (tenor_corpus_size(corpus) == 0)
        return fail(args->command, EXIT_BAD_INPUT, "%s: there is no text that is not empty", values->texts);
    return corpora_check_labels(args, values->texts, corpus);
}

/* What the student has of its teacher unless it is given: how texts become tokens, and labels are separated. */
static int inherit(const struct args *args, const struct values *values, const tenor_model *teacher)
{
    const tenor_text_settings *text = tenor_vocab_text_settings(tenor_model_vocab(teacher));
    tenor_options *options = args->options;
    tenor_status status = TENOR_OK;
    if (values->coverage > 0 && tenor_model_multi_label(teacher))
        return fail_usage(args->command, "--coverage is for one label a text, and %s gives several", args->operands[0]);
    if (text->unit == TENOR_TOKENS_CHAR && !tenor_options_given(options, "tokens"))
        status = tenor_options_set(options, "tokens", "char", NULL);
    if (status == TENOR_OK && text->keep_case && !tenor_options_given(options, "keep-case"))
        status = tenor_options_set_switch(options, "keep-case", true, NULL);
    if (status == TENOR_OK && tenor_model_multi_label(teacher) && *tenor_options_get(options, "multi-label") == '\0')
        status = tenor_options_set(options, "multi-label", "auto", NULL);
    return status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, NULL);
}

/* Reads the texts. The columns of the teacher's are tried; afterwards --text is again as it was given. */
static int read_texts(const struct args *args, const struct values *values, const tenor_model *teacher,
                      struct unlabeled *texts)
{
    struct text given = {0};
    text_add(&given, "%s", tenor_options_get(args->options, "text"));
    const int exit_status = unlabeled_read_all(args, teacher, values->texts, values->quiet, texts);
    tenor_options_set(args->options, "text", given.data, NULL);
    free(given.data);
    return exit_status;
}

static int read_taught(const struct args *args, const struct values *values, struct output *err,
                       struct corpora *corpora)
{
    struct teachers teachers = {.count = 0};
    struct unlabeled texts = {0};
    int exit_status = load_teachers(args, &teachers);
    if (exit_status == EXIT_DONE)
        exit_status = inherit(args, values, teachers.models[0]);
    if (exit_status == EXIT_DONE)
        exit_status = read_texts(args, values, teachers.models[0], &texts);
    if (exit_status == EXIT_DONE)
        exit_status = teach(args, &teachers, &texts, err, &corpora->train);
    unlabeled_free(&texts);
    free_teachers(&teachers);
    if (exit_status == EXIT_DONE)
        exit_status = check_taught(args, values, corpora->train);
    if (exit_status != EXIT_DONE)
        return exit_status;
    const struct corpora_paths paths = {values->texts, values->dev, values->test, 0};
    return corpora_complete(args, &paths, err, corpora);
}

/* The student must not take its teacher's place. */
static int check_output(const struct args *args, const struct values *values)
{
    struct stat output;
    struct stat teacher;
    if (!values->output || stat(values->output, &output) != 0)
        return EXIT_DONE;
    for (size_t i = 0; i < args->operand_count; i++)
        if (stat(args->operands[i], &teacher) == 0 && teacher.st_dev == output.st_dev &&
            teacher.st_ino == output.st_ino)
            return fail_usage(args->command, "-o %s would replace the model that teaches: choose another name",
                              values->output);
    return EXIT_DONE;
}

/* Texts come from standard input once at most. */
static int check_input(const struct args *args, const struct values *values, const struct path_list *texts)
{
    size_t from_input = 0;
    for (size_t i = 0; i < texts->count; i++)
        from_input += strcmp(texts->paths[i], "-") == 0;
    from_input += values->dev && strcmp(values->dev, "-") == 0;
    from_input += values->test && strcmp(values->test, "-") == 0;
    return from_input > 1 ? fail_usage(args->command, "only one of --texts, --dev and --test can be standard input")
                          : EXIT_DONE;
}

/* Nothing is written into the folder of a teacher. */
static int check_teacher(const struct args *args, const struct values *values, const char *teacher)
{
    int exit_status = EXIT_DONE;
    if (!path_is_folder(teacher))
        return EXIT_DONE;
    if (values->log)
        exit_status = save_check_beside(args->command, "--log", values->log, teacher, NULL, 0);
    if (exit_status == EXIT_DONE && values->report)
        exit_status = save_check_beside(args->command, "--report", values->report, teacher, NULL, 0);
    return exit_status;
}

/* None of the files of texts and none of the teachers may be written over. */
static int distill(const struct args *args, const struct values *values)
{
    struct path_list texts = path_list_of(values->texts);
    int exit_status = check_input(args, values, &texts);
    for (size_t i = 0; exit_status == EXIT_DONE && i < args->operand_count; i++)
        exit_status = check_teacher(args, values, args->operands[i]);
    const size_t count = texts.count + args->operand_count;
    const char **inputs = memory_resize(NULL, count, sizeof *inputs);
    for (size_t i = 0; i < count; i++)
        inputs[i] = i < texts.count ? texts.paths[i] : args->operands[i - texts.count];
    if (exit_status == EXIT_DONE)
        exit_status = train_with(args, values, inputs, count, read_taught);
    free(inputs);
    path_list_free(&texts);
    return exit_status;
}

static const char *const groups[] = {"corpus", "text", "network", "training", "output", NULL};
static const char *const library[] = {"format",       "text",  "label",    "multi-label", "no-header",
                                      "delimiter",    "quote", "escape",   "encoding",    "skip-bad",
                                      "dev-fraction", "@text", "@network", "@training",   NULL};
static const char *const first[] = {"texts", "output",  "hidden", "dev",   "test", "ngrams",
                                    "seed",  "threads", "report", "quiet", "json", NULL};
static const char *const operands[] = {"MODEL", NULL};

static const struct option_row options[] = {
    LIST_ROW("corpus", 0, "texts", texts, "FILES",
             "texts to learn from, a file of lines or a table; given again, or with commas, several; labels in them "
             "are not read; required"),
    TRAIN_CORPUS_ROWS,
    TRAIN_OUTPUT_ROWS,
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    int exit_status = EXIT_DONE;
    if (!values->texts)
        exit_status = fail_usage(args->command, "say which texts to learn from, as in --texts texts.txt");
    if (exit_status == EXIT_DONE)
        exit_status = check_output(args, values);
    if (exit_status == EXIT_DONE)
        exit_status = distill(args, values);
    return exit_status;
}

const struct command distill_command = {
    .name = "distill",
    .summary = "train a small model to predict as a large one does",
    .usage = "distill MODEL... --texts FILE -o SMALL [OPTION...]",
    .description =
        "Classifies the texts with MODEL and trains a network on the probabilities that it gives them, as "
        "tenor train does on labels. Texts need no labels: the more there are of the kind that SMALL will "
        "meet, the closer it comes. --hidden 32 makes it small. Several MODELs teach the mean of their probabilities; "
        "all must "
        "have the same labels.\n"
        "\n"
        "Without --dev a part of the texts is held out, and the accuracy on it is how often SMALL predicts "
        "what MODEL does, not how often it is right: measure that with --test. A corpus of --dev has labels, "
        "and must not be one that MODEL was trained on.\n",
    .examples =
        "  tenor distill reviews-model --texts reviews.csv -o small-model --hidden 32\n"
        "  tenor distill large-1 large-2 --texts new.txt.gz --texts old.csv -o small --hidden 32 --test test.csv\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .first = first,
    .most_operands = SIZE_MAX,
    .values_size = sizeof(struct values),
    .run = run,
};
