/* tenor columns: what a file holds, and how it would be read. */
#include "options/args.h"
#include "input/corpora.h"
#include "failure.h"
#include "input/input.h"
#include "output/json.h"
#include "memory.h"
#include "input/layout.h"
#include "output/output.h"
#include "input/corpora_tell.h"
#include "output/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_WIDTH = 24, EXAMPLE_WIDTH = 32 };

struct values {
    bool json;
};

static const char *role_name(tenor_column_role role)
{
    static const char *const names[] = {"", "text", "label", "probabilities"};
    return names[role];
}

/* Why a column was taken, in words. */
static const char *reason_text(const tenor_column *column)
{
    const char *reason = column->reason;
    const bool text = column->role == TENOR_COLUMN_TEXT;
    if (strcmp(reason, "given") == 0)
        return text                                 ? "it is given by --text"
               : column->role == TENOR_COLUMN_LABEL ? "it is given by --label"
                                                    : "it is given by --probabilities";
    if (strcmp(reason, "name") == 0)
        return "its name is a usual one";
    if (strcmp(reason, "values") == 0)
        return text ? "its values look most like texts" : "its values look most like labels";
    return "it is the one left";
}

static void print_table(struct output *out, const tenor_layout *layout)
{
    struct table table;
    table_init(&table, 7, true);
    const char *const headings[] = {"column", "type", "empty", "distinct", "length", "taken as", "example"};
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        table_add(&table, "%s", headings[i]);
    for (size_t i = 0; i < tenor_layout_column_count(layout); i++) {
        const tenor_column column = tenor_layout_column(layout, i);
        struct text name = {0};
        text_add(&name, "%zu %.*s", i + 1, (int)column.name.size, column.name.data);
        table_add_name(&table, tenor_str_of(name.data), NAME_WIDTH);
        free(name.data);
        table_add(&table, "%s", column.kind);
        table_add(&table, "%.0f %%", 100 * column.empty);
        table_add(&table, "%s", output_grouped(column.distinct).text);
        table_add(&table, "%.1f", column.length);
        table_add(&table, "%s", role_name(column.role));
        table_add_name(&table, column.example, EXAMPLE_WIDTH);
    }
    table_print(out, &table);
    table_free(&table);
}

static void print(struct output *out, const char *path, const tenor_layout *layout, const tenor_corpus *corpus,
                  bool clear)
{
    if (tenor_layout_column_count(layout) > 0)
        print_table(out, layout);
    struct text line = layout_line(layout);
    if (clear)
        output_format(out, "%s\n", line.data);
    free(line.data);
    for (size_t i = 0; i < tenor_layout_column_count(layout); i++) {
        const tenor_column column = tenor_layout_column(layout, i);
        if (column.role != TENOR_COLUMN_UNUSED)
            output_format(out, "%s: column %zu, because %s\n", role_name(column.role), i + 1, reason_text(&column));
    }
    if (corpus)
        corpora_tell_size(out, path, corpus);
}

static void add_labels(struct cJSON *root, const tenor_corpus *corpus)
{
    if (!corpus) {
        json_add_null(root, "examples");
        json_add_null(root, "labels");
        return;
    }
    const size_t count = tenor_corpus_label_count(corpus);
    size_t *examples = memory_resize(NULL, count + 1, sizeof *examples);
    memset(examples, 0, (count + 1) * sizeof *examples);
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, i); j++)
            examples[tenor_corpus_example_label(corpus, i, j)]++;
    json_add_count(root, "examples", tenor_corpus_size(corpus));
    struct cJSON *labels = json_add_array(root, "labels");
    for (size_t k = 0; k < count; k++) {
        struct cJSON *row = json_add_object(labels, NULL);
        json_add_string(row, "label", tenor_corpus_label_name(corpus, k));
        json_add_count(row, "examples", examples[k]);
    }
    json_add_count(root, "broken_texts", tenor_corpus_broken_texts(corpus));
    free(examples);
}

