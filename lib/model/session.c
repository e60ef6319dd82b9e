#include "model/session.h"

#include "base/error.h"
#include "model/model.h"
#include "text/tokens.h"

#include <math.h>
#include <string.h>

tenor_status tenor_session_new(const tenor_model *model, const tenor_alloc *alloc, tenor_session **out)
{
    return tenor_session_new_threads(model, 1, alloc, out);
}

tenor_status tenor_session_new_threads(const tenor_model *model, size_t threads, const tenor_alloc *alloc,
                                       tenor_session **out)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    *out = NULL;
    tenor_session *session = tenor__alloc_zeroed(&hook, 1, sizeof *session);
    if (!session)
        return TENOR_OUT_OF_MEMORY;
    session->alloc = session->groups.alloc = hook;
    session->explain.places.alloc = session->explain.shapley.alloc = hook;
    session->model = model;
    session->threads = session->slot_count = threads > 0 ? threads : tenor__pool_processors();
    session->slots = tenor__alloc_zeroed(&hook, session->slot_count, sizeof *session->slots);
    tenor_status status = session->slots ? tenor__locked_alloc_new(&hook, &session->locked) : TENOR_OUT_OF_MEMORY;
    if (status == TENOR_OK) {
        session->shared = tenor__locked_alloc_hook(session->locked);
        status = tenor__predict_groups_init(&session->groups, model->network, session->threads, true, &session->shared);
    }
    if (status != TENOR_OK) {
        tenor_session_free(session);
        return status;
    }
    *out = session;
    return TENOR_OK;
}

tenor_status tenor__session_new_for(const tenor_model *model, size_t count, size_t threads, const tenor_alloc *alloc,
                                    tenor_session **out)
{
    const size_t groups = count > 0 ? tenor__predict_groups_of(count) : 1;
    const size_t most = threads > 0 ? threads : tenor__pool_processors();
    return tenor_session_new_threads(model, most < groups ? most : groups, alloc, out);
}

static void free_explain(tenor__session_explain *explain, const tenor_alloc *alloc)
{
    tenor_tokens_free(explain->tokens);
    tenor__alloc_free(alloc, explain->logits);
    tenor__ngram_places_free(&explain->places);
    tenor__shapley_free(&explain->shapley);
    tenor__alloc_free(alloc, explain->weights);
    tenor__alloc_free(alloc, explain->ngrams);
}

void tenor_session_free(tenor_session *session)
{
    if (!session)
        return;
    const tenor_alloc alloc = session->alloc;
    tenor__pool_free(session->pool);
    for (size_t i = 0; session->slots && i < session->slot_count; i++) {
        tenor_tokens_free(session->slots[i].tokens);
        tenor__ngrams_free(&session->slots[i].ngrams);
        tenor__ngram_stream_free(&session->slots[i].stream);
        tenor__alloc_free(&session->shared, session->slots[i].ngram_logits);
    }
    tenor__predict_groups_free(&session->groups);
    free_explain(&session->explain, &alloc);
    tenor__locked_alloc_free(session->locked);
    tenor__alloc_free(&alloc, session->slots);
    tenor__alloc_free(&alloc, session);
}

uint64_t tenor__session_tokens(const tenor_session *session)
{
    return tenor__predict_groups_tokens(&session->groups);
}

/* What becomes of the texts. */
typedef enum result_kind { RESULT_PROBABILITIES, RESULT_LOGITS, RESULT_POOLED } result_kind;

typedef struct request {
    tenor_session *session;
    const tenor_str *texts;
    result_kind kind;
    float *out; /* a row a text */
} request;

static size_t length_of(const void *user, size_t text)
{
    const request *asked = user;
    return asked->texts[text].size;
}

static tenor_status prepare_slot(const tenor_session *session, tenor__session_slot *slot, size_t rows)
{
    const tenor_model *model = session->model;
    if (!slot->tokens) {
        slot->ngrams.alloc = slot->stream.alloc = session->shared;
        TENOR_TRY(tenor_tokens_new(&session->shared, &slot->tokens));
    }
    void *logits = slot->ngram_logits;
    if (model->ngrams.slots > 0 && !tenor__alloc_grow(&session->shared, &logits, &slot->ngram_logit_capacity,
                                                      rows * model->config.network.labels, sizeof *slot->ngram_logits))
        return TENOR_OUT_OF_MEMORY;
    slot->ngram_logits = logits;
    return TENOR_OK;
}

