#include "report/top_ngrams.h"

#include "memory.h"
#include "output/table.h"

#include <stdlib.h>

enum {
    FIRST_WORD = 2,  /* after <pad> and <unk> */
    LEAST_COUNT = 3, /* rarer words say more about single texts */
    MOST_TEXTS = 2000,
    MOST_LABELS = 12,
    LABEL_COLUMNS = 20,
};

struct search {
    struct top_ngrams *top;
    const tenor_model *model;
    tenor_text_settings settings;
    tenor_tokens *tokens;
    float *weights; /* [labels] */
};

/* Puts an n-gram in its place among the best of a label. One that is there already has the same margin. */
static void offer(struct top_ngram *best, struct top_ngram ngram)
{
    size_t place = TOP_NGRAMS_MOST;
    if (!(ngram.margin > 0))
        return;
    while (place > 0 && (!best[place - 1].text.data || best[place - 1].margin < ngram.margin))
        place--;
    if (place == TOP_NGRAMS_MOST || (place > 0 && best[place - 1].margin == ngram.margin))
        return;
    for (size_t i = TOP_NGRAMS_MOST - 1; i > place; i--)
        best[i] = best[i - 1];
    best[place] = ngram;
}

/* Of a run of the tokens; text is what they were split from. */
static void consider(struct search *search, tenor_str text, size_t first, size_t count)
{
    const size_t labels = search->top->labels;
    double sum = 0;
    if (!tenor_ngram_weights(search->model, search->tokens, first, count, search->weights))
        return;
    for (size_t k = 0; k < labels; k++)
        sum += (double)search->weights[k];
    const size_t begin = tenor_tokens_get(search->tokens, first).begin;
    const size_t end = tenor_tokens_get(search->tokens, first + count - 1).end;
    const bool several = tenor_model_multi_label(search->model);
    for (size_t k = 0; k < labels; k++) {
        const double weight = (double)search->weights[k];
        const double margin = several ? weight : weight - (sum - weight) / (double)(labels - 1);
        offer(search->top->ngrams + k * TOP_NGRAMS_MOST, (struct top_ngram){{text.data + begin, end - begin}, margin});
    }
}

static bool split(struct search *search, tenor_str text)
{
    return tenor_tokens_split(search->tokens, &search->settings, text) == TENOR_OK;
}

static void search_words(struct search *search)
{
    const tenor_vocab *vocab = tenor_model_vocab(search->model);
    for (size_t id = FIRST_WORD; id < tenor_vocab_size(vocab); id++) {
        const tenor_str word = tenor_vocab_word(vocab, id);
        if (tenor_vocab_count(vocab, id) >= LEAST_COUNT && split(search, word))
            consider(search, word, 0, tenor_tokens_count(search->tokens)); /* pairs of characters are words, too */
    }
}

static void search_runs(struct search *search, const tenor_corpus *corpus)
{
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(search->model, &info);
    for (size_t i = 0; i < tenor_corpus_size(corpus) && i < MOST_TEXTS; i++) {
        const tenor_str text = tenor_corpus_text(corpus, i);
        const size_t tokens = split(search, text) ? tenor_tokens_count(search->tokens) : 0;
        for (size_t first = 0; first < tokens; first++)
            for (size_t count = 2; count <= info.ngram_words && first + count <= tokens; count++)
                consider(search, text, first, count);
    }
}

void top_ngrams_find(struct top_ngrams *top, const tenor_model *model, const tenor_corpus *corpus)
{
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    *top = (struct top_ngrams){.labels = tenor_model_label_count(model)};
    if (info.ngram_words == 0)
        return;
    struct search search = {.top = top,
                            .model = model,
                            .settings = *tenor_vocab_text_settings(tenor_model_vocab(model)),
                            .weights = memory_resize(NULL, top->labels, sizeof *search.weights)};
    if (tenor_tokens_new(NULL, &search.tokens) == TENOR_OK) {
        top->ngrams = memory_resize(NULL, top->labels * TOP_NGRAMS_MOST, sizeof *top->ngrams);
        memset(top->ngrams, 0, top->labels * TOP_NGRAMS_MOST * sizeof *top->ngrams);
        search_words(&search);
        search_runs(&search, corpus);
        tenor_tokens_free(search.tokens);
    }
    free(search.weights);
}

void top_ngrams_free(struct top_ngrams *top)
{
    free(top->ngrams);
    top->ngrams = NULL;
}

static void print_label(struct output *out, tenor_str label, const struct top_ngram *ngrams, size_t width)
{
    const tenor_str name = tenor_str_fit(label, width);
    size_t column = 2 + width;
    output_text(out, "  ");
    output_escaped(out, name);
    output_spaces(out, width - tenor_str_columns(name));
    for (size_t i = 0; i < TOP_NGRAMS_MOST && ngrams[i].text.data; i++) {
        column += 3 + tenor_str_columns(ngrams[i].text);
        if (column > TABLE_WIDTH)
            break;
        output_text(out, i > 0 ? " | " : "  ");
        output_escaped(out, ngrams[i].text);
    }
    output_byte(out, '\n');
}

void top_ngrams_print(struct output *out, const struct top_ngrams *top, const tenor_model *model)
{
    size_t width = 0;
    if (!top->ngrams)
        return;
    for (size_t k = 0; k < top->labels && k < MOST_LABELS; k++) {
        const size_t columns = tenor_str_columns(tenor_model_label(model, k));
        width = columns > width ? columns : width;
    }
    width = width < LABEL_COLUMNS ? width : LABEL_COLUMNS;
    output_text(out, "\nwords that speak most for each label (weights of the n-gram model):\n");
    for (size_t k = 0; k < top->labels && k < MOST_LABELS; k++)
        print_label(out, tenor_model_label(model, k), top->ngrams + k * TOP_NGRAMS_MOST, width);
    if (top->labels > MOST_LABELS)
        output_format(out, "  and %zu more labels\n", top->labels - MOST_LABELS);
}

void top_ngrams_add_json(struct cJSON *parent, const struct top_ngrams *top, const tenor_model *model)
{
    if (!top->ngrams)
        return;
    struct cJSON *list = json_add_array(parent, "ngrams");
    for (size_t k = 0; k < top->labels; k++) {
        struct cJSON *row = json_add_object(list, NULL);
        json_add_string(row, "label", tenor_model_label(model, k));
        struct cJSON *ngrams = json_add_array(row, "ngrams");
        const struct top_ngram *best = top->ngrams + k * TOP_NGRAMS_MOST;
        for (size_t i = 0; i < TOP_NGRAMS_MOST && best[i].text.data; i++)
            json_add_string(ngrams, NULL, best[i].text);
    }
}
