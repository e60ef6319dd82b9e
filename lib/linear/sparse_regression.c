#include "linear/sparse_regression.h"

#include "base/random.h"

#include <math.h>
#include <string.h>

static const float CHARACTERS = 0.25f; /* what the square of a run of characters counts where one of words counts 1 */
static const double RATE = 3;          /* of a label with one text */
static const double SMALLEST_RATE = 0.01;
static const double LARGEST_RATE = 1;
static const float NO_STEP = 1e-5f;
enum { MOST_OF_FEATURE = 64 };

typedef struct entry {
    uint32_t label;
    float weight;
    union {
        float texts;  /* while entries are collected: how many texts of the label have the feature */
        float square; /* then: |x r|^2 */
    };
} entry;

typedef struct solver {
    const tenor__sparse_problem *problem;
    tenor_alloc alloc;
    size_t *begins; /* [features + 1] */
    entry *entries;
    size_t count;
    float *bias;
    float *best; /* [count] weights, then [labels] biases, of the least loss */
    float *z;    /* [labels] of the current text: logits, then probabilities */
    float *norms;
    float *steps;
    uint32_t *order;
    double *balances; /* [labels] log(|q| / |p|) */
} solver;

static void *get(solver *solve, size_t count, size_t size)
{
    return tenor__alloc_zeroed(&solve->alloc, count + 1, size);
}

/* ---- which labels a feature has ---- */

/* The texts of each label, one list after the other. */
typedef struct label_texts {
    size_t *begins; /* [labels + 1] */
    uint32_t *texts;
} label_texts;

static bool list_texts(solver *solve, label_texts *lists)
{
    const tenor__label_sets *sets = solve->problem->train_labels;
    const size_t labels = solve->problem->labels;
    lists->begins = get(solve, labels + 1, sizeof *lists->begins);
    lists->texts = get(solve, sets->begins ? sets->begins[sets->count] : sets->count, sizeof *lists->texts);
    if (!lists->begins || !lists->texts)
        return false;
    for (size_t i = 0; i < sets->count; i++)
        for (size_t j = 0; j < tenor__label_sets_get(sets, i).count; j++)
            lists->begins[tenor__label_sets_get(sets, i).labels[j] + 1]++;
    for (size_t k = 0; k < labels; k++)
        lists->begins[k + 1] += lists->begins[k];
    for (size_t i = sets->count; i-- > 0;)
        for (size_t j = 0; j < tenor__label_sets_get(sets, i).count; j++)
            lists->texts[--lists->begins[tenor__label_sets_get(sets, i).labels[j] + 1]] = (uint32_t)i;
    /* Each begin has moved to that of the label before. */
    memmove(lists->begins, lists->begins + 1, labels * sizeof *lists->begins);
    lists->begins[labels] = sets->begins ? sets->begins[sets->count] : sets->count;
    return true;
}

/* The features of a label's texts, with how many of them have each. */
typedef struct label_counts {
    uint32_t *with; /* [features] */
    uint32_t *found;
    size_t count;
    size_t all; /* sum of with */
} label_counts;

static void note(label_counts *of, uint32_t feature)
{
    if (of->with[feature]++ == 0)
        of->found[of->count++] = feature;
    of->all++;
}

static void count_label(const tenor__ngram_features *train, const label_texts *lists, size_t label, label_counts *of)
{
    for (size_t i = 0; i < of->count; i++)
        of->with[of->found[i]] = 0;
    of->count = of->all = 0;
    for (size_t t = lists->begins[label]; t < lists->begins[label + 1]; t++) {
        const size_t text = lists->texts[t];
        for (size_t i = train->begins[text]; i < train->begins[text + 1]; i++) {
            const uint32_t member = train->members[i];
            note(of, member);
            for (size_t k = member < train->words ? train->word_begins[member] : 0;
                 member < train->words && k < train->word_begins[member + 1]; k++)
                note(of, train->characters[k]);
        }
    }
}

/* Adds a label to a feature's row, in the place of the one of the fewest texts where the row is full. Labels come in
 * rising order and stay so. */
