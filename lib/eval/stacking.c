#include "eval/stacking.h"

#include <math.h>
#include <stdbool.h>

static const double LEAST_FIRST = 0.05;
static const double PENALTY = 1; /* factor of half the squared distance from 1: weighs as much as a few texts */
enum { MOST_STEPS = 50 };

/* Texts with both models' logits. */
typedef struct examples {
    const float *a; /* [count, labels] */
    const float *b;
    const tenor__label_sets *targets; /* NULL: independent labels; then `present` holds the targets, and labels is 1 */
    const float *present;
    size_t count;
    size_t labels;
} examples;

/* The sum of cross-entropies plus the penalty, with gradient and Hessian. */
typedef struct objective {
    double value;
    double gradient[2];
    double hessian[3]; /* (first, first), (first, second), (second, second) */
} objective;

static void add_text(objective *at, const tenor__stacking *stacking, const float *a, const float *b,
                     const tenor__label_set *target, size_t labels)
{
    double largest = -INFINITY;
    for (size_t k = 0; k < labels; k++) {
        const double logit = stacking->first * (double)a[k] + stacking->second * (double)b[k];
        largest = logit > largest ? logit : largest; /* gcc 12 fails on fmax here for aarch64 */
    }
    double total = 0;
    double mean[2] = {0, 0};
    double square[3] = {0, 0, 0};
    for (size_t k = 0; k < labels; k++) {
        const double x = (double)a[k];
        const double y = (double)b[k];
        const double p = exp(stacking->first * x + stacking->second * y - largest);
        total += p;
        mean[0] += p * x;
        mean[1] += p * y;
        square[0] += p * x * x;
        square[1] += p * x * y;
        square[2] += p * y * y;
    }
    mean[0] /= total;
    mean[1] /= total;
    const double own[2] = {tenor__label_set_expect(target, a), tenor__label_set_expect(target, b)};
    at->value += largest + log(total) - stacking->first * own[0] - stacking->second * own[1];
    at->gradient[0] += mean[0] - own[0];
    at->gradient[1] += mean[1] - own[1];
    at->hessian[0] += square[0] / total - mean[0] * mean[0];
    at->hessian[1] += square[1] / total - mean[0] * mean[1];
    at->hessian[2] += square[2] / total - mean[1] * mean[1];
}

static objective find_objective(const tenor__stacking *stacking, const examples *texts)
{
    const double far[2] = {stacking->first - 1, stacking->second - 1};
    objective at = {
        .value = 0.5 * PENALTY * (far[0] * far[0] + far[1] * far[1]),
        .gradient = {PENALTY * far[0], PENALTY * far[1]},
        .hessian = {PENALTY, 0, PENALTY},
    };
    for (size_t i = 0; i < texts->count; i++) {
        const float *a = texts->a + i * texts->labels;
        const float *b = texts->b + i * texts->labels;
        if (texts->targets) {
            const tenor__label_set target = tenor__label_sets_get(texts->targets, i);
            add_text(&at, stacking, a, b, &target, texts->labels);
        } else { /* a sigmoid is the softmax of 0 and the logit */
            const tenor__label_set target = {
                .soft_labels = &(uint32_t){1}, .probabilities = &texts->present[i], .soft_count = 1};
            add_text(&at, stacking, (float[]){0, *a}, (float[]){0, *b}, &target, 2);
        }
    }
    return at;
}

static tenor__stacking inside(double first, double second)
{
    return (tenor__stacking){fmax(first, LEAST_FIRST), fmax(second, 0)};
}

/* Newton's step. A weight at its bound that would cross it keeps its value. */
static void find_step(const objective *at, const tenor__stacking *stacking, double step[2])
{
    const bool first_stays = stacking->first <= LEAST_FIRST && at->gradient[0] > 0;
    const bool second_stays = stacking->second <= 0 && at->gradient[1] > 0;
    const double determinant = at->hessian[0] * at->hessian[2] - at->hessian[1] * at->hessian[1];
    step[0] = first_stays    ? 0
              : second_stays ? at->gradient[0] / at->hessian[0]
                             : (at->hessian[2] * at->gradient[0] - at->hessian[1] * at->gradient[1]) / determinant;
    step[1] = second_stays  ? 0
              : first_stays ? at->gradient[1] / at->hessian[2]
                            : (at->hessian[0] * at->gradient[1] - at->hessian[1] * at->gradient[0]) / determinant;
}

static tenor__stacking fit(const examples *texts)
{
    tenor__stacking stacking = {1, 1};
    objective at = find_objective(&stacking, texts);
    for (int i = 0; i < MOST_STEPS; i++) {
        double step[2];
        double scale = 1;
        find_step(&at, &stacking, step);
        tenor__stacking next = inside(stacking.first - step[0], stacking.second - step[1]);
        objective there = find_objective(&next, texts);
        while (there.value > at.value && scale > 1e-3) {
            scale *= 0.5;
            next = inside(stacking.first - scale * step[0], stacking.second - scale * step[1]);
            there = find_objective(&next, texts);
        }
        if (!(there.value < at.value))
            break;
        const double gain = at.value - there.value;
        stacking = next;
        at = there;
        if (gain < 1e-9 * (double)(texts->count + 1))
            break;
    }
    return stacking;
}

tenor__stacking tenor__stacking_fit(const float *a, const float *b, const tenor__label_sets *targets, size_t labels)
{
    return fit(&(examples){a, b, targets, NULL, targets->count, labels});
}

tenor__stacking tenor__stacking_fit_each(const float *a, const float *b, const float *present, size_t count)
{
    return fit(&(examples){a, b, NULL, present, count, 1});
}
