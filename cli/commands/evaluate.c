/* tenor evaluate: how good a model is on labeled texts. */
#include "options/args.h"
#include "failure.h"
#include "memory.h"
#include "report/gap.h"
#include "report/groups.h"
#include "input/input.h"
#include "output/json.h"
#include "input/label_column.h"
#include "input/layout.h"
#include "report/mistakes.h"
#include "output/output.h"
#include "output/save.h"
#include "page/sections.h"
#include "report/predictions.h"
#include "output/progress.h"
#include "report/report.h"
#include "path.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

struct values {
    bool json;
    size_t errors;
    const char *predictions;
    const char *report;
    const char *by;
    double max_gap; /* below 0: not given */
    const char *swap;
    size_t threads;
};

struct job {
    const struct args *args;
    const struct values *values;
    tenor_model *model;
    tenor_corpus *corpus;
    struct groups groups;
    double max_gap; /* NAN for none */
    struct swap swap;
    struct mistakes mistakes;
    struct evidence evidence; /* for the page of --report */
    struct predictions predictions;
    struct progress progress;
    tenor_str *labels;    /* [labels of the model] scratch */
    float *probabilities; /* [labels of the model] scratch */
};

static double per_second(const tenor_scores *scores)
{
    return scores->seconds > 0 ? (double)scores->tokens / scores->seconds : 0;
}

static void add_bins(struct cJSON *root, const tenor_report *report)
{
    struct cJSON *bins = json_add_array(root, "calibration");
    for (size_t i = 0; i < tenor_report_bin_count(report); i++) {
        const tenor_calibration_bin bin = *tenor_report_bin(report, i);
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
        const tenor_label_scores label = *tenor_report_label(report, i);
        struct cJSON *row = json_add_object(labels, NULL);
        json_add_string(row, "label", label.label);
        json_add_count(row, "support", label.support);
        json_add_count(row, "predicted", label.predicted);
        json_add_number(row, "precision", label.precision);
        json_add_number(row, "recall", label.recall);
        json_add_number(row, "f1", label.f1);
        struct cJSON *intervals = json_add_object(row, "intervals");
        report_add_interval(intervals, "precision", label.precision_interval);
        report_add_interval(intervals, "recall", label.recall_interval);
        report_add_interval(intervals, "f1", label.f1_interval);
    }
}

static void add_confusion(struct cJSON *root, const tenor_report *report)
{
    struct cJSON *pairs = json_add_array(root, "confusion");
    for (size_t i = 0; i < tenor_report_pair_count(report); i++) {
        const tenor_confusion_pair pair = tenor_report_pair(report, i);
        struct cJSON *row = json_add_object(pairs, NULL);
        json_add_string(row, "actual", tenor_report_label(report, pair.actual)->label);
        json_add_string(row, "predicted", tenor_report_label(report, pair.predicted)->label);
        json_add_count(row, "examples", pair.examples);
    }
}

static void print_json(struct job *job, struct output *out, const tenor_report *report)
{
    const tenor_scores scores = *tenor_report_scores(report);
    struct cJSON *root = json_new_object();
    json_add_tree(root, "corpus", layout_json(job->args->operands[1], tenor_corpus_layout(job->corpus)));
    json_add_count(root, "examples", scores.examples);
    json_add_count(root, "tokens", scores.tokens);
    json_add_number(root, "seconds", scores.seconds);
    json_add_number(root, "tokens_per_second", per_second(&scores));
    report_add_scores(root, report);
    add_bins(root, report);
    add_labels(root, report);
    if (!tenor_report_multi_label(report)) {
        add_confusion(root, report);
        report_add_curve(root, "coverage", report);
    }
    groups_add_json(root, &job->groups, job->max_gap);
    swap_add_json(root, &job->swap, job->model, job->corpus);
    if (job->values->errors > 0)
        mistakes_add_json(root, &job->mistakes, job->model, job->corpus);
    json_print(root, out);
}

