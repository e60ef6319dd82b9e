/* Let b = 1 / T, z the logits, p = softmax(b z) and q the smoothed target. The mean over the examples of
 *
 *     l(b) = log sum_k exp(b z_k) - b sum_k q_k z_k
 *     l'(b) = sum_k p_k z_k - sum_k q_k z_k          l''(b) = sum_k p_k z_k^2 - (sum_k p_k z_k)^2 >= 0
 *
 * is convex in b, so the mean of l' changes its sign once. The zero is found by Newton's method inside a bracket. A
 * step that leaves the bracket is replaced by bisection. */
#include "eval/temperature.h"

#include "model/model_config.h"

#include <math.h>

/* Adds l' and l'' of one example to *slope and *curvature. */
static void add_example(const float *z, size_t labels, const tenor__label_set *target, double smoothing, double b,
                        double *slope, double *curvature)
{
    double top = (double)z[0];
    double all = 0;
    for (size_t k = 0; k < labels; k++) {
        top = fmax(top, (double)z[k]);
        all += (double)z[k];
    }
    double sum = 0;
    double first = 0;
    double second = 0;
    for (size_t k = 0; k < labels; k++) {
        const double below = (double)z[k] - top; /* moments about the highest logit, for precision with large logits */
        const double e = exp(b * below);
        sum += e;
        first += e * below;
        second += e * below * below;
    }
    const double mean = first / sum;
    *slope += mean + top - (1 - smoothing) * tenor__label_set_expect(target, z) - smoothing * all / (double)labels;
    *curvature += second / sum - mean * mean;
}

double tenor__temperature_fit(const float *logits, const tenor__label_sets *targets, size_t stride, size_t count,
                              size_t labels)
{
    enum { MOST_STEPS = 60 };
    const double tolerance = 1e-6; /* relative */
    const double smoothing = 2 / ((double)count + 2);
    double low = 1 / TENOR__MOST_TEMPERATURE;
    double high = 1 / TENOR__LEAST_TEMPERATURE;
    double b = 1;
    for (int step = 0; step < MOST_STEPS && high - low > tolerance * low; step++) {
        double slope = 0;
        double curvature = 0;
        for (size_t i = 0; i < count; i++) {
            const tenor__label_set target = tenor__label_sets_get(targets, i * stride);
            add_example(logits + i * labels, labels, &target, smoothing, b, &slope, &curvature);
        }
        if (!isfinite(slope))
            return 1;
        if (slope == 0)
            break;
        if (slope > 0)
            high = b;
        else
            low = b;
        double next = b - slope / curvature;
        if (!(next > low && next < high))
            next = sqrt(low * high);
        if (fabs(next - b) <= tolerance * b)
            break;
        b = next;
    }
    return fmax(TENOR__LEAST_TEMPERATURE, fmin(TENOR__MOST_TEMPERATURE, round(1000 / b) / 1000));
}
