/* tenor split: a test part of a corpus, copies of a text on one side. */
#include "options/args.h"
#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "output/output.h"
#include "output/rows_copy.h"
#include "output/save.h"
#include "output/table.h"
#include "text.h"
#include "path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct values {
    double fraction;
    const char *train;
    const char *test;
    size_t seed;
    bool quiet;
};

enum part { PART_TRAIN, PART_TEST, PARTS };

struct job {
    const struct args *args;
    const struct values *values;
    const char *path;
    tenor_corpus *corpus;
    bool *held; /* [examples] in the test part */
    char *paths[PARTS];
    uint64_t counts[PARTS];
};

static const char *const words[PARTS] = {"train", "test"};

/* reviews.csv becomes reviews-train.csv, reviews.csv.gz reviews-train.csv.gz. */
static char *name_part(const char *path, const char *word)
{
    struct text name = {0};
    const tenor_str base = path_base_name(path);
    const char *dot = memchr(base.data + 1, '.', base.size > 0 ? base.size - 1 : 0);
    const size_t before = dot ? (size_t)(dot - path) : strlen(path);
    text_add(&name, "%.*s-%s%s", (int)before, path, word, dot ? dot : "");
    return name.data;
}

static int name_parts(struct job *job)
{
    const char *const given[PARTS] = {job->values->train, job->values->test};
    const struct command *command = job->args->command;
    for (size_t i = 0; i < PARTS; i++) {
        struct text name = {0};
        if (given[i])
            text_add(&name, "%s", given[i]);
        job->paths[i] = given[i] ? name.data : name_part(job->path, words[i]);
        char option[16];
        snprintf(option, sizeof option, "--%s", words[i]);
        const int exit_status = save_check_file(command, option, job->paths[i], &job->path, 1);
        if (exit_status != EXIT_DONE)
            return exit_status;
        if (!given[i] && access(job->paths[i], F_OK) == 0)
            return fail_usage(command, "%s exists: remove it, or name the parts with --train and --test",
                              job->paths[i]);
    }
    if (strcmp(job->paths[PART_TRAIN], job->paths[PART_TEST]) == 0)
        return fail_usage(command, "--train and --test name the same file");
    return EXIT_DONE;
}

/* Labels by part, those of the corpus that fit a screen. */
static void tell(const struct job *job)
{
    enum { MOST_LABELS = 12, LABEL_COLUMNS = 40 };
    const tenor_corpus *corpus = job->corpus;
    const size_t labels = tenor_corpus_label_count(corpus);
    uint64_t *counts = memory_resize(NULL, PARTS * labels, sizeof *counts);
    struct output out;
    struct table table;
    memset(counts, 0, PARTS * labels * sizeof *counts);
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, i); j++)
            counts[PARTS * tenor_corpus_example_label(corpus, i, j) + (job->held[i] ? PART_TEST : PART_TRAIN)]++;
    output_init(&out, STDERR_FILENO, "standard error");
    table_init(&table, 1 + PARTS, true);
    table_add(&table, "label");
    for (size_t i = 0; i < PARTS; i++)
        table_add(&table, "%s", words[i]);
    for (size_t k = 0; k < labels && k < MOST_LABELS; k++) {
        table_add_name(&table, tenor_corpus_label_name(corpus, k), LABEL_COLUMNS);
        for (size_t i = 0; i < PARTS; i++)
            table_add(&table, "%s", output_grouped(counts[PARTS * k + i]).text);
    }
    table_print(&out, &table);
    table_free(&table);
    if (labels > MOST_LABELS)
        output_format(&out, "  and %zu more labels\n", labels - MOST_LABELS);
    for (size_t i = 0; i < PARTS; i++) {
        output_name(&out, job->paths[i]);
        output_format(&out, ": %s example%s (%.1f %%)\n", output_grouped(job->counts[i]).text,
                      job->counts[i] == 1 ? "" : "s", 100 * (double)job->counts[i] / (double)tenor_corpus_size(corpus));
    }
    output_flush(&out);
    free(counts);
}

