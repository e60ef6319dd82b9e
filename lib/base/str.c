/* The public functions tenor_str_*. */
#include "base/unicode.h"

#include <string.h>

enum { LONGEST_COMPARED = 40 };

tenor_str tenor_str_of(const char *text)
{
    return (tenor_str){text, text ? strlen(text) : 0};
}

bool tenor_str_equal(tenor_str a, tenor_str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool tenor_str_is(tenor_str text, const char *other)
{
    return tenor_str_equal(text, tenor_str_of(other));
}

int tenor_str_compare(tenor_str a, tenor_str b)
{
    const size_t shorter = a.size < b.size ? a.size : b.size;
    const int order = shorter > 0 ? memcmp(a.data, b.data, shorter) : 0;
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

size_t tenor_str_valid_prefix(tenor_str text)
{
    size_t at = 0;
    while (at < text.size) {
        uint64_t word;
        while (text.size - at >= sizeof word) {
            memcpy(&word, text.data + at, sizeof word);
            if (word & 0x8080808080808080u)
                break;
            at += sizeof word;
        }
        if (at == text.size)
            break;
        uint32_t character;
        const size_t length = tenor__unicode_read(text.data + at, text.size - at, &character);
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

/* The length of the character at text[at], valid or a single invalid byte, and its width. */
static size_t step(tenor_str text, size_t at, size_t *width)
{
    uint32_t character;
    const size_t length = tenor__unicode_decode(text.data + at, text.size - at, &character);
    *width = tenor__unicode_width(character);
    return length;
}

size_t tenor_str_columns(tenor_str text)
{
    size_t columns = 0;
    size_t width;
    for (size_t at = 0; at < text.size; columns += width)
        at += step(text, at, &width);
    return columns;
}

tenor_str tenor_str_fit(tenor_str text, size_t columns)
{
    size_t at = 0;
    size_t width;
    for (size_t used = 0; at < text.size; used += width) {
        const size_t length = step(text, at, &width);
        if (used + width > columns)
            break;
        at += length;
    }
    return (tenor_str){text.data, at};
}

/* Restricted Damerau-Levenshtein distance (optimal string alignment). */
size_t tenor_str_distance(tenor_str a, tenor_str b)
{
    if (a.size > LONGEST_COMPARED || b.size > LONGEST_COMPARED)
        return SIZE_MAX;
    size_t distance[LONGEST_COMPARED + 1][LONGEST_COMPARED + 1];
    for (size_t i = 0; i <= a.size; i++)
        distance[i][0] = i;
    for (size_t j = 0; j <= b.size; j++)
        distance[0][j] = j;
    for (size_t i = 1; i <= a.size; i++)
        for (size_t j = 1; j <= b.size; j++) {
            size_t best = distance[i - 1][j - 1] + (a.data[i - 1] != b.data[j - 1]);
            if (distance[i - 1][j] + 1 < best)
                best = distance[i - 1][j] + 1;
            if (distance[i][j - 1] + 1 < best)
                best = distance[i][j - 1] + 1;
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1] &&
                distance[i - 2][j - 2] + 1 < best)
                best = distance[i - 2][j - 2] + 1;
            distance[i][j] = best;
        }
    return distance[a.size][b.size];
}