static void add_entry(solver *solve, uint32_t *used, uint32_t feature, entry one)
{
    entry *row = solve->entries + solve->begins[feature];
    const size_t room = solve->begins[feature + 1] - solve->begins[feature];
    if (used[feature] < room) {
        row[used[feature]++] = one;
        return;
    }
    size_t least = 0;
    for (size_t i = 1; i < room; i++)
        if (row[i].texts < row[least].texts)
            least = i;
    if (room == 0 || row[least].texts >= one.texts)
        return;
    memmove(row + least, row + least + 1, (room - 1 - least) * sizeof *row);
    row[room - 1] = one;
}

static bool collect_with(solver *solve, const label_texts *lists, label_counts *of, uint32_t *used)
{
    const tenor__ngram_features *train = solve->problem->train;
    double all = 0;
    for (size_t f = 0; f < train->count; f++)
        all += train->texts_with[f];
    for (size_t k = 0; k < solve->problem->labels; k++) {
        count_label(train, lists, k, of);
        solve->balances[k] = log((all - (double)of->all + (double)train->count) / (double)(of->all + train->count));
        for (size_t i = 0; i < of->count; i++)
            used[of->found[i]]++;
    }
    for (size_t f = 0; f < train->count; f++) {
        const size_t most = used[f] < MOST_OF_FEATURE ? used[f] : MOST_OF_FEATURE;
        solve->begins[f + 1] = solve->begins[f] + (train->texts_with[f] >= solve->problem->least_texts ? most : 0);
        used[f] = 0;
    }
    solve->count = solve->begins[train->count];
    solve->entries = get(solve, solve->count, sizeof *solve->entries);
    if (!solve->entries)
        return false;
    for (size_t k = 0; k < solve->problem->labels; k++) {
        count_label(train, lists, k, of);
        for (size_t i = 0; i < of->count; i++)
            add_entry(solve, used, of->found[i], (entry){.label = (uint32_t)k, .texts = (float)of->with[of->found[i]]});
    }
    return true;
}

static void scale_entries(solver *solve)
{
    const tenor__ngram_features *train = solve->problem->train;
    for (size_t f = 0; f < train->count; f++)
        for (size_t i = solve->begins[f]; i < solve->begins[f + 1]; i++) {
            entry *one = &solve->entries[i];
            const double with = (double)one->texts;
            const double r = log((with + 1) / ((double)train->texts_with[f] - with + 1)) + solve->balances[one->label];
            one->square = (float)sqrt(fabs(r)) * (f < train->first_characters ? 1 : CHARACTERS);
        }
}

static bool collect_entries(solver *solve)
{
    const size_t features = solve->problem->train->count;
    label_texts lists = {NULL, NULL};
    label_counts of = {get(solve, features, sizeof *of.with), get(solve, features, sizeof *of.found), 0, 0};
    uint32_t *used = get(solve, features, sizeof *used);
    const bool done =
        of.with && of.found && used && list_texts(solve, &lists) && collect_with(solve, &lists, &of, used);
    if (done)
        scale_entries(solve);
    tenor__alloc_free(&solve->alloc, lists.begins);
    tenor__alloc_free(&solve->alloc, lists.texts);
    tenor__alloc_free(&solve->alloc, of.with);
    tenor__alloc_free(&solve->alloc, of.found);
    tenor__alloc_free(&solve->alloc, used);
    return done;
}

/* ---- one text ---- */

static void add_row(solver *solve, uint32_t feature)
{
    for (size_t i = solve->begins[feature]; i < solve->begins[feature + 1]; i++) {
        const entry *one = &solve->entries[i];
        solve->z[one->label] += one->weight;
        solve->norms[one->label] += one->square;
    }
}

static void move_row(solver *solve, uint32_t feature)
{
    for (size_t i = solve->begins[feature]; i < solve->begins[feature + 1]; i++) {
        entry *one = &solve->entries[i];
        one->weight += solve->steps[one->label] * one->square;
    }
}

