#include "base/error.h"
#include "table/columns.h"
#include "table/trim.h"

#include <stdio.h>
#include <string.h>

typedef struct usual_name {
    const char *name;
    bool weak; /* columns of this name are often another thing */
} usual_name;

/* The likeliest first. */
static const usual_name LABEL_NAMES[] = {
    {"label", false},  {"sentiment", false}, {"category", false}, {"class", false},    {"target", true},
    {"stars", false},  {"rating", false},    {"score", true},     {"polarity", false}, {"topic", true},
    {"intent", false}, {"y", true},          {"labels", false},   {"topics", true},    {"tags", true},
    {"标签", false},   {"类别", false},      {"情感", false},     {"cats", false},
};
/* Names of what is said about a text, too rarely the label's to find it by, but doubts beside a usual one. */
static const char *const RARER_LABEL_NAMES[] = {"verdict", "emotion", "mood",    "stance",   "outcome",    "decision",
                                                "opinion", "grade",   "gold",    "tag",      "annotation", "type",
                                                "toxic",   "spam",    "subject", "subtopic", "subcategory"};
static const usual_name TEXT_NAMES[] = {
    {"text", false},    {"review", false}, {"sentence", false}, {"content", false}, {"comment", false},
    {"message", false}, {"body", false},   {"tweet", false},    {"question", true}, {"title", true},
    {"x", true},        {"文本", false},   {"正文", false},     {"内容", false},    {"评论", false},
};
enum {
    LABEL_NAME_COUNT = sizeof LABEL_NAMES / sizeof LABEL_NAMES[0],
    TEXT_NAME_COUNT = sizeof TEXT_NAMES / sizeof TEXT_NAMES[0],
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_name(tenor_str cell, tenor_str name, bool any_case)
{
    name = tenor__trim(name);
    if (cell.size != name.size)
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (cell.data[i] != name.data[i] && !(any_case && lower(cell.data[i]) == lower(name.data[i])))
            return false;
    return true;
}

/* The first column of that name, as it is written or else in any case; *twin is another one that is as good. */
static size_t find_names(const tenor__sample *sample, tenor_str name, size_t *twin)
{
    size_t found = TENOR__NO_COLUMN;
    *twin = TENOR__NO_COLUMN;
    for (int any_case = 0; any_case < 2 && found == TENOR__NO_COLUMN; any_case++)
        for (size_t i = 0; i < sample->columns && *twin == TENOR__NO_COLUMN; i++)
            if (is_name(tenor__column_statistics_cell(sample, 0, i), name, any_case))
                *(found == TENOR__NO_COLUMN ? &found : twin) = i;
    return found;
}

static size_t find_name(const tenor__sample *sample, tenor_str name)
{
    size_t twin;
    return find_names(sample, name, &twin);
}

size_t tenor__column_names_twin(const tenor__sample *sample, size_t column)
{
    for (size_t i = 0; i < sample->columns; i++)
        if (i != column && is_name(tenor__column_statistics_cell(sample, 0, i),
                                   tenor__column_statistics_cell(sample, 0, column), true))
            return i;
    return TENOR__NO_COLUMN;
}

bool tenor__column_names_have(const tenor__column_list *list, size_t column)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->columns[i] == column)
            return true;
    return false;
}

void tenor__column_names_add(tenor__column_list *list, size_t column)
{
    if (list->count == TENOR__MOST_JOINED)
        return;
    size_t at = list->count++;
    for (; at > 0 && list->columns[at - 1] > column; at--)
        list->columns[at] = list->columns[at - 1];
    list->columns[at] = column;
}

static size_t find_usual(const tenor__sample *sample, const usual_name *usual, size_t count,
                         const tenor__column_list *others, bool *weak)
{
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < sample->columns; i++)
            if (!tenor__column_names_have(others, i) &&
                is_name(tenor__column_statistics_cell(sample, 0, i), tenor_str_of(usual[k].name), true)) {
                *weak = usual[k].weak;
                return i;
            }
    return TENOR__NO_COLUMN;
}

size_t tenor__column_names_usual_text(const tenor__sample *sample, const tenor__column_list *others, bool *weak)
{
    return find_usual(sample, TEXT_NAMES, TEXT_NAME_COUNT, others, weak);
}

