/* Training on made-up texts, by the public interface. */
#ifndef TENOR_TESTS_BENCH_TRAIN_H
#define TENOR_TESTS_BENCH_TRAIN_H

#include "bench.h"

#include <tenor_train.h>

/* Labels in turn: the first line is of one, the second of the other. */
tenor_corpus *bench_corpus_of(const bench_text *text);

typedef struct bench_trained {
    double seconds;     /* of the fastest epoch */
    double cpu_seconds; /* of the epoch with least, dev left in */
    double tokens;      /* of an epoch */
    tenor_model *model; /* the caller's */
} bench_trained;

/* Trains for `epochs` epochs with the options given as name, value, ..., NULL; its dev set is two lines. */
bench_trained bench_train(const tenor_corpus *corpus, const char *const *options, size_t epochs);

#endif
