#include "linear/ngram_classifier.h"

#include "linear/lexicon_weights.h"
#include "linear/logistic.h"
#include "linear/sparse_regression.h"

#include <stdatomic.h>
#include <string.h>

enum { MOST_FEATURES = 1 << 20, MOST_WEIGHTS = 1 << 25, MOST_SPARSE_FEATURES = 3 << 16, MOST_ENTRIES = 1 << 20 };
static const size_t MOST_DEV_LOGITS = (size_t)1 << 26;

typedef struct work {
    tenor__ngram_classifier *classifier;
    const tenor__ngram_training *training;
    tenor__ngram_features features;
    tenor__ngram_texts dev_texts;
    uint32_t *places; /* [features.count] index of a feature among those kept, or TENOR__NGRAM_DROPPED */
    size_t kept;
    float *weights;    /* [problems, kept] */
    float *train_sums; /* [lexicons, texts] of scores */
    float *dev_sums;
    double *beta; /* [problems, lexicons] weights of the scores */
    atomic_size_t lexicon_problems;
    tenor__watch watch;
    atomic_bool failed;
} work;

/* With two labels and one label per text, one problem suffices: the solution for the second label has the opposite
 * signs. */
static size_t count_problems(const work *job)
{
    return job->classifier->labels == 2 && !job->training->train.labels->begins ? 1 : job->classifier->labels;
}

/* Whether each text has the label. Returns NULL if memory runs out. */
static bool *find_members(const tenor__label_sets *sets, size_t label, const tenor_alloc *alloc)
{
    bool *has = tenor__alloc_array(alloc, sets->count + 1, sizeof *has);
    for (size_t i = 0; has && i < sets->count; i++) {
        const tenor__label_set set = tenor__label_sets_get(sets, i);
        has[i] = false;
        for (size_t j = 0; j < set.count; j++)
            has[i] = has[i] || set.labels[j] == label;
    }
    return has;
}

/* The probability of the label for each text that has soft targets, and -1 for the others. NULL if no text has any, or
 * memory runs out. */
static float *find_soft_targets(const tenor__label_sets *sets, size_t label, const tenor_alloc *alloc)
{
    float *targets = sets->soft.begins ? tenor__alloc_array(alloc, sets->count + 1, sizeof *targets) : NULL;
    for (size_t i = 0; targets && i < sets->count; i++) {
        const tenor__label_set set = tenor__label_sets_get(sets, i);
        targets[i] = set.soft_count > 0 ? 0 : -1;
        for (size_t j = 0; j < set.soft_count; j++)
            if (set.soft_labels[j] == label)
                targets[i] = set.probabilities[j];
    }
    return targets;
}

/* What a text with soft targets weighs in the problem of a label, and its target there: as in the network's loss, mass
 * t_j w_j goes to each label j, so that the text weighs the sum, and the target is t_k w_k over it. With several labels
 * a text the two outcomes of each have t w and 1 - t. */
static double weigh_soft(const tenor__ngram_training *training, const tenor__label_set *set, size_t label,
                         float *target)
{
    const double *weights = training->label_weights;
    const double own = (double)*target * weights[label];
    double sum = 0;
    if (training->train.labels->begins)
        sum = own + 1 - (double)*target;
    else
        for (size_t j = 0; j < set->soft_count; j++)
            sum += (double)set->probabilities[j] * weights[set->soft_labels[j]];
    *target = sum > 0 ? (float)(own / sum) : 0;
    return sum;
}

/* What a text weighs in the problem of a label. */
static double weigh_text(const tenor__ngram_training *training, const tenor__label_set *set, size_t label, bool has)
{
    const double *weights = training->label_weights;
    if (training->train.labels->begins)
        return has ? weights[label] : 1;
    return weights[set->labels[0]];
}

/* The texts' sums of scores times their weights. */
static void find_offsets(const work *job, const double *beta, const float *sums, size_t texts, float *offsets)
{
    for (size_t i = 0; i < texts; i++) {
        double sum = 0;
        for (size_t d = 0; d < job->training->lexicon_count; d++)
            sum += beta[d] * (double)sums[d * texts + i];
        offsets[i] = (float)sum;
    }
}

