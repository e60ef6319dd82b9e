/* What training and classifying cost as the work grows from 1 to 16 times in one direction: lines of direction, factor,
 * processor seconds of an epoch and of classifying the same texts, on one thread. plot.awk draws them. */
#include "train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum direction { TOKENS, VOCABULARY, HIDDEN, LAYERS, LENGTH, DIRECTIONS } direction;

static const char *const names[DIRECTIONS] = {"tokens", "vocabulary", "hidden", "layers", "length"};

/* Tokens grow by more sentences, length by longer ones. */
typedef struct work {
    size_t sentences;
    size_t words;
    size_t hidden;
    size_t layers;
    size_t length;
} work;

static const work base = {.sentences = 1024, .words = 1000, .hidden = 32, .layers = 1, .length = 12};

static work grown(direction which, size_t factor)
{
    work w = base;
    size_t *const fields[DIRECTIONS] = {&w.sentences, &w.words, &w.hidden, &w.layers, &w.length};
    *fields[which] *= factor;
    return w;
}

static double classify_seconds(const tenor_model *model, const bench_text *text)
{
    tenor_session *session;
    float *probabilities = bench_get(text->count * 2, sizeof *probabilities);
    bench_require(tenor_session_new(model, NULL, &session), "a session", NULL);
    double best = INFINITY;
    for (int i = 0; i < 6; i++) {
        const double begin = bench_cpu_seconds();
        bench_require(tenor_classify_batch(session, text->lines, text->count, probabilities), "classifying", NULL);
        best = fmin(best, bench_cpu_seconds() - begin);
    }
    tenor_session_free(session);
    free(probabilities);
    return best;
}

static void measure(direction which, size_t factor)
{
    const work w = grown(which, factor);
    char hidden[24];
    char layers[24];
    snprintf(hidden, sizeof hidden, "%zu", w.hidden);
    snprintf(layers, sizeof layers, "%zu", w.layers);
    const char *const options[] = {"cell",      "lstm", "hidden",    hidden,    "layers",  layers,
                                   "dim",       "64",   "threads",   "1",       "average", "0",
                                   "min-count", "1",    "max-vocab", "1000000", NULL};
    bench_text text = bench_text_make(BENCH_ENGLISH, BENCH_EVEN, w.sentences, w.length, w.words);
    tenor_corpus *corpus = bench_corpus_of(&text);
    bench_trained trained = bench_train(corpus, options, 5);
    printf("%s\t%zu\t%.6f\t%.6f\n", names[which], factor, trained.cpu_seconds, classify_seconds(trained.model, &text));
    fflush(stdout);
    tenor_model_free(trained.model);
    tenor_corpus_free(corpus);
    bench_text_free(&text);
}

int main(int argc, char **argv)
{
    const size_t most = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 16;
    for (int which = 0; which < DIRECTIONS; which++)
        for (size_t factor = 1; factor <= most; factor *= 2)
            measure((direction)which, factor);
    return EXIT_SUCCESS;
}
