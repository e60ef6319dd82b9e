#include "base/error.h"

#include "check_main.h"

#include <errno.h>
#include <string.h>

START_TEST(names_and_values)
{
    ck_assert_int_eq(TENOR_OK, 0);
    ck_assert_int_eq(TENOR_BAD_MODEL, 41);
    ck_assert_str_eq(tenor_status_name(TENOR_OK), "OK");
    ck_assert_str_eq(tenor_status_name(TENOR_BAD_MODEL), "BAD_MODEL");
    ck_assert_str_eq(tenor_status_text(TENOR_OUT_OF_MEMORY), "out of memory");
    ck_assert_str_eq(tenor_status_name((tenor_status)7), "UNKNOWN");
    ck_assert_str_eq(tenor_status_text((tenor_status)-1), "unknown status");
}
END_TEST

START_TEST(strings)
{
    ck_assert_uint_eq(tenor_str_of("four").size, 4);
    ck_assert_uint_eq(tenor_str_of(NULL).size, 0);
    ck_assert_str_eq(tenor_version(), TENOR_VERSION_STRING);
}
END_TEST

START_TEST(fail_fills_error)
{
    tenor_error error;
    memset(&error, 0x55, sizeof error);
    ck_assert_int_eq(tenor__error_set(&error, TENOR_BAD_DATA, "%s has %d", "x", 3), TENOR_BAD_DATA);
    ck_assert_int_eq(error.status, TENOR_BAD_DATA);
    ck_assert_str_eq(error.message, "x has 3");
    ck_assert_uint_eq(error.line, 0);
    ck_assert_uint_eq(error.byte, 0);
    ck_assert_int_eq(tenor__error_set_at(&error, TENOR_BAD_DATA, 17, "no label"), TENOR_BAD_DATA);
    ck_assert_uint_eq(error.line, 17);
    ck_assert_int_eq(tenor__error_set(NULL, TENOR_IO, "nobody listens"), TENOR_IO);
    ck_assert_int_eq(tenor__error_set_memory(&error), TENOR_OUT_OF_MEMORY);
}
END_TEST

START_TEST(long_messages_are_cut_at_a_character)
{
    /* A character of three bytes at every place relative to the end of the message. */
    for (size_t before = 240; before < 260; before++) {
        char text[300];
        memset(text, 'a', before);
        memcpy(text + before, "\xE4\xB8\xAD\xE4\xB8\xAD", 7);
        tenor_error error;
        tenor__error_set(&error, TENOR_IO, "%s", text);
        size_t size = strlen(error.message);
        ck_assert_uint_lt(size, sizeof error.message);
        ck_assert_uint_ge(size, before < 255 ? before : 253);
        ck_assert_ptr_null(strchr(error.message, '?'));
        ck_assert_int_eq(strncmp(error.message, text, size), 0);
        ck_assert((text[size] & 0xC0) != 0x80);
    }
}
END_TEST

START_TEST(messages_are_one_line_of_utf8)
{
    tenor_error error;
    tenor__error_set(&error, TENOR_IO, "%s", "a\nb\x1B[2J \xFF\xC3\xA9 \xC2\x9B");
    ck_assert_str_eq(error.message, "a?b?[2J ?\xC3\xA9 ??");
    tenor__error_prefix(&error, "line\n1");
    ck_assert_str_eq(error.message, "line?1: a?b?[2J ?\xC3\xA9 ??");
}
END_TEST

START_TEST(a_message_may_quote_itself)
{
    tenor_error error;
    tenor__error_set(&error, TENOR_IO, "inner");
    tenor__error_set(&error, TENOR_BAD_MODEL, "outer: %s", error.message);
    ck_assert_str_eq(error.message, "outer: inner");
    tenor__error_prefix(&error, "file");
    ck_assert_str_eq(error.message, "file: outer: inner");
    ck_assert_int_eq(error.status, TENOR_BAD_MODEL);
    tenor__error_prefix(NULL, "file");
    char prefix[300];
    memset(prefix, 'p', 299);
    prefix[299] = '\0';
    tenor__error_prefix(&error, prefix);
    ck_assert_uint_eq(strlen(error.message), 255);
}
END_TEST

