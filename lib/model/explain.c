#include "base/error.h"
#include "base/sized_struct.h"
#include "model/model.h"
#include "model/session.h"
#include "model/shapley.h"

#include <string.h>

static tenor_status prepare(tenor_session *session)
{
    tenor__session_explain *explain = &session->explain;
    const size_t labels = session->model->config.network.labels;
    if (!explain->tokens)
        TENOR_TRY(tenor_tokens_new(&session->alloc, &explain->tokens));
    if (!explain->logits) {
        explain->logits = tenor__alloc_array(&session->alloc, 2 * labels, sizeof *explain->logits);
        explain->probabilities = explain->logits ? explain->logits + labels : NULL;
    }
    return explain->logits ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

/* Computes logits and probabilities, and the label where it was not given. */
static tenor_status classify(tenor_session *session, tenor_str text, size_t *label)
{
    tenor__session_explain *explain = &session->explain;
    const size_t labels = session->model->config.network.labels;
    TENOR_TRY(tenor_logits(session, text, explain->logits));
    memcpy(explain->probabilities, explain->logits, labels * sizeof *explain->logits);
    tenor__model_apply_head(session->model, 1, explain->probabilities);
    if (*label == TENOR_PREDICTED)
        tenor_top(session->model, explain->probabilities, 1, label);
    return TENOR_OK;
}

static tenor_status find_ngrams(tenor_session *session, tenor__explained_logit logit)
{
    const tenor_model *model = session->model;
    const tenor__ngram_rule rule = {model->vocab, model->config.ngrams.words, model->config.ngrams.common};
    tenor__ngram_places *places = &session->explain.places;
    places->count = 0;
    if (model->ngrams.slots == 0)
        return TENOR_OK;
    return tenor__ngram_places_find(places, &model->ngrams, &rule, session->explain.tokens, logit.label,
                                    logit.from_mean)
               ? TENOR_OK
               : TENOR_OUT_OF_MEMORY;
}

/* The weights of the tokens: their spans, the network's values, and their shares of the n-grams. */
static tenor_status weigh_tokens(tenor_session *session)
{
    tenor__session_explain *explain = &session->explain;
    const double temperature = session->model->config.temperature;
    const size_t count = tenor_tokens_count(explain->tokens);
    if (!tenor__alloc_grow(&session->alloc, &explain->weights, &explain->weight_capacity, count + 1,
                           sizeof *explain->weights))
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const tenor_token token = tenor_tokens_get(explain->tokens, i);
        explain->weights[i] = (tenor_token_weight){.begin = token.begin, .end = token.end};
    }
    for (size_t i = 0; i < explain->shapley.length; i++) {
        tenor_token_weight *token = &explain->weights[tenor__shapley_token(&explain->shapley, i)];
        token->weight = token->network = tenor__shapley_value(&explain->shapley, i) / temperature;
    }
    for (size_t i = 0; i < explain->places.count; i++) {
        const tenor__ngram_place *place = &explain->places.items[i];
        const double share = place->weight / temperature / (place->gap ? 2 : place->count);
        for (size_t k = 0; k < place->count; k += place->gap ? 2 : 1)
            explain->weights[place->first + k].weight += share;
    }
    return TENOR_OK;
}

static tenor_status weigh_ngrams(tenor_session *session)
{
    tenor__session_explain *explain = &session->explain;
    const size_t count = explain->places.count;
    if (!tenor__alloc_grow(&session->alloc, &explain->ngrams, &explain->ngram_capacity, count + 1,
                           sizeof *explain->ngrams))
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const tenor__ngram_place *place = &explain->places.items[i];
        explain->ngrams[i] = (tenor_ngram_weight){.first = place->first,
                                                  .count = place->count,
                                                  .start = place->start,
                                                  .gap = place->gap,
                                                  .weight = place->weight / session->model->config.temperature};
    }
    return TENOR_OK;
}

/* What the parts sum to; the rest is the interaction. */
static void sum_up(const tenor_session *session, tenor__explained_logit logit, tenor_explanation *out)
{
    const tenor__session_explain *explain = &session->explain;
    const tenor_model *model = session->model;
    const size_t labels = model->config.network.labels;
    const double temperature = model->config.temperature;
    const double own = tenor__ngram_places_part(explain->logits, labels, logit.label, logit.from_mean);
    double base = tenor__shapley_none(&explain->shapley);
    if (model->ngrams.slots > 0)
        base += tenor__ngram_places_part(model->ngrams.bias, labels, logit.label, logit.from_mean);
    out->logit = (double)explain->logits[logit.label] / temperature;
    out->base = base / temperature + (out->logit - own / temperature);
    double sum = out->base;
    for (size_t i = 0; i < out->token_count; i++)
        sum += out->tokens[i].weight;
    out->interaction = out->logit - sum;
}

static tenor_status explain_text(tenor_session *session, tenor_str text, size_t label, tenor_explanation *out)
{
    tenor__session_explain *explain = &session->explain;
    TENOR_TRY(prepare(session));
    TENOR_TRY(classify(session, text, &label));
    TENOR_TRY(tenor_tokens_split(explain->tokens, tenor_vocab_text_settings(session->model->vocab), text));
    /* Softmax does not see what all logits have in common, which in the network is large and means nothing. */
    const tenor__explained_logit logit = {label, session->model->config.network.head == TENOR__HEAD_SOFTMAX};
    TENOR_TRY(find_ngrams(session, logit));
    TENOR_TRY(tenor__shapley_find(&explain->shapley, session, explain->tokens, logit));
    TENOR_TRY(weigh_tokens(session));
    TENOR_TRY(weigh_ngrams(session));
    *out = (tenor_explanation){.label = label,
                               .probability = (double)explain->probabilities[label],
                               .token_count = tenor_tokens_count(explain->tokens),
                               .tokens = explain->weights,
                               .ngram_count = explain->places.count,
                               .ngrams = explain->ngrams};
    sum_up(session, logit, out);
    return TENOR_OK;
}

tenor_status tenor_explain(tenor_session *session, tenor_str text, size_t label, tenor_explanation *explanation,
                           tenor_error *error)
{
    if (!session || !explanation || (!text.data && text.size > 0))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "session, text and explanation must not be NULL");
    const size_t labels = session->model->config.network.labels;
    if (label >= labels && label != TENOR_PREDICTED)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "label %zu of a model with %zu labels", label, labels);
    tenor_explanation all;
    const tenor_status status = explain_text(session, text, label, &all);
    if (status == TENOR_OK)
        return tenor__sized_struct_write(explanation, &all, sizeof all, error);
    if (status == TENOR_NOT_FINITE)
        return tenor__error_set(error, status, "the model's values overflow: train it again, at a lower learning rate");
    return tenor__error_set_memory(error);
}
