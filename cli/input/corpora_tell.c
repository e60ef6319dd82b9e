#include "input/corpora_tell.h"

#include "memory.h"
#include "output/table.h"
#include "path.h"

#include <stdlib.h>

enum { MOST_LABELS = 12, LABEL_COLUMNS = 40 };

struct label_size {
    size_t label;
    size_t examples;
};

static int by_examples(const void *a, const void *b)
{
    const struct label_size *left = a;
    const struct label_size *right = b;
    if (left->examples != right->examples)
        return left->examples < right->examples ? 1 : -1;
    return (left->label > right->label) - (left->label < right->label);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

void corpora_tell_size(struct output *out, const char *path, const tenor_corpus *corpus)
{
    size_t examples = tenor_corpus_size(corpus);
    size_t labels = tenor_corpus_label_count(corpus);
    struct label_size *sizes = memory_resize(NULL, labels + 1, sizeof *sizes);
    size_t all = 0;
    size_t without = 0;
    for (size_t i = 0; i < labels; i++)
        sizes[i] = (struct label_size){i, 0};
    for (size_t i = 0; i < examples; i++) {
        const size_t count = tenor_corpus_example_label_count(corpus, i);
        for (size_t j = 0; j < count; j++)
            sizes[tenor_corpus_example_label(corpus, i, j)].examples++;
        all += count;
        without += count == 0;
    }
    output_name(out, path_name(path));
    output_format(out, ": %s example%s, %zu label%s", output_grouped(examples).text, plural(examples), labels,
                  plural(labels));
    if (tenor_corpus_separator(corpus).size > 0)
        output_format(out, ", %.1f a text, %s without", (double)all / (double)examples, output_grouped(without).text);
    output_byte(out, '\n');
    qsort(sizes, labels, sizeof *sizes, by_examples);
    struct table table;
    table_init(&table, 3, false);
    for (size_t i = 0; i < labels && i < MOST_LABELS; i++) {
        table_add_name(&table, tenor_corpus_label_name(corpus, sizes[i].label), LABEL_COLUMNS);
        table_add(&table, "%s", output_grouped(sizes[i].examples).text);
        table_add(&table, "%.1f %%", 100.0 * (double)sizes[i].examples / (double)examples);
    }
    table_print(out, &table);
    table_free(&table);
    free(sizes);
    if (labels > MOST_LABELS)
        output_format(out, "  and %zu more\n", labels - MOST_LABELS);
}

/* The end of a line about `examples`. */
static void end_examples(struct output *out, size_t examples, size_t seen)
{
    output_format(out, "%s", plural(examples));
    if (seen > 0)
        output_format(out, ", %s with %stext%s that training sees", output_grouped(seen).text, seen == 1 ? "a " : "",
                      plural(seen));
    output_byte(out, '\n');
}

void corpora_tell_held_out(struct output *out, const tenor_corpus *held_out, size_t seen)
{
    const size_t examples = tenor_corpus_size(held_out);
    output_format(out, "held out to choose the best epoch: %s more example", output_grouped(examples).text);
    end_examples(out, examples, seen);
}

void corpora_tell_other(struct output *out, const char *what, const char *path, const tenor_corpus *corpus, size_t seen)
{
    const size_t examples = tenor_corpus_size(corpus);
    output_format(out, "%s ", what);
    output_name(out, path_name(path));
    output_format(out, ": %s example", output_grouped(examples).text);
    end_examples(out, examples, seen);
}

void corpora_tell_test_part(struct output *out, const tenor_corpus *test)
{
    const size_t examples = tenor_corpus_size(test);
    output_format(out, "held out to test the model: %s more example%s, none a copy of a text that training sees\n",
                  output_grouped(examples).text, plural(examples));
}

void corpora_tell_repeated(struct output *out, size_t texts)
{
    if (texts > 0)
        output_format(out, "of these, %s with a text that others have: folds that test one may train on another\n",
                      output_grouped(texts).text);
}
