#include "page/texts.h"

#include "input/corpora.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* Adds a text to those of its script. */
static void count_script(struct page_texts *texts, tenor_str text)
{
    const char *name = tenor_languages_script(text);
    size_t i = 0;
    while (i < texts->script_count && texts->scripts[i].name != name)
        i++;
    if (i == TEXTS_SCRIPTS)
        return;
    texts->script_count += i == texts->script_count;
    texts->scripts[i].name = name;
    texts->scripts[i].texts++;
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
        count_script(texts, text);
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
