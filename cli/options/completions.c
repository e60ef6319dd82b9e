#include "options/completions.h"

#include "options/option.h"
#include "text.h"

#include <stdlib.h>

/* What completes the value of an option. */
enum kind { KIND_SWITCH, KIND_CHOICES, KIND_FILES, KIND_OTHER };

static enum kind kind_of(const tenor_option_info *option)
{
    const char *name = option->value_name;
    if (option->type == TENOR_OPTION_SWITCH)
        return KIND_SWITCH;
    if (option->type == TENOR_OPTION_CHOICE)
        return KIND_CHOICES;
    const bool is_file = strcmp(name, "FILE") == 0 || strcmp(name, "MODEL") == 0;
    return is_file || strcmp(option->name, "class-weights") == 0 ? KIND_FILES : KIND_OTHER;
}

static void write_choices(struct output *out, const char *choices)
{
    for (; *choices; choices++)
        output_byte(out, *choices == '|' ? ' ' : *choices);
}

/* The help up to its first semicolon, inside single quotes, with a backslash before what `special` lists. */
static void write_help(struct output *out, const char *help, const char *special)
{
    struct text text = {0};
    text_add_dashes(&text, help);
    text.data[strcspn(text.data, ";")] = '\0';
    for (const char *at = text.data; *at; at++)
        if (*at == '\'')
            output_text(out, "'\\''");
        else
            output_format(out, "%s%c", strchr(special, *at) ? "\\" : "", *at);
    free(text.data);
}

/* Whether the command's operands are names of commands, not files. */
static bool takes_commands(const struct command *command)
{
    return command == &help_command;
}

static void write_commands(struct output *out)
{
    for (size_t i = 0; command_get(i); i++)
        output_format(out, "%s%s", i > 0 ? " " : "", command_get(i)->name);
}

/* ---- bash ---- */

static void bash_pattern(struct output *out, const struct command *command, enum kind kind, const char *action)
{
    struct option option;
    size_t count = 0;
    for (size_t at = 0; option_next(command, &at, &option);) {
        if (kind_of(option.info) != kind)
            continue;
        output_text(out, count++ > 0 ? " | " : "        ");
        if (option.own && option.own->letter)
            output_format(out, "-%c | ", option.own->letter);
        output_format(out, "--%s", option.info->name);
    }
    if (count > 0)
        output_format(out, ") %s ;;\n", action);
}

static void bash_command(struct output *out, const struct command *command)
{
    struct option option;
    output_format(out, "    %s)\n        options='", command->name);
    for (size_t at = 0; option_next(command, &at, &option);)
        output_format(out, "--%s ", option.info->name);
    output_text(out, "--help --help-all'\n");
    if (takes_commands(command)) {
        output_text(out, "        kind=words words=\"");
        write_commands(out);
        output_text(out, " $options\"\n");
    }
    output_text(out, "        case $previous in\n");
    for (size_t at = 0; option_next(command, &at, &option);)
        if (kind_of(option.info) == KIND_CHOICES) {
            output_format(out, "        --%s) kind=words words='", option.info->name);
            write_choices(out, option.info->choices);
            output_text(out, "' ;;\n");
        }
    bash_pattern(out, command, KIND_FILES, "kind=files");
    bash_pattern(out, command, KIND_OTHER, "kind=none");
    output_text(out, "        esac\n        ;;\n");
}

