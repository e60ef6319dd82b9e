#include "options/help.h"

#include "options/option.h"
#include "failure.h"
#include "output/output.h"
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

/* "0 to 1", "at least 1": a very large limit is left out. */
static void add_range(struct text *text, const tenor_option_info *option)
{
    if (option->maximum >= 1e6)
        text_add(text, "at least %g", option->minimum);
    else
        text_add(text, "%g to %g", option->minimum, option->maximum);
}

void help_add_option(struct text *text, const tenor_option_info *option)
{
    const char *value = option->default_value;
    const bool in_range = option->type == TENOR_OPTION_INTEGER || option->type == TENOR_OPTION_NUMBER;
    text_add_dashes(text, option->help);
    for (const char *choice = option->choices; choice && *choice; choice += *choice == '|') {
        const size_t size = strcspn(choice, "|");
        text_add(text, "%s%.*s", choice == option->choices ? ": " : ", ", (int)size, choice);
        choice += size;
    }
    if (in_range) {
        text_add(text, " (");
        add_range(text, option);
        if (value)
            text_add(text, "; default %s", value);
        text_add(text, ")");
    } else if (value && *value && option->type != TENOR_OPTION_SWITCH) {
        text_add(text, " (default %s)", value);
    }
}

static void print_option(struct output *out, const struct option *option)
{
    struct text left = {0};
    struct text help = {0};
    if (option->own && option->own->letter)
        text_add(&left, "  -%c, --%s", option->own->letter, option->info->name);
    else
        text_add(&left, "      --%s", option->info->name);
    if (option->info->value_name)
        text_add(&left, option->info->bare ? " [%s]" : " %s", option->info->value_name);
    output_text(out, left.data);
    size_t column = left.size;
    if (column + 2 > HELP_COLUMN) {
        output_byte(out, '\n');
        column = 0;
    }
    output_spaces(out, HELP_COLUMN - column);
    help_add_option(&help, option->info);
    output_wrapped(out, help.data, HELP_COLUMN, HELP_COLUMN);
    free(left.data);
    free(help.data);
}

static bool is_shown(const struct command *command, const struct option *option, bool all)
{
    bool found = all || !command->first;
    for (const char *const *name = command->first; !found && *name; name++)
        found = strcmp(*name, option->info->name) == 0;
    return found;
}

static void print_group(struct output *out, const struct command *command, const char *group, bool all)
{
    struct option option;
    bool any = false;
    for (size_t at = 0; option_next(command, &at, &option);) {
        if (strcmp(option.info->group, group) != 0 || !is_shown(command, &option, all))
            continue;
        if (!any)
            heading(out, group);
        any = true;
        print_option(out, &option);
    }
}

/* Where the others are. */
static void print_more(struct output *out, const struct command *command)
{
    struct option option;
    size_t count = 0;
    for (size_t at = 0; option_next(command, &at, &option);)
        count++;
    output_format(out, "\nAll %zu options: tenor help --all %s\n", count, command->name);
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

static void print_command(struct output *out, const struct command *command, bool all)
{
    output_style(out, STYLE_BOLD);
    output_text(out, "Usage:");
    output_style(out, STYLE_PLAIN);
    output_format(out, " tenor %s\n\n", command->usage);
    print_description(out, command->description);
    for (const char *const *group = command->groups; *group; group++)
        print_group(out, command, *group, all);
    if (command->first && !all)
        print_more(out, command);
    if (*command->examples) {
        heading(out, "examples");
        output_text(out, command->examples);
    }
}

const char help_summary[] = "text classification and sentiment with recurrent networks";

const char help_description[] =
    "Trains a model from a file of labeled texts. The model then labels other texts, a line at a "
    "time.\n"
    "\n"
    "'tenor help COMMAND' tells more. Results go to standard output, all else to standard "
    "error.\n";

const char help_examples[] = "  tenor train reviews.csv -o reviews-model\n"
                             "  echo \"Not bad at all!\" | tenor classify reviews-model\n"
                             "  tenor evaluate reviews-model test.csv\n";

const char help_exit_statuses[] = "  0  done\n"
                                  "  1  failed: out of memory, or training without a result\n"
                                  "  2  wrong usage\n"
                                  "  3  a bad model or bad data\n"
                                  "  4  a file could not be read or written\n"
                                  "  129, 130 or 143  training was interrupted; the best model so far is saved\n";

static void print_overview(struct output *out)
{
    output_format(out, "Tenor %s: %s.\n\n", tenor_version(), help_summary);
    print_description(out, help_description);
    heading(out, "commands");
    for (size_t i = 0; command_get(i); i++)
        output_format(out, "  %-13s %s\n", command_get(i)->name, command_get(i)->summary);
    output_format(out, "  %-13s %s\n", "--version", "print the version");
    heading(out, "examples");
    output_text(out, help_examples);
    heading(out, "exit status");
    output_text(out, help_exit_statuses);
    output_text(out, "\nNO_COLOR=1 in the environment turns color off.\n");
}

int help_print(const struct command *command, bool all)
{
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    if (command)
        print_command(&out, command, all);
    else
        print_overview(&out);
    return output_finish(&out, command);
}
