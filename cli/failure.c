#include "failure.h"

#include "escape.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void say(const struct command *command, const char *format, va_list arguments)
{
    /* One write a message, so that the lines of several processes do not mix. */
    char message[2048];
    int used = command ? snprintf(message, sizeof message, "tenor %s: ", command->name)
                       : snprintf(message, sizeof message, "tenor: ");
    vsnprintf(message + used, sizeof message - (size_t)used, format, arguments);
    char *escaped = escape_text(tenor_str_of(message));
    fprintf(stderr, "%s\n", escaped);
    free(escaped);
}

void say_line(const char *format, ...)
{
    char message[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    char *escaped = escape_text(tenor_str_of(message));
    fprintf(stderr, "%s\n", escaped);
    free(escaped);
}

void warn(const struct command *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(command, format, arguments);
    va_end(arguments);
}

int fail(const struct command *command, int exit_status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(command, format, arguments);
    va_end(arguments);
    return exit_status;
}

int fail_usage(const struct command *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(command, format, arguments);
    va_end(arguments);
    fprintf(stderr, command ? "Try 'tenor help %s'.\n" : "Try 'tenor help'.\n", command ? command->name : "");
    return EXIT_USAGE;
}

static int exit_status_of(tenor_status status)
{
    switch (status) {
    case TENOR_OK:
        return EXIT_DONE;
    case TENOR_INVALID_ARGUMENT:
    case TENOR_UNKNOWN_OPTION:
    case TENOR_OPTION_RANGE:
        return EXIT_USAGE;
    case TENOR_IO:
    case TENOR_NOT_FOUND:
        return EXIT_IO;
    case TENOR_BAD_JSON:
    case TENOR_BAD_MODEL:
    case TENOR_BAD_VERSION:
    case TENOR_CORRUPT:
    case TENOR_BAD_VECTORS:
    case TENOR_BAD_DATA:
    case TENOR_TOO_LARGE:
    case TENOR_NO_POLARITY:
        return EXIT_BAD_INPUT;
    case TENOR_OUT_OF_MEMORY:
    case TENOR_NOT_FINITE:
    case TENOR_INTERRUPTED:
        return EXIT_FAILED;
    }
    return EXIT_FAILED;
}

int fail_with(const struct command *command, tenor_status status, const tenor_error *error)
{
    const bool told = error && error->status == status && error->message[0] != '\0';
    const bool names_option = told && error->option;
    const int exit_status = exit_status_of(status);
    struct text message = {0};
    if (names_option)
        text_add_dashes(&message, error->message);
    else
        text_add(&message, "%s", told ? error->message : tenor_status_text(status));
    if (names_option && exit_status == EXIT_USAGE)
        fail_usage(command, "%s", message.data);
    else
        fail(command, exit_status, "%s", message.data);
    free(message.data);
    return exit_status;
}

int fail_classifying(const struct command *command, tenor_status status, const tenor_error *error)
{
    if (status == TENOR_NOT_FINITE)
        return fail(command, EXIT_BAD_INPUT,
                    "the model's numbers overflow, so it has no prediction; train it again, at a lower --lr");
    return fail_with(command, status, error);
}
