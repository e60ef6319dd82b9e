/* JSON: objects of which some members are used, one a line (JSON Lines) or in one of the other forms of json_form.h.
 * Where texts may have several labels, they are a string as in CSV, an array, or marks: {"POS": 1.0, "NEG": 0.0}. */
#include "json/json.h"
#include "base/error.h"
#include "table/columns.h"
#include "rows/json_answers.h"
#include "rows/json_form.h"
#include "rows/json_members.h"
#include "rows/json_targets.h"
#include "rows/row_targets.h"
#include "rows/rows.h"
#include "table/trim.h"

#include <string.h>

/* An object's document takes some thirty times its bytes at worst: this bounds it. */
enum { LONGEST_OBJECT = 1 << 22, FIRST_WINDOW = 1 << 20, SAMPLED_OBJECTS = 200 };

/* Marks from here on are a label's. */
static const double MARKED = 0.5;

typedef struct objects {
    tenor__json_shape shape;
    bool known;       /* which members are used */
    bool ended;       /* the list has */
    bool has_answers; /* a member "answer" says which rows an annotator accepted, as Prodigy has it */
    bool rejected;    /* the row is one that was rejected or ignored */
    tenor__json *json;
    tenor__arena labels;  /* of the row, where they are not written in it */
    tenor__buffer lines;  /* of a document */
    tenor__window window; /* on these */
    tenor__buffer raw;    /* an object of several lines, on one */
} objects;

static tenor_str name_of(const tenor_rows *rows, size_t column)
{
    return rows->layout->columns[column].name;
}

/* ---- labels ---- */

static void fault_label(tenor_rows *rows, const tenor__json_node *node, tenor_str name)
{
    char quoted[48];
    tenor__error_quote(quoted, sizeof quoted, name);
    if (!node || tenor__json_is_null(node))
        tenor__rows_fault_option(rows, TENOR_ROW_NO_LABEL, "skip-bad",
                                 "the member '%s' is %s, so there is no label; option 'skip-bad' leaves out such rows",
                                 quoted, node ? "null" : "missing");
    else
        tenor__rows_fault(rows, TENOR_ROW_NO_LABEL,
                          "the member '%s' is no label: a string, a whole number of 64 bits, one with a "
                          "fraction, true or false",
                          quoted);
}

/* A text with one label is to have one. */
static tenor_status take_found(tenor_rows *rows, tenor_str name, tenor_error *error)
{
    char quoted[48];
    const size_t count = rows->list.count;
    if (rows->separator.size > 0)
        return tenor__rows_take_list(rows, error);
    if (count == 1)
        return tenor__rows_take_labels(rows, rows->list.labels[0], error);
    tenor__error_quote(quoted, sizeof quoted, name);
    if (count == 0)
        tenor__rows_fault_option(rows, TENOR_ROW_NO_LABEL, "skip-bad",
                                 "the member '%s' holds no label; option 'skip-bad' leaves out such rows", quoted);
    else
        tenor__rows_fault_option(rows, TENOR_ROW_NO_LABEL, "multi-label",
                                 "the member '%s' holds %zu labels; for several labels a text set option "
                                 "'multi-label'",
                                 quoted, count);
    return TENOR_OK;
}

/* One more label. *valid is false for a node that can be none. */
static tenor_status add_label(tenor_rows *rows, const tenor__json_node *node, bool *valid)
{
    objects *state = rows->state;
    char number[TENOR__JSON_NUMBER];
    tenor_str label;
    *valid = tenor__json_members_text(node, number, &label);
    if (!*valid)
        return TENOR_OK;
    if (label.data == number)
        label = tenor__arena_copy(&state->labels, label);
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
    return take_found(rows, name, error);
}

/* {"POS": 1.0, "NEG": 0.0}: those with a mark. */
static tenor_status take_marks(tenor_rows *rows, const tenor__json_node *marks, tenor_str name, tenor_error *error)
{
    tenor__label_cell_clear(&rows->list);
    for (const tenor__json_node *mark = tenor__json_first(marks); mark; mark = tenor__json_next(mark)) {
        double value;
        bool truth = false;
        if (!tenor__json_number(mark, &value))
            value = tenor__json_bool(mark, &truth) && truth;
        if (value >= MARKED && tenor__label_cell_add(&rows->list, tenor__json_key(mark)) != TENOR_OK)
            return tenor__error_set_memory(error);
    }
    return take_found(rows, name, error);
}

