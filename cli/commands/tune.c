/* tenor tune: options that suit a corpus, and the model trained with them. */
#include "options/args.h"
#include "input/corpora.h"
#include "long_run.h"
#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "input/unlabeled.h"
#include "input/layout.h"
#include "output/output.h"
#include "options/options_line.h"
#include "page/sections.h"
#include "report/report.h"
#include "output/save.h"
#include "report/summary.h"
#include "path.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct values {
    const char *dev;
    const char *test;
    const char *unlabeled; /* NULL: not given */
    const char *output;
    const char *report;
    double minutes;
    size_t trials; /* 0: as many as time allows */
    bool quiet;
    bool json;
};

struct job {
    const struct args *args;
    const struct values *values;
    struct output *err; /* NULL when quiet */
    struct corpora_paths paths;
    struct corpora corpora;
    struct unlabeled unlabeled;
    tenor_tuner *tuner;
    char *saved; /* where the model is; NULL when nowhere */
    struct long_run run;
    uint32_t trials;          /* that have ended */
    struct page_trial *shown; /* [trials] for the page of --report; NULL without it */
    struct evidence evidence; /* of test, or without it of dev, for the page */
    bool interrupted;
    double seconds;
};

/* ---- trials ---- */

static void print_trial(const struct job *job, const tenor_trial *trial)
{
    struct output *err = job->err;
    struct text changes = {0};
    options_line_add(&changes, trial->options, job->args->options);
    const char *changed = changes.data ? changes.data : "";
    output_format(err, "trial %3u  ", (unsigned)trial->trial);
    if (trial->end == TENOR_TRIAL_FAILED) {
        output_format(err, "failed in epoch %u: a number was not finite", (unsigned)trial->epochs + 1);
    } else {
        output_format(err, "epochs %2u/%u  ", (unsigned)trial->epochs, (unsigned)trial->progress->epochs);
        if (trial->score->epoch > 0)
            output_format(err, "dev loss %.3f  dev accuracy %.1f  macro F1 %.1f  ", trial->score->dev_loss,
                          100 * trial->score->dev_accuracy, 100 * trial->score->dev_macro_f1);
        output_format(err, "%.1f s", trial->seconds);
        if (trial->end == TENOR_TRIAL_STOPPED)
            output_text(err, interrupt_caught() ? "  interrupted" : "  stopped: the time is over");
    }
    if (trial->best) {
        output_style(err, STYLE_GREEN);
        output_text(err, "  best");
        output_style(err, STYLE_PLAIN);
    }
    output_format(err, " %s\n", trial->trial == 1 ? " (the options as given)" : changed);
    output_flush(err);
    free(changes.data);
}

static void keep_trial(struct job *job, const tenor_trial *trial)
{
    struct text changes = {0};
    const bool scored = trial->score->epoch > 0;
    options_line_add(&changes, trial->options, job->args->options);
    if (!changes.data)
        text_add(&changes, "%s", "");
    job->shown = memory_resize(job->shown, job->trials, sizeof *job->shown);
    job->shown[job->trials - 1] = (struct page_trial){
        .trial = trial->trial,
        .epochs = trial->epochs,
        .accuracy = scored ? trial->score->dev_accuracy : (double)NAN,
        .macro_f1 = scored ? trial->score->dev_macro_f1 : (double)NAN,
        .loss = scored ? trial->score->dev_loss : (double)NAN,
        .best = trial->best,
        .changes = changes.data,
    };
}

static bool on_trial(const tenor_trial *trial, void *user)
{
    struct job *job = user;
    if (trial->end != TENOR_TRIAL_RUNNING) {
        job->trials++;
        if (job->values->report)
            keep_trial(job, trial);
        if (job->err) {
            progress_clear(&job->run.progress);
            print_trial(job, trial);
        }
    } else if (job->err) {
        char left[32];
        progress_format_time(left, sizeof left,
                             60 * job->values->minutes - (progress_clock() - job->run.progress.started));
        progress_note(&job->run.progress, "trial %u, epoch %u/%u  loss %.3f  %s left", (unsigned)trial->trial,
                      (unsigned)trial->progress->epoch, (unsigned)trial->progress->epochs, trial->progress->loss, left);
    }
    return !interrupt_caught();
}

static tenor_status run_tuner(struct job *job, tenor_error *error)
{
    const tenor_tuner_limits limits = {
        .size = sizeof limits, .seconds = 60 * job->values->minutes, .trials = (uint32_t)job->values->trials};
    long_run_begin(&job->run, job->err);
    const tenor_status status = tenor_tuner_run(job->tuner, &limits, on_trial, job, error);
    job->seconds = long_run_end(&job->run);
    return status;
}

