#include "base/buffer.h"

#include "base/failing.h"
#include "check_main.h"

#include <string.h>

START_TEST(appends)
{
    failing state = {0};
    tenor_alloc alloc = failing_alloc(&state);
    tenor__buffer buffer;
    tenor__buffer_init(&buffer, &alloc);
    ck_assert_ptr_null(buffer.data);
    tenor__buffer_add(&buffer, NULL, 0);
    ck_assert_ptr_null(buffer.data);
    tenor__buffer_add(&buffer, "ab\0", 3);
    tenor__buffer_add_byte(&buffer, 'c');
    tenor__buffer_format(&buffer, "%d-%s", 12, "x");
    tenor__buffer_format(&buffer, "%s", "");
    ck_assert_uint_eq(buffer.size, 8);
    ck_assert_mem_eq(buffer.data, "ab\0c12-x", 8);
    const size_t calls = state.calls;
    tenor__buffer_clear(&buffer);
    ck_assert_uint_eq(buffer.size, 0);
    tenor__buffer_add(&buffer, "again", 5);
    ck_assert_mem_eq(buffer.data, "again", 5);
    ck_assert_uint_eq(state.calls, calls);
    tenor__buffer_free(&buffer);
    ck_assert_uint_eq(state.alive, 0);
    tenor__buffer_free(&buffer);
}
END_TEST

START_TEST(formats_of_any_length)
{
    tenor__buffer buffer;
    tenor__buffer_init(&buffer, NULL);
    for (int width = 1; width < 200; width++) {
        tenor__buffer_clear(&buffer);
        tenor__buffer_format(&buffer, "%*d", width, 5);
        ck_assert_uint_eq(buffer.size, (size_t)width);
        ck_assert_int_eq(buffer.data[width - 1], '5');
    }
    tenor__buffer_free(&buffer);
}
END_TEST

START_TEST(many_appends_take_few_allocations)
{
    failing state = {0};
    tenor_alloc alloc = failing_alloc(&state);
    tenor__buffer buffer;
    tenor__buffer_init(&buffer, &alloc);
    for (int i = 0; i < 100000; i++)
        tenor__buffer_add_byte(&buffer, (char)(i % 100));
    ck_assert_uint_eq(buffer.size, 100000);
    ck_assert_uint_lt(state.calls, 20);
    tenor__buffer_free(&buffer);
}
END_TEST

START_TEST(failure_is_remembered)
{
    failing state = {.fail_at = 2};
    tenor_alloc alloc = failing_alloc(&state);
    tenor__buffer buffer;
    tenor__buffer_init(&buffer, &alloc);
    tenor__buffer_add(&buffer, "kept", 4);
    ck_assert(!buffer.failed);
    char large[1000];
    memset(large, 'x', sizeof large);
    tenor__buffer_add(&buffer, large, sizeof large);
    ck_assert(buffer.failed);
    ck_assert_uint_eq(buffer.size, 4);
    ck_assert_mem_eq(buffer.data, "kept", 4);
    /* Nothing may follow a gap. */
    tenor__buffer_add_byte(&buffer, 'x');
    tenor__buffer_format(&buffer, "%d", 1);
    ck_assert_uint_eq(buffer.size, 4);
    tenor__buffer_clear(&buffer);
    ck_assert(!buffer.failed);
    tenor__buffer_add(&buffer, large, sizeof large);
    ck_assert(!buffer.failed);
    ck_assert_uint_eq(buffer.size, sizeof large);
    tenor__buffer_add(&buffer, large, SIZE_MAX - 10);
    ck_assert(buffer.failed);
    tenor__buffer_free(&buffer);
    ck_assert_uint_eq(state.alive, 0);
}
END_TEST

CHECK_MAIN("base/buffer", appends, formats_of_any_length, many_appends_take_few_allocations, failure_is_remembered)
