#include "linear/logistic.h"

#include "base/random.h"

#include <math.h>
#include <string.h>

static const double SMALLEST_C = 0.03;
static const double CHARACTER_VALUE = 0.5; /* x_f of a character n-gram; a word n-gram has 1 */
static const double STEP = 3.1622776601683795;
enum { MOST_STEPS = 5, MOST_SWEEPS = 4, NEWTON_STEPS = 20 };
_Static_assert(MOST_STEPS *MOST_SWEEPS == TENOR__LOGISTIC_MOST_VISITS, "each sweep visits all texts");
static const double TOLERANCE = 0.1; /* sweeps stop below this mean change of a text's log odds */

/* One struct, so that the inner loops find both values in one cache line. */
typedef struct feature {
    float weight; /* r u */
    float square; /* r^2 */
} feature;

typedef struct solver {
    const tenor__logistic_problem *problem;
    feature *features; /* [count] */
    double bias;
    double *alphas;  /* [texts] 0 < alpha < C times the text's weight; 0 for a text of weight 0 */
    double *squares; /* [texts] |x|^2 */
    uint32_t *order;
    tenor__logistic_solution *best;
    size_t sweeps;
} solver;

/* ---- targets ---- */

static bool is_soft(const tenor__logistic_problem *problem, size_t text)
{
    return problem->train_targets && problem->train_targets[text] >= 0;
}

/* How many texts with the label this one counts as. */
static double target_of(const tenor__logistic_problem *problem, size_t text)
{
    return is_soft(problem, text) ? (double)problem->train_targets[text] : problem->train_has[text];
}

/* What is known of a text's margin before training. */
static double offset_of(const float *offsets, size_t text)
{
    return offsets ? (double)offsets[text] : 0;
}

/* ---- the features' scales ---- */

static bool scale_features(solver *solve, const tenor_alloc *alloc)
{
    const tenor__ngram_features *train = solve->problem->train;
    double *with = tenor__alloc_zeroed(alloc, train->count + 1, sizeof *with);
    if (!with)
        return false;
    for (size_t text = 0; text < train->texts; text++) {
        const double target = target_of(solve->problem, text);
        for (size_t i = train->begins[text]; target > 0 && i < train->begins[text + 1]; i++)
            with[train->members[i]] += target;
    }
    for (size_t word = 0; word < train->words; word++)
        for (size_t i = train->word_begins[word]; i < train->word_begins[word + 1]; i++)
            with[train->characters[i]] += with[word];
    double all_with = 0;
    double all_without = 0;
    for (size_t f = 0; f < train->count; f++) {
        all_with += with[f] + 1;
        all_without += (double)train->texts_with[f] - with[f] + 1;
    }
    const double balance = log(all_without / all_with);
    for (size_t f = 0; f < train->count; f++) {
        const double r = solve->problem->places[f] == TENOR__NGRAM_DROPPED
                             ? 0
                             : log((with[f] + 1) / ((double)train->texts_with[f] - with[f] + 1)) + balance;
        const double x = f < train->first_characters ? 1 : CHARACTER_VALUE;
        solve->features[f] = (feature){0, (float)(x * x * r * r)};
    }
    tenor__alloc_free(alloc, with);
    return true;
}

/* ---- coordinate descent ---- */

static double find_margin(const solver *solve, size_t text)
{
    const tenor__ngram_features *train = solve->problem->train;
    double sum = solve->bias + offset_of(solve->problem->train_offsets, text);
    for (size_t i = train->begins[text]; i < train->begins[text + 1]; i++) {
        const uint32_t member = train->members[i];
        float of_member = solve->features[member].weight;
        if (member < train->words)
            for (size_t k = train->word_begins[member]; k < train->word_begins[member + 1]; k++)
                of_member += solve->features[train->characters[k]].weight;
        sum += (double)of_member;
    }
    return sum;
}

