#include "serve/classifier.h"

#include "memory.h"

#include <stdlib.h>

static void drop_session(struct classifier *classifier, size_t slot)
{
    tenor_session_free(classifier->sessions[slot]);
    models_release(classifier->served[slot]);
    classifier->sessions[slot] = NULL;
    classifier->served[slot] = NULL;
}

void classifier_free(struct classifier *classifier)
{
    for (size_t i = 0; i < MODELS_MOST; i++)
        drop_session(classifier, i);
    free(classifier->texts);
    free(classifier->probabilities);
}

void classifier_drop_old(struct classifier *classifier, struct models *models)
{
    for (size_t i = 0; i < MODELS_MOST; i++)
        if (classifier->served[i] && !models_is_current(models, classifier->served[i]))
            drop_session(classifier, i);
}

/* The session of a model; NULL without memory. */
static tenor_session *session_of(struct classifier *classifier, struct served *served)
{
    const size_t slot = served->slot;
    if (classifier->served[slot] != served) {
        drop_session(classifier, slot);
        if (tenor_session_new(served->model, NULL, &classifier->sessions[slot]) != TENOR_OK)
            return NULL;
        atomic_fetch_add(&served->references, 1);
        classifier->served[slot] = served;
    }
    return classifier->sessions[slot];
}

static void make_room(struct classifier *classifier, size_t texts, size_t labels)
{
    if (texts > classifier->text_capacity) {
        classifier->texts = memory_resize(classifier->texts, texts, sizeof *classifier->texts);
        classifier->text_capacity = texts;
    }
    if (texts * labels > classifier->probability_capacity) {
        classifier->probabilities =
            memory_resize(classifier->probabilities, texts * labels, sizeof *classifier->probabilities);
        classifier->probability_capacity = texts * labels;
    }
}

/* Slices of one model, few enough for the room of a batch. */
static void run_batch(struct classifier *classifier, const struct slice *slices, size_t count, struct metrics *metrics)
{
    struct served *served = slices[0].job->served;
    const size_t labels = tenor_model_label_count(served->model);
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += slices[i].to - slices[i].from;
    make_room(classifier, total, labels);
    total = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t text = slices[i].from; text < slices[i].to; text++)
            classifier->texts[total++] = slices[i].job->request.texts[text];
    tenor_session *session = session_of(classifier, served);
    const tenor_status status = session
                                    ? tenor_classify_batch(session, classifier->texts, total, classifier->probabilities)
                                    : TENOR_OUT_OF_MEMORY;
    atomic_fetch_add_explicit(&metrics->batches, 1, memory_order_relaxed);
    const float *probabilities = classifier->probabilities;
    for (size_t i = 0; i < count; i++) {
        const size_t size = slices[i].to - slices[i].from;
        job_finish(&slices[i], session, probabilities, status, metrics);
        probabilities += size * labels;
    }
}

void classifier_run(struct classifier *classifier, const struct slice *slices, size_t count, struct metrics *metrics)
{
    for (size_t from = 0; from < count;) {
        const struct served *served = slices[from].job->served;
        const size_t most = JOB_PROBABILITIES / tenor_model_label_count(served->model);
        size_t texts = slices[from].to - slices[from].from;
        size_t to = from + 1;
        while (to < count && slices[to].job->served == served && texts + slices[to].to - slices[to].from <= most) {
            texts += slices[to].to - slices[to].from;
            to++;
        }
        run_batch(classifier, slices + from, to - from, metrics);
        from = to;
    }
}