START_TEST(places)
{
    tenor_error error;
    tenor__error_set(&error, TENOR_BAD_DATA, "no label");
    tenor__error_in(&error, "a/b.csv", 12);
    ck_assert_str_eq(error.message, "a/b.csv:12: no label");
    ck_assert_int_eq(error.status, TENOR_BAD_DATA);
    tenor__error_in(&error, "fold\ner", 0);
    ck_assert_str_eq(error.message, "fold?er: a/b.csv:12: no label");
    tenor__error_in(NULL, "a", 0);

    /* Of a long path the beginning goes, never the message. */
    char path[2000];
    memset(path, 'd', sizeof path);
    strcpy(path + sizeof path - 10, "/file.csv");
    tenor__error_set(&error, TENOR_BAD_DATA, "no label");
    tenor__error_in(&error, path, 7);
    ck_assert_int_eq(strncmp(error.message, "...ddd", 6), 0);
    ck_assert_ptr_nonnull(strstr(error.message, "d/file.csv:7: no label"));
    ck_assert_uint_eq(strlen(error.message), 100 + strlen(":7: no label"));
    for (size_t size = 1; size < 256; size++) {
        char message[256];
        memset(message, 'm', size);
        message[size] = '\0';
        tenor__error_set(&error, TENOR_BAD_DATA, "%s", message);
        tenor__error_in(&error, path, 0);
        ck_assert_uint_ge(strlen(error.message), size);
        ck_assert_str_eq(error.message + strlen(error.message) - size, message);
    }

    /* Cut at a character: none is half there. */
    for (size_t i = 0; i + 2 < sizeof path; i += 2)
        memcpy(path + i, "\xC3\xA9", 2);
    for (int odd = 0; odd < 2; odd++) {
        strcpy(path + sizeof path - 4, odd ? "x" : "");
        tenor__error_set(&error, TENOR_BAD_DATA, "no label");
        tenor__error_in(&error, path, 0);
        ck_assert_ptr_null(strchr(error.message, '?'));
    }
}
END_TEST

START_TEST(system_errors)
{
    tenor_error error;
    ck_assert_int_eq(tenor__error_set_system(&error, ENOENT, "open", "a/b"), TENOR_NOT_FOUND);
    ck_assert_str_eq(error.message, "cannot open a/b: No such file or directory");
    ck_assert_int_eq(tenor__error_set_system(&error, EACCES, "open", "a/b"), TENOR_IO);
    /* The reason is seen however long the path is. */
    char path[4000];
    memset(path, 'd', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    tenor__error_set_system(&error, EACCES, "open", path);
    ck_assert_ptr_nonnull(strstr(error.message, "...: Permission denied"));
}
END_TEST

static const char *quote(size_t capacity, const char *text, size_t size)
{
    static char out[64];
    memset(out, 0x55, sizeof out);
    const char *quoted = tenor__error_quote(out, capacity, (tenor_str){text, size});
    ck_assert_ptr_eq(quoted, out);
    ck_assert_uint_lt(strlen(quoted), capacity);
    ck_assert_int_eq(out[capacity], 0x55);
    return quoted;
}

START_TEST(quotes)
{
    ck_assert_str_eq(quote(32, "plain", 5), "plain");
    ck_assert_str_eq(quote(32, NULL, 0), "");
    ck_assert_str_eq(quote(32, "a\0b\tc\x7F", 6), "a?b?c?");
    ck_assert_str_eq(quote(32, "\xC3\xA9\xC3", 3), "\xC3\xA9?");
    ck_assert_str_eq(quote(32, "\xED\xA0\x80", 3), "???");      /* a surrogate */
    ck_assert_str_eq(quote(32, "\xC0\xAF", 2), "??");           /* longer than needed */
    ck_assert_str_eq(quote(32, "\xF4\x90\x80\x80", 4), "????"); /* over U+10FFFF */
    ck_assert_str_eq(quote(32, "\xF0\x9F\x98\x80", 4), "\xF0\x9F\x98\x80");
    ck_assert_str_eq(quote(32,
                           "\xC2\x9B"
                           "1m",
                           4),
                     "?1m"); /* a terminal's CSI */
}
END_TEST

START_TEST(quotes_are_cut)
{
    ck_assert_str_eq(quote(11, "0123456789", 10), "0123456789"); /* just fits */
    ck_assert_str_eq(quote(11, "0123456789a", 11), "0123456...");
    ck_assert_str_eq(quote(11,
                           "012345\xE4\xB8\xAD"
                           "9",
                           10),
                     "012345\xE4\xB8\xAD"
                     "9");
    ck_assert_str_eq(quote(10,
                           "012345\xE4\xB8\xAD"
                           "9",
                           10),
                     "012345...");
    ck_assert_str_eq(quote(3, "long", 4), "..");
    ck_assert_str_eq(quote(1, "long", 4), "");
}
END_TEST

static tenor_status try_it(tenor_status status, int *reached)
{
    TENOR_TRY(status);
    *reached += 1;
    return TENOR_OK;
}

static tenor_status try_and_clean(tenor_status first, int *cleaned)
{
    tenor_status status;
    TENOR_TRY_GOTO(done, first);
done:
    *cleaned += 1;
    return status;
}

START_TEST(forwarding)
{
    int reached = 0;
    ck_assert_int_eq(try_it(TENOR_IO, &reached), TENOR_IO);
    ck_assert_int_eq(reached, 0);
    ck_assert_int_eq(try_it(TENOR_OK, &reached), TENOR_OK);
    ck_assert_int_eq(reached, 1);
    ck_assert_int_eq(try_and_clean(TENOR_CORRUPT, &reached), TENOR_CORRUPT);
    ck_assert_int_eq(reached, 2);
}
END_TEST

CHECK_MAIN("base/error", names_and_values, strings, fail_fills_error, long_messages_are_cut_at_a_character,
           messages_are_one_line_of_utf8, a_message_may_quote_itself, places, system_errors, quotes, quotes_are_cut,
           forwarding)
