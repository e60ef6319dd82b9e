#include "base/alloc.h"
#include "base/random.h"
#include "base/status.h"

#include <tenor_train.h>

#include <math.h>

/* Keep the draws of a split and of folds apart from what else is drawn from the same seed. */
static const uint64_t SPLIT_STREAM = 0x73706C6974; /* "split" */
static const uint64_t FOLD_STREAM = 0x666F6C6473;  /* "folds" */

/* What to hold out: a fraction, or one of several folds. */
typedef struct division {
    double fraction; /* without folds */
    size_t folds;    /* 0 for none */
    size_t fold;
    uint64_t seed;
} division;

/* How many of n examples are held out: at least one, and one stays. */
static size_t share(size_t n, double fraction)
{
    if (n < 2)
        return 0;
    double wanted = round((double)n * fraction);
    if (wanted < 1.0)
        return 1;
    return wanted > (double)(n - 1) ? n - 1 : (size_t)wanted;
}

/* Marks the fraction of each label to hold out. order[begins[k]..begins[k + 1]) are the examples of label k. Returns
 * how many it marked. */
static size_t choose_fraction(const division *plan, const size_t *begins, size_t labels, uint32_t *order, bool *held)
{
    tenor__random random = tenor__random_new(plan->seed, SPLIT_STREAM);
    size_t total = 0;
    for (size_t k = 0; k < labels; k++) {
        const size_t n = begins[k + 1] - begins[k];
        const size_t chosen = share(n, plan->fraction);
        tenor__random_shuffle(&random, order + begins[k], n);
        for (size_t i = 0; i < chosen; i++)
            held[order[begins[k] + i]] = true;
        total += chosen;
    }
    return total;
}

/* Marks a fold. The examples are dealt to the folds in turn, label after label, so that the sizes of any two folds, and
 * their numbers of each label, differ by one at most. Returns how many were dealt to all folds. */
static size_t choose_fold(const division *plan, const size_t *begins, size_t labels, uint32_t *order, bool *held)
{
    tenor__random random = tenor__random_new(plan->seed, FOLD_STREAM);
    size_t dealt = 0;
    for (size_t k = 0; k < labels; k++) {
        const size_t n = begins[k + 1] - begins[k];
        tenor__random_shuffle(&random, order + begins[k], n);
        for (size_t i = 0; n >= 2 && i < n; i++, dealt++)
            held[order[begins[k] + i]] = dealt % plan->folds == plan->fold;
    }
    return dealt;
}

/* Sorts the examples by label, in their order: order[begins[k]..begins[k + 1]). begins has labels + 2 zeros. */
static void sort_by_label(const tenor_corpus *corpus, size_t *begins, uint32_t *order)
{
    const size_t size = tenor_corpus_size(corpus);
    const size_t labels = tenor_corpus_label_count(corpus);
    for (size_t i = 0; i < size; i++)
        begins[tenor_corpus_label(corpus, i) + 2]++;
    for (size_t k = 2; k < labels + 2; k++)
        begins[k] += begins[k - 1];
    for (size_t i = 0; i < size; i++)
        order[begins[tenor_corpus_label(corpus, i) + 1]++] = (uint32_t)i;
}

/* Copies the examples to two new corpora, in their order. */
static tenor_status distribute(const tenor_corpus *corpus, const bool *held, tenor_corpus *rest, tenor_corpus *held_out,
                               tenor_error *error)
{
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        TENOR_TRY(tenor_corpus_add(held[i] ? held_out : rest, tenor_corpus_text(corpus, i),
                                   tenor_corpus_label_name(corpus, tenor_corpus_label(corpus, i)), error));
    return TENOR_OK;
}

static tenor_status choose(const division *plan, const size_t *begins, size_t labels, uint32_t *order, bool *held,
                           tenor_error *error)
{
    const size_t chosen = plan->folds > 0 ? choose_fold(plan, begins, labels, order, held)
                                          : choose_fraction(plan, begins, labels, order, held);
    if (chosen == 0)
        return tenor__fail(error, TENOR_BAD_DATA,
                           "no label has two examples, so that none can be held out; give more examples of each");
    if (chosen < plan->folds)
        return tenor__fail(error, TENOR_BAD_DATA, "%zu folds are too many for %zu examples of labels that have two",
                           plan->folds, chosen);
    return TENOR_OK;
}

static tenor_status divide(const tenor_corpus *corpus, const division *plan, const tenor_alloc *alloc,
                           tenor_corpus **rest, tenor_corpus **held_out, tenor_error *error)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    const size_t size = tenor_corpus_size(corpus);
    const size_t labels = tenor_corpus_label_count(corpus);
    tenor_corpus *first = NULL;
    tenor_corpus *second = NULL;
    tenor_status status = TENOR_OK;
    size_t *begins = tenor__get_zero(&hook, labels + 2, sizeof *begins);
    uint32_t *order = tenor__get(&hook, size + 1, sizeof *order);
    bool *held = tenor__get_zero(&hook, size + 1, sizeof *held);
    if (!begins || !order || !held || tenor_corpus_new(&hook, &first) != TENOR_OK ||
        tenor_corpus_new(&hook, &second) != TENOR_OK) {
        status = tenor__fail_memory(error);
        goto done;
    }
    sort_by_label(corpus, begins, order);
    TENOR_TRY_GOTO(done, choose(plan, begins, labels, order, held, error));
    TENOR_TRY_GOTO(done, distribute(corpus, held, first, second, error));
    *rest = first;
    *held_out = second;
    first = second = NULL;
done:
    tenor_corpus_free(first);
    tenor_corpus_free(second);
    tenor__put(&hook, held);
    tenor__put(&hook, order);
    tenor__put(&hook, begins);
    return status;
}

tenor_status tenor_corpus_split(const tenor_corpus *corpus, double fraction, uint64_t seed, const tenor_alloc *alloc,
                                tenor_corpus **rest, tenor_corpus **held_out, tenor_error *error)
{
    *rest = NULL;
    *held_out = NULL;
    if (!(fraction > 0.0 && fraction < 1.0))
        return tenor__fail(error, TENOR_INVALID_ARGUMENT, "the fraction to hold out must lie between 0 and 1");
    const division plan = {.fraction = fraction, .seed = seed};
    return divide(corpus, &plan, alloc, rest, held_out, error);
}

tenor_status tenor_corpus_fold(const tenor_corpus *corpus, size_t folds, size_t fold, uint64_t seed,
                               const tenor_alloc *alloc, tenor_corpus **rest, tenor_corpus **held_out,
                               tenor_error *error)
{
    *rest = NULL;
    *held_out = NULL;
    if (folds < 2 || fold >= folds)
        return tenor__fail(error, TENOR_INVALID_ARGUMENT, "there must be 2 folds at least, and fold be below folds");
    const division plan = {.folds = folds, .fold = fold, .seed = seed};
    return divide(corpus, &plan, alloc, rest, held_out, error);
}