/* The command that trains with the options on the corpora and saves to `output`. */
static void add_train_command(struct text *text, const struct corpora_paths *paths, const char *unlabeled,
                              const char *output, const tenor_options *options)
{
    text_add(text, "tenor train ");
    if (paths->train[0] == '-' && paths->train[1] != '\0')
        text_add(text, "./");
    text_add_word(text, paths->train);
    if (output[0] == '-') {
        options_line_add_one(text, "output", output);
    } else {
        text_add(text, " -o ");
        text_add_word(text, output);
    }
    if (paths->dev)
        options_line_add_one(text, "dev", paths->dev);
    if (paths->test)
        options_line_add_one(text, "test", paths->test);
    if (unlabeled)
        options_line_add_one(text, "unlabelled", unlabeled);
    options_line_add(text, options, NULL);
}

/* ---- the result ---- */

/* The command that makes the model again; the caller frees its data. */
static struct text train_line(const struct job *job)
{
    struct text command = {0};
    add_train_command(&command, &job->paths, job->values->unlabeled, job->saved, tenor_tuner_best(job->tuner)->options);
    return command;
}

static void print_json(const struct job *job, struct output *out, const char *command, const tenor_report *dev,
                       const tenor_report *test)
{
    const tenor_trial best = *tenor_tuner_best(job->tuner);
    struct cJSON *root = json_new_object();
    json_add_string(root, "model", tenor_str_of(job->saved));
    json_add_tree(root, "corpus", layout_json(job->paths.train, tenor_corpus_layout(job->corpora.train)));
    json_add_count(root, "trials", job->trials);
    json_add_count(root, "best_trial", best.trial);
    json_add_count(root, "epochs", best.epochs);
    json_add_count(root, "best_epoch", best.score->epoch);
    json_add_bool(root, "interrupted", job->interrupted);
    summary_add_scores(root, "dev", dev);
    summary_add_scores(root, "test", test);
    json_add_number(root, "seconds", job->seconds);
    if (best.end == TENOR_TRIAL_WHOLE)
        json_add_string(root, "command", tenor_str_of(command));
    else
        json_add_null(root, "command");
    json_print(root, out);
}

/* On standard output: the command, or all of it as JSON. A training that was stopped cannot be had again. */
static int print_result(const struct job *job, const tenor_report *dev, const tenor_report *test)
{
    struct output out;
    struct text command = train_line(job);
    output_init(&out, STDOUT_FILENO, "standard output");
    if (job->values->json)
        print_json(job, &out, command.data, dev, test);
    else if (tenor_tuner_best(job->tuner)->end == TENOR_TRIAL_WHOLE)
        output_format(&out, "%s\n", command.data);
    free(command.data);
    return output_finish(&out, job->args->command);
}

static void print_reports(const struct job *job, const tenor_report *dev, const tenor_report *test)
{
    const tenor_trial best = *tenor_tuner_best(job->tuner);
    char heading[96];
    snprintf(heading, sizeof heading, "dev, trial %u of %u, epoch %u of %u", (unsigned)best.trial,
             (unsigned)job->trials, (unsigned)best.score->epoch, (unsigned)best.epochs);
    report_section(job->err, heading, dev);
    if (test)
        report_section(job->err, "test", test);
    summary_saved(job->err, job->saved, tenor_tuner_model(job->tuner), test != NULL);
    if (best.end == TENOR_TRIAL_WHOLE && !job->values->json)
        output_text(job->err, "The same model again:\n");
    output_flush(job->err);
}

/* dev or test; what the page shows is measured text by text. */
static int measure(struct job *job, const tenor_corpus *corpus, tenor_report **out)
{
    const tenor_model *model = tenor_tuner_model(job->tuner);
    const bool test = job->corpora.test && !job->interrupted;
    const bool shown = job->values->report && corpus == (test ? job->corpora.test : job->corpora.dev);
    return shown ? evidence_measure(&job->evidence, job->args, model, corpus, out)
                 : report_measure(job->args, model, corpus, out);
}

static int write_page(struct job *job, const tenor_report *dev, const tenor_report *test)
{
    tenor_model *model = tenor_tuner_model(job->tuner);
    const struct page_measured measured = {
        .model = model,
        .path = job->saved,
        .report = test ? test : dev,
        .corpus = test ? job->corpora.test : job->corpora.dev,
        .evidence = &job->evidence,
        .seen = test ? PAGE_UNSEEN : PAGE_CHOSE,
    };
    struct page page = {.kind = "Search for options", .command = job->args->typed.data};
    struct page_texts texts;
    struct text again = train_line(job);
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    page_texts_read(&texts, job->corpora.train, tenor_vocab_text_settings(tenor_model_vocab(model)));
    page_summary(&page, &measured, test ? job->values->test : job->values->dev);
    page_trials(&page, job->shown, job->trials,
                tenor_tuner_best(job->tuner)->end == TENOR_TRIAL_WHOLE ? again.data : NULL);
    page_measured(&page, &measured);
    page_errors(&page, &measured);
    page_corpus(&page, &texts, "What are the training texts like?", info.max_tokens);
    page_history(&page, model);
    const int exit_status = page_write(&page, job->args->command, job->values->report);
    page_texts_free(&texts);
    page_free(&page);
    free(again.data);
    return exit_status;
}