/* Solves again with the lexicons, whose scores are known before the n-grams, and keeps that if the loss on dev is
 * lower. Returns false if memory runs out. */
static bool try_lexicons(work *job, size_t label, tenor__logistic_problem problem, tenor__logistic_solution *solution)
{
    const tenor_alloc *alloc = &job->classifier->alloc;
    const size_t texts = job->features.texts;
    const size_t dev = job->dev_texts.texts;
    const size_t count = job->training->lexicon_count;
    double *beta = job->beta + label * count;
    double *targets = tenor__alloc_array(alloc, texts + 1, sizeof *targets);
    float *offsets = tenor__alloc_array(alloc, texts + dev + 1, sizeof *offsets);
    float *weights = tenor__alloc_array(alloc, job->kept + 1, sizeof *weights);
    float *margins = tenor__alloc_array(alloc, dev + 1, sizeof *margins);
    bool done = targets && offsets && weights && margins;
    for (size_t i = 0; done && i < texts; i++)
        targets[i] = problem.train_targets && problem.train_targets[i] >= 0 ? (double)problem.train_targets[i]
                                                                            : problem.train_has[i];
    if (done) {
        const tenor__lexicon_problem scores = {.texts = texts,
                                               .lexicons = count,
                                               .sums = job->train_sums,
                                               .targets = targets,
                                               .weights = problem.train_weights};
        tenor__logistic_solution with = {.weights = weights, .dev_margins = margins};
        tenor__lexicon_weights_fit(&scores, beta);
        find_offsets(job, beta, job->train_sums, texts, offsets);
        find_offsets(job, beta, job->dev_sums, dev, offsets + texts);
        problem.train_offsets = offsets;
        problem.dev_offsets = offsets + texts;
        done = tenor__logistic_solve(&problem, alloc, &with);
        if (done && with.loss < solution->loss) {
            memcpy(solution->weights, weights, job->kept * sizeof *weights);
            memcpy(solution->dev_margins, margins, dev * sizeof *margins);
            solution->bias = with.bias;
            solution->loss = with.loss;
            atomic_fetch_add_explicit(&job->lexicon_problems, 1, memory_order_relaxed);
        } else {
            memset(beta, 0, count * sizeof *beta);
        }
    }
    tenor__alloc_free(alloc, targets);
    tenor__alloc_free(alloc, offsets);
    tenor__alloc_free(alloc, weights);
    tenor__alloc_free(alloc, margins);
    return done;
}

static void solve_label(size_t label, void *user)
{
    work *job = user;
    tenor__ngram_classifier *classifier = job->classifier;
    const tenor_alloc *alloc = &classifier->alloc;
    const size_t labels = classifier->labels;
    const size_t dev_count = job->dev_texts.texts;
    bool *train_has = find_members(job->training->train.labels, label, alloc);
    bool *dev_has = find_members(job->training->dev.labels, label, alloc);
    float *margins = tenor__alloc_array(alloc, dev_count + 1, sizeof *margins);
    double *weights =
        job->training->label_weights ? tenor__alloc_array(alloc, job->features.texts + 1, sizeof *weights) : NULL;
    const tenor__label_sets *sets = job->training->train.labels;
    float *targets = find_soft_targets(sets, label, alloc);
    float *dev_targets = find_soft_targets(job->training->dev.labels, label, alloc);
    bool done = train_has && dev_has && margins && (weights || !job->training->label_weights) &&
                (targets || !sets->soft.begins) && (dev_targets || !job->training->dev.labels->soft.begins);
    for (size_t i = 0; done && weights && i < job->features.texts; i++) {
        const tenor__label_set set = tenor__label_sets_get(sets, i);
        weights[i] = set.soft_count > 0 ? weigh_soft(job->training, &set, label, &targets[i])
                                        : weigh_text(job->training, &set, label, train_has[i]);
    }
    if (done) {
        const tenor__logistic_problem problem = {
            .train = &job->features,
            .places = job->places,
            .train_has = train_has,
            .train_targets = targets,
            .train_weights = weights,
            .dev = &job->dev_texts,
            .dev_has = dev_has,
            .dev_targets = dev_targets,
            .seed = job->training->seed + label,
            .watch = &job->watch,
        };
        tenor__logistic_solution solution = {.weights = job->weights + label * job->kept, .dev_margins = margins};
        done = tenor__logistic_solve(&problem, alloc, &solution) &&
               (job->training->lexicon_count == 0 || try_lexicons(job, label, problem, &solution));
        classifier->bias[label] = solution.bias;
    }
    for (size_t i = 0; done && i < dev_count; i++)
        classifier->dev_logits[i * labels + label] = margins[i];
    if (!done)
        atomic_store_explicit(&job->failed, true, memory_order_relaxed);
    tenor__alloc_free(alloc, train_has);
    tenor__alloc_free(alloc, targets);
    tenor__alloc_free(alloc, dev_targets);
    tenor__alloc_free(alloc, dev_has);
    tenor__alloc_free(alloc, margins);
    tenor__alloc_free(alloc, weights);
}

