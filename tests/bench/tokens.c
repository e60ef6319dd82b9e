/* The tokenizer, on one thread, line by line. */
#include "bench.h"

#include <string.h>

typedef struct splitting {
    tenor_tokens *tokens;
    tenor_text_settings settings;
    const bench_text *text;
    size_t count;
} splitting;

static void split_lines(void *user)
{
    splitting *s = user;
    s->count = 0;
    for (size_t i = 0; i < s->text->count; i++) {
        bench_require(tenor_tokens_split(s->tokens, &s->settings, s->text->lines[i]), "a text", NULL);
        s->count += tenor_tokens_count(s->tokens);
    }
}

static void measure_text(const bench_settings *settings, bench_report *report, const char *name, const bench_text *text)
{
    static const char *const units[] = {"word", "char"};
    splitting s = {.text = text};
    bench_require(tenor_tokens_new(NULL, &s.tokens), "tokens", NULL);
    s.settings = (tenor_text_settings){.size = sizeof s.settings};
    for (int unit = 0; unit < 2; unit++) {
        s.settings.unit = unit == 0 ? TENOR_TOKENS_WORD : TENOR_TOKENS_CHAR;
        const double seconds = bench_measure(settings, split_lines, &s).median;
        bench_row(report, (bench_value[]){
                              BENCH_TEXT(name),
                              BENCH_TEXT(units[unit]),
                              BENCH_NUMBER(1e-6 * (double)text->bytes.size),
                              BENCH_NUMBER(s.count),
                              BENCH_NUMBER(1e-6 * (double)text->bytes.size / seconds),
                              BENCH_NUMBER(1e-6 * (double)s.count / seconds),
                          });
    }
    tenor_tokens_free(s.tokens);
}

void bench_tokens(const bench_settings *settings, bench_report *report)
{
    static const bench_column columns[] = {
        {"text", "", -1},  {"unit", "", -1},     {"size", "MB", 3},
        {"tokens", "", 0}, {"bytes", "MB/s", 1}, {"rate", "million/s", 2},
    };
    bench_table(report, "tokens", "The tokenizer, on 1 thread", columns, sizeof columns / sizeof *columns);
    const size_t lines = settings->quick ? 20 : 8000;
    for (size_t i = 0; i < settings->text_count; i++) {
        const char *slash = strrchr(settings->texts[i], '/');
        bench_text text = bench_text_read(settings->texts[i]);
        measure_text(settings, report, slash ? slash + 1 : settings->texts[i], &text);
        bench_text_free(&text);
    }
    if (settings->text_count > 0)
        return;
    bench_text english = bench_text_make(BENCH_ENGLISH, BENCH_NATURAL, lines, 22, 16000);
    bench_text chinese = bench_text_make(BENCH_CHINESE, BENCH_NATURAL, lines, 22, 3000);
    measure_text(settings, report, "English, made up", &english);
    measure_text(settings, report, "Chinese, made up", &chinese);
    bench_text_free(&english);
    bench_text_free(&chinese);
}
