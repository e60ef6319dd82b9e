/* tenor crossvalidate: how good models of a corpus are, by holding out each of its parts in turn. */
#include "options/args.h"
#include "input/corpora.h"
#include "long_run.h"
#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "input/unlabeled.h"
#include "output/json.h"
#include "input/layout.h"
#include "output/output.h"
#include "output/save.h"
#include "page/pooled.h"
#include "page/sections.h"
#include "report/predictions.h"
#include "report/report.h"
#include "input/corpora_tell.h"
#include "output/table.h"
#include "path.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct values {
    size_t folds;
    const char *unlabeled; /* NULL: not given */
    const char *predictions;
    const char *report;
    bool quiet;
    bool json;
};

/* What is predicted for an example. */
struct fold_prediction {
    uint32_t fold;        /* 0: none tested it */
    uint32_t count;       /* labels */
    uint32_t *labels;     /* [count] of the corpus */
    float *probabilities; /* [count] */
};

/* A fold as it was last told. */
struct fold_row {
    tenor_fold fold;
    tenor_progress progress;
    tenor_scores scores;
};

struct job {
    const struct args *args;
    const struct values *values;
    struct output *err;     /* NULL when quiet */
    struct output *out;     /* standard output */
    struct output *lines;   /* of the folds; NULL for nowhere */
    struct fold_row *folds; /* [values->folds] */
    const tenor_corpus *corpus;
    struct fold_prediction *predictions; /* [examples]; NULL without a file of predictions */
    struct pooled pooled;                /* for the page of --report */
    bool multi_label;
    struct long_run run;
    double seconds;
};

/* A label with few examples is not in every fold's test part, and one with a single example in none. */
static void warn_rare_labels(const struct job *job, const tenor_corpus *corpus)
{
    const size_t labels = tenor_corpus_label_count(corpus);
    size_t *examples = memory_resize(NULL, labels, sizeof *examples);
    size_t alone = 0;
    size_t rare = 0;
    size_t rarest = 0;
    memset(examples, 0, labels * sizeof *examples);
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, i); j++)
            examples[tenor_corpus_example_label(corpus, i, j)]++;
    for (size_t k = 0; k < labels; k++) {
        alone += examples[k] == 1;
        rare += examples[k] < job->values->folds;
        rarest = examples[k] < examples[rarest] ? k : rarest;
    }
    const tenor_str label = tenor_corpus_label_name(corpus, rarest);
    if (alone > 0)
        warn(job->args->command,
             "%zu label%s a single example, such as \"%.*s\": it is trained on in every fold and tested in none", alone,
             alone == 1 ? " has" : "s have", (int)label.size, label.data);
    else if (rare > 0)
        warn(job->args->command,
             "%zu label%s fewer examples than there are folds, such as \"%.*s\" with %zu: not every fold tests it",
             rare, rare == 1 ? " has" : "s have", (int)label.size, label.data, examples[rarest]);
    free(examples);
}

static int number_width(size_t number)
{
    return snprintf(NULL, 0, "%zu", number);
}

/* What accuracy is called where a text may have several labels. */
static const char *accuracy_name(const struct job *job)
{
    return job->multi_label ? "subset accuracy" : "accuracy";
}

static void print_fold(const struct job *job, const tenor_fold *fold)
{
    struct output *out = job->lines;
    output_format(out, "fold %*u/%u  %s %.1f  ", number_width(fold->folds), (unsigned)fold->fold, (unsigned)fold->folds,
                  accuracy_name(job), 100 * fold->scores->accuracy);
    if (job->multi_label)
        output_format(out, "micro F1 %.1f  ", 100 * fold->scores->micro_f1);
    output_format(out, "macro F1 %.1f  log loss %.3f  best epoch %u of %u  %.1f s\n", 100 * fold->scores->macro_f1,
                  fold->scores->loss, (unsigned)fold->best_epoch, (unsigned)fold->epochs, fold->seconds);
    output_flush(out);
}

/* Done, in folds: what is in training counts as far as its epochs go. */
static double folds_done(const struct job *job)
{
    double sum = 0;
    for (size_t i = 0; i < job->values->folds; i++) {
        const tenor_progress *now = &job->folds[i].progress;
        if (job->folds[i].fold.done)
            sum += 1;
        else if (now->epochs > 0 && now->examples_in_epoch > 0)
            sum += (now->epoch - 1 + (double)now->examples / (double)now->examples_in_epoch) / now->epochs;
    }
    return sum;
}