/* The least number of texts that a feature must occur in, so that all such features fit in the table. It is at least 2:
 * a feature of a single text does not generalize. */
static uint32_t find_threshold(const tenor__ngram_features *features, size_t most)
{
    enum { COUNTS = 1024 };
    size_t with[COUNTS] = {0};
    for (size_t f = 0; f < features->count; f++)
        with[features->texts_with[f] < COUNTS ? features->texts_with[f] : COUNTS - 1]++;
    size_t total = 0;
    uint32_t least = COUNTS;
    while (least > 2 && total + with[least - 1] <= most)
        total += with[--least];
    return least;
}

/* Chooses the features that get weights, as many as the table may hold. Returns false if memory runs out. */
static bool place_features(work *job)
{
    const tenor__ngram_features *features = &job->features;
    const uint32_t least = find_threshold(features, job->training->most_features);
    job->places = tenor__alloc_array(&job->classifier->alloc, features->count + 1, sizeof *job->places);
    for (size_t f = 0; job->places && f < features->count; f++)
        job->places[f] = features->texts_with[f] >= least ? (uint32_t)job->kept++ : TENOR__NGRAM_DROPPED;
    return job->places != NULL;
}

/* Adds the scores' weights to the rows of the words, which need not occur in the texts. */
static void add_lexicons(const work *job, size_t problems)
{
    tenor__ngram_classifier *to = job->classifier;
    const tenor__ngram_table table = {.slots = to->slots, .keys = to->keys};
    const size_t count = job->training->lexicon_count;
    for (size_t d = 0; d < count; d++) {
        const tenor__lexicon *lexicon = &job->training->lexicons[d];
        for (size_t i = 0; i < lexicon->count; i++) {
            uint32_t slot = tenor__ngram_table_find(&table, lexicon->entries[i].hash);
            if (slot == TENOR__NGRAM_ABSENT)
                slot = tenor__ngram_table_insert(to->keys, to->slots, lexicon->entries[i].hash);
            for (size_t k = 0; slot != TENOR__NGRAM_ABSENT && k < problems; k++)
                to->weights[slot * to->labels + k] +=
                    (float)(job->beta[k * count + d] * (double)lexicon->entries[i].score);
        }
    }
}

/* Words of the lexicons, if any label uses them. */
static size_t count_lexicon_words(const work *job)
{
    size_t words = 0;
    for (size_t d = 0; job->classifier->lexicon_problems > 0 && d < job->training->lexicon_count; d++)
        words += job->training->lexicons[d].count;
    return words;
}

