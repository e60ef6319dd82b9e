#include "base/alloc.h"
#include "base/error.h"

#include <tenor_train.h>

enum { MOST_AT_ONCE = 1024 }; /* texts, whose probabilities are in memory together */

static const float PRESENT = 0.5f;

typedef struct lesson {
    tenor_alloc alloc;
    size_t labels;
    tenor_session **sessions; /* [teachers] */
    size_t teachers;
    tenor_str *names;     /* [labels] */
    tenor_str *some;      /* [labels] those of a text */
    float *probabilities; /* [MOST_AT_ONCE, labels] of one teacher */
    float *means;         /* [MOST_AT_ONCE, labels] */
} lesson;

static tenor_status check_teachers(const tenor_model *const *teachers, size_t count, tenor_error *error)
{
    for (size_t t = 1; t < count; t++) {
        bool same = tenor_model_label_count(teachers[t]) == tenor_model_label_count(teachers[0]) &&
                    tenor_str_equal(tenor_model_separator(teachers[t]), tenor_model_separator(teachers[0]));
        for (size_t k = 0; same && k < tenor_model_label_count(teachers[0]); k++)
            same = tenor_str_equal(tenor_model_label(teachers[t], k), tenor_model_label(teachers[0], k));
        if (!same)
            return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                    "teacher %zu of %zu has other labels than the first one; all must have the same",
                                    t + 1, count);
    }
    return TENOR_OK;
}

static tenor_status begin(lesson *of, const tenor_model *const *teachers, size_t count, size_t threads)
{
    size_t values;
    const tenor_alloc *hook = &of->alloc;
    if (!tenor__size_multiply(MOST_AT_ONCE, of->labels, &values))
        return TENOR_OUT_OF_MEMORY;
    of->sessions = tenor__alloc_zeroed(hook, count, sizeof(tenor_session *));
    of->names = tenor__alloc_array(hook, of->labels, sizeof *of->names);
    of->some = tenor__alloc_array(hook, of->labels, sizeof *of->some);
    of->probabilities = tenor__alloc_array(hook, values, sizeof *of->probabilities);
    of->means = tenor__alloc_array(hook, values, sizeof *of->means);
    if (!of->sessions || !of->names || !of->some || !of->probabilities || !of->means)
        return TENOR_OUT_OF_MEMORY;
    for (size_t k = 0; k < of->labels; k++)
        of->names[k] = tenor_model_label(teachers[0], k);
    for (; of->teachers < count; of->teachers++)
        TENOR_TRY(tenor_session_new_threads(teachers[of->teachers], threads, hook, &of->sessions[of->teachers]));
    return TENOR_OK;
}

static void end(lesson *of)
{
    for (size_t t = 0; t < of->teachers; t++)
        tenor_session_free(of->sessions[t]);
    tenor__alloc_free(&of->alloc, of->sessions);
    tenor__alloc_free(&of->alloc, of->names);
    tenor__alloc_free(&of->alloc, of->some);
    tenor__alloc_free(&of->alloc, of->probabilities);
    tenor__alloc_free(&of->alloc, of->means);
}

/* The mean of the teachers' probabilities for each text. */
static tenor_status find_means(lesson *of, const tenor_str *texts, size_t count)
{
    for (size_t t = 0; t < of->teachers; t++) {
        TENOR_TRY(tenor_classify_batch(of->sessions[t], texts, count, of->probabilities));
        for (size_t i = 0; i < count * of->labels; i++)
            of->means[i] = t == 0 ? of->probabilities[i] : of->means[i] + of->probabilities[i];
    }
    for (size_t i = 0; of->teachers > 1 && i < count * of->labels; i++)
        of->means[i] /= (float)of->teachers;
    return TENOR_OK;
}

static tenor_status add_text(lesson *of, tenor_str text, const float *means, tenor_corpus *corpus, tenor_error *error)
{
    size_t count = 0;
    if (tenor_corpus_separator(corpus).size == 0) {
        size_t likeliest = 0;
        for (size_t k = 1; k < of->labels; k++)
            likeliest = means[k] > means[likeliest] ? k : likeliest;
        of->some[count++] = of->names[likeliest];
    } else {
        for (size_t k = 0; k < of->labels; k++)
            if (means[k] >= PRESENT)
                of->some[count++] = of->names[k];
    }
    TENOR_TRY(tenor_corpus_add_labels(corpus, text, of->some, count, error));
    return tenor_corpus_set_probabilities(corpus, of->names, means, of->labels, error);
}

static tenor_status teach(lesson *of, const tenor_str *texts, size_t count, tenor_corpus *corpus, tenor_error *error)
{
    for (size_t first = 0; first < count; first += MOST_AT_ONCE) {
        const size_t some = count - first < MOST_AT_ONCE ? count - first : MOST_AT_ONCE;
        const tenor_status status = find_means(of, texts + first, some);
        if (status != TENOR_OK)
            return tenor__error_set(error, status, "the teacher cannot classify the texts: %s",
                                    tenor_status_text(status));
        for (size_t i = 0; i < some; i++)
            TENOR_TRY(add_text(of, texts[first + i], of->means + i * of->labels, corpus, error));
    }
    return TENOR_OK;
}

tenor_status tenor_teach(const tenor_model *const *teachers, size_t teacher_count, const tenor_str *texts, size_t count,
                         size_t threads, const tenor_alloc *alloc, tenor_corpus **out, tenor_error *error)
{
    *out = NULL;
    if (!teachers || teacher_count == 0 || (count > 0 && !texts))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "teachers and texts must not be NULL");
    TENOR_TRY(check_teachers(teachers, teacher_count, error));
    lesson of = {.alloc = tenor__alloc_of(alloc), .labels = tenor_model_label_count(teachers[0])};
    tenor_corpus *corpus = NULL;
    tenor_status status = tenor_model_multi_label(teachers[0])
                              ? tenor_corpus_new_multi_label(tenor_model_separator(teachers[0]), alloc, &corpus, NULL)
                              : tenor_corpus_new(alloc, &corpus);
    if (status == TENOR_OK)
        status = begin(&of, teachers, teacher_count, threads);
    if (status == TENOR_OK)
        status = teach(&of, texts, count, corpus, error);
    else
        tenor__error_set(error, status, "the teacher cannot begin: %s", tenor_status_text(status));
    end(&of);
    if (status == TENOR_OK)
        *out = corpus;
    else
        tenor_corpus_free(corpus);
    return status;
}
