/* JSON Lines: one object a line, of which some members are used. Where texts may have several labels, they are a string
 * as in CSV, or an array. */
#include "base/json.h"
#include "base/number.h"
#include "base/error.h"
#include "data/columns.h"
#include "data/rows.h"
#include "data/trim.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A line's document takes some thirty times its bytes at worst: this bounds it. */
enum { LONGEST_LINE = 1 << 22, FIRST_WINDOW = 1 << 20 };

static const char OBJECT_A_LINE[] = "one object a line is expected (of an array, jq -c '.[]' makes such lines)";

typedef struct lines {
    bool known; /* which members are used, from the first object that has both */
    tenor__json *json;
    tenor__arena numbers; /* labels of the row */
} lines;

static tenor_status find_members(tenor_rows *rows, const tenor__json_node *object, tenor_error *error)
{
    lines *state = rows->state;
    tenor_str names[TENOR__MOST_COLUMNS];
    tenor__sample sample = {.cells = names, .rows = 1, .named = true};
    for (const tenor__json_node *member = tenor__json_first(object); member && sample.columns < TENOR__MOST_COLUMNS;
         member = tenor__json_next(member))
        names[sample.columns++] = tenor__json_key(member);
    tenor_error unclear = {0};
    const tenor_status status = tenor__columns_find(&sample, &rows->settings, &rows->alloc, rows->layout, &unclear);
    if (status == TENOR_OUT_OF_MEMORY)
        return tenor__error_set_memory(error);
    state->known = status == TENOR_OK;
    if (!state->known)
        tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, unclear.option, "%s", unclear.message);
    return TENOR_OK;
}

/* A label's text: a string, a whole number with all its digits (4.0 is 4) or a truth value. number has room for any. */
static bool label_text(const tenor__json_node *node, char number[24], tenor_str *out)
{
    int64_t integer;
    tenor_str written;
    bool truth;
    if (tenor__json_string(node, out))
        return true;
    if (tenor__json_written(node, &written) && tenor__number_read_integer(written.data, written.size, &integer))
        snprintf(number, 24, "%" PRId64, integer);
    else if (tenor__json_bool(node, &truth))
        snprintf(number, 24, "%s", truth ? "true" : "false");
    else
        return false;
    *out = tenor_str_of(number);
    return true;
}

static tenor_str name_of(const tenor_rows *rows, size_t column)
{
    return rows->layout->columns[column].name;
}

static const tenor__json_node *find_member(const tenor__json_node *object, tenor_str name)
{
    for (const tenor__json_node *member = tenor__json_first(object); member; member = tenor__json_next(member))
        if (tenor_str_equal(tenor__json_key(member), name))
            return member;
    return NULL;
}

static void fault_label(tenor_rows *rows, const tenor__json_node *node, tenor_str name)
{
    char quoted[48];
    tenor__error_quote(quoted, sizeof quoted, name);
    if (tenor__json_is_array(node) && rows->separator.size == 0)
        tenor__rows_fault_option(rows, TENOR_ROW_NO_LABEL, "multi-label",
                                 "the member '%s' is an array; for several labels a text set option 'multi-label'",
                                 quoted);
    else
        tenor__rows_fault(rows, TENOR_ROW_NO_LABEL, "the member '%s' %s", quoted,
                          node ? "is no string, whole number of 64 bits, true or false" : "is missing");
}

/* One more label. *valid is false for a node that can be none. */
static tenor_status add_label(tenor_rows *rows, const tenor__json_node *node, bool *valid)
{
    lines *state = rows->state;
    char number[24];
    tenor_str label;
    *valid = label_text(node, number, &label);
    if (!*valid)
        return TENOR_OK;
    if (label.data == number)
        label = tenor__arena_copy(&state->numbers, label);
    return label.data ? tenor__label_cell_add(&rows->list, label) : TENOR_OUT_OF_MEMORY;
}

