/* tenor train: a model from labeled texts. */
#include "train/training.h"
#include "long_run.h"
#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "input/unlabeled.h"
#include "output/json.h"
#include "input/layout.h"
#include "output/output.h"
#include "page/sections.h"
#include "report/report.h"
#include "output/save.h"
#include "report/summary.h"
#include "report/top_ngrams.h"
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct corpora_paths paths_of(const struct args *args, const struct values *values)
{
    return (struct corpora_paths){args->operands[0], values->dev, values->test, values->test_fraction};
}

static int check_outputs(const struct args *args, const struct values *values, const char *const *inputs, size_t count)
{
    int exit_status = save_check(args->command, values->output, values->log, inputs, count);
    if (exit_status == EXIT_DONE)
        exit_status = page_check(args->command, values->report, inputs, count, values->output);
    if (exit_status == EXIT_DONE)
        exit_status = save_check_distinct(
            args->command, (const char *const[][2]){{"--log", values->log}, {"--report", values->report}}, 2);
    return exit_status;
}

static int check_arguments(const struct args *args, const struct values *values, const char *const *more,
                           size_t more_count)
{
    const struct corpora_paths paths = paths_of(args, values);
    int exit_status = save_check_given(args->command, args->operands[0], values->output);
    if (exit_status == EXIT_DONE)
        exit_status = corpora_check_paths(args, &paths);
    const char *weights = tenor_options_get(args->options, "class-weights");
    if (strcmp(weights, "none") == 0 || strcmp(weights, "balanced") == 0)
        weights = NULL;
    const char *const own[] = {paths.train, paths.dev, paths.test, tenor_options_get(args->options, "vectors"),
                               weights};
    const size_t own_count = sizeof own / sizeof *own;
    const char **inputs = memory_resize(NULL, own_count + more_count, sizeof *inputs);
    memcpy(inputs, own, sizeof own);
    if (more_count > 0)
        memcpy(inputs + own_count, more, more_count * sizeof *inputs);
    if (exit_status == EXIT_DONE)
        exit_status = check_outputs(args, values, inputs, own_count + more_count);
    free(inputs);
    if (exit_status == EXIT_DONE)
        exit_status = unlabeled_check(args, values->unlabeled, &paths);
    if (exit_status == EXIT_DONE)
        exit_status = corpora_check_output(args, values->unlabeled, "--log", values->log);
    if (exit_status == EXIT_DONE)
        exit_status = corpora_check_output(args, values->unlabeled, "--report", values->report);
    return exit_status;
}

static int open_log(struct job *job)
{
    const char *path = job->values->log;
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return fail(job->args->command, EXIT_IO, "cannot write %s: %s", path, strerror(errno));
    job->log = memory_resize(NULL, 1, sizeof *job->log);
    output_init(job->log, descriptor, path);
    return EXIT_DONE;
}

/* ---- the result ---- */

static int save(struct job *job)
{
    int exit_status = save_model(job->args->command, job->model, job->values->output, &job->saved);
    job->training.path = job->saved;
    return exit_status;
}

/* test may be NULL. */
static int print_json(struct job *job, const tenor_report *test)
{
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    struct cJSON *root = summary_object(&job->training, job->dev, test);
    job->training.corpus = NULL;
    if (job->values->coverage > 0) {
        const tenor_coverage dev = tenor_report_coverage(job->dev, job->values->coverage);
        struct cJSON *coverage = json_add_object(root, "coverage");
        report_add_coverage(json_add_object(coverage, "dev"), dev);
        if (test)
            report_add_coverage(json_add_object(coverage, "test"), tenor_report_coverage_above(test, dev.threshold));
    }
    base_add_json(job, root);
    top_ngrams_add_json(root, &job->top, job->model);
    json_print(root, &out);
    return output_finish(&out, job->args->command);
}

static void print_rejection(const struct job *job, const tenor_report *test)
{
    struct output *err = job->err;
    const tenor_coverage dev = tenor_report_coverage(job->dev, job->values->coverage);
    const struct {
        const char *name;
        tenor_coverage coverage;
    } parts[] = {{"dev", dev}, {"test", test ? tenor_report_coverage_above(test, dev.threshold) : dev}};
    struct text program = {0};
    struct text model = {0};
    text_add_word(&program, command_program());
    text_add_word(&model, job->saved);
    output_format(err, "\nto answer %g %% of texts like those of dev:\n  %s classify %s --threshold %.4f\n",
                  100 * job->values->coverage, program.data, model.data, dev.threshold);
    for (size_t i = 0; i < (test ? 2U : 1U); i++)
        output_format(err, "  on %s it answers %.1f %%, with accuracy %.1f (95 %% interval %.1f to %.1f)\n",
                      parts[i].name, 100 * parts[i].coverage.coverage, 100 * parts[i].coverage.accuracy,
                      100 * parts[i].coverage.accuracy_interval.from, 100 * parts[i].coverage.accuracy_interval.to);
    free(program.data);
    free(model.data);
}

