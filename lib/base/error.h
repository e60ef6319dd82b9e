/* Errors: reporting a failure, and two macros that pass it on in one line. */
#ifndef TENOR_BASE_ERROR_H
#define TENOR_BASE_ERROR_H

#include <tenor.h>

/* Fills *error (unless error is NULL) and returns status, so that a function can fail with `return
 * tenor__error_set(...)`. A message that is too long is cut between characters. */
tenor_status tenor__error_set(tenor_error *error, tenor_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with the input line that the error is about. */
tenor_status tenor__error_set_at(tenor_error *error, tenor_status status, uint64_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same for a failed system call. The status is TENOR_NOT_FOUND for ENOENT, else TENOR_IO. The message ends with the
 * system's text for error_number. */
tenor_status tenor__error_set_system(tenor_error *error, int error_number, const char *verb, const char *path);

tenor_status tenor__error_set_memory(tenor_error *error);

/* Records the option that the message names as: option 'NAME'. Returns status; does nothing on success. */
tenor_status tenor__error_option(tenor_error *error, const char *option, tenor_status status);

/* Puts "prefix: " before the message of an error. */
void tenor__error_prefix(tenor_error *error, const char *prefix);

/* Puts "path: ", or "path:line: " if line is not 0, before the message. The message is kept whole: if both are too
 * long, the path loses its beginning. */
void tenor__error_in(tenor_error *error, const char *path, uint64_t line);

/* Copies text to out for a message that quotes it, in at most capacity - 1 bytes. Control bytes and invalid UTF-8
 * become '?'; a longer text ends in "...". Returns out. */
const char *tenor__error_quote(char *out, size_t capacity, tenor_str text);

/* Returns the status of expression from the enclosing function unless it is TENOR_OK. */
#define TENOR_TRY(expression)                                                                                          \
    do {                                                                                                               \
        tenor_status try_status_ = (expression);                                                                       \
        if (try_status_ != TENOR_OK)                                                                                   \
            return try_status_;                                                                                        \
    } while (0)

/* Sets the local `status` to expression and jumps to `label` unless it is TENOR_OK. */
#define TENOR_TRY_GOTO(label, expression)                                                                              \
    do {                                                                                                               \
        status = (expression);                                                                                         \
        if (status != TENOR_OK)                                                                                        \
            goto label;                                                                                                \
    } while (0)

#endif
