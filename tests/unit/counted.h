/* Texts tokenized and counted, for tests that make a vocabulary. */
#ifndef TENOR_TESTS_COUNTED_H
#define TENOR_TESTS_COUNTED_H

#include "check_main.h"
#include "text/token_counts.h"

typedef struct counted {
    tenor__tokenized texts;
    tenor__token_counts counts;
} counted;

/* All tokens of the texts; `all` stays where it is until it is freed. */
static inline void count_texts(counted *all, const tenor_str *texts, size_t count, const tenor_text_settings *settings)
{
    tenor__pool *pool;
    ck_assert_int_eq(tenor__pool_new(1, NULL, &pool, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__tokenized_init(&all->texts, texts, count, settings, 0, TENOR__KEEP_FIRST, pool,
                                           (tenor__watcher){NULL, NULL}, NULL),
                     TENOR_OK);
    ck_assert_int_eq(tenor__token_counts_init(&all->counts, &all->texts, 0, TENOR__KEEP_FIRST, NULL), TENOR_OK);
    tenor__pool_free(pool);
}

static inline void counted_free(counted *all)
{
    tenor__token_counts_free(&all->counts);
    tenor__tokenized_free(&all->texts);
}

#endif
