#include "args.h"

#include "failure.h"
#include "help.h"
#include "suggest.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An option as it was found: the command's or the library's. */
struct found {
    const struct option_row *own;
    const tenor_option_info *library;
};

bool args_takes(const struct command *command, const tenor_option_info *option)
{
    bool takes = false;
    for (const char *const *entry = command->library; entry && *entry; entry++) {
        if (**entry == '!' && strcmp(*entry + 1, option->name) == 0)
            return false;
        takes =
            takes || strcmp(*entry, option->name) == 0 || (**entry == '@' && strcmp(*entry + 1, option->group) == 0);
    }
    return takes;
}

static bool find(const struct command *command, const char *name, struct found *out)
{
    *out = (struct found){NULL, NULL};
    for (const struct option_row *row = command->options; row->name; row++)
        if (strcmp(row->name, name) == 0) {
            out->own = row;
            return true;
        }
    for (size_t i = 0; i < tenor_option_count(); i++) {
        const tenor_option_info *option = tenor_option(i);
        if (strcmp(option->name, name) == 0 && args_takes(command, option)) {
            out->library = option;
            return true;
        }
    }
    return false;
}

static const char *nearest(const struct command *command, const char *name)
{
    struct suggestion suggestion = suggest_start(name);
    for (const struct option_row *row = command->options; row->name; row++)
        suggest_consider(&suggestion, row->name);
    for (size_t i = 0; i < tenor_option_count(); i++)
        if (args_takes(command, tenor_option(i)))
            suggest_consider(&suggestion, tenor_option(i)->name);
    suggest_consider(&suggestion, "help");
    return suggestion.best;
}

/* A switch's value: what stands after '=', or true. */
static int switch_value(const struct args *args, const char *name, const char *value, bool *out)
{
    *out = !value || strcmp(value, "true") == 0;
    if (!*out && strcmp(value, "false") != 0)
        return fail_usage(args->command, "--%s is a switch: it takes no value, not '%s'", name, value);
    return EXIT_DONE;
}

static int fail_no_value(const struct args *args, const char *name, const char *value_name)
{
    return fail_usage(args->command, "--%s needs a value: --%s %s", name, name, value_name ? value_name : "VALUE");
}

static int set_own(const struct args *args, const struct option_row *row, const char *value, void *values)
{
    void *place = (char *)values + row->offset;
    if (row->type == OPTION_SWITCH)
        return switch_value(args, row->name, value, place);
    if (row->type == OPTION_TEXT) {
        if (*value == '\0')
            return fail_no_value(args, row->name, row->value_name);
        memcpy(place, &value, sizeof value);
        return EXIT_DONE;
    }
    char *end;
    errno = 0;
    double number = strtod(value, &end);
    bool wrong = end == value || *end != '\0' || errno != 0 || !(number >= row->minimum && number <= row->maximum) ||
                 value[strspn(value, "0123456789.+-eE")] != '\0';
    if (row->type == OPTION_COUNT) {
        wrong = wrong || number != floor(number);
        size_t count = wrong ? 0 : (size_t)number;
        memcpy(place, &count, sizeof count);
    } else {
        memcpy(place, &number, sizeof number);
    }
    if (wrong)
        return fail_usage(args->command, "--%s takes a %s from %.10g to %.10g, not '%s'", row->name,
                          row->type == OPTION_COUNT ? "whole number" : "number", row->minimum, row->maximum, value);
    return EXIT_DONE;
}

static int set(const struct args *args, struct found option, const char *value, void *values)
{
    if (option.own)
        return set_own(args, option.own, value, values);
    if (option.library->type == TENOR_OPTION_SWITCH) {
        bool on;
        int exit_status = switch_value(args, option.library->name, value, &on);
        if (exit_status != EXIT_DONE)
            return exit_status;
        value = on ? "true" : "false";
    } else if (option.library->type == TENOR_OPTION_TEXT && *value == '\0') {
        return fail_no_value(args, option.library->name, option.library->value_name);
    }
    tenor_error error;
    tenor_status status = tenor_options_set(args->options, option.library->name, value, &error);
    if (status == TENOR_OPTION_RANGE || status == TENOR_INVALID_ARGUMENT)
        return fail_usage(args->command, "%s", error.message);
    return status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, &error);
}

static bool is_switch(struct found option)
{
    return option.own ? option.own->type == OPTION_SWITCH : option.library->type == TENOR_OPTION_SWITCH;
}

