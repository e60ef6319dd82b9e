#include "escape.h"

#include "memory.h"

#include <stdio.h>
#include <string.h>

size_t escape_character(tenor_str text, size_t at)
{
    const unsigned char first = (unsigned char)text.data[at];
    const size_t size = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    size_t found = 1;
    while (found < size && at + found < text.size && ((unsigned char)text.data[at + found] & 0xC0) == 0x80)
        found++;
    return found == size ? size : at + found == text.size ? 0 : 1;
}

bool escape_is_hidden(uint32_t character)
{
    return character == 0x061C || character == 0x180E || character == 0x200B ||
           (character >= 0x200E && character <= 0x200F) || (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2060 && character <= 0x206F) || character == 0xFEFF ||
           (character >= 0xFFF9 && character <= 0xFFFB);
}

bool escape_is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character <= 0x9F);
}

bool escape_hidden(tenor_str text, size_t at, size_t size, char out[ESCAPE_SIZE])
{
    const unsigned char *bytes = (const unsigned char *)text.data + at;
    const unsigned character = size == 2   ? (bytes[0] & 0x1Fu) << 6 | (bytes[1] & 0x3Fu)
                               : size == 3 ? (bytes[0] & 0x0Fu) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu)
                                           : bytes[0];
    if (size > 3 || !(escape_is_control(character) || (size > 1 && escape_is_hidden(character))))
        return false;
    if (size > 1)
        snprintf(out, ESCAPE_SIZE, "\\u%04x", character);
    else if (character == '\t' || character == '\n' || character == '\r')
        snprintf(out, ESCAPE_SIZE, "\\%c", character == '\t' ? 't' : character == '\n' ? 'n' : 'r');
    else
        snprintf(out, ESCAPE_SIZE, "\\x%02x", character);
    return true;
}

/* Bytes of the control character at text[at]: C0, DEL, or C1 in UTF-8; 0 when there is none. out gets its escape. */
static size_t escape_control(tenor_str text, size_t at, char out[ESCAPE_SIZE])
{
    const unsigned char byte = (unsigned char)text.data[at];
    if (byte == 0xC2 && at + 1 < text.size) {
        const unsigned char next = (unsigned char)text.data[at + 1];
        if (!escape_is_control(next) || next < 0x80)
            return 0;
        snprintf(out, ESCAPE_SIZE, "\\x%02x\\x%02x", byte, next);
        return 2;
    }
    return escape_is_control(byte) && byte < 0x80 && escape_hidden(text, at, 1, out) ? 1 : 0;
}

char *escape_text(tenor_str text)
{
    /* A byte becomes four at most. */
    char *escaped = memory_resize(NULL, text.size + 1, 4);
    size_t used = 0;
    for (size_t at = 0, size; at < text.size; at += size) {
        char replacement[ESCAPE_SIZE];
        size = escape_character(text, at);
        if (size == 0)
            size = 1;
        const bool hidden = escape_hidden(text, at, size, replacement);
        const size_t length = hidden ? strlen(replacement) : size;
        memcpy(escaped + used, hidden ? replacement : text.data + at, length);
        used += length;
    }
    escaped[used] = '\0';
    return escaped;
}

char *escape_field(tenor_str text)
{
    char *escaped = memory_resize(NULL, text.size + 1, 4);
    size_t used = 0;
    char replacement[ESCAPE_SIZE];
    for (size_t at = 0; at < text.size;) {
        const bool is_backslash = text.data[at] == '\\';
        const size_t length = is_backslash ? 1 : escape_control(text, at, replacement);
        const size_t size = is_backslash ? 2 : length > 0 ? strlen(replacement) : 1;
        memcpy(escaped + used, is_backslash ? "\\\\" : length > 0 ? replacement : text.data + at, size);
        used += size;
        at += length > 0 ? length : 1;
    }
    escaped[used] = '\0';
    return escaped;
}
