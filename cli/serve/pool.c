#include "serve/pool.h"

#include "explain/explain.h"
#include "memory.h"
#include "serve/answer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLICE = 64,                  /* texts of a large request that a thread takes at once */
    TOGETHER = 32,               /* small requests that are classified together, at most */
    MOST_EXPLAINED = 16,         /* texts of a request: each takes some hundred times as long as its prediction */
    MOST_PROBABILITIES = 1 << 20 /* in an answer */
};

/* A request on its way through the pool. */
struct job {
    struct job *next;
    struct http_exchange *exchange;
    struct served *served;
    struct request request;
    bool divided;        /* it was read, and is taken slice by slice */
    size_t slice;        /* texts of each */
    size_t taken;        /* texts that threads have begun, under the lock of the pool */
    size_t done;         /* likewise */
    struct text *pieces; /* of the answer, one a slice; NULL when it is one */
    struct text whole;
    size_t tokens;       /* under the lock */
    tenor_status status; /* of the first slice that failed; likewise */
};

struct pool {
    struct models *models;
    struct metrics *metrics;
    size_t wanted; /* threads: those that wait are divided by it */
    size_t thread_count;
    pthread_t *threads;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    struct job *first;
    struct job **last;
    size_t waiting;
    bool stops;
    uint64_t generation; /* of the models */
};

/* Texts of a job, from..to. */
struct slice {
    struct job *job;
    size_t from;
    size_t to;
};

/* A thread and what it has. */
struct worker {
    struct pool *pool;
    uint64_t generation;
    struct served *served[MODELS_MOST]; /* that the sessions are of */
    tenor_session *sessions[MODELS_MOST];
    tenor_str *texts;
    size_t text_capacity;
    float *probabilities;
    size_t probability_capacity;
};

/* ---- sessions ---- */

static void drop_session(struct worker *worker, size_t slot)
{
    tenor_session_free(worker->sessions[slot]);
    models_release(worker->served[slot]);
    worker->sessions[slot] = NULL;
    worker->served[slot] = NULL;
}

static void drop_old_sessions(struct worker *worker)
{
    for (size_t i = 0; i < MODELS_MOST; i++)
        if (worker->served[i] && !models_is_current(worker->pool->models, worker->served[i]))
            drop_session(worker, i);
}

/* The worker's session of a model; NULL without memory. */
static tenor_session *session_of(struct worker *worker, struct served *served)
{
    const size_t slot = served->slot;
    if (worker->served[slot] != served) {
        drop_session(worker, slot);
        if (tenor_session_new(served->model, NULL, &worker->sessions[slot]) != TENOR_OK)
            return NULL;
        atomic_fetch_add(&served->references, 1);
        worker->served[slot] = served;
    }
    return worker->sessions[slot];
}

/* ---- queue ---- */

/* Under the lock. */
static void append(struct pool *pool, struct job *job)
{
    job->next = NULL;
    *pool->last = job;
    pool->last = &job->next;
    pool->waiting++;
}

static struct job *remove_first(struct pool *pool)
{
    struct job *job = pool->first;
    pool->first = job->next;
    if (!pool->first)
        pool->last = &pool->first;
    pool->waiting--;
    return job;
}

/* The next slice of the job, which goes behind all others, so that they have their turn. */
static struct slice next_slice(struct pool *pool)
{
    struct job *job = remove_first(pool);
    const size_t left = job->request.count - job->taken;
    const size_t size = left < job->slice ? left : job->slice;
    const struct slice slice = {job, job->taken, job->taken + size};
    job->taken += size;
    if (size < left)
        append(pool, job);
    return slice;
}

/* Waits for work: a slice of a divided job, or new jobs, a fair share of those that wait. Returns how many; 0 at the
 * end. */
