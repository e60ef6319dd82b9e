#include "options/args.h"

#include "failure.h"
#include "memory.h"
#include "options/help.h"
#include "options/option.h"
#include "options/nearest.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool find(const struct command *command, const char *name, struct option *out)
{
    for (size_t at = 0; option_next(command, &at, out);)
        if (strcmp(out->info->name, name) == 0)
            return true;
    return false;
}

static int fail_no_value(const struct args *args, const tenor_option_info *info)
{
    return fail_usage(args->command, "--%s needs a value: --%s %s", info->name, info->name, info->value_name);
}

static void store(const struct option_row *row, tenor_option_value value, void *values)
{
    char *place = (char *)values + row->offset;
    const size_t integer = row->info.type == TENOR_OPTION_INTEGER ? (size_t)value.integer : value.choice;
    switch (row->info.type) {
    case TENOR_OPTION_SWITCH:
        memcpy(place, &value.on, sizeof value.on);
        break;
    case TENOR_OPTION_INTEGER:
    case TENOR_OPTION_CHOICE:
        memcpy(place, &integer, sizeof integer);
        break;
    case TENOR_OPTION_NUMBER:
        memcpy(place, &value.number, sizeof value.number);
        break;
    case TENOR_OPTION_TEXT:
        memcpy(place, &value.text, sizeof value.text);
        break;
    }
}

/* The value with what was given before it; the caller frees. */
static char *join_values(const struct args *args, const tenor_option_info *info, const char *value)
{
    const char *before = info->repeats ? tenor_options_get(args->options, info->name) : NULL;
    struct text joined = {0};
    text_add(&joined, before && *before ? "%s," : "%s", before ? before : "");
    text_add(&joined, "%s", value);
    return joined.data;
}

static tenor_status set_library(const struct args *args, const tenor_option_info *info, const char *value,
                                tenor_error *error)
{
    if (!info->repeats)
        return tenor_options_set(args->options, info->name, value, error);
    char *joined = join_values(args, info, value);
    const tenor_status status = tenor_options_set(args->options, info->name, joined, error);
    free(joined);
    return status;
}

/* The same of an option of the command's own; args keeps it. */
static const char *join_own(struct args *args, const struct option_row *row, const char *value, const void *values)
{
    const char *before;
    struct text joined = {0};
    memcpy(&before, (const char *)values + row->offset, sizeof before);
    if (!before)
        return value;
    text_add(&joined, "%s,%s", before, value);
    args->joined = memory_resize(args->joined, args->joined_count + 1, sizeof *args->joined);
    args->joined[args->joined_count++] = joined.data;
    return joined.data;
}

/* value is NULL for a switch that stands alone. */
static int set(struct args *args, struct option option, const char *value, void *values)
{
    tenor_error error = {0};
    tenor_option_value parsed;
    if (option.info->type == TENOR_OPTION_SWITCH) {
        value = value ? value : "true";
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            return fail_usage(args->command, "--%s is a switch: it takes no value, not '%s'", option.info->name, value);
    } else if (option.info->type == TENOR_OPTION_TEXT && *value == '\0') {
        return fail_no_value(args, option.info);
    }
    if (option.own && option.info->repeats)
        value = join_own(args, option.own, value, values);
    const tenor_status status = option.own ? tenor_option_parse(option.info, value, &parsed, &error)
                                           : set_library(args, option.info, value, &error);
    if (status != TENOR_OK)
        return fail_with(args->command, status, &error);
    if (option.own)
        store(option.own, parsed, values);
    return EXIT_DONE;
}

static void set_defaults(const struct command *command, void *values)
{
    tenor_option_value value;
    for (const struct option_row *row = command->options; row->info.name; row++)
        if (row->info.default_value &&
            tenor_option_parse(&row->info, row->info.default_value, &value, NULL) == TENOR_OK)
            store(row, value, values);
}