static void visit_rows(solver *solve, size_t text, void (*visit)(solver *solve, uint32_t feature))
{
    const tenor__ngram_features *train = solve->problem->train;
    for (size_t i = train->begins[text]; i < train->begins[text + 1]; i++) {
        const uint32_t member = train->members[i];
        visit(solve, member);
        for (size_t k = member < train->words ? train->word_begins[member] : 0;
             member < train->words && k < train->word_begins[member + 1]; k++)
            visit(solve, train->characters[k]);
    }
}

static bool is_exclusive(const solver *solve)
{
    return !solve->problem->train_labels->begins;
}

/* The sum of the logits under the target. */
static double find_own(const float *z, const tenor__label_set *set)
{
    double own = 0;
    for (size_t j = 0; set->soft_count == 0 && j < set->count; j++)
        own += (double)z[set->labels[j]];
    for (size_t j = 0; j < set->soft_count; j++)
        own += (double)set->probabilities[j] * (double)z[set->soft_labels[j]];
    return own;
}

/* Makes probabilities of the logits, and returns the loss of a text of these labels. */
static double apply_head(solver *solve, tenor__label_set set)
{
    const size_t labels = solve->problem->labels;
    float *z = solve->z;
    if (!is_exclusive(solve)) {
        double loss = -find_own(z, &set);
        for (size_t k = 0; k < labels; k++) {
            loss += z[k] > 0 ? (double)z[k] + log1p(exp(-(double)z[k])) : log1p(exp((double)z[k]));
            z[k] = 1 / (1 + expf(-z[k]));
        }
        return loss;
    }
    float largest = z[0];
    for (size_t k = 1; k < labels; k++)
        largest = z[k] > largest ? z[k] : largest;
    double sum = 0;
    const double own = set.soft_count > 0 ? find_own(z, &set) - (double)largest : (double)(z[set.labels[0]] - largest);
    for (size_t k = 0; k < labels; k++) {
        z[k] = expf(z[k] - largest);
        sum += (double)z[k];
    }
    for (size_t k = 0; k < labels; k++)
        z[k] *= (float)(1 / sum);
    return log(sum) - own;
}

/* The mass that the target puts on the labels: sum of t_j w_j, of one label w_k. */
static float find_mass(const tenor__label_set *set, const double *weights)
{
    double mass = 0;
    if (set->soft_count == 0)
        return (float)weights[set->labels[0]];
    for (size_t j = 0; j < set->soft_count; j++)
        mass += (double)set->probabilities[j] * weights[set->soft_labels[j]];
    return (float)mass;
}

/* The negative gradient: t_k w_k - p_k sum_j t_j w_j, or of several labels t w - p (t w + 1 - t). */
static void find_steps(solver *solve, const tenor__label_set *set)
{
    const tenor__sparse_problem *problem = solve->problem;
    const double *weights = problem->label_weights;
    const bool several = !is_exclusive(solve);
    const float all = weights && !several ? find_mass(set, weights) : 1;
    for (size_t k = 0; k < problem->labels; k++)
        solve->steps[k] = -solve->z[k] * all;
    for (size_t j = 0; set->soft_count == 0 && j < set->count; j++)
        solve->steps[set->labels[j]] =
            (1 - solve->z[set->labels[j]]) * (weights && several ? (float)weights[set->labels[j]] : all);
    for (size_t j = 0; j < set->soft_count; j++) {
        const uint32_t k = set->soft_labels[j];
        const float t = set->probabilities[j];
        const float weight = weights ? (float)weights[k] : 1;
        solve->steps[k] += t * weight - (several ? solve->z[k] * t * (weight - 1) : 0);
    }
}

static void learn_text(solver *solve, size_t text, float rate)
{
    const tenor__sparse_problem *problem = solve->problem;
    const tenor__label_set set = tenor__label_sets_get(problem->train_labels, text);
    memcpy(solve->z, solve->bias, problem->labels * sizeof *solve->z);
    memset(solve->norms, 0, problem->labels * sizeof *solve->norms);
    visit_rows(solve, text, add_row);
    apply_head(solve, set);
    find_steps(solve, &set);
    for (size_t k = 0; k < problem->labels; k++) {
        const float step = solve->steps[k] * rate / (1 + rate * (1 + solve->norms[k]) / 4);
        solve->steps[k] = fabsf(solve->steps[k]) < NO_STEP ? 0 : step;
        solve->bias[k] += solve->steps[k];
    }
    visit_rows(solve, text, move_row);
}

