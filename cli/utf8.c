#include "utf8.h"

size_t utf8_sequence(const char *text, size_t size, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)text;
    const unsigned char lead = bytes[0];
    const size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || length > size)
        return 0;
    uint32_t value = length == 1 ? lead : lead & (0x7FU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (bytes[i] & 0x3F);
    }
    if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *character = value;
    return length;
}

bool utf8_is_valid(tenor_str text)
{
    uint32_t character;
    for (size_t at = 0, length; at < text.size; at += length) {
        length = (unsigned char)text.data[at] < 0x80 ? 1 : utf8_sequence(text.data + at, text.size - at, &character);
        if (length == 0)
            return false;
    }
    return true;
}

struct range {
    uint32_t first;
    uint32_t last;
};

/* The blocks that matter for labels; not the whole of Unicode's tables. */
static const struct range no_width[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0900, 0x0902},
    {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},
    {0x1AB0, 0x1AFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};
static const struct range double_width[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD},
};

static bool within(const struct range *ranges, size_t count, uint32_t character)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

static size_t character_width(uint32_t character)
{
    if (character < 0x0300)
        return 1;
    if (within(no_width, sizeof no_width / sizeof *no_width, character))
        return 0;
    return within(double_width, sizeof double_width / sizeof *double_width, character) ? 2 : 1;
}

/* Length of the character at text[at], valid or a single stray byte, and its width. */
static size_t step(tenor_str text, size_t at, size_t *width)
{
    uint32_t character;
    size_t length = utf8_sequence(text.data + at, text.size - at, &character);
    *width = length > 0 ? character_width(character) : 1;
    return length > 0 ? length : 1;
}

size_t utf8_width(tenor_str text)
{
    size_t columns = 0;
    size_t width;
    for (size_t at = 0; at < text.size; columns += width)
        at += step(text, at, &width);
    return columns;
}

tenor_str utf8_fit(tenor_str text, size_t columns)
{
    size_t at = 0;
    size_t width;
    for (size_t used = 0; at < text.size; used += width) {
        size_t length = step(text, at, &width);
        if (used + width > columns)
            break;
        at += length;
    }
    return (tenor_str){text.data, at};
}
