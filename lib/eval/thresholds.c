/* Any number of labels: the thresholds of the labels are independent (SCut, Yang 2001). Sort the n examples by the
 * label's probability, highest first. If the first i get the label, F1 = 2 right(i) / (i + support). The threshold is
 * the midpoint between the probabilities of examples i and i + 1 for the best i. For a rare label this would overfit.
 * So the counts of all labels at the same probability, scaled to PSEUDO_POSITIVES examples with the label, are added as
 * pseudo-counts. They move the threshold of a rare label towards the best common threshold.
 *
 * One label: the prediction is the label with the highest w_k p_k, w_k = 1 / t_k. If all weights but w_k are fixed,
 * label k is predicted for example i when
 *
 *     w_k > r_i = max over j != k of w_j p_ij / p_ik
 *
 * As w_k rises, the predictions change to k one by one in the order of r_i, so macro F1 is known for every w_k. Label k
 * takes the best weight, and then the next label is optimized (coordinate ascent, as Fan and Lin 2007 for
 * thresholds). */
#include "eval/thresholds.h"

#include "base/sort.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 3, PSEUDO_POSITIVES = 20, STEPS = 1 << 16 };

static const float LOWEST = 1e-6f; /* lower limit of thresholds and weights; 1 / LOWEST limits weights */

/* An integer key that sorts like the non-negative float. */
static size_t key_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static float value_of(size_t key)
{
    const uint32_t bits = (uint32_t)key;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* A value above low and at most high, near their midpoint and with few decimals. */
static float between(float low, float high)
{
    float middle = low + (high - low) / 2;
    static const float units[] = {100, 10000};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const float rounded = roundf(middle * units[i]) / units[i];
        if (rounded > low && rounded <= high) {
            middle = rounded;
            break;
        }
    }
    if (!(middle > low))
        middle = high;
    return middle > LOWEST ? middle : LOWEST;
}

/* ---- any number of labels ---- */

/* Counts over all labels. given[s] and right[s] count the probabilities at or above the lowest value of step s. A step
 * is the upper half of a float's bits, which is a relative width of at most 1/128. */
typedef struct pooled {
    uint64_t given[STEPS + 1];
    uint64_t right[STEPS + 1];
    uint64_t support;
} pooled;

static size_t step_of(float probability)
{
    return key_of(probability) >> 16;
}

static void pool(const tenor__fitting *fitting, pooled *all)
{
    const size_t labels = fitting->labels;
    for (size_t i = 0; i < fitting->targets->count; i++) {
        const tenor__label_set set = tenor__label_sets_get(fitting->targets, i);
        const float *row = fitting->probabilities + i * labels;
        for (size_t k = 0; k < labels; k++)
            all->given[step_of(row[k])]++;
        for (size_t j = 0; j < set.count; j++)
            all->right[step_of(row[set.labels[j]])]++;
        all->support += set.count;
    }
    for (size_t step = STEPS; step > 0; step--) {
        all->given[step - 1] += all->given[step];
        all->right[step - 1] += all->right[step];
    }
}

/* ranked holds the probability and whether the label is present, lowest probability first. */
static float fit_label(const tenor__pair *ranked, size_t count, size_t support, const pooled *all)
{
    const float half = 0.5f;
    const double scale = PSEUDO_POSITIVES / (double)(all->support > 0 ? all->support : 1);
    float best_threshold = half;
    double best = 0;
    size_t right = 0;
    for (size_t i = 1; i <= count && support > 0; i++) {
        right += ranked[count - i].value;
        const float high = value_of(ranked[count - i].key);
        const float low = i < count ? value_of(ranked[count - i - 1].key) : 0;
        if (i < count && low == high)
            continue;
        const float threshold = low < half && half <= high ? half : between(low, high);
        const size_t step = step_of(threshold);
        const double f1 = 2 * ((double)right + scale * (double)all->right[step]) /
                          ((double)(i + support) + scale * (double)(all->given[step] + all->support));
        if (f1 > best || (f1 == best && fabsf(threshold - half) < fabsf(best_threshold - half))) {
            best = f1;
            best_threshold = threshold;
        }
    }
    return best_threshold;
}

