#include "table/label_cell.h"

#include "base/alloc.h"
#include "base/unicode.h"
#include "config/corpus_settings.h"
#include "table/trim.h"

#include <string.h>

void tenor__label_cell_init(tenor__label_list *list, const tenor_alloc *alloc)
{
    *list = (tenor__label_list){.alloc = *alloc};
    tenor__buffer_init(&list->bytes, alloc);
    tenor__buffer_init(&list->folded, alloc);
}

void tenor__label_cell_free(tenor__label_list *list)
{
    tenor__alloc_free(&list->alloc, list->labels);
    tenor__buffer_free(&list->bytes);
    tenor__buffer_free(&list->folded);
}

void tenor__label_cell_clear(tenor__label_list *list)
{
    list->count = 0;
}

tenor_status tenor__label_cell_add(tenor__label_list *list, tenor_str label)
{
    void *labels = list->labels;
    if (list->count > TENOR__MOST_CORPUS_LABELS)
        return TENOR_OK; /* too many already, which adding the row will find */
    if (!tenor__alloc_grow(&list->alloc, &labels, &list->capacity, list->count + 1, sizeof *list->labels))
        return TENOR_OUT_OF_MEMORY;
    list->labels = labels;
    list->labels[list->count++] = tenor__trim(label);
    return TENOR_OK;
}

static bool is_one_of(tenor_str cell, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tenor_str_equal(cell, tenor_str_of(words[i])))
            return true;
    return false;
}

bool tenor__label_cell_is_missing(tenor_str cell)
{
    static const char *const words[] = {"\\N", "NULL", "null", "NaN", "nan", "N/A", "n/a", "#N/A", "<NA>"};
    return is_one_of(cell, words, sizeof words / sizeof *words);
}

bool tenor__label_cell_read_mark(tenor_str cell, bool *valid)
{
    static const char *const yes[] = {"1", "1.0", "true", "True", "TRUE", "yes", "Yes", "x", "X"};
    static const char *const no[] = {"", "0", "0.0", "false", "False", "FALSE", "no", "No"};
    const bool has = is_one_of(cell, yes, sizeof yes / sizeof *yes);
    *valid = has || is_one_of(cell, no, sizeof no / sizeof *no);
    return has;
}

/* {'a': 1}: a colon after the first string. */
static bool is_object(tenor_str cell)
{
    const char *end = memchr(cell.data + 2, cell.data[1], cell.size - 2);
    size_t at = end ? (size_t)(end - cell.data) + 1 : cell.size;
    while (at < cell.size && cell.data[at] == ' ')
        at++;
    return at < cell.size && cell.data[at] == ':';
}

/* Python's sets and tuples are lists where a string opens them: (a) and {b} may be labels. */
bool tenor__label_cell_is_list(tenor_str cell)
{
    if (cell.size < 2)
        return false;
    const char open = cell.data[0];
    const char close = cell.data[cell.size - 1];
    if (open == '[')
        return close == ']';
    const bool string = cell.size > 2 && (cell.data[1] == '\'' || cell.data[1] == '"');
    return string && ((open == '(' && close == ')') || (open == '{' && close == '}' && !is_object(cell)));
}

size_t tenor__label_cell_find_separator(tenor_str text, tenor_str separator)
{
    for (size_t at = 0; at + separator.size <= text.size; at++)
        if (memcmp(text.data + at, separator.data, separator.size) == 0)
            return at;
    return text.size;
}

static tenor_status parse_separated(tenor__label_list *list, tenor_str cell, tenor_str separator)
{
    while (cell.size > 0) {
        const size_t end = tenor__label_cell_find_separator(cell, separator);
        if (tenor__label_cell_add(list, (tenor_str){cell.data, end}) != TENOR_OK)
            return TENOR_OUT_OF_MEMORY;
        if (end == cell.size)
            break;
        cell.data += end + separator.size;
        cell.size -= end + separator.size;
        if (cell.size == 0)
            return tenor__label_cell_add(list, cell);
    }
    return TENOR_OK;
}

/* A string between quotes at `at`, whose escapes are undone where it stands. Returns where it ends, behind the closing
 * quote; `end` when there is none. */
static char *parse_string(char *at, char *end, tenor_str *out)
{
    const char quote = *at++;
    char *to = at;
    *out = (tenor_str){at, 0};
    while (at < end && *at != quote) {
        if (*at == '\\' && at + 1 < end)
            at++;
        *to++ = *at++;
    }
    out->size = (size_t)(to - out->data);
    return at < end ? at + 1 : end;
}

/* What is not between quotes ends at the next comma. */
static tenor_status parse_list(tenor__label_list *list, tenor_str cell)
{
    tenor__buffer_clear(&list->bytes);
    tenor__buffer_add(&list->bytes, cell.data + 1, cell.size - 2);
    if (list->bytes.failed)
        return TENOR_OUT_OF_MEMORY;
    char *at = list->bytes.data;
    char *const end = at + list->bytes.size;
    while (at < end) {
        while (at < end && (*at == ' ' || *at == ',' || *at == '\n' || *at == '\r' || *at == '\t'))
            at++;
        if (at == end)
            break;
        tenor_str label;
        if (*at == '\'' || *at == '"') {
            at = parse_string(at, end, &label);
        } else {
            char *const comma = memchr(at, ',', (size_t)(end - at));
            label = (tenor_str){at, (size_t)((comma ? comma : end) - at)};
            at = comma ? comma : end;
        }
        if (tenor__label_cell_add(list, label) != TENOR_OK)
            return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

tenor_status tenor__label_cell_parse(tenor__label_list *list, tenor_str cell, tenor_str separator)
{
    tenor__label_cell_clear(list);
    if (cell.size == 0)
        return TENOR_OK;
    if (separator.size == 0)
        return tenor__label_cell_add(list, cell);
    return tenor__label_cell_is_list(cell) ? parse_list(list, cell) : parse_separated(list, cell, separator);
}

static void fold(tenor_str label, tenor__buffer *out)
{
    for (size_t at = 0; at < label.size;) {
        uint32_t cluster[TENOR__LONGEST_CLUSTER];
        uint32_t folded[TENOR__LONGEST_FOLDED];
        size_t count;
        at = tenor__unicode_cluster(label.data, at, label.size, cluster, &count);
        count = tenor__unicode_fold(cluster, count, false, folded);
        for (size_t i = 0; i < count; i++) {
            char bytes[4];
            tenor__buffer_add(out, bytes, tenor__unicode_encode(folded[i], bytes));
        }
    }
}

tenor_status tenor__label_cell_fold(tenor__label_list *list)
{
    tenor__buffer_clear(&list->folded);
    for (size_t i = 0; i < list->count; i++) {
        const size_t begin = list->folded.size;
        fold(list->labels[i], &list->folded);
        list->labels[i] = (tenor_str){NULL, list->folded.size - begin};
    }
    if (list->folded.failed)
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0, begin = 0; i < list->count; begin += list->labels[i++].size)
        list->labels[i].data = list->folded.data ? list->folded.data + begin : "";
    return TENOR_OK;
}