static void note(struct job *job)
{
    char left[32];
    const double share = folds_done(job) / (double)job->values->folds;
    size_t done = 0;
    for (size_t i = 0; i < job->values->folds; i++)
        done += job->folds[i].fold.done;
    progress_format_time(left, sizeof left,
                         share > 0 ? (progress_clock() - job->run.progress.started) * (1 - share) / share : 0);
    progress_note(&job->run.progress, "%zu of %zu folds done  %.0f %%  at most %s left", done, job->values->folds,
                  100 * share, left);
}

static bool on_fold(const tenor_fold *fold, void *user)
{
    struct job *job = user;
    struct fold_row *row = &job->folds[fold->fold - 1];
    *row = (struct fold_row){*fold, *fold->progress, *fold->scores};
    row->fold.progress = &row->progress;
    row->fold.scores = &row->scores;
    if (fold->done && job->lines) {
        progress_clear(&job->run.progress);
        if (job->err)
            output_flush(job->err);
        print_fold(job, fold);
    }
    if (job->err)
        note(job);
    return !interrupt_caught() && job->out->error == 0;
}

/* Labels of a corpus are sorted by their bytes. */
static size_t find_label(const tenor_corpus *corpus, tenor_str name)
{
    size_t begin = 0;
    size_t end = tenor_corpus_label_count(corpus);
    while (begin < end) {
        const size_t middle = begin + (end - begin) / 2;
        if (tenor_str_compare(tenor_corpus_label_name(corpus, middle), name) < 0)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

/* Called from several threads; each example has a place of its own. */
static bool on_evaluated(uint32_t fold, const tenor_evaluated *evaluated, void *user)
{
    struct job *job = user;
    if (job->values->report)
        pooled_add(&job->pooled, evaluated);
    if (!job->predictions)
        return true;
    struct fold_prediction *prediction = &job->predictions[evaluated->example];
    const size_t count = evaluated->predicted_count;
    *prediction = (struct fold_prediction){fold, (uint32_t)count, NULL, NULL};
    prediction->labels = memory_resize(NULL, count + 1, sizeof *prediction->labels);
    prediction->probabilities = memory_resize(NULL, count + 1, sizeof *prediction->probabilities);
    for (size_t i = 0; i < count; i++) {
        const size_t label = evaluated->predicted[i];
        prediction->labels[i] = (uint32_t)find_label(job->corpus, tenor_model_label(evaluated->model, label));
        prediction->probabilities[i] = evaluated->probabilities[label];
    }
    return true;
}

/* Texts of folds that were not done, and the only text of a label, have no prediction and are left out. */
static int write_predictions(const struct job *job)
{
    struct predictions file;
    int exit_status = predictions_open(&file, job->args->command, job->values->predictions, true);
    tenor_str *labels = memory_resize(NULL, tenor_corpus_label_count(job->corpus), sizeof *labels);
    for (size_t i = 0; exit_status == EXIT_DONE && i < tenor_corpus_size(job->corpus); i++) {
        const struct fold_prediction *prediction = &job->predictions[i];
        for (size_t j = 0; j < prediction->count; j++)
            labels[j] = tenor_corpus_label_name(job->corpus, prediction->labels[j]);
        if (prediction->fold > 0)
            predictions_add(
                &file, job->corpus, i,
                &(struct prediction){labels, prediction->probabilities, prediction->count, prediction->fold});
    }
    free(labels);
    return predictions_close(&file, exit_status);
}

static void free_predictions(struct job *job)
{
    for (size_t i = 0; job->predictions && i < tenor_corpus_size(job->corpus); i++) {
        free(job->predictions[i].labels);
        free(job->predictions[i].probabilities);
    }
    free(job->predictions);
}

/* A score as a column of the table, or a member of the JSON. */
struct column {
    const char *heading;
    const char *key;
    tenor_spread spread;
    bool percent;
};

enum { MOST_COLUMNS = 5 };

static size_t list_columns(const struct job *job, const tenor_crossvalidation *result,
                           struct column columns[MOST_COLUMNS])
{
    size_t count = 0;
    columns[count++] = (struct column){accuracy_name(job), "accuracy", result->accuracy, true};
    if (job->multi_label)
        columns[count++] = (struct column){"micro F1", "micro_f1", result->micro_f1, true};
    columns[count++] = (struct column){"macro F1", "macro_f1", result->macro_f1, true};
    columns[count++] = (struct column){"log loss", "loss", result->loss, false};
    columns[count++] = (struct column){"calibration error", "calibration_error", result->calibration_error, false};
    return count;
}

static void add_value(struct table *table, const struct column *column, double value)
{
    if (column->percent)
        table_add(table, "%.1f", 100 * value);
    else
        table_add(table, "%.3f", value);
}

static void print_spreads(const struct job *job, const tenor_crossvalidation *result)
{
    struct column columns[MOST_COLUMNS];
    const size_t count = list_columns(job, result, columns);
    struct table table;
    table_init(&table, 1 + count, true);
    table_add(&table, "%s", "");
    for (size_t i = 0; i < count; i++)
        table_add(&table, "%s", columns[i].heading);
    table_add(&table, "mean of %u", (unsigned)result->folds);
    for (size_t i = 0; i < count; i++)
        add_value(&table, &columns[i], columns[i].spread.mean);
    table_add(&table, "standard deviation");
    for (size_t i = 0; i < count; i++)
        add_value(&table, &columns[i], columns[i].spread.deviation);
    table_add(&table, "95 %% interval");
    for (size_t i = 0; i < count; i++) {
        const double scale = columns[i].percent ? 100 : 1;
        const int decimals = columns[i].percent ? 1 : 3;
        const tenor_interval interval = columns[i].spread.interval;
        if (interval.to < 1e300)
            table_add(&table, "%.*f-%.*f", decimals, scale * interval.from, decimals, scale * interval.to);
        else
            table_add(&table, "unknown");
    }
    table_print(job->out, &table);
    table_free(&table);
}

static void add_fold(const struct job *job, struct cJSON *folds, const tenor_fold *fold)
{
    struct cJSON *row = json_add_object(folds, NULL);
    json_add_count(row, "fold", fold->fold);
    json_add_count(row, "train", fold->train_size);
    json_add_count(row, "dev", fold->dev_size);
    json_add_count(row, "test", fold->test_size);
    json_add_count(row, "epochs", fold->epochs);
    json_add_count(row, "best_epoch", fold->best_epoch);
    json_add_number(row, "seconds", fold->seconds);
    json_add_number(row, "accuracy", fold->scores->accuracy);
    if (job->multi_label)
        json_add_number(row, "micro_f1", fold->scores->micro_f1);
    json_add_number(row, "macro_f1", fold->scores->macro_f1);
    json_add_number(row, "loss", fold->scores->loss);
    json_add_number(row, "calibration_error", fold->scores->calibration_error);
}

static void print_json(const struct job *job, const tenor_crossvalidation *result, bool interrupted)
{
    bool any = false;
    struct cJSON *root = json_new_object();
    json_add_tree(root, "corpus", layout_json(job->args->operands[0], tenor_corpus_layout(job->corpus)));
    struct cJSON *folds = json_add_array(root, "folds");
    for (size_t i = 0; i < job->values->folds; i++) {
        any |= job->folds[i].fold.done;
        if (job->folds[i].fold.done)
            add_fold(job, folds, &job->folds[i].fold);
    }
    struct column columns[MOST_COLUMNS];
    const size_t count = list_columns(job, result, columns);
    for (size_t i = 0; i < count; i++) {
        if (!any) {
            json_add_null(root, columns[i].key);
            continue;
        }
        struct cJSON *spread = json_add_object(root, columns[i].key);
        json_add_number(spread, "mean", columns[i].spread.mean);
        json_add_number(spread, "deviation", columns[i].spread.deviation);
        report_add_interval(spread, "interval", columns[i].spread.interval);
    }
    json_add_bool(root, "interrupted", interrupted);
    json_add_number(root, "seconds", job->seconds);
    json_print(root, job->out);
}

static int write_page(struct job *job, const tenor_crossvalidation *result)
{
    const char *path = job->args->operands[0];
    const struct page_measured measured = {
        .report = job->pooled.report, .corpus = job->corpus, .evidence = &job->pooled.evidence, .folds = result};
    const tenor_fold **folds = memory_resize(NULL, job->values->folds, sizeof *folds);
    size_t count = 0;
    for (size_t i = 0; i < job->values->folds; i++)
        if (job->folds[i].fold.done)
            folds[count++] = &job->folds[i].fold;
    struct page page = {.kind = "Cross-validation", .command = job->args->typed.data};
    struct page_texts texts;
    const tenor_text_settings settings = page_texts_settings(job->args->options);
    page_texts_read(&texts, job->corpus, &settings);
    page_summary(&page, &measured, path_name(path));
    page_folds(&page, folds, count, result);
    page_measured(&page, &measured);
    page_errors(&page, &measured);
    page_corpus(&page, &texts, "What are the texts like?",
                (size_t)tenor_options_get_integer(job->args->options, "max-tokens"));
    const int exit_status = page_write(&page, job->args->command, job->values->report);
    page_texts_free(&texts);
    page_free(&page);
    free(folds);
    return exit_status;
}

static int validate(struct job *job, const tenor_corpus *corpus)
{
    const struct command *command = job->args->command;
    const size_t folds = job->values->folds;
    tenor_crossvalidation result = {.size = sizeof result};
    tenor_error error = {0};
    long_run_begin(&job->run, job->err);
    const tenor_status status = tenor_crossvalidate_each(job->args->options, corpus, folds, on_fold,
                                                         job->predictions || job->values->report ? on_evaluated : NULL,
                                                         job, NULL, &result, &error);
    job->seconds = long_run_end(&job->run);
    int exit_status = EXIT_DONE;
    if (status == TENOR_INTERRUPTED && job->out->error == 0)
        exit_status =
            fail(command, EXIT_FAILED, "interrupted: %u of %zu folds were done", (unsigned)result.folds, folds);
    else if (status != TENOR_OK && status != TENOR_INTERRUPTED)
        return fail_with(command, status, &error);
    if (job->values->json)
        print_json(job, &result, status == TENOR_INTERRUPTED);
    else if (result.folds > 0)
        print_spreads(job, &result);
    const int written = output_finish(job->out, command);
    int predicted = job->predictions ? write_predictions(job) : EXIT_DONE;
    if (predicted == EXIT_DONE && job->values->report && pooled_finish(&job->pooled))
        predicted = write_page(job, &result);
    return exit_status != EXIT_DONE ? exit_status : written != EXIT_DONE ? written : predicted;
}

static int crossvalidate(struct job *job)
{
    const struct args *args = job->args;
    const char *path = args->operands[0];
    tenor_corpus *corpus = NULL;
    struct unlabeled unlabeled = {0};
    const struct corpora_paths paths = {.train = path};
    int exit_status = corpora_check_paths(args, &paths);
    if (exit_status == EXIT_DONE)
        exit_status = unlabeled_check(args, job->values->unlabeled, &paths);
    if (exit_status == EXIT_DONE)
        exit_status = corpora_check_output(args, job->values->unlabeled, "--report", job->values->report);
    if (exit_status == EXIT_DONE)
        exit_status = corpora_check_output(args, job->values->unlabeled, "--predictions", job->values->predictions);
    if (exit_status == EXIT_DONE)
        exit_status = predictions_check(args->command, job->values->predictions, path, NULL);
    const char *const inputs[] = {path, tenor_options_get(args->options, "vectors")};
    if (exit_status == EXIT_DONE)
        exit_status = page_check(args->command, job->values->report, inputs, 2, NULL);
    if (exit_status == EXIT_DONE)
        exit_status = save_check_distinct(
            args->command,
            (const char *const[][2]){{"--predictions", job->values->predictions}, {"--report", job->values->report}},
            2);
    if (exit_status == EXIT_DONE)
        exit_status = input_corpus(args, path, job->values->quiet, &corpus);
    if (exit_status == EXIT_DONE && job->err)
        input_tell_layout(path, corpus, NULL);
    if (exit_status == EXIT_DONE)
        exit_status = corpora_check_labels(args, path, corpus);
    if (exit_status == EXIT_DONE)
        exit_status = input_check_labels(args, path, job->values->quiet, corpus);
    if (exit_status == EXIT_DONE && job->values->folds > tenor_corpus_size(corpus))
        exit_status = fail(args->command, EXIT_BAD_INPUT, "%zu folds are too many for the %zu examples of %s",
                           job->values->folds, tenor_corpus_size(corpus), path_name(path));
    if (exit_status == EXIT_DONE)
        exit_status = unlabeled_give(args, job->values->unlabeled, false, job->err, &unlabeled);
    if (exit_status == EXIT_DONE) {
        if (job->err) {
            corpora_tell_size(job->err, path, corpus);
            corpora_tell_repeated(job->err, corpora_count_repeated(corpus));
            output_flush(job->err);
            warn_rare_labels(job, corpus);
        }
        job->folds = memory_resize(NULL, job->values->folds, sizeof *job->folds);
        job->multi_label = tenor_corpus_separator(corpus).size > 0;
        memset(job->folds, 0, job->values->folds * sizeof *job->folds);
        job->corpus = corpus;
        if (job->values->predictions) {
            job->predictions = memory_resize(NULL, tenor_corpus_size(corpus), sizeof *job->predictions);
            memset(job->predictions, 0, tenor_corpus_size(corpus) * sizeof *job->predictions);
        }
        pooled_init(&job->pooled);
        exit_status = validate(job, corpus);
        pooled_free(&job->pooled);
        free_predictions(job);
        free(job->folds);
    }
    tenor_corpus_free(corpus);
    unlabeled_free(&unlabeled);
    return exit_status;
}

static const char *const groups[] = {"corpus", "text", "network", "training", "output", NULL};
static const char *const library[] = {"@corpus", "@text", "@network", "@training", NULL};
static const char *const first[] = {"folds",   "text",   "label",  "multi-label",   "unlabelled",
                                    "vectors", "epochs", "metric", "class-weights", "seed",
                                    "threads", "report", "quiet",  "json",          NULL};
static const char *const operands[] = {"CORPUS", NULL};

static const struct option_row options[] = {
    INTEGER_ROW("corpus", 0, "folds", folds, 2, 1e6, "10", "N", "parts of the corpus"),
    UNLABELED_ROW,
    TEXT_ROW("output", 0, "predictions", predictions, "FILE",
             "write the prediction for each text, by the fold that did not see it, to FILE: .csv, .tsv or .jsonl"),
    TEXT_ROW("output", 0, "report", report, "FILE",
             "write a page for people to FILE, as report.html: folds, scores, figures, errors, what to do next"),
    SWITCH_ROW("output", 'q', "quiet", quiet, "say nothing on standard error but what is wrong"),
    SWITCH_ROW("output", 'j', "json", json,
               "at the end print a JSON object: folds (an array, with the scores of each), and mean, deviation and "
               "interval of "
               "accuracy, "
               "macro_f1, with several labels a text micro_f1, loss, calibration_error; interrupted, seconds"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    struct output out;
    struct output err;
    output_init(&out, STDOUT_FILENO, "standard output");
    output_init(&err, STDERR_FILENO, "standard error");
    struct job job = {.args = args, .values = values, .out = &out};
    job.err = values->quiet ? NULL : &err;
    job.lines = values->json ? job.err : &out;
    return crossvalidate(&job);
}

const struct command crossvalidate_command = {
    .name = "crossvalidate",
    .summary = "measure training on all parts of a corpus in turn",
    .usage = "crossvalidate CORPUS [OPTION...]",
    .description = "Assigns the texts of CORPUS (CSV, TSV, JSON Lines or fastText's format; - for standard "
                   "input) to folds of like size and like labels. For each fold a model is trained on the "
                   "others, a part of which (--dev-fraction) chooses its best epoch, and measured on the "
                   "fold, which its training never sees. Prints a line a fold, then mean, standard "
                   "deviation and the mean's 95 % confidence interval. Takes the options of training; saves no model.\n"
                   "\n"
                   "Folds are trained side by side, as many as there are threads, and each takes the "
                   "memory of a training. The same corpus, options and seed give the same scores at any "
                   "--threads. Ctrl-C stops, prints what was done, and ends with status 130.\n",
    .examples = "  tenor crossvalidate reviews.csv\n"
                "  tenor crossvalidate mr.csv --folds 10 --vectors glove.6B.100d.txt\n"
                "  tenor crossvalidate reviews.csv --report report.html\n"
                "  tenor crossvalidate reviews.csv --json | jq .accuracy.mean\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .first = first,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
