#include "input/input.h"

#include "escape.h"
#include "failure.h"
#include "input/layout.h"
#include "memory.h"
#include "output/output.h"
#include "output/progress.h"
#include "path.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail_model(const struct args *args, tenor_status status, const tenor_error *error)
{
    if (status == TENOR_NOT_FINITE) /* in training a failure; in a file bad data */
        return fail(args->command, EXIT_BAD_INPUT, "%s", error->message);
    return fail_with(args->command, status, error);
}

int input_model(const struct args *args, const char *path, tenor_model **out)
{
    *out = NULL;
    if (args->operand_count > 1 && path_is_model(args->operands[1]) && access(path, F_OK) == 0 && !path_is_model(path))
        return fail_usage(args->command, "%s is no model, but %s is: MODEL comes first", path, args->operands[1]);
    tenor_error error = {0};
    tenor_status status = tenor_model_load(path, NULL, out, &error);
    return status == TENOR_OK ? EXIT_DONE : fail_model(args, status, &error);
}

int input_verify_model(const struct args *args, const char *path)
{
    tenor_error error = {0};
    const tenor_status status = tenor_model_verify(path, NULL, &error);
    return status == TENOR_OK ? EXIT_DONE : fail_model(args, status, &error);
}

static void tell_skipped(const struct args *args, const char *path, tenor_corpus_skipped skipped)
{
    uint64_t total = skipped.malformed + skipped.no_label + skipped.no_text + skipped.no_target;
    if (total == 0)
        return;
    const struct {
        uint64_t count;
        const char *reason;
    } reasons[] = {{skipped.malformed, "malformed"},
                   {skipped.no_label, "without a label"},
                   {skipped.no_text, "without a text"},
                   {skipped.no_target, "with wrong probabilities"}};
    char list[200] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].count > 0)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s %s", used > 0 ? ", " : "",
                                     output_grouped(reasons[i].count).text, reasons[i].reason);
    warn(args->command, "%s: skipped %s row%s (%s), the first at line %llu", path_name(path),
         output_grouped(total).text, total == 1 ? "" : "s", list, (unsigned long long)skipped.first_line);
}

int input_source(const struct args *args, const char *path, tenor_source **out)
{
    tenor_error error = {0};
    const tenor_status status = tenor_source_open(path, args->options, NULL, out, &error);
    return status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, &error);
}

void input_tell_source(const struct args *args, const char *path, bool quiet, const tenor_source *source)
{
    const tenor_source_info info = tenor_source_describe(source);
    if (info.guessed && !quiet)
        warn(args->command, "%s: encoding %s, %s; --encoding names another", path_name(path), info.encoding,
             layout_guess(info));
    if (info.invalid > 0)
        warn(args->command, "%s: %s invalid sequence%s of bytes read as U+FFFD", path_name(path),
             output_grouped(info.invalid).text, info.invalid == 1 ? "" : "s");
}

static void tell_broken(const struct args *args, const char *path, const tenor_corpus *corpus)
{
    const tenor_source_info source = tenor_layout_source(tenor_corpus_layout(corpus));
    const size_t broken = tenor_corpus_broken_texts(corpus);
    if (broken > 0)
        warn(args->command, "%s: %s of %s texts have bytes that are no %s and are read as U+FFFD", path_name(path),
             output_grouped(broken).text, output_grouped(tenor_corpus_size(corpus)).text, source.encoding);
}

void input_tell_layout(const char *path, const tenor_corpus *corpus, const tenor_corpus *like)
{
    const tenor_layout *layout = tenor_corpus_layout(corpus);
    if (!layout)
        return;
    struct text line = layout_line(layout);
    struct text other = {0};
    if (like && tenor_corpus_layout(like))
        other = layout_line(tenor_corpus_layout(like));
    if (!like)
        say_line("%s", line.data);
    else if (!other.data || strcmp(line.data, other.data) != 0)
        say_line("%s: %s", path_name(path), line.data);
    free(line.data);
    free(other.data);
}

