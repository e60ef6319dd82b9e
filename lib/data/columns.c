#include "data/reader.h"

#include "base/map.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* The usual names, the likeliest first. */
static const char *const LABEL_NAMES[] = {"label",  "sentiment", "category", "class", "target", "stars",
                                          "rating", "score",     "polarity", "topic", "intent", "y",
                                          "labels", "topics",    "tags",     "标签",  "类别",   "情感"};
static const char *const TEXT_NAMES[] = {"text",    "review", "sentence", "content",  "comment",
                                         "message", "body",   "tweet",    "question", "title",
                                         "x",       "文本",   "正文",     "内容",     "评论"};
enum {
    LABEL_NAME_COUNT = sizeof LABEL_NAMES / sizeof LABEL_NAMES[0],
    TEXT_NAME_COUNT = sizeof TEXT_NAMES / sizeof TEXT_NAMES[0],
    FEWEST_ROWS = 10, /* that say whether the first one's label belongs to the others */
};

static const size_t NONE = SIZE_MAX;

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_name(tenor_str cell, tenor_str name, bool any_case)
{
    cell = tenor__reader_trim(cell);
    if (cell.size != name.size)
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (cell.data[i] != name.data[i] && !(any_case && lower(cell.data[i]) == lower(name.data[i])))
            return false;
    return true;
}

static size_t find_name(const tenor_str *names, size_t count, tenor_str name, bool any_case)
{
    for (size_t i = 0; i < count; i++)
        if (is_name(names[i], name, any_case))
            return i;
    return NONE;
}

/* The first of the usual names that one of the columns, not `other`, has. */
static size_t find_usual(const tenor_str *names, size_t count, const char *const *usual, size_t usual_count,
                         size_t other)
{
    for (size_t k = 0; k < usual_count; k++)
        for (size_t i = 0; i < count; i++)
            if (i != other && is_name(names[i], tenor_str_of(usual[k]), true))
                return i;
    return NONE;
}

/* The column of a number in 1..count; NONE for any other text. */
static size_t find_number(const char *text, size_t count)
{
    size_t number = 0;
    for (const char *at = text; *at; at++) {
        if (*at < '0' || *at > '9')
            return NONE;
        number = number * 10 + (size_t)(*at - '0');
        if (number > count)
            return NONE;
    }
    return number == 0 ? NONE : number - 1;
}

/* "1 'id', 2 'text', 3 'label'" and so on, as far as out has room. Returns out. */
static const char *list(char *out, size_t capacity, const tenor_str *names, size_t count)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        char quoted[20];
        char item[48];
        int size = snprintf(item, sizeof item, "%s%zu '%s'", i > 0 ? ", " : "", i + 1,
                            tenor__error_quote(quoted, sizeof quoted, tenor__reader_trim(names[i])));
        const size_t dots = i + 1 < count ? 5 : 0;
        if (size < 0 || used + (size_t)size + dots >= capacity) {
            snprintf(out + used, capacity - used, "%s", ", ...");
            break;
        }
        memcpy(out + used, item, (size_t)size + 1);
        used += (size_t)size;
    }
    return out;
}

static tenor_status fail_unnamed(const char *option, const char *value, const tenor_str *names, size_t count,
                                 tenor_error *error)
{
    char found[120];
    char quoted[40];
    return tenor__error_option(
        error, option,
        tenor__error_set(
            error, TENOR_BAD_DATA, "option '%s' names a column '%s', which is not there; the first line has %s", option,
            tenor__error_quote(quoted, sizeof quoted, tenor_str_of(value)), list(found, sizeof found, names, count)));
}

static tenor_status fail_same(size_t column, tenor_error *error)
{
    return tenor__error_option(
        error, "label",
        tenor__error_set(error, TENOR_BAD_DATA, "option 'text' and option 'label' both name column %zu", column + 1));
}

/* Which of the two columns are known. */
static tenor_status fail_unclear(const tenor_str *names, size_t count, size_t text, size_t label, tenor_error *error)
{
    const char *what = "cannot tell the text from the label; name them with option 'text' and option 'label'";
    if (text != NONE)
        what = "cannot tell which column is the label; name it with option 'label'";
    else if (label != NONE)
        what = "cannot tell which column is the text; name it with option 'text'";
    char found[120];
    return tenor__error_option(error, text != NONE ? "label" : "text",
                               tenor__error_set(error, TENOR_BAD_DATA, "%s; the first line has %s", what,
                                                list(found, sizeof found, names, count)));
}

