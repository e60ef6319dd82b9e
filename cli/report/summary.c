#include "report/summary.h"

#include "memory.h"
#include "input/input.h"
#include "report/report.h"
#include "text.h"
#include "path.h"

#include <stdlib.h>

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
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
    const char *lexicon = tenor_options_get(options, "lexicon");
    if (lexicon && *lexicon && info->lexicon_labels > 0)
        output_format(out, "%s: a feature of %s label%s, whose loss on dev it lowers\n", lexicon,
                      output_grouped(info->lexicon_labels).text, plural(info->lexicon_labels));
    else if (info->no_lexicon)
        output_format(out, "%s: left out, since %s\n", lexicon, info->no_lexicon);
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
    if (training->corpus)
        json_add_tree(root, "corpus", training->corpus);
    else
        json_add_null(root, "corpus");
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
