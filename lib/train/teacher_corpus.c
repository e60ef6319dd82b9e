#include "base/alloc.h"
#include "base/error.h"

#include <tenor_train.h>

enum { MOST_AT_ONCE = 1024 }; /* texts, whose probabilities are in memory together */

typedef struct teaching {
    tenor_alloc alloc;
    const tenor_model *const *teachers;
    size_t teacher_count;
    size_t threads;
    size_t labels;
    tenor_str *names;     /* [labels] */
    tenor_str *some;      /* [labels] those of a text */
    size_t *predicted;    /* [labels] */
    float *probabilities; /* [MOST_AT_ONCE, labels] of one teacher */
    float *means;         /* [MOST_AT_ONCE, labels] */
} teaching;

static tenor_status check_teachers(const tenor_model *const *teachers, size_t count, tenor_error *error)
{
    for (size_t t = 1; t < count; t++) {
        const bool separator = tenor_str_equal(tenor_model_separator(teachers[t]), tenor_model_separator(teachers[0]));
        bool same = tenor_model_label_count(teachers[t]) == tenor_model_label_count(teachers[0]);
        for (size_t k = 0; same && k < tenor_model_label_count(teachers[0]); k++)
            same = tenor_str_equal(tenor_model_label(teachers[t], k), tenor_model_label(teachers[0], k));
        if (!same || !separator)
            return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                    "teacher %zu of %zu has another %s than the first one; all must have the same",
                                    t + 1, count, same ? "separator of labels" : "set of labels");
    }
    return TENOR_OK;
}

static bool begin(teaching *of)
{
    size_t values;
    const tenor_alloc *hook = &of->alloc;
    if (!tenor__size_multiply(MOST_AT_ONCE, of->labels, &values))
        return false;
    of->names = tenor__alloc_array(hook, of->labels, sizeof *of->names);
    of->some = tenor__alloc_array(hook, of->labels, sizeof *of->some);
    of->predicted = tenor__alloc_array(hook, of->labels, sizeof *of->predicted);
    of->probabilities = tenor__alloc_array(hook, values, sizeof *of->probabilities);
    of->means = tenor__alloc_array(hook, values, sizeof *of->means);
    if (!of->names || !of->some || !of->predicted || !of->probabilities || !of->means)
        return false;
    for (size_t k = 0; k < of->labels; k++)
        of->names[k] = tenor_model_label(of->teachers[0], k);
    return true;
}

static void end(teaching *of)
{
    tenor__alloc_free(&of->alloc, of->names);
    tenor__alloc_free(&of->alloc, of->some);
    tenor__alloc_free(&of->alloc, of->predicted);
    tenor__alloc_free(&of->alloc, of->probabilities);
    tenor__alloc_free(&of->alloc, of->means);
}

/* The mean of the teachers' probabilities for each text. */
static tenor_status find_means(teaching *of, const tenor_str *texts, size_t count, tenor_error *error)
{
    for (size_t t = 0; t < of->teacher_count; t++) {
        TENOR_TRY(tenor_predict(of->teachers[t], texts, count, of->threads, &of->alloc, of->probabilities, error));
        for (size_t i = 0; i < count * of->labels; i++)
            of->means[i] = t == 0 ? of->probabilities[i] : of->means[i] + of->probabilities[i];
    }
    for (size_t i = 0; of->teacher_count > 1 && i < count * of->labels; i++)
        of->means[i] /= (float)of->teacher_count;
    return TENOR_OK;
}

static tenor_status add_text(teaching *of, tenor_str text, const float *means, tenor_corpus *corpus, tenor_error *error)
{
    const size_t count = tenor_model_prediction(of->teachers[0], means, of->predicted);
    for (size_t j = 0; j < count; j++)
        of->some[j] = of->names[of->predicted[j]];
    TENOR_TRY(tenor_corpus_add_labels(corpus, text, of->some, count, error));
    return tenor_corpus_set_probabilities(corpus, of->names, means, of->labels, error);
}

static tenor_status teach(teaching *of, const tenor_str *texts, size_t count, tenor_corpus *corpus, tenor_error *error)
{
    for (size_t first = 0; first < count; first += MOST_AT_ONCE) {
        const size_t some = count - first < MOST_AT_ONCE ? count - first : MOST_AT_ONCE;
        TENOR_TRY(find_means(of, texts + first, some, error));
        for (size_t i = 0; i < some; i++)
            TENOR_TRY(add_text(of, texts[first + i], of->means + i * of->labels, corpus, error));
    }
    return TENOR_OK;
}

tenor_status tenor_teacher_corpus_new(const tenor_model *const *teachers, size_t teacher_count, const tenor_str *texts,
                                      size_t count, size_t threads, const tenor_alloc *alloc, tenor_corpus **out,
                                      tenor_error *error)
{
    *out = NULL;
    if (!teachers || teacher_count == 0 || (count > 0 && !texts))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "teachers and texts must not be NULL");
    TENOR_TRY(check_teachers(teachers, teacher_count, error));
    teaching of = {.alloc = tenor__alloc_of(alloc),
                   .teachers = teachers,
                   .teacher_count = teacher_count,
                   .threads = threads,
                   .labels = tenor_model_label_count(teachers[0])};
    tenor_corpus *corpus = NULL;
    tenor_status status = tenor_model_multi_label(teachers[0])
                              ? tenor_corpus_new_multi_label(tenor_model_separator(teachers[0]), alloc, &corpus, NULL)
                              : tenor_corpus_new(alloc, &corpus);
    if (status != TENOR_OK || !begin(&of))
        status = tenor__error_set_memory(error);
    if (status == TENOR_OK)
        status = teach(&of, texts, count, corpus, error);
    end(&of);
    if (status == TENOR_OK)
        *out = corpus;
    else
        tenor_corpus_free(corpus);
    return status;
}
