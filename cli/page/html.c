#include "page/html.h"

#include "escape.h"
#include "output/output.h"

enum { LABEL_COLUMNS = 60 };

/* Decodes the character at `at` (Unicode 3.9, table 3-7). Returns its bytes; 0 where there is none. */
static size_t decode(tenor_str text, size_t at, uint32_t *character)
{
    const unsigned char *byte = (const unsigned char *)text.data + at;
    const size_t left = text.size - at;
    const size_t size = *byte < 0x80 ? 1 : *byte < 0xE0 ? 2 : *byte < 0xF0 ? 3 : 4;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (size == 1) {
        *character = *byte;
        return 1;
    }
    if (size > left || *byte < 0xC2 || *byte > 0xF4)
        return 0;
    uint32_t value = *byte & (0x7FU >> size);
    for (size_t i = 1; i < size; i++) {
        if ((byte[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (byte[i] & 0x3FU);
    }
    if (value < least[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *character = value;
    return size;
}

/* Characters that a page must not take as they are: what a terminal does not get, and soft hyphens, tags and those that
 * are no characters. */
static bool is_odd(uint32_t c)
{
    return (escape_is_control(c) && c != '\t' && c != '\n') || escape_is_hidden(c) || c == 0xAD ||
           (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE || (c >= 0xE0000 && c < 0xE0020);
}

static void add_odd(struct text *to, uint32_t character, bool marked)
{
    if (marked)
        text_add(to, "<span class=odd>U+%04X</span>", (unsigned)character);
    else
        text_add(to, "U+%04X", (unsigned)character);
}

static void add(struct text *to, tenor_str text, bool marked)
{
    for (size_t at = 0, size; at<text.size; at += size> 0 ? size : 1) {
        uint32_t character;
        size = decode(text, at, &character);
        if (size == 0)
            text_add(to, "\xEF\xBF\xBD");
        else if (is_odd(character))
            add_odd(to, character, marked);
        else if (character == '&')
            text_add(to, "&amp;");
        else if (character == '<')
            text_add(to, "&lt;");
        else if (character == '>')
            text_add(to, "&gt;");
        else if (character == '"')
            text_add(to, "&quot;");
        else if (character == '\'')
            text_add(to, "&#39;");
        else
            text_write(to, text.data + at, size);
    }
}

void html_add(struct text *to, tenor_str text)
{
    add(to, text, true);
}

void html_add_attribute(struct text *to, tenor_str text)
{
    add(to, text, false);
}

void html_add_cut(struct text *to, tenor_str text, size_t most)
{
    if (text.size <= most) {
        add(to, text, true);
        return;
    }
    size_t size = most;
    while (size > 0 && ((unsigned char)text.data[size] & 0xC0) == 0x80)
        size--;
    add(to, (tenor_str){text.data, size > 0 ? size : most}, true);
    text_add(to, " \xE2\x80\xA6");
}

void html_add_label(struct text *to, tenor_str label)
{
    const tenor_str fits = tenor_str_fit(label, LABEL_COLUMNS);
    text_add(to, "<bdi class=label lang=\"\"");
    if (fits.size < label.size) {
        text_add(to, " title=\"");
        html_add_attribute(to, label);
        text_add(to, "\"");
    }
    text_add(to, ">");
    add(to, fits, true);
    text_add(to, "%s</bdi>", fits.size < label.size ? "\xE2\x80\xA6" : label.size == 0 ? "(empty)" : "");
}

void html_add_percent(struct text *to, double share)
{
    text_add(to, "%.1f\xC2\xA0%%", 100 * share);
}

void html_add_count(struct text *to, uint64_t count, const char *one, const char *many)
{
    text_add(to, "%s\xC2\xA0%s", output_grouped(count).text, count == 1 ? one : many);
}
