/* What the two ways to divide a corpus share: of texts with one label each, in corpus_split.c, and with
 * several, in stratify.c. */
#ifndef TENOR_DATA_CORPUS_SPLIT_H
#define TENOR_DATA_CORPUS_SPLIT_H

#include "base/alloc.h"
#include "base/random.h"
#include "data/corpus.h"

/* What to hold out: a fraction, or one of several folds. */
typedef struct tenor__division {
    double fraction; /* without folds */
    size_t folds;    /* 0 for none */
    size_t fold;
    uint64_t seed;
} tenor__division;

/* The draws of a split and of folds are kept apart from what else is drawn from the same seed: "split", "folds". */
static inline tenor__random tenor__split_random(const tenor__division *plan)
{
    return tenor__random_new(plan->seed, plan->folds > 0 ? 0x666F6C6473 : 0x73706C6974);
}

/* How many of n examples are held out: at least one, and one stays; none of fewer than two. */
size_t tenor__corpus_split_share(size_t n, double fraction);

/* Marks the examples of a corpus with several labels a text that are held out: held[size], all false before. *chosen is
 * how many, or of folds how many examples all folds have together; *empty whether one of the parts has none. False when
 * out of memory. */
bool tenor__stratify(const tenor_corpus *corpus, const tenor__division *plan, const tenor_alloc *alloc, bool *held,
                     size_t *chosen, bool *empty);

/* Marks the examples that tenor_corpus_fold holds out: held[size]. Fails as that does. */
tenor_status tenor__corpus_fold_members(const tenor_corpus *corpus, size_t folds, size_t fold, uint64_t seed,
                                        const tenor_alloc *alloc, bool *held, tenor_error *error);

#endif
