#include "model/input.h"

#include "base/error.h"

enum {
    MOST_COLUMNS = 1024,
    LONGEST_JOINER = 64, /* bytes */
};

void tenor__input_write(const tenor__input *input, tenor__json_writer *writer)
{
    if (input->column_count == 0)
        return;
    tenor__json_write_key(writer, "input");
    tenor__json_begin_object(writer, true);
    tenor__json_write_key(writer, "text");
    tenor__json_begin_array(writer, true);
    for (size_t i = 0; i < input->column_count; i++)
        tenor__json_write_string(writer, input->columns[i]);
    tenor__json_end_array(writer);
    tenor__json_write_key(writer, "joiner");
    tenor__json_write_string(writer, input->joiner);
    tenor__json_end_object(writer);
}

static tenor_status read_columns(const tenor__json_node *object, tenor__arena *arena, tenor__input *out,
                                 tenor_error *error)
{
    const tenor__json_node *array = NULL;
    TENOR_TRY(tenor__json_want_array(object, "text", &array, error));
    const size_t count = tenor__json_count(array);
    if (count < 1 || count > MOST_COLUMNS)
        return tenor__error_set(error, TENOR_BAD_MODEL, "text has %zu columns, not 1 to %d", count, MOST_COLUMNS);
    out->columns = tenor__arena_alloc(arena, count * sizeof *out->columns);
    if (!out->columns)
        return tenor__error_set_memory(error);
    for (const tenor__json_node *node = tenor__json_first(array); node; node = tenor__json_next(node)) {
        tenor_str name;
        if (!tenor__json_string(node, &name))
            return tenor__error_set(error, TENOR_BAD_MODEL, "text[%zu] is no string", out->column_count);
        name = tenor__arena_copy(arena, name);
        if (!name.data)
            return tenor__error_set_memory(error);
        out->columns[out->column_count++] = name;
    }
    return TENOR_OK;
}

static tenor_status read_joiner(const tenor__json_node *object, tenor__arena *arena, tenor__input *out,
                                tenor_error *error)
{
    tenor_str joiner = {NULL, 0};
    TENOR_TRY(tenor__json_want_string(object, "joiner", &joiner, error));
    if (joiner.size > LONGEST_JOINER)
        return tenor__error_set(error, TENOR_BAD_MODEL, "joiner has %zu bytes, more than %d", joiner.size,
                                LONGEST_JOINER);
    out->joiner = tenor__arena_copy(arena, joiner);
    return out->joiner.data ? TENOR_OK : tenor__error_set_memory(error);
}

tenor_status tenor__input_read(const tenor__json_node *root, tenor__arena *arena, tenor__input *out, tenor_error *error)
{
    const tenor__json_node *object = NULL;
    if (!tenor__json_find(root, "input"))
        return TENOR_OK;
    TENOR_TRY(tenor__json_want_object(root, "input", &object, error));
    tenor_status status = read_columns(object, arena, out, error);
    if (status == TENOR_OK)
        status = read_joiner(object, arena, out, error);
    if (status != TENOR_OK)
        tenor__error_prefix(error, "input");
    return status;
}