static void tell_header(const struct args *args, const char *path, const tenor_corpus *corpus)
{
    if (!tenor_corpus_may_have_header(corpus))
        return;
    const tenor_str label = tenor_corpus_label_name(corpus, tenor_corpus_label(corpus, 0));
    warn(args->command,
         "%s: the first line is read as an example of \"%.*s\", which no other line has; if it is a header, give "
         "the names in it to --text and --label; if not, give --no-header",
         path_name(path), (int)label.size, label.data);
}

static void tell_label_warnings(const struct args *args, const char *path, const tenor_corpus *corpus,
                                const tenor_label_warnings *warnings)
{
    if (warnings->scores)
        warn(args->command,
             "%s: the labels are %zu different numbers, such as %.*s: these look like scores, which are learned as "
             "labels without an order; if the labels are in another column, name it with --label",
             path_name(path), tenor_corpus_label_count(corpus), (int)tenor_corpus_label_name(corpus, 0).size,
             tenor_corpus_label_name(corpus, 0).data);
    if (warnings->cases > 0) {
        const tenor_str a = tenor_corpus_label_name(corpus, warnings->case_labels[0]);
        const tenor_str b = tenor_corpus_label_name(corpus, warnings->case_labels[1]);
        warn(args->command,
             "%s: labels differ in upper and lower case only, such as \"%.*s\" and \"%.*s\": --merge-labels makes "
             "them one",
             path_name(path), (int)a.size, a.data, (int)b.size, b.data);
    }
    if (warnings->composites > 0) {
        const tenor_str label = tenor_corpus_label_name(corpus, warnings->composite_label);
        const bool list = strchr("[({", label.data[0]) != NULL;
        warn(args->command,
             "%s: %zu of %zu labels are made of other labels, such as \"%.*s\"; if texts have several labels, give "
             "--multi-label%s%s%s",
             path_name(path), warnings->composites, tenor_corpus_label_count(corpus), (int)label.size, label.data,
             list ? "" : " '", list ? "" : warnings->separator, list ? "" : "'");
    }
}

static bool is_one_of(tenor_str label, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tenor_str_is(label, words[i]))
            return true;
    return false;
}

static bool begins_with(tenor_str label, const char *start)
{
    const size_t size = strlen(start);
    return label.size > size && memcmp(label.data, start, size) == 0;
}

/* 1.0 beside 1. */
static bool is_decimal_of_another(const tenor_corpus *corpus, tenor_str label)
{
    if (label.size < 3 || memcmp(label.data + label.size - 2, ".0", 2) != 0)
        return false;
    for (size_t k = 0; k < tenor_corpus_label_count(corpus); k++)
        if (tenor_str_equal(tenor_corpus_label_name(corpus, k), (tenor_str){label.data, label.size - 2}))
            return true;
    return false;
}

/* Labels as programs write them, that may mean another thing than a label of that name. */
static void tell_odd_labels(const struct args *args, const char *path, const tenor_corpus *corpus)
{
    static const char *const missing[] = {"None", "none", "?", "-", "--", "nil", "unknown", "undefined"};
    bool numbers = false;
    bool prefixes = false;
    bool objects = false;
    for (size_t i = 0; i < tenor_corpus_label_count(corpus); i++) {
        const tenor_str label = tenor_corpus_label_name(corpus, i);
        if (is_one_of(label, missing, sizeof missing / sizeof *missing)) {
            warn(args->command,
                 "%s: \"%.*s\" is learned as a label; if it stands where there is none, leave those rows out or empty "
                 "the cells and give --skip-bad",
                 path_name(path), (int)label.size, label.data);
        } else if (!numbers && is_decimal_of_another(corpus, label)) {
            numbers = true;
            warn(args->command, "%s: the labels \"%.*s\" and \"%.*s\" are the same number, written in two ways",
                 path_name(path), (int)label.size - 2, label.data, (int)label.size, label.data);
        } else if (!prefixes && begins_with(label, "__label__")) {
            prefixes = true;
            warn(args->command, "%s: labels have fastText's prefix as part of their names, such as \"%.*s\"",
                 path_name(path), (int)label.size, label.data);
        } else if (!objects && label.data[0] == '{' && label.data[label.size - 1] == '}') {
            objects = true;
            warn(args->command,
                 "%s: labels are objects or sets, such as %.*s: put the labels themselves in a column, "
                 "or give --multi-label where they are sets",
                 path_name(path), (int)label.size, label.data);
        }
    }
}