static size_t take(struct worker *worker, struct slice slices[TOGETHER])
{
    struct pool *pool = worker->pool;
    size_t count = 0;
    pthread_mutex_lock(&pool->lock);
    while (!pool->first && !pool->stops) {
        if (worker->generation != pool->generation) {
            worker->generation = pool->generation;
            pthread_mutex_unlock(&pool->lock);
            drop_old_sessions(worker);
            pthread_mutex_lock(&pool->lock);
        } else {
            pthread_cond_wait(&pool->changed, &pool->lock);
        }
    }
    if (pool->first && pool->first->divided) {
        slices[count++] = next_slice(pool);
    } else {
        const size_t share = (pool->waiting + pool->wanted - 1) / pool->wanted;
        while (pool->first && !pool->first->divided && count < TOGETHER && count < share)
            slices[count++] = (struct slice){.job = remove_first(pool)};
    }
    pthread_mutex_unlock(&pool->lock);
    return count;
}

/* ---- a job ---- */

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

static void fail_job(struct job *job, const struct request_error *error)
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
    if (request->count > MOST_PROBABILITIES / shown)
        return request_fail(error, 413, "too_many_texts", "send fewer texts at once, or ask for fewer labels",
                            "more than %d probabilities in one answer", MOST_PROBABILITIES);
    return true;
}

/* Reads the body. False when the job is answered already. */
static bool begin(struct job *job)
{
    struct request_error error;
    struct request *request = &job->request;
    if (!request_read(request, job->exchange->body.data, job->exchange->body.size, &error)) {
        fail_job(job, &error);
        return false;
    }
    request->explain |= request->explain_label.data != NULL;
    if (!check(job, &error)) {
        fail_job(job, &error);
        return false;
    }
    job->slice = request->explain ? 1 : SLICE;
    job->exchange->texts = request->count;
    return true;
}

/* Other threads get slices of it, too. */
static void divide(struct pool *pool, struct job *job)
{
    const size_t count = (job->request.count + job->slice - 1) / job->slice;
    job->pieces = memory_resize(NULL, count, sizeof *job->pieces);
    memset(job->pieces, 0, count * sizeof *job->pieces);
    job->divided = true;
    pthread_mutex_lock(&pool->lock);
    append(pool, job);
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
}

static void answer_failure(struct job *job)
{
    struct request_error error;
    if (job->status == TENOR_NOT_FINITE)
        request_fail(&error, 500, "not_finite", "train the model again, at a lower --lr",
                     "the numbers of %s overflow, so it has no prediction", job->served->name);
    else
        request_fail(&error, 503, "no_memory", "send fewer or shorter texts, or try again later", "%s",
                     tenor_status_text(job->status));
    fail_job(job, &error);
}

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
            job->status = TENOR_OUT_OF_MEMORY;
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

static void finish_slice(struct pool *pool, const struct slice *slice, size_t tokens, tenor_status status)
{
    struct job *job = slice->job;
    pthread_mutex_lock(&pool->lock);
    job->done += slice->to - slice->from;
    job->tokens += tokens;
    if (job->status == TENOR_OK)
        job->status = status;
    const bool last = job->done == job->request.count;
    pthread_mutex_unlock(&pool->lock);
    if (!last)
        return;
    atomic_fetch_add_explicit(&pool->metrics->texts, job->request.count, memory_order_relaxed);
    atomic_fetch_add_explicit(&pool->metrics->tokens, job->tokens, memory_order_relaxed);
    if (job->status == TENOR_OK)
        answer_job(job);
    else
        answer_failure(job);
}

/* ---- work ---- */

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

static tenor_status write_slice(const struct slice *slice, tenor_session *session, const float *probabilities,
                                size_t *tokens)
{
    struct job *job = slice->job;
    const size_t labels = tenor_model_label_count(job->served->model);
    const bool frame = !job->pieces && job->request.form == REQUEST_JSON && !job->request.single;
    struct text *to = job->pieces ? &job->pieces[slice->from / job->slice] : &job->whole;
    struct prediction prediction;
    tenor_status status = prediction_init(&prediction, job->served->model, &job->request.asked);
    text_write(to, "{\"results\":[", frame ? 12 : 0);
    for (size_t i = slice->from; i < slice->to && status == TENOR_OK; i++) {
        status = write_result(slice, i, session, &prediction, probabilities + (i - slice->from) * labels, to);
        *tokens += prediction.token_count;
    }
    text_write(to, "]}\n", frame ? 3 : 0);
    prediction_free(&prediction);
    return status;
}

