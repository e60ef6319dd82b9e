#include "config/options.h"

#include "base/alloc.h"
#include "base/number.h"
#include "base/status.h"
#include "text/label.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

char tenor__options_delimiter(const char *text)
{
    return strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0 ? '\t' : text[0];
}

static const char *check_delimiter(const char *text)
{
    const unsigned char byte = (unsigned char)tenor__options_delimiter(text);
    const bool one = byte == '\0' || byte == '\t' || text[1] == '\0';
    return one && byte != '"' && byte != '\n' && byte != '\r' && byte < 0x80
               ? NULL
               : "one ASCII byte other than a quote or line end, or the word tab";
}

static const char *check_separator(const char *text)
{
    return text[0] == '\0' ? NULL : tenor__label_check_separator(tenor_str_of(text));
}

/* Reads a width up to a comma or the end of text; 0 when there is none. */
static size_t read_width(const char **text)
{
    size_t width = 0;
    while (**text >= '0' && **text <= '9' && width <= TENOR__LARGEST_HIDDEN)
        width = width * 10 + (size_t)(*(*text)++ - '0');
    return width;
}

static const char *check_dense(const char *text)
{
    static const char what[] = "none, or at most 4 widths from 1 to 4096 separated by commas";
    _Static_assert(TENOR__MOST_DENSE == 4 && TENOR__LARGEST_HIDDEN == 4096, "the message above");
    if (strcmp(text, "none") == 0)
        return NULL;
    for (size_t count = 1; count <= TENOR__MOST_DENSE; count++) {
        size_t width = read_width(&text);
        if (width < 1 || width > TENOR__LARGEST_HIDDEN)
            return what;
        if (*text == '\0')
            return NULL;
        if (*text++ != ',')
            return what;
    }
    return what;
}

void tenor__options_dense(const char *text, size_t widths[TENOR__MOST_DENSE], size_t *count)
{
    *count = 0;
    if (strcmp(text, "none") == 0)
        return;
    do {
        widths[(*count)++] = read_width(&text);
    } while (*text++ == ',');
}

/* A row of the table: what the public sees of it, where its value is, and what checks a text. */
typedef struct row {
    tenor_option_info info;
    size_t offset;
    const char *(*check)(const char *text); /* NULL when the text will do, else what it should be */
} row;

#define PLACE(field) offsetof(tenor__option_values, field)
#define SWITCH_ROW(field, name, group, help)                                                                           \
    {{name, group, TENOR_OPTION_SWITCH, 0, 0, NULL, "false", NULL, help}, PLACE(field), NULL},
