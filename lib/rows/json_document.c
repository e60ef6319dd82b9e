#include "rows/json_form.h"

#include "json/json.h"
#include "base/error.h"

#include <string.h>

static const size_t LARGEST_DOCUMENT = (size_t)1 << 30;

static void write_node(tenor__json_writer *writer, const tenor__json_node *node)
{
    tenor_str text;
    int64_t integer;
    double number;
    bool truth;
    if (tenor__json_string(node, &text)) {
        tenor__json_write_string(writer, text);
    } else if (tenor__json_integer(node, INT64_MIN, INT64_MAX, &integer)) {
        tenor__json_write_integer(writer, integer);
    } else if (tenor__json_number(node, &number)) {
        tenor__json_write_number(writer, number);
    } else if (tenor__json_bool(node, &truth)) {
        tenor__json_write_bool(writer, truth);
    } else if (tenor__json_is_array(node)) {
        tenor__json_begin_array(writer, true);
        for (const tenor__json_node *item = tenor__json_first(node); item; item = tenor__json_next(item))
            write_node(writer, item);
        tenor__json_end_array(writer);
    } else if (tenor__json_is_object(node)) {
        tenor__json_begin_object(writer, true);
        for (const tenor__json_node *item = tenor__json_first(node); item; item = tenor__json_next(item)) {
            tenor__json_write_key_str(writer, tenor__json_key(item));
            write_node(writer, item);
        }
        tenor__json_end_object(writer);
    } else {
        tenor__json_write_null(writer);
    }
}

/* One more line, with an object whose names and values are two lists' elements. */
static void write_row(tenor__buffer *lines, const tenor__json_node *name, const tenor__json_node *value)
{
    tenor__json_writer writer;
    tenor__json_writer_init(&writer, lines);
    tenor__json_begin_object(&writer, true);
    for (; name && value; name = tenor__json_next(name), value = tenor__json_next(value)) {
        tenor_str text;
        if (tenor__json_string(name, &text)) {
            tenor__json_write_key_str(&writer, text);
            write_node(&writer, value);
        }
    }
    tenor__json_end_object(&writer);
    tenor__buffer_add_byte(lines, '\n');
}

/* {"columns": ["text", "label"], "data": [["a", "x"], ["b", "y"]]} */
static tenor_status write_split(const tenor__json_node *columns, const tenor__json_node *data, tenor__buffer *lines,
                                tenor_error *error)
{
    size_t number = 0;
    for (const tenor__json_node *row = tenor__json_first(data); row; row = tenor__json_next(row)) {
        number++;
        if (tenor__json_count(row) != tenor__json_count(columns))
            return tenor__error_set(error, TENOR_BAD_DATA, "row %zu of 'data' has %zu values for %zu columns", number,
                                    tenor__json_count(row), tenor__json_count(columns));
        write_row(lines, tenor__json_first(columns), tenor__json_first(row));
    }
    return TENOR_OK;
}

/* {"0": {"text": "a", "label": "x"}, "1": {...}} */
static tenor_status write_index(const tenor__json_node *root, tenor__buffer *lines)
{
    for (const tenor__json_node *row = tenor__json_first(root); row; row = tenor__json_next(row)) {
        tenor__json_writer writer;
        tenor__json_writer_init(&writer, lines);
        write_node(&writer, row);
        tenor__buffer_add_byte(lines, '\n');
    }
    return TENOR_OK;
}

enum { MOST_COLUMNS = 1024 };

/* {"text": ["a", "b"], "label": ["x", "y"]}, or objects with the same keys in place of the lists. */
static tenor_status write_columns(const tenor__json_node *root, tenor__buffer *lines, tenor_error *error)
{
    const tenor__json_node *values[MOST_COLUMNS];
    tenor_str names[MOST_COLUMNS];
    size_t count = 0;
    const size_t rows = tenor__json_count(tenor__json_first(root));
    for (const tenor__json_node *column = tenor__json_first(root); column && count < MOST_COLUMNS;
         column = tenor__json_next(column)) {
        char quoted[48];
        if (tenor__json_count(column) != rows)
            return tenor__error_set(error, TENOR_BAD_DATA, "the member '%s' has %zu values where the first has %zu",
                                    tenor__error_quote(quoted, sizeof quoted, tenor__json_key(column)),
                                    tenor__json_count(column), rows);
        names[count] = tenor__json_key(column);
        values[count++] = tenor__json_first(column);
    }
    for (size_t row = 0; row < rows; row++) {
        const tenor_str key = tenor__json_key(values[0]);
        tenor__json_writer writer;
        tenor__json_writer_init(&writer, lines);
        tenor__json_begin_object(&writer, true);
        for (size_t i = 0; i < count; i++) {
            if (!tenor_str_equal(tenor__json_key(values[i]), key))
                return tenor__error_set(error, TENOR_BAD_DATA, "the values of row %zu have different keys", row + 1);
            tenor__json_write_key_str(&writer, names[i]);
            write_node(&writer, values[i]);
            values[i] = tenor__json_next(values[i]);
        }
        tenor__json_end_object(&writer);
        tenor__buffer_add_byte(lines, '\n');
    }
    return TENOR_OK;
}