/* Test is looked at here, once, when the search is over, and only when it came to its end. */
static int report(struct job *job)
{
    tenor_model *model = tenor_tuner_model(job->tuner);
    tenor_report *dev = NULL;
    tenor_report *test = NULL;
    int exit_status = measure(job, job->corpora.dev, &dev);
    if (exit_status == EXIT_DONE && job->corpora.test && !job->interrupted)
        exit_status = measure(job, job->corpora.test, &test);
    if (exit_status == EXIT_DONE && test)
        exit_status = save_tested(job->args->command, model, test, job->saved);
    if (exit_status == EXIT_DONE && job->err && !job->interrupted)
        print_reports(job, dev, test);
    if (exit_status == EXIT_DONE)
        exit_status = print_result(job, dev, test);
    if (exit_status == EXIT_DONE && job->values->report)
        exit_status = write_page(job, dev, test);
    tenor_report_free(test);
    tenor_report_free(dev);
    return exit_status;
}

/* Says how far the search came when that is not as far as it should. */
static void warn_cut_short(const struct job *job, const char *reason)
{
    const struct command *command = job->args->command;
    const tenor_trial best = *tenor_tuner_best(job->tuner);
    if (best.end == TENOR_TRIAL_WHOLE) {
        if (*reason)
            warn(command, "%ssaved the best model so far (trial %u of %u) to %s", reason, (unsigned)best.trial,
                 (unsigned)job->trials, job->saved);
        return;
    }
    char what[64] = "a model of the unfinished first epoch";
    if (best.score->epoch > 0)
        snprintf(what, sizeof what, "the best epoch of the first (epoch %u)", (unsigned)best.score->epoch);
    warn(command, "%sno trial came to its end, so no command makes this model again; saved %s to %s%s", reason, what,
         job->saved, *reason ? "" : "; give it more --minutes");
}

/* Saves the best and reports on it, whether the search came to its end or not. */
static int finish(struct job *job, tenor_status status, const tenor_error *error)
{
    const struct command *command = job->args->command;
    const char *path = job->values->output;
    const tenor_model *model = tenor_tuner_model(job->tuner);
    const char *reason = status == TENOR_INTERRUPTED ? "interrupted: " : status == TENOR_OK ? "" : "still, ";
    int exit_status = status == TENOR_OK            ? EXIT_DONE
                      : status == TENOR_INTERRUPTED ? EXIT_FAILED
                                                    : fail_with(command, status, error);
    job->interrupted = status == TENOR_INTERRUPTED;
    if (!model || (tenor_tuner_best(job->tuner)->score->epoch == 0 && path_is_model(path))) {
        warn(command, "%sno epoch was done, so nothing is saved to %s", job->interrupted ? reason : "", path);
        return exit_status == EXIT_DONE ? EXIT_FAILED : exit_status;
    }
    int saved = save_model(job->args->command, model, path, &job->saved);
    if (!job->saved)
        return saved;
    warn_cut_short(job, reason);
    int reported = report(job);
    if (exit_status == EXIT_DONE)
        exit_status = saved;
    return exit_status == EXIT_DONE ? reported : exit_status;
}

static int tune(struct job *job)
{
    const struct args *args = job->args;
    tenor_error error = {0};
    int exit_status = corpora_read(args, &job->paths, job->err, &job->corpora);
    if (exit_status == EXIT_DONE)
        exit_status = unlabeled_give(args, job->values->unlabeled, false, job->err, &job->unlabeled);
    if (exit_status != EXIT_DONE)
        return exit_status;
    tenor_status status =
        tenor_tuner_new(args->options, job->corpora.train, job->corpora.dev, NULL, &job->tuner, &error);
    if (status == TENOR_OK)
        status = run_tuner(job, &error);
    else
        return fail_with(args->command, status, &error);
    if (status != TENOR_OK && status != TENOR_INTERRUPTED && !tenor_tuner_model(job->tuner))
        return fail_with(args->command, status, &error);
    return finish(job, status, &error);
}