static void print_json(struct output *out, const char *path, const tenor_layout *layout, const tenor_corpus *corpus,
                       const tenor_error *unclear)
{
    struct cJSON *root = json_new_object();
    struct cJSON *columns = json_add_array(root, "columns");
    for (size_t i = 0; i < tenor_layout_column_count(layout); i++) {
        const tenor_column column = tenor_layout_column(layout, i);
        struct cJSON *row = json_add_object(columns, NULL);
        json_add_count(row, "column", i + 1);
        if (column.name.size > 0)
            json_add_string(row, "name", column.name);
        else
            json_add_null(row, "name");
        json_add_string(row, "type", tenor_str_of(column.kind));
        json_add_number(row, "empty", column.empty);
        json_add_count(row, "distinct", column.distinct);
        json_add_number(row, "length", column.length);
        json_add_string(row, "example", column.example);
        if (column.role != TENOR_COLUMN_UNUSED)
            json_add_string(row, "role", tenor_str_of(role_name(column.role)));
        else
            json_add_null(row, "role");
    }
    json_add_tree(root, "corpus", layout_json(path, layout));
    add_labels(root, corpus);
    if (unclear)
        json_add_string(root, "unclear", tenor_str_of(unclear->message));
    else
        json_add_null(root, "unclear");
    json_print(root, out);
}

static const char *const groups[] = {"corpus", "output", NULL};
static const char *const library[] = {"@corpus", "!dev-fraction", NULL};
static const char *const operands[] = {"FILE", NULL};
static const struct option_row options[] = {
    SWITCH_ROW("output", 'j', "json", json, "one JSON object instead of tables"),
    {{0}, 0, 0},
};

/* Reads the file as training does, which may find what the first rows do not show. What can be read once stays with
 * those. */
static int read_all(const struct args *args, bool json, tenor_corpus **corpus)
{
    const char *path = args->operands[0];
    if (strcmp(path, "-") == 0)
        return EXIT_DONE;
    int exit_status = input_corpus(args, path, json, corpus);
    if (exit_status == EXIT_DONE)
        exit_status = corpora_check_labels(args, path, *corpus);
    return exit_status == EXIT_DONE ? input_check_labels(args, path, json, *corpus) : exit_status;
}

static int show(const struct args *args, const tenor_rows *rows, bool json)
{
    struct output *out = memory_resize(NULL, 1, sizeof *out);
    const char *path = args->operands[0];
    const tenor_layout *layout = tenor_rows_layout(rows);
    const tenor_error *unclear = tenor_layout_unclear(layout);
    tenor_corpus *corpus = NULL;
    const int found = unclear ? EXIT_DONE : read_all(args, json, &corpus);
    if (corpus)
        layout = tenor_corpus_layout(corpus);
    output_init(out, STDOUT_FILENO, "standard output");
    if (json)
        print_json(out, path, layout, corpus, unclear);
    else
        print(out, path, layout, corpus, !unclear);
    int exit_status = output_finish(out, args->command);
    if (exit_status == EXIT_DONE)
        exit_status = unclear ? fail_with(args->command, unclear->status, unclear) : found;
    tenor_corpus_free(corpus);
    free(out);
    return exit_status;
}

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    tenor_rows *rows;
    tenor_error error = {0};
    const tenor_status status =
        tenor_rows_open(args->operands[0], args->options, TENOR_ROWS_LAYOUT, NULL, &rows, &error);
    int exit_status = status == TENOR_OK ? show(args, rows, values->json) : fail_with(args->command, status, &error);
    tenor_rows_free(rows);
    return exit_status;
}

const struct command columns_command = {
    .name = "columns",
    .summary = "show the columns of a file, and which are text and label",
    .usage = "columns FILE [OPTION...]",
    .description = "Shows what stands in each column of FILE (its first rows, some thousand at most): what its "
                   "values look like, the share of empty ones, how many are distinct, their mean length in "
                   "characters and the first of them; then which columns training would take as text and label, "
                   "and why, and its examples and labels. Ends with status 3 and the message of training "
                   "where that would refuse the file.\n",
    .examples = "  tenor columns survey.csv\n"
                "  tenor columns survey.csv --text title,description --json\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
