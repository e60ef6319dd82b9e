#include "data/corpus_split.h"

#include "base/error.h"
#include "data/copies.h"

#include <math.h>

size_t tenor__corpus_split_share(size_t n, double fraction)
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
static size_t choose_fraction(const tenor__division *plan, const size_t *begins, size_t labels, uint32_t *order,
                              bool *held)
{
    tenor__random random = tenor__split_random(plan);
    size_t total = 0;
    for (size_t k = 0; k < labels; k++) {
        const size_t n = begins[k + 1] - begins[k];
        const size_t chosen = tenor__corpus_split_share(n, plan->fraction);
        tenor__random_shuffle(&random, order + begins[k], n);
        for (size_t i = 0; i < chosen; i++)
            held[order[begins[k] + i]] = true;
        total += chosen;
    }
    return total;
}

/* Marks a fold. The examples go to the folds in turn, label after label, so that the sizes of any two folds, and
 * their numbers of each label, differ by one at most. Returns how many went to all folds. */
static size_t choose_fold(const tenor__division *plan, const size_t *begins, size_t labels, uint32_t *order, bool *held)
{
    tenor__random random = tenor__split_random(plan);
    size_t assigned = 0;
    for (size_t k = 0; k < labels; k++) {
        const size_t n = begins[k + 1] - begins[k];
        tenor__random_shuffle(&random, order + begins[k], n);
        for (size_t i = 0; n >= 2 && i < n; i++, assigned++)
            held[order[begins[k] + i]] = assigned % plan->folds == plan->fold;
    }
    return assigned;
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
        TENOR_TRY(tenor__corpus_copy_example(corpus, i, held[i] ? held_out : rest, error));
    return TENOR_OK;
}

/* chosen: how many examples can be held out; empty: whether one of several labels' folds has none. */
static tenor_status check_chosen(const tenor__division *plan, size_t size, size_t chosen, bool empty,
                                 tenor_error *error)
{
    if (chosen == 0)
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "no label has two examples, so that none can be held out; give more examples of each");
    if (plan->folds > 0 && empty)
        return tenor__error_set(error, TENOR_BAD_DATA, "%zu folds are too many for %zu examples", plan->folds, size);
    if (chosen < plan->folds)
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "%zu folds are too many for %zu examples of labels that have two", plan->folds, chosen);
    return TENOR_OK;
}

/* Marks what is held out in held[size], all false before. */
static tenor_status choose(const tenor_corpus *corpus, const tenor__division *plan, const tenor_alloc *hook, bool *held,
                           tenor_error *error)
{
    const size_t size = tenor_corpus_size(corpus);
    const size_t labels = tenor_corpus_label_count(corpus);
    size_t chosen = 0;
    bool empty = false;
    bool done = false;
    if (tenor_corpus_separator(corpus).size > 0) {
        done = tenor__stratify(corpus, plan, hook, held, &chosen, &empty);
    } else {
        size_t *begins = tenor__alloc_zeroed(hook, labels + 2, sizeof *begins);
        uint32_t *order = tenor__alloc_array(hook, size + 1, sizeof *order);
        done = begins && order;
        if (done) {
            sort_by_label(corpus, begins, order);
            chosen = plan->folds > 0 ? choose_fold(plan, begins, labels, order, held)
                                     : choose_fraction(plan, begins, labels, order, held);
        }
        tenor__alloc_free(hook, order);
        tenor__alloc_free(hook, begins);
    }
    return done ? check_chosen(plan, size, chosen, empty, error) : tenor__error_set_memory(error);
}

static tenor_status divide(const tenor_corpus *corpus, const tenor__division *plan, const tenor_alloc *alloc,
                           tenor_corpus **rest, tenor_corpus **held_out, tenor_error *error)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_corpus *first = NULL;
    tenor_corpus *second = NULL;
    bool *held = tenor__alloc_zeroed(&hook, tenor_corpus_size(corpus) + 1, sizeof *held);
    tenor_status status = TENOR_OK;
    if (!held || tenor__corpus_new_like(corpus, &hook, &first) != TENOR_OK ||
        tenor__corpus_new_like(corpus, &hook, &second) != TENOR_OK)
        status = tenor__error_set_memory(error);
    if (status == TENOR_OK)
        status = choose(corpus, plan, &hook, held, error);
    if (status == TENOR_OK)
        status = distribute(corpus, held, first, second, error);
    if (status == TENOR_OK) {
        *rest = first;
        *held_out = second;
        first = second = NULL;
    }
    tenor_corpus_free(first);
    tenor_corpus_free(second);
    tenor__alloc_free(&hook, held);
    return status;
}