/* The column left when there are two and one is taken. */
static size_t other_of_two(size_t count, size_t taken)
{
    return count == 2 && taken < 2 ? 1 - taken : NONE;
}

tenor_status tenor__columns_match(const tenor_str *names, size_t count, const tenor__corpus_settings *settings,
                                  tenor__columns *out, tenor_error *error)
{
    const struct {
        const char *option;
        const char *value;
    } asked[2] = {{"text", settings->text}, {"label", settings->label}};
    size_t columns[2] = {NONE, NONE};
    for (int i = 0; i < 2; i++) {
        if (asked[i].value[0] == '\0')
            continue;
        tenor_str name = tenor_str_of(asked[i].value);
        columns[i] = find_name(names, count, name, false);
        if (columns[i] == NONE)
            columns[i] = find_name(names, count, name, true);
        if (columns[i] == NONE)
            columns[i] = find_number(asked[i].value, count);
        if (columns[i] == NONE)
            return fail_unnamed(asked[i].option, asked[i].value, names, count, error);
    }
    size_t text = columns[0];
    size_t label = columns[1];
    if (text == NONE)
        text = find_usual(names, count, TEXT_NAMES, TEXT_NAME_COUNT, label);
    if (label == NONE)
        label = find_usual(names, count, LABEL_NAMES, LABEL_NAME_COUNT, text);
    if (text == NONE)
        text = other_of_two(count, label);
    if (label == NONE)
        label = other_of_two(count, text);
    if (text == NONE || label == NONE)
        return fail_unclear(names, count, text, label, error);
    if (text == label)
        return fail_same(text, error);
    *out = (tenor__columns){.text = text, .label = label, .header = true};
    return TENOR_OK;
}

/* ---- what stands in a column ---- */

static tenor_str cell_of(const tenor__sample *sample, size_t row, size_t column)
{
    return tenor__reader_trim(sample->cells[row * sample->columns + column]);
}

typedef struct facts {
    size_t distinct;      /* values */
    uint64_t bytes;       /* of all rows */
    size_t first_repeats; /* rows after the first with its value */
    bool others_repeat;   /* every value but the first row's stands in two rows at least */
} facts;

static tenor_status look(const tenor__sample *sample, size_t column, const tenor_alloc *alloc, facts *out)
{
    *out = (facts){0};
    uint32_t counts[TENOR__SAMPLE_ROWS];
    tenor__map values;
    tenor__map_init(&values, alloc);
    for (size_t row = 0; row < sample->rows; row++) {
        tenor_str cell = cell_of(sample, row, column);
        bool added;
        uint32_t *value = tenor__map_insert(&values, cell, (uint32_t)out->distinct, &added);
        if (!value) {
            tenor__map_free(&values);
            return TENOR_OUT_OF_MEMORY;
        }
        if (added)
            counts[out->distinct++] = 0;
        counts[*value]++;
        out->bytes += cell.size;
    }
    tenor__map_free(&values);
    out->first_repeats = counts[0] - 1; /* the first row's value was the first to be added */
    out->others_repeat = true;
    for (size_t i = 1; i < out->distinct; i++)
        out->others_repeat = out->others_repeat && counts[i] > 1;
    return TENOR_OK;
}

/* Of two columns the labels are those with fewer values, which are shorter. */
static tenor_status find_label_by_content(const tenor__sample *sample, const tenor_alloc *alloc, size_t *label)
{
    facts a;
    facts b;
    TENOR_TRY(look(sample, 0, alloc, &a));
    TENOR_TRY(look(sample, 1, alloc, &b));
    *label = NONE;
    if (a.distinct < b.distinct && a.bytes < b.bytes)
        *label = 0;
    else if (b.distinct < a.distinct && b.bytes < a.bytes)
        *label = 1;
    return TENOR_OK;
}

/* Whether the first row is names. Both a usual name for the text and one for the label leave no doubt; one of them
 * alone must not be a value of its column. Without a usual name the first row is guessed to be names when its label is
 * no other row's while every other label recurs. */
static tenor_status find_header(const tenor__sample *sample, const tenor_alloc *alloc, size_t label,
                                tenor__columns *out)
{
    const tenor_str *names = sample->cells;
    const size_t text_column = find_usual(names, sample->columns, TEXT_NAMES, TEXT_NAME_COUNT, NONE);
    const size_t label_column = find_usual(names, sample->columns, LABEL_NAMES, LABEL_NAME_COUNT, text_column);
    out->header = text_column != NONE && label_column != NONE;
    if (out->header)
        return TENOR_OK;
    facts found;
    const size_t named = text_column != NONE ? text_column : label_column;
    if (named != NONE && cell_of(sample, 0, named).size > 1) {
        TENOR_TRY(look(sample, named, alloc, &found));
        out->header = found.first_repeats == 0;
    } else if (label != NONE && sample->rows >= FEWEST_ROWS) {
        TENOR_TRY(look(sample, label, alloc, &found));
        out->header = out->guessed = found.first_repeats == 0 && found.others_repeat;
    }
    return TENOR_OK;
}

