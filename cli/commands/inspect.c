/* tenor inspect: what is inside a model. */
#include "options/args.h"
#include "escape.h"
#include "input/input.h"
#include "output/model_json.h"
#include "output/output.h"
#include "output/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct values {
    bool json;
    bool verify;
};

enum { NAME_COLUMN = 14, LAST_COLUMN = 79 };

static void print_json(struct output *out, const char *path, const tenor_model *model, bool verified)
{
    struct cJSON *root = json_new_object();
    json_add_string(root, "model", tenor_str_of(path));
    if (verified)
        json_add_bool(root, "verified", true);
    model_json_add(root, model);
    json_print(root, out);
}

static void name(struct output *out, const char *text)
{
    output_style(out, STYLE_BOLD);
    output_text(out, text);
    output_style(out, STYLE_PLAIN);
    output_spaces(out, NAME_COLUMN - strlen(text));
}

/* "name value, name value, ..." in lines that stand under each other. Pieces are added one by one. */
struct listing {
    struct output *out;
    size_t column;
    bool first;
};

static void list_piece(struct listing *listing, tenor_str piece)
{
    char *escaped = escape_text(piece);
    size_t width = tenor_str_columns(tenor_str_of(escaped));
    if (!listing->first) {
        output_byte(listing->out, ',');
        if (listing->column + 2 + width > LAST_COLUMN) {
            output_byte(listing->out, '\n');
            output_spaces(listing->out, NAME_COLUMN);
            listing->column = NAME_COLUMN;
        } else {
            output_byte(listing->out, ' ');
            listing->column += 2;
        }
    }
    output_text(listing->out, escaped);
    free(escaped);
    listing->column += width;
    listing->first = false;
}

static void print_labels(struct output *out, const tenor_model *model)
{
    name(out, "labels");
    struct listing labels = {out, NAME_COLUMN, true};
    for (size_t i = 0; i < tenor_model_label_count(model); i++) {
        char piece[320];
        tenor_str label = tenor_model_label(model, i);
        float polarity = tenor_model_label_polarity(model, i);
        int size = isnan(polarity)
                       ? snprintf(piece, sizeof piece, "%.*s", (int)label.size, label.data)
                       : snprintf(piece, sizeof piece, "%.*s (%+.3g)", (int)label.size, label.data, (double)polarity);
        list_piece(&labels, (tenor_str){piece, (size_t)size});
    }
    output_byte(out, '\n');
}

/* Only of models that need a word on it: several labels a text, or thresholds. */
static void print_answers(struct output *out, const tenor_model *model, bool has_thresholds)
{
    const tenor_str separator = tenor_model_separator(model);
    if (tenor_model_multi_label(model)) {
        name(out, "answers");
        output_text(out, "any number of labels a text, joined by ");
        struct text quoted = {0};
        json_write_string(&quoted, separator);
        output_format(out, "%s\n", quoted.data);
        free(quoted.data);
    }
    if (!has_thresholds)
        return;
    name(out, "thresholds");
    struct listing thresholds = {out, NAME_COLUMN, true};
    for (size_t i = 0; i < tenor_model_label_count(model); i++) {
        char piece[320];
        tenor_str label = tenor_model_label(model, i);
        int size = snprintf(piece, sizeof piece, "%.*s %.3g", (int)label.size, label.data,
                            (double)tenor_model_threshold(model, i));
        list_piece(&thresholds, (tenor_str){piece, (size_t)size});
    }
    output_byte(out, '\n');
}

static void print_facts(struct output *out, const char *heading, const tenor_model *model, size_t count,
                        tenor_key_value (*get)(const tenor_model *, size_t))
{
    if (count == 0)
        return;
    name(out, heading);
    struct listing facts = {out, NAME_COLUMN, true};
    for (size_t i = 0; i < count; i++) {
        char piece[320];
        tenor_key_value fact = get(model, i);
        if (fact.value.size == 0)
            continue;
        double number = 0;
        if (text_is_json_number(fact.value))
            text_read_number(fact.value, &number);
        int size;
        /* A score has more digits than anyone reads. */
        if (number != 0 && number != floor(number) && fact.value.size > 8)
            size = snprintf(piece, sizeof piece, "%.*s %.4g", (int)fact.name.size, fact.name.data, number);
        else
            size = snprintf(piece, sizeof piece, "%.*s %.*s", (int)fact.name.size, fact.name.data, (int)fact.value.size,
                            fact.value.data);
        list_piece(&facts, (tenor_str){piece, (size_t)size < sizeof piece ? (size_t)size : sizeof piece - 1});
    }
    output_byte(out, '\n');
}

static void print_epochs(struct output *out, const tenor_model *model)
{
    if (tenor_model_epoch_count(model) == 0)
        return;
    struct table epochs;
    table_init(&epochs, 5, true);
    static const char *const headings[] = {"epoch", "loss", "dev loss", "dev accuracy", "dev macro F1"};
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        table_add(&epochs, "%s", headings[i]);
    for (size_t i = 0; i < tenor_model_epoch_count(model); i++) {
        tenor_epoch epoch = *tenor_model_epoch(model, i);
        table_add(&epochs, "%u", (unsigned)epoch.epoch);
        table_add(&epochs, "%.3f", epoch.train_loss);
        table_add(&epochs, "%.3f", epoch.dev_loss);
        table_add(&epochs, "%.1f", 100 * epoch.dev_accuracy);
        table_add(&epochs, "%.1f", 100 * epoch.dev_macro_f1);
    }
    output_byte(out, '\n');
    table_print(out, &epochs);
    table_free(&epochs);
}

