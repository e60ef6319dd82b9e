#include "json/json.h"

#include "base/failing.h"
#include "check_main.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void check_written(tenor__buffer *buffer, const char *expected)
{
    ck_assert(!buffer->failed);
    tenor__buffer_add_byte(buffer, '\0');
    ck_assert_str_eq(buffer->data, expected);
    tenor__json *json;
    ck_assert_int_eq(tenor__json_parse(buffer->data, strlen(buffer->data), 1 << 20, NULL, &json, NULL), TENOR_OK);
    tenor__json_free(json);
    tenor__buffer_free(buffer);
}

START_TEST(writes_indented_and_compact)
{
    tenor__buffer buffer;
    tenor__json_writer writer;
    tenor__buffer_init(&buffer, NULL);
    tenor__json_writer_init(&writer, &buffer);
    tenor__json_begin_object(&writer, false);
    tenor__json_write_key(&writer, "format");
    tenor__json_write_string(&writer, tenor_str_of("tenor"));
    tenor__json_write_key(&writer, "shape");
    tenor__json_begin_array(&writer, true);
    tenor__json_write_integer(&writer, -3);
    tenor__json_begin_object(&writer, false); /* all within a compact container is compact */
    tenor__json_write_key(&writer, "a");
    tenor__json_write_bool(&writer, true);
    tenor__json_write_key(&writer, "b");
    tenor__json_write_null(&writer);
    tenor__json_end_object(&writer);
    tenor__json_begin_array(&writer, true);
    tenor__json_end_array(&writer);
    tenor__json_write_number(&writer, 0.5);
    tenor__json_end_array(&writer);
    tenor__json_write_key(&writer, "list");
    tenor__json_begin_array(&writer, false);
    tenor__json_write_bool(&writer, false);
    tenor__json_begin_object(&writer, false);
    tenor__json_end_object(&writer);
    tenor__json_end_array(&writer);
    tenor__json_end_object(&writer);
    check_written(&buffer, "{\n"
                           "  \"format\": \"tenor\",\n"
                           "  \"shape\": [-3, {\"a\": true, \"b\": null}, [], 0.5],\n"
                           "  \"list\": [\n"
                           "    false,\n"
                           "    {}\n"
                           "  ]\n"
                           "}");
}
END_TEST

START_TEST(writes_one_line)
{
    tenor__buffer buffer;
    tenor__json_writer writer;
    tenor__buffer_init(&buffer, NULL);
    tenor__json_writer_init(&writer, &buffer);
    tenor__json_begin_object(&writer, true);
    tenor__json_write_key_str(&writer, (tenor_str){"k\"", 2});
    tenor__json_begin_object(&writer, true);
    tenor__json_end_object(&writer);
    tenor__json_write_key(&writer, "x");
    tenor__json_write_integer(&writer, INT64_MIN);
    tenor__json_end_object(&writer);
    check_written(&buffer, "{\"k\\\"\": {}, \"x\": -9223372036854775808}");
}
END_TEST

START_TEST(writes_strings)
{
    tenor__buffer buffer;
    tenor__json_writer writer;
    tenor__buffer_init(&buffer, NULL);
    tenor__json_writer_init(&writer, &buffer);
    tenor__json_begin_array(&writer, true);
    tenor__json_write_string(&writer, (tenor_str){NULL, 0});
    tenor__json_write_string(&writer, tenor_str_of("\"\\/\b\f\n\r\t\x01\x1F\x7F"));
    tenor__json_write_string(&writer, tenor_str_of("\xE4\xB8\xAD\xF0\x9F\x98\x80"));
    tenor__json_write_string(&writer, (tenor_str){"a\0b\xFF\xC3", 5});
    tenor__json_write_string(&writer, tenor_str_of("bfnrtu"));
    tenor__json_end_array(&writer);
    check_written(&buffer, "[\"\", \"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\", \"\xE4\xB8\xAD\xF0\x9F\x98\x80\", "
                           "\"a\xEF\xBF\xBD"
                           "b\xEF\xBF\xBD\xEF\xBF\xBD\", \"bfnrtu\"]");
}
END_TEST

START_TEST(writes_numbers)
{
    static const double numbers[] = {0, -0.0, 3, 0.1, 1e300, -1.0 / 3, 5e-324, NAN, INFINITY};
    tenor__buffer buffer;
    tenor__json_writer writer;
    tenor__buffer_init(&buffer, NULL);
    tenor__json_writer_init(&writer, &buffer);
    if (!setlocale(LC_ALL, "de_DE.UTF-8"))
        fprintf(stderr, "the locale de_DE.UTF-8 is not installed: tried with another\n");
    tenor__json_begin_array(&writer, true);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        tenor__json_write_number(&writer, numbers[i]);
    tenor__json_end_array(&writer);
    tenor__json *json;
    ck_assert_int_eq(tenor__json_parse(buffer.data, buffer.size, 1000, NULL, &json, NULL), TENOR_OK);
    size_t i = 0;
    for (const tenor__json_node *node = tenor__json_first(tenor__json_root(json)); node; i++) {
        double value = 7;
        ck_assert_int_eq(tenor__json_number(node, &value), isfinite(numbers[i]));
        if (isfinite(numbers[i]))
            ck_assert(value == numbers[i] && signbit(value) == signbit(numbers[i]));
        else
            ck_assert(tenor__json_is_null(node));
        node = tenor__json_next(node);
    }
    ck_assert_uint_eq(i, sizeof numbers / sizeof *numbers);
    tenor__json_free(json);
    check_written(&buffer, "[0, -0, 3, 0.1, 1e+300, -0.3333333333333333, 5e-324, null, null]");
}
END_TEST

START_TEST(writing_remembers_failure)
{
    failing state = {.fail_at = 2};
    const tenor_alloc alloc = failing_alloc(&state);
    tenor__buffer buffer;
    tenor__json_writer writer;
    tenor__buffer_init(&buffer, &alloc);
    tenor__json_writer_init(&writer, &buffer);
    tenor__json_begin_array(&writer, false);
    for (int i = 0; i < 100; i++)
        tenor__json_write_integer(&writer, i);
    tenor__json_end_array(&writer);
    ck_assert(buffer.failed);
    tenor__buffer_free(&buffer);
    ck_assert_uint_eq(state.alive, 0);
}
END_TEST

CHECK_MAIN("json/json_write", writes_indented_and_compact, writes_one_line, writes_strings, writes_numbers,
           writing_remembers_failure)
