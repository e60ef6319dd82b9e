/* What the parts of the benchmark share: settings, time, tables, made-up texts. Failures to get memory or to start end
 * the program with a message. */
#ifndef TENOR_TESTS_BENCH_H
#define TENOR_TESTS_BENCH_H

#include "base/buffer.h"
#include "json/json.h"
#include "base/random.h"

#include <stdbool.h>
#include <stddef.h>

/* ---- settings ---- */

typedef struct bench_settings {
    bool json;
    bool quick; /* one short run of everything: whether it works, not how fast it is */
    const char *model;
    const char *const *texts; /* files for the tokenizer */
    size_t text_count;
} bench_settings;

/* ---- tables ---- */

typedef struct bench_report bench_report;

bench_report *bench_report_new(const bench_settings *settings);
/* Writes what is left to standard output. */
void bench_report_finish(bench_report *report);

/* A column of text has decimals below 0. Name and unit stand above it; the name is also a member's in JSON. */
typedef struct bench_column {
    const char *name;
    const char *unit;
    int decimals;
} bench_column;

typedef struct bench_value {
    const char *text;
    double number; /* NAN: nothing to say */
} bench_value;

#define BENCH_TEXT(t)   ((bench_value){.text = (t)})
#define BENCH_NUMBER(n) ((bench_value){.number = (double)(n)})

/* A table at a time: an array of objects in JSON. columns is borrowed until the table ends. */
void bench_table(bench_report *report, const char *name, const char *title, const bench_column *columns, size_t count);
void bench_row(bench_report *report, const bench_value *values); /* one a column */

/* ---- time ---- */

double bench_seconds(void);     /* of a clock that never goes back */
double bench_cpu_seconds(void); /* that the processors have given to this process */

typedef struct bench_time {
    double best; /* seconds a call */
    double median;
} bench_time;

/* Calls run(user) over and over for about a third of a second, or once when quick. */
bench_time bench_measure(const bench_settings *settings, void (*run)(void *user), void *user);

void bench_sort(double *values, size_t count);

/* ---- memory and failure ---- */

void *bench_get(size_t count, size_t size); /* zero; the caller frees it */
void bench_require(tenor_status status, const char *what, const tenor_error *error);

/* ---- texts ---- */

typedef struct bench_text {
    tenor__buffer bytes;
    tenor_str *lines; /* borrowed from bytes, or NULL before bench_text_split */
    size_t count;
} bench_text;

typedef enum bench_language { BENCH_ENGLISH, BENCH_CHINESE } bench_language;

typedef enum bench_spread {
    BENCH_NATURAL, /* the word of rank r as often as 1 / r: few of them make up most of a text */
    BENCH_EVEN,    /* all as often */
} bench_spread;

/* `lines` lines of `tokens` tokens of `words` different ones. */
bench_text bench_text_make(bench_language language, bench_spread spread, size_t lines, size_t tokens, size_t words);
bench_text bench_text_read(const char *path);
void bench_text_free(bench_text *text);

/* The word of a rank: letters only, another for each. */
void bench_word(tenor__buffer *bytes, bench_language language, size_t rank);

/* ---- arithmetic ---- */

/* Floating-point operations of the products that one token takes on its way forward, its words all different; training
 * takes three times as many. */
double bench_token_operations(const char *cell, size_t dim, size_t hidden, size_t layers, size_t directions);

/* The most that matrix products reach here on 1 or 2 threads, operations a second: the first call measures it. */
double bench_limit(const bench_settings *settings, size_t threads);

/* ---- parts ---- */

void bench_products(const bench_settings *settings, bench_report *report);
void bench_layers(const bench_settings *settings, bench_report *report);
void bench_tokens(const bench_settings *settings, bench_report *report);
void bench_models(const bench_settings *settings, bench_report *report);
void bench_training(const bench_settings *settings, bench_report *report);

#endif