static int divide(struct job *job)
{
    const struct command *command = job->args->command;
    const size_t size = tenor_corpus_size(job->corpus);
    tenor_error error = {0};
    job->held = memory_resize(NULL, size + 1, sizeof *job->held);
    const tenor_status status =
        tenor_corpus_mark_test(job->corpus, job->values->fraction, job->values->seed, NULL, job->held, &error);
    if (status != TENOR_OK)
        return fail_with(command, status, &error);
    unsigned char *part_of = memory_resize(NULL, size + 1, 1);
    struct rows_copy copy = {
        .command = job->args->command,
        .options = job->args->options,
        .path = job->path,
        .corpus = job->corpus,
        .part_of = part_of,
        .parts = PARTS,
    };
    for (size_t i = 0; i < PARTS; i++)
        copy.paths[i] = job->paths[i];
    for (size_t i = 0; i < size; i++)
        part_of[i] = job->held[i] ? PART_TEST : PART_TRAIN;
    const int exit_status = rows_copy(&copy);
    memcpy(job->counts, copy.counts, sizeof job->counts);
    free(part_of);
    if (exit_status == EXIT_DONE && !job->values->quiet)
        tell(job);
    return exit_status;
}

static int split(struct job *job)
{
    const struct args *args = job->args;
    if (strcmp(job->path, "-") == 0)
        return fail_usage(args->command, "CORPUS is read twice, so it cannot be standard input: give a file");
    int exit_status = name_parts(job);
    if (exit_status == EXIT_DONE)
        exit_status = input_corpus(args, job->path, job->values->quiet, &job->corpus);
    if (exit_status == EXIT_DONE && !job->values->quiet)
        input_tell_layout(job->path, job->corpus, NULL);
    if (exit_status == EXIT_DONE)
        exit_status = divide(job);
    free(job->held);
    for (size_t i = 0; i < PARTS; i++)
        free(job->paths[i]);
    tenor_corpus_free(job->corpus);
    return exit_status;
}

static const char *const groups[] = {"corpus", "output", "options", NULL};
static const char *const library[] = {"@corpus", "!dev-fraction", "!probabilities", NULL};
static const char *const operands[] = {"CORPUS", NULL};
static const struct option_row options[] = {
    NUMBER_ROW("options", 0, "fraction", fraction, 0.001, 0.9, "0.2", "SHARE", "share of the texts in the test part"),
    INTEGER_ROW("options", 0, "seed", seed, 0, 9007199254740992, "1", "N", "seed of the choice"),
    TEXT_ROW("output", 0, "train", train, "FILE",
             "write the part to train on to FILE; CORPUS's name with -train when not given"),
    TEXT_ROW("output", 0, "test", test, "FILE", "write the test part to FILE; CORPUS's name with -test when not given"),
    SWITCH_ROW("output", 'q', "quiet", quiet, "say nothing but what is wrong"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    struct job job = {.args = args, .values = values, .path = args->operands[0]};
    tenor_options_set(args->options, "probabilities", "none", NULL); /* parts go by the labels */
    return split(&job);
}

const struct command split_command = {
    .name = "split",
    .summary = "divide a corpus into a part to train on and a test part",
    .usage = "split CORPUS [OPTION...]",
    .description = "Writes the rows of CORPUS, as they stand, to two files, each with the header: reviews.csv "
                   "becomes reviews-train.csv and reviews-test.csv. Each label has its share in both. Copies of a "
                   "text, which differ in white space and case at most, are in the same file, so that no text of "
                   "the test part is one that a model has seen. The same corpus and seed give the same files.\n",
    .examples = "  tenor split reviews.csv\n"
                "  tenor split reviews.csv --fraction 0.1 --train train.csv --test test.csv\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
