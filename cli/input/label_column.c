#include "input/label_column.h"

#include "escape.h"
#include "failure.h"
#include "memory.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MOST_ROWS = 500,   /* that are looked at in each column */
    MOST_COLUMNS = 64, /* a wider table is asked for its label */
};

/* Shares of the rows whose labels the model has. */
static const double ENOUGH = 0.5;
static const double NEARLY_ALL = 0.9;

static int compare(const void *a, const void *b)
{
    const tenor_str *left = a;
    const tenor_str *right = b;
    const size_t size = left->size < right->size ? left->size : right->size;
    const int order = size > 0 ? memcmp(left->data, right->data, size) : 0;
    return order != 0 ? order : (left->size > right->size) - (left->size < right->size);
}

struct known {
    tenor_str *labels; /* of the model, in order */
    size_t count;
};

static struct known known_labels(const tenor_model *model)
{
    struct known known = {.count = tenor_model_label_count(model)};
    known.labels = memory_resize(NULL, known.count, sizeof *known.labels);
    for (size_t i = 0; i < known.count; i++)
        known.labels[i] = tenor_model_label(model, i);
    qsort(known.labels, known.count, sizeof *known.labels, compare);
    return known;
}

static bool are_known(const struct known *known, const tenor_row *row)
{
    for (size_t i = 0; i < row->label_count; i++)
        if (!bsearch(&row->labels[i], known->labels, known->count, sizeof *known->labels, compare))
            return false;
    return row->label_count > 0;
}

/* The share of the first rows with a label whose labels are known, as the options read them; -1 where they cannot. */
static double share_known(const struct args *args, const struct known *known, const char *path)
{
    tenor_rows *rows;
    const tenor_row *row;
    size_t labeled = 0;
    size_t found = 0;
    if (tenor_rows_open(path, args->options, TENOR_ROWS_LABELED, NULL, &rows, NULL) != TENOR_OK)
        return -1;
    for (size_t i = 0; i < MOST_ROWS && tenor_rows_next(rows, &row, NULL) == TENOR_OK && row; i++) {
        labeled += row->label_count > 0;
        found += are_known(known, row);
    }
    tenor_rows_free(rows);
    return labeled > 0 ? (double)found / (double)labeled : 0;
}

/* Has the options name a column: by its name, or without a header by its number. */
static void name_column(const struct args *args, const tenor_layout *layout, size_t i)
{
    struct text name = {0};
    const tenor_str given = tenor_layout_column(layout, i).name;
    if (given.size > 0)
        text_write(&name, given.data, given.size);
    else
        text_add(&name, "%zu", i + 1);
    tenor_options_set(args->options, "label", name.data, NULL);
    free(name.data);
}

/* Where word stands in text, in any case; NULL where it does not. */
static const char *find_word(tenor_str text, const char *word)
{
    const size_t size = strlen(word);
    for (size_t at = 0; at + size <= text.size; at++)
        if (strncasecmp(text.data + at, word, size) == 0)
            return text.data + at;
    return NULL;
}

/* pred, y_pred, preds, predLabel, predicted_label, prediction; not predator. */
static bool speaks_of_prediction(tenor_str name)
{
    const char *pred = find_word(name, "pred");
    if (!pred)
        return find_word(name, "y_hat") || find_word(name, "yhat");
    const char *const end = name.data + name.size;
    const char *const next = pred + 4 + (pred + 5 == end && (pred[4] == 's' || pred[4] == 'S'));
    return next == end || *next < 'a' || *next > 'z' || find_word(name, "predict");
}

/* Whether a column has what a model said of the texts: by its name, or as the labels that classifying adds, before
 * their probabilities. Measured against these, the model would be right everywhere. */
static bool is_prediction(const tenor_layout *layout, size_t i)
{
    return speaks_of_prediction(tenor_layout_column(layout, i).name) ||
           (i + 1 < tenor_layout_column_count(layout) &&
            find_word(tenor_layout_column(layout, i + 1).name, "probability"));
}

/* The one column of the layout nearly all of whose values are known, which is *share of them, and that has no
 * predictions; false when there is none, or another one. */
static bool find_column(const struct args *args, const struct known *known, const char *path,
                        const tenor_layout *layout, size_t *found, double *share)
{
    size_t count = 0;
    for (size_t i = 0; i < tenor_layout_column_count(layout) && count < 2; i++) {
        if (is_prediction(layout, i))
            continue;
        name_column(args, layout, i);
        const double of_column = share_known(args, known, path);
        if (of_column < NEARLY_ALL)
            continue;
        *found = i;
        *share = of_column;
        count++;
    }
    tenor_options_set(args->options, "label", "", NULL);
    return count == 1;
}

static void add_column(struct text *line, const tenor_layout *layout, size_t i)
{
    const tenor_str name = tenor_layout_column(layout, i).name;
    const bool is_table = tenor_layout_delimiter(layout) != '\0';
    char *escaped = escape_text(name);
    if (is_table)
        text_add(line, "column %zu", i + 1);
    else
        text_add(line, "member");
    if (name.size > 0)
        text_add(line, " \"%s\"", escaped);
    free(escaped);
}

/* Says which column is taken in place of which; `before` is the share of the one that was found, negative for none. */
static void tell(const struct args *args, const char *path, const tenor_layout *layout, size_t column, double share,
                 double before)
{
    struct text line = {0};
    text_add(&line, "%s: the label is ", path);
    add_column(&line, layout, column);
    text_add(&line, ", where %.0f %% of the labels are the model's", 100 * share);
    if (before >= 0 && tenor_layout_label_count(layout) > 0) {
        text_add(&line, ", not ");
        add_column(&line, layout, tenor_layout_label(layout, 0));
        text_add(&line, ", where %.0f %% are", 100 * before);
    }
    warn(args->command, "%s; --label names another", line.data);
    free(line.data);
}

void label_column_take(const struct args *args, const tenor_model *model, const char *path)
{
    tenor_rows *rows;
    if (*tenor_options_get(args->options, "label") != '\0' || !path_is_file(path))
        return;
    struct known known = known_labels(model);
    const double before = share_known(args, &known, path);
    if (before < ENOUGH && tenor_rows_open(path, args->options, TENOR_ROWS_LAYOUT, NULL, &rows, NULL) == TENOR_OK) {
        const tenor_layout *layout = tenor_rows_layout(rows);
        size_t column = 0;
        double share = 0;
        if (tenor_layout_column_count(layout) <= MOST_COLUMNS &&
            find_column(args, &known, path, layout, &column, &share)) {
            name_column(args, layout, column);
            tell(args, path, layout, column, share, before);
        }
        tenor_rows_free(rows);
    }
    free(known.labels);
}
