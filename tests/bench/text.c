/* Texts made of invented words, which are as unevenly frequent as real ones. */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bench_word(tenor__buffer *bytes, bench_language language, size_t rank)
{
    if (language == BENCH_CHINESE) {
        const unsigned point = 0x4E00 + (unsigned)(rank % 20000);
        const unsigned char utf8[3] = {(unsigned char)(0xE0 | point >> 12), (unsigned char)(0x80 | (point >> 6 & 63)),
                                       (unsigned char)(0x80 | (point & 63))};
        tenor__buffer_add(bytes, utf8, sizeof utf8);
        return;
    }
    /* Syllables of a consonant and a vowel are the digits of rank + 70: frequent words are short. */
    static const char consonants[] = "bdfgklmnprstvz";
    static const char vowels[] = "aeiou";
    enum { SYLLABLES = 70 };
    for (size_t left = rank + SYLLABLES; left > 0; left /= SYLLABLES) {
        const size_t digit = left % SYLLABLES;
        tenor__buffer_add_byte(bytes, consonants[digit / 5]);
        tenor__buffer_add_byte(bytes, vowels[digit % 5]);
    }
}

static size_t draw_rank(tenor__random *random, bench_spread spread, size_t words)
{
    if (spread == BENCH_EVEN)
        return (size_t)tenor__random_below(random, words);
    /* The logarithm of a rank is spread evenly. */
    const size_t rank = (size_t)(exp(tenor__random_uniform(random) * log((double)words + 1)) - 1);
    return rank < words ? rank : words - 1;
}

static void add_line(bench_text *text, bench_language language, bench_spread spread, size_t tokens, size_t words,
                     tenor__random *random)
{
    for (size_t i = 0; i + 1 < tokens; i++) {
        const bool comma = i % 9 == 8;
        const size_t begin = text->bytes.size;
        if (comma)
            tenor__buffer_add(&text->bytes, language == BENCH_CHINESE ? "，" : ",", language == BENCH_CHINESE ? 3 : 1);
        else
            bench_word(&text->bytes, language, draw_rank(random, spread, words));
        if (i == 0 && language == BENCH_ENGLISH && !text->bytes.failed)
            text->bytes.data[begin] = (char)(text->bytes.data[begin] - 'a' + 'A');
        const bool space = language == BENCH_ENGLISH && i + 2 < tokens && i % 9 != 7;
        if (space)
            tenor__buffer_add_byte(&text->bytes, ' ');
    }
    tenor__buffer_add(&text->bytes, language == BENCH_CHINESE ? "。\n" : ".\n", language == BENCH_CHINESE ? 4 : 2);
}

/* Finds the lines. */
static void split(bench_text *text)
{
    if (text->bytes.failed)
        bench_require(TENOR_OUT_OF_MEMORY, "a text", NULL);
    const char *const end = text->bytes.data + text->bytes.size;
    for (const char *at = text->bytes.data; at < end; at++)
        text->count += *at == '\n';
    text->lines = bench_get(text->count + 1, sizeof *text->lines);
    size_t i = 0;
    for (const char *at = text->bytes.data; at < end; i++) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        line_end = line_end ? line_end : end;
        text->lines[i] = (tenor_str){at, (size_t)(line_end - at)};
        at = line_end + 1;
    }
    text->count = i;
}

bench_text bench_text_make(bench_language language, bench_spread spread, size_t lines, size_t tokens, size_t words)
{
    bench_text text = {.count = 0};
    tenor__random random = tenor__random_new(1, 0);
    tenor__buffer_init(&text.bytes, NULL);
    for (size_t i = 0; i < lines; i++)
        add_line(&text, language, spread, tokens, words, &random);
    split(&text);
    return text;
}

bench_text bench_text_read(const char *path)
{
    bench_text text = {.count = 0};
    tenor__buffer_init(&text.bytes, NULL);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    char block[65536];
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        tenor__buffer_add(&text.bytes, block, size);
    fclose(file);
    split(&text);
    return text;
}

void bench_text_free(bench_text *text)
{
    tenor__buffer_free(&text->bytes);
    free(text->lines);
}
