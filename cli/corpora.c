#include "corpora.h"

#include "failure.h"
#include "input.h"
#include "summary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    return EXIT_DONE;
}

/* Training says so too, but after a hold-out, whose sizes would only puzzle. */
int corpora_check_labels(const struct args *args, const char *path, const tenor_corpus *corpus)
{
    const size_t examples = tenor_corpus_size(corpus);
    if (tenor_corpus_label_count(corpus) >= 2)
        return EXIT_DONE;
    if (tenor_corpus_label_count(corpus) == 0)
        return fail(args->command, EXIT_BAD_INPUT, "%s: none of its %zu texts has a label", input_name(path), examples);
    tenor_str label = tenor_corpus_label_name(corpus, 0);
    return fail(args->command, EXIT_BAD_INPUT,
                "%s has %zu example%s of 1 label, \"%.*s\"; training needs 2 labels at least", input_name(path),
                examples, examples == 1 ? "" : "s", (int)label.size, label.data);
}

static int compare(tenor_str a, tenor_str b)
{
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* A test label that training never sees would only be found out at the end. Labels are sorted by their bytes. */
static int check_test_labels(const struct args *args, const struct corpora_paths *paths, const struct corpora *corpora)
{
    const size_t known = tenor_corpus_label_count(corpora->train);
    size_t k = 0;
    for (size_t i = 0; corpora->test && i < tenor_corpus_label_count(corpora->test); i++) {
        tenor_str label = tenor_corpus_label_name(corpora->test, i);
        while (k < known && compare(tenor_corpus_label_name(corpora->train, k), label) < 0)
            k++;
        if (k == known || compare(tenor_corpus_label_name(corpora->train, k), label) != 0)
            return fail(args->command, EXIT_BAD_INPUT, "%s: the label \"%.*s\" does not occur in %s", paths->test,
                        (int)label.size, label.data, paths->train);
    }
    return EXIT_DONE;
}

struct sought {
    tenor_str text;
    bool seen;
};

static int by_text(const void *a, const void *b)
{
    return compare(((const struct sought *)a)->text, ((const struct sought *)b)->text);
}

/* How many texts of corpus are texts of train, byte for byte. */
static size_t count_seen(const tenor_corpus *corpus, const tenor_corpus *train)
{
    const size_t count = tenor_corpus_size(corpus);
    struct sought *texts = memory_resize(NULL, count, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        texts[i] = (struct sought){tenor_corpus_text(corpus, i), false};
    qsort(texts, count, sizeof *texts, by_text);
    for (size_t i = 0; i < tenor_corpus_size(train); i++) {
        const struct sought text = {tenor_corpus_text(train, i), false};
        struct sought *found = bsearch(&text, texts, count, sizeof *texts, by_text);
        if (found)
            found->seen = true;
    }
    size_t seen = 0;
    for (size_t begin = 0, end; begin < count; begin = end) {
        bool one_seen = false;
        for (end = begin; end < count && by_text(&texts[begin], &texts[end]) == 0; end++)
            one_seen |= texts[end].seen;
        seen += one_seen ? end - begin : 0;
    }
    free(texts);
    return seen;
}

static void summarise(const struct corpora_paths *paths, const struct corpora *corpora, struct output *err)
{
    const size_t seen = count_seen(corpora->dev, corpora->train);
    summary_corpus(err, paths->train, corpora->train);
    if (paths->dev)
        summary_other(err, "dev", paths->dev, corpora->dev, seen);
    else
        summary_held_out(err, corpora->dev, seen);
    if (paths->test)
        summary_other(err, "test", paths->test, corpora->test, count_seen(corpora->test, corpora->train));
    output_flush(err);
}

int corpora_read(const struct args *args, const struct corpora_paths *paths, struct output *err,
                 struct corpora *corpora)
{
    const bool quiet = err == NULL;
    int exit_status = input_corpus(args, paths->train, quiet, &corpora->train);
    if (exit_status == EXIT_DONE)
        exit_status = corpora_check_labels(args, paths->train, corpora->train);
    if (exit_status == EXIT_DONE && paths->dev)
        exit_status = input_corpus(args, paths->dev, quiet, &corpora->dev);
    if (exit_status == EXIT_DONE && paths->test)
        exit_status = input_corpus(args, paths->test, quiet, &corpora->test);
    if (exit_status == EXIT_DONE)
        exit_status = check_test_labels(args, paths, corpora);
    if (exit_status == EXIT_DONE && !paths->dev)
        exit_status = input_hold_out(args, &corpora->train, &corpora->dev);
    if (exit_status == EXIT_DONE && err)
        summarise(paths, corpora, err);
    return exit_status;
}

void corpora_free(struct corpora *corpora)
{
    tenor_corpus_free(corpora->train);
    tenor_corpus_free(corpora->dev);
    tenor_corpus_free(corpora->test);
    *corpora = (struct corpora){NULL, NULL, NULL};
}
