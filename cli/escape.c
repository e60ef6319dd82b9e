#include "escape.h"

#include "failure.h"

#include <stdio.h>
#include <string.h>

size_t escape_control(tenor_str text, size_t at, char out[ESCAPE_SIZE])
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

char *escape_text(tenor_str text)
{
    /* A byte becomes four at the most. */
    char *escaped = memory_resize(NULL, text.size + 1, 4);
    size_t used = 0;
    char escape[ESCAPE_SIZE];
    for (size_t at = 0; at < text.size;) {
        const size_t length = escape_control(text, at, escape);
        const size_t size = length > 0 ? strlen(escape) : 1;
        memcpy(escaped + used, length > 0 ? escape : text.data + at, size);
        used += size;
        at += length > 0 ? length : 1;
    }
    escaped[used] = '\0';
    return escaped;
}
