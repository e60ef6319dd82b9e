#include "base/error.h"

#include "base/unicode.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Removes an incomplete character at the end of text. */
static void trim_partial_character(char *text)
{
    size_t size = strlen(text);
    size_t start = size > 0 ? size - 1 : 0;
    while (start > 0 && size - start < 4 && tenor__unicode_continues(text[start]))
        start--;
    uint32_t character;
    if (start < size && tenor__unicode_read(text + start, size - start, &character) != size - start)
        text[start] = '\0';
}

/* Whether text begins with a character that a message may contain. Control characters (a terminal may obey them) and
 * invalid bytes are excluded. *length is the length of the character. */
static bool is_printable(const char *text, size_t size, size_t *length)
{
    uint32_t character;
    *length = tenor__unicode_read(text, size, &character);
    if (*length == 0) {
        *length = 1;
        return false;
    }
    return character >= 0x20 && (character < 0x7F || character >= 0xA0);
}

/* Keeps a message to one line of UTF-8, whatever the paths and names in it. */
static void make_printable(char *text)
{
    const size_t size = strlen(text);
    for (size_t at = 0, length; at < size; at += length)
        if (!is_printable(text + at, size - at, &length))
            memset(text + at, '?', length);
}

static void fill(tenor_error *error, tenor_status status, uint64_t line, const char *format, va_list arguments)
{
    if (!error)
        return;
    /* Writes to a copy first: an argument may be the current message of error. */
    char message[sizeof error->message] = "";
    int written = vsnprintf(message, sizeof message, format, arguments);
    if (written >= (int)sizeof message)
        trim_partial_character(message);
    make_printable(message);
    *error = (tenor_error){.status = status, .line = line};
    memcpy(error->message, message, sizeof message);
}

tenor_status tenor__error_set(tenor_error *error, tenor_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(error, status, 0, format, arguments);
    va_end(arguments);
    return status;
}

tenor_status tenor__error_set_at(tenor_error *error, tenor_status status, uint64_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(error, status, line, format, arguments);
    va_end(arguments);
    return status;
}

tenor_status tenor__error_set_system(tenor_error *error, int error_number, const char *verb, const char *path)
{
    char reason[80];
    char shown[144]; /* leaves room for the reason */
    if (strerror_r(error_number, reason, sizeof reason) != 0)
        snprintf(reason, sizeof reason, "error %d", error_number);
    return tenor__error_set(error, error_number == ENOENT ? TENOR_NOT_FOUND : TENOR_IO, "cannot %s %s: %s", verb,
                            tenor__error_quote(shown, sizeof shown, tenor_str_of(path)), reason);
}

tenor_status tenor__error_set_memory(tenor_error *error)
{
    return tenor__error_set(error, TENOR_OUT_OF_MEMORY, "out of memory");
}

tenor_status tenor__error_option(tenor_error *error, const char *option, tenor_status status)
{
    if (error && status != TENOR_OK)
        error->option = option;
    return status;
}

void tenor__error_prefix(tenor_error *error, const char *prefix)
{
    if (!error)
        return;
    char message[sizeof error->message];
    memcpy(message, error->message, sizeof message);
    int written = snprintf(error->message, sizeof error->message, "%s: %s", prefix, message);
    if (written >= (int)sizeof error->message)
        trim_partial_character(error->message);
    make_printable(error->message);
}

void tenor__error_in(tenor_error *error, const char *path, uint64_t line)
{
    enum { LONGEST_SHOWN = 100, SHORTEST_SHOWN = 8 };
    if (!error)
        return;
    char number[24] = "";
    if (line > 0)
        snprintf(number, sizeof number, ":%llu", (unsigned long long)line);
    const size_t taken = strlen(error->message) + strlen(number) + strlen(": ");
    const size_t room = sizeof error->message - 1;
    if (taken + SHORTEST_SHOWN > room)
        return;
    const size_t most = room - taken < LONGEST_SHOWN ? room - taken : LONGEST_SHOWN;
    const size_t size = strlen(path);
    size_t from = size > most ? size - most + strlen("...") : 0;
    while (from > 0 && tenor__unicode_continues(path[from]))
        from++;
    char shown[LONGEST_SHOWN + 1];
    char prefix[LONGEST_SHOWN + sizeof "..." + sizeof number];
    tenor__error_quote(shown, sizeof shown, (tenor_str){path + from, size - from});
    snprintf(prefix, sizeof prefix, "%s%s%s", from > 0 ? "..." : "", shown, number);
    tenor__error_prefix(error, prefix);
}

const char *tenor__error_quote(char *out, size_t capacity, tenor_str text)
{
    size_t used = 0;
    size_t at = 0;
    size_t cut = 0; /* the place for "..." if text turns out too long */
    const size_t room = capacity - 1;
    while (at < text.size) {
        size_t length;
        const bool printable = is_printable(text.data + at, text.size - at, &length);
        const size_t give = printable ? length : 1;
        if (used + give > room)
            break;
        if (printable)
            memcpy(out + used, text.data + at, length);
        else
            out[used] = '?';
        used += give;
        at += length;
        if (used + 3 <= room)
            cut = used;
    }
    if (at < text.size)
        for (used = cut; used < cut + 3 && used < room; used++)
            out[used] = '.';
    out[used] = '\0';
    return out;
}
