/* Decoding the escapes of a string: tenor__json_unescape. */
#include "json/json.h"

#include "base/unicode.h"

#include <string.h>

/* The value of the four hexadecimal digits that text begins with, or -1. */
static int hexadecimal(const char *text, size_t size)
{
    if (size < 4)
        return -1;
    int value = 0;
    for (size_t i = 0; i < 4; i++) {
        const char c = text[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

const char *tenor__json_unescape(const char *text, size_t size, size_t *length, char *out, size_t *written)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    const char c = size > 1 ? text[1] : '\0';
    const char *name = c != '\0' ? strchr(names, c) : NULL;
    if (name) {
        out[0] = values[name - names];
        *written = 1;
        *length = 2;
        return NULL;
    }
    const int unit = c == 'u' ? hexadecimal(text + 2, size - 2) : -1;
    if (unit < 0)
        return "no valid escape";
    if (unit == 0)
        return "a NUL in a string";
    uint32_t character = (uint32_t)unit;
    *length = 6;
    if (unit >= 0xD800 && unit <= 0xDFFF) {
        const bool pair = unit < 0xDC00 && size >= 12 && memcmp(text + 6, "\\u", 2) == 0;
        const int low = pair ? hexadecimal(text + 8, 4) : -1;
        if (low < 0xDC00 || low > 0xDFFF)
            return "half of a surrogate pair";
        character = 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
        *length = 12;
    }
    *written = tenor__unicode_encode(character, out);
    return NULL;
}
