/* JSON Lines: one object a line, of which two members are used. Where texts may have several labels, they are a string
 * as in CSV, or an array. */
#include "data/reader.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/number.h"
#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>

/* A line's document takes some thirty times its bytes at worst: this bounds it. */
enum { LONGEST_LINE = 1 << 22 };

static const char OBJECT_A_LINE[] = "one object a line is expected (of an array, jq -c '.[]' makes such lines)";

/* The members' names, known from the first object that has both. */
typedef struct member_names {
    tenor__arena arena;
    bool known;
    tenor_str text;
    tenor_str label;
} member_names;

static tenor_status find_members(const tenor__reader *reader, const tenor__json_node *object, uint64_t line,
                                 member_names *wanted)
{
    tenor_str names[TENOR__MOST_COLUMNS];
    size_t count = 0;
    for (const tenor__json_node *member = tenor__json_first(object); member && count < TENOR__MOST_COLUMNS;
         member = tenor__json_next(member))
        names[count++] = tenor__json_key(member);
    tenor__columns columns;
    tenor_error error;
    if (tenor__columns_match(names, count, reader->settings, &columns, &error) != TENOR_OK)
        return tenor__error_option(reader->error, error.option,
                                   tenor__reader_fault(reader, TENOR__FAULT_MALFORMED, line, "%s", error.message));
    wanted->text = tenor__arena_copy(&wanted->arena, names[columns.text]);
    wanted->label = tenor__arena_copy(&wanted->arena, names[columns.label]);
    if (!wanted->text.data || !wanted->label.data)
        return tenor__error_set_memory(reader->error);
    wanted->known = true;
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

static tenor_status fault_label(const tenor__reader *reader, const tenor__json_node *node, tenor_str name,
                                uint64_t line)
{
    char quoted[48];
    tenor__error_quote(quoted, sizeof quoted, name);
    if (tenor__json_is_array(node) && !tenor__reader_multi_label(reader))
        return tenor__error_option(
            reader->error, "multi-label",
            tenor__reader_fault(reader, TENOR__FAULT_NO_LABEL, line,
                                "the member '%s' is an array; for several labels a text set option 'multi-label'",
                                quoted));
    return tenor__reader_fault(reader, TENOR__FAULT_NO_LABEL, line, "the member '%s' %s", quoted,
                               node ? "is no string, whole number of 64 bits, true or false" : "is missing");
}

/* An array of labels, or null for none. Numbers are written to the arena. */
static tenor_status read_array(const tenor__reader *reader, const tenor__json_node *array, tenor_str name,
                               tenor_str text, uint64_t line, tenor__arena *arena)
{
    reader->list->count = 0;
    for (const tenor__json_node *node = tenor__json_first(array); node; node = tenor__json_next(node)) {
        char number[24];
        tenor_str label;
        if (!label_text(node, number, &label))
            return fault_label(reader, node, name, line);
        if (label.data == number) {
            label = tenor__arena_copy(arena, label);
            if (!label.data)
                return tenor__error_set_memory(reader->error);
        }
        TENOR_TRY(tenor__reader_list(reader, label));
    }
    return tenor__reader_add_list(reader, text, line);
}

static tenor_status read_several(const tenor__reader *reader, const tenor__json_node *array, tenor_str name,
                                 tenor_str text, uint64_t line)
{
    tenor__arena numbers = {.alloc = reader->alloc};
    tenor_status status = read_array(reader, array, name, text, line, &numbers);
    tenor__arena_free(&numbers);
    return status;
}

static tenor_status read_object(const tenor__reader *reader, const tenor__json_node *object, uint64_t line,
                                member_names *wanted)
{
    char quoted[48];
    if (tenor__json_is_array(object))
        return tenor__reader_fault(reader, TENOR__FAULT_MALFORMED, line, "an array; %s", OBJECT_A_LINE);
    if (!tenor__json_is_object(object))
        return tenor__reader_fault(reader, TENOR__FAULT_MALFORMED, line, "no object; one a line is expected");
    if (!wanted->known) {
        TENOR_TRY(find_members(reader, object, line, wanted));
        if (!wanted->known)
            return TENOR_OK;
    }
    const tenor__json_node *text_node = NULL;
    const tenor__json_node *label_node = NULL;
    for (const tenor__json_node *member = tenor__json_first(object); member; member = tenor__json_next(member)) {
        tenor_str key = tenor__json_key(member);
        if (tenor_str_equal(key, wanted->text))
            text_node = member;
        else if (tenor_str_equal(key, wanted->label))
            label_node = member;
    }
    const bool several = tenor__reader_multi_label(reader) && label_node &&
                         (tenor__json_is_array(label_node) || tenor__json_is_null(label_node));
    char number[24];
    tenor_str label = {NULL, 0};
    tenor_str text;
    if (!several && (!label_node || !label_text(label_node, number, &label)))
        return fault_label(reader, label_node, wanted->label, line);
    if (!tenor__json_string(text_node, &text))
        return tenor__reader_fault(reader, TENOR__FAULT_NO_TEXT, line, "the member '%s' %s",
                                   tenor__error_quote(quoted, sizeof quoted, wanted->text),
                                   text_node ? "is no string" : "is missing");
    if (several)
        return read_several(reader, label_node, wanted->label, text, line);
    return tenor__reader_add(reader, text, label, line);
}

static tenor_status read_line(const tenor__reader *reader, tenor_str line, uint64_t number, member_names *wanted)
{
    tenor__json *json;
    tenor_error error;
    tenor_status status = tenor__json_parse(line.data, line.size, LONGEST_LINE, &reader->alloc, &json, &error);
    if (status == TENOR_OUT_OF_MEMORY)
        return tenor__error_set_memory(reader->error);
    if (status != TENOR_OK && tenor__reader_trim(line).data[0] == '[')
        return tenor__reader_fault(reader, TENOR__FAULT_MALFORMED, number, "%s; %s", error.message, OBJECT_A_LINE);
    if (status != TENOR_OK)
        return tenor__reader_fault(reader, TENOR__FAULT_MALFORMED, number, "%s", error.message);
    status = read_object(reader, tenor__json_root(json), number, wanted);
    tenor__json_free(json);
    return status;
}

tenor_status tenor__jsonl_read(const tenor__reader *reader)
{
    member_names names = {.arena.alloc = reader->alloc};
    tenor__lines lines = {reader->data, reader->data + reader->size, 0};
    tenor_str line;
    tenor_status status = TENOR_OK;
    while (status == TENOR_OK && tenor__reader_next_line(&lines, &line))
        if (tenor__reader_trim(line).size > 0)
            status = read_line(reader, line, lines.line, &names);
    tenor__arena_free(&names.arena);
    return status;
}
