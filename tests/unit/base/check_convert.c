#include "base/convert.h"

#include "check_main.h"

#include <string.h>

/* Converts data, given `step` bytes at a time. */
static size_t convert(const char *encoding, const char *data, size_t size, size_t step, char *out, size_t capacity,
                      uint64_t *invalid)
{
    tenor__converter *converter;
    char held[64];
    size_t held_size = 0;
    size_t used = 0;
    ck_assert_int_eq(tenor__convert_new(encoding, NULL, &converter, NULL), TENOR_OK);
    *invalid = 0;
    for (size_t at = 0; at < size || held_size > 0;) {
        const size_t more = size - at < step ? size - at : step;
        memcpy(held + held_size, data + at, more);
        held_size += more;
        at += more;
        const char *in = held;
        size_t got;
        ck_assert_uint_ge(capacity - used, TENOR__CONVERT_ROOM);
        tenor__convert(converter, &in, &held_size, at == size, out + used, TENOR__CONVERT_ROOM, &got, invalid);
        memmove(held, in, held_size);
        used += got;
    }
    tenor__convert_free(converter);
    return used;
}

/* Where the C library lacks its tables, as in an emulator, nothing is expected. */
static void expect(const char *encoding, const char *data, size_t size, const char *text, uint64_t wrong)
{
    if (!tenor__convert_knows(encoding))
        return;
    for (size_t step = 1; step < 9; step++) {
        char out[512];
        uint64_t invalid;
        const size_t used = convert(encoding, data, size, step, out, sizeof out, &invalid);
        ck_assert_msg(used == strlen(text) && memcmp(out, text, used) == 0, "%s: %.*s", encoding, (int)used, out);
        ck_assert_uint_eq(invalid, wrong);
    }
}

START_TEST(what_is_read)
{
    expect("latin-1", "caf\xE9 \x93ok\x94", 9, "caf\u00E9 \u201Cok\u201D", 0);
    expect("UTF-16LE", "a\0\x3D\xD8\0\xDE\n\0", 8, "a\U0001F600\n", 0);
    expect("utf_16_be", "\0a\xD8\x3D\xDE\0", 6, "a\U0001F600", 0);
    expect("gbk", "\xC4\xE3\xBA\xC3,1", 6, "\u4F60\u597D,1", 0);
    expect("KOI8-R", "\xF0\xD2\xC9", 3, "\u041F\u0440\u0438", 0);
}
END_TEST

START_TEST(what_is_no_character_is_replaced)
{
    expect("cp1252", "a\x81z", 3, "a\uFFFDz", 1);
    expect("UTF-16LE", "a\0\0\xDCz\0", 6, "a\uFFFDz", 1);
    expect("UTF-16LE", "a\0z", 3, "a\uFFFD", 1);
    expect("GB18030", "a\xC4", 2, "a\uFFFD", 1);
    expect("GB18030", "\xFF\xC4\xE3", 3, "\uFFFD\u4F60", 1);
}
END_TEST

START_TEST(names)
{
    ck_assert_str_eq(tenor__convert_name("Latin1"), "Windows-1252");
    ck_assert_str_eq(tenor__convert_name("utf-8-sig"), "UTF-8");
    ck_assert_str_eq(tenor__convert_name("GB2312"), "GB18030");
    ck_assert_str_eq(tenor__convert_name("shift_jis"), "Shift-JIS");
    ck_assert_str_eq(tenor__convert_name("IBM037"), "IBM037");
    ck_assert_str_eq(tenor__convert_name("utf-16-le"), "UTF-16LE");
    ck_assert(tenor__convert_knows("utf8"));
    ck_assert(!tenor__convert_knows("latin"));
    ck_assert(!tenor__convert_knows(""));
    ck_assert(!tenor__convert_knows("UTF-8//IGNORE"));
    ck_assert(!tenor__convert_knows("a name of an encoding that is longer than any name of one"));
    tenor__converter *converter;
    tenor_error error;
    ck_assert_int_eq(tenor__convert_new("klingon", NULL, &converter, &error), TENOR_OPTION_RANGE);
    ck_assert_ptr_nonnull(strstr(error.message, "'klingon'"));
}
END_TEST

START_TEST(one_character)
{
    tenor__converter *converter;
    uint32_t character = 0;
    if (tenor__convert_new("GB18030", NULL, &converter, NULL) != TENOR_OK)
        return;
    ck_assert_uint_eq(tenor__convert_one(converter, "\xC4\xE3x", 3, &character), 2);
    ck_assert_uint_eq(character, 0x4F60);
    ck_assert_uint_eq(tenor__convert_one(converter, "\xC4", 1, &character), 0);
    ck_assert_uint_eq(tenor__convert_one(converter, "\xFF\xFF", 2, &character), 0);
    ck_assert_uint_eq(tenor__convert_one(converter, "a", 1, &character), 1);
    ck_assert_uint_eq(character, 'a');
    tenor__convert_free(converter);
}
END_TEST

CHECK_MAIN("base/convert", what_is_read, what_is_no_character_is_replaced, names, one_character)