/* dev or test; what the page shows is measured text by text. */
static int measure(struct job *job, const tenor_corpus *corpus, tenor_report **out)
{
    const bool shown = job->values->report && corpus == (job->corpora.test ? job->corpora.test : job->corpora.dev);
    return shown ? evidence_measure(&job->evidence, job->args, job->model, corpus, out)
                 : report_measure(job->args, job->model, corpus, out);
}

static int write_page(struct job *job, const tenor_report *test)
{
    const struct values *values = job->values;
    const struct page_measured measured = {
        .model = job->model,
        .path = job->saved,
        .report = test ? test : job->dev,
        .corpus = test ? job->corpora.test : job->corpora.dev,
        .evidence = &job->evidence,
        .seen = test ? PAGE_UNSEEN : PAGE_CHOSE,
    };
    struct page page = {.kind = "Training", .command = job->args->typed.data};
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(job->model, &info);
    page_summary(&page, &measured, test ? values->test : values->dev);
    page_measured(&page, &measured);
    page_errors(&page, &measured);
    page_corpus(&page, &job->texts, "What are the training texts like?", info.max_tokens);
    page_history(&page, job->model);
    const int exit_status = page_write(&page, job->args->command, values->report);
    page_free(&page);
    return exit_status;
}

static int report(struct job *job)
{
    char heading[64];
    snprintf(heading, sizeof heading, "dev, epoch %u of %u", (unsigned)job->training.best_epoch,
             (unsigned)job->training.epochs);
    tenor_report *test = NULL;
    const bool shows_dev = job->err || job->values->json || (job->values->report && !job->corpora.test);
    int exit_status = shows_dev ? measure(job, job->corpora.dev, &job->dev) : EXIT_DONE;
    if (exit_status == EXIT_DONE && job->err)
        report_section(job->err, heading, job->dev);
    if (exit_status == EXIT_DONE)
        exit_status = base_measure(job);
    if (exit_status == EXIT_DONE && job->corpora.test)
        exit_status = measure(job, job->corpora.test, &test);
    if (exit_status == EXIT_DONE && test)
        exit_status = save_tested(job->args->command, job->model, test, job->saved);
    if (exit_status == EXIT_DONE && test && job->err)
        report_section(job->err, "test", test);
    if (exit_status == EXIT_DONE && (job->err || job->values->json))
        top_ngrams_find(&job->top, job->model, job->corpora.dev);
    if (exit_status == EXIT_DONE && job->err) {
        top_ngrams_print(job->err, &job->top, job->model);
        if (job->values->coverage > 0)
            print_rejection(job, test);
    }
    if (exit_status == EXIT_DONE && job->err) {
        summary_saved(job->err, job->saved, job->model, test != NULL);
        output_flush(job->err);
    }
    if (exit_status == EXIT_DONE && job->values->json)
        exit_status = print_json(job, test);
    if (exit_status == EXIT_DONE && job->values->report)
        exit_status = write_page(job, test);
    top_ngrams_free(&job->top);
    tenor_report_free(test);
    return exit_status;
}

/* Training did not come to its end: keeps what there is. */
static int keep_best(struct job *job, tenor_status status, const tenor_error *error)
{
    const struct command *command = job->args->command;
    const char *path = job->values->output;
    const char *reason = status == TENOR_INTERRUPTED ? "interrupted: " : "";
    const uint32_t best = job->training.best_epoch; /* 0: the trainer offers what a part of the first epoch taught */
    int exit_status = status == TENOR_INTERRUPTED ? EXIT_FAILED : fail_with(command, status, error);
    if (!job->model || (best == 0 && (job->base || path_is_model(path)))) {
        warn(command, "%sno epoch was %s, so nothing is saved to %s", reason,
             job->base && job->training.epochs > 0 ? "better on dev than the model before" : "done", path);
        return exit_status;
    }
    int saved = save(job);
    if (!job->saved)
        return saved;
    if (best > 0)
        warn(command, "%ssaved the best model so far (epoch %u) to %s", reason, (unsigned)best, job->saved);
    else
        warn(command, "%ssaved a model of the unfinished first epoch to %s", reason, job->saved);
    job->training.interrupted = status == TENOR_INTERRUPTED;
    if (job->values->json && report_measure(job->args, job->model, job->corpora.dev, &job->dev) == EXIT_DONE)
        print_json(job, NULL);
    return exit_status;
}

