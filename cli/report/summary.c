#include "report/summary.h"

#include "memory.h"
#include "input/input.h"
#include "report/report.h"
#include "output/table.h"
#include "text.h"

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

void summary_corpus(struct output *out, const char *path, const tenor_corpus *corpus)
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
    output_name(out, input_name(path));
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

void summary_held_out(struct output *out, const tenor_corpus *held_out, size_t seen)
{
    const size_t examples = tenor_corpus_size(held_out);
    output_format(out, "held out to choose the best epoch: %s more example", output_grouped(examples).text);
    end_examples(out, examples, seen);
}

void summary_other(struct output *out, const char *what, const char *path, const tenor_corpus *corpus, size_t seen)
{
    const size_t examples = tenor_corpus_size(corpus);
    output_format(out, "%s ", what);
    output_name(out, input_name(path));
    output_format(out, ": %s example", output_grouped(examples).text);
    end_examples(out, examples, seen);
}

void summary_test_part(struct output *out, const tenor_corpus *test)
{
    const size_t examples = tenor_corpus_size(test);
    output_format(out, "held out to test the model: %s more example%s, none a copy of a text that training sees\n",
                  output_grouped(examples).text, plural(examples));
}

void summary_repeated(struct output *out, size_t texts)
{
    if (texts > 0)
        output_format(out, "of these, %s with a text that others have: folds that test one may train on another\n",
                      output_grouped(texts).text);
}

void summary_trainer(struct output *out, const tenor_options *options, const tenor_trainer_info *info)
{
    output_format(out, "vocabulary: %s word%s; the corpus has %s distinct one%s\n",
                  output_grouped(info->vocab_size - NOT_WORDS).text, plural(info->vocab_size - NOT_WORDS),
                  output_grouped(info->words).text, plural(info->words));
    const char *vectors = tenor_options_get(options, "vectors");
    if (vectors && *vectors)
        output_format(out, "%s: knows %s of these, %.1f %% of all tokens\n", vectors,
                      output_grouped(info->words_in_vectors).text, 100 * info->token_coverage);
    output_format(out, "network: %s, %s layer%s of %s, %s, %s pooling", tenor_options_get(options, "cell"),
                  tenor_options_get(options, "layers"), plural((size_t)tenor_options_get_integer(options, "layers")),
                  tenor_options_get(options, "hidden"),
                  strcmp(tenor_options_get(options, "direction"), "both") == 0 ? "both directions" : "forward",
                  tenor_options_get(options, "pooling"));
    if (info->ngram_words > 0)
        output_format(out, ", n-grams of %zu", info->ngram_words);
    output_format(out, "; %s parameters\n", output_grouped(info->parameters).text);
    if (info->no_ngrams)
        output_format(out, "the n-gram model is left out: %s\n", info->no_ngrams);
}

void summary_saved(struct output *out, const char *path, const tenor_model *model, bool tested)
{
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    output_format(out, "\nSaved to %s (%s). Next:\n", path, output_bytes(info.weights_bytes).text);
    struct text word = {0};
    struct text program = {0};
    text_add_word(&word, path);
    text_add_word(&program, command_program());
    output_format(out, "  echo \"some text\" | %s classify %s\n", program.data, word.data);
    output_format(out, tested ? "  %s inspect %s\n" : "  %s evaluate %s test.csv\n", program.data, word.data);
    free(program.data);
    free(word.data);
}

void summary_add_scores(struct cJSON *parent, const char *key, const tenor_report *report)
{
    if (!report) {
        json_add_null(parent, key);
        return;
    }
    struct cJSON *object = json_add_object(parent, key);
    json_add_count(object, "examples", tenor_report_scores(report)->examples);
    report_add_scores(object, report);
}

struct cJSON *summary_object(const struct training *training, const tenor_report *dev, const tenor_report *test)
{
    struct cJSON *root = json_new_object();
    json_add_string(root, "model", tenor_str_of(training->path));
    json_add_tree(root, "corpus", training->corpus);
    json_add_count(root, "examples", training->examples);
    json_add_count(root, "epochs", training->epochs);
    json_add_count(root, "best_epoch", training->best_epoch);
    json_add_bool(root, "interrupted", training->interrupted);
    summary_add_scores(root, "dev", dev);
    summary_add_scores(root, "test", test);
    json_add_number(root, "seconds", training->seconds);
    json_add_number(root, "tokens_per_second",
                    training->token_seconds > 0 ? (double)training->tokens / training->token_seconds : 0);
    return root;
}
