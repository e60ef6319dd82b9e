#include "report/telling.h"

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
    struct telling *telling;
    const tenor_model *model;
    tenor_text_settings settings;
    tenor_tokens *tokens;
    float *weights; /* [labels] */
};

/* Puts an n-gram in its place among the best of a label. One that is there already has the same margin. */
static void offer(struct telling_ngram *best, struct telling_ngram ngram)
{
    size_t place = TELLING_MOST;
    if (!(ngram.margin > 0))
        return;
    while (place > 0 && (!best[place - 1].text.data || best[place - 1].margin < ngram.margin))
        place--;
    if (place == TELLING_MOST || (place > 0 && best[place - 1].margin == ngram.margin))
        return;
    for (size_t i = TELLING_MOST - 1; i > place; i--)
        best[i] = best[i - 1];
    best[place] = ngram;
}

/* Of a run of the tokens; text is what they were split from. */
static void consider(struct search *search, tenor_str text, size_t first, size_t count)
{
    const size_t labels = search->telling->labels;
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
        offer(search->telling->ngrams + k * TELLING_MOST,
              (struct telling_ngram){{text.data + begin, end - begin}, margin});
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

void telling_find(struct telling *telling, const tenor_model *model, const tenor_corpus *corpus)
{
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    *telling = (struct telling){.labels = tenor_model_label_count(model)};
    if (info.ngram_words == 0)
        return;
    struct search search = {.telling = telling,
                            .model = model,
                            .settings = *tenor_vocab_text_settings(tenor_model_vocab(model)),
                            .weights = memory_resize(NULL, telling->labels, sizeof *search.weights)};
    if (tenor_tokens_new(NULL, &search.tokens) == TENOR_OK) {
        telling->ngrams = memory_resize(NULL, telling->labels * TELLING_MOST, sizeof *telling->ngrams);
        memset(telling->ngrams, 0, telling->labels * TELLING_MOST * sizeof *telling->ngrams);
        search_words(&search);
        search_runs(&search, corpus);
        tenor_tokens_free(search.tokens);
    }
    free(search.weights);
}

void telling_free(struct telling *telling)
{
    free(telling->ngrams);
    telling->ngrams = NULL;
}

static void print_label(struct output *out, tenor_str label, const struct telling_ngram *ngrams, size_t width)
{
    const tenor_str name = tenor_str_fit(label, width);
    size_t column = 2 + width;
    output_text(out, "  ");
    output_escaped(out, name);
    output_spaces(out, width - tenor_str_columns(name));
    for (size_t i = 0; i < TELLING_MOST && ngrams[i].text.data; i++) {
        column += 3 + tenor_str_columns(ngrams[i].text);
        if (column > TABLE_WIDTH)
            break;
        output_text(out, i > 0 ? " | " : "  ");
        output_escaped(out, ngrams[i].text);
    }
    output_byte(out, '\n');
}

void telling_print(struct output *out, const struct telling *telling, const tenor_model *model)
{
    size_t width = 0;
    if (!telling->ngrams)
        return;
    for (size_t k = 0; k < telling->labels && k < MOST_LABELS; k++) {
        const size_t columns = tenor_str_columns(tenor_model_label(model, k));
        width = columns > width ? columns : width;
    }
    width = width < LABEL_COLUMNS ? width : LABEL_COLUMNS;
    output_text(out, "\nwords that speak most for each label (weights of the n-gram model):\n");
    for (size_t k = 0; k < telling->labels && k < MOST_LABELS; k++)
        print_label(out, tenor_model_label(model, k), telling->ngrams + k * TELLING_MOST, width);
    if (telling->labels > MOST_LABELS)
        output_format(out, "  and %zu more labels\n", telling->labels - MOST_LABELS);
}

void telling_add_json(struct cJSON *parent, const struct telling *telling, const tenor_model *model)
{
    if (!telling->ngrams)
        return;
    struct cJSON *list = json_add_array(parent, "ngrams");
    for (size_t k = 0; k < telling->labels; k++) {
        struct cJSON *row = json_add_object(list, NULL);
        json_add_string(row, "label", tenor_model_label(model, k));
        struct cJSON *ngrams = json_add_array(row, "ngrams");
        const struct telling_ngram *best = telling->ngrams + k * TELLING_MOST;
        for (size_t i = 0; i < TELLING_MOST && best[i].text.data; i++)
            json_add_string(ngrams, NULL, best[i].text);
    }
}