size_t tenor__column_names_usual_label(const tenor__sample *sample, const tenor__column_list *others, bool *weak)
{
    return find_usual(sample, LABEL_NAMES, LABEL_NAME_COUNT, others, weak);
}

/* What stands beside labels as their source: names alone do not say that it is meant. */
static bool are_points(tenor_str cell)
{
    static const char *const points[] = {"stars", "rating", "score"};
    for (size_t k = 0; k < sizeof points / sizeof *points; k++)
        if (is_name(cell, tenor_str_of(points[k]), true))
            return true;
    return false;
}

bool tenor__column_names_speak_of_label(const tenor__sample *sample, size_t column)
{
    const tenor_str cell = tenor__column_statistics_cell(sample, 0, column);
    if (are_points(cell))
        return false;
    for (size_t k = 0; k < LABEL_NAME_COUNT; k++)
        if (is_name(cell, tenor_str_of(LABEL_NAMES[k].name), true))
            return true;
    for (size_t k = 0; k < sizeof RARER_LABEL_NAMES / sizeof *RARER_LABEL_NAMES; k++)
        if (is_name(cell, tenor_str_of(RARER_LABEL_NAMES[k]), true))
            return true;
    return false;
}

const char *tenor__column_names_list(char *out, size_t capacity, const tenor__sample *sample,
                                     const tenor__column_list *columns)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < columns->count; i++) {
        char quoted[20];
        char item[48];
        int size = snprintf(
            item, sizeof item, "%s%zu '%s'", i > 0 ? ", " : "", columns->columns[i] + 1,
            tenor__error_quote(quoted, sizeof quoted, tenor__column_statistics_cell(sample, 0, columns->columns[i])));
        const size_t dots = i + 1 < columns->count ? 5 : 0;
        if (size < 0 || used + (size_t)size + dots >= capacity) {
            snprintf(out + used, capacity - used, "%s", ", ...");
            break;
        }
        memcpy(out + used, item, (size_t)size + 1);
        used += (size_t)size;
    }
    return out;
}

/* ---- what an option names ---- */

/* The number that all of text is; SIZE_MAX - 1 for one too large, SIZE_MAX for any other text. */
static size_t read_number(tenor_str text)
{
    size_t number = 0;
    if (text.size == 0)
        return SIZE_MAX;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return SIZE_MAX;
        number = number > SIZE_MAX / 100 ? SIZE_MAX - 1 : number * 10 + (size_t)(text.data[i] - '0');
    }
    return number;
}

/* `shown` are the columns that may be meant. */
static tenor_status fail_unnamed(const tenor__sample *sample, const char *option, tenor_str value,
                                 const tenor__column_list *shown, tenor_error *error)
{
    char found[120];
    char quoted[40];
    return tenor__error_option(error, option,
                               tenor__error_set(error, TENOR_BAD_DATA,
                                                "option '%s' names a column '%s', which is not there; %s %s", option,
                                                tenor__error_quote(quoted, sizeof quoted, value),
                                                sample->named ? "there is" : "the first line has",
                                                tenor__column_names_list(found, sizeof found, sample, shown)));
}

static tenor_status fail_zero(const tenor__sample *sample, const char *option, tenor_error *error)
{
    char quoted[40];
    return tenor__error_option(
        error, option,
        tenor__error_set(error, TENOR_BAD_DATA,
                         "option '%s' 0: columns count from 1; the first one, 1, begins with '%s'", option,
                         tenor__error_quote(quoted, sizeof quoted, tenor__column_statistics_cell(sample, 0, 0))));
}

static tenor_status fail_twins(const tenor__sample *sample, const char *option, size_t first, size_t second,
                               tenor_error *error)
{
    char found[120];
    const tenor__column_list both = {.columns = {first, second}, .count = 2};
    return tenor__error_option(error, option,
                               tenor__error_set(error, TENOR_BAD_DATA,
                                                "option '%s' names a column that is there twice; give the number of "
                                                "one, or both as %zu,%zu: %s",
                                                option, first + 1, second + 1,
                                                tenor__column_names_list(found, sizeof found, sample, &both)));
}

