#include "escape.h"

#include "memory.h"

#include <stdio.h>
#include <string.h>

enum { ESCAPE_SIZE = 9 };

/* Bytes of the control character at text[at]: C0, DEL, or C1 in UTF-8; 0 when there is none. out gets its escape. */
static size_t escape_control(tenor_str text, size_t at, char out[ESCAPE_SIZE])
{
    const unsigned char byte = (unsigned char)text.data[at];
    if (byte == 0xC2 && at + 1 < text.size) {
        const unsigned char next = (unsigned char)text.data[at + 1];
        if (next < 0x80 || next > 0x9F)
            return 0;
        snprintf(out, ESCAPE_SIZE, "\\x%02x\\x%02x", byte, next);
        return 2;
    }
    if (byte >= 0x20 && byte != 0x7F)
        return 0;
    if (byte == '\t' || byte == '\n' || byte == '\r')
        snprintf(out, ESCAPE_SIZE, "\\%c", byte == '\t' ? 't' : byte == '\n' ? 'n' : 'r');
    else
        snprintf(out, ESCAPE_SIZE, "\\x%02x", byte);
    return 1;
}

static char *escape(tenor_str text, bool backslashes)
{
    /* A byte becomes four at most. */
    char *escaped = memory_resize(NULL, text.size + 1, 4);
    size_t used = 0;
    char replacement[ESCAPE_SIZE];
    for (size_t at = 0; at < text.size;) {
        const bool is_backslash = backslashes && text.data[at] == '\\';
        const size_t length = is_backslash ? 1 : escape_control(text, at, replacement);
        const size_t size = is_backslash ? 2 : length > 0 ? strlen(replacement) : 1;
        memcpy(escaped + used, is_backslash ? "\\\\" : length > 0 ? replacement : text.data + at, size);
        used += size;
        at += length > 0 ? length : 1;
    }
    escaped[used] = '\0';
    return escaped;
}

char *escape_text(tenor_str text)
{
    return escape(text, false);
}

char *escape_field(tenor_str text)
{
    return escape(text, true);
}
