#include "failure.h"
#include "options/args.h"
#include "options/completions.h"
#include "options/help.h"
#include "options/man.h"
#include "output/output.h"

#include <unistd.h>

struct values {
    bool all;
    size_t format;
};

enum format { FORMAT_TEXT, FORMAT_MAN, FORMAT_BASH, FORMAT_ZSH, FORMAT_FISH };

static int print_format(const struct args *args, const struct values *values, const struct command *command)
{
    const enum format format = (enum format)values->format;
    struct output out;
    if (command && format > FORMAT_MAN)
        return fail_usage(args->command, "completions are for all commands together: leave out %s", command->name);
    output_init(&out, STDOUT_FILENO, "standard output");
    switch (format) {
    case FORMAT_TEXT:
        return help_print(command, values->all);
    case FORMAT_MAN:
        man_write(&out, command);
        break;
    case FORMAT_BASH:
        completions_bash(&out);
        break;
    case FORMAT_ZSH:
        completions_zsh(&out);
        break;
    case FORMAT_FISH:
        completions_fish(&out);
        break;
    }
    return output_finish(&out, args->command);
}

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    const char *name = args->operand_count > 0 ? args->operands[0] : NULL;
    const struct command *command = name ? command_find(name) : NULL;
    return name && !command ? command_unknown(name) : print_format(args, values, command);
}

static const char *const groups[] = {"options", NULL};
static const char *const operands[] = {NULL};
static const struct option_row options[] = {
    SWITCH_ROW("options", 0, "all", all, "all options of COMMAND, as COMMAND --help-all prints them"),
    CHOICE_ROW("options", 0, "format", format, "text|man|bash|zsh|fish", "text", "FORMAT",
               "text to read, a manual page in roff, or completions for a shell"),
    {{0}, 0, 0},
};

const struct command help_command = {
    .name = "help",
    .summary = "print the help of a command",
    .usage = "help [COMMAND] [OPTION...]",
    .description = "Prints the help of COMMAND, or of Tenor as a whole. Of a command with very many options it lists "
                   "those that matter first; --all lists all. With --format it prints a manual page, or "
                   "completions of all commands for a shell. Installing Tenor installs these.\n",
    .examples = "  tenor help train\n"
                "  tenor help --all train\n"
                "  tenor help --format bash >> ~/.bash_completion\n",
    .groups = groups,
    .options = options,
    .operands = operands,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
