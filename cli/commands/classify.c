/* tenor classify: a line in, a line out. */
#include "args.h"
#include "failure.h"
#include "input.h"
#include "json.h"
#include "lines.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct values {
    size_t top;
    bool all;
    bool polarity;
    double threshold;
    bool with_text;
    bool json;
    bool unbuffered;
    size_t threads;
};

/* A label and what it got. */
struct answer {
    float probability;
    size_t label;
};

struct job {
    const struct args *args;
    const struct values *values;
    const tenor_model *model;
    size_t labels;
    bool multi_label;
    size_t wanted;              /* labels a line; of a model with several labels a text: beside its answer */
    struct answer *predictions; /* as many as labels: the likeliest first, as far as they are wanted */
    size_t shown;               /* of these, as likely as --threshold */
    struct answer *several;     /* the same: the answer of a model with several labels a text */
    size_t several_count;
    size_t *best; /* scratch for labels */
    tenor_session *session;
    tenor_str *lines;
    float *probabilities; /* a row a line */
    size_t most;          /* lines a block */
    struct output *out;
};

enum {
    MOST_LINES = 4096,      /* of a block */
    MOST_VALUES = 1 << 20,  /* of a block's probabilities: with very many labels it has fewer lines */
    INTERACTIVE_LINES = 64, /* of a block whose results are printed at once */
};

static int by_probability(const void *a, const void *b)
{
    const struct answer *left = a;
    const struct answer *right = b;
    if (left->probability != right->probability)
        return left->probability < right->probability ? 1 : -1;
    return (left->label > right->label) - (left->label < right->label);
}

/* Of the answers wanted, moves those as likely as --threshold to the front. When none is, the first stays. */
static void leave_out_unlikely(struct job *job)
{
    job->shown = 0;
    for (size_t i = 0; i < job->wanted; i++)
        if ((double)job->predictions[i].probability >= job->values->threshold)
            job->predictions[job->shown++] = job->predictions[i];
}

static void find_best(struct job *job, const float *probabilities)
{
    if (job->multi_label) {
        const size_t given = tenor_model_prediction(job->model, probabilities, job->best);
        job->several_count = 0;
        for (size_t i = 0; i < given; i++) {
            const struct answer answer = {probabilities[job->best[i]], job->best[i]};
            if ((double)answer.probability >= job->values->threshold)
                job->several[job->several_count++] = answer;
        }
        qsort(job->several, job->several_count, sizeof *job->several, by_probability);
    }
    tenor_top(job->model, probabilities, job->wanted, job->best);
    for (size_t i = 0; i < job->wanted; i++)
        job->predictions[i] = (struct answer){probabilities[job->best[i]], job->best[i]};
    leave_out_unlikely(job);
}

static float polarity_of(const struct job *job, const float *probabilities)
{
    float polarity = 0;
    tenor_polarity(job->model, probabilities, &polarity); /* cannot fail: the labels have polarities */
    return polarity;
}

/* Both columns as a corpus has them: joined by the separator, empty for no label. */
static void print_several(struct job *job)
{
    struct output *out = job->out;
    const tenor_str separator = tenor_model_separator(job->model);
    for (size_t i = 0; i < job->several_count; i++) {
        if (i > 0)
            output_str(out, separator);
        output_str(out, tenor_model_label(job->model, job->several[i].label));
    }
    output_byte(out, '\t');
    for (size_t i = 0; i < job->several_count; i++) {
        if (i > 0)
            output_str(out, separator);
        output_format(out, "%.4f", (double)job->several[i].probability);
    }
}

static void print_fields(struct job *job, tenor_str text, const float *probabilities)
{
    struct output *out = job->out;
    if (job->multi_label)
        print_several(job);
    else if (job->shown == 0)
        output_format(out, "?\t%.4f", (double)job->predictions[0].probability);
    for (size_t i = 0; i < job->shown; i++) {
        if (i > 0 || job->multi_label)
            output_byte(out, '\t');
        output_str(out, tenor_model_label(job->model, job->predictions[i].label));
        output_format(out, "\t%.4f", (double)job->predictions[i].probability);
    }
    if (job->values->polarity)
        output_format(out, "\t%.4f", (double)polarity_of(job, probabilities));
    if (job->values->with_text) {
        output_byte(out, '\t');
        output_escaped(out, text);
    }
    output_byte(out, '\n');
}

static void add_probabilities(const struct job *job, struct cJSON *line, const struct answer *predictions, size_t count)
{
    struct json_map probabilities = {0};
    for (size_t i = 0; i < count; i++)
        json_map_float(&probabilities, tenor_model_label(job->model, predictions[i].label), predictions[i].probability);
    json_add_map(line, "probabilities", &probabilities);
}