static bool fill_table(work *job)
{
    tenor__ngram_classifier *classifier = job->classifier;
    const tenor__ngram_features *features = &job->features;
    const tenor_alloc *alloc = &classifier->alloc;
    const size_t labels = classifier->labels;
    const size_t problems = count_problems(job);
    if (job->kept == 0)
        return true;
    classifier->slots = tenor__ngram_table_slots(job->kept + count_lexicon_words(job));
    classifier->keys = tenor__alloc_zeroed(alloc, classifier->slots, sizeof *classifier->keys);
    classifier->weights = tenor__alloc_zeroed(alloc, classifier->slots * labels, sizeof *classifier->weights);
    if (!classifier->keys || !classifier->weights)
        return false;
    for (size_t f = 0; f < features->count; f++) {
        if (job->places[f] == TENOR__NGRAM_DROPPED)
            continue;
        const uint32_t slot = tenor__ngram_table_insert(classifier->keys, classifier->slots, features->hashes[f]);
        for (size_t k = 0; slot != TENOR__NGRAM_ABSENT && k < problems; k++)
            classifier->weights[slot * labels + k] = job->weights[k * job->kept + job->places[f]];
    }
    if (classifier->lexicon_problems > 0)
        add_lexicons(job, problems);
    if (problems == 1) {
        for (size_t slot = 0; slot < classifier->slots; slot++)
            classifier->weights[slot * 2 + 1] = -classifier->weights[slot * 2];
        classifier->bias[1] = -classifier->bias[0];
        for (size_t i = 0; i < job->dev_texts.texts; i++)
            classifier->dev_logits[i * 2 + 1] = -classifier->dev_logits[i * 2];
    }
    return true;
}

/* Sums the scores of all texts. Returns false if memory runs out. */
static bool sum_scores(work *job)
{
    const tenor__ngram_training *training = job->training;
    const tenor_alloc *alloc = &job->classifier->alloc;
    const size_t count = training->lexicon_count;
    const size_t texts = job->features.texts;
    const size_t dev = job->dev_texts.texts;
    if (count == 0)
        return true;
    job->train_sums = tenor__alloc_array(alloc, count * texts + 1, sizeof *job->train_sums);
    job->dev_sums = tenor__alloc_array(alloc, count * dev + 1, sizeof *job->dev_sums);
    job->beta = tenor__alloc_zeroed(alloc, count_problems(job) * count, sizeof *job->beta);
    bool done = job->train_sums && job->dev_sums && job->beta;
    for (size_t d = 0; done && d < count; d++)
        done = tenor__lexicon_sum(&training->lexicons[d], training->train.texts, training->rule, alloc,
                                  job->train_sums + d * texts) &&
               tenor__lexicon_sum(&training->lexicons[d], training->dev.texts, training->rule, alloc,
                                  job->dev_sums + d * dev);
    return done;
}

/* Solves a problem for each label. */
static bool solve_each(work *job, tenor__pool *pool)
{
    tenor__ngram_classifier *classifier = job->classifier;
    const tenor_alloc *hook = &classifier->alloc;
    size_t numbers;
    size_t dev_numbers;
    if (!place_features(job) || !tenor__size_multiply(job->kept, count_problems(job), &numbers) ||
        !tenor__size_multiply(job->dev_texts.texts, classifier->labels, &dev_numbers))
        return false;
    job->weights = tenor__alloc_array(hook, numbers + 1, sizeof *job->weights);
    classifier->bias = tenor__alloc_zeroed(hook, classifier->labels, sizeof *classifier->bias);
    classifier->dev_logits = tenor__alloc_array(hook, dev_numbers + 1, sizeof *classifier->dev_logits);
    if (!job->weights || !classifier->bias || !classifier->dev_logits || !sum_scores(job))
        return false;
    tenor__watch_begin(&job->watch, job->training->watcher, TENOR__WORK_NGRAMS,
                       (uint64_t)TENOR__LOGISTIC_MOST_VISITS * count_problems(job) * job->features.texts *
                           (job->training->lexicon_count > 0 ? 2 : 1));
    tenor__pool_run(pool, solve_label, job, count_problems(job));
    classifier->lexicon_problems = atomic_load_explicit(&job->lexicon_problems, memory_order_relaxed);
    return !atomic_load_explicit(&job->failed, memory_order_relaxed) && fill_table(job);
}