static void move(solver *solve, size_t text, double by)
{
    const tenor__ngram_features *train = solve->problem->train;
    const float step = (float)by;
    solve->bias += by;
    for (size_t i = train->begins[text]; i < train->begins[text + 1]; i++) {
        const uint32_t member = train->members[i];
        solve->features[member].weight += step * solve->features[member].square;
        if (member < train->words)
            for (size_t k = train->word_begins[member]; k < train->word_begins[member + 1]; k++) {
                feature *of = &solve->features[train->characters[k]];
                of->weight += step * of->square;
            }
    }
}

static double find_square(const solver *solve, size_t text)
{
    const tenor__ngram_features *train = solve->problem->train;
    double sum = 1; /* of the bias */
    for (size_t i = train->begins[text]; i < train->begins[text + 1]; i++) {
        const uint32_t member = train->members[i];
        sum += (double)solve->features[member].square;
        if (member < train->words)
            for (size_t k = train->word_begins[member]; k < train->word_begins[member + 1]; k++)
                sum += (double)solve->features[train->characters[k]].square;
    }
    return sum;
}

/* Minimizes the dual over the alpha of one text, alpha = C s(t), s the logistic function. The minimum is the zero of
 *
 *     a (C s(t) - alpha) + m + t          a: |x|^2, m: y margin, C: limit
 *
 * which rises in t with a slope of at least 1. Newton steps that leave the bracket are replaced by bisection. */
static double find_log_odds(double a, double limit, double alpha, double m, double start)
{
    double low = -m - a * (limit - alpha);
    double high = -m + a * alpha;
    double t = start < low || start > high ? 0.5 * (low + high) : start;
    for (int i = 0; i < NEWTON_STEPS; i++) {
        const double s = 1 / (1 + exp(-t));
        const double value = a * (limit * s - alpha) + m + t;
        if (value > 0)
            high = t;
        else
            low = t;
        double next = t - value / (1 + a * limit * s * (1 - s));
        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        if (fabs(next - t) < 1e-4)
            return next;
        t = next;
    }
    return t;
}

static double limit_of(const solver *solve, size_t text, double c)
{
    return solve->problem->train_weights ? c * solve->problem->train_weights[text] : c;
}

/* A soft target t is solved for as a text without the label, alpha = C s(margin), whose difference from C t is what the
 * text adds to the weights. The zero is that of find_log_odds again, since C t is constant. */
static double sign_of(const tenor__logistic_problem *problem, size_t text)
{
    return !is_soft(problem, text) && problem->train_has[text] ? 1 : -1;
}

/* Visits all texts once. Returns the mean change of their log odds, over texts with a weight above 0. */
static double sweep(solver *solve, double c, tenor__random *random)
{
    const size_t texts = solve->problem->train->texts;
    double moved = 0;
    size_t counting = 0;
    solve->sweeps++;
    tenor__random_shuffle(random, solve->order, texts);
    for (size_t k = 0; k < texts; k++) {
        const size_t text = solve->order[k];
        if (k % TENOR__WATCH_STEP == 0)
            tenor__watch_add(solve->problem->watch, texts - k < TENOR__WATCH_STEP ? texts - k : TENOR__WATCH_STEP);
        const double y = sign_of(solve->problem, text);
        const double limit = limit_of(solve, text, c);
        if (!(limit > 0))
            continue;
        counting++;
        const double old = solve->alphas[text];
        const double before = log(old / (limit - old));
        const double after = find_log_odds(solve->squares[text], limit, old, y * find_margin(solve, text), before);
        const double alpha = fmin(fmax(limit / (1 + exp(-after)), limit * 1e-9), limit * (1 - 1e-9));
        solve->alphas[text] = alpha;
        move(solve, text, y * (alpha - old));
        moved += fabs(after - before);
    }
    return counting > 0 ? moved / (double)counting : 0;
}

/* ---- the choice of C ---- */

