#include "page/texts.h"

#include "input/corpora.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- scripts ---- */

enum { OTHER = 0 };

static const char *const scripts[] = {
    "no letters",   "Latin",      "Greek",   "Cyrillic",      "Armenian", "Hebrew",
    "Arabic",       "Devanagari", "Bengali", "Tamil",         "Thai",     "Lao",
    "Burmese",      "Georgian",   "Khmer",   "Japanese kana", "Korean",   "Chinese characters",
    "other letters"};
enum { SCRIPTS = sizeof scripts / sizeof *scripts, LAST = SCRIPTS - 1 };

_Static_assert((int)SCRIPTS <= (int)TEXTS_SCRIPTS, "room for each script");

/* Blocks of Unicode whose letters are of a script, in order. */
static const struct {
    uint32_t from;
    uint32_t to;
    size_t script;
} blocks[] = {
    {0x41, 0x5A, 1},        {0x61, 0x7A, 1},        {0xC0, 0x24F, 1},     {0x370, 0x3FF, 2},    {0x400, 0x52F, 3},
    {0x531, 0x58F, 4},      {0x5D0, 0x5F4, 5},      {0x620, 0x6FF, 6},    {0x750, 0x77F, 6},    {0x900, 0x97F, 7},
    {0x980, 0x9FF, 8},      {0xA00, 0xB7F, LAST},   {0xB80, 0xBFF, 9},    {0xC00, 0xDFF, LAST}, {0xE01, 0xE3A, 10},
    {0xE40, 0xE4E, 10},     {0xE80, 0xEFF, 11},     {0xF00, 0xFFF, LAST}, {0x1000, 0x109F, 12}, {0x10A0, 0x10FF, 13},
    {0x1100, 0x11FF, 16},   {0x1200, 0x177F, LAST}, {0x1780, 0x17FF, 14}, {0x1E00, 0x1EFF, 1},  {0x1F00, 0x1FFF, 2},
    {0x3041, 0x30FF, 15},   {0x3131, 0x318E, 16},   {0x3400, 0x9FFF, 17}, {0xAC00, 0xD7A3, 16}, {0xF900, 0xFAFF, 17},
    {0x20000, 0x3FFFF, 17},
};

static size_t script_of(uint32_t character)
{
    size_t begin = 0;
    size_t end = sizeof blocks / sizeof *blocks;
    while (begin < end) {
        const size_t middle = begin + (end - begin) / 2;
        if (character > blocks[middle].to)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin < sizeof blocks / sizeof *blocks && character >= blocks[begin].from ? blocks[begin].script : OTHER;
}

const char *page_texts_script(size_t i)
{
    return i < SCRIPTS ? scripts[i] : NULL;
}

/* The script that most of a text's letters are of. Bytes that are no UTF-8 are passed over. */
static size_t main_script(tenor_str text)
{
    size_t counts[SCRIPTS] = {0};
    for (size_t at = 0; at < text.size;) {
        const unsigned char byte = (unsigned char)text.data[at++];
        uint32_t character = byte < 0x80 ? byte : byte & (byte < 0xE0 ? 0x1FU : byte < 0xF0 ? 0x0FU : 0x07U);
        while (byte >= 0xC0 && at < text.size && ((unsigned char)text.data[at] & 0xC0) == 0x80)
            character = character << 6 | ((unsigned char)text.data[at++] & 0x3FU);
        counts[script_of(character)]++;
    }
    counts[OTHER] = 0;
    size_t most = OTHER;
    for (size_t i = 1; i < SCRIPTS; i++)
        most = counts[i] > counts[most] ? i : most;
    /* Japanese mixes kana with Chinese characters. */
    return most == 17 && counts[15] > 0 ? 15 : most;
}

/* ---- reading ---- */

static int by_number(const void *a, const void *b)
{
    const size_t left = *(const size_t *)a;
    const size_t right = *(const size_t *)b;
    return (left > right) - (left < right);
}

static void count_lengths(struct page_texts *texts, const tenor_corpus *corpus, const tenor_text_settings *settings)
{
    tenor_tokens *tokens;
    if (tenor_tokens_new(NULL, &tokens) != TENOR_OK)
        memory_check(NULL);
    for (size_t i = 0; i < texts->count; i++) {
        const tenor_str text = tenor_corpus_text(corpus, i);
        if (tenor_tokens_split(tokens, settings, text) != TENOR_OK)
            memory_check(NULL);
        texts->lengths[i] = tenor_tokens_count(tokens);
        texts->empty += texts->lengths[i] == 0;
        texts->scripts[main_script(text)]++;
    }
    tenor_tokens_free(tokens);
    qsort(texts->lengths, texts->count, sizeof *texts->lengths, by_number);
}

struct label_size {
    size_t label;
    size_t texts;
};

static int by_texts(const void *a, const void *b)
{
    const struct label_size *left = a;
    const struct label_size *right = b;
    if (left->texts != right->texts)
        return left->texts < right->texts ? 1 : -1;
    return (left->label > right->label) - (left->label < right->label);
}

static void count_labels(struct page_texts *texts, const tenor_corpus *corpus)
{
    struct label_size *sizes = memory_resize(NULL, texts->labels + 1, sizeof *sizes);
    for (size_t k = 0; k < texts->labels; k++)
        sizes[k] = (struct label_size){k, 0};
    for (size_t i = 0; i < texts->count; i++) {
        const size_t count = tenor_corpus_example_label_count(corpus, i);
        for (size_t j = 0; j < count; j++)
            sizes[tenor_corpus_example_label(corpus, i, j)].texts++;
        texts->without += count == 0;
    }
    qsort(sizes, texts->labels, sizeof *sizes, by_texts);
    for (size_t k = 0; k < texts->labels; k++) {
        const tenor_str name = tenor_corpus_label_name(corpus, sizes[k].label);
        struct text copy = {0};
        text_write(&copy, name.data, name.size);
        texts->names[k] = copy.data;
        texts->sizes[k] = sizes[k].texts;
    }
    free(sizes);
}

tenor_text_settings page_texts_settings(const tenor_options *options)
{
    const bool characters = strcmp(tenor_options_get(options, "tokens"), "char") == 0;
    return (tenor_text_settings){.size = sizeof(tenor_text_settings),
                                 .unit = characters ? TENOR_TOKENS_CHAR : TENOR_TOKENS_WORD,
                                 .keep_case = tenor_options_get_switch(options, "keep-case")};
}

void page_texts_read(struct page_texts *texts, const tenor_corpus *corpus, const tenor_text_settings *settings)
{
    *texts = (struct page_texts){.count = tenor_corpus_size(corpus), .labels = tenor_corpus_label_count(corpus)};
    texts->lengths = memory_resize(NULL, texts->count + 1, sizeof *texts->lengths);
    texts->names = memory_resize(NULL, texts->labels + 1, sizeof *texts->names);
    texts->sizes = memory_resize(NULL, texts->labels + 1, sizeof *texts->sizes);
    texts->broken = tenor_corpus_broken_texts(corpus);
    texts->repeated = texts->count > 0 ? corpora_count_repeated(corpus) : 0;
    count_lengths(texts, corpus, settings);
    count_labels(texts, corpus);
}

void page_texts_free(struct page_texts *texts)
{
    for (size_t k = 0; k < texts->labels; k++)
        free(texts->names[k]);
    free(texts->names);
    free(texts->sizes);
    free(texts->lengths);
}
