/* tenor audit: what may be wrong with a corpus. */
#include "options/args.h"
#include "input/corpora.h"
#include "failure.h"
#include "memory.h"
#include "report/findings.h"
#include "report/grouping.h"
#include "input/texts.h"
#include "input/input.h"
#include "output/out_file.h"
#include "output/output.h"
#include "output/rows_copy.h"
#include "page/sections.h"
#include "long_run.h"
#include "output/save.h"
#include "input/corpora_tell.h"
#include "path.h"

#include <stdlib.h>
#include <unistd.h>

struct values {
    size_t folds;
    const char *against;
    const char *by;
    double sure;
    bool no_training;
    size_t top;
    const char *fix;
    const char *scores;
    const char *report;
    bool quiet;
    bool json;
};

struct job {
    const struct args *args;
    const struct values *values;
    const char *path;
    struct output *err; /* NULL when quiet */
    struct output *out;
    tenor_corpus *corpus;
    tenor_corpus *test; /* NULL for none */
    struct grouping grouping;
    tenor_str *groups; /* [examples] names in it; NULL for none */
    tenor_audit *audit;
    struct long_run run;
    uint32_t done; /* trainings */
    uint32_t trainings;
    double quick; /* when four of five passes were done, which take little time; 0 before */
};

static bool on_training(const tenor_audit_progress *progress, void *user)
{
    struct job *job = user;
    char left[32];
    const double now = progress_clock();
    job->trainings = progress->trainings;
    job->done += progress->done;
    const uint32_t quick = job->trainings / 5 * 4;
    if (job->done >= quick && job->quick == 0)
        job->quick = now;
    if (!job->err)
        return !interrupt_caught();
    if (job->done > quick) {
        progress_format_time(left, sizeof left,
                             (now - job->quick) * (job->trainings - job->done) / (job->done - quick));
        progress_note(&job->run.progress, "%u of %u trainings done  %s left", job->done, job->trainings, left);
    } else {
        progress_note(&job->run.progress, "%u of %u trainings done", job->done, job->trainings);
    }
    return !interrupt_caught();
}

static void write_label(struct output *out, const tenor_corpus *corpus, size_t label)
{
    if (label != SIZE_MAX)
        output_escaped(out, tenor_corpus_label_name(corpus, label));
    output_byte(out, '\t');
}

static void write_score_lines(const struct job *job, struct output *out)
{
    const tenor_corpus *corpus = job->corpus;
    output_text(out, "row\tlabel\tsuggested\tscore\n");
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++) {
        const double score = tenor_audit_score(job->audit, i);
        output_format(out, "%zu\t", i + 1);
        write_label(out, corpus, tenor_corpus_label(corpus, i));
        write_label(out, corpus, tenor_audit_suggested(job->audit, i));
        if (score >= 0)
            output_format(out, "%.6f", score);
        output_byte(out, '\n');
    }
}

static int write_scores(const struct job *job)
{
    struct out_file file = {.descriptor = -1};
    struct output *out = memory_resize(NULL, 1, sizeof *out);
    int exit_status = out_file_open(&file, job->args->command, job->values->scores);
    if (exit_status == EXIT_DONE) {
        output_init(out, file.descriptor, job->values->scores);
        write_score_lines(job, out);
        exit_status = output_finish(out, job->args->command);
    }
    exit_status = out_file_close(&file, exit_status);
    free(out);
    return exit_status;
}

static int write_fixed(const struct job *job)
{
    const size_t size = tenor_corpus_size(job->corpus);
    unsigned char *part_of = memory_resize(NULL, size + 1, 1);
    struct rows_copy copy = {
        .command = job->args->command,
        .options = job->args->options,
        .path = job->path,
        .corpus = job->corpus,
        .part_of = part_of,
        .parts = 1,
        .paths = {job->values->fix},
    };
    for (size_t i = 0; i < size; i++)
        part_of[i] = tenor_audit_confirmed(job->audit, i);
    const int exit_status = rows_copy(&copy);
    free(part_of);
    if (exit_status == EXIT_DONE && job->err) {
        output_name(job->err, job->values->fix);
        output_format(job->err, ": %s of %s rows, without the %s that are confirmed\n",
                      output_grouped(copy.counts[0]).text, output_grouped(size).text,
                      output_grouped(size - copy.counts[0]).text);
        output_flush(job->err);
    }
    return exit_status;
}

static int write_page(struct job *job)
{
    struct page page = {.kind = "Audit", .command = job->args->typed.data};
    struct page_texts texts;
    const tenor_text_settings settings = page_texts_settings(job->args->options);
    page_texts_read(&texts, job->corpus, &settings);
    page_findings(&page, job->audit, job->corpus, job->test, path_base_name(path_name(job->path)),
                  !job->values->no_training);
    page_corpus(&page, &texts, "What are the texts like?",
                (size_t)tenor_options_get_integer(job->args->options, "max-tokens"));
    const int exit_status = page_write(&page, job->args->command, job->values->report);
    page_texts_free(&texts);
    page_free(&page);
    return exit_status;
}