/* A network that sees no words takes every text alike, which is hardly what was wanted. */
static void warn_no_words(const struct job *job, const tenor_trainer_info *info)
{
    if (info->vocab_size > NOT_WORDS)
        return;
    if (info->words > 0)
        warn(job->args->command,
             "no word of the corpus occurs often enough to be in the vocabulary, so the %s can tell no texts apart; "
             "with --min-count 1 all words are",
             info->ngram_words > 0 ? "network" : "model");
    else
        warn(job->args->command, "the texts of the corpus have no words, so the model can tell none apart");
}

static void warn_strange_vectors(const struct job *job, const tenor_trainer_info *info)
{
    const char *vectors = tenor_options_get(job->args->options, "vectors");
    if (*vectors && info->words_in_vectors == 0)
        warn(job->args->command,
             "%s knows no word of the corpus; without --vectors words start from vectors of the "
             "corpus itself",
             vectors);
}

static tenor_status make_trainer(struct job *job, tenor_error *error)
{
    struct progress progress;
    if (job->err) {
        progress_start(&progress, job->err);
        progress_watch(&progress, job->args->options);
    }
    const tenor_status status = training_new(job, job->corpora.train, error);
    if (job->err) {
        progress_clear(&progress);
        output_flush(job->err);
    }
    return status;
}

static int train(struct job *job)
{
    tenor_error error = {0};
    int exit_status = base_read(job);
    if (exit_status == EXIT_DONE)
        exit_status = job->read(job->args, job->values, job->err, &job->corpora);
    if (exit_status == EXIT_DONE)
        exit_status =
            unlabeled_give(job->args, job->values->unlabeled, job->values->rounds > 0, job->err, &job->unlabeled);
    if (exit_status != EXIT_DONE)
        return exit_status;
    tenor_status status = make_trainer(job, &error);
    if (status != TENOR_OK)
        return fail_with(job->args->command, status, &error);
    exit_status = job->values->log ? open_log(job) : EXIT_DONE;
    if (exit_status != EXIT_DONE)
        return exit_status;
    if (job->values->json && tenor_corpus_layout(job->corpora.train))
        job->training.corpus = layout_json(job->args->operands[0], tenor_corpus_layout(job->corpora.train));
    if (job->values->report) {
        const tenor_text_settings settings = page_texts_settings(job->args->options);
        page_texts_read(&job->texts, job->corpora.train, &settings);
    }
    if (job->values->rounds == 0) { /* the trainer has what it needs; a large corpus need not lie there twice */
        tenor_corpus_free(job->corpora.train);
        job->corpora.train = NULL;
    }
    tenor_trainer_info info = {.size = sizeof info};
    tenor_trainer_describe(job->trainer, &info);
    job->training.examples = info.train_size;
    if (job->err) {
        if (job->base)
            base_tell(job, &info);
        else
            summary_trainer(job->err, job->args->options, &info);
        output_flush(job->err);
    }
    warn_no_words(job, &info);
    warn_strange_vectors(job, &info);
    status = training_run(job, &error);
    if (status == TENOR_OK && job->values->rounds > 0)
        status = rounds_run(job, &error);
    if (status != TENOR_OK)
        return keep_best(job, status, &error);
    exit_status = save(job);
    int reported = job->saved ? report(job) : EXIT_DONE;
    return exit_status == EXIT_DONE ? reported : exit_status;
}

static int close_log(struct job *job, int exit_status)
{
    if (!job->log)
        return exit_status;
    int written = output_finish(job->log, job->args->command);
    close(job->log->descriptor);
    free(job->log);
    return exit_status == EXIT_DONE ? written : exit_status;
}

int train_with(const struct args *args, const struct values *values, const char *const *inputs, size_t input_count,
               train_read read)
{
    signal(SIGPIPE, SIG_IGN); /* a reader of the progress that goes away is no reason to lose the model */
    int exit_status = check_arguments(args, values, inputs, input_count);
    if (exit_status != EXIT_DONE)
        return exit_status;
    struct job job = {.args = args, .values = values, .read = read};
    struct output err;
    output_init(&err, STDERR_FILENO, "standard error");
    job.err = values->quiet ? NULL : &err;
    exit_status = close_log(&job, train(&job));
    free(job.saved);
    tenor_report_free(job.dev);
    tenor_model_free(job.model);
    tenor_trainer_free(job.trainer);
    json_free(job.training.corpus);
    corpora_free(&job.corpora);
    unlabeled_free(&job.unlabeled);
    base_free(&job);
    page_texts_free(&job.texts);
    evidence_free(&job.evidence);
    return exit_status;
}

static const char *const groups[] = {"corpus", "text", "network", "training", "output", NULL};
static const char *const library[] = {"@corpus", "@text", "@network", "@training", NULL};
static const char *const first[] = {
    "output",  "text",          "label",   "multi-label", "dev",    "test",          "unlabelled",
    "from",    "test-fraction", "vectors", "epochs",      "metric", "class-weights", "seed",
    "threads", "report",        "quiet",   "json",        NULL};