/* A row at the beginning or the end whose label no other row has may be a second header, or a line of totals. */
static void tell_lonely_labels(const struct args *args, const char *path, const tenor_corpus *corpus)
{
    enum { MOST_LABELS = 20, FEWEST_EXAMPLES = 20, AT_EITHER_END = 2 };
    const size_t size = tenor_corpus_size(corpus);
    const size_t labels = tenor_corpus_label_count(corpus);
    size_t counts[MOST_LABELS] = {0};
    if (size < FEWEST_EXAMPLES || labels > MOST_LABELS || tenor_corpus_separator(corpus).size > 0)
        return;
    for (size_t i = 0; i < size; i++)
        counts[tenor_corpus_label(corpus, i)]++;
    for (size_t i = 0; i < size; i = i + 1 == AT_EITHER_END ? size - AT_EITHER_END : i + 1) {
        const tenor_str label = tenor_corpus_label_name(corpus, tenor_corpus_label(corpus, i));
        if (counts[tenor_corpus_label(corpus, i)] == 1)
            warn(args->command,
                 "%s: line %llu is the only example of \"%.*s\"; if it is none, as a second header or a line of "
                 "totals, leave it out",
                 path_name(path), (unsigned long long)tenor_corpus_line(corpus, i), (int)label.size, label.data);
    }
}

/* A column that divides the rows into parts to train on and to test. */
static void tell_parts(const struct args *args, const char *path, const tenor_corpus *corpus)
{
    static const char *const names[] = {"split", "Split", "set", "subset", "partition", "fold"};
    static const char *const parts[] = {"train", "training", "test", "dev", "val", "valid", "validation"};
    const tenor_layout *layout = tenor_corpus_layout(corpus);
    for (size_t i = 0; layout && i < tenor_layout_column_count(layout); i++) {
        const tenor_column column = tenor_layout_column(layout, i);
        if (column.role == TENOR_COLUMN_UNUSED && column.distinct > 1 &&
            is_one_of(column.name, names, sizeof names / sizeof *names) &&
            is_one_of(column.example, parts, sizeof parts / sizeof *parts))
            warn(args->command,
                 "%s: the column \"%.*s\" divides the rows, as into \"%.*s\": all of them are read; put those to test "
                 "with in a file of their own",
                 path_name(path), (int)column.name.size, column.name.data, (int)column.example.size,
                 column.example.data);
    }
}

static int fail_ids(const struct args *args, const char *path, const tenor_corpus *corpus)
{
    const tenor_layout *layout = tenor_corpus_layout(corpus);
    const tenor_str label = tenor_corpus_label_name(corpus, 0);
    struct text column = {0};
    if (layout && tenor_layout_label_count(layout) == 1) {
        const size_t i = tenor_layout_label(layout, 0);
        const tenor_str name = tenor_layout_column(layout, i).name;
        text_add(&column, " in column %zu", i + 1);
        if (name.size > 0)
            text_add(&column, ", \"%.*s\",", (int)name.size, name.data);
    }
    const int exit_status =
        fail(args->command, EXIT_BAD_INPUT,
             "%s: the labels%s look like ids: %s texts have %s different ones, such as \"%.*s\"; name the column of "
             "the labels with --label",
             path_name(path), column.data ? column.data : "", output_grouped(tenor_corpus_size(corpus)).text,
             output_grouped(tenor_corpus_label_count(corpus)).text, (int)label.size, label.data);
    free(column.data);
    return exit_status;
}

int input_check_labels(const struct args *args, const char *path, bool quiet, const tenor_corpus *corpus)
{
    tenor_label_warnings warnings = {.size = sizeof warnings};
    const tenor_status status = tenor_label_warnings_find(corpus, NULL, &warnings);
    if (status != TENOR_OK)
        return fail_with(args->command, status, NULL);
    if (warnings.ids)
        return fail_ids(args, path, corpus);
    if (!quiet) {
        tell_header(args, path, corpus);
        tell_label_warnings(args, path, corpus, &warnings);
        tell_odd_labels(args, path, corpus);
        tell_lonely_labels(args, path, corpus);
        tell_parts(args, path, corpus);
    }
    return EXIT_DONE;
}