/* A column given as a number, or as a name of the first row, which is then names. */
static tenor_status find_asked(const tenor__sample *sample, const char *option, const char *value, bool no_header,
                               size_t *column, bool *named, tenor_error *error)
{
    if (value[0] == '\0')
        return TENOR_OK;
    *column = find_number(value, sample->columns);
    if (*column != NONE)
        return TENOR_OK;
    if (no_header)
        return tenor__error_option(
            error, option,
            tenor__error_set(error, TENOR_BAD_DATA,
                             "option '%s': without a header a column is given by its number, 1 to %zu", option,
                             sample->columns));
    *column = find_name(sample->cells, sample->columns, tenor_str_of(value), false);
    if (*column == NONE)
        *column = find_name(sample->cells, sample->columns, tenor_str_of(value), true);
    if (*column == NONE)
        return fail_unnamed(option, value, sample->cells, sample->columns, error);
    *named = true;
    return TENOR_OK;
}

static tenor_status fail_one_column(const tenor__sample *sample, tenor_error *error)
{
    static const char others[] = "\t;|,";
    const tenor_str first = sample->cells[0];
    char delimiter[8];
    snprintf(delimiter, sizeof delimiter, sample->delimiter == '\t' ? "a tab" : "'%c'", sample->delimiter);
    for (const char *other = others; *other; other++)
        if (*other != sample->delimiter && first.size > 0 && memchr(first.data, *other, first.size))
            return tenor__error_option(
                error, *other == '\t' || *other == ',' ? "format" : "delimiter",
                tenor__error_set(
                    error, TENOR_BAD_DATA,
                    "the first line has one column, and a text and a label are needed; the delimiter is %s, "
                    "change it with %s",
                    delimiter,
                    *other == '\t'  ? "option 'format' tsv"
                    : *other == ';' ? "option 'delimiter' ';'"
                    : *other == '|' ? "option 'delimiter' '|'"
                                    : "option 'format' csv"));
    return tenor__error_set(error, TENOR_BAD_DATA,
                            "the first line has one column, and a text and a label are needed; the delimiter is %s",
                            delimiter);
}

tenor_status tenor__columns_find(const tenor__sample *sample, const tenor__corpus_settings *settings,
                                 const tenor_alloc *alloc, tenor__columns *out, tenor_error *error)
{
    const size_t count = sample->columns;
    if (count < 2)
        return fail_one_column(sample, error);
    size_t text = NONE;
    size_t label = NONE;
    tenor__columns found = {0};
    TENOR_TRY(find_asked(sample, "text", settings->text, settings->no_header, &text, &found.header, error));
    TENOR_TRY(find_asked(sample, "label", settings->label, settings->no_header, &label, &found.header, error));
    if (text != NONE && text == label)
        return fail_same(text, error);

    /* The columns as they are if the first row is no header. */
    size_t plain_text = text;
    size_t plain_label = label;
    if (text == NONE && label == NONE && count == 2 && find_label_by_content(sample, alloc, &plain_label) != TENOR_OK)
        return tenor__error_set_memory(error);
    if (plain_text == NONE)
        plain_text = other_of_two(count, plain_label);
    if (plain_label == NONE)
        plain_label = other_of_two(count, plain_text);

    if (!found.header && !settings->no_header && find_header(sample, alloc, plain_label, &found) != TENOR_OK)
        return tenor__error_set_memory(error);
    if (found.header) {
        const tenor_str *names = sample->cells;
        if (text == NONE)
            text = find_usual(names, count, TEXT_NAMES, TEXT_NAME_COUNT, label);
        if (label == NONE)
            label = find_usual(names, count, LABEL_NAMES, LABEL_NAME_COUNT, text);
        if (text == NONE)
            text = other_of_two(count, label);
        if (label == NONE)
            label = other_of_two(count, text);
    }
    if (text == NONE)
        text = plain_text;
    if (label == NONE)
        label = plain_label;
    if (text == NONE || label == NONE)
        return fail_unclear(sample->cells, count, text, label, error);
    *out = (tenor__columns){text, label, found.header, found.guessed};
    return TENOR_OK;
}
