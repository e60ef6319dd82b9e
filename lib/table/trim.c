#include "table/trim.h"

#include "base/unicode.h"

static bool is_space(uint32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool is_invisible(uint32_t c)
{
    return c == TENOR__SOFT_HYPHEN || c == 0x180E || c == 0x200B || c == 0x200E || c == 0x200F ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static bool is_invisible_outside(uint32_t c)
{
    return is_space(c) || is_invisible(c) || c == 0x200C || c == 0x200D;
}

static tenor_str trim(tenor_str text, bool (*is_outside)(uint32_t c))
{
    uint32_t character;
    while (text.size > 0) {
        size_t taken = tenor__unicode_decode(text.data, text.size, &character);
        if (!is_outside(character))
            break;
        text.data += taken;
        text.size -= taken;
    }
    while (text.size > 0) {
        size_t start = text.size - 1;
        while (start > 0 && text.size - start < 4 && tenor__unicode_continues(text.data[start]))
            start--;
        size_t taken = tenor__unicode_decode(text.data + start, text.size - start, &character);
        if (taken != text.size - start || !is_outside(character))
            break;
        text.size = start;
    }
    return text;
}

tenor_str tenor__trim(tenor_str text)
{
    return trim(text, is_space);
}

tenor_str tenor__trim_invisible(tenor_str text, tenor__buffer *buffer)
{
    text = trim(text, is_invisible_outside);
    bool copied = false;
    size_t from = 0; /* bytes from here on are not copied */
    for (size_t at = 0; at < text.size;) {
        uint32_t character;
        const size_t taken = tenor__unicode_decode(text.data + at, text.size - at, &character);
        if (character >= 0x80 && is_invisible(character)) {
            if (!copied)
                tenor__buffer_clear(buffer);
            copied = true;
            tenor__buffer_add(buffer, text.data + from, at - from);
            from = at + taken;
        }
        at += taken;
    }
    if (!copied)
        return text;
    tenor__buffer_add(buffer, text.data + from, text.size - from);
    return (tenor_str){buffer->data, buffer->size};
}
