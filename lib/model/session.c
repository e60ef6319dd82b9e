#include "model/session.h"

#include "base/sort.h"
#include "base/status.h"
#include "model/model.h"
#include "text/tokens.h"

#include <math.h>
#include <string.h>

/* Texts of a window are put into groups of similar length, so that few steps of a group's short texts go to waste. What
 * a group takes is bounded by its texts and, for long ones, its tokens. */
enum { GROUP = 64, GROUP_TOKENS = 4096, WINDOW = 512 };

struct tenor_session {
    tenor_alloc alloc;
    const tenor_model *model;
    tenor_tokens *tokens;
    tenor__pass *pass;
    tenor__packed_sequences batch;
    uint32_t *ids; /* of a group's texts, one after the other */
    size_t id_capacity;
    float *logits; /* [a group's texts, labels] */
    size_t logit_capacity;
    tenor__ngrams ngrams;
    float *ngram_logits; /* the same shape; of the n-gram layer */
    size_t ngram_logit_capacity;
    uint64_t token_count;
    tenor__pair window[WINDOW]; /* size and place of each text */
};

tenor_status tenor_session_new(const tenor_model *model, const tenor_alloc *alloc, tenor_session **out)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    *out = NULL;
    tenor_session *session = tenor__get_zero(&hook, 1, sizeof *session);
    if (!session)
        return TENOR_OUT_OF_MEMORY;
    session->alloc = hook;
    session->model = model;
    session->ngrams.alloc = hook;
    tenor__packed_sequences_init(&session->batch, &hook);
    tenor_status status = tenor_tokens_new(&hook, &session->tokens);
    if (status == TENOR_OK)
        status = tenor__pass_new(model->network, &hook, &session->pass);
    if (status == TENOR_OK)
        tenor__pass_remember(session->pass);
    if (status != TENOR_OK) {
        tenor_session_free(session);
        return status;
    }
    *out = session;
    return TENOR_OK;
}

void tenor_session_free(tenor_session *session)
{
    if (!session)
        return;
    const tenor_alloc alloc = session->alloc;
    tenor_tokens_free(session->tokens);
    tenor__pass_free(session->pass);
    tenor__packed_sequences_free(&session->batch);
    tenor__put(&alloc, session->ids);
    tenor__put(&alloc, session->logits);
    tenor__put(&alloc, session->ngram_logits);
    tenor__ngrams_free(&session->ngrams);
    tenor__put(&alloc, session);
}

uint64_t tenor__session_tokens(const tenor_session *session)
{
    return session->token_count;
}

/* Writes the ids of a text after the first `used` ones. With an n-gram layer, for which all of the text counts, its
 * tokens are all left in the session's list. */
static tenor_status encode(tenor_session *session, tenor_str text, size_t used, size_t *count)
{
    const tenor_model *model = session->model;
    const size_t limit = model->config.max_tokens;
    const tenor__kept_tokens kept = model->config.keep_tokens;
    void *ids = session->ids;
    size_t need;
    if (!tenor__add_size(used, limit, &need) ||
        !tenor__grow(&session->alloc, &ids, &session->id_capacity, need, sizeof *session->ids))
        return TENOR_OUT_OF_MEMORY;
    session->ids = ids;
    if (model->ngrams.slots == 0)
        return tenor__vocab_encode(model->vocab, session->tokens, text, limit, kept, session->ids + used, count);
    const tenor_text_settings settings = tenor_vocab_text_settings(model->vocab);
    TENOR_TRY(tenor_tokens_split(session->tokens, &settings, text));
    *count = tenor__vocab_ids(model->vocab, session->tokens, limit, kept, session->ids + used);
    return TENOR_OK;
}

/* Computes the n-gram layer's logits of the text encoded last. */
static tenor_status add_ngrams(tenor_session *session, float *logits)
{
    const tenor_model *model = session->model;
    const tenor__ngram_rule rule = {model->vocab, model->config.ngrams.words, model->config.ngrams.common};
    return tenor__ngram_table_score(&model->ngrams, &rule, &session->ngrams, session->tokens, logits)
               ? TENOR_OK
               : TENOR_OUT_OF_MEMORY;
}

static bool is_finite(const float *row, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(row[i]))
            return false;
    return true;
}

/* Classifies the first of `most` texts, as many as a group takes, and says how many in *done. Text i is
 * texts[members[i].value]; its probabilities go to that row. */
static tenor_status classify_group(tenor_session *session, const tenor_str *texts, const tenor__pair *members,
                                   size_t most, float *probabilities, size_t *done)
{
    const tenor_model *model = session->model;
    const size_t labels = model->config.network.labels;
    size_t lengths[GROUP];
    size_t used = 0;
    size_t count = 0;
    void *ngram_logits = session->ngram_logits;
    if (model->ngrams.slots > 0 && !tenor__grow(&session->alloc, &ngram_logits, &session->ngram_logit_capacity,
                                                (most < GROUP ? most : GROUP) * labels, sizeof *session->ngram_logits))
        return TENOR_OUT_OF_MEMORY;
    session->ngram_logits = ngram_logits;
    while (count < most && count < GROUP && used < GROUP_TOKENS) {
        TENOR_TRY(encode(session, texts[members[count].value], used, &lengths[count]));
        if (model->ngrams.slots > 0)
            TENOR_TRY(add_ngrams(session, session->ngram_logits + count * labels));
        used += lengths[count++];
    }
    const uint32_t *ids[GROUP];
    size_t at = 0;
    for (size_t i = 0; i < count; at += lengths[i++])
        ids[i] = session->ids + at;

    void *logits = session->logits;
    if (!tenor__grow(&session->alloc, &logits, &session->logit_capacity, count * labels, sizeof *session->logits))
        return TENOR_OUT_OF_MEMORY;
    session->logits = logits;
    if (!tenor__packed_sequences_fill(&session->batch, ids, lengths, count) ||
        !tenor__network_forward(session->pass, model->parameters, model->packed_weights, &session->batch, NULL,
                                session->logits))
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; model->ngrams.slots > 0 && i < count * labels; i++)
        session->logits[i] += session->ngram_logits[i];
    tenor__model_apply_head(model, count, session->logits);
    for (size_t i = 0; i < count; i++) {
        const float *row = session->logits + i * labels;
        if (!is_finite(row, labels))
            return TENOR_NOT_FINITE;
        memcpy(probabilities + members[i].value * labels, row, labels * sizeof *probabilities);
    }
    session->token_count += used;
    *done = count;
    return TENOR_OK;
}

tenor_status tenor_classify(tenor_session *session, tenor_str text, float *probabilities)
{
    size_t done;
    return classify_group(session, &text, &(tenor__pair){0, 0}, 1, probabilities, &done);
}

tenor_status tenor_classify_batch(tenor_session *session, const tenor_str *texts, size_t count, float *probabilities)
{
    for (size_t begin = 0; begin < count; begin += WINDOW) {
        const size_t size = count - begin < WINDOW ? count - begin : WINDOW;
        for (size_t i = 0; i < size; i++)
            session->window[i] = (tenor__pair){texts[begin + i].size, begin + i};
        tenor__sort_pairs(session->window, size);
        for (size_t i = 0, done = 0; i < size; i += done)
            TENOR_TRY(classify_group(session, texts, session->window + i, size - i, probabilities, &done));
    }
    return TENOR_OK;
}