tenor_status tenor_corpus_split(const tenor_corpus *corpus, double fraction, uint64_t seed, const tenor_alloc *alloc,
                                tenor_corpus **rest, tenor_corpus **held_out, tenor_error *error)
{
    *rest = NULL;
    *held_out = NULL;
    if (!corpus)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the corpus must not be NULL");
    if (!(fraction > 0.0 && fraction < 1.0))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the fraction to hold out must lie between 0 and 1");
    const tenor__division plan = {.fraction = fraction, .seed = seed};
    return divide(corpus, &plan, alloc, rest, held_out, error);
}

tenor_status tenor_corpus_fold(const tenor_corpus *corpus, size_t folds, size_t fold, uint64_t seed,
                               const tenor_alloc *alloc, tenor_corpus **rest, tenor_corpus **held_out,
                               tenor_error *error)
{
    *rest = NULL;
    *held_out = NULL;
    if (!corpus)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the corpus must not be NULL");
    if (folds < 2 || fold >= folds)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "there must be 2 folds at least, and fold be below folds");
    const tenor__division plan = {.folds = folds, .fold = fold, .seed = seed};
    return divide(corpus, &plan, alloc, rest, held_out, error);
}

tenor_status tenor__corpus_fold_members(const tenor_corpus *corpus, size_t folds, size_t fold, uint64_t seed,
                                        const tenor_alloc *alloc, bool *held, tenor_error *error)
{
    const tenor__division plan = {.folds = folds, .fold = fold, .seed = seed};
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        held[i] = false;
    return choose(corpus, &plan, alloc, held, error);
}

/* ---- a test part, with the copies of a text on one side ---- */

/* The first of each group of copies, as a corpus of their own: what is held out of it is held out with all its copies.
 */
static tenor_status mark_apart(const tenor_corpus *corpus, const tenor__division *plan, const tenor_alloc *hook,
                               tenor_corpus *firsts, uint32_t *first, bool *held, tenor_error *error)
{
    const size_t size = tenor_corpus_size(corpus);
    if (tenor__copies_find(corpus, hook, first) != TENOR_OK)
        return tenor__error_set_memory(error);
    for (size_t i = 0; i < size; i++)
        if (first[i] == i)
            TENOR_TRY(tenor__corpus_copy_example(corpus, i, firsts, error));
    bool *chosen = tenor__alloc_zeroed(hook, tenor_corpus_size(firsts) + 1, sizeof *chosen);
    if (!chosen)
        return tenor__error_set_memory(error);
    const tenor_status status = choose(firsts, plan, hook, chosen, error);
    for (size_t i = 0, next = 0; status == TENOR_OK && i < size; i++)
        held[i] = first[i] == i ? chosen[next++] : held[first[i]];
    tenor__alloc_free(hook, chosen);
    return status;
}

tenor_status tenor_corpus_mark_test(const tenor_corpus *corpus, double fraction, uint64_t seed,
                                    const tenor_alloc *alloc, bool *held, tenor_error *error)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    const tenor__division plan = {.fraction = fraction, .seed = seed};
    if (!corpus || !held)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "corpus and held must not be NULL");
    if (!(fraction > 0.0 && fraction < 1.0))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the fraction to hold out must lie between 0 and 1");
    tenor_corpus *firsts = NULL;
    uint32_t *first = tenor__alloc_array(&hook, tenor_corpus_size(corpus) + 1, sizeof *first);
    tenor_status status = TENOR_OK;
    if (!first || tenor__corpus_new_like(corpus, &hook, &firsts) != TENOR_OK)
        status = tenor__error_set_memory(error);
    if (status == TENOR_OK)
        status = mark_apart(corpus, &plan, &hook, firsts, first, held, error);
    tenor_corpus_free(firsts);
    tenor__alloc_free(&hook, first);
    return status;
}

tenor_status tenor_corpus_split_test(const tenor_corpus *corpus, double fraction, uint64_t seed,
                                     const tenor_alloc *alloc, tenor_corpus **rest, tenor_corpus **test,
                                     tenor_error *error)
{
    *rest = *test = NULL;
    if (!corpus)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the corpus must not be NULL");
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_corpus *first = NULL;
    tenor_corpus *second = NULL;
    bool *held = tenor__alloc_zeroed(&hook, tenor_corpus_size(corpus) + 1, sizeof *held);
    tenor_status status = TENOR_OK;
    if (!held || tenor__corpus_new_like(corpus, &hook, &first) != TENOR_OK ||
        tenor__corpus_new_like(corpus, &hook, &second) != TENOR_OK)
        status = tenor__error_set_memory(error);
    if (status == TENOR_OK)
        status = tenor_corpus_mark_test(corpus, fraction, seed, &hook, held, error);
    if (status == TENOR_OK)
        status = distribute(corpus, held, first, second, error);
    if (status == TENOR_OK) {
        *rest = first;
        *test = second;
    } else {
        tenor_corpus_free(first);
        tenor_corpus_free(second);
    }
    tenor__alloc_free(&hook, held);
    return status;
}