/* How many rows --fix would leave out. */
static void tell_confirmed(const struct job *job)
{
    size_t confirmed = 0;
    for (size_t i = 0; i < tenor_corpus_size(job->corpus); i++)
        confirmed += tenor_audit_confirmed(job->audit, i);
    if (confirmed == 0 || job->values->fix)
        return;
    output_format(job->err, "%s row%s confirmed; --fix FILE writes the corpus without %s\n",
                  output_grouped(confirmed).text, confirmed == 1 ? " is" : "s are", confirmed == 1 ? "it" : "them");
    output_flush(job->err);
}

static int inspect(struct job *job)
{
    const struct values *values = job->values;
    const tenor_audit_settings settings = {
        .size = sizeof settings,
        .folds = values->folds,
        .no_training = values->no_training,
        .sure = values->sure,
        .against = job->test,
        .groups = job->groups,
    };
    tenor_error error = {0};
    long_run_begin(&job->run, job->err);
    const tenor_status status =
        tenor_audit_new(job->args->options, job->corpus, &settings, on_training, job, NULL, &job->audit, &error);
    long_run_end(&job->run);
    if (status == TENOR_INTERRUPTED)
        return fail(job->args->command, EXIT_FAILED, "interrupted: %u of %u trainings were done", job->done,
                    job->trainings);
    if (status != TENOR_OK)
        return fail_with(job->args->command, status, &error);
    const struct findings findings = {job->audit, job->corpus, values->top};
    if (values->json)
        findings_print_json(job->out, &findings);
    else
        findings_print(job->out, &findings);
    int exit_status = output_finish(job->out, job->args->command);
    if (exit_status == EXIT_DONE && job->err)
        tell_confirmed(job);
    if (exit_status == EXIT_DONE && values->scores)
        exit_status = write_scores(job);
    if (exit_status == EXIT_DONE && values->fix)
        exit_status = write_fixed(job);
    if (exit_status == EXIT_DONE && values->report)
        exit_status = write_page(job);
    return exit_status;
}

static int check_files(const struct job *job)
{
    const struct values *values = job->values;
    const struct command *command = job->args->command;
    const char *inputs[] = {job->path, values->against};
    int exit_status = corpora_check_paths(job->args, &(struct corpora_paths){.train = job->path});
    if (exit_status == EXIT_DONE && values->against && strcmp(job->path, "-") == 0 && strcmp(values->against, "-") == 0)
        exit_status = fail_usage(command, "only one of CORPUS and --against can be standard input");
    if (exit_status == EXIT_DONE && values->fix && strcmp(job->path, "-") == 0)
        exit_status = fail_usage(command, "--fix reads CORPUS twice, so it cannot be standard input: give a file");
    if (exit_status == EXIT_DONE && values->by && strcmp(job->path, "-") == 0)
        exit_status = fail_usage(command, "--by reads CORPUS again, so it cannot be standard input: give a file");
    const char *wanted = values->fix ? texts_format_of(values->fix) : NULL;
    const char *given = texts_format_of(job->path);
    if (exit_status == EXIT_DONE && wanted && given && strcmp(wanted, given) != 0)
        exit_status =
            fail_usage(command, "--fix %s: the rows stay as they are in %s, which is %s; give the file that suffix",
                       values->fix, job->path, given);
    if (exit_status == EXIT_DONE && values->fix)
        exit_status = save_check_beside(command, "--fix", values->fix, NULL, inputs, 2);
    if (exit_status == EXIT_DONE && values->scores)
        exit_status = save_check_beside(command, "--scores", values->scores, NULL, inputs, 2);
    if (exit_status == EXIT_DONE)
        exit_status = page_check(command, values->report, inputs, 2, NULL);
    if (exit_status == EXIT_DONE)
        exit_status =
            save_check_distinct(command,
                                (const char *const[][2]){
                                    {"--fix", values->fix}, {"--scores", values->scores}, {"--report", values->report}},
                                3);
    if (exit_status == EXIT_DONE && values->scores && values->no_training)
        exit_status = fail_usage(command, "--scores needs models: leave out --no-training");
    return exit_status;
}

static int read_corpora(struct job *job)
{
    const struct args *args = job->args;
    const bool quiet = job->values->quiet;
    int exit_status = input_corpus(args, job->path, quiet, &job->corpus);
    if (exit_status == EXIT_DONE && job->err)
        input_tell_layout(job->path, job->corpus, NULL);
    if (exit_status == EXIT_DONE && !job->values->no_training)
        exit_status = corpora_check_labels(args, job->path, job->corpus);
    if (exit_status == EXIT_DONE)
        exit_status = input_check_labels(args, job->path, quiet, job->corpus);
    if (exit_status == EXIT_DONE && job->values->against) {
        exit_status = input_corpus(args, job->values->against, quiet, &job->test);
        if (exit_status == EXIT_DONE && job->err)
            input_tell_layout(job->values->against, job->test, job->corpus);
    }
    if (exit_status == EXIT_DONE && job->err) {
        corpora_tell_size(job->err, job->path, job->corpus);
        output_flush(job->err);
    }
    return exit_status;
}

