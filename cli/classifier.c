#define _GNU_SOURCE /* sched_getaffinity */
#include "classifier.h"

#include "failure.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK = 64, MOST_TEXTS = 4096, MOST_NUMBERS = 1 << 20 };

/* A text's place among those of a run. */
struct place {
    size_t index;
    size_t size;
};

struct classifier {
    const tenor_model *model;
    size_t labels;
    size_t threads;
    size_t most;
    tenor_session **sessions; /* one a thread, made at its first use */
    struct place *order;      /* longest text first: texts of a chunk are of a length, and the last chunks are short */
    tenor_str *texts;         /* in that order */
    size_t *rows;             /* where the i-th text is in it */
    float *probabilities;     /* a row a text, in that order */
    size_t count;
    atomic_size_t next; /* first text that no thread has taken */
    atomic_int failed;  /* a tenor_status */
};

size_t classifier_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return (size_t)CPU_COUNT(&set);
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (size_t)online : 1;
}

struct classifier *classifier_new(const tenor_model *model, size_t threads)
{
    struct classifier *made = memory_resize(NULL, 1, sizeof *made);
    *made = (struct classifier){.model = model, .labels = tenor_model_label_count(model), .threads = threads};
    made->most = MOST_NUMBERS / made->labels;
    if (made->most > MOST_TEXTS)
        made->most = MOST_TEXTS;
    if (made->most == 0)
        made->most = 1;
    made->sessions = memory_resize(NULL, threads, sizeof *made->sessions);
    for (size_t i = 0; i < threads; i++)
        made->sessions[i] = NULL;
    made->order = memory_resize(NULL, made->most, sizeof *made->order);
    made->texts = memory_resize(NULL, made->most, sizeof *made->texts);
    made->rows = memory_resize(NULL, made->most, sizeof *made->rows);
    made->probabilities = memory_resize(NULL, made->most * made->labels, sizeof *made->probabilities);
    return made;
}

void classifier_free(struct classifier *classifier)
{
    if (!classifier)
        return;
    for (size_t i = 0; i < classifier->threads; i++)
        tenor_session_free(classifier->sessions[i]);
    free(classifier->sessions);
    free(classifier->order);
    free(classifier->texts);
    free(classifier->rows);
    free(classifier->probabilities);
    free(classifier);
}

size_t classifier_most(const struct classifier *classifier)
{
    return classifier->most;
}

struct worker {
    struct classifier *classifier;
    size_t number;
    pthread_t thread;
};

static void *work(void *argument)
{
    const struct worker *worker = argument;
    struct classifier *classifier = worker->classifier;
    tenor_session **session = &classifier->sessions[worker->number];
    tenor_status status = *session ? TENOR_OK : tenor_session_new(classifier->model, NULL, session);
    for (;;) {
        size_t first = atomic_fetch_add(&classifier->next, CHUNK);
        if (first >= classifier->count || status != TENOR_OK)
            break;
        size_t count = classifier->count - first < CHUNK ? classifier->count - first : CHUNK;
        status = tenor_classify_batch(*session, classifier->texts + first, count,
                                      classifier->probabilities + first * classifier->labels);
    }
    if (status != TENOR_OK)
        atomic_store(&classifier->failed, (int)status);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    const struct place *left = a;
    const struct place *right = b;
    if (left->size != right->size)
        return left->size < right->size ? 1 : -1;
    return (left->index > right->index) - (left->index < right->index);
}

tenor_status classifier_run(struct classifier *classifier, const tenor_str *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        classifier->order[i] = (struct place){i, texts[i].size};
    if (count > 1)
        qsort(classifier->order, count, sizeof *classifier->order, by_size);
    for (size_t i = 0; i < count; i++) {
        classifier->texts[i] = texts[classifier->order[i].index];
        classifier->rows[classifier->order[i].index] = i;
    }
    classifier->count = count;
    atomic_store(&classifier->next, 0);
    atomic_store(&classifier->failed, TENOR_OK);

    size_t chunks = (count + CHUNK - 1) / CHUNK;
    size_t threads = chunks < classifier->threads ? chunks : classifier->threads;
    struct worker *workers = memory_resize(NULL, threads, sizeof *workers);
    size_t started = 1;
    for (; started < threads; started++) {
        workers[started].classifier = classifier;
        workers[started].number = started;
        /* Fewer threads than hoped for do the same work. */
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
            break;
    }
    workers[0].classifier = classifier;
    workers[0].number = 0;
    work(&workers[0]);
    for (size_t i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    free(workers);
    return (tenor_status)atomic_load(&classifier->failed);
}

const float *classifier_row(const struct classifier *classifier, size_t i)
{
    return classifier->probabilities + classifier->rows[i] * classifier->labels;
}