/* ---- many labels: a sparse table ---- */

/* Makes the table of a solution: the rows in the order of their slots. */
static bool fill_sparse_table(work *job, const tenor__sparse_solution *solution)
{
    const uint32_t none = TENOR__NGRAM_DROPPED;
    tenor__ngram_classifier *classifier = job->classifier;
    const tenor__ngram_features *features = &job->features;
    const tenor_alloc *alloc = &classifier->alloc;
    for (size_t f = 0; f < features->count; f++)
        job->kept += solution->begins[f + 1] > solution->begins[f];
    const size_t entries = solution->begins[features->count];
    if (job->kept == 0)
        return true;
    const size_t slots = tenor__ngram_table_slots(job->kept);
    uint32_t *in_slot = tenor__alloc_array(alloc, slots, sizeof *in_slot);
    classifier->slots = slots;
    classifier->keys = tenor__alloc_zeroed(alloc, slots, sizeof *classifier->keys);
    classifier->begins = tenor__alloc_zeroed(alloc, slots + 1, sizeof *classifier->begins);
    classifier->entry_labels = tenor__alloc_array(alloc, entries, sizeof *classifier->entry_labels);
    classifier->weights = tenor__alloc_array(alloc, entries, sizeof *classifier->weights);
    const bool done =
        in_slot && classifier->keys && classifier->begins && classifier->entry_labels && classifier->weights;
    for (size_t slot = 0; done && slot < slots; slot++)
        in_slot[slot] = none;
    for (size_t f = 0; done && f < features->count; f++) {
        if (solution->begins[f + 1] == solution->begins[f])
            continue;
        const uint32_t slot = tenor__ngram_table_insert(classifier->keys, slots, features->hashes[f]);
        if (slot != TENOR__NGRAM_ABSENT)
            in_slot[slot] = (uint32_t)f;
    }
    for (size_t slot = 0; done && slot < slots; slot++) {
        const size_t begin = in_slot[slot] == none ? 0 : solution->begins[in_slot[slot]];
        const size_t count = in_slot[slot] == none ? 0 : solution->begins[in_slot[slot] + 1] - begin;
        memcpy(classifier->entry_labels + classifier->entries, solution->labels + begin,
               count * sizeof *solution->labels);
        memcpy(classifier->weights + classifier->entries, solution->weights + begin, count * sizeof *solution->weights);
        classifier->entries += count;
        classifier->begins[slot + 1] = (uint32_t)classifier->entries;
    }
    tenor__alloc_free(alloc, in_slot);
    return done;
}

static bool solve_sparse(work *job)
{
    const tenor__ngram_training *training = job->training;
    const tenor__sparse_problem problem = {
        .train = &job->features,
        .dev = &job->dev_texts,
        .train_labels = training->train.labels,
        .dev_labels = training->dev.labels,
        .labels = training->labels,
        .label_weights = training->label_weights,
        .least_texts = find_threshold(&job->features, training->most_features),
        .most_entries = MOST_ENTRIES,
        .seed = training->seed,
        .watch = &job->watch,
    };
    tenor__sparse_solution solution;
    tenor__watch_begin(&job->watch, training->watcher, TENOR__WORK_NGRAMS,
                       (uint64_t)TENOR__SPARSE_MOST_VISITS * job->features.texts);
    if (!tenor__sparse_regression_solve(&problem, &job->classifier->alloc, &solution))
        return false;
    const bool done = fill_sparse_table(job, &solution);
    job->classifier->bias = solution.bias;
    job->classifier->dev_logits = solution.dev_logits;
    solution.bias = solution.dev_logits = NULL;
    tenor__sparse_regression_free(&solution);
    return done;
}

/* ---- training ---- */

bool tenor__ngram_classifier_bears(size_t labels, size_t dev_texts)
{
    return dev_texts <= MOST_DEV_LOGITS / labels;
}