static bool is_number(tenor_str key)
{
    for (size_t i = 0; i < key.size; i++)
        if (key.data[i] < '0' || key.data[i] > '9')
            return false;
    return key.size > 0;
}

/* Whether an object of objects has a row in each, not a column: the keys of its rows are numbers, as pandas writes
 * them, or there are more of them than of the columns'. */
static bool is_by_row(const tenor__json_node *root)
{
    const tenor__json_node *first = tenor__json_first(root);
    const bool outer = is_number(tenor__json_key(first));
    const bool inner = is_number(tenor__json_key(tenor__json_first(first)));
    return outer != inner ? outer : tenor__json_count(root) > tenor__json_count(first);
}

/* Members that are lists of objects or of lists. */
static size_t count_tables(const tenor__json_node *root)
{
    size_t tables = 0;
    for (const tenor__json_node *member = tenor__json_first(root); member; member = tenor__json_next(member)) {
        const tenor__json_node *first = tenor__json_is_array(member) ? tenor__json_first(member) : NULL;
        tables += first && (tenor__json_is_object(first) || tenor__json_is_array(first));
    }
    return tables;
}

/* {"train": [{...}], "test": [{...}]} */
static tenor_status fail_tables(const tenor__json_node *root, tenor_error *error)
{
    char first[48];
    char second[48];
    const tenor__json_node *member = tenor__json_first(root);
    tenor__error_quote(first, sizeof first, tenor__json_key(member));
    tenor__error_quote(second, sizeof second, tenor__json_key(tenor__json_next(member)));
    return tenor__error_set(error, TENOR_BAD_DATA,
                            "has %zu lists of rows, such as '%s' and '%s'; take one of them, as with: jq '.%s' FILE > "
                            "NEW.json",
                            tenor__json_count(root), first, second, first);
}

static tenor_status write_lines(const tenor__json_node *root, tenor__buffer *lines, tenor_error *error)
{
    const tenor__json_node *columns = tenor__json_find(root, "columns");
    const tenor__json_node *data = tenor__json_find(root, "data");
    size_t lists = 0;
    size_t objects = 0;
    const size_t count = tenor__json_count(root);
    for (const tenor__json_node *member = tenor__json_first(root); member; member = tenor__json_next(member)) {
        lists += tenor__json_is_array(member);
        objects += tenor__json_is_object(member);
    }
    if (count > 1 && count_tables(root) == count)
        return fail_tables(root, error);
    if (columns && data && tenor__json_is_array(columns) && tenor__json_is_array(data))
        return write_split(columns, data, lines, error);
    if (count > 0 && objects == count)
        return is_by_row(root) ? write_index(root, lines) : write_columns(root, lines, error);
    if (count > 0 && lists == count)
        return write_columns(root, lines, error);
    return tenor__error_set(
        error, TENOR_BAD_DATA,
        "is an object of which no rows can be made; a list of objects, an object a line, or pandas' "
        "to_json is read");
}

tenor_status tenor__json_document_lines(const char *data, size_t size, const tenor_alloc *alloc, tenor__buffer *lines,
                                        tenor_error *error)
{
    tenor__json *json;
    TENOR_TRY(tenor__json_parse(data, size, LARGEST_DOCUMENT, alloc, &json, error));
    const tenor_status status = write_lines(tenor__json_root(json), lines, error);
    tenor__json_free(json);
    return status == TENOR_OK && lines->failed ? tenor__error_set_memory(error) : status;
}
