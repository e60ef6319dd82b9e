#include "base/sequence.h"
#include "text/utf8.h"

#include "check_main.h"

#include <string.h>

START_TEST(every_character_survives)
{
    for (uint32_t c = 0; c < 0x110000; c++) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        char bytes[4];
        uint32_t back;
        const size_t length = tenor__sequence_encode(c, bytes);
        const size_t expected = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        if (length != expected || tenor__utf8_decode(bytes, length, &back) != length || back != c)
            ck_abort_msg("U+%04X", (unsigned)c);
        for (size_t cut = 1; cut < length; cut++)
            if (tenor__utf8_decode(bytes, cut, &back) != 1 || back != TENOR__REPLACEMENT)
                ck_abort_msg("U+%04X cut to %d", (unsigned)c, (int)cut);
    }
}
END_TEST

START_TEST(invalid_sequences)
{
    static const char *const invalid[] = {
        "\x80",             /* a continuation alone */
        "\xBF",             /* the last of them */
        "\xC0\x80",         /* overlong NUL */
        "\xC1\xBF",         /* overlong 7F */
        "\xE0\x9F\xBF",     /* overlong 7FF */
        "\xED\xA0\x80",     /* a surrogate */
        "\xED\xBF\xBF",     /* the last of them */
        "\xF0\x8F\xBF\xBF", /* overlong FFFF */
        "\xF4\x90\x80\x80", /* past 10FFFF */
        "\xF5\x80\x80\x80", /* no lead byte */
        "\xFF",             /* never a byte of UTF-8 */
        "\xC3(",            /* no continuation */
        "\xE2\x82(",        /* no second continuation */
        "\xF0\x9F\x98(",    /* no third */
    };
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
        uint32_t character = 0;
        ck_assert_uint_eq(tenor__utf8_decode(invalid[i], strlen(invalid[i]), &character), 1);
        ck_assert_uint_eq(character, TENOR__REPLACEMENT);
    }
}
END_TEST

START_TEST(valid_prefix)
{
    ck_assert_uint_eq(tenor__utf8_valid_prefix((tenor_str){NULL, 0}), 0);
    /* An invalid byte at every place, behind ASCII in steps of eight and not, and behind other characters. */
    char text[64];
    for (size_t size = 1; size < sizeof text; size++)
        for (size_t at = 0; at < size; at++) {
            memset(text, 'a', size);
            ck_assert_uint_eq(tenor__utf8_valid_prefix((tenor_str){text, size}), size);
            text[at] = '\xFF';
            ck_assert_uint_eq(tenor__utf8_valid_prefix((tenor_str){text, size}), at);
        }
    ck_assert_uint_eq(tenor__utf8_valid_prefix(tenor_str_of("a\xC3\xA9\xE4\xBD\xA0\xF0\x9F\x98\x80")), 10);
    ck_assert_uint_eq(tenor__utf8_valid_prefix(tenor_str_of("a\xC3\xA9\xE4\xBD")), 3);
    /* U+FFFD itself is valid. */
    ck_assert_uint_eq(tenor__utf8_valid_prefix(tenor_str_of("\xEF\xBF\xBD")), 3);
}
END_TEST

CHECK_MAIN("text/utf8", every_character_survives, invalid_sequences, valid_prefix)