void completions_bash(struct output *out)
{
    output_text(out, "# bash completion for tenor, written by: tenor help --format bash\n"
                     "_tenor() {\n"
                     "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
                     "    local kind=any options='--help --version' words=''\n"
                     "    COMPREPLY=()\n"
                     "    # --name=value is three words.\n"
                     "    if [ \"$current\" = = ]; then\n"
                     "        current=''\n"
                     "    elif [ \"$previous\" = = ] && [ \"$COMP_CWORD\" -gt 2 ]; then\n"
                     "        previous=${COMP_WORDS[COMP_CWORD-2]}\n"
                     "    fi\n"
                     "    if [ \"$COMP_CWORD\" = 1 ]; then\n"
                     "        kind=words words='");
    write_commands(out);
    output_text(out, " --help --version'\n    else\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; command_get(i); i++)
        bash_command(out, command_get(i));
    output_text(out, "    esac\n    fi\n"
                     "    case $kind$current in\n"
                     "    any-*) mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$current\") ;;\n"
                     "    words*) mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\") ;;\n"
                     "    none*) ;;\n"
                     "    *)\n"
                     "        compopt -o filenames 2> /dev/null\n"
                     "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
                     "        ;;\n"
                     "    esac\n"
                     "}\n"
                     "complete -F _tenor tenor\n");
}

/* ---- zsh ---- */

static void zsh_option(struct output *out, const struct option *option)
{
    output_text(out, " \\\n            ");
    if (option->own && option->own->letter)
        output_format(out, "'(-%c --%s)'{-%c,--%s}'", option->own->letter, option->info->name, option->own->letter,
                      option->info->name);
    else
        output_format(out, "'--%s", option->info->name);
    output_byte(out, '[');
    write_help(out, option->info->help, "[]:\\");
    output_byte(out, ']');
    if (option->info->type != TENOR_OPTION_SWITCH)
        output_format(out, ":%s:", option->info->value_name);
    if (kind_of(option->info) == KIND_FILES)
        output_text(out, "_files");
    if (kind_of(option->info) == KIND_CHOICES) {
        output_byte(out, '(');
        write_choices(out, option->info->choices);
        output_byte(out, ')');
    }
    output_byte(out, '\'');
}

void completions_zsh(struct output *out)
{
    struct option option;
    output_text(out, "#compdef tenor\n"
                     "# written by: tenor help --format zsh\n"
                     "_tenor() {\n"
                     "    if (( CURRENT == 2 )); then\n"
                     "        local -a commands=(\n");
    for (size_t i = 0; command_get(i); i++) {
        output_format(out, "            '%s:", command_get(i)->name);
        write_help(out, command_get(i)->summary, ":\\");
        output_text(out, "'\n");
    }
    output_text(out, "        )\n"
                     "        _describe command commands\n"
                     "        return\n"
                     "    fi\n"
                     "    local command=$words[2]\n"
                     "    shift words\n"
                     "    (( CURRENT-- ))\n"
                     "    case $command in\n");
    for (size_t i = 0; command_get(i); i++) {
        output_format(out, "    %s)\n        _arguments -s", command_get(i)->name);
        for (size_t at = 0; option_next(command_get(i), &at, &option);)
            zsh_option(out, &option);
        output_text(out, " \\\n            '(-h --help)'{-h,--help}'[print the help]' '--help-all[print the help with "
                         "all options]' '*:");
        if (takes_commands(command_get(i))) {
            output_text(out, "command:(");
            write_commands(out);
            output_text(out, ")");
        } else {
            output_text(out, "file:_files");
        }
        output_text(out, "'\n        ;;\n");
    }
    output_text(out, "    esac\n}\n_tenor \"$@\"\n");
}

/* ---- fish ---- */

static void fish_option(struct output *out, const struct command *command, const struct option *option)
{
    const enum kind kind = kind_of(option->info);
    output_format(out, "complete -c tenor -n '__fish_seen_subcommand_from %s' -l %s", command->name,
                  option->info->name);
    if (option->own && option->own->letter)
        output_format(out, " -s %c", option->own->letter);
    output_text(out, kind == KIND_SWITCH ? "" : kind == KIND_FILES ? " -r -F" : " -x");
    if (kind == KIND_CHOICES) {
        output_text(out, " -a '");
        write_choices(out, option->info->choices);
        output_byte(out, '\'');
    }
    output_text(out, " -d '");
    write_help(out, option->info->help, "\\");
    output_text(out, "'\n");
}

void completions_fish(struct output *out)
{
    struct option option;
    output_text(out, "# fish completion for tenor, written by: tenor help --format fish\n");
    for (size_t i = 0; command_get(i); i++) {
        output_format(out, "complete -c tenor -n __fish_use_subcommand -f -a %s -d '", command_get(i)->name);
        write_help(out, command_get(i)->summary, "\\");
        output_text(out, "'\n");
    }
    output_text(out, "complete -c tenor -n __fish_use_subcommand -f -l version -d 'print the version'\n"
                     "complete -c tenor -l help -s h -d 'print the help'\n"
                     "complete -c tenor -l help-all -d 'print the help with all options'\n"
                     "complete -c tenor -n '__fish_seen_subcommand_from help' -f -a '");
    write_commands(out);
    output_text(out, "'\n");
    for (size_t i = 0; command_get(i); i++)
        for (size_t at = 0; option_next(command_get(i), &at, &option);)
            fish_option(out, command_get(i), &option);
}
