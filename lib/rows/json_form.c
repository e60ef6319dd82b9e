#include "rows/json_form.h"

#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_space(const char *data, size_t size, size_t at)
{
    while (at < size && is_space(data[at]))
        at++;
    return at;
}

/* Past the string that begins at data[at]; 0 when it does not end. */
static size_t string_end(const char *data, size_t size, size_t at)
{
    for (at++; at < size; at++) {
        if (data[at] == '\\')
            at++;
        else if (data[at] == '"')
            return at + 1;
    }
    return 0;
}

size_t tenor__json_form_value_end(const char *data, size_t size, size_t at)
{
    size_t depth = 0;
    while (at < size) {
        const char c = data[at];
        if (c == '"') {
            at = string_end(data, size, at);
            if (at == 0)
                return 0;
            continue;
        }
        at++;
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at;
    }
    return 0;
}

/* Past a value of any kind; 0 when it does not end. */
static size_t any_value_end(const char *data, size_t size, size_t at)
{
    if (data[at] == '"')
        return string_end(data, size, at);
    if (data[at] == '{' || data[at] == '[')
        return tenor__json_form_value_end(data, size, at);
    while (at < size && data[at] != ',' && data[at] != '}' && data[at] != ']')
        at++;
    return at < size ? at : 0;
}

/* The kinds of values that the members of an object have. */
typedef struct members {
    size_t plain;   /* strings, numbers and so on */
    size_t lists;   /* of anything but objects */
    size_t objects; /* or lists of lists */
    size_t lists_of_objects;
    size_t start; /* of the first object in the first of those */
} members;

/* Looks at the members of the object that begins at data[at], as far as they are in the window. */
static members look_at_members(const char *data, size_t size, size_t at)
{
    members found = {0};
    for (;;) {
        at = skip_space(data, size, at + 1); /* past a bracket or a comma */
        if (at >= size || data[at] != '"')
            return found;
        at = string_end(data, size, at);
        at = at > 0 ? skip_space(data, size, at) : size;
        if (at >= size || data[at] != ':')
            return found;
        at = skip_space(data, size, at + 1);
        if (at >= size)
            return found;
        const size_t inner = skip_space(data, size, at + 1);
        if (data[at] == '[' && inner < size && data[inner] == '{') {
            if (found.lists_of_objects++ == 0)
                found.start = inner;
        } else if (data[at] == '[') {
            found.lists++;
        } else if (data[at] == '{') {
            found.objects++;
        } else {
            found.plain++;
        }
        at = any_value_end(data, size, at);
        at = at > 0 ? skip_space(data, size, at) : size;
        if (at >= size || data[at] != ',')
            return found;
    }
}

tenor__json_shape tenor__json_form_find(const tenor__window *window, size_t *start)
{
    const char *data = window->data;
    const size_t size = window->size;
    const size_t at = skip_space(data, size, 0);
    *start = at;
    if (at == size)
        return TENOR__JSON_LINES;
    if (data[at] == '[') {
        const size_t first = skip_space(data, size, at + 1);
        *start = first;
        return first == size || data[first] == '{' || data[first] == ']' ? TENOR__JSON_LIST : TENOR__JSON_LINES;
    }
    if (data[at] != '{')
        return TENOR__JSON_LINES;
    const size_t end = tenor__json_form_value_end(data, size, at);
    const bool alone = end == 0 || (window->at_end && skip_space(data, size, end) == size);
    const members found = look_at_members(data, size, at);
    if (alone && found.lists_of_objects == 1 && found.lists == 0) {
        *start = found.start;
        return TENOR__JSON_LIST;
    }
    if (alone && found.plain == 0 && (found.lists + found.objects > 0 || found.lists_of_objects > 1))
        return TENOR__JSON_DOCUMENT;
    return end > 0 && memchr(data + at, '\n', end - at) ? TENOR__JSON_SEQUENCE : TENOR__JSON_LINES;
}
