#include "input/label_column.h"

#include "memory.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>

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

/* The one column of the layout nearly all of whose values are known; false when there is none, or another one. */
static bool find_column(const struct args *args, const struct known *known, const char *path,
                        const tenor_layout *layout, size_t *found)
{
    size_t count = 0;
    for (size_t i = 0; i < tenor_layout_column_count(layout) && count < 2; i++) {
        name_column(args, layout, i);
        if (share_known(args, known, path) < NEARLY_ALL)
            continue;
        *found = i;
        count++;
    }
    tenor_options_set(args->options, "label", "", NULL);
    return count == 1;
}

void label_column_take(const struct args *args, const tenor_model *model, const char *path)
{
    tenor_rows *rows;
    if (*tenor_options_get(args->options, "label") != '\0' || !path_is_file(path))
        return;
    struct known known = known_labels(model);
    if (share_known(args, &known, path) < ENOUGH &&
        tenor_rows_open(path, args->options, TENOR_ROWS_LAYOUT, NULL, &rows, NULL) == TENOR_OK) {
        const tenor_layout *layout = tenor_rows_layout(rows);
        size_t column = 0;
        if (tenor_layout_column_count(layout) <= MOST_COLUMNS && find_column(args, &known, path, layout, &column))
            name_column(args, layout, column);
        tenor_rows_free(rows);
    }
    free(known.labels);
}