static void print_json(const struct job *job, tenor_str text, const float *probabilities)
{
    struct cJSON *line = json_new_object();
    if (job->multi_label) {
        struct cJSON *labels = json_add_array(line, "labels");
        for (size_t i = 0; i < job->several_count; i++)
            json_add_string(labels, NULL, tenor_model_label(job->model, job->several[i].label));
        if (job->wanted == 0)
            add_probabilities(job, line, job->several, job->several_count);
    } else {
        if (job->shown > 0)
            json_add_string(line, "label", tenor_model_label(job->model, job->predictions[0].label));
        else
            json_add_null(line, "label");
        json_add_float(line, "probability", job->predictions[0].probability);
    }
    if (job->values->all || job->values->top > 0)
        add_probabilities(job, line, job->predictions, job->shown);
    if (job->values->polarity)
        json_add_float(line, "polarity", polarity_of(job, probabilities));
    if (job->values->with_text)
        json_add_string(line, "text", text);
    json_print(line, job->out);
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
    while (exit_status == EXIT_DONE && job->out->error == 0 && (count = lines_read(&lines, job->lines, most)) > 0) {
        tenor_status status = tenor_classify_batch(job->session, job->lines, count, job->probabilities);
        if (status != TENOR_OK) {
            exit_status = fail_classifying(job->args->command, status, NULL);
            break;
        }
        for (size_t i = 0; i < count; i++) {
            const float *probabilities = job->probabilities + i * job->labels;
            find_best(job, probabilities);
            if (job->values->json)
                print_json(job, job->lines[i], probabilities);
            else
                print_fields(job, job->lines[i], probabilities);
        }
        /* Nobody waits for an answer that is ready while the input pauses. */
        if (at_once || lines_would_wait(&lines))
            output_flush(job->out);
    }
    if (lines.status != TENOR_OK)
        exit_status = fail_with(job->args->command, lines.status, &lines.error);
    input_tell_source(job->args, path, source);
    if (lines.cut > 0)
        warn(job->args->command, "%s: of %llu line%s longer than %d MB, the rest was not used", input_name(path),
             (unsigned long long)lines.cut, lines.cut == 1 ? "" : "s", LINES_LONGEST >> 20);
    lines_free(&lines);
    return exit_status;
}

static int classify_file(struct job *job, const char *path)
{
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

static int check(const struct args *args, const struct values *values, const tenor_model *model)
{
    tenor_model_info info;
    tenor_model_describe(model, &info);
    if (values->polarity && !info.has_polarity)
        return fail(args->command, EXIT_USAGE,
                    tenor_model_multi_label(model)
                        ? "%s gives any number of labels a text, which have no polarity"
                        : "the labels of %s have no polarity; train with --polarity, as in --polarity 'bad=-1,good=1'",
                    args->operands[0]);
    return EXIT_DONE;
}

static int classify(const struct args *args, const struct values *values, const tenor_model *model)
{
    struct job job = {.args = args, .values = values, .model = model, .labels = tenor_model_label_count(model)};
    job.multi_label = tenor_model_multi_label(model);
    job.wanted = values->all || values->top > job.labels ? job.labels
                 : values->top > 0                       ? values->top
                                                         : !job.multi_label;
    job.predictions = memory_resize(NULL, job.labels, sizeof *job.predictions);
    job.several = memory_resize(NULL, job.labels, sizeof *job.several);
    job.best = memory_resize(NULL, job.labels, sizeof *job.best);
    job.most = MOST_VALUES / job.labels < MOST_LINES ? MOST_VALUES / job.labels : MOST_LINES;
    job.lines = memory_resize(NULL, job.most, sizeof *job.lines);
    job.probabilities = memory_resize(NULL, job.most * job.labels, sizeof *job.probabilities);
    job.out = memory_resize(NULL, 1, sizeof *job.out);
    output_init(job.out, STDOUT_FILENO, "standard output");

    const tenor_status status = tenor_session_new_threads(model, values->threads, NULL, &job.session);
    int exit_status = status == TENOR_OK ? EXIT_DONE : fail_classifying(args->command, status, NULL);
    if (exit_status == EXIT_DONE && args->operand_count == 1)
        exit_status = classify_file(&job, "-");
    for (size_t i = 1; i < args->operand_count && exit_status == EXIT_DONE; i++)
        exit_status = classify_file(&job, args->operands[i]);
    int written = output_finish(job.out, args->command);

    free(job.out);
    free(job.lines);
    tenor_session_free(job.session);
    free(job.probabilities);
    free(job.best);
    free(job.several);
    free(job.predictions);
    return exit_status != EXIT_DONE ? exit_status : written;
}

static const char *const groups[] = {"corpus", "options", NULL};
static const char *const library[] = {"encoding", NULL};
static const char *const operands[] = {"MODEL", NULL};

static const struct option_row options[] = {
    INTEGER_ROW("options", 0, "top", top, 1, 1e6, NULL, "K",
                "give the K likeliest labels, the likeliest first; not with --all"),
    SWITCH_ROW("options", 0, "all", all, "give all labels, the likeliest first; not with --top"),
    SWITCH_ROW("options", 0, "polarity", polarity,
               "also give the expected polarity, from -1 (negative) to 1 (positive)"),
    NUMBER_ROW("options", 0, "threshold", threshold, 0, 1, NULL, "P",
               "leave out labels less likely than P; the answer is ? (null in JSON) when none is left"),
    SWITCH_ROW("options", 0, "with-text", with_text,
               "also give the text, in the last column; tabs, backslashes and control characters as \\t, \\\\, \\xHH"),
    SWITCH_ROW("options", 'j', "json", json, "a JSON object a line instead of columns"),
    SWITCH_ROW("options", 0, "unbuffered", unbuffered,
               "write each answer as soon as it is there, as is done at a terminal"),
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
    .summary = "label texts, a line each",
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
                   "--top or --all), polarity and text.\n"
                   "\n"
                   "A model of texts with several labels gives all that reach their thresholds, the "
                   "likeliest first and perhaps none; both columns have its separator between them:\n"
                   "\n"
                   "    LABEL|LABEL<TAB>PROBABILITY|PROBABILITY\n"
                   "\n"
                   "With --json the keys are then labels, an array, and probabilities: of these labels, "
                   "or with --top or --all of those.\n",
    .examples = "  echo \"Not bad at all!\" | tenor classify reviews-model\n"
                "  tenor classify reviews-model new.txt --json | jq -r .label | sort | uniq -c\n"
                "  tail -f app.log | tenor classify reviews-model --threshold 0.9 --with-text\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .most_operands = SIZE_MAX,
    .run = run,
};