static double score_dev(const solver *solve)
{
    const tenor__ngram_texts *dev = solve->problem->dev;
    double loss = 0;
    for (size_t text = 0; text < dev->texts; text++) {
        double margin = solve->bias + offset_of(solve->problem->dev_offsets, text);
        for (size_t i = dev->begins[text]; i < dev->begins[text + 1]; i++)
            margin += (double)solve->features[dev->members[i]].weight;
        const bool soft = solve->problem->dev_targets && solve->problem->dev_targets[text] >= 0;
        const double z = solve->problem->dev_has[text] && !soft ? -margin : margin;
        loss += z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
        if (soft)
            loss -= (double)solve->problem->dev_targets[text] * margin;
    }
    return loss;
}

static void search(solver *solve)
{
    const size_t texts = solve->problem->train->texts;
    tenor__random random = tenor__random_new(solve->problem->seed, 0);
    double c = SMALLEST_C;
    for (size_t i = 0; i < texts; i++) {
        solve->order[i] = (uint32_t)i;
        solve->squares[i] = find_square(solve, i);
        const double share = is_soft(solve->problem, i) ? (double)solve->problem->train_targets[i] : 0;
        solve->alphas[i] = fmin(fmax(share, 1e-9), 1 - 1e-9) * limit_of(solve, i, c);
    }
    solve->best->loss = INFINITY;
    for (int step = 0; step < MOST_STEPS; step++) {
        for (int s = 0; s < MOST_SWEEPS && sweep(solve, c, &random) > TOLERANCE; s++)
            continue;
        const double loss = score_dev(solve);
        if (loss >= solve->best->loss)
            return;
        solve->best->loss = loss;
        solve->best->cost = c;
        solve->best->bias = (float)solve->bias;
        for (size_t f = 0; f < solve->problem->train->count; f++)
            if (solve->problem->places[f] != TENOR__NGRAM_DROPPED)
                solve->best->weights[solve->problem->places[f]] = solve->features[f].weight;
        c *= STEP;
        /* Warm start: alphas and weights grow in proportion to C. */
        for (size_t i = 0; i < texts; i++)
            solve->alphas[i] *= STEP;
        solve->bias *= STEP;
        for (size_t f = 0; f < solve->problem->train->count; f++)
            solve->features[f].weight *= (float)STEP;
    }
}

bool tenor__logistic_solve(const tenor__logistic_problem *problem, const tenor_alloc *alloc,
                           tenor__logistic_solution *solution)
{
    const tenor__ngram_features *train = problem->train;
    const tenor__ngram_texts *dev = problem->dev;
    solver solve = {.problem = problem, .best = solution};
    solve.features = tenor__alloc_array(alloc, train->count + 1, sizeof *solve.features);
    solve.alphas = tenor__alloc_array(alloc, train->texts + 1, sizeof *solve.alphas);
    solve.squares = tenor__alloc_array(alloc, train->texts + 1, sizeof *solve.squares);
    solve.order = tenor__alloc_array(alloc, train->texts + 1, sizeof *solve.order);
    const bool done = solve.features && solve.alphas && solve.squares && solve.order && scale_features(&solve, alloc);
    if (done)
        search(&solve);
    tenor__watch_skip(problem->watch, (TENOR__LOGISTIC_MOST_VISITS - solve.sweeps) * (uint64_t)train->texts);
    for (size_t text = 0; done && text < dev->texts; text++) {
        double margin = (double)solution->bias + offset_of(problem->dev_offsets, text);
        for (size_t i = dev->begins[text]; i < dev->begins[text + 1]; i++) {
            const uint32_t place = problem->places[dev->members[i]];
            margin += place == TENOR__NGRAM_DROPPED ? 0 : (double)solution->weights[place];
        }
        solution->dev_margins[text] = (float)margin;
    }
    tenor__alloc_free(alloc, solve.features);
    tenor__alloc_free(alloc, solve.alphas);
    tenor__alloc_free(alloc, solve.squares);
    tenor__alloc_free(alloc, solve.order);
    return done;
}
