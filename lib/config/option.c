#include "config/option.h"

#include "base/sized_struct.h"
#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static tenor_status fail_range(const tenor_option_info *option, const char *text, const char *what, tenor_error *error)
{
    char quoted[64];
    tenor__error_quote(quoted, sizeof quoted, tenor_str_of(text));
    return tenor__error_option(
        error, option->name,
        tenor__error_set(error, TENOR_OPTION_RANGE, "option '%s' must be %s, not \"%s\"", option->name, what, quoted));
}

static tenor_status fail_bounds(const tenor_option_info *option, const char *text, tenor_error *error)
{
    char bounds[2][TENOR_NUMBER_SIZE];
    char what[2 * TENOR_NUMBER_SIZE + 32];
    tenor_number_write(option->minimum, bounds[0]);
    tenor_number_write(option->maximum, bounds[1]);
    snprintf(what, sizeof what, "%s from %s to %s",
             option->type == TENOR_OPTION_INTEGER ? "a whole number" : "a number", bounds[0], bounds[1]);
    return fail_range(option, text, what, error);
}

/* Choice i; its data is NULL past the last. */
static tenor_str choice_at(const char *choices, size_t i)
{
    for (; i > 0 && *choices; i--) {
        choices += strcspn(choices, "|");
        choices += *choices == '|';
    }
    return (tenor_str){*choices ? choices : NULL, strcspn(choices, "|")};
}

static bool find_choice(const char *choices, const char *text, size_t *choice)
{
    *choice = 0;
    for (tenor_str at = choice_at(choices, 0); at.data; at = choice_at(choices, ++*choice))
        if (tenor_str_is(at, text))
            return true;
    return false;
}

tenor_status tenor__option_check(const tenor_option_info *option, tenor_option_value value, tenor_error *error)
{
    char text[TENOR_NUMBER_SIZE];
    const double number = option->type == TENOR_OPTION_INTEGER ? (double)value.integer : value.number;
    if (option->type != TENOR_OPTION_INTEGER && option->type != TENOR_OPTION_NUMBER)
        return TENOR_OK;
    /* The comparison in double may round an integer to the limit. A limit of 2^63 or more is no limit. */
    bool in_range = number >= option->minimum && number <= option->maximum;
    if (in_range && option->type == TENOR_OPTION_INTEGER)
        in_range = (option->maximum >= 0x1p63 || value.integer <= (int64_t)option->maximum) &&
                   (option->minimum < -0x1p63 || value.integer >= (int64_t)option->minimum);
    if (in_range)
        return TENOR_OK;
    snprintf(text, sizeof text, "%.17g", number);
    return fail_bounds(option, text, error);
}

tenor_status tenor_option_parse(const tenor_option_info *given, const char *text, tenor_option_value *out,
                                tenor_error *error)
{
    tenor_option_info row;
    const tenor_option_info *option = &row;
    if (!given || !text)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "row and text must not be NULL");
    TENOR_TRY(tenor__sized_struct_read(given, &row, sizeof row, error));
    if (!row.name || (row.type == TENOR_OPTION_CHOICE && !row.choices))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the row of an option has no name, or no choices");
    tenor_option_value value = {.text = text};
    char what[200];
    bool valid = true;
    switch (option->type) {
    case TENOR_OPTION_SWITCH:
        value.on = strcmp(text, "true") == 0;
        if (!value.on && strcmp(text, "false") != 0)
            return fail_range(option, text, "true or false", error);
        break;
    case TENOR_OPTION_INTEGER: /* exactly; a double would round it */
        valid = tenor__number_read_integer(text, strlen(text), &value.integer);
        break;
    case TENOR_OPTION_NUMBER:
        valid = tenor__number_read(text, strlen(text), &value.number);
        value.number += 0.0; /* -0 becomes 0 */
        break;
    case TENOR_OPTION_CHOICE:
        if (!find_choice(option->choices, text, &value.choice)) {
            snprintf(what, sizeof what, "one of %s", option->choices);
            return fail_range(option, text, what, error);
        }
        break;
    case TENOR_OPTION_TEXT:
        if (option->check && option->check(text))
            return fail_range(option, text, option->check(text), error);
        break;
    }
    if (!valid || tenor__option_check(option, value, NULL) != TENOR_OK)
        return fail_bounds(option, text, error); /* quotes the text as given */
    *out = value;
    return TENOR_OK;
}

tenor_str tenor__option_write(const tenor_option_info *option, tenor_option_value value, char buffer[TENOR_NUMBER_SIZE])
{
    switch (option->type) {
    case TENOR_OPTION_SWITCH:
        return tenor_str_of(value.on ? "true" : "false");
    case TENOR_OPTION_INTEGER:
        return (tenor_str){buffer, (size_t)snprintf(buffer, TENOR_NUMBER_SIZE, "%" PRId64, value.integer)};
    case TENOR_OPTION_NUMBER: /* -0 becomes 0 */
        return (tenor_str){buffer, tenor_number_write(value.number + 0.0, buffer)};
    case TENOR_OPTION_CHOICE:
        return choice_at(option->choices, value.choice);
    case TENOR_OPTION_TEXT:
        break;
    }
    return tenor_str_of(value.text);
}

const char *tenor_option_nearest(const char *typed, const char *const *names, size_t count)
{
    const size_t size = strlen(typed);
    /* A third of the letters may differ, and one letter of a short name. */
    size_t nearest = size < 3 ? 2 : size / 3 + 1;
    const char *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const bool begins = size >= 2 && strncmp(typed, names[i], size) == 0;
        const size_t distance = begins ? 1 : tenor_str_distance(tenor_str_of(typed), tenor_str_of(names[i]));
        if (distance < nearest) {
            nearest = distance;
            found = names[i];
        }
    }
    return found;
}
