/* What the tests of the n-gram classifier share: texts and a rule. */
#ifndef TENOR_TESTS_LINEAR_NGRAM_RIG_H
#define TENOR_TESTS_LINEAR_NGRAM_RIG_H

#include "../base/failing.h"
#include "base/random.h"
#include "linear/ngram_features.h"
#include "text/vocab.h"

#include <stdio.h>

enum { RIG_TRAIN = 600, RIG_DEV = 150 };

typedef struct rig {
    tenor__tokenized train;
    tenor__tokenized dev;
    tenor_vocab *vocab;
    tenor__pool *pool;
    tenor__ngram_rule rule;
} rig;

static inline void rig_tokenize(rig *r, const tenor_str *texts, size_t count, tenor__tokenized *out)
{
    tenor_text_settings settings = {.size = sizeof settings};
    ck_assert_int_eq(tenor__tokenized_init(out, texts, count, &settings, 0, TENOR__KEEP_FIRST, r->pool,
                                           (tenor__watcher){NULL, NULL}, NULL),
                     TENOR_OK);
}

/* The rule of the texts to train on. */
static inline void rig_begin(rig *r, size_t words, size_t threads, const tenor_str *texts, size_t count)
{
    tenor__token_counts counts;
    ck_assert_int_eq(tenor__pool_new(threads, NULL, &r->pool, NULL), TENOR_OK);
    rig_tokenize(r, texts, count, &r->train);
    ck_assert_int_eq(tenor__token_counts_init(&counts, &r->train, 0, TENOR__KEEP_FIRST, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__vocab_new(&counts, 2, NULL, NULL, 0, 50000, NULL, &r->vocab, NULL), TENOR_OK);
    tenor__token_counts_free(&counts);
    r->rule = (tenor__ngram_rule){r->vocab, words, 1000};
}

/* Text i, of label i % labels: words of which some go with one label. */
static inline void rig_write(tenor_str *texts, char (*bytes)[200], size_t count, uint64_t seed, size_t labels)
{
    static const char *const neutral[] = {"the", "film", "plot", "was", "and", "scene", "about", "story"};
    static const char *const telling[] = {"great", "awful", "dull", "moving", "tedious", "charming"};
    tenor__random random = tenor__random_new(seed, 0);
    for (size_t i = 0; i < count; i++) {
        const size_t label = i % labels;
        char *text = bytes[i];
        text[0] = '\0';
        size_t used = 0;
        const size_t length = 3 + tenor__random_below(&random, 8);
        for (size_t k = 0; k < length; k++) {
            const char *word = neutral[tenor__random_below(&random, 8)];
            if (tenor__random_below(&random, 4) == 0)
                word = telling[(label + labels * tenor__random_below(&random, 6 / labels)) % 6];
            used += (size_t)snprintf(text + used, sizeof bytes[i] - used, "%s ", word);
        }
        texts[i] = tenor_str_of(text);
    }
}

static inline rig rig_new(size_t labels, size_t threads)
{
    static char bytes[RIG_TRAIN][200];
    static tenor_str texts[RIG_TRAIN];
    rig r = {.rule = {NULL, 0, 0}};
    rig_write(texts, bytes, RIG_TRAIN, 1, labels);
    rig_begin(&r, 3, threads, texts, RIG_TRAIN);
    rig_write(texts, bytes, RIG_DEV, 2, labels);
    rig_tokenize(&r, texts, RIG_DEV, &r.dev);
    return r;
}

static inline void rig_free(rig *r)
{
    tenor__tokenized_free(&r->train);
    tenor__tokenized_free(&r->dev);
    tenor_vocab_free(r->vocab);
    tenor__pool_free(r->pool);
}

#endif
