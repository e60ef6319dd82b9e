#include "options/options_line.h"

#include <string.h>

void options_line_add_one(struct text *text, const char *name, const char *value)
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
            options_line_add_one(text, option->name, value);
    }
}
