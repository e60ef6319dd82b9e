/* Any bytes: JSON that is accepted can be walked and written, and what was written reads back as the same. */
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Writes a value that stands alone, or opens the container that it is. */
static void write_value(tenor__json_writer *writer, const tenor__json_node *node, bool compact)
{
    tenor_str text;
    int64_t integer;
    double number;
    bool truth;
    if (tenor__json_is_object(node)) {
        tenor__json_begin_object(writer, compact);
    } else if (tenor__json_is_array(node)) {
        tenor__json_begin_array(writer, compact);
    } else if (tenor__json_string(node, &text)) {
        tenor__json_write_string(writer, text);
    } else if (tenor__json_integer(node, -(INT64_C(1) << 53), INT64_C(1) << 53, &integer) && integer != 0) {
        tenor__json_write_integer(writer, integer);
    } else if (tenor__json_number(node, &number)) {
        tenor__json_write_number(writer, number);
    } else if (tenor__json_bool(node, &truth)) {
        tenor__json_write_bool(writer, truth);
    } else {
        require(tenor__json_is_null(node));
        tenor__json_write_null(writer);
    }
}

static void write_document(tenor__buffer *buffer, const tenor__json *json, bool compact)
{
    tenor__json_writer writer;
    tenor__json_writer_init(&writer, buffer);
    const tenor__json_node *open[DEEPEST];
    size_t members[DEEPEST];
    size_t depth = 0;
    for (const tenor__json_node *node = tenor__json_root(json); node;) {
        const bool is_member = depth > 0 && tenor__json_is_object(open[depth - 1]);
        if (is_member)
            tenor__json_write_key_str(&writer, tenor__json_key(node));
        if (depth > 0)
            members[depth - 1]++;
        write_value(&writer, node, compact);
        if (tenor__json_is_object(node) || tenor__json_is_array(node)) {
            require(depth < DEEPEST);
            open[depth] = node;
            members[depth++] = 0;
            node = tenor__json_first(node);
        } else {
            node = tenor__json_next(node);
        }
        while (!node && depth > 0) {
            const tenor__json_node *closed = open[--depth];
            require(members[depth] == tenor__json_count(closed));
            if (tenor__json_is_object(closed))
                tenor__json_end_object(&writer);
            else
                tenor__json_end_array(&writer);
            node = tenor__json_next(closed);
        }
    }
    require(!buffer->failed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tenor__json *json;
    tenor_error error;
    if (tenor__json_parse((const char *)data, size, size, NULL, &json, &error) != TENOR_OK) {
        require(!json && error.status == TENOR_BAD_JSON && error.byte <= size);
        return 0;
    }
    tenor__buffer first;
    tenor__buffer second;
    tenor__buffer_init(&first, NULL);
    tenor__buffer_init(&second, NULL);
    write_document(&first, json, size % 2 == 0);
    tenor__json_free(json);
    require(tenor__json_parse(first.data, first.size, first.size, NULL, &json, &error) == TENOR_OK);
    write_document(&second, json, size % 2 == 0);
    tenor__json_free(json);
    require(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    tenor__buffer_free(&first);
    tenor__buffer_free(&second);
    return 0;
}
