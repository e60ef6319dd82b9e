/* Errors: how a failure is reported, and two macros that keep an error path on one line. */
#ifndef TENOR_BASE_ERROR_H
#define TENOR_BASE_ERROR_H

#include <tenor.h>

/* Fills error (unless NULL) and returns status, so that a failure is `return tenor__error_set(...)`. A message longer
 * than the error's is cut at a character. */
tenor_status tenor__error_set(tenor_error *error, tenor_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with the line of the input that it is about. */
tenor_status tenor__error_set_at(tenor_error *error, tenor_status status, uint64_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same for a failed system call: status TENOR_NOT_FOUND for ENOENT, else TENOR_IO; the message ends with the
 * system's words for error_number. */
tenor_status tenor__error_set_system(tenor_error *error, int error_number, const char *verb, const char *path);

tenor_status tenor__error_set_memory(tenor_error *error);

/* Records the option that the message of a failure names, as: option 'NAME'. Returns status; does nothing on success.
 */
tenor_status tenor__error_option(tenor_error *error, const char *option, tenor_status status);

/* Puts "prefix: " before the message of an error that is passed on. */
void tenor__error_prefix(tenor_error *error, const char *prefix);

/* Puts "path: ", or "path:line: " for a line other than 0, before the message. The message stays whole: a path that is
 * too long to go with it loses its beginning. */
void tenor__error_in(tenor_error *error, const char *path, uint64_t line);

/* Copies at most capacity - 1 bytes of text to out, printable: control bytes and invalid UTF-8 become '?', a longer
 * text ends in "...". For messages that quote what they found. Returns out. */
const char *tenor__error_quote(char *out, size_t capacity, tenor_str text);

/* Returns the status of expression from this function unless it is success. */
#define TENOR_TRY(expression)                                                                                          \
    do {                                                                                                               \
        tenor_status try_status_ = (expression);                                                                       \
        if (try_status_ != TENOR_OK)                                                                                   \
            return try_status_;                                                                                        \
    } while (0)

/* Sets the local `status` to expression and goes to `label` unless it is success. */
#define TENOR_TRY_GOTO(label, expression)                                                                              \
    do {                                                                                                               \
        status = (expression);                                                                                         \
        if (status != TENOR_OK)                                                                                        \
            goto label;                                                                                                \
    } while (0)

#endif