static int read_groups(struct job *job)
{
    const tenor_text_settings settings = page_texts_settings(job->args->options);
    job->grouping = grouping_of(tenor_str_of(job->values->by));
    const int exit_status = grouping_read(&job->grouping, job->args, job->path, job->corpus, &settings, SIZE_MAX);
    if (exit_status != EXIT_DONE)
        return exit_status;
    const size_t size = tenor_corpus_size(job->corpus);
    job->groups = memory_resize(NULL, size + 1, sizeof *job->groups);
    for (size_t i = 0; i < size; i++) {
        const size_t group = job->grouping.of[i];
        job->groups[i] =
            group == job->grouping.without ? (tenor_str){NULL, 0} : tenor_str_of(job->grouping.names[group]);
    }
    return EXIT_DONE;
}

static int audit(struct job *job)
{
    int exit_status = check_files(job);
    if (exit_status == EXIT_DONE)
        exit_status = read_corpora(job);
    if (exit_status == EXIT_DONE && job->values->by)
        exit_status = read_groups(job);
    if (exit_status == EXIT_DONE)
        exit_status = inspect(job);
    grouping_free(&job->grouping);
    free(job->groups);
    tenor_audit_free(job->audit);
    tenor_corpus_free(job->test);
    tenor_corpus_free(job->corpus);
    return exit_status;
}

static const char *const groups[] = {"audit", "corpus", "text", "network", "training", "output", NULL};
static const char *const library[] = {"@corpus", "@text", "@network", "@training", NULL};
static const char *const first[] = {"against", "by",   "folds", "no-training", "sure", "fix",     "scores", "report",
                                    "top",     "json", "text",  "label",       "seed", "threads", "quiet",  NULL};
static const char *const operands[] = {"CORPUS", NULL};

static const struct option_row options[] = {
    TEXT_ROW("audit", 0, "against", against, "FILE", "a test corpus: finds the texts that are in it, too"),
    INTEGER_ROW("audit", 0, "folds", folds, 2, 1e6, "5", "N",
                "parts of the corpus, each judged by models of the others; at most as many as texts"),
    TEXT_ROW("audit", 0, "by", by, "COLUMN",
             "find groups with fewer than ten texts, by the values of one column, such as a store, or ranges of its "
             "numbers"),
    SWITCH_ROW("audit", 0, "no-training", no_training,
               "find in a moment what needs no model: neither wrong labels nor labels that no model can tell apart"),
    NUMBER_ROW("audit", 0, "sure", sure, 0.5, 1, "0.95", "SHARE",
               "a wrong label is confirmed if the suggested one has this probability at least"),
    TEXT_ROW("output", 0, "fix", fix, "FILE", "write the rows of CORPUS, without those that are confirmed, to FILE"),
    TEXT_ROW("output", 0, "scores", scores, "FILE",
             "write row, label, suggested label and score of every text to FILE, with tabs between"),
    TEXT_ROW("output", 0, "report", report, "FILE",
             "write a page for people to FILE, as report.html: what was found, with the texts, and what to do next"),
    INTEGER_ROW("output", 0, "top", top, 0, 1e9, "10", "N", "findings of a kind to show; 0 for all"),
    SWITCH_ROW("output", 'q', "quiet", quiet, "say nothing on standard error but what is wrong"),
    SWITCH_ROW(
        "output", 'j', "json", json,
        "print a JSON object a finding: kind, row (from 1), line, label, suggested, score, confirmed, text, and by "
        "kind other, test_row, texts, word, language, group"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    struct output out;
    struct output err;
    output_init(&out, STDOUT_FILENO, "standard output");
    output_init(&err, STDERR_FILENO, "standard error");
    struct job job = {.args = args, .values = values, .path = args->operands[0], .out = &out};
    job.err = values->quiet ? NULL : &err;
    return audit(&job);
}

const struct command audit_command = {
    .name = "audit",
    .summary = "find wrong labels, copies, leaks and bad texts",
    .usage = "audit CORPUS [--against TEST] [OPTION...]",
    .description =
        "Says what may be wrong with CORPUS, surest first: labels that are probably wrong, with the label that fits "
        "better; copies and near copies, copies with different labels, texts that are in the test corpus, too; labels "
        "that no model can tell apart; words that give a label away; texts that are empty, broken or in another "
        "language; labels, and with --by groups, with few texts. CORPUS is never changed.\n"
        "\n"
        "Each label is judged by models that were trained without the text: five times --folds trainings, of n-gram "
        "models, of "
        "n-gram models without the labels that the first find wrong, and of networks by the options of training. The "
        "score is one "
        "minus the mean probability of the label.\n"
        "\n"
        "--fix leaves out what is confirmed: texts without words or with a tenth of the characters broken, copies, "
        "copies with another label than most, texts of the test corpus, and labels for which another has a probability "
        "of --sure.\n",
    .examples = "  tenor audit reviews.csv\n"
                "  tenor audit train.csv --against test.csv --no-training\n"
                "  tenor audit reviews.csv --fix better.csv\n"
                "  tenor audit reviews.csv --report report.html\n"
                "  tenor audit reviews.csv --json | jq 'select(.kind == \"label\")'\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .first = first,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