/* Fills members[begins[k]..begins[k + 1]) with the examples that have label k. begins holds labels + 2 zeros. */
static void sort_by_label(const tenor__label_sets *targets, size_t labels, size_t *begins, uint32_t *members)
{
    for (size_t i = 0; i < targets->count; i++) {
        const tenor__label_set set = tenor__label_sets_get(targets, i);
        for (size_t j = 0; j < set.count; j++)
            begins[set.labels[j] + 2]++;
    }
    for (size_t k = 2; k < labels + 2; k++)
        begins[k] += begins[k - 1];
    for (size_t i = 0; i < targets->count; i++) {
        const tenor__label_set set = tenor__label_sets_get(targets, i);
        for (size_t j = 0; j < set.count; j++)
            members[begins[set.labels[j] + 1]++] = (uint32_t)i;
    }
}

bool tenor__thresholds_fit_each(const tenor__fitting *fitting, const tenor_alloc *alloc, float *thresholds)
{
    const tenor__label_sets *targets = fitting->targets;
    const size_t count = targets->count;
    const size_t labels = fitting->labels;
    size_t all_labels = 1;
    for (size_t i = 0; i < count; i++)
        all_labels += tenor__label_sets_get(targets, i).count;
    tenor__pair *ranked = tenor__alloc_array(alloc, count + 1, sizeof *ranked);
    bool *present = tenor__alloc_zeroed(alloc, count + 1, sizeof *present);
    size_t *begins = tenor__alloc_zeroed(alloc, labels + 2, sizeof *begins);
    uint32_t *members = tenor__alloc_array(alloc, all_labels, sizeof *members);
    pooled *all = tenor__alloc_zeroed(alloc, 1, sizeof *all);
    const bool complete = ranked && present && begins && members && all;
    if (complete) {
        sort_by_label(targets, labels, begins, members);
        pool(fitting, all);
        for (size_t k = 0; k < labels; k++) {
            for (size_t m = begins[k]; m < begins[k + 1]; m++)
                present[members[m]] = true;
            for (size_t i = 0; i < count; i++)
                ranked[i] = (tenor__pair){key_of(fitting->probabilities[i * labels + k]), present[i]};
            for (size_t m = begins[k]; m < begins[k + 1]; m++)
                present[members[m]] = false;
            tenor__sort_pairs(ranked, count);
            thresholds[k] = fit_label(ranked, count, begins[k + 1] - begins[k], all);
        }
    }
    tenor__alloc_free(alloc, all);
    tenor__alloc_free(alloc, members);
    tenor__alloc_free(alloc, begins);
    tenor__alloc_free(alloc, present);
    tenor__alloc_free(alloc, ranked);
    return complete;
}

/* ---- one label ---- */

/* The two labels of an example with the highest w_k p_k. */
typedef struct leaders {
    uint32_t first;
    uint32_t second;
} leaders;

typedef struct ascent {
    const tenor__fitting *fitting;
    float *weights;         /* [labels] */
    leaders *leaders;       /* [examples] */
    tenor__pair *crossings; /* [examples] r_i and i, sorted */
    size_t *support;        /* [labels] */
    size_t *predicted;
    size_t *right;
} ascent;

static float weigh(const ascent *a, size_t i, size_t k)
{
    return a->weights[k] * a->fitting->probabilities[i * a->fitting->labels + k];
}

static void find_leaders(const ascent *a, size_t i)
{
    leaders *found = &a->leaders[i];
    *found = weigh(a, i, 1) > weigh(a, i, 0) ? (leaders){1, 0} : (leaders){0, 1};
    for (size_t k = 2; k < a->fitting->labels; k++) {
        if (weigh(a, i, k) > weigh(a, i, found->first))
            *found = (leaders){(uint32_t)k, found->first};
        else if (weigh(a, i, k) > weigh(a, i, found->second))
            found->second = (uint32_t)k;
    }
}

/* Updates the two labels after the weight of label k has changed. */
static void update_leaders(const ascent *a, size_t i, size_t k)
{
    leaders *found = &a->leaders[i];
    if (found->first == k || found->second == k)
        find_leaders(a, i);
    else if (weigh(a, i, k) > weigh(a, i, found->first))
        *found = (leaders){(uint32_t)k, found->first};
    else if (weigh(a, i, k) > weigh(a, i, found->second))
        found->second = (uint32_t)k;
}

static double f1_of(const ascent *a, size_t k)
{
    const size_t both = a->support[k] + a->predicted[k];
    return both > 0 ? 2 * (double)a->right[k] / (double)both : 0;
}

static uint32_t label_of(const ascent *a, size_t i)
{
    return a->fitting->targets->labels[i];
}

