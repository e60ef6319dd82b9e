#include "base/alloc.h"
#include "base/random.h"
#include "base/status.h"

#include <tenor_train.h>

#include <math.h>

/* Keeps the draws of a split apart from what else is drawn from the same seed. */
static const uint64_t STREAM = 0x73706C6974; /* "split" */

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

/* Marks the examples to hold out. order[begins[k]..begins[k + 1]) are those of label k. */
static size_t choose(const size_t *begins, size_t labels, uint32_t *order, double fraction, uint64_t seed, bool *held)
{
    tenor__random random = tenor__random_new(seed, STREAM);
    size_t total = 0;
    for (size_t k = 0; k < labels; k++) {
        const size_t n = begins[k + 1] - begins[k];
        const size_t chosen = share(n, fraction);
        tenor__random_shuffle(&random, order + begins[k], n);
        for (size_t i = 0; i < chosen; i++)
            held[order[begins[k] + i]] = true;
        total += chosen;
    }
    return total;
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

tenor_status tenor_corpus_split(const tenor_corpus *corpus, double fraction, uint64_t seed, const tenor_alloc *alloc,
                                tenor_corpus **rest, tenor_corpus **held_out, tenor_error *error)
{
    *rest = NULL;
    *held_out = NULL;
    if (!(fraction > 0.0 && fraction < 1.0))
        return tenor__fail(error, TENOR_INVALID_ARGUMENT, "the fraction to hold out must lie between 0 and 1");
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
    if (choose(begins, labels, order, fraction, seed, held) == 0) {
        status = tenor__fail(error, TENOR_BAD_DATA,
                             "no label has two examples, so that none can be held out; give more examples of each");
        goto done;
    }
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