/* One name or number. */
static tenor_status find_one(const tenor__sample *sample, const char *option, tenor_str item, bool no_header,
                             const tenor__column_list *shown, size_t *column, bool *named, tenor_error *error)
{
    const size_t number = read_number(tenor__trim(item));
    if (number == 0 && !sample->named)
        return fail_zero(sample, option, error);
    size_t twin = TENOR__NO_COLUMN;
    *column = no_header ? TENOR__NO_COLUMN : find_names(sample, item, &twin);
    const bool is_number = number >= 1 && number <= sample->columns;
    if (*column != TENOR__NO_COLUMN && !(is_number && !sample->named)) {
        if (twin != TENOR__NO_COLUMN)
            return fail_twins(sample, option, *column, twin, error);
        *named = true;
        return TENOR_OK;
    }
    if (is_number) {
        *column = number - 1;
        return TENOR_OK;
    }
    if (no_header && number == SIZE_MAX)
        return tenor__error_option(
            error, option,
            tenor__error_set(error, TENOR_BAD_DATA,
                             "option '%s': without a header a column is given by its number, 1 to %zu", option,
                             sample->columns));
    return fail_unnamed(sample, option, item, shown, error);
}

static size_t find_comma(tenor_str text, size_t from)
{
    const char *comma = from < text.size ? memchr(text.data + from, ',', text.size - from) : NULL;
    return comma ? (size_t)(comma - text.data) : text.size;
}

/* The longest beginning of text, up to a comma or the end, that is a name; the first item when none is. */
static size_t end_of_item(const tenor__sample *sample, tenor_str text)
{
    size_t longest = find_comma(text, 0);
    for (size_t end = longest; end < text.size;) {
        end = find_comma(text, end + 1);
        if (find_name(sample, (tenor_str){text.data, end}) != TENOR__NO_COLUMN)
            longest = end;
    }
    return longest;
}

tenor_status tenor__column_names_ask(const tenor__sample *sample, const char *option, const char *value, bool no_header,
                                     const tenor__column_list *shown, tenor__column_list *out, bool *named,
                                     tenor_error *error)
{
    tenor_str rest = tenor_str_of(value);
    *out = (tenor__column_list){.count = 0, .reason = "given"};
    while (rest.size > 0) {
        const size_t end = no_header ? find_comma(rest, 0) : end_of_item(sample, rest);
        size_t column = TENOR__NO_COLUMN;
        TENOR_TRY(find_one(sample, option, (tenor_str){rest.data, end}, no_header, shown, &column, named, error));
        if (tenor__column_names_have(out, column))
            return tenor__error_option(
                error, option,
                tenor__error_set(error, TENOR_BAD_DATA, "option '%s' names column %zu twice", option, column + 1));
        if (out->count == TENOR__MOST_JOINED)
            return tenor__error_option(error, option,
                                       tenor__error_set(error, TENOR_BAD_DATA, "option '%s' names more than %d columns",
                                                        option, TENOR__MOST_JOINED));
        out->columns[out->count++] = column;
        const size_t taken = end < rest.size ? end + 1 : end;
        rest.data += taken;
        rest.size -= taken;
    }
    return TENOR_OK;
}

tenor_status tenor__column_names_check(const tenor__sample *sample, const char *option, const char *value,
                                       tenor_error *error)
{
    const tenor_str text = tenor_str_of(value);
    for (size_t begin = 0; begin < text.size;) {
        const size_t end = find_comma(text, begin);
        const tenor_str item = {text.data + begin, end - begin};
        const size_t number = read_number(tenor__trim(item));
        const size_t name = find_name(sample, item);
        char quoted[40];
        if (number >= 1 && number <= sample->columns && name != TENOR__NO_COLUMN && name != number - 1)
            return tenor__error_option(
                error, option,
                tenor__error_set(
                    error, TENOR_BAD_DATA,
                    "option '%s' %zu may be column %zu, '%s', or column %zu, which has the name '%zu'; give "
                    "the name of the one or the number of the other",
                    option, number, number,
                    tenor__error_quote(quoted, sizeof quoted, tenor__column_statistics_cell(sample, 0, number - 1)),
                    name + 1, number));
        begin = end + 1;
    }
    return TENOR_OK;
}
