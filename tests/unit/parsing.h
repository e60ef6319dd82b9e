/* What the tests of the readers share: parsing a string, and looking at examples. */
#ifndef TENOR_TESTS_DATA_PARSING_H
#define TENOR_TESTS_DATA_PARSING_H

#include "base/failing.h"
#include "check_main.h"
#include "data/corpus.h"

#include <stdio.h>
#include <string.h>

static const tenor__corpus_settings DEFAULTS = {.text = "", .label = ""};

/* Parses data of `size` bytes from a block of exactly that size, so that a sanitizer sees a read past it. */
static inline tenor_status parse_bytes(const char *data, size_t size, const char *path, tenor__corpus_settings settings,
                                       tenor_corpus **out, tenor_error *error)
{
    char *exact = malloc(size > 0 ? size : 1);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, data, size);
    *error = (tenor_error){0};
    tenor_status status = tenor__corpus_read_memory(exact, size, path, &settings, NULL, out, error);
    free(exact);
    return status;
}

/* The corpus of a text that must parse. */
static inline tenor_corpus *parse(const char *text, const char *path, tenor__corpus_settings settings)
{
    tenor_corpus *corpus;
    tenor_error error;
    tenor_status status = parse_bytes(text, strlen(text), path, settings, &corpus, &error);
    ck_assert_msg(status == TENOR_OK, "%s", error.message);
    return corpus;
}

/* A text that must not parse: with this status, at this line, with these words in the message. */
static inline void parse_fails(const char *text, const char *path, tenor__corpus_settings settings,
                               tenor_status expected, uint64_t line, const char *words)
{
    tenor_corpus *corpus = (tenor_corpus *)&line;
    tenor_error error;
    ck_assert_int_eq(parse_bytes(text, strlen(text), path, settings, &corpus, &error), expected);
    ck_assert_ptr_null(corpus);
    ck_assert_int_eq(error.status, expected);
    ck_assert_msg(error.line == line, "line %llu: %s", (unsigned long long)error.line, error.message);
    ck_assert_msg(strstr(error.message, words) != NULL, "%s", error.message);
    ck_assert_msg((strstr(error.message, "option '") != NULL) == (error.option != NULL), "%s", error.message);
}

static inline void assert_str(tenor_str actual, const char *expected)
{
    ck_assert_msg(actual.size == strlen(expected) && memcmp(actual.data, expected, actual.size) == 0,
                  "'%.*s' is not '%s'", (int)actual.size, actual.data, expected);
}

static inline void assert_example(const tenor_corpus *corpus, size_t i, const char *label, const char *text)
{
    ck_assert_uint_lt(i, tenor_corpus_size(corpus));
    assert_str(tenor_corpus_label_name(corpus, tenor_corpus_label(corpus, i)), label);
    assert_str(tenor_corpus_text(corpus, i), text);
}

static inline tenor__corpus_settings several(tenor__corpus_format format, const char *separator)
{
    tenor__corpus_settings settings = DEFAULTS;
    settings.format = format;
    settings.multi_label = separator;
    return settings;
}

/* The labels of an example in their order, joined by '|'. */
static inline void assert_labels(const tenor_corpus *corpus, size_t i, const char *labels, const char *text)
{
    char joined[256] = "";
    ck_assert_uint_lt(i, tenor_corpus_size(corpus));
    for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, i); j++) {
        const tenor_str name = tenor_corpus_label_name(corpus, tenor_corpus_example_label(corpus, i, j));
        strcat(joined, j > 0 ? "|" : "");
        strncat(joined, name.data, name.size);
    }
    ck_assert_str_eq(joined, labels);
    assert_str(tenor_corpus_text(corpus, i), text);
}

static inline void assert_skipped(const tenor_corpus *corpus, uint64_t malformed, uint64_t no_label, uint64_t no_text,
                                  uint64_t first_line)
{
    tenor_corpus_skipped skipped = *tenor_corpus_skipped_rows(corpus);
    ck_assert_uint_eq(skipped.malformed, malformed);
    ck_assert_uint_eq(skipped.no_label, no_label);
    ck_assert_uint_eq(skipped.no_text, no_text);
    ck_assert_uint_eq(skipped.first_line, first_line);
}

/* Parses with memory that fails at the first request, the second, and so on, until it suffices. */
static inline void parse_short_of_memory(const char *text, const char *path, tenor__corpus_settings settings)
{
    for (size_t n = 1;; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_corpus *corpus;
        tenor_error error;
        tenor_status status = tenor__corpus_read_memory(text, strlen(text), path, &settings, &alloc, &corpus, &error);
        if (status == TENOR_OK) {
            tenor_corpus_free(corpus);
            ck_assert_uint_eq(memory.alive, 0);
            ck_assert_uint_gt(n, 5);
            ck_assert_uint_lt(memory.calls, n); /* no failure went by unseen */
            return;
        }
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert_ptr_null(corpus);
        ck_assert_uint_eq(memory.alive, 0);
        ck_assert_uint_lt(n, 10000);
    }
}

/* Texts alone are compared. */
static inline bool same_example(const tenor_corpus *a, size_t i, const tenor_corpus *b, size_t j)
{
    const tenor_str x = tenor_corpus_text(a, i);
    const tenor_str y = tenor_corpus_text(b, j);
    return x.size == y.size && memcmp(x.data, y.data, x.size) == 0;
}

static inline bool same_corpus(const tenor_corpus *a, const tenor_corpus *b)
{
    if (tenor_corpus_size(a) != tenor_corpus_size(b))
        return false;
    for (size_t i = 0; i < tenor_corpus_size(a); i++)
        if (!same_example(a, i, b, i))
            return false;
    return true;
}

#endif