/* A value that is not attached: the next argument, unless that is an option itself. */
static int next_value(const struct args *args, struct found option, int argc, char **argv, int *at, const char **value)
{
    const char *name = option.own ? option.own->name : option.library->name;
    const char *value_name = option.own ? option.own->value_name : option.library->value_name;
    const char *next = *at + 1 < argc ? argv[*at + 1] : NULL;
    if (!next || (next[0] == '-' && next[1] == '-'))
        return fail_no_value(args, name, value_name);
    *value = next;
    (*at)++;
    return EXIT_DONE;
}

static int take_long(const struct args *args, int argc, char **argv, int *at, void *values)
{
    const char *argument = argv[*at] + 2;
    const char *equals = strchr(argument, '=');
    size_t size = equals ? (size_t)(equals - argument) : strlen(argument);
    char name[64];
    if (size >= sizeof name)
        return fail_usage(args->command, "no option --%.40s...", argument);
    memcpy(name, argument, size);
    name[size] = '\0';
    struct found option;
    if (equals && strcmp(name, "help") == 0)
        return fail_usage(args->command, "--help takes no value, not '%s'", equals + 1);
    if (!find(args->command, name, &option)) {
        const char *near = nearest(args->command, name);
        if (near)
            return fail_usage(args->command, "no option --%s; did you mean --%s?", name, near);
        return fail_usage(args->command, "no option --%s", name);
    }
    const char *value = equals ? equals + 1 : NULL;
    if (!value && !is_switch(option)) {
        int exit_status = next_value(args, option, argc, argv, at, &value);
        if (exit_status != EXIT_DONE)
            return exit_status;
    }
    return set(args, option, value, values);
}

/* One or several letters, "-qj", of which the last may take a value, "-omodel". */
static int take_short(const struct args *args, int argc, char **argv, int *at, void *values)
{
    for (const char *letter = argv[*at] + 1; *letter; letter++) {
        struct found option = {NULL, NULL};
        for (const struct option_row *row = args->command->options; row->name && !option.own; row++)
            if (row->letter == *letter)
                option.own = row;
        if (!option.own)
            return fail_usage(args->command, "no option %s%.1s", letter == argv[*at] + 1 ? "-" : "-...", letter);
        const char *value = NULL;
        if (!is_switch(option)) {
            value = letter[1] ? letter + 1 : NULL;
            int exit_status = value ? EXIT_DONE : next_value(args, option, argc, argv, at, &value);
            return exit_status != EXIT_DONE ? exit_status : set(args, option, value, values);
        }
        int exit_status = set(args, option, value, values);
        if (exit_status != EXIT_DONE)
            return exit_status;
    }
    return EXIT_DONE;
}

static int check_operands(const struct args *args)
{
    size_t required = 0;
    for (const char *const *name = args->command->operands; *name; name++, required++)
        if (args->operand_count <= required)
            return fail_usage(args->command, "no %s given: tenor %s", *name, args->command->usage);
    if (args->operand_count > args->command->most_operands)
        return fail_usage(args->command, "unexpected argument '%s'", args->operands[args->command->most_operands]);
    for (size_t i = 0; i < args->operand_count; i++)
        if (args->operands[i][0] == '\0')
            return fail_usage(args->command, "an argument is empty: tenor %s", args->command->usage);
    return EXIT_DONE;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

bool args_parse(struct args *args, const struct command *command, int argc, char **argv, void *values, int *exit_status)
{
    *args = (struct args){.command = command, .operands = argv};
    if (asks_for_help(argc, argv)) {
        *exit_status = help_print(command);
        return false;
    }
    *exit_status = EXIT_DONE;
    if (command->library) {
        tenor_status status = tenor_options_new(NULL, &args->options);
        if (status != TENOR_OK)
            *exit_status = fail_with(command, status, NULL);
    }
    bool options_over = false;
    for (int i = 0; i < argc && *exit_status == EXIT_DONE; i++) {
        char *argument = argv[i];
        if (options_over || argument[0] != '-' || argument[1] == '\0')
            args->operands[args->operand_count++] = argument;
        else if (strcmp(argument, "--") == 0)
            options_over = true;
        else if (argument[1] == '-')
            *exit_status = take_long(args, argc, argv, &i, values);
        else
            *exit_status = take_short(args, argc, argv, &i, values);
    }
    if (*exit_status == EXIT_DONE)
        *exit_status = check_operands(args);
    if (*exit_status == EXIT_DONE)
        return true;
    args_free(args);
    return false;
}

void args_free(struct args *args)
{
    tenor_options_free(args->options);
    args->options = NULL;
}
