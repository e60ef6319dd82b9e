#include "help.h"

#include "args.h"
#include "failure.h"
#include "output.h"
#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { HELP_COLUMN = 26 };

static void heading(struct output *out, const char *text)
{
    output_byte(out, '\n');
    output_style(out, STYLE_BOLD);
    output_byte(out, (char)toupper((unsigned char)text[0]));
    output_format(out, "%s:", text + 1);
    output_style(out, STYLE_PLAIN);
    output_byte(out, '\n');
}

static void print_row(struct output *out, char letter, const char *name, const char *value_name, const char *help)
{
    struct text left = {0};
    if (letter)
        text_add(&left, "  -%c, --%s", letter, name);
    else
        text_add(&left, "      --%s", name);
    if (value_name)
        text_add(&left, " %s", value_name);
    output_text(out, left.data);
    size_t column = left.size;
    free(left.data);
    if (column + 2 > HELP_COLUMN) {
        output_byte(out, '\n');
        column = 0;
    }
    output_spaces(out, HELP_COLUMN - column);
    output_wrapped(out, help, HELP_COLUMN, HELP_COLUMN);
}

/* "0 to 1", "at least 1": a limit that nobody meets is not worth telling. */
static void format_range(char *out, size_t size, double minimum, double maximum)
{
    if (maximum >= 1e6)
        snprintf(out, size, "at least %g", minimum);
    else
        snprintf(out, size, "%g to %g", minimum, maximum);
}

/* The library's help, with what else the table knows: choices or range, and the default. */
static void print_library_row(struct output *out, const tenor_option_info *option)
{
    struct text help = {0};
    char range[64];
    format_range(range, sizeof range, option->minimum, option->maximum);
    text_add(&help, "%s", option->help);
    switch (option->type) {
    case TENOR_OPTION_SWITCH:
        break;
    case TENOR_OPTION_INTEGER:
    case TENOR_OPTION_NUMBER:
        text_add(&help, " (%s; default %s)", range, option->default_value);
        break;
    case TENOR_OPTION_CHOICE:
        text_add(&help, ": ");
        for (const char *choice = option->choices; *choice; choice++)
            if (*choice == '|')
                text_add(&help, ", ");
            else
                text_add(&help, "%c", *choice);
        text_add(&help, " (default %s)", option->default_value);
        break;
    case TENOR_OPTION_TEXT:
        if (*option->default_value)
            text_add(&help, " (default %s)", option->default_value);
        break;
    }
    print_row(out, 0, option->name, option->value_name, help.data);
    free(help.data);
}

static void print_own_row(struct output *out, const struct option_row *row)
{
    struct text help = {0};
    char range[64];
    format_range(range, sizeof range, row->minimum, row->maximum);
    const bool has_range = row->type == OPTION_COUNT || row->type == OPTION_NUMBER;
    text_add(&help, "%s", row->help);
    if (has_range)
        text_add(&help, " (%s)", range);
    print_row(out, row->letter, row->name, row->value_name, help.data);
    free(help.data);
}

static void print_group(struct output *out, const struct command *command, const char *group)
{
    heading(out, group);
    for (const struct option_row *row = command->options; row->name; row++)
        if (strcmp(row->group, group) == 0)
            print_own_row(out, row);
    for (size_t i = 0; i < tenor_option_count(); i++)
        if (strcmp(tenor_option(i)->group, group) == 0 && args_takes(command, tenor_option(i)))
            print_library_row(out, tenor_option(i));
}

/* Lines are wrapped, but for those that begin with a space. */
static void print_description(struct output *out, const char *text)
{
    while (*text) {
        size_t size = strcspn(text, "\n");
        struct text line = {0};
        text_add(&line, "%.*s\n", (int)size, text);
        if (line.data[0] == ' ') {
            output_text(out, line.data);
        } else {
            line.data[size] = '\0'; /* wrapping ends the line itself */
            output_wrapped(out, line.data, 0, 0);
        }
        free(line.data);
        text += size + (text[size] == '\n');
    }
}

static void print_command(struct output *out, const struct command *command)
{
    output_style(out, STYLE_BOLD);
    output_text(out, "Usage:");
    output_style(out, STYLE_PLAIN);
    output_format(out, " tenor %s\n\n", command->usage);
    print_description(out, command->description);
    for (const char *const *group = command->groups; *group; group++)
        print_group(out, command, *group);
    if (*command->examples) {
        heading(out, "examples");
        output_text(out, command->examples);
    }
}

static void print_overview(struct output *out)
{
    output_format(out,
                  "Tenor %s: text classification and sentiment with recurrent networks.\n\n"
                  "A model is trained from a file of labeled texts, and then labels other texts,\n"
                  "a line at a time.\n",
                  tenor_version());
    heading(out, "commands");
    for (size_t i = 0; command_get(i); i++)
        output_format(out, "  %-13s %s\n", command_get(i)->name, command_get(i)->summary);
    output_format(out, "  %-13s %s\n", "--version", "print the version");
    heading(out, "examples");
    output_text(out, "  tenor train reviews.csv -o reviews-model\n"
                     "  echo \"Not bad at all!\" | tenor classify reviews-model\n"
                     "  tenor evaluate reviews-model test.csv\n");
    heading(out, "exit status");
    output_text(out, "  0  done\n"
                     "  1  failed: out of memory, or training that came to nothing\n"
                     "  2  wrong usage\n"
                     "  3  a bad model or bad data\n"
                     "  4  a file could not be read or written\n"
                     "  129, 130 or 143  training was interrupted; the best model so far is saved\n");
    output_text(out, "\n'tenor help COMMAND' tells more. Results go to standard output, all else to\n"
                     "standard error. NO_COLOR=1 in the environment turns color off.\n");
}

int help_print(const struct command *command)
{
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    if (command)
        print_command(&out, command);
    else
        print_overview(&out);
    return output_finish(&out, command);
}

static int run(int argc, char **argv)
{
    struct args args;
    int exit_status;
    if (!args_parse(&args, &help_command, argc, argv, NULL, &exit_status))
        return exit_status;
    if (args.operand_count == 0)
        return help_print(NULL);
    const struct command *command = command_find(args.operands[0]);
    if (command)
        return help_print(command);
    return command_unknown(args.operands[0]);
}

static const char *const none[] = {NULL};
static const struct option_row options[] = {{0}};

const struct command help_command = {
    .name = "help",
    .summary = "tell more about a command",
    .usage = "help [COMMAND]",
    .description = "Prints the help of COMMAND, or of Tenor as a whole.\n",
    .examples = "",
    .groups = none,
    .options = options,
    .operands = none,
    .most_operands = 1,
    .run = run,
};
