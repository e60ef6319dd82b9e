#include "text.h"

#include "memory.h"

#include <float.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Makes room for `size` more bytes and a zero byte. */
static void reserve(struct text *text, size_t size)
{
    if (size < text->capacity - text->size)
        return;
    text->capacity = 2 * text->capacity + size + 32;
    text->data = memory_resize(text->data, text->capacity, 1);
}

void text_write(struct text *text, const void *data, size_t size)
{
    reserve(text, size);
    if (size > 0)
        memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void text_add(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_list again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int size = vsnprintf(NULL, 0, format, arguments);
    if (size >= 0) {
        reserve(text, (size_t)size);
        vsnprintf(text->data + text->size, (size_t)size + 1, format, again);
        text->size += (size_t)size;
    }
    va_end(again);
    va_end(arguments);
}

void text_add_word(struct text *text, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-@%:=,";
    if (*word && word[strspn(word, plain)] == '\0') {
        text_add(text, "%s", word);
        return;
    }
    text_add(text, "'");
    while (*word) {
        const size_t size = strcspn(word, "'");
        text_add(text, "%.*s%s", (int)size, word, word[size] == '\'' ? "'\\''" : "");
        word += size + (word[size] == '\'');
    }
    text_add(text, "'");
}

void text_add_dashes(struct text *text, const char *message)
{
    static const char opening[] = "option '";
    while (*message) {
        const char *found = strstr(message, opening);
        const char *name = found ? found + strlen(opening) : "";
        const size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
        const size_t before = found ? (size_t)(found - message) : strlen(message);
        text_add(text, "%.*s", (int)before, message);
        message += before;
        if (size > 0 && name[size] == '\'') {
            text_add(text, "--%.*s", (int)size, name);
            message = name + size + 1;
        } else if (found) {
            text_add(text, "%c", *message++);
        }
    }
}

bool text_read_number(tenor_str text, double *out)
{
    static const tenor_option_info any = {
        .size = sizeof any, .name = "number", .type = TENOR_OPTION_NUMBER, .minimum = -DBL_MAX, .maximum = DBL_MAX};
    tenor_option_value value;
    char digits[64];
    if (text.size == 0 || text.size >= sizeof digits || memchr(text.data, '\0', text.size))
        return false;
    memcpy(digits, text.data, text.size);
    digits[text.size] = '\0';
    if (tenor_option_parse(&any, digits, &value, NULL) != TENOR_OK)
        return false;
    *out = value.number;
    return true;
}

bool text_is_json_number(tenor_str text)
{
    size_t at = 0;
    size_t first = 0;
#define DIGITS()                                                                                                       \
    first = at;                                                                                                        \
    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9')                                             \
        at++;                                                                                                          \
    if (at == first)                                                                                                   \
    return false
    if (at < text.size && text.data[at] == '-')
        at++;
    DIGITS();
    if (text.data[first] == '0' && at - first > 1)
        return false;
    if (at < text.size && text.data[at] == '.') {
        at++;
        DIGITS();
    }
    if (at < text.size && (text.data[at] == 'e' || text.data[at] == 'E')) {
        at++;
        if (at < text.size && (text.data[at] == '+' || text.data[at] == '-'))
            at++;
        DIGITS();
    }
#undef DIGITS
    return at == text.size;
}
