#include "linear/lexicon_weights.h"

#include <math.h>
#include <string.h>

enum { MOST = TENOR__MOST_LEXICONS + 1, MOST_STEPS = 30 }; /* the last parameter is the bias */

typedef struct objective {
    double value;
    double gradient[MOST];
    double hessian[MOST][MOST];
} objective;

static void add_text(const tenor__lexicon_problem *problem, size_t i, const double *at, objective *out)
{
    const size_t count = problem->lexicons + 1;
    double x[MOST];
    for (size_t d = 0; d < problem->lexicons; d++)
        x[d] = (double)problem->sums[d * problem->texts + i];
    x[problem->lexicons] = 1;
    double margin = problem->offsets ? (double)problem->offsets[i] : 0;
    for (size_t d = 0; d < count; d++)
        margin += at[d] * x[d];
    const double weight = problem->weights ? problem->weights[i] : 1;
    const double p = 1 / (1 + exp(-margin));
    out->value += weight * (fmax(margin, 0) + log1p(exp(-fabs(margin))) - problem->targets[i] * margin);
    for (size_t d = 0; d < count; d++) {
        out->gradient[d] += weight * (p - problem->targets[i]) * x[d];
        for (size_t e = 0; e < count; e++)
            out->hessian[d][e] += weight * p * (1 - p) * x[d] * x[e];
    }
}

static void find_objective(const tenor__lexicon_problem *problem, const double *at, objective *out)
{
    *out = (objective){.value = 0};
    for (size_t i = 0; i < problem->texts; i++)
        add_text(problem, i, at, out);
    for (size_t d = 0; d < problem->lexicons; d++) {
        out->value += 0.5 * at[d] * at[d];
        out->gradient[d] += at[d];
        out->hessian[d][d] += 1;
    }
    out->hessian[problem->lexicons][problem->lexicons] += 1e-6;
}

/* Solves hessian step = gradient, which is positive definite, by elimination. */
static void find_step(objective *of, size_t count, double *step)
{
    for (size_t d = 0; d < count; d++)
        for (size_t e = d + 1; e < count; e++) {
            const double factor = of->hessian[e][d] / of->hessian[d][d];
            for (size_t k = d; k < count; k++)
                of->hessian[e][k] -= factor * of->hessian[d][k];
            of->gradient[e] -= factor * of->gradient[d];
        }
    for (size_t d = count; d-- > 0;) {
        step[d] = of->gradient[d];
        for (size_t k = d + 1; k < count; k++)
            step[d] -= of->hessian[d][k] * step[k];
        step[d] /= of->hessian[d][d];
    }
}

void tenor__lexicon_weights_fit(const tenor__lexicon_problem *problem, double *beta)
{
    const size_t count = problem->lexicons + 1;
    double at[MOST] = {0};
    double step[MOST];
    objective here;
    find_objective(problem, at, &here);
    for (int i = 0; i < MOST_STEPS; i++) {
        const double value = here.value;
        double next[MOST];
        double scale = 1;
        find_step(&here, count, step);
        do {
            for (size_t d = 0; d < count; d++)
                next[d] = at[d] - scale * step[d];
            find_objective(problem, next, &here);
            scale *= 0.5;
        } while (!(here.value <= value) && scale > 1e-6);
        if (!(here.value < value))
            break;
        memcpy(at, next, sizeof at);
        if (value - here.value < 1e-9 * (value + 1))
            break;
    }
    memcpy(beta, at, problem->lexicons * sizeof *beta);
}