/* The n-gram model reads all tokens of a text, the network those that are kept. A pooled vector is the network's. */
static tenor_status read_text(void *user, tenor__group_member member, uint32_t *ids, size_t *length)
{
    const request *asked = user;
    const tenor_model *model = asked->session->model;
    const size_t limit = model->config.max_tokens;
    const tenor__kept_tokens kept = model->config.keep_tokens;
    const tenor_str text = asked->texts[member.sequence];
    tenor__session_slot *slot = &asked->session->slots[member.slot];
    TENOR_TRY(prepare_slot(asked->session, slot, member.row + 1));
    const bool scores = model->ngrams.slots > 0 && asked->kind != RESULT_POOLED;
    const bool streams = text.size >= TENOR__NGRAM_STREAM_LEAST;
    if (scores && !streams) {
        TENOR_TRY(tenor_tokens_split(slot->tokens, tenor_vocab_text_settings(model->vocab), text));
        *length = tenor__vocab_ids(model->vocab, slot->tokens, limit, kept, ids);
    } else {
        TENOR_TRY(tenor__vocab_encode(model->vocab, slot->tokens, text, limit, kept, ids, length));
    }
    if (!scores)
        return TENOR_OK;
    const tenor__ngram_rule rule = {model->vocab, model->config.ngrams.words, model->config.ngrams.common};
    float *logits = slot->ngram_logits + member.row * model->config.network.labels;
    const bool done = streams
                          ? tenor__ngram_stream_score(&model->ngrams, &rule, &slot->stream, slot->tokens, text, logits)
                          : tenor__ngram_table_score(&model->ngrams, &rule, &slot->ngrams, slot->tokens, logits);
    return done ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

static tenor_status copy_finite(const float *row, size_t count, float *out)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(row[i]))
            return TENOR_NOT_FINITE;
    memcpy(out, row, count * sizeof *out);
    return TENOR_OK;
}

static tenor_status take_result(void *user, tenor__group_member member, float *result)
{
    const request *asked = user;
    const tenor_session *session = asked->session;
    const tenor_model *model = session->model;
    const size_t labels = model->config.network.labels;
    if (asked->kind == RESULT_POOLED) {
        const size_t width = tenor_pooled_width(model);
        return copy_finite(result, width, asked->out + member.sequence * width);
    }
    if (model->ngrams.slots > 0) {
        const float *ngram_logits = session->slots[member.slot].ngram_logits + member.row * labels;
        for (size_t k = 0; k < labels; k++)
            result[k] += ngram_logits[k];
    }
    if (asked->kind == RESULT_PROBABILITIES)
        tenor__model_apply_head(model, 1, result);
    return copy_finite(result, labels, asked->out + member.sequence * labels);
}

/* Starts threads for so many groups, if there are not enough; twice as many as there are, so that batches that grow
 * slowly do not start them again and again. Where the system refuses some, fewer do the same work from then on. */
static tenor_status start_threads(tenor_session *session, size_t groups)
{
    const size_t started = session->pool ? tenor__pool_threads(session->pool) : 1;
    size_t wanted = groups < session->threads ? groups : session->threads;
    if (wanted <= started)
        return TENOR_OK;
    if (session->pool && wanted < 2 * started)
        wanted = 2 * started < session->threads ? 2 * started : session->threads;
    tenor__pool_free(session->pool);
    TENOR_TRY(tenor__pool_new_granted(wanted, &session->alloc, &session->pool));
    if (tenor__pool_threads(session->pool) < wanted)
        session->threads = tenor__pool_threads(session->pool);
    return TENOR_OK;
}

tenor_status tenor__session_run(tenor_session *session, const tenor__group_source *source)
{
    TENOR_TRY(start_threads(session, tenor__predict_groups_of(source->count)));
    return tenor__predict_groups_run(&session->groups, session->pool, source);
}

static tenor_status run(tenor_session *session, const tenor_str *texts, size_t count, result_kind kind, float *out)
{
    const tenor_model *model = session->model;
    request asked = {session, texts, kind, out};
    const tenor__group_source source = {
        .parameters = model->parameters,
        .packed_weights = model->packed_weights,
        .count = count,
        .longest = model->config.max_tokens,
        .user = &asked,
        .length = length_of,
        .read = read_text,
        .take = take_result,
        .pooled = kind == RESULT_POOLED,
    };
    return tenor__session_run(session, &source);
}

tenor_status tenor_classify(tenor_session *session, tenor_str text, float *probabilities)
{
    return run(session, &text, 1, RESULT_PROBABILITIES, probabilities);
}

tenor_status tenor_classify_batch(tenor_session *session, const tenor_str *texts, size_t count, float *probabilities)
{
    return run(session, texts, count, RESULT_PROBABILITIES, probabilities);
}

tenor_status tenor_logits(tenor_session *session, tenor_str text, float *logits)
{
    return run(session, &text, 1, RESULT_LOGITS, logits);
}

size_t tenor_pooled_width(const tenor_model *model)
{
    return tenor__network_pooled_width(model->network);
}

tenor_status tenor__session_pooled(tenor_session *session, const tenor_str *texts, size_t count, float *pooled)
{
    return run(session, texts, count, RESULT_POOLED, pooled);
}

tenor_status tenor_pooled(tenor_session *session, tenor_str text, float *pooled)
{
    return run(session, &text, 1, RESULT_POOLED, pooled);
}
