/* A server's inner loop: one model, a thread and a session for each core, requests from a queue, answers in order.
 *
 *     server MODEL THREADS < TEXTS
 *
 * Each line of standard input is a request. It waits in a ring; whichever worker is free takes it; and whoever finishes
 * the oldest one prints it and all that are ready after it. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <tenor.h>

enum { SLOTS = 256, MOST_THREADS = 64, MOST_LABELS = 64 };

typedef struct slot {
    char *line;
    size_t capacity; /* of line, as getline wants it */
    size_t size;
    float probabilities[MOST_LABELS];
    bool done;
} slot;

static tenor_model *model; /* read by every thread, written by none */
static slot ring[SLOTS];   /* request n is in slot n % SLOTS */
static size_t filled, taken, printed;
static bool at_end, failed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of all of the above but the model */
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void print(const slot *request)
{
    size_t predicted[MOST_LABELS];
    const size_t count = tenor_model_prediction(model, request->probabilities, predicted);
    for (size_t k = 0; k < count; k++) { /* one label, or any number where texts may have several */
        const tenor_str label = tenor_model_label(model, predicted[k]);
        printf("%s%.*s\t%.4f", k > 0 ? "\t" : "", (int)label.size, label.data, request->probabilities[predicted[k]]);
    }
    printf("\n");
}

static void *work(void *unused)
{
    tenor_session *session;
    const bool ready = tenor_session_new(model, NULL, &session) == TENOR_OK;
    pthread_mutex_lock(&lock);
    for (;;) {
        while (taken == filled && !at_end)
            pthread_cond_wait(&changed, &lock);
        if (taken == filled)
            break;
        slot *request = &ring[taken++ % SLOTS];
        pthread_mutex_unlock(&lock);
        const tenor_str text = {request->line, request->size};
        const bool classified = ready && tenor_classify(session, text, request->probabilities) == TENOR_OK;
        pthread_mutex_lock(&lock);
        failed = failed || !classified;
        request->done = true;
        for (; printed < taken && ring[printed % SLOTS].done; printed++)
            print(&ring[printed % SLOTS]);
        fflush(stdout);
        pthread_cond_broadcast(&changed);
    }
    pthread_mutex_unlock(&lock);
    tenor_session_free(session);
    return unused;
}

int main(int argc, char **argv)
{
    tenor_error error;
    if (tenor_model_load(argc > 1 ? argv[1] : "", NULL, &model, &error) != TENOR_OK)
        return fprintf(stderr, "server: %s\n", error.message), 1;
    const int threads = argc > 2 ? atoi(argv[2]) : 1;
    if (threads < 1 || threads > MOST_THREADS || tenor_model_label_count(model) > MOST_LABELS)
        return fprintf(stderr, "server: too many threads or labels, or none\n"), 1;
    pthread_t workers[MOST_THREADS];
    int started = 0;
    while (started < threads && pthread_create(&workers[started], NULL, work, NULL) == 0)
        started++;

    ssize_t size = 0;
    while (started > 0 && size >= 0) {
        slot *request = &ring[filled % SLOTS]; /* free, and no thread but this one fills slots */
        size = getline(&request->line, &request->capacity, stdin);
        pthread_mutex_lock(&lock);
        at_end = size < 0;
        request->done = false;
        request->size = at_end ? 0 : (size_t)size;
        filled += !at_end;
        pthread_cond_broadcast(&changed);
        while (filled - printed == SLOTS)
            pthread_cond_wait(&changed, &lock);
        pthread_mutex_unlock(&lock);
    }

    for (int i = 0; i < started; i++)
        pthread_join(workers[i], NULL);
    for (int i = 0; i < SLOTS; i++)
        free(ring[i].line);
    tenor_model_free(model);
    return started > 0 && !failed ? 0 : 1;
}