/* Changes the prediction for example i to `to`. Returns the increase of the sum of F1. */
static double change_prediction(const ascent *a, size_t i, size_t from, size_t to)
{
    const size_t label = label_of(a, i);
    const double before = f1_of(a, from) + f1_of(a, to);
    a->predicted[from]--;
    a->predicted[to]++;
    a->right[from] -= label == from;
    a->right[to] += label == to;
    return f1_of(a, from) + f1_of(a, to) - before;
}

static uint32_t best_other(const ascent *a, size_t i, size_t k)
{
    return a->leaders[i].first == k ? a->leaders[i].second : a->leaders[i].first;
}

/* Sets the weight of label k to the best one. Returns whether it changed. */
static bool move_weight(const ascent *a, size_t k)
{
    const size_t count = a->fitting->targets->count;
    const size_t labels = a->fitting->labels;
    const float highest = 1 / LOWEST;
    double gain = 0; /* increase of the sum of F1 over that of the current weight */
    for (size_t i = 0; i < count; i++) {
        const size_t other = best_other(a, i, k);
        float crossing = weigh(a, i, other) / a->fitting->probabilities[i * labels + k];
        crossing = crossing < highest ? crossing : highest; /* also if it is infinite or NaN */
        a->crossings[i] = (tenor__pair){key_of(crossing > LOWEST ? crossing : LOWEST), i};
        if (a->leaders[i].first == k)
            gain += change_prediction(a, i, k, other);
    }
    tenor__sort_pairs(a->crossings, count);
    double best_gain = 1e-9; /* above rounding errors */
    float best = a->weights[k];
    for (size_t at = 0; at <= count; at++) {
        /* The first `at` examples are predicted as k. */
        const float low = at > 0 ? value_of(a->crossings[at - 1].key) : LOWEST;
        const float high = at < count ? value_of(a->crossings[at].key) : highest;
        if (gain > best_gain && low < high) {
            best_gain = gain;
            best = sqrtf(low) * sqrtf(high);
        }
        if (at < count)
            gain += change_prediction(a, a->crossings[at].value, best_other(a, a->crossings[at].value, k), k);
    }
    const bool moved = best != a->weights[k];
    a->weights[k] = best;
    for (size_t i = 0; i < count; i++) {
        update_leaders(a, i, k);
        if (a->leaders[i].first != k)
            change_prediction(a, i, k, a->leaders[i].first);
    }
    return moved;
}

static void ascend(const ascent *a)
{
    const size_t count = a->fitting->targets->count;
    const size_t labels = a->fitting->labels;
    for (size_t k = 0; k < labels; k++)
        a->weights[k] = 1;
    for (size_t i = 0; i < count; i++) {
        find_leaders(a, i);
        a->support[label_of(a, i)]++;
        a->predicted[a->leaders[i].first]++;
        a->right[a->leaders[i].first] += a->leaders[i].first == label_of(a, i);
    }
    bool moved = true;
    for (int round = 0; round < ROUNDS && moved; round++) {
        moved = false;
        for (size_t k = 0; k < labels; k++)
            moved = (a->support[k] > 0 && move_weight(a, k)) || moved;
    }
}

bool tenor__thresholds_fit_one(const tenor__fitting *fitting, const tenor_alloc *alloc, float *thresholds)
{
    const size_t count = fitting->targets->count;
    const size_t labels = fitting->labels;
    const ascent a = {
        .fitting = fitting,
        .weights = tenor__alloc_array(alloc, labels, sizeof(float)),
        .leaders = tenor__alloc_array(alloc, count + 1, sizeof(leaders)),
        .crossings = tenor__alloc_array(alloc, count + 1, sizeof(tenor__pair)),
        .support = tenor__alloc_zeroed(alloc, labels, sizeof(size_t)),
        .predicted = tenor__alloc_zeroed(alloc, labels, sizeof(size_t)),
        .right = tenor__alloc_zeroed(alloc, labels, sizeof(size_t)),
    };
    const bool complete = a.weights && a.leaders && a.crossings && a.support && a.predicted && a.right;
    if (complete) {
        double sum = 0;
        ascend(&a);
        for (size_t k = 0; k < labels; k++)
            sum += 1 / (double)a.weights[k];
        for (size_t k = 0; k < labels; k++)
            thresholds[k] = (float)(1 / ((double)a.weights[k] * sum));
    }
    tenor__alloc_free(alloc, a.right);
    tenor__alloc_free(alloc, a.predicted);
    tenor__alloc_free(alloc, a.support);
    tenor__alloc_free(alloc, a.crossings);
    tenor__alloc_free(alloc, a.leaders);
    tenor__alloc_free(alloc, a.weights);
    return complete;
}