static void print_provenance(struct output *out, const tenor_model_info *info)
{
    if (info->corpus.size > 0) {
        char hash[17];
        snprintf(hash, sizeof hash, "%016llx", (unsigned long long)info->corpus_hash);
        name(out, "corpus");
        output_escaped(out, info->corpus);
        output_format(out, ", %s, xxh3 %s\n", output_bytes(info->corpus_bytes).text, hash);
    }
    if (info->version.size > 0) {
        name(out, "trained by");
        output_text(out, "Tenor ");
        output_escaped(out, info->version);
        output_byte(out, '\n');
    }
}

static void print_input(struct output *out, const tenor_model *model)
{
    if (tenor_model_text_count(model) == 0)
        return;
    name(out, "input");
    for (size_t i = 0; i < tenor_model_text_count(model); i++) {
        output_text(out, i == 0 ? "" : ", ");
        output_escaped(out, tenor_model_text(model, i));
    }
    output_byte(out, '\n');
}

static void print(struct output *out, const char *path, const tenor_model *model, bool verified)
{
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    name(out, "model");
    output_name(out, path);
    output_byte(out, '\n');
    if (verified) {
        name(out, "verified");
        output_text(out, "hashes, values and vocabulary\n");
    }
    print_input(out, model);
    print_labels(out, model);
    print_answers(out, model, info.has_thresholds);
    name(out, "network");
    output_format(out, "%.*s, %zu layer%s of %zu, %s, %.*s pooling", (int)info.cell.size, info.cell.data, info.layers,
                  info.layers == 1 ? "" : "s", info.hidden,
                  tenor_str_is(info.direction, "both") ? "both directions" : "forward", (int)info.pooling.size,
                  info.pooling.data);
    if (!tenor_str_is(info.dense, "none"))
        output_format(out, ", dense %.*s", (int)info.dense.size, info.dense.data);
    if (info.ngram_words > 0)
        output_format(out, ", n-grams of %zu", info.ngram_words);
    output_byte(out, '\n');
    tenor_text_settings text = *tenor_vocab_text_settings(tenor_model_vocab(model));
    name(out, "text");
    output_format(out, "%s tokens, case %s, at most ", text.unit == TENOR_TOKENS_CHAR ? "character" : "word",
                  text.keep_case ? "kept" : "folded");
    if (tenor_str_is(info.keep_tokens, "both"))
        output_format(out, "%s of a text, from both ends", output_grouped(info.max_tokens).text);
    else
        output_format(out, "the %s %s of a text", tenor_str_is(info.keep_tokens, "last") ? "last" : "first",
                      output_grouped(info.max_tokens).text);
    output_text(out, info.ngram_words > 0 ? "; n-grams of all of it\n" : "\n");
    name(out, "vocabulary");
    output_format(out, "%s entries, vectors of %zu\n", output_grouped(info.vocab_size).text, info.dim);
    name(out, "size");
    output_format(out, "%s parameters, %s\n", output_grouped(info.parameters).text,
                  output_bytes(info.weights_bytes).text);
    name(out, "temperature");
    output_format(out, "%.4g\n", info.temperature);
    print_provenance(out, &info);
    print_facts(out, "scores", model, tenor_model_score_count(model), tenor_model_score);
    print_facts(out, "options", model, tenor_model_option_count(model), tenor_model_option);
    print_epochs(out, model);
}

static const char *const groups[] = {"options", NULL};
static const char *const operands[] = {"MODEL", NULL};
static const struct option_row options[] = {
    SWITCH_ROW("options", 'j', "json", json, "one JSON object"),
    SWITCH_ROW("options", 0, "verify", verify, "check all files first: hashes, finite values, the vocabulary"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    tenor_model *model = NULL;
    int exit_status = values->verify ? input_verify_model(args, args->operands[0]) : EXIT_DONE;
    if (exit_status == EXIT_DONE)
        exit_status = input_model(args, args->operands[0], &model);
    if (exit_status == EXIT_DONE) {
        struct output out;
        output_init(&out, STDOUT_FILENO, "standard output");
        if (values->json)
            print_json(&out, args->operands[0], model, values->verify);
        else
            print(&out, args->operands[0], model, values->verify);
        exit_status = output_finish(&out, args->command);
    }
    tenor_model_free(model);
    return exit_status;
}

const struct command inspect_command = {
    .name = "inspect",
    .summary = "show what is inside a model",
    .usage = "inspect MODEL [OPTION...]",
    .description = "Prints the labels of MODEL, their polarities and thresholds, its network and sizes, the corpus, "
                   "scores and options of its training, and how that went, epoch by epoch. With --verify "
                   "it checks the files first and ends with status 3 where something is wrong or "
                   "two files differ: every hash, that all values are finite, and that the vocabulary "
                   "among the weights is complete and that of vocab.json.\n",
    .examples = "  tenor inspect reviews-model\n"
                "  tenor inspect reviews-model --json | jq .options.hidden\n"
                "  tenor inspect reviews-model --verify >/dev/null && echo sound\n",
    .groups = groups,
    .options = options,
    .operands = operands,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
