#include "serve/job.h"

#include "explain/explain.h"
#include "memory.h"
#include "serve/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLICE = 64,         /* texts of a large request that a thread takes at once */
    MOST_EXPLAINED = 16 /* texts of a request: each takes some hundred times as long as its prediction */
};

struct job *job_new(struct http_exchange *exchange, struct served *served, const struct request *request)
{
    struct job *job = memory_resize(NULL, 1, sizeof *job);
    *job = (struct job){.exchange = exchange, .served = served, .request = *request};
    return job;
}

static void free_job(struct job *job)
{
    for (size_t i = 0; job->pieces && i * job->slice < job->request.count; i++)
        free(job->pieces[i].data);
    free(job->pieces);
    free(job->whole.data);
    request_free(&job->request);
    models_release(job->served);
    free(job);
}

void job_fail(struct job *job, const struct request_error *error)
{
    answer_error(job->exchange, error);
    free_job(job);
}

/* What only the model tells. */
static bool check(const struct job *job, struct request_error *error)
{
    const struct request *request = &job->request;
    const size_t labels = tenor_model_label_count(job->served->model);
    const size_t top = request->asked.top < labels ? request->asked.top : labels;
    const size_t shown = request->asked.all ? labels : top + 1;
    if (request->asked.polarity && !job->served->has_polarity)
        return request_fail(error, 422, "no_polarity", "leave out polarity, or train with --polarity",
                            "the labels of %s have no polarity", job->served->name);
    if (request->explain_label.data && tenor_label_index(job->served->model, request->explain_label) == SIZE_MAX)
        return request_fail(
            error, 422, "unknown_label", "GET /models lists the labels", "%s has no label '%.*s'", job->served->name,
            (int)(request->explain_label.size < 80 ? request->explain_label.size : 80), request->explain_label.data);
    if (request->explain && request->count > MOST_EXPLAINED)
        return request_fail(error, 413, "too_many_texts", "explain fewer texts at once",
                            "more than %d texts to explain", MOST_EXPLAINED);
    if (request->count > JOB_PROBABILITIES / shown)
        return request_fail(error, 413, "too_many_texts", "send fewer texts at once, or ask for fewer labels",
                            "more than %d probabilities in one answer", JOB_PROBABILITIES);
    return true;
}

static void answer_failure(struct job *job)
{
    struct request_error error;
    if (atomic_load(&job->status) == TENOR_NOT_FINITE)
        request_fail(&error, 500, "not_finite", "train the model again, at a lower --lr",
                     "the numbers of %s overflow, so it has no prediction", job->served->name);
    else
        request_fail(&error, 503, "no_memory", "send fewer or shorter texts, or try again later", "%s",
                     tenor_status_text((tenor_status)atomic_load(&job->status)));
    job_fail(job, &error);
}

bool job_begin(struct job *job)
{
    struct request_error error;
    struct request *request = &job->request;
    if (!request_read(request, job->exchange->body.data, job->exchange->body.size, &error)) {
        job_fail(job, &error);
        return false;
    }
    const size_t most = JOB_PROBABILITIES / tenor_model_label_count(job->served->model);
    request->explain |= request->explain_label.data != NULL;
    if (!check(job, &error)) {
        job_fail(job, &error);
        return false;
    }
    if (!http_charge(job->exchange, request->count * sizeof *request->texts)) {
        atomic_store(&job->status, TENOR_OUT_OF_MEMORY);
        answer_failure(job);
        return false;
    }
    job->begun = true;
    job->slice = request->explain || most < 1 ? 1 : most < SLICE ? most : SLICE;
    job->exchange->texts = request->count;
    return true;
}

void job_divide(struct job *job)
{
    const size_t count = (job->request.count + job->slice - 1) / job->slice;
    job->pieces = memory_resize(NULL, count, sizeof *job->pieces);
    memset(job->pieces, 0, count * sizeof *job->pieces);
    job->divided = true;
}

/* ---- results ---- */