/* An array of labels, or null for none. */
static tenor_status take_array(tenor_rows *rows, const tenor__json_node *array, tenor_str name, tenor_error *error)
{
    tenor__label_cell_clear(&rows->list);
    for (const tenor__json_node *node = tenor__json_first(array); node; node = tenor__json_next(node)) {
        bool valid;
        if (add_label(rows, node, &valid) != TENOR_OK)
            return tenor__error_set_memory(error);
        if (!valid) {
            fault_label(rows, node, name);
            return TENOR_OK;
        }
    }
    return tenor__rows_take_list(rows, error);
}

/* Members that are true, or 1, each a label. */
static tenor_status take_marked_labels(tenor_rows *rows, const tenor__json_node *object, tenor_error *error)
{
    const tenor_layout *layout = rows->layout;
    tenor__label_cell_clear(&rows->list);
    for (size_t i = 0; i < layout->label_count; i++) {
        const tenor_str name = name_of(rows, layout->labels[i]);
        const tenor__json_node *node = find_member(object, name);
        char number[24];
        tenor_str value = {"", 0};
        bool valid;
        if (node && !tenor__json_is_null(node) && !label_text(node, number, &value)) {
            fault_label(rows, node, name);
            return TENOR_OK;
        }
        const bool has = tenor__label_cell_read_mark(value, &valid);
        if (!valid) {
            char quoted[48];
            tenor__rows_fault(rows, TENOR_ROW_NO_LABEL, "the member '%s' is a label of its own, and neither 0 nor 1",
                              tenor__error_quote(quoted, sizeof quoted, name));
            return TENOR_OK;
        }
        if (has && tenor__label_cell_add(&rows->list, name) != TENOR_OK)
            return tenor__error_set_memory(error);
    }
    return tenor__rows_take_list(rows, error);
}

static tenor_status take_labels(tenor_rows *rows, const tenor__json_node *object, tenor_error *error)
{
    const tenor_layout *layout = rows->layout;
    if (layout->label_count == 0)
        return TENOR_OK;
    if (layout->label_count > 1)
        return take_marked_labels(rows, object, error);
    const tenor_str name = name_of(rows, layout->labels[0]);
    const tenor__json_node *node = find_member(object, name);
    if (rows->separator.size > 0 && node && (tenor__json_is_array(node) || tenor__json_is_null(node)))
        return take_array(rows, node, name, error);
    char number[24];
    tenor_str label;
    if (!node || !label_text(node, number, &label)) {
        fault_label(rows, node, name);
        return TENOR_OK;
    }
    if (label.data != number)
        return tenor__rows_take_labels(rows, label, error);
    tenor__buffer_clear(&rows->label);
    tenor__buffer_add(&rows->label, label.data, label.size);
    if (rows->label.failed)
        return tenor__error_set_memory(error);
    return tenor__rows_take_labels(rows, (tenor_str){rows->label.data, rows->label.size}, error);
}

static tenor_status take_text(tenor_rows *rows, const tenor__json_node *object, tenor_error *error)
{
    const tenor_layout *layout = rows->layout;
    const tenor_str joiner = tenor_layout_joiner();
    tenor__buffer_clear(&rows->text);
    for (size_t i = 0; i < layout->text_count; i++) {
        const tenor_str name = name_of(rows, layout->texts[i]);
        const tenor__json_node *node = find_member(object, name);
        char quoted[48];
        tenor_str text;
        if (!tenor__json_string(node, &text)) {
            tenor__rows_fault(rows, TENOR_ROW_NO_TEXT, "the member '%s' %s",
                              tenor__error_quote(quoted, sizeof quoted, name), node ? "is no string" : "is missing");
            return TENOR_OK;
        }
        if (layout->text_count == 1) {
            rows->row.text = text;
            return TENOR_OK;
        }
        if (i > 0)
            tenor__buffer_add(&rows->text, joiner.data, joiner.size);
        tenor__buffer_add(&rows->text, text.data, text.size);
    }
    rows->row.text = (tenor_str){rows->text.data, rows->text.size};
    return rows->text.failed ? tenor__error_set_memory(error) : TENOR_OK;
}

