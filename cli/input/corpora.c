#include "input/corpora.h"

#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "input/corpora_tell.h"
#include "output/save.h"
#include "path.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Each fold and round reads them. */
static int check_lexicons(const struct args *args)
{
    const char *lexicons = tenor_options_get(args->options, "lexicon");
    struct path_list list = path_list_of(lexicons);
    int exit_status = EXIT_DONE;
    for (size_t i = 0; i < list.count && exit_status == EXIT_DONE; i++)
        if (strcmp(list.paths[i], "-") == 0 || (access(list.paths[i], F_OK) == 0 && !path_is_file(list.paths[i])))
            exit_status = fail_usage(args->command, "--lexicon takes files, which are read more than once: %s is none",
                                     path_name(list.paths[i]));
    path_list_free(&list);
    return exit_status;
}

int corpora_check_paths(const struct args *args, const struct corpora_paths *paths)
{
    const char *const all[] = {paths->train, paths->dev, paths->test};
    int from_input = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        from_input += all[i] && strcmp(all[i], "-") == 0;
    if (from_input > 1)
        return fail_usage(args->command, "only one of CORPUS, --dev and --test can be standard input");
    const char *weights = tenor_options_get(args->options, "class-weights");
    if (*weights && strcmp(weights, "none") != 0 && strcmp(weights, "balanced") != 0 && access(weights, R_OK) != 0)
        return fail(args->command, EXIT_IO, "--class-weights: cannot open %s: %s (none, balanced, or a file)", weights,
                    strerror(errno));
    return check_lexicons(args);
}

int corpora_check_output(const struct args *args, const char *unlabeled, const char *option, const char *output)
{
    const int exit_status = save_check_list(args->command, option, output, unlabeled);
    return exit_status == EXIT_DONE
               ? save_check_list(args->command, option, output, tenor_options_get(args->options, "lexicon"))
               : exit_status;
}

/* Training says so too, but after a hold-out, whose sizes would only puzzle. */
int corpora_check_labels(const struct args *args, const char *path, const tenor_corpus *corpus)
{
    const size_t examples = tenor_corpus_size(corpus);
    if (tenor_corpus_label_count(corpus) >= 2)
        return EXIT_DONE;
    if (tenor_corpus_label_count(corpus) == 0)
        return fail(args->command, EXIT_BAD_INPUT, "%s: none of its %zu texts has a label", path_name(path), examples);
    tenor_str label = tenor_corpus_label_name(corpus, 0);
    return fail(args->command, EXIT_BAD_INPUT,
                "%s has %zu example%s of 1 label, \"%.*s\"; training needs 2 labels at least", path_name(path),
                examples, examples == 1 ? "" : "s", (int)label.size, label.data);
}

/* A label that training never sees would only be found out later, and without the file. Labels are sorted by their
 * bytes. */
static bool knows(const tenor_model *model, tenor_str label)
{
    for (size_t k = 0; model && k < tenor_model_label_count(model); k++)
        if (tenor_str_compare(tenor_model_label(model, k), label) == 0)
            return true;
    return false;
}

static int check_other_labels(const struct args *args, const char *train_path, const struct corpora *corpora,
                              const char *path, const tenor_corpus *other)
{
    const tenor_corpus *train = corpora->train;
    const size_t known = tenor_corpus_label_count(train);
    size_t unknown = 0;
    tenor_str first = {0};
    size_t k = 0;
    for (size_t i = 0; i < tenor_corpus_label_count(other); i++) {
        const tenor_str label = tenor_corpus_label_name(other, i);
        while (k < known && tenor_str_compare(tenor_corpus_label_name(train, k), label) < 0)
            k++;
        if (k < known && tenor_str_compare(tenor_corpus_label_name(train, k), label) == 0)
            continue;
        if (knows(corpora->known, label))
            continue;
        first = unknown++ == 0 ? label : first;
    }
    if (unknown == 0)
        return EXIT_DONE;
    const tenor_str some = tenor_corpus_label_name(train, 0);
    char more[40] = "";
    if (unknown > 1)
        snprintf(more, sizeof more, " (and %zu more)", unknown - 1);
    return fail(args->command, EXIT_BAD_INPUT,
                "%s: the label \"%.*s\"%s does not occur in %s, which has %zu, such as \"%.*s\"", path_name(path),
                (int)first.size, first.data, more, path_name(train_path), known, (int)some.size, some.data);
}