#define INTEGER_ROW(field, name, group, minimum, maximum, value, value_name, help)                                     \
    {{name, group, TENOR_OPTION_INTEGER, minimum, maximum, NULL, #value, value_name, help}, PLACE(field), NULL},
#define NUMBER_ROW(field, name, group, minimum, maximum, value, value_name, help)                                      \
    {{name, group, TENOR_OPTION_NUMBER, minimum, maximum, NULL, #value, value_name, help}, PLACE(field), NULL},
#define CHOICE_ROW(field, name, group, choices, value, value_name, help)                                               \
    {{name, group, TENOR_OPTION_CHOICE, 0, 0, choices, value, value_name, help}, PLACE(field), NULL},
#define TEXT_ROW(field, name, group, check, value, value_name, help)                                                   \
    {{name, group, TENOR_OPTION_TEXT, 0, 0, NULL, value, value_name, help}, PLACE(field), check},

static const row rows[TENOR__OPTIONS] = {TENOR__OPTION_MAP(SWITCH_ROW, INTEGER_ROW, NUMBER_ROW, CHOICE_ROW, TEXT_ROW)};

size_t tenor_option_count(void)
{
    return TENOR__OPTIONS;
}

const tenor_option_info *tenor_option(size_t i)
{
    return i < TENOR__OPTIONS ? &rows[i].info : NULL;
}

/* TENOR__OPTIONS when there is none of that name. */
static size_t find_option(const char *name)
{
    size_t i = 0;
    while (i < TENOR__OPTIONS && strcmp(rows[i].info.name, name) != 0)
        i++;
    return i;
}

static tenor_status fail_unknown(const char *name, tenor_error *error)
{
    char quoted[64];
    tenor__quote(quoted, sizeof quoted, tenor_str_of(name));
    size_t nearest = 0;
    size_t nearest_distance = SIZE_MAX;
    for (size_t i = 0; i < TENOR__OPTIONS; i++) {
        size_t distance = tenor_str_distance(tenor_str_of(name), tenor_str_of(rows[i].info.name));
        if (distance < nearest_distance) {
            nearest = i;
            nearest_distance = distance;
        }
    }
    size_t close = strlen(name) / 3 + 1;
    if (nearest_distance > close)
        return tenor__fail(error, TENOR_UNKNOWN_OPTION, "there is no option \"%s\"", quoted);
    return tenor__fail(error, TENOR_UNKNOWN_OPTION, "there is no option \"%s\"; did you mean \"%s\"?", quoted,
                       rows[nearest].info.name);
}

static tenor_status fail_range(const tenor_option_info *info, const char *value, const char *what, tenor_error *error)
{
    char quoted[64];
    tenor__quote(quoted, sizeof quoted, tenor_str_of(value));
    return tenor__fail(error, TENOR_OPTION_RANGE, "option \"%s\" must be %s, not \"%s\"", info->name, what, quoted);
}

static bool find_choice(const char *choices, const char *value, size_t *choice)
{
    const size_t size = strlen(value);
    for (size_t i = 0;; i++) {
        size_t length = strcspn(choices, "|");
        if (length == size && memcmp(choices, value, size) == 0) {
            *choice = i;
            return true;
        }
        if (choices[length] == '\0')
            return false;
        choices += length + 1;
    }
}

/* A value in each type, and the text that it is kept as. */
typedef struct parsed {
    bool is_on;
    int64_t integer;
    double number;
    size_t choice;
    char canonical[TENOR_NUMBER_SIZE]; /* of a number: "0.001" for "1e-3", valid in JSON */
    const char *text;
} parsed;

static tenor_status parse(const row *at_row, const char *value, parsed *out, tenor_error *error)
{
    const tenor_option_info *info = &at_row->info;
    char what[200];
    char bounds[2][TENOR_NUMBER_SIZE];
    *out = (parsed){.text = value};
    switch (info->type) {
    case TENOR_OPTION_SWITCH:
        out->is_on = strcmp(value, "true") == 0;
        if (!out->is_on && strcmp(value, "false") != 0)
            return fail_range(info, value, "true or false", error);
        return TENOR_OK;
    case TENOR_OPTION_INTEGER:
    case TENOR_OPTION_NUMBER: {
        const bool is_integer = info->type == TENOR_OPTION_INTEGER;
        bool read = tenor__number_read(value, strlen(value), &out->number);
        if (is_integer) /* not by way of a double, which would round it */
            read = read && tenor__number_read_integer(value, strlen(value), &out->integer);
        if (!read || !(out->number >= info->minimum) || !(out->number <= info->maximum) ||
            (is_integer && out->integer > (int64_t)info->maximum)) {
            tenor_number_write(info->minimum, bounds[0]);
            tenor_number_write(info->maximum, bounds[1]);
            snprintf(what, sizeof what, "%s from %s to %s", is_integer ? "a whole number" : "a number", bounds[0],
                     bounds[1]);
            return fail_range(info, value, what, error);
        }
        out->number += 0.0; /* -0 becomes 0 */
        if (is_integer)
            snprintf(out->canonical, sizeof out->canonical, "%" PRId64, out->integer);
        else
            tenor_number_write(out->number, out->canonical);
        out->text = out->canonical;
        return TENOR_OK;
    }
    case TENOR_OPTION_CHOICE:
        if (!find_choice(info->choices, value, &out->choice)) {
            snprintf(what, sizeof what, "one of %s", info->choices);
            return fail_range(info, value, what, error);
        }
        return TENOR_OK;
    case TENOR_OPTION_TEXT:
        if (at_row->check && at_row->check(value))
            return fail_range(info, value, at_row->check(value), error);
        return TENOR_OK;
    }
    return TENOR_INVALID_ARGUMENT;
}

/* Puts a value in its field. text is what texts point to. */
static void store(tenor__option_values *values, const row *at_row, const parsed *value, const char *text)
{
    char *field = (char *)values + at_row->offset;
    switch (at_row->info.type) {
    case TENOR_OPTION_SWITCH:
        memcpy(field, &value->is_on, sizeof value->is_on);
        break;
    case TENOR_OPTION_INTEGER:
        memcpy(field, &value->integer, sizeof value->integer);
        break;
    case TENOR_OPTION_NUMBER:
        memcpy(field, &value->number, sizeof value->number);
        break;
    case TENOR_OPTION_CHOICE:
        memcpy(field, &value->choice, sizeof value->choice);
        break;
    case TENOR_OPTION_TEXT:
        memcpy(field, &text, sizeof text);
        break;
    }
}

tenor_status tenor_options_new(const tenor_alloc *alloc, tenor_options **out)
{
    *out = NULL;
    tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_options *options = tenor__get_zero(&hook, 1, sizeof *options);
    if (!options)
        return TENOR_OUT_OF_MEMORY;
    options->alloc = hook;
    for (size_t i = 0; i < TENOR__OPTIONS; i++) {
        parsed value;
        parse(&rows[i], rows[i].info.default_value, &value, NULL);
        store(&options->values, &rows[i], &value, rows[i].info.default_value);
    }
    *out = options;
    return TENOR_OK;
}

void tenor_options_free(tenor_options *options)
{
    if (!options)
        return;
    for (size_t i = 0; i < TENOR__OPTIONS; i++)
        tenor__put(&options->alloc, options->texts[i]);
    tenor_alloc hook = options->alloc;
    tenor__put(&hook, options);
}

static tenor_status set(tenor_options *options, size_t index, const char *value, tenor_error *error)
{
    const row *at_row = &rows[index];
    parsed result;
    TENOR_TRY(parse(at_row, value, &result, error));
    size_t size = strlen(result.text) + 1;
    char *text = tenor__get(&options->alloc, size, 1);
    if (!text)
        return tenor__fail_memory(error);
    memcpy(text, result.text, size);
    tenor__put(&options->alloc, options->texts[index]);
    options->texts[index] = text;
    store(&options->values, at_row, &result, text);
    return TENOR_OK;
}

tenor_status tenor_options_set(tenor_options *options, const char *name, const char *value, tenor_error *error)
{
    if (!options || !name || !value)
        return tenor__fail(error, TENOR_INVALID_ARGUMENT, "options, name and value must not be NULL");
    size_t index = find_option(name);
    return index < TENOR__OPTIONS ? set(options, index, value, error) : fail_unknown(name, error);
}

const char *tenor_options_get(const tenor_options *options, const char *name)
{
    size_t index = find_option(name);
    return index < TENOR__OPTIONS ? tenor__options_text(options, (tenor__option_index)index) : NULL;
}

const char *tenor__options_text(const tenor_options *options, tenor__option_index index)
{
    return options->texts[index] ? options->texts[index] : rows[index].info.default_value;
}

tenor_status tenor__options_copy(const tenor_options *from, const tenor_alloc *alloc, tenor_options **out)
{
    TENOR_TRY(tenor_options_new(alloc, out));
    for (size_t i = 0; from && i < TENOR__OPTIONS; i++) {
        if (from->texts[i] && set(*out, i, from->texts[i], NULL) != TENOR_OK) {
            tenor_options_free(*out);
            *out = NULL;
            return TENOR_OUT_OF_MEMORY;
        }
    }
    return TENOR_OK;
}