static const char *const operands[] = {"CORPUS", NULL};

static const struct option_row options[] = {
    TRAIN_CORPUS_ROWS,
    NUMBER_ROW(
        "corpus", 0, "test-fraction", test_fraction, 0.001, 0.9, NULL, "SHARE",
        "share of CORPUS held out to measure the finished model on, copies of a text on one side; not with --test"),
    UNLABELED_ROW,
    INTEGER_ROW("training", 0, "rounds", rounds, 0, 100, "0", "N",
                "after training, rounds of training on texts of --unlabelled whose predictions are sure as well, as "
                "long as dev gains"),
    TEXT_ROW(
        "training", 0, "from", from, "MODEL",
        "go on from MODEL: more texts, new labels, another kind of text; its words, labels and network stay, and new "
        "words and labels are added"),
    TEXT_ROW("training", 0, "keep", keep, "CORPUS", "corpus that the model of --from knew: says what it forgets"),
    TRAIN_OUTPUT_ROWS,
    {{0}, 0, 0},
};

static int read_corpora(const struct args *args, const struct values *values, struct output *err,
                        struct corpora *corpora)
{
    const struct corpora_paths paths = paths_of(args, values);
    return corpora_read(args, &paths, err, corpora);
}

/* Nothing but a model is written into the folder of the one to go on from. */
static int check_beside_base(const struct args *args, const struct values *values)
{
    int exit_status = EXIT_DONE;
    if (values->log && path_is_folder(values->from))
        exit_status = save_check_beside(args->command, "--log", values->log, values->from, NULL, 0);
    if (exit_status == EXIT_DONE && values->report && path_is_folder(values->from))
        exit_status = save_check_beside(args->command, "--report", values->report, values->from, NULL, 0);
    return exit_status;
}

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    int exit_status = EXIT_DONE;
    if (values->test && values->test_fraction > 0)
        exit_status =
            fail_usage(args->command, "--test and --test-fraction both say what to test on: give one of them");
    if (exit_status == EXIT_DONE && values->coverage > 0 && *tenor_options_get(args->options, "multi-label"))
        exit_status = fail_usage(args->command, "--coverage is for one label a text, not for --multi-label");
    if (exit_status == EXIT_DONE && values->keep && !values->from)
        exit_status = fail_usage(args->command, "--keep says what the model of --from forgets: give --from MODEL");
    if (exit_status == EXIT_DONE && values->from)
        exit_status = check_beside_base(args, values);
    if (exit_status == EXIT_DONE && values->rounds > 0 && !values->unlabeled)
        exit_status = fail_usage(args->command, "--rounds learns from texts without labels: give --unlabelled FILE");
    if (exit_status == EXIT_DONE && values->unlabeled && values->from && values->rounds == 0)
        exit_status = fail_usage(args->command, "--unlabelled makes word vectors, and the model of --from has its own: "
                                                "give --rounds to learn from the texts");
    if (exit_status == EXIT_DONE && values->keep && strcmp(values->keep, "-") == 0)
        exit_status = fail_usage(args->command, "--keep takes a file, not standard input");
    const char *const inputs[] = {values->keep, values->from};
    if (exit_status == EXIT_DONE)
        exit_status = train_with(args, values, inputs, sizeof inputs / sizeof *inputs, read_corpora);
    return exit_status;
}

const struct command train_command = {
    .name = "train",
    .summary = "train a model from labeled texts",
    .usage = "train CORPUS -o MODEL [OPTION...]",
    .description = "Trains on CORPUS, a file of labeled texts (CSV, TSV, JSON Lines or fastText's "
                   "format; - for standard input), and saves the model of the epoch that does best on "
                   "texts held out. Needs no option but -o. The same corpus, options and seed give the "
                   "same model, to the byte.\n"
                   "\n"
                   "With --multi-label each text has any number of labels, none included: each is learned "
                   "by itself and gets a threshold, and accuracy is the share of texts given just "
                   "their labels.\n"
                   "\n"
                   "Ctrl-C stops, saves the best model so far and ends with status 130; a second one "
                   "ends at once. A hang-up (SIGHUP) and SIGTERM are taken the same way.\n",
    .examples = "  tenor train reviews.csv -o reviews-model\n"
                "  tenor train train.csv -o model --dev dev.csv --test test.csv\n"
                "  tenor train reviews.csv -o model --test-fraction 0.2 --report report.html\n"
                "  tenor train tweets.tsv -o model --text 3 --label 1 --no-header\n"
                "  tenor train topics.csv -o topics-model --multi-label '|'\n"
                "  tenor train reviews.csv -o model --vectors glove.6B.100d.txt --layers 2\n"
                "  tenor train june.csv -o newer --from reviews-model --keep reviews-test.csv\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .first = first,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