size_t tenor__ngram_classifier_most_features(size_t labels)
{
    if (labels > TENOR__NGRAM_MOST_DENSE)
        return MOST_SPARSE_FEATURES;
    const size_t most = MOST_WEIGHTS / labels;
    return most < MOST_FEATURES ? most : MOST_FEATURES;
}

tenor_status tenor__ngram_classifier_train(tenor__ngram_classifier *classifier, const tenor__ngram_training *training,
                                           tenor__pool *pool, const tenor_alloc *alloc)
{
    *classifier = (tenor__ngram_classifier){.alloc = tenor__alloc_of(alloc), .labels = training->labels};
    const tenor_alloc *hook = &classifier->alloc;
    work job = {.classifier = classifier, .training = training};
    tenor_status status = tenor__ngram_features_find(&job.features, training->train.texts, training->rule, pool, hook);
    if (status == TENOR_OK)
        status =
            tenor__ngram_features_find_texts(&job.dev_texts, &job.features, training->dev.texts, training->rule, hook);
    if (status == TENOR_OK &&
        !(training->labels > TENOR__NGRAM_MOST_DENSE ? solve_sparse(&job) : solve_each(&job, pool)))
        status = TENOR_OUT_OF_MEMORY;
    tenor__alloc_free(hook, job.places);
    tenor__alloc_free(hook, job.weights);
    tenor__alloc_free(hook, job.train_sums);
    tenor__alloc_free(hook, job.dev_sums);
    tenor__alloc_free(hook, job.beta);
    tenor__ngram_features_free_texts(&job.dev_texts);
    tenor__ngram_features_free(&job.features);
    if (status != TENOR_OK || classifier->slots == 0)
        tenor__ngram_classifier_free(classifier);
    return status;
}

tenor__ngram_config tenor__ngram_classifier_config(const tenor__ngram_classifier *classifier,
                                                   const tenor__ngram_rule *rule)
{
    if (classifier->slots == 0)
        return (tenor__ngram_config){0};
    return (tenor__ngram_config){classifier->slots, rule->words, rule->common, classifier->entries};
}

static float *add_numbers(float *at, const void *numbers, size_t count)
{
    memcpy(at, numbers, count * sizeof *at);
    return at + count;
}

bool tenor__ngram_classifier_pack(const tenor__ngram_classifier *classifier, double stacking_weight, float **out)
{
    *out = NULL;
    if (classifier->slots == 0)
        return true;
    const tenor__ngram_config config = {.slots = classifier->slots, .entries = classifier->entries};
    const size_t weights = classifier->entries > 0 ? classifier->entries : classifier->slots * classifier->labels;
    float *part =
        tenor__alloc_array(&classifier->alloc, tenor__ngram_parameters(&config, classifier->labels), sizeof *part);
    if (!part)
        return false;
    for (size_t i = 0; i < weights; i++)
        part[i] = (float)stacking_weight * classifier->weights[i];
    for (size_t k = 0; k < classifier->labels; k++)
        part[weights + k] = (float)stacking_weight * classifier->bias[k];
    float *at = add_numbers(part + weights + classifier->labels, classifier->keys, classifier->slots);
    if (classifier->entries > 0) {
        at = add_numbers(at, classifier->begins, classifier->slots + 1);
        add_numbers(at, classifier->entry_labels, classifier->entries);
    }
    *out = part;
    return true;
}

void tenor__ngram_classifier_free(tenor__ngram_classifier *classifier)
{
    const tenor_alloc alloc = classifier->alloc;
    tenor__alloc_free(&alloc, classifier->keys);
    tenor__alloc_free(&alloc, classifier->weights);
    tenor__alloc_free(&alloc, classifier->bias);
    tenor__alloc_free(&alloc, classifier->begins);
    tenor__alloc_free(&alloc, classifier->entry_labels);
    tenor__alloc_free(&alloc, classifier->dev_logits);
    *classifier = (tenor__ngram_classifier){0};
}