/* Whether an argument behind an option with a bare meaning is no value of it: an option, or the name of a file. */
static bool is_other_argument(const tenor_option_info *info, const char *argument)
{
    tenor_option_value parsed;
    if (*argument != '\0' && tenor_option_parse(info, argument, &parsed, NULL) == TENOR_OK)
        return false;
    return *argument == '\0' || *argument == '-' || access(argument, F_OK) == 0;
}

/* A value that is not attached: the next argument, unless that is an option itself. */
static int next_value(const struct args *args, struct option option, int argc, char **argv, int *at, const char **value)
{
    const char *next = *at + 1 < argc ? argv[*at + 1] : NULL;
    if (option.info->bare && (!next || is_other_argument(option.info, next))) {
        *value = option.info->bare;
        return EXIT_DONE;
    }
    if (!next || (next[0] == '-' && next[1] == '-'))
        return fail_no_value(args, option.info);
    *value = next;
    (*at)++;
    return EXIT_DONE;
}

static int take_long(struct args *args, int argc, char **argv, int *at, void *values)
{
    const char *argument = argv[*at] + 2;
    const char *equals = strchr(argument, '=');
    size_t size = equals ? (size_t)(equals - argument) : strlen(argument);
    char name[64];
    if (size >= sizeof name)
        return fail_usage(args->command, "no option --%.40s...", argument);
    memcpy(name, argument, size);
    name[size] = '\0';
    struct option option;
    if (equals && (strcmp(name, "help") == 0 || strcmp(name, "help-all") == 0))
        return fail_usage(args->command, "--%s takes no value, not '%s'", name, equals + 1);
    if (!find(args->command, name, &option))
        return nearest_option(args->command, "--", name);
    const char *value = equals ? equals + 1 : NULL;
    if (!value && option.info->type != TENOR_OPTION_SWITCH) {
        int exit_status = next_value(args, option, argc, argv, at, &value);
        if (exit_status != EXIT_DONE)
            return exit_status;
    }
    return set(args, option, value, values);
}

/* One or several letters, "-qj", of which the last may take a value, "-omodel". */
static int take_short(struct args *args, int argc, char **argv, int *at, void *values)
{
    if (nearest_is_long(args->command, argv[*at] + 1))
        return nearest_option(args->command, "-", argv[*at] + 1);
    for (const char *letter = argv[*at] + 1; *letter; letter++) {
        struct option option = {NULL, NULL};
        for (const struct option_row *row = args->command->options; row->info.name && !option.own; row++)
            if (row->letter == *letter)
                option = (struct option){&row->info, row};
        if (!option.own && letter == argv[*at] + 1 && letter[1] == '\0')
            return nearest_option(args->command, "-", letter);
        if (!option.own)
            return fail_usage(args->command, "no option %s%.1s", letter == argv[*at] + 1 ? "-" : "-...", letter);
        const char *value = NULL;
        if (option.info->type != TENOR_OPTION_SWITCH) {
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

static bool has_argument(int argc, char **argv, const char *name)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return false;
}

bool args_parse(struct args *args, const struct command *command, int argc, char **argv, void *values, int *exit_status)
{
    *args = (struct args){.command = command, .operands = argv};
    const bool all = has_argument(argc, argv, "--help-all");
    if (all || has_argument(argc, argv, "--help") || has_argument(argc, argv, "-h")) {
        *exit_status = help_print(command, all);
        return false;
    }
    *exit_status = EXIT_DONE;
    text_add(&args->typed, "tenor %s", command->name);
    for (int i = 0; i < argc; i++) {
        text_add(&args->typed, " ");
        text_add_word(&args->typed, argv[i]);
    }
    set_defaults(command, values);
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
    for (size_t i = 0; i < args->joined_count; i++)
        free(args->joined[i]);
    free(args->joined);
    args->joined = NULL;
    args->joined_count = 0;
    free(args->typed.data);
    args->typed = (struct text){0};
}
