#include "explain/counterfactual.h"

#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_TEXTS = 256,      /* that are classified at once, */
    MOST_BYTES = 16 << 20, /* unless they are long */
};

/* The search over sets of words of one size. */
struct search {
    const tenor_model *model;
    tenor_session *session;
    tenor_str text;
    const tenor_explanation *explanation;
    size_t candidates[COUNTERFACTUAL_WORDS];
    size_t candidate_count;
    size_t size;                                  /* words of a set */
    size_t sets[MOST_TEXTS][COUNTERFACTUAL_MOST]; /* [count] that wait for their predictions */
    size_t count;
    size_t most;
    char *bytes; /* of the texts without them */
    tenor_str *texts;
    float *probabilities;
    size_t *labels; /* scratch */
    double best;    /* the label's probability without the best set of this size, or its negative: lower is better */
    struct counterfactual *found;
};

/* Whether the label is among those predicted. */
static bool is_predicted(const struct search *search, const float *probabilities)
{
    const size_t count = tenor_model_prediction(search->model, probabilities, search->labels);
    for (size_t i = 0; i < count; i++)
        if (search->labels[i] == search->explanation->label)
            return true;
    return false;
}

/* Weight of a word for what holds now: large ones, left out, turn it over. */
static double weight_of(const struct search *search, size_t token)
{
    const double weight = search->explanation->tokens[token].weight;
    return search->found->predicted ? weight : -weight;
}

/* The words with the largest weights, the largest first. */
static void choose_candidates(struct search *search)
{
    for (size_t i = 0; i < search->explanation->token_count; i++) {
        size_t at = search->candidate_count;
        while (at > 0 && weight_of(search, search->candidates[at - 1]) < weight_of(search, i))
            at--;
        if (at == COUNTERFACTUAL_WORDS)
            continue;
        if (search->candidate_count < COUNTERFACTUAL_WORDS)
            search->candidate_count++;
        memmove(search->candidates + at + 1, search->candidates + at,
                (search->candidate_count - 1 - at) * sizeof *search->candidates);
        search->candidates[at] = i;
    }
    search->found->all = search->candidate_count == search->explanation->token_count;
}

static void write_text(struct search *search, size_t index)
{
    char *copy = search->bytes + index * search->text.size;
    memcpy(copy, search->text.data, search->text.size);
    for (size_t i = 0; i < search->size; i++) {
        const tenor_token_weight *token = &search->explanation->tokens[search->sets[index][i]];
        memset(copy + token->begin, ' ', token->end - token->begin);
    }
    search->texts[index] = (tenor_str){copy, search->text.size};
}

static int by_place(const void *a, const void *b)
{
    const size_t left = *(const size_t *)a;
    const size_t right = *(const size_t *)b;
    return (left > right) - (left < right);
}

/* Classifies the texts that wait, and keeps the best set. */
static tenor_status classify(struct search *search)
{
    const size_t labels = tenor_model_label_count(search->model);
    const tenor_status status =
        tenor_classify_batch(search->session, search->texts, search->count, search->probabilities);
    for (size_t i = 0; status == TENOR_OK && i < search->count; i++) {
        const float *probabilities = search->probabilities + i * labels;
        const float own = probabilities[search->explanation->label];
        const double rest = (double)(search->found->predicted ? own : -own);
        if (is_predicted(search, probabilities) == search->found->predicted || rest >= search->best)
            continue;
        search->best = rest;
        search->found->count = search->size;
        memcpy(search->found->tokens, search->sets[i], sizeof search->found->tokens);
        search->found->label = search->explanation->label;
        if (!tenor_model_multi_label(search->model))
            tenor_top(search->model, probabilities, 1, &search->found->label);
        search->found->probability = probabilities[search->found->label];
    }
    search->count = 0;
    return status;
}

/* The set of candidates after this one, in the order of words; false after the last. */
static bool next_set(const struct search *search, size_t set[COUNTERFACTUAL_MOST])
{
    for (size_t i = search->size; i-- > 0;) {
        if (set[i] + search->size - i >= search->candidate_count)
            continue;
        set[i]++;
        for (size_t k = i + 1; k < search->size; k++)
            set[k] = set[k - 1] + 1;
        return true;
    }
    return false;
}

static tenor_status try_sets(struct search *search)
{
    size_t set[COUNTERFACTUAL_MOST] = {0, 1, 2};
    tenor_status status = TENOR_OK;
    if (search->size > search->candidate_count)
        return TENOR_OK;
    do {
        for (size_t i = 0; i < search->size; i++)
            search->sets[search->count][i] = search->candidates[set[i]];
        write_text(search, search->count++);
        if (search->count == search->most)
            status = classify(search);
    } while (status == TENOR_OK && next_set(search, set));
    return status == TENOR_OK ? classify(search) : status;
}

static tenor_status run(struct search *search)
{
    tenor_status status = tenor_classify(search->session, search->text, search->probabilities);
    if (status != TENOR_OK)
        return status;
    search->found->predicted = is_predicted(search, search->probabilities);
    choose_candidates(search);
    for (search->size = 1; search->size <= COUNTERFACTUAL_MOST && search->found->count == 0; search->size++) {
        search->best = INFINITY;
        status = try_sets(search);
        if (status != TENOR_OK)
            return status;
    }
    qsort(search->found->tokens, search->found->count, sizeof *search->found->tokens, by_place);
    return TENOR_OK;
}

tenor_status counterfactual_find(const tenor_model *model, tenor_session *session, tenor_str text,
                                 const tenor_explanation *explanation, struct counterfactual *found)
{
    const size_t labels = tenor_model_label_count(model);
    const size_t fit = MOST_BYTES / (text.size + labels * sizeof(float) + 1);
    struct search search = {.model = model,
                            .session = session,
                            .text = text,
                            .explanation = explanation,
                            .most = fit < 1            ? 1
                                    : fit > MOST_TEXTS ? MOST_TEXTS
                                                       : fit,
                            .found = found};
    *found = (struct counterfactual){0};
    search.bytes = memory_resize(NULL, search.most, text.size + 1);
    search.texts = memory_resize(NULL, search.most, sizeof *search.texts);
    search.probabilities = memory_resize(NULL, search.most * labels, sizeof *search.probabilities);
    search.labels = memory_resize(NULL, labels, sizeof *search.labels);
    const tenor_status status = run(&search);
    free(search.labels);
    free(search.probabilities);
    free(search.texts);
    free(search.bytes);
    return status;
}