/* Members that are true, or 1, each a label. */
static tenor_status take_marked_labels(tenor_rows *rows, const tenor__json_node *object, tenor_error *error)
{
    const tenor_layout *layout = rows->layout;
    tenor__label_cell_clear(&rows->list);
    for (size_t i = 0; i < layout->label_count; i++) {
        const tenor_str name = name_of(rows, layout->labels[i]);
        const tenor__json_node *node = tenor__json_members_find(object, name);
        char number[TENOR__JSON_NUMBER];
        tenor_str value = {"", 0};
        bool valid;
        if (node && !tenor__json_is_null(node) && !tenor__json_members_text(node, number, &value)) {
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
    const tenor__json_node *node = tenor__json_members_find(object, name);
    if (node && (tenor__json_is_array(node) || (rows->separator.size > 0 && tenor__json_is_null(node))))
        return take_array(rows, node, name, error);
    if (tenor__json_members_are_marks(node))
        return take_marks(rows, node, name, error);
    char number[TENOR__JSON_NUMBER];
    tenor_str label;
    if (!node || !tenor__json_members_text(node, number, &label)) {
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
        const tenor__json_node *node = tenor__json_members_find(object, name);
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

/* ---- which members ---- */

/* The next object of the window at or after *at, which moves past it; NULL in *json when there is none, or it is
 * malformed. False at the end. */
static bool next_sampled(const tenor_rows *rows, size_t *at, tenor__json **json, tenor_status *status)
{
    const objects *state = rows->state;
    const char *data = rows->window->data;
    const size_t size = rows->window->size;
    size_t end;
    *json = NULL;
    if (state->shape == TENOR__JSON_LINES) {
        const char *stop = *at < size ? memchr(data + *at, '\n', size - *at) : NULL;
        end = stop ? (size_t)(stop - data) : size;
    } else {
        while (*at < size && data[*at] != '{')
            ++*at;
        end = tenor__json_form_value_end(data, size, *at);
    }
    if (*at >= size || end == 0)
        return false;
    *status = tenor__json_parse(data + *at, end - *at, LONGEST_OBJECT, &rows->alloc, json, NULL);
    if (*status == TENOR_OK && !tenor__json_is_object(tenor__json_root(*json))) {
        tenor__json_free(*json);
        *json = NULL;
    }
    *at = end + (state->shape == TENOR__JSON_LINES);
    return *status != TENOR_OUT_OF_MEMORY;
}

/* Counts the objects that have a member 'probabilities', and those where it is some, and notes their labels. */
static tenor_status take_soft_targets(const tenor_rows *rows, const tenor__json_node *object, tenor__arena *arena,
                                      tenor__map *labels, size_t *members, size_t *distributions)
{
    tenor__buffer clean;
    const tenor__json_node *member = tenor__json_members_find(object, tenor_str_of("probabilities"));
    if (!member || tenor__json_is_null(member))
        return TENOR_OK;
    ++*members;
    if (!tenor__json_members_are_probabilities(member, rows->separator.size == 0))
        return TENOR_OK;
    ++*distributions;
    tenor_status status = TENOR_OK;
    tenor__buffer_init(&clean, &rows->alloc);
    for (const tenor__json_node *of = tenor__json_first(member); of && status == TENOR_OK; of = tenor__json_next(of)) {
        const tenor_str label = tenor__trim_invisible(tenor__json_key(of), &clean);
        if (!clean.failed && tenor__map_find(labels, label))
            continue;
        const tenor_str copy = clean.failed ? (tenor_str){NULL, 0} : tenor__arena_copy(arena, label);
        if (!copy.data || !tenor__map_insert(labels, copy, 0, NULL))
            status = TENOR_OUT_OF_MEMORY;
    }
    tenor__buffer_free(&clean);
    return status;
}

/* Names of members and what stands in them, of the first objects. */
static tenor_status take_sample(tenor_rows *rows, bool nested, tenor__arena *arena, tenor__map *soft_labels,
                                tenor__sample *out)
{
    size_t members = 0;
    size_t distributions = 0;
    tenor_str *names = tenor__arena_alloc(arena, TENOR__MOST_COLUMNS * sizeof *names);
    tenor_status status = names ? TENOR_OK : TENOR_OUT_OF_MEMORY;
    size_t count = 0;
    size_t most = 0;
    tenor_str *cells = NULL;
    *out = (tenor__sample){.named = true};
    for (int pass = 0; pass < 2 && status != TENOR_OUT_OF_MEMORY; pass++) {
        tenor__json *json;
        size_t seen = 0;
        for (size_t at = 0;
             status != TENOR_OUT_OF_MEMORY && seen < SAMPLED_OBJECTS && next_sampled(rows, &at, &json, &status);
             tenor__json_free(json)) {
            if (!json)
                continue;
            const tenor__json_node *object = tenor__json_root(json);
            seen++;
            if (pass == 0 && status == TENOR_OK)
                status = take_soft_targets(rows, object, arena, soft_labels, &members, &distributions);
            if (pass == 0 && status == TENOR_OK)
                status = tenor__json_members_names(object, nested, arena, names, &count);
            else if (seen <= most)
                status = tenor__json_members_cells(object, names, count, arena, cells + seen * count);
        }
        if (pass == 1 || status == TENOR_OUT_OF_MEMORY || count == 0)
            break;
        most = seen < TENOR__SAMPLE_CELLS / count ? seen : TENOR__SAMPLE_CELLS / count;
        cells = tenor__arena_alloc(arena, (most + 1) * count * sizeof *cells);
        if (!cells)
            status = TENOR_OUT_OF_MEMORY;
        else
            memcpy(cells, names, count * sizeof *names);
    }
    if (status != TENOR_OUT_OF_MEMORY && count > 0)
        *out = (tenor__sample){.cells = cells,
                               .rows = most + 1,
                               .columns = count,
                               .named = true,
                               .soft_labels = distributions > 0 && 2 * distributions >= members ? soft_labels : NULL};
    return status == TENOR_OUT_OF_MEMORY ? status : TENOR_OK;
}

/* Finds the members by the first objects, those of members too when there is no other way. Later objects are asked when
 * the first ones have no answer. */
static tenor_status find_members(tenor_rows *rows, tenor_error *unclear)
{
    objects *state = rows->state;
    tenor_status status = TENOR_OK;
    for (int nested = 0; nested < 2 && !state->known && status != TENOR_OUT_OF_MEMORY; nested++) {
        tenor__arena arena = {.alloc = rows->alloc};
        tenor__sample sample;
        tenor__map soft_labels;
        tenor__map_init(&soft_labels, &rows->alloc);
        status = take_sample(rows, nested, &arena, &soft_labels, &sample);
        if (status == TENOR_OK && sample.columns > 0) {
            tenor_error why = {0};
            status = tenor__columns_find(&sample, &rows->settings, &rows->alloc, rows->layout, &why);
            state->known = status == TENOR_OK;
            state->has_answers = state->known && tenor__json_answers_are(rows->layout, &sample);
            if (nested == 0 || why.option)
                *unclear = why;
        }
        tenor__map_free(&soft_labels);
        tenor__arena_free(&arena);
    }
    return status == TENOR_OUT_OF_MEMORY ? status : TENOR_OK;
}

/* ---- objects ---- */

static tenor_status read_object(tenor_rows *rows, const tenor__json_node *object, tenor_error *error)
{
    objects *state = rows->state;
    tenor_error unclear = {0};
    if (!tenor__json_is_object(object)) {
        tenor__rows_fault(
            rows, TENOR_ROW_MALFORMED, "%s; an object is expected",
            tenor__json_is_array(object)
                ? "an array, of which jq -r @csv makes a row of CSV (jq -r '.[] | @csv' of a list of them)"
                : "no object");
        return TENOR_OK;
    }
    if (!state->known && find_members(rows, &unclear) != TENOR_OK)
        return tenor__error_set_memory(error);
    if (!state->known) {
        tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, unclear.option, "%s", unclear.message);
        return TENOR_OK;
    }
    if (state->has_answers)
        TENOR_TRY(tenor__json_answers_take(rows, object, &state->labels, &state->rejected, error));
    if (state->rejected || rows->row.fault != TENOR_ROW_GOOD)
        return TENOR_OK;
    TENOR_TRY(take_labels(rows, object, error));
    if (rows->layout->probability_count > 0 && rows->row.fault == TENOR_ROW_GOOD)
        TENOR_TRY(tenor__json_targets_take(rows, object, &state->labels, error));
    return rows->row.fault == TENOR_ROW_GOOD ? take_text(rows, object, error) : TENOR_OK;
}

/* Leaves the row's document in the state, as long as the row. */
static tenor_status read_text(tenor_rows *rows, tenor_str text, tenor_error *error)
{
    objects *state = rows->state;
    tenor_error wrong;
    const tenor_status status =
        tenor__json_parse(text.data, text.size, LONGEST_OBJECT, &rows->alloc, &state->json, &wrong);
    if (status == TENOR_OUT_OF_MEMORY)
        return tenor__error_set_memory(error);
    if (status == TENOR_OK)
        return read_object(rows, tenor__json_root(state->json), error);
    tenor__rows_fault(rows, TENOR_ROW_MALFORMED, "%s", wrong.message);
    return TENOR_OK;
}

static void drop_row(objects *state)
{
    tenor__json_free(state->json);
    state->json = NULL;
    tenor__arena_free(&state->labels);
}

static tenor_status next_line(tenor_rows *rows, bool *found, tenor_error *error)
{
    for (;;) {
        TENOR_TRY(tenor__rows_line(rows, found, error));
        rows->line += *found;
        if (!*found)
            return TENOR_OK;
        if (tenor__trim(rows->row.raw).size > 0)
            return read_text(rows, rows->row.raw, error);
        tenor__window_take(rows->window, rows->row_bytes);
        rows->row_bytes = 0;
    }
}

/* Past white space and commas. */
static tenor_status skip_to_value(tenor_rows *rows, tenor_error *error)
{
    tenor__window *window = rows->window;
    for (;;) {
        TENOR_TRY(tenor__window_need(window, 1, error));
        if (window->size == 0 || !strchr(" \t\r\n,", window->data[0]) || window->data[0] == '\0')
            return TENOR_OK;
        rows->line += window->data[0] == '\n';
        tenor__window_take(window, 1);
    }
}

/* The length of the value that the window begins with. 0 when it does not end, which is then the row's fault. */
static tenor_status measure_value(tenor_rows *rows, size_t *size, tenor_error *error)
{
    tenor__window *window = rows->window;
    for (;;) {
        const char first = window->data[0];
        *size = 0;
        if (first == '{' || first == '[')
            *size = tenor__json_form_value_end(window->data, window->size, 0);
        else
            while (*size < window->size && (*size == 0 || !strchr(",]\n", window->data[*size])))
                ++*size;
        if (*size > 0 && (*size < window->size || window->at_end))
            return TENOR_OK;
        *size = 0;
        if (window->at_end)
            tenor__rows_fault(rows, TENOR_ROW_MALFORMED,
                              "the value that begins here does not end: is the file cut short?");
        else if (window->size > LONGEST_OBJECT)
            tenor__rows_fault(rows, TENOR_ROW_MALFORMED, "an object of more than %d MB; nothing after it is read",
                              LONGEST_OBJECT >> 20);
        if (rows->row.fault != TENOR_ROW_GOOD)
            return TENOR_OK;
        TENOR_TRY(tenor__window_need(window, window->size < FIRST_WINDOW ? window->size + 1 : 2 * window->size, error));
    }
}

/* The object as one line. */
static tenor_str flatten(objects *state, tenor_str text)
{
    tenor__buffer_clear(&state->raw);
    if (!memchr(text.data, '\n', text.size) && !memchr(text.data, '\r', text.size))
        return text;
    tenor__buffer_add(&state->raw, text.data, text.size);
    for (size_t i = 0; i < state->raw.size; i++)
        if (state->raw.data[i] == '\n' || state->raw.data[i] == '\r')
            state->raw.data[i] = ' '; /* in a string neither stands */
    return (tenor_str){state->raw.data, state->raw.size};
}

static tenor_status next_value(tenor_rows *rows, bool *found, tenor_error *error)
{
    objects *state = rows->state;
    const tenor__window *window = rows->window;
    *found = false;
    if (state->ended)
        return TENOR_OK;
    TENOR_TRY(skip_to_value(rows, error));
    rows->row.line = rows->line;
    rows->row.raw = (tenor_str){window->data, 0};
    rows->row.line_end = tenor_str_of("\n");
    if (window->size == 0 || (state->shape == TENOR__JSON_LIST && window->data[0] == ']')) {
        state->ended = true;
        *found = window->size == 0 && state->shape == TENOR__JSON_LIST;
        if (*found)
            tenor__rows_fault(rows, TENOR_ROW_MALFORMED, "the list of objects does not end: is the file cut short?");
        return TENOR_OK;
    }
    size_t size;
    *found = true;
    TENOR_TRY(measure_value(rows, &size, error));
    if (rows->row.fault != TENOR_ROW_GOOD) {
        state->ended = true;
        return TENOR_OK;
    }
    const tenor_str text = {window->data, size};
    rows->row.raw = flatten(state, text);
    if (state->raw.failed)
        return tenor__error_set_memory(error);
    rows->row_bytes = size;
    for (size_t i = 0; i < size; i++)
        rows->line += text.data[i] == '\n';
    return read_text(rows, text, error);
}

static tenor_status next_object(tenor_rows *rows, bool *found, tenor_error *error)
{
    objects *state = rows->state;
    for (;;) {
        drop_row(state);
        state->rejected = false;
        if (state->shape == TENOR__JSON_LIST || state->shape == TENOR__JSON_SEQUENCE)
            TENOR_TRY(next_value(rows, found, error));
        else
            TENOR_TRY(next_line(rows, found, error));
        if (!*found || !state->rejected)
            return TENOR_OK;
        rows->layout->rejected_rows++;
        tenor__window_take(rows->window, rows->row_bytes);
        rows->row_bytes = 0;
        rows->row = (tenor_row){.text = {"", 0}};
    }
}

/* Puts the objects of a document together, a line each. */
static tenor_status open_document(tenor_rows *rows, tenor_error *error)
{
    objects *state = rows->state;
    while (!rows->window->at_end)
        TENOR_TRY(tenor__window_need(rows->window, 2 * rows->window->size, error));
    TENOR_TRY(tenor__json_document_lines(rows->window->data, rows->window->size, &rows->alloc, &state->lines, error));
    state->shape = TENOR__JSON_LINES;
    state->window = tenor__window_of(state->lines.data ? state->lines.data : "", state->lines.size);
    rows->window = &state->window;
    return TENOR_OK;
}

static tenor_status open_objects(tenor_rows *rows, tenor_error *error)
{
    objects *state = tenor__alloc_zeroed(&rows->alloc, 1, sizeof *state);
    tenor_error unclear;
    size_t start;
    if (!state)
        return tenor__error_set_memory(error);
    state->labels.alloc = rows->alloc;
    tenor__buffer_init(&state->lines, &rows->alloc);
    tenor__buffer_init(&state->raw, &rows->alloc);
    rows->state = state;
    TENOR_TRY(tenor__rows_look(rows, FIRST_WINDOW, 1, error));
    state->shape = tenor__json_form_find(rows->window, &start);
    if (state->shape == TENOR__JSON_DOCUMENT)
        TENOR_TRY(open_document(rows, error));
    for (size_t i = 0; state->shape != TENOR__JSON_LINES && i < start; i++)
        rows->line += rows->window->data[i] == '\n';
    if (state->shape != TENOR__JSON_LINES)
        tenor__window_take(rows->window, start);
    return find_members(rows, &unclear) == TENOR_OK ? TENOR_OK : tenor__error_set_memory(error);
}

static void close_objects(tenor_rows *rows)
{
    objects *state = rows->state;
    drop_row(state);
    tenor__buffer_free(&state->lines);
    tenor__buffer_free(&state->raw);
    tenor__alloc_free(&rows->alloc, state);
    rows->state = NULL;
}

const tenor__row_reader tenor__jsonl_reader = {open_objects, next_object, close_objects};