static void print(struct job *job, struct output *out, const tenor_report *report)
{
    tenor_scores scores = *tenor_report_scores(report);
    output_format(out, "%s example%s, %s token%s in %.2f s (%s tokens/s)\n", output_grouped(scores.examples).text,
                  scores.examples == 1 ? "" : "s", output_grouped(scores.tokens).text, scores.tokens == 1 ? "" : "s",
                  scores.seconds, output_grouped((uint64_t)per_second(&scores)).text);
    report_print(out, report);
    report_print_coverage(out, report);
    groups_print(out, &job->groups, job->max_gap);
    swap_print(out, &job->swap, job->model, job->corpus);
    if (job->values->errors > 0)
        mistakes_print(out, &job->mistakes, job->model, job->corpus);
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

static bool on_evaluated(const tenor_evaluated *evaluated, void *user)
{
    struct job *job = user;
    groups_add(&job->groups, evaluated);
    swap_add(&job->swap, evaluated);
    if (job->values->report)
        evidence_add(&job->evidence, evaluated);
    if (job->values->errors > 0)
        mistakes_add(&job->mistakes, job->model, evaluated);
    for (size_t i = 0; i < evaluated->predicted_count; i++) {
        job->labels[i] = tenor_model_label(job->model, evaluated->predicted[i]);
        job->probabilities[i] = evaluated->probabilities[evaluated->predicted[i]];
    }
    predictions_add(&job->predictions, job->corpus, evaluated->example,
                    &(struct prediction){job->labels, job->probabilities, evaluated->predicted_count, 0});
    progress_count(&job->progress, "texts", evaluated->example + 1, tenor_corpus_size(job->corpus));
    return !job->predictions.out || job->predictions.out->error == 0;
}

static int write_page(struct job *job, const tenor_report *report)
{
    const char *path = job->args->operands[1];
    const struct page_measured measured = {
        .model = job->model,
        .path = job->args->operands[0],
        .report = report,
        .corpus = job->corpus,
        .evidence = &job->evidence,
        .seen = input_is_of_training(job->model, job->corpus) ? PAGE_TRAINED : PAGE_UNSEEN,
    };
    struct page page = {.kind = "Evaluation", .command = job->args->typed.data};
    struct page_texts texts;
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(job->model, &info);
    page_texts_read(&texts, job->corpus, tenor_vocab_text_settings(tenor_model_vocab(job->model)));
    page_summary(&page, &measured, path_name(path));
    page_measured(&page, &measured);
    page_groups(&page, &job->groups, job->max_gap);
    page_swap(&page, &job->swap, job->model, job->corpus);
    page_errors(&page, &measured);
    page_corpus(&page, &texts, "What are the test texts like?", info.max_tokens);
    page_history(&page, job->model);
    const int exit_status = page_write(&page, job->args->command, job->values->report);
    page_texts_free(&texts);
    page_free(&page);
    return exit_status;
}

static int measure(struct job *job)
{
    const struct command *command = job->args->command;
    tenor_report *report;
    tenor_error error = {0};
    struct output *err = memory_resize(NULL, 1, sizeof *err);
    output_init(err, STDERR_FILENO, "standard error");
    progress_start(&job->progress, err);
    tenor_status status =
        tenor_evaluate_each(job->model, job->corpus, job->values->threads, on_evaluated, job, NULL, &report, &error);
    progress_clear(&job->progress);
    output_flush(err);
    free(err);
    if (status == TENOR_INTERRUPTED) /* the file of predictions, which says why */
        return EXIT_DONE;
    if (status != TENOR_OK)
        return fail_classifying(command, status, &error);
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    int exit_status = groups_finish(&job->groups, job->args);
    if (exit_status == EXIT_DONE)
        exit_status = swap_measure(&job->swap, command, job->model, job->values->threads);
    if (exit_status != EXIT_DONE) {
        tenor_report_free(report);
        return exit_status;
    }
    if (job->values->json)
        print_json(job, &out, report);
    else
        print(job, &out, report);
    exit_status = output_finish(&out, command);
    if (exit_status == EXIT_DONE && job->values->report)
        exit_status = write_page(job, report);
    tenor_report_free(report);
    return exit_status == EXIT_DONE ? groups_check_gap(&job->groups, command, job->max_gap) : exit_status;
}

static int evaluate(struct job *job)
{
    const struct args *args = job->args;
    int exit_status = predictions_check(args->command, job->values->predictions, args->operands[1], args->operands[0]);
    const char *const inputs[] = {args->operands[0], args->operands[1], job->values->swap};
    if (exit_status == EXIT_DONE)
        exit_status = page_check(args->command, job->values->report, inputs, 3, args->operands[0]);
    if (exit_status == EXIT_DONE)
        exit_status = save_check_distinct(
            args->command,
            (const char *const[][2]){{"--predictions", job->values->predictions}, {"--report", job->values->report}},
            2);
    if (exit_status == EXIT_DONE && !isnan(job->max_gap) && !job->values->by)
        exit_status = fail_usage(args->command, "--max-gap compares groups of texts: say which with --by COLUMN");
    if (exit_status == EXIT_DONE)
        exit_status = input_model(args, args->operands[0], &job->model);
    if (exit_status != EXIT_DONE)
        return exit_status;
    const size_t labels = tenor_model_label_count(job->model);
    job->labels = memory_resize(NULL, labels, sizeof *job->labels);
    job->probabilities = memory_resize(NULL, labels, sizeof *job->probabilities);
    job->mistakes.most = job->values->errors;
    exit_status = take_separator(args, job->model);
    input_take_columns(args, job->model, args->operands[1]);
    if (exit_status == EXIT_DONE)
        label_column_take(args, job->model, args->operands[1]);
    if (exit_status == EXIT_DONE)
        exit_status = input_corpus(args, args->operands[1], false, &job->corpus);
    if (exit_status == EXIT_DONE)
        input_tell_layout(args->operands[1], job->corpus, NULL);
    if (exit_status == EXIT_DONE)
        exit_status = groups_read(&job->groups, args, job->values->by, args->operands[1], job->corpus, job->model);
    if (exit_status == EXIT_DONE)
        exit_status = swap_read(&job->swap, args, job->values->swap, job->corpus, job->model);
    if (exit_status == EXIT_DONE)
        exit_status = predictions_open(&job->predictions, args->command, job->values->predictions, false);
    if (exit_status == EXIT_DONE)
        exit_status = predictions_close(&job->predictions, measure(job));
    groups_free(&job->groups);
    swap_free(&job->swap);
    mistakes_free(&job->mistakes);
    evidence_free(&job->evidence);
    free(job->labels);
    free(job->probabilities);
    tenor_corpus_free(job->corpus);
    tenor_model_free(job->model);
    return exit_status;
}

static const char *const groups[] = {"corpus", "output", "options", NULL};
static const char *const library[] = {"@corpus", "!dev-fraction", "!probabilities", NULL};
static const char *const operands[] = {"MODEL", "CORPUS", NULL};
static const struct option_row options[] = {
    SWITCH_ROW("output", 'j', "json", json, "one JSON object instead of tables"),
    INTEGER_ROW("output", 0, "errors", errors, 1, 1e9, NULL, "N",
                "also list N wrong predictions, the surest first: line, labels, prediction, probability, text"),
    LIST_ROW("output", 0, "by", by, "COLUMNS",
             "scores of groups of texts, by the values of a column; several by commas, or given again; length for the "
             "number of tokens"),
    NUMBER_ROW("output", 0, "max-gap", max_gap, 0, 1, NULL, "SHARE",
               "end with status 1 when a group of --by is less accurate than a better one by more than that, beyond "
               "chance: 0.05 for 5 points"),
    TEXT_ROW("output", 0, "swap", swap, "FILE",
             "swap words, such as he and she, and say how many predictions change; a pair a line: WORD, tab, WORD"),
    TEXT_ROW("output", 0, "predictions", predictions, "FILE",
             "write the prediction for each text to FILE: .csv, .tsv or .jsonl"),
    TEXT_ROW("output", 0, "report", report, "FILE",
             "write a page for people to FILE, as report.html: scores, figures, errors, and what to do next"),
    INTEGER_ROW("options", 0, "threads", threads, 0, 1024, "0", "N", "threads; 0 for all cores; no effect on scores"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    struct job job = {.args = args, .values = values, .max_gap = values->max_gap < 0 ? (double)NAN : values->max_gap};
    tenor_options_set(args->options, "probabilities", "none", NULL); /* scores go by the labels */
    return evaluate(&job);
}

const struct command evaluate_command = {
    .name = "evaluate",
    .summary = "measure a model on labeled texts",
    .usage = "evaluate MODEL CORPUS [OPTION...]",
    .description = "Classifies every text of CORPUS (CSV, TSV, JSON Lines or fastText's format; - for "
                   "standard input) and compares the predictions with its labels: accuracy, macro F1, log "
                   "loss, calibration error, each with its 95 % confidence interval; precision, recall and F1 of each "
                   "label; which "
                   "labels are taken for which; and how accurate the predictions are that reach a threshold. Where "
                   "texts have several labels, accuracy is the share of texts "
                   "given just their labels, micro F1 is given too, and --multi-label is the model's "
                   "unless it is given. Times leave out the loading of the model.\n",
    .examples = "  tenor evaluate reviews-model test.csv\n"
                "  tenor evaluate reviews-model test.csv --errors 20\n"
                "  tenor evaluate reviews-model test.csv --by store,length\n"
                "  tenor evaluate reviews-model test.csv --by gender --max-gap 0.05\n"
                "  tenor evaluate reviews-model test.csv --report report.html\n"
                "  tenor evaluate reviews-model test.csv --predictions predicted.csv\n"
                "  tenor evaluate reviews-model test.csv --json | jq .macro_f1\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .most_operands = 2,
    .values_size = sizeof(struct values),
    .initial = &(const struct values){.max_gap = -1},
    .run = run,
};
