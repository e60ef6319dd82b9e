#include "output/rows_output.h"

#include "output/json.h"

#include <stdlib.h>

bool rows_output_has_column(const tenor_layout *layout, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < tenor_layout_column_count(layout); i++)
        found = found || tenor_str_is(tenor_layout_column(layout, i).name, name);
    return found;
}

bool rows_output_init(struct rows_output *rows, struct output *out, const tenor_layout *layout,
                      const char *const names[ROWS_ADDED])
{
    static const char *const usual[ROWS_ADDED] = {"label", "probability"};
    static const char *const others[ROWS_ADDED] = {"predicted_label", "predicted_probability"};
    const bool taken = rows_output_has_column(layout, usual[0]) || rows_output_has_column(layout, usual[1]);
    const char *format = tenor_layout_format(layout);
    *rows = (struct rows_output){.out = out, .layout = layout, .json = strcmp(format, "jsonl") == 0};
    for (size_t i = 0; i < ROWS_ADDED; i++)
        rows->names[i] = names[i] ? names[i] : taken ? others[i] : usual[i];
    return rows->json || strcmp(format, "csv") == 0 || strcmp(format, "tsv") == 0;
}

/* ---- CSV and TSV ---- */

static char delimiter_of(const struct rows_output *rows)
{
    const char delimiter = tenor_layout_delimiter(rows->layout);
    return delimiter != '\0' ? delimiter : strcmp(tenor_layout_format(rows->layout), "tsv") == 0 ? '\t' : ',';
}

static char quote_of(const struct rows_output *rows)
{
    const char quote = tenor_layout_quote(rows->layout);
    return quote != '\0' ? quote : '"';
}

static void write_cell(const struct rows_output *rows, tenor_str cell)
{
    const char quote = quote_of(rows);
    bool quoted = false;
    for (size_t i = 0; i < cell.size; i++)
        quoted = quoted || cell.data[i] == delimiter_of(rows) || cell.data[i] == quote || cell.data[i] == '\n' ||
                 cell.data[i] == '\r';
    if (!quoted) {
        output_str(rows->out, cell);
        return;
    }
    output_byte(rows->out, quote);
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.data[i] == quote)
            output_byte(rows->out, quote);
        output_byte(rows->out, cell.data[i]);
    }
    output_byte(rows->out, quote);
}

/* Where each row ends in a delimiter that begins no column, the columns go behind it. */
static void add_cells(const struct rows_output *rows, tenor_str first, tenor_str second)
{
    const char delimiter = delimiter_of(rows);
    const bool trailing = tenor_layout_trailing_delimiter(rows->layout);
    if (!trailing)
        output_byte(rows->out, delimiter);
    write_cell(rows, first);
    output_byte(rows->out, delimiter);
    write_cell(rows, second);
    if (trailing)
        output_byte(rows->out, delimiter);
}

static tenor_str join(struct text *text, const struct rows_prediction *prediction, bool labels)
{
    for (size_t i = 0; i < prediction->count; i++) {
        if (i > 0)
            text_write(text, prediction->separator.data, prediction->separator.size);
        if (labels)
            text_write(text, prediction->labels[i].data, prediction->labels[i].size);
        else
            text_add(text, "%.4f", (double)prediction->probabilities[i]);
    }
    return (tenor_str){text->data, text->size};
}

static void write_row(const struct rows_output *rows, tenor_str raw, const struct rows_prediction *prediction)
{
    struct text labels = {0};
    struct text probabilities = {0};
    tenor_str label = {0};
    tenor_str probability = {0};
    if (prediction) {
        label = prediction->rejected ? tenor_str_of("?") : join(&labels, prediction, true);
        probability = join(&probabilities, prediction, false);
    }
    output_str(rows->out, raw);
    add_cells(rows, label, probability);
    free(labels.data);
    free(probabilities.data);
}

/* ---- JSON Lines ---- */

/* The value of a member: labels or their probabilities, an array where a text may have several. */
static void add_value(struct json_map *members, const char *name, const struct rows_prediction *prediction, bool labels)
{
    const tenor_str key = tenor_str_of(name);
    if (!prediction || (prediction->rejected && labels)) {
        json_map_raw(members, key, tenor_str_of("null"));
    } else if (prediction->several) {
        struct cJSON *array = json_new_array();
        struct text text = {0};
        for (size_t i = 0; i < prediction->count; i++)
            if (labels)
                json_add_string(array, NULL, prediction->labels[i]);
            else
                json_add_float(array, NULL, prediction->probabilities[i]);
        json_write(array, &text);
        json_map_raw(members, key, (tenor_str){text.data, text.size});
        free(text.data);
    } else if (labels) {
        json_map_string(members, key, prediction->labels[0]);
    } else {
        json_map_float(members, key, prediction->probabilities[0]);
    }
}

/* The members of the row stay byte for byte, which no parser would keep: those that are added are put before the brace
 * that ends the object. What is no object stays as it is. */
static void write_object(const struct rows_output *rows, tenor_str raw, const struct rows_prediction *prediction)
{
    static const char blanks[] = " \t\r\n";
    size_t end = raw.size;
    while (end > 0 && strchr(blanks, raw.data[end - 1]))
        end--;
    if (end < 2 || raw.data[end - 1] != '}') {
        output_str(rows->out, raw);
        return;
    }
    size_t last = end - 1;
    while (last > 0 && strchr(blanks, raw.data[last - 1]))
        last--;
    struct json_map members = {0};
    add_value(&members, rows->names[0], prediction, true);
    add_value(&members, rows->names[1], prediction, false);
    output_write(rows->out, raw.data, end - 1);
    if (last == 0 || raw.data[last - 1] != '{')
        output_byte(rows->out, ',');
    output_str(rows->out, json_map_members(&members));
    output_write(rows->out, raw.data + end - 1, raw.size - (end - 1));
    free(members.text.data);
}

/* ---- both ---- */

void rows_output_head(struct rows_output *rows)
{
    tenor_str head = tenor_layout_head(rows->layout);
    if (rows->started)
        return;
    rows->started = true;
    if (rows->json || !tenor_layout_header(rows->layout)) {
        output_str(rows->out, head);
        return;
    }
    size_t end = head.size;
    while (end > 0 && (head.data[end - 1] == '\n' || head.data[end - 1] == '\r'))
        end--;
    output_write(rows->out, head.data, end);
    add_cells(rows, tenor_str_of(rows->names[0]), tenor_str_of(rows->names[1]));
    if (end < head.size)
        output_write(rows->out, head.data + end, head.size - end);
    else
        output_byte(rows->out, '\n');
}

void rows_output_row(struct rows_output *rows, tenor_str raw, tenor_str line_end,
                     const struct rows_prediction *prediction)
{
    rows_output_head(rows);
    if (rows->json)
        write_object(rows, raw, prediction);
    else
        write_row(rows, raw, prediction);
    output_str(rows->out, line_end.size > 0 ? line_end : tenor_str_of("\n"));
}