static tenor_status read_object(tenor_rows *rows, const tenor__json_node *object, tenor_error *error)
{
    const lines *state = rows->state;
    if (tenor__json_is_array(object)) {
        tenor__rows_fault(rows, TENOR_ROW_MALFORMED, "an array; %s", OBJECT_A_LINE);
        return TENOR_OK;
    }
    if (!tenor__json_is_object(object)) {
        tenor__rows_fault(rows, TENOR_ROW_MALFORMED, "no object; one a line is expected");
        return TENOR_OK;
    }
    if (!state->known)
        TENOR_TRY(find_members(rows, object, error));
    if (!state->known)
        return TENOR_OK;
    TENOR_TRY(take_labels(rows, object, error));
    return rows->row.fault == TENOR_ROW_GOOD ? take_text(rows, object, error) : TENOR_OK;
}

/* Leaves the row's document in the state, as long as the row. */
static tenor_status read_line(tenor_rows *rows, tenor_error *error)
{
    lines *state = rows->state;
    const tenor_str line = rows->row.raw;
    tenor_error wrong;
    const tenor_status status =
        tenor__json_parse(line.data, line.size, LONGEST_LINE, &rows->alloc, &state->json, &wrong);
    if (status == TENOR_OUT_OF_MEMORY)
        return tenor__error_set_memory(error);
    if (status == TENOR_OK)
        return read_object(rows, tenor__json_root(state->json), error);
    if (tenor__trim(line).data[0] == '[')
        tenor__rows_fault(rows, TENOR_ROW_MALFORMED, "%s; %s", wrong.message, OBJECT_A_LINE);
    else
        tenor__rows_fault(rows, TENOR_ROW_MALFORMED, "%s", wrong.message);
    return TENOR_OK;
}

static void drop_row(lines *state)
{
    tenor__json_free(state->json);
    state->json = NULL;
    tenor__arena_free(&state->numbers);
}

static tenor_status next_object(tenor_rows *rows, bool *found, tenor_error *error)
{
    drop_row(rows->state);
    for (;;) {
        TENOR_TRY(tenor__rows_line(rows, found, error));
        rows->line += *found;
        if (!*found)
            return TENOR_OK;
        if (tenor__trim(rows->row.raw).size > 0)
            return read_line(rows, error);
        tenor__window_take(rows->window, rows->row_bytes);
        rows->row_bytes = 0;
    }
}

/* Finds the members in the first object that has both, as far as the window goes: later ones are found as they come. */
static tenor_status find_layout(tenor_rows *rows, tenor_error *error)
{
    lines *state = rows->state;
    TENOR_TRY(tenor__window_need(rows->window, FIRST_WINDOW, error));
    const char *at = rows->window->data;
    const char *const end = at + rows->window->size;
    for (int looked = 0; at < end && !state->known && looked < TENOR__SAMPLE_ROWS; looked++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const size_t size = (size_t)((stop ? stop : end) - at);
        tenor_status status = tenor__json_parse(at, size, LONGEST_LINE, &rows->alloc, &state->json, NULL);
        if (status == TENOR_OK && tenor__json_is_object(tenor__json_root(state->json)))
            status = find_members(rows, tenor__json_root(state->json), error);
        if (status == TENOR_OUT_OF_MEMORY)
            return tenor__error_set_memory(error);
        drop_row(state);
        at = stop ? stop + 1 : end;
    }
    return TENOR_OK;
}

static tenor_status open_objects(tenor_rows *rows, tenor_error *error)
{
    lines *state = tenor__alloc_zeroed(&rows->alloc, 1, sizeof *state);
    if (!state)
        return tenor__error_set_memory(error);
    state->numbers.alloc = rows->alloc;
    rows->state = state;
    return find_layout(rows, error);
}

static void close_objects(tenor_rows *rows)
{
    drop_row(rows->state);
    tenor__alloc_free(&rows->alloc, rows->state);
    rows->state = NULL;
}

const tenor__row_reader tenor__jsonl_reader = {open_objects, next_object, close_objects};
