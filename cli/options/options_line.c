#include "options/options_line.h"

#include <string.h>

/* A value that looks like an option has to be attached to its name. */
static void add_option(struct text *text, const char *name, const char *value)
{
    text_add(text, " --%s%s", name, value[0] == '-' ? "=" : " ");
    text_add_word(text, value);
}

void options_line_add(struct text *text, const tenor_options *options, const tenor_options *base)
{
    for (size_t i = 0; i < tenor_option_count(); i++) {
        const tenor_option_info *option = tenor_option(i);
        const char *value = tenor_options_get(options, option->name);
        if (strcmp(value, base ? tenor_options_get(base, option->name) : option->default_value) == 0)
            continue;
        if (option->type == TENOR_OPTION_SWITCH)
            text_add(text, " --%s%s", option->name, strcmp(value, "true") == 0 ? "" : "=false");
        else
            add_option(text, option->name, value);
    }
}

void options_line_train(struct text *text, const struct corpora_paths *paths, const char *output,
                        const tenor_options *options)
{
    text_add(text, "tenor train ");
    if (paths->train[0] == '-' && paths->train[1] != '\0')
        text_add(text, "./");
    text_add_word(text, paths->train);
    if (output[0] == '-') {
        add_option(text, "output", output);
    } else {
        text_add(text, " -o ");
        text_add_word(text, output);
    }
    if (paths->dev)
        add_option(text, "dev", paths->dev);
    if (paths->test)
        add_option(text, "test", paths->test);
    options_line_add(text, options, NULL);
}
