/* The options that a test trains with. Included after the headers of lib, whose parameters are called options too. */
#ifndef TENOR_TESTS_CHOSEN_H
#define TENOR_TESTS_CHOSEN_H

#include <check.h>
#include <stdarg.h>
#include <tenor_train.h>

static tenor_options *options;

static inline void set(const char *name, const char *value)
{
    tenor_error error = {0};
    ck_assert_msg(tenor_options_set(options, name, value, &error) == TENOR_OK, "%s", error.message);
}

/* New options; then names and their values in turn, and NULL. */
static inline void choose(const char *name, ...)
{
    va_list rest;
    ck_assert_int_eq(tenor_options_new(NULL, &options), TENOR_OK);
    va_start(rest, name);
    for (; name; name = va_arg(rest, const char *))
        set(name, va_arg(rest, const char *));
    va_end(rest);
}

#endif
