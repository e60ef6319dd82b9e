#include "options/man.h"

#include "options/option.h"
#include "options/help.h"

#include <ctype.h>
#include <stdlib.h>

/* Text as roff prints it, character for character: man pages turn a plain ' - ` ^ ~ into typographic ones. */
static void roff_bytes(struct output *out, const char *text, size_t size)
{
    static const char plain[] = "\\-'`^~";
    static const char *const escapes[] = {"\\e", "\\-", "\\(aq", "\\(ga", "\\(ha", "\\(ti"};
    for (size_t i = 0; i < size; i++) {
        const char *found = text[i] ? strchr(plain, text[i]) : NULL;
        if (found)
            output_text(out, escapes[found - plain]);
        else if (text[i] == '.' && i == 0)
            output_text(out, "\\&.");
        else
            output_byte(out, text[i]);
    }
}

/* A paragraph, in lines of its words. */
static void roff(struct output *out, const char *text)
{
    enum { LONGEST_LINE = 72 };
    while (*text) {
        size_t size = strcspn(text, "\n");
        if (size > LONGEST_LINE) {
            for (size = LONGEST_LINE; size > 0 && text[size] != ' ';)
                size--;
            if (size == 0) /* a word longer than a line */
                size = strcspn(text, " \n");
        }
        roff_bytes(out, text, size);
        output_byte(out, '\n');
        text += size + strspn(text + size, " ");
        if (*text == '\n')
            return;
    }
}

static void roff_upper(struct output *out, const char *text)
{
    for (; *text; text++)
        output_byte(out, (char)toupper((unsigned char)*text));
}

/* Paragraphs a line; those that begin with a space stay as they are. */
static void write_lines(struct output *out, const char *text)
{
    bool as_is = false;
    for (const char *line = text; *line; line += *line == '\n') {
        const size_t size = strcspn(line, "\n");
        if (as_is != (*line == ' ')) {
            as_is = !as_is;
            output_text(out, as_is ? ".nf\n" : ".fi\n");
        }
        if (as_is) {
            roff_bytes(out, line, size);
            output_byte(out, '\n');
        } else if (size > 0) {
            roff(out, line);
        } else {
            output_text(out, ".PP\n");
        }
        line += size;
    }
    if (as_is)
        output_text(out, ".fi\n");
}

static void write_option(struct output *out, const struct option *option)
{
    struct text help = {0};
    output_text(out, ".TP\n");
    if (option->own && option->own->letter)
        output_format(out, "\\fB\\-%c\\fR, ", option->own->letter);
    output_text(out, "\\fB\\-\\-");
    roff_bytes(out, option->info->name, strlen(option->info->name));
    output_text(out, "\\fR");
    if (option->info->value_name)
        output_format(out, option->info->bare ? " [\\fI%s\\fR]" : " \\fI%s\\fR", option->info->value_name);
    output_byte(out, '\n');
    help_add_option(&help, option->info);
    roff(out, help.data);
    free(help.data);
}

static void write_options(struct output *out, const struct command *command)
{
    struct option option;
    if (*command->groups)
        output_text(out, ".SH OPTIONS\n");
    for (const char *const *group = command->groups; *group; group++) {
        output_format(out, ".SS %c%s\n", toupper((unsigned char)**group), *group + 1);
        for (size_t at = 0; option_next(command, &at, &option);)
            if (strcmp(option.info->group, *group) == 0)
                write_option(out, &option);
    }
}

static void write_title(struct output *out, const struct command *command, const char *summary)
{
    output_text(out, ".TH TENOR");
    if (command) {
        output_text(out, "\\-");
        roff_upper(out, command->name);
    }
    /* No date: the same version gives the same page on every day. */
    output_format(out, " 1 \"\" \"Tenor %s\" \"Tenor\"\n.SH NAME\ntenor%s%s \\- ", tenor_version(),
                  command ? "\\-" : "", command ? command->name : "");
    roff(out, summary);
}

static void write_see_also(struct output *out, const struct command *command)
{
    output_text(out, ".SH SEE ALSO\n");
    if (command)
        output_text(out, ".BR tenor (1)");
    for (size_t i = 0; command_get(i); i++)
        if (command_get(i) != command)
            output_format(out, "%s.BR tenor\\-%s (1)", command || i > 0 ? ",\n" : "", command_get(i)->name);
    output_byte(out, '\n');
}

static void write_command(struct output *out, const struct command *command)
{
    write_title(out, command, command->summary);
    output_text(out, ".SH SYNOPSIS\n.B tenor\n");
    roff(out, command->usage);
    output_text(out, ".SH DESCRIPTION\n");
    write_lines(out, command->description);
    write_options(out, command);
    if (*command->examples) {
        output_text(out, ".SH EXAMPLES\n");
        write_lines(out, command->examples);
    }
    write_see_also(out, command);
}

static void write_overview(struct output *out)
{
    write_title(out, NULL, help_summary);
    output_text(out, ".SH SYNOPSIS\n.B tenor\n\\fICOMMAND\\fR ...\n.SH DESCRIPTION\n");
    write_lines(out, help_description);
    output_text(out, ".SH COMMANDS\n");
    for (size_t i = 0; command_get(i); i++) {
        output_format(out, ".TP\n\\fBtenor %s\\fR\n", command_get(i)->name);
        roff(out, command_get(i)->summary);
    }
    output_text(out, ".SH EXIT STATUS\n");
    write_lines(out, help_exit_statuses);
    output_text(out, ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nturns color off when it is set and not empty\n.SH EXAMPLES\n");
    write_lines(out, help_examples);
    write_see_also(out, NULL);
}

void man_write(struct output *out, const struct command *command)
{
    if (command)
        write_command(out, command);
    else
        write_overview(out);
}