/* ---- all texts ---- */

static void find_dev_logits(solver *solve, size_t text)
{
    const tenor__ngram_texts *dev = solve->problem->dev;
    memcpy(solve->z, solve->bias, solve->problem->labels * sizeof *solve->z);
    for (size_t i = dev->begins[text]; i < dev->begins[text + 1]; i++)
        add_row(solve, dev->members[i]);
}

static double score_dev(solver *solve)
{
    double loss = 0;
    for (size_t text = 0; text < solve->problem->dev->texts; text++) {
        find_dev_logits(solve, text);
        loss += apply_head(solve, tenor__label_sets_get(solve->problem->dev_labels, text));
    }
    return loss;
}

static void keep(solver *solve)
{
    for (size_t i = 0; i < solve->count; i++)
        solve->best[i] = solve->entries[i].weight;
    memcpy(solve->best + solve->count, solve->bias, solve->problem->labels * sizeof *solve->bias);
}

static void restore(solver *solve)
{
    for (size_t i = 0; i < solve->count; i++)
        solve->entries[i].weight = solve->best[i];
    memcpy(solve->bias, solve->best + solve->count, solve->problem->labels * sizeof *solve->bias);
}

/* The biases that go with weights of 0. */
static void start(solver *solve)
{
    const tenor__label_sets *sets = solve->problem->train_labels;
    for (size_t i = 0; i < sets->count; i++) {
        solve->order[i] = (uint32_t)i;
        for (size_t j = 0; j < tenor__label_sets_get(sets, i).count; j++)
            solve->bias[tenor__label_sets_get(sets, i).labels[j]]++;
    }
    for (size_t k = 0; k < solve->problem->labels; k++)
        solve->bias[k] =
            logf((solve->bias[k] + 1) / ((float)sets->count - (is_exclusive(solve) ? 0 : solve->bias[k]) + 1));
}

static void learn(solver *solve)
{
    const size_t texts = solve->problem->train->texts;
    const double wanted = RATE * (double)solve->problem->labels / (double)texts;
    const double rate = fmin(fmax(wanted, SMALLEST_RATE), LARGEST_RATE);
    tenor__random random = tenor__random_new(solve->problem->seed, 0);
    double least = INFINITY;
    for (int epoch = 0; epoch < TENOR__SPARSE_MOST_VISITS; epoch++) {
        tenor__random_shuffle(&random, solve->order, texts);
        for (size_t i = 0; i < texts; i++) {
            if (i % TENOR__WATCH_STEP == 0)
                tenor__watch_add(solve->problem->watch, texts - i < TENOR__WATCH_STEP ? texts - i : TENOR__WATCH_STEP);
            learn_text(solve, solve->order[i], (float)rate);
        }
        const double loss = score_dev(solve);
        if (loss >= least)
            break;
        least = loss;
        keep(solve);
    }
    restore(solve);
}

/* ---- the solution ---- */

/* The least magnitude that leaves at most as many entries as are allowed: the upper bits of a float rise with it. */
static float find_least(const solver *solve, size_t *counts, size_t buckets)
{
    for (size_t i = 0; i < solve->count; i++) {
        uint32_t bits;
        memcpy(&bits, &solve->entries[i].weight, sizeof bits);
        counts[(bits & INT32_MAX) / (uint32_t)((UINT32_C(1) << 31) / buckets)]++;
    }
    size_t total = 0;
    size_t at = buckets;
    while (at > 0 && total + counts[at - 1] <= solve->problem->most_entries)
        total += counts[--at];
    const uint32_t bits = (uint32_t)(at * ((UINT32_C(1) << 31) / buckets));
    float least;
    memcpy(&least, &bits, sizeof least);
    return at < buckets ? least : INFINITY;
}