int input_corpus(const struct args *args, const char *path, bool quiet, tenor_corpus **out)
{
    tenor_error error = {0};
    struct progress progress;
    struct output *err = memory_resize(NULL, 1, sizeof *err);
    output_init(err, STDERR_FILENO, "standard error");
    progress_start(&progress, err);
    if (!quiet)
        progress_watch(&progress, args->options);
    tenor_status status = tenor_corpus_read(path, args->options, NULL, out, &error);
    progress_clear(&progress);
    output_flush(err);
    free(err);
    if (status != TENOR_OK)
        return fail_with(args->command, status, &error);
    if (!quiet) {
        tell_skipped(args, path, *tenor_corpus_skipped_rows(*out));
        tell_broken(args, path, *out);
    }
    return EXIT_DONE;
}

/* How many columns of a file with names are read as text, by the options; 0 where that cannot be told. */
static size_t count_text_columns(const struct args *args, const char *path)
{
    tenor_rows *rows;
    if (tenor_rows_open(path, args->options, TENOR_ROWS_TEXTS, NULL, &rows, NULL) != TENOR_OK)
        return 0;
    const tenor_layout *layout = tenor_rows_layout(rows);
    const size_t count = tenor_layout_header(layout) ? tenor_layout_text_count(layout) : 0;
    tenor_rows_free(rows);
    return count;
}

static bool is_number(tenor_str name)
{
    size_t digits = 0;
    while (digits < name.size && name.data[digits] >= '0' && name.data[digits] <= '9')
        digits++;
    return digits == name.size;
}

/* "title" and "description". */
static struct text list_columns(const tenor_model *model)
{
    const size_t count = tenor_model_text_count(model);
    struct text names = {0};
    for (size_t i = 0; i < count; i++) {
        char *name = escape_text(tenor_model_text(model, i));
        text_add(&names, "%s\"%s\"", i == 0 ? "" : i + 1 == count ? " and " : ", ", name);
        free(name);
    }
    return names;
}

void input_take_columns(const struct args *args, const tenor_model *model, const char *path)
{
    const size_t count = tenor_model_text_count(model);
    const bool given = *tenor_options_get(args->options, "text") != '\0';
    if (count == 0 || !path_is_file(path))
        return;
    struct text names = {0};
    bool named = true; /* numbers say little of another file */
    for (size_t i = 0; i < count; i++) {
        named = named && !is_number(tenor_model_text(model, i));
        text_add(&names, "%s%.*s", i > 0 ? "," : "", (int)tenor_model_text(model, i).size,
                 tenor_model_text(model, i).data);
    }
    const bool taken = !given && named && tenor_options_set(args->options, "text", names.data, NULL) == TENOR_OK &&
                       count_text_columns(args, path) > 0;
    free(names.data);
    if (taken)
        return;
    if (!given)
        tenor_options_set(args->options, "text", "", NULL);
    const size_t read = count_text_columns(args, path);
    if (read == 0 || read == count)
        return;
    struct text list = list_columns(model);
    warn(args->command, "%s: the model was trained on %zu column%s, %s, and here %zu %s read", path_name(path), count,
         count == 1 ? "" : "s", list.data, read, read == 1 ? "is" : "are");
    free(list.data);
}

int input_hold_out(const struct args *args, tenor_corpus **corpus, tenor_corpus **held_out)
{
    const double fraction = tenor_options_get_number(args->options, "dev-fraction");
    const uint64_t seed = (uint64_t)tenor_options_get_integer(args->options, "seed");
    tenor_corpus *rest;
    tenor_error error = {0};
    tenor_status status = tenor_corpus_split(*corpus, fraction, seed, NULL, &rest, held_out, &error);
    if (status != TENOR_OK)
        return fail_with(args->command, status, &error);
    tenor_corpus_free(*corpus);
    *corpus = rest;
    return EXIT_DONE;
}

bool input_is_of_training(const tenor_model *model, const tenor_corpus *corpus)
{
    tenor_model_info info = {.size = sizeof info};
    const uint64_t hash = tenor_corpus_hash(corpus);
    return tenor_model_describe(model, &info) == TENOR_OK && hash != 0 && info.corpus_hash == hash;
}
