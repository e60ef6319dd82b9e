/* tenor evaluate: how good a model is on labeled texts. */
#include "args.h"
#include "failure.h"
#include "input.h"
#include "json.h"
#include "layout.h"
#include "output.h"
#include "report.h"

#include <unistd.h>

struct values {
    bool json;
    size_t threads;
};

static double per_second(const tenor_scores *scores)
{
    return scores->seconds > 0 ? (double)scores->tokens / scores->seconds : 0;
}

static void add_bins(struct cJSON *root, const tenor_report *report)
{
    struct cJSON *bins = json_add_array(root, "calibration");
    for (size_t i = 0; i < tenor_report_bin_count(report); i++) {
        const tenor_calibration_bin bin = tenor_report_bin(report, i);
        if (bin.examples == 0)
            continue;
        struct cJSON *row = json_add_object(bins, NULL);
        json_add_number(row, "from", bin.from);
        json_add_number(row, "to", bin.to);
        json_add_count(row, "examples", bin.examples);
        json_add_number(row, "confidence", bin.confidence);
        json_add_number(row, "accuracy", bin.accuracy);
    }
}

static void add_labels(struct cJSON *root, const tenor_report *report)
{
    struct cJSON *labels = json_add_array(root, "labels");
    for (size_t i = 0; i < tenor_report_label_count(report); i++) {
        const tenor_label_scores label = tenor_report_label(report, i);
        struct cJSON *row = json_add_object(labels, NULL);
        json_add_string(row, "label", label.label);
        json_add_count(row, "support", label.support);
        json_add_count(row, "predicted", label.predicted);
        json_add_number(row, "precision", label.precision);
        json_add_number(row, "recall", label.recall);
        json_add_number(row, "f1", label.f1);
    }
}

static void add_confusion(struct cJSON *root, const tenor_report *report)
{
    struct cJSON *pairs = json_add_array(root, "confusion");
    for (size_t i = 0; i < tenor_report_pair_count(report); i++) {
        const tenor_confusion_pair pair = tenor_report_pair(report, i);
        struct cJSON *row = json_add_object(pairs, NULL);
        json_add_string(row, "actual", tenor_report_label(report, pair.actual).label);
        json_add_string(row, "predicted", tenor_report_label(report, pair.predicted).label);
        json_add_count(row, "examples", pair.examples);
    }
}

static void print_json(struct output *out, const char *path, const tenor_corpus *corpus, const tenor_report *report)
{
    const tenor_scores scores = tenor_report_scores(report);
    struct cJSON *root = json_new_object();
    json_add_tree(root, "corpus", layout_json(path, tenor_corpus_layout(corpus)));
    json_add_count(root, "examples", scores.examples);
    json_add_count(root, "tokens", scores.tokens);
    json_add_number(root, "seconds", scores.seconds);
    json_add_number(root, "tokens_per_second", per_second(&scores));
    json_add_number(root, "accuracy", scores.accuracy);
    json_add_number(root, "macro_f1", scores.macro_f1);
    json_add_number(root, "loss", scores.loss);
    json_add_number(root, "calibration_error", scores.calibration_error);
    add_bins(root, report);
    if (tenor_report_multi_label(report))
        json_add_number(root, "micro_f1", scores.micro_f1);
    add_labels(root, report);
    if (!tenor_report_multi_label(report))
        add_confusion(root, report);
    json_print(root, out);
}

static void print(struct output *out, const tenor_report *report)
{
    tenor_scores scores = tenor_report_scores(report);
    output_format(out, "%s example%s, %s token%s in %.2f s (%s tokens/s)\n", output_grouped(scores.examples).text,
                  scores.examples == 1 ? "" : "s", output_grouped(scores.tokens).text, scores.tokens == 1 ? "" : "s",
                  scores.seconds, output_grouped((uint64_t)per_second(&scores)).text);
    report_print(out, report);
}

/* A corpus for a model of texts with several labels has the separator that it was trained with, unless told otherwise.
 */
static int take_separator(const struct args *args, const tenor_model *model)
{
    tenor_str separator = tenor_model_separator(model);
    char text[16];
    tenor_error error = {0};
    if (separator.size == 0 || separator.size >= sizeof text || *tenor_options_get(args->options, "multi-label"))
        return EXIT_DONE;
    memcpy(text, separator.data, separator.size);
    text[separator.size] = '\0';
    tenor_status status = tenor_options_set(args->options, "multi-label", text, &error);
    return status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, &error);
}

static int evaluate(const struct args *args, const struct values *values)
{
    tenor_model *model;
    int exit_status = input_model(args, args->operands[0], &model);
    if (exit_status != EXIT_DONE)
        return exit_status;
    tenor_corpus *corpus = NULL;
    exit_status = take_separator(args, model);
    input_take_columns(args, model, args->operands[1]);
    if (exit_status == EXIT_DONE)
        exit_status = input_corpus(args, args->operands[1], false, &corpus);
    if (exit_status == EXIT_DONE) {
        input_tell_layout(args->operands[1], corpus, NULL);
        tenor_report *report;
        tenor_error error = {0};
        tenor_status status = tenor_evaluate(model, corpus, values->threads, NULL, &report, &error);
        if (status == TENOR_OK) {
            struct output out;
            output_init(&out, STDOUT_FILENO, "standard output");
            if (values->json)
                print_json(&out, args->operands[1], corpus, report);
            else
                print(&out, report);
            exit_status = output_finish(&out, args->command);
            tenor_report_free(report);
        } else {
            exit_status = fail_classifying(args->command, status, &error);
        }
    }
    tenor_corpus_free(corpus);
    tenor_model_free(model);
    return exit_status;
}

static const char *const groups[] = {"corpus", "output", "options", NULL};
static const char *const library[] = {"@corpus", "!dev-fraction", NULL};
static const char *const operands[] = {"MODEL", "CORPUS", NULL};
static const struct option_row options[] = {
    SWITCH_ROW("output", 'j', "json", json, "one JSON object instead of tables"),
    INTEGER_ROW("options", 0, "threads", threads, 0, 1024, "0", "N", "threads; 0 for all cores; no effect on scores"),
    {{0}, 0, 0},
};

static int run(int argc, char **argv)
{
    struct values values = {0};
    struct args args;
    int exit_status;
    if (!args_parse(&args, &evaluate_command, argc, argv, &values, &exit_status))
        return exit_status;
    exit_status = evaluate(&args, &values);
    args_free(&args);
    return exit_status;
}

const struct command evaluate_command = {
    .name = "evaluate",
    .summary = "measure a model on labeled texts",
    .usage = "evaluate MODEL CORPUS [OPTION...]",
    .description = "Classifies every text of CORPUS (CSV, TSV, JSON Lines or fastText's format; - for "
                   "standard input) and compares the answers with its labels: accuracy, macro F1, log "
                   "loss, calibration error; precision, recall and F1 of each label; which labels are "
                   "taken for which. Where texts have several labels, accuracy is the share of texts "
                   "given just their labels, micro F1 is given too, and --multi-label is the model's "
                   "unless it is given. Times leave out the loading of the model.\n",
    .examples = "  tenor evaluate reviews-model test.csv\n"
                "  tenor evaluate reviews-model test.csv --json | jq .macro_f1\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .most_operands = 2,
    .run = run,
};