struct sought {
    tenor_str text;
    bool seen;
};

static int by_text(const void *a, const void *b)
{
    return tenor_str_compare(((const struct sought *)a)->text, ((const struct sought *)b)->text);
}

/* The texts of a corpus, sorted; the caller frees. */
static struct sought *sort_texts(const tenor_corpus *corpus)
{
    const size_t count = tenor_corpus_size(corpus);
    struct sought *texts = memory_resize(NULL, count, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        texts[i] = (struct sought){tenor_corpus_text(corpus, i), false};
    qsort(texts, count, sizeof *texts, by_text);
    return texts;
}

/* Where the texts that equal that at begin end. */
static size_t end_of_equals(const struct sought *texts, size_t count, size_t begin)
{
    size_t end = begin + 1;
    while (end < count && by_text(&texts[begin], &texts[end]) == 0)
        end++;
    return end;
}

size_t corpora_count_repeated(const tenor_corpus *corpus)
{
    const size_t count = tenor_corpus_size(corpus);
    struct sought *texts = sort_texts(corpus);
    size_t repeated = 0;
    for (size_t begin = 0, end; begin < count; begin = end) {
        end = end_of_equals(texts, count, begin);
        repeated += end - begin > 1 ? end - begin : 0;
    }
    free(texts);
    return repeated;
}

/* Marks, of equal ones one, those that are texts of the other corpus. */
static void mark_seen(struct sought *texts, size_t count, const tenor_corpus *other)
{
    for (size_t i = 0; i < tenor_corpus_size(other); i++) {
        const struct sought text = {tenor_corpus_text(other, i), false};
        struct sought *found = bsearch(&text, texts, count, sizeof *texts, by_text);
        if (found)
            found->seen = true;
    }
}

/* How many texts of corpus are texts of train or of what was held out of it (NULL for nothing), byte for byte. */
static size_t count_seen(const tenor_corpus *corpus, const tenor_corpus *train, const tenor_corpus *held_out)
{
    const size_t count = tenor_corpus_size(corpus);
    struct sought *texts = sort_texts(corpus);
    mark_seen(texts, count, train);
    if (held_out)
        mark_seen(texts, count, held_out);
    size_t seen = 0;
    for (size_t begin = 0, end; begin < count; begin = end) {
        bool one_seen = false;
        end = end_of_equals(texts, count, begin);
        for (size_t i = begin; i < end; i++)
            one_seen |= texts[i].seen;
        seen += one_seen ? end - begin : 0;
    }
    free(texts);
    return seen;
}

static void summarize(const struct corpora_paths *paths, const struct corpora *corpora, struct output *err)
{
    const size_t seen = count_seen(corpora->dev, corpora->train, NULL);
    corpora_tell_size(err, paths->train, corpora->train);
    if (paths->dev)
        corpora_tell_other(err, "dev", paths->dev, corpora->dev, seen);
    else
        corpora_tell_held_out(err, corpora->dev, seen);
    if (paths->test)
        corpora_tell_other(err, "test", paths->test, corpora->test,
                           count_seen(corpora->test, corpora->train, paths->dev ? NULL : corpora->dev));
    else if (corpora->test)
        corpora_tell_test_part(err, corpora->test);
    output_flush(err);
}

/* With --multi-label alone each file's own separator is found. */
static void tell_separator(const struct args *args, const char *path, const tenor_corpus *corpus,
                           const tenor_corpus *train)
{
    const tenor_str own = tenor_corpus_separator(corpus);
    const tenor_str other = tenor_corpus_separator(train);
    if (own.size > 0 && other.size > 0 && !tenor_str_equal(own, other))
        warn(
            args->command,
            "%s: labels are separated by '%.*s' here and by '%.*s' in the texts to train on; --multi-label '...' names "
            "one for both",
            path_name(path), (int)own.size, own.data, (int)other.size, other.data);
}

/* Whether a file has not the columns that --probabilities names. */
static bool lacks_probabilities(const struct args *args, const char *path)
{
    tenor_rows *rows;
    tenor_error error = {0};
    const char *given = tenor_options_get(args->options, "probabilities");
    if (*given == '\0' || strcmp(given, "none") == 0 || !path_is_file(path))
        return false;
    const char *option = NULL;
    if (tenor_rows_open(path, args->options, TENOR_ROWS_LAYOUT, NULL, &rows, &error) == TENOR_OK) {
        const tenor_error *unclear = tenor_layout_unclear(tenor_rows_layout(rows));
        option = unclear ? unclear->option : NULL;
        tenor_rows_free(rows);
    } else {
        option = error.option;
    }
    return option && strcmp(option, "probabilities") == 0;
}

/* People label dev and test, without probabilities: there the labels count. */
static int read_labeled(const struct args *args, const char *path, bool quiet, tenor_corpus **out)
{
    if (!lacks_probabilities(args, path))
        return input_corpus(args, path, quiet, out);
    struct text given = {0};
    text_add(&given, "%s", tenor_options_get(args->options, "probabilities"));
    if (!quiet)
        warn(args->command, "%s: there are no columns of --probabilities %s: its labels count", path_name(path),
             given.data);
    tenor_options_set(args->options, "probabilities", "none", NULL);
    const int exit_status = input_corpus(args, path, quiet, out);
    tenor_options_set(args->options, "probabilities", given.data, NULL);
    free(given.data);
    return exit_status;
}

static int read_other(const struct args *args, const char *path, bool quiet, const tenor_corpus *train,
                      tenor_corpus **out)
{
    const int exit_status = read_labeled(args, path, quiet, out);
    if (exit_status == EXIT_DONE && !quiet) {
        input_tell_layout(path, *out, train);
        tell_separator(args, path, *out, train);
    }
    return exit_status;
}

static int hold_out_test(const struct args *args, double fraction, struct corpora *corpora)
{
    const uint64_t seed = (uint64_t)tenor_options_get_integer(args->options, "seed");
    tenor_corpus *rest;
    tenor_error error = {0};
    const tenor_status status =
        tenor_corpus_split_test(corpora->train, fraction, seed, NULL, &rest, &corpora->test, &error);
    if (status != TENOR_OK)
        return fail_with(args->command, status, &error);
    tenor_corpus_free(corpora->train);
    corpora->train = rest;
    return EXIT_DONE;
}

int corpora_complete(const struct args *args, const struct corpora_paths *paths, struct output *err,
                     struct corpora *corpora)
{
    const bool quiet = err == NULL;
    int exit_status = EXIT_DONE;
    if (paths->dev)
        exit_status = read_other(args, paths->dev, quiet, corpora->train, &corpora->dev);
    if (exit_status == EXIT_DONE && paths->test)
        exit_status = read_other(args, paths->test, quiet, corpora->train, &corpora->test);
    if (exit_status == EXIT_DONE && paths->dev)
        exit_status = check_other_labels(args, paths->train, corpora, paths->dev, corpora->dev);
    if (exit_status == EXIT_DONE && paths->test)
        exit_status = check_other_labels(args, paths->train, corpora, paths->test, corpora->test);
    if (exit_status == EXIT_DONE && paths->test_fraction > 0)
        exit_status = hold_out_test(args, paths->test_fraction, corpora);
    if (exit_status == EXIT_DONE && !paths->dev)
        exit_status = input_hold_out(args, &corpora->train, &corpora->dev);
    if (exit_status == EXIT_DONE && err)
        summarize(paths, corpora, err);
    return exit_status;
}

int corpora_read(const struct args *args, const struct corpora_paths *paths, struct output *err,
                 struct corpora *corpora)
{
    const bool quiet = err == NULL;
    int exit_status = input_corpus(args, paths->train, quiet, &corpora->train);
    if (exit_status == EXIT_DONE && !quiet)
        input_tell_layout(paths->train, corpora->train, NULL);
    if (exit_status == EXIT_DONE && !(corpora->known && tenor_corpus_label_count(corpora->train) == 1))
        exit_status = corpora_check_labels(args, paths->train, corpora->train);
    if (exit_status == EXIT_DONE)
        exit_status = input_check_labels(args, paths->train, quiet, corpora->train);
    return exit_status == EXIT_DONE ? corpora_complete(args, paths, err, corpora) : exit_status;
}

void corpora_free(struct corpora *corpora)
{
    tenor_corpus_free(corpora->train);
    tenor_corpus_free(corpora->dev);
    tenor_corpus_free(corpora->test);
    *corpora = (struct corpora){.train = NULL};
}
