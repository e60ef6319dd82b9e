/* How fast Tenor is on this machine, part by part. docs/speed.md says how to read it. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct part {
    const char *name;
    void (*run)(const bench_settings *settings, bench_report *report);
} part;

static const part parts[] = {
    {"products", bench_products}, {"layers", bench_layers},     {"tokens", bench_tokens},
    {"models", bench_models},     {"training", bench_training},
};
enum { PARTS = sizeof parts / sizeof parts[0] };

static int usage(FILE *to)
{
    fputs("usage: bench [--json] [--quick] [--model MODEL] [--text FILE]... [PART...]\n"
          "       bench corpus WORDS: a corpus in which each of that many words occurs, as CSV\n"
          "parts:",
          to);
    for (size_t i = 0; i < PARTS; i++)
        fprintf(to, " %s", parts[i].name);
    fputs("; all of them when none is named\n", to);
    return to == stdout ? EXIT_SUCCESS : 2;
}

static const part *find_part(const char *name)
{
    for (size_t i = 0; i < PARTS; i++)
        if (strcmp(parts[i].name, name) == 0)
            return &parts[i];
    return NULL;
}

/* Twenty words a line, and two labels in turn. */
static int print_corpus(const char *count)
{
    const size_t words = (size_t)strtoul(count, NULL, 10);
    tenor__buffer word;
    tenor__buffer_init(&word, NULL);
    printf("label,text");
    for (size_t rank = 0; rank < words; rank++) {
        tenor__buffer_clear(&word);
        bench_word(&word, BENCH_ENGLISH, rank);
        if (rank % 20 == 0)
            printf("\n%s,", rank % 40 ? "this" : "that");
        printf("%.*s ", (int)word.size, word.data);
    }
    putchar('\n');
    tenor__buffer_free(&word);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    bench_settings settings = {.json = false};
    const char **texts = bench_get((size_t)argc, sizeof *texts);
    bool wanted[PARTS] = {false};
    bool all = true;
    settings.texts = texts;
    int status = 0;
    for (int i = 1; i < argc && status == 0; i++) {
        const bool more = i + 1 < argc;
        const part *named = find_part(argv[i]);
        if (strcmp(argv[i], "--json") == 0) {
            settings.json = true;
        } else if (strcmp(argv[i], "--quick") == 0) {
            settings.quick = true;
        } else if (strcmp(argv[i], "--model") == 0 && more) {
            settings.model = argv[++i];
        } else if (strcmp(argv[i], "--text") == 0 && more) {
            texts[settings.text_count++] = argv[++i];
        } else if (named) {
            wanted[named - parts] = true;
            all = false;
        } else if (strcmp(argv[i], "corpus") == 0 && more) {
            free(texts);
            return print_corpus(argv[i + 1]);
        } else {
            const bool help = strcmp(argv[i], "--help") == 0;
            free(texts);
            return usage(help ? stdout : stderr);
        }
    }
    bench_report *report = bench_report_new(&settings);
    for (size_t i = 0; i < PARTS; i++)
        if (all || wanted[i])
            parts[i].run(&settings, report);
    bench_report_finish(report);
    free(texts);
    return EXIT_SUCCESS;
}
