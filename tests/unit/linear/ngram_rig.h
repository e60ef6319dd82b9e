/* What the tests of the n-gram layer's training share: corpora and a rule. */
#ifndef TENOR_TESTS_TRAIN_NGRAM_RIG_H
#define TENOR_TESTS_TRAIN_NGRAM_RIG_H

#include "../base/failing.h"
#include "base/random.h"
#include "linear/features.h"

#include <stdio.h>

typedef struct rig {
    tenor_corpus *train;
    tenor_corpus *dev;
    tenor_vocab *vocab;
    tenor__pool *pool;
    tenor__ngram_rule rule;
} rig;

/* Texts of words of which some go with one label. */
static inline tenor_corpus *rig_corpus(size_t count, uint64_t seed, size_t labels)
{
    static const char *const neutral[] = {"the", "film", "plot", "was", "and", "scene", "about", "story"};
    static const char *const telling[] = {"great", "awful", "dull", "moving", "tedious", "charming"};
    static const char *const names[] = {"l0", "l1", "l2"};
    tenor_corpus *corpus;
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    tenor__random random = tenor__random_new(seed, 0);
    for (size_t i = 0; i < count; i++) {
        const size_t label = i % labels;
        char text[200] = "";
        size_t used = 0;
        const size_t length = 3 + tenor__random_below(&random, 8);
        for (size_t k = 0; k < length; k++) {
            const char *word = neutral[tenor__random_below(&random, 8)];
            if (tenor__random_below(&random, 4) == 0)
                word = telling[(label + labels * tenor__random_below(&random, 6 / labels)) % 6];
            used += (size_t)snprintf(text + used, sizeof text - used, "%s ", word);
        }
        ck_assert_int_eq(tenor_corpus_add(corpus, tenor_str_of(text), tenor_str_of(names[label]), NULL), TENOR_OK);
    }
    return corpus;
}

static inline rig rig_new(size_t labels, size_t threads)
{
    rig r = {.train = rig_corpus(600, 1, labels), .dev = rig_corpus(150, 2, labels)};
    ck_assert_int_eq(tenor_vocab_build(r.train, NULL, NULL, &r.vocab, NULL, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__pool_new(threads, NULL, &r.pool, NULL), TENOR_OK);
    r.rule = (tenor__ngram_rule){r.vocab, 3, 1000};
    return r;
}

static inline void rig_free(rig *r)
{
    tenor_corpus_free(r->train);
    tenor_corpus_free(r->dev);
    tenor_vocab_free(r->vocab);
    tenor__pool_free(r->pool);
}

#endif