static const char *const groups[] = {"corpus", "search", "text", "network", "training", "output", NULL};
static const char *const library[] = {"@corpus", "@text", "@network", "@training", NULL};
static const char *const first[] = {"output",  "minutes", "trials",     "text",    "label",  "multi-label",
                                    "dev",     "test",    "unlabelled", "vectors", "metric", "seed",
                                    "threads", "report",  "quiet",      "json",    NULL};
static const char *const operands[] = {"CORPUS", NULL};

static const struct option_row options[] = {
    TEXT_ROW("corpus", 0, "dev", dev, "FILE",
             "corpus that chooses options and epochs; a part of CORPUS is held out when not given"),
    TEXT_ROW("corpus", 0, "test", test, "FILE", "corpus to measure the finished model on, once, at the end"),
    UNLABELED_ROW,
    NUMBER_ROW("search", 0, "minutes", minutes, 0.01, 1e6, "10", "M",
               "how long to search; trials that still run then are stopped"),
    INTEGER_ROW("search", 0, "trials", trials, 1, 1e6, NULL, "N",
                "stop after so many trials, if the time is not over before"),
    TEXT_ROW("output", 'o', "output", output, "MODEL",
             "directory to save the model in; a model there is replaced; required"),
    TEXT_ROW("output", 0, "report", report, "FILE",
             "write a page for people to FILE, as report.html: trials, scores, figures, errors, what to do next"),
    SWITCH_ROW("output", 'q', "quiet", quiet, "say nothing on standard error but what is wrong"),
    SWITCH_ROW("output", 'j', "json", json,
               "at the end print a JSON object instead of the command: model, trials, best_trial, epochs, best_epoch, "
               "interrupted, dev, test, seconds, command"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    signal(SIGPIPE, SIG_IGN); /* a reader of the trials that goes away is no reason to lose the model */
    struct output err;
    output_init(&err, STDERR_FILENO, "standard error");
    struct job job = {
        .args = args,
        .values = values,
        .err = values->quiet ? NULL : &err,
        .paths = {.train = args->operands[0], .dev = values->dev, .test = values->test},
    };
    const char *const inputs[] = {args->operands[0], values->dev, values->test,
                                  tenor_options_get(args->options, "vectors")};
    int exit_status = save_check_given(args->command, args->operands[0], values->output);
    if (exit_status == EXIT_DONE)
        exit_status = corpora_check_paths(args, &job.paths);
    if (exit_status == EXIT_DONE)
        exit_status = save_check(args->command, values->output, NULL, NULL, 0);
    if (exit_status == EXIT_DONE)
        exit_status = page_check(args->command, values->report, inputs, 4, values->output);
    if (exit_status == EXIT_DONE)
        exit_status = unlabeled_check(args, values->unlabeled, &job.paths);
    if (exit_status == EXIT_DONE)
        exit_status = corpora_check_output(args, values->unlabeled, "--report", values->report);
    if (exit_status == EXIT_DONE)
        exit_status = tune(&job);
    for (size_t i = 0; job.shown && i < job.trials; i++)
        free(job.shown[i].changes);
    free(job.shown);
    evidence_free(&job.evidence);
    free(job.saved);
    tenor_tuner_free(job.tuner);
    corpora_free(&job.corpora);
    unlabeled_free(&job.unlabeled);
    return exit_status;
}

const struct command tune_command = {
    .name = "tune",
    .summary = "search for the options that suit a corpus, and train",
    .usage = "tune CORPUS -o MODEL [OPTION...]",
    .description = "Trains on CORPUS again and again with other options, within a time, and saves the model "
                   "that does best on dev, texts held out of CORPUS or those of --dev. The first trial is "
                   "what tenor train does. Then settings compete by successive halving: several are "
                   "trained for a part of their epochs, the best third for longer, and the winner to the "
                   "end. Options given by hand stay as given, and searched are those of learning rate, "
                   "batch, cell, size, pooling, ngrams, dropouts, label smoothing, min-count, dim and mixout that "
                   "are not. Prints a line a trial on standard error and, on standard output, the tenor "
                   "train command that makes the same model, to the byte.\n"
                   "\n"
                   "Trials depend on corpus, options and seed alone; time decides where they end. Ctrl-C "
                   "stops, saves the best model so far and ends with status 130; a second one ends at "
                   "once. A hang-up (SIGHUP) and SIGTERM are taken the same way.\n",
    .examples = "  tenor tune reviews.csv -o reviews-model --minutes 30\n"
                "  tenor tune train.csv -o model --dev dev.csv --test test.csv --threads 2\n"
                "  tenor tune reviews.csv -o model --test test.csv --report report.html\n"
                "  tenor tune reviews.csv -o model --cell sru --trials 20\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .first = first,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
