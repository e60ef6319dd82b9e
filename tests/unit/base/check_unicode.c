#include "base/unicode.h"

#include "check_main.h"

#include <string.h>

START_TEST(every_character_survives)
{
    for (uint32_t c = 0; c < 0x110000; c++) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        char bytes[4];
        uint32_t back;
        const size_t length = tenor__unicode_encode(c, bytes);
        const size_t expected = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        if (length != expected || tenor__unicode_decode(bytes, length, &back) != length || back != c)
            ck_abort_msg("U+%04X", (unsigned)c);
        for (size_t cut = 1; cut < length; cut++)
            if (tenor__unicode_decode(bytes, cut, &back) != 1 || back != TENOR__REPLACEMENT)
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
        ck_assert_uint_eq(tenor__unicode_decode(invalid[i], strlen(invalid[i]), &character), 1);
        ck_assert_uint_eq(character, TENOR__REPLACEMENT);
    }
}
END_TEST

CHECK_MAIN("base/unicode", every_character_survives, invalid_sequences)