static tenor_status write_result(const struct slice *slice, size_t i, tenor_session *session,
                                 struct prediction *prediction, const float *probabilities, struct text *to)
{
    const struct request *request = &slice->job->request;
    const tenor_str text = request->texts[i];
    const bool json = request->form == REQUEST_JSON;
    prediction_find(prediction, probabilities);
    struct cJSON *object = prediction_json(prediction, text, probabilities);
    if (request->explain) {
        struct explain explain = explain_of(slice->job->served->model, session, NULL, false);
        if (request->explain_label.data)
            explain.label = tenor_label_index(slice->job->served->model, request->explain_label);
        if (!explain_text(&explain, text)) {
            json_free(object);
            return explain.status;
        }
        explain_add_json(&explain, text, object);
    }
    if (json && !request->single && i > 0)
        text_write(to, ",", 1);
    json_write(object, to);
    if (!json || request->single)
        text_write(to, "\n", 1);
    return TENOR_OK;
}

static tenor_status write_slice(const struct slice *slice, tenor_session *session, const float *probabilities)
{
    struct job *job = slice->job;
    const size_t labels = tenor_model_label_count(job->served->model);
    const bool frame = !job->pieces && job->request.form == REQUEST_JSON && !job->request.single;
    struct text *to = job->pieces ? &job->pieces[slice->from / job->slice] : &job->whole;
    struct prediction prediction;
    size_t tokens = 0;
    tenor_status status = prediction_init(&prediction, job->served->model, &job->request.asked);
    text_write(to, "{\"results\":[", frame ? 12 : 0);
    for (size_t i = slice->from; i < slice->to && status == TENOR_OK; i++) {
        status = write_result(slice, i, session, &prediction, probabilities + (i - slice->from) * labels, to);
        tokens += prediction.token_count;
    }
    text_write(to, "]}\n", frame ? 3 : 0);
    prediction_free(&prediction);
    atomic_fetch_add(&job->tokens, tokens);
    return status == TENOR_OK && !http_charge(job->exchange, to->size) ? TENOR_OUT_OF_MEMORY : status;
}

/* ---- the answer ---- */

static void answer_job(struct job *job)
{
    struct request *request = &job->request;
    const bool lines = request->form != REQUEST_JSON;
    struct http_answer answer = {.status = 200, .type = lines ? "application/x-ndjson" : "application/json"};
    answer.body = job->whole;
    if (job->pieces) {
        const size_t count = (request->count + job->slice - 1) / job->slice;
        size_t size = 0;
        for (size_t i = 0; i < count; i++)
            size += job->pieces[i].size;
        if (!http_charge(job->exchange, size)) {
            atomic_store(&job->status, TENOR_OUT_OF_MEMORY);
            answer_failure(job);
            return;
        }
        answer.body = (struct text){.data = memory_resize(NULL, size + 16, 1), .capacity = size + 16};
        text_write(&answer.body, "{\"results\":[", lines ? 0 : 12);
        for (size_t i = 0; i < count; i++)
            text_write(&answer.body, job->pieces[i].data, job->pieces[i].size);
        text_write(&answer.body, "]}\n", lines ? 0 : 3);
    }
    job->whole = (struct text){0};
    answer_secure(&answer, job->exchange->cors);
    answer_field(&answer, "Tenor-Model", NULL);
    snprintf(answer.note, sizeof answer.note, "%s/%s", job->served->name, job->served->version);
    http_answer(job->exchange, &answer);
    free_job(job);
}

void job_finish(const struct slice *slice, tenor_session *session, const float *probabilities, tenor_status status,
                struct metrics *metrics)
{
    struct job *job = slice->job;
    const size_t size = slice->to - slice->from;
    const size_t count = job->request.count; /* the thread that does the last slice frees the job */
    if (status == TENOR_OK)
        status = write_slice(slice, session, probabilities);
    if (status != TENOR_OK)
        atomic_store(&job->status, (int)status);
    if (atomic_fetch_add(&job->done, size) + size < count)
        return;
    atomic_fetch_add_explicit(&metrics->texts, count, memory_order_relaxed);
    atomic_fetch_add_explicit(&metrics->tokens, atomic_load(&job->tokens), memory_order_relaxed);
    if (atomic_load(&job->status) == TENOR_OK)
        answer_job(job);
    else
        answer_failure(job);
}