/* Slices of one model, in one batch. */
static void classify(struct worker *worker, const struct slice *slices, size_t count)
{
    struct served *served = slices[0].job->served;
    const size_t labels = tenor_model_label_count(served->model);
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += slices[i].to - slices[i].from;
    if (total > worker->text_capacity) {
        worker->texts = memory_resize(worker->texts, total, sizeof *worker->texts);
        worker->text_capacity = total;
    }
    if (total * labels > worker->probability_capacity) {
        worker->probabilities = memory_resize(worker->probabilities, total * labels, sizeof *worker->probabilities);
        worker->probability_capacity = total * labels;
    }
    total = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t text = slices[i].from; text < slices[i].to; text++)
            worker->texts[total++] = slices[i].job->request.texts[text];
    tenor_session *session = session_of(worker, served);
    tenor_status status =
        session ? tenor_classify_batch(session, worker->texts, total, worker->probabilities) : TENOR_OUT_OF_MEMORY;
    atomic_fetch_add_explicit(&worker->pool->metrics->batches, 1, memory_order_relaxed);
    const float *probabilities = worker->probabilities;
    for (size_t i = 0; i < count; i++) {
        size_t tokens = 0;
        const size_t size = slices[i].to - slices[i].from;
        const tenor_status written =
            status == TENOR_OK ? write_slice(&slices[i], session, probabilities, &tokens) : status;
        probabilities += size * labels;
        finish_slice(worker->pool, &slices[i], tokens, written);
    }
}

/* New jobs: reads them, divides the large ones, and classifies the small ones of one model together. */
static void work(struct worker *worker, struct slice slices[TOGETHER], size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct job *job = slices[i].job;
        if (!job->divided && !begin(job))
            continue;
        if (!job->divided && job->request.count > job->slice) {
            divide(worker->pool, job);
            continue;
        }
        if (!job->divided)
            slices[i].to = job->request.count;
        slices[kept++] = slices[i];
    }
    for (size_t from = 0; from < kept;) {
        size_t to = from + 1;
        while (to < kept && slices[to].job->served == slices[from].job->served)
            to++;
        classify(worker, slices + from, to - from);
        from = to;
    }
}

static void *run_worker(void *user)
{
    struct worker worker = {.pool = user};
    struct slice slices[TOGETHER];
    size_t count;
    while ((count = take(&worker, slices)) > 0)
        work(&worker, slices, count);
    for (size_t i = 0; i < MODELS_MOST; i++)
        drop_session(&worker, i);
    free(worker.texts);
    free(worker.probabilities);
    return NULL;
}

/* ---- the pool ---- */

struct pool *pool_start(struct models *models, struct metrics *metrics, size_t threads)
{
    struct pool *pool = memory_resize(NULL, 1, sizeof *pool);
    *pool = (struct pool){.models = models, .metrics = metrics, .wanted = threads};
    pool->last = &pool->first;
    pool->threads = memory_resize(NULL, threads, sizeof *pool->threads);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    while (pool->thread_count < threads &&
           pthread_create(&pool->threads[pool->thread_count], NULL, run_worker, pool) == 0)
        pool->thread_count++;
    if (pool->thread_count == 0) {
        pool_stop(pool);
        return NULL;
    }
    return pool;
}

bool pool_add(struct pool *pool, struct http_exchange *exchange, struct served *served, const struct request *request)
{
    struct job *job = memory_resize(NULL, 1, sizeof *job);
    *job = (struct job){.exchange = exchange, .served = served, .request = *request};
    pthread_mutex_lock(&pool->lock);
    const bool open = !pool->stops;
    if (open) {
        append(pool, job);
        pthread_cond_signal(&pool->changed);
    }
    pthread_mutex_unlock(&pool->lock);
    if (!open)
        free(job);
    return open;
}

size_t pool_waiting(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    const size_t waiting = pool->waiting;
    pthread_mutex_unlock(&pool->lock);
    return waiting;
}

void pool_models_changed(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->generation++;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
}

void pool_stop(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->stops = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    free(pool->threads);
    free(pool);
}
