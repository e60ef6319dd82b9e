#include "options/option.h"

#include <string.h>

static bool takes_option(const struct command *command, const tenor_option_info *option)
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

bool option_next(const struct command *command, size_t *at, struct option *out)
{
    size_t own = 0;
    while (command->options[own].info.name)
        own++;
    if (*at < own) {
        *out = (struct option){&command->options[*at].info, &command->options[*at]};
        ++*at;
        return true;
    }
    while (*at - own < tenor_option_count()) {
        *out = (struct option){tenor_option(*at - own), NULL};
        ++*at;
        if (takes_option(command, out->info))
            return true;
    }
    return false;
}
