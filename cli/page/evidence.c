#include "page/evidence.h"

#include "failure.h"
#include "memory.h"

#include <stdlib.h>

enum { STEPS = 1000, FEW_STEPS = 100, MANY_LABELS = 1000 };

static void begin(struct evidence *evidence, const tenor_model *model)
{
    evidence->mistakes.most = EVIDENCE_ERRORS;
    evidence->labels = tenor_model_label_count(model);
    evidence->steps = evidence->labels < MANY_LABELS ? STEPS : FEW_STEPS;
    const size_t count = evidence->labels * evidence->steps;
    evidence->all = memory_resize(NULL, count, sizeof *evidence->all);
    evidence->hits = memory_resize(NULL, count, sizeof *evidence->hits);
    memset(evidence->all, 0, count * sizeof *evidence->all);
    memset(evidence->hits, 0, count * sizeof *evidence->hits);
}

static size_t step_of(const struct evidence *evidence, float probability)
{
    const size_t step = (size_t)(probability * (float)evidence->steps);
    return step < evidence->steps ? step : evidence->steps - 1;
}

void evidence_add(struct evidence *evidence, const tenor_evaluated *evaluated)
{
    if (!evidence->all)
        begin(evidence, evaluated->model);
    mistakes_add(&evidence->mistakes, evaluated->model, evaluated);
    for (size_t k = 0; k < evidence->labels; k++)
        evidence->all[k * evidence->steps + step_of(evidence, evaluated->probabilities[k])]++;
    for (size_t j = 0; j < evaluated->actual_count; j++) {
        const size_t k = evaluated->actual[j];
        evidence->hits[k * evidence->steps + step_of(evidence, evaluated->probabilities[k])]++;
    }
}

static bool on_evaluated(const tenor_evaluated *evaluated, void *user)
{
    evidence_add(user, evaluated);
    return true;
}

int evidence_measure(struct evidence *evidence, const struct args *args, const tenor_model *model,
                     const tenor_corpus *corpus, tenor_report **out)
{
    tenor_error error = {0};
    const size_t threads = (size_t)tenor_options_get_integer(args->options, "threads");
    const tenor_status status = tenor_evaluate_each(model, corpus, threads, on_evaluated, evidence, NULL, out, &error);
    return status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, &error);
}

struct evidence_point *evidence_curve(const struct evidence *evidence, size_t label, size_t most, size_t *count,
                                      double *area)
{
    struct evidence_point *points = memory_resize(NULL, evidence->steps + 1, sizeof *points);
    const uint32_t *all = evidence->all + label * evidence->steps;
    const uint32_t *hits = evidence->hits + label * evidence->steps;
    uint64_t with = 0;
    uint64_t given = 0;
    uint64_t right = 0;
    for (size_t i = 0; i < evidence->steps; i++)
        with += hits[i];
    *count = 0;
    *area = 0;
    for (size_t i = evidence->steps; with > 0 && i > 0; i--) {
        if (all[i - 1] == 0)
            continue;
        given += all[i - 1];
        right += hits[i - 1];
        const double precision = (double)right / (double)given;
        const double recall = (double)right / (double)with;
        *area += precision * (double)hits[i - 1] / (double)with;
        /* As many as a chart can show, evenly over recall; the last is always one. */
        const bool shows = *count == 0 || (recall - points[*count - 1].recall) * (double)most >= 1 || right == with;
        if (shows)
            points[(*count)++] = (struct evidence_point){(double)(i - 1) / (double)evidence->steps, recall, precision};
        if (right == with)
            break;
    }
    return points;
}

void evidence_free(struct evidence *evidence)
{
    mistakes_free(&evidence->mistakes);
    free(evidence->all);
    free(evidence->hits);
}
