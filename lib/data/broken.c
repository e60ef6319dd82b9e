#include "data/broken.h"

#include "base/unicode.h"

/* The characters of Windows-1252 at 0x80..0x9F; 0 where it has none and Latin-1's control character stands. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* The byte that is read as this character; 0 for an ASCII character or one that no byte is read as. */
static unsigned char byte_of(uint32_t character)
{
    if (character >= 0x80 && character <= 0xFF)
        return (unsigned char)character;
    for (unsigned i = 0; i < 32; i++)
        if (windows_1252[i] == character)
            return (unsigned char)(0x80 + i);
    return 0;
}

enum { MOST_MISREAD = 4 };

/* How many of these characters are one that was misread: 2 to 4, or 0. */
static size_t count_misread(const uint32_t *characters, size_t count)
{
    char bytes[MOST_MISREAD];
    size_t size = 0;
    uint32_t character;
    while (size < count && byte_of(characters[size]) != 0) {
        bytes[size] = (char)byte_of(characters[size]);
        size++;
    }
    return size >= 2 ? tenor__unicode_read(bytes, size, &character) : 0;
}

/* U+FFFD twice in UTF-8, read as GBK: U+951F U+65A4 U+62F7. */
static bool is_replacement_in_gbk(const uint32_t *characters, size_t count)
{
    return count >= 3 && characters[0] == 0x951F && characters[1] == 0x65A4 && characters[2] == 0x62F7;
}

double tenor__broken_share(tenor_str text)
{
    size_t characters = 0;
    size_t broken = 0;
    for (size_t at = 0; at < text.size;) {
        uint32_t window[MOST_MISREAD];
        size_t ends[MOST_MISREAD];
        size_t count = 0;
        size_t bad = 0;
        size_t next = at;
        do {
            next += tenor__unicode_decode(text.data + next, text.size - next, &window[count]);
            ends[count++] = next;
        } while (window[0] >= 0x80 && count < MOST_MISREAD && next < text.size);
        if (window[0] == TENOR__REPLACEMENT)
            bad = 1;
        else if (is_replacement_in_gbk(window, count))
            bad = 3;
        else if (window[0] >= 0x80)
            bad = count_misread(window, count);
        broken += bad;
        characters += bad > 0 ? bad : 1;
        at = ends[bad > 0 ? bad - 1 : 0];
    }
    return characters > 0 ? (double)broken / (double)characters : 0;
}