static bool finish(solver *solve, tenor__sparse_solution *solution)
{
    enum { BUCKETS = 1 << 16 };
    const size_t features = solve->problem->train->count;
    const size_t labels = solve->problem->labels;
    size_t *counts = get(solve, BUCKETS, sizeof *counts);
    if (!counts)
        return false;
    const float least = find_least(solve, counts, BUCKETS);
    tenor__alloc_free(&solve->alloc, counts);
    size_t kept = 0;
    for (size_t f = 0, i = 0; f < features; f++) {
        for (; i < solve->begins[f + 1]; i++)
            if (solve->entries[i].weight != 0 && fabsf(solve->entries[i].weight) >= least)
                solve->entries[kept++] = solve->entries[i];
        solution->begins[f + 1] = kept;
    }
    solution->labels = get(solve, kept, sizeof *solution->labels);
    solution->weights = get(solve, kept, sizeof *solution->weights);
    if (!solution->labels || !solution->weights)
        return false;
    for (size_t i = 0; i < kept; i++) {
        solution->labels[i] = solve->entries[i].label;
        solution->weights[i] = solve->entries[i].weight;
    }
    solve->count = kept;
    memcpy(solve->begins, solution->begins, (features + 1) * sizeof *solve->begins);
    for (size_t text = 0; text < solve->problem->dev->texts; text++) {
        find_dev_logits(solve, text);
        memcpy(solution->dev_logits + text * labels, solve->z, labels * sizeof *solve->z);
    }
    memcpy(solution->bias, solve->bias, labels * sizeof *solve->bias);
    return true;
}

bool tenor__sparse_regression_solve(const tenor__sparse_problem *problem, const tenor_alloc *alloc,
                                    tenor__sparse_solution *solution)
{
    const size_t features = problem->train->count;
    const size_t labels = problem->labels;
    solver solve = {.problem = problem, .alloc = *alloc};
    *solution = (tenor__sparse_solution){.alloc = *alloc};
    size_t logits;
    solve.begins = get(&solve, features + 1, sizeof *solve.begins);
    solve.bias = get(&solve, labels, sizeof *solve.bias);
    solve.z = get(&solve, labels, sizeof *solve.z);
    solve.norms = get(&solve, labels, sizeof *solve.norms);
    solve.steps = get(&solve, labels, sizeof *solve.steps);
    solve.order = get(&solve, problem->train->texts, sizeof *solve.order);
    solve.balances = get(&solve, labels, sizeof *solve.balances);
    bool done = solve.begins && solve.bias && solve.z && solve.norms && solve.steps && solve.order && solve.balances &&
                tenor__size_multiply(problem->dev->texts, labels, &logits) && collect_entries(&solve);
    if (done) {
        solve.best = get(&solve, solve.count + labels, sizeof *solve.best);
        solution->begins = get(&solve, features + 1, sizeof *solution->begins);
        solution->bias = get(&solve, labels, sizeof *solution->bias);
        solution->dev_logits = get(&solve, logits, sizeof *solution->dev_logits);
        done = solve.best && solution->begins && solution->bias && solution->dev_logits;
    }
    if (done) {
        start(&solve);
        learn(&solve);
        done = finish(&solve, solution);
    }
    tenor__alloc_free(alloc, solve.begins);
    tenor__alloc_free(alloc, solve.entries);
    tenor__alloc_free(alloc, solve.bias);
    tenor__alloc_free(alloc, solve.best);
    tenor__alloc_free(alloc, solve.z);
    tenor__alloc_free(alloc, solve.norms);
    tenor__alloc_free(alloc, solve.steps);
    tenor__alloc_free(alloc, solve.order);
    tenor__alloc_free(alloc, solve.balances);
    if (!done)
        tenor__sparse_regression_free(solution);
    return done;
}

void tenor__sparse_regression_free(tenor__sparse_solution *solution)
{
    const tenor_alloc alloc = solution->alloc;
    tenor__alloc_free(&alloc, solution->begins);
    tenor__alloc_free(&alloc, solution->labels);
    tenor__alloc_free(&alloc, solution->weights);
    tenor__alloc_free(&alloc, solution->bias);
    tenor__alloc_free(&alloc, solution->dev_logits);
    *solution = (tenor__sparse_solution){0};
}
