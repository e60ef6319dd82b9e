#include "train.h"

#include <math.h>
#include <stdio.h>

tenor_corpus *bench_corpus_of(const bench_text *text)
{
    tenor_corpus *corpus;
    tenor_error error;
    bench_require(tenor_corpus_new(NULL, &corpus), "a corpus", NULL);
    for (size_t i = 0; i < text->count; i++)
        bench_require(tenor_corpus_add(corpus, text->lines[i], tenor_str_of(i % 2 ? "odd" : "even"), &error),
                      "a corpus", &error);
    return corpus;
}

typedef struct watch {
    bench_trained *best;
    double cpu_before; /* this epoch */
} watch;

static bool take_fastest(const tenor_progress *progress, void *user)
{
    watch *w = user;
    if (progress->epoch_done) {
        const double now = bench_cpu_seconds();
        w->best->tokens = (double)progress->tokens;
        w->best->seconds = fmin(w->best->seconds, progress->seconds);
        w->best->cpu_seconds = fmin(w->best->cpu_seconds, now - w->cpu_before);
        w->cpu_before = now;
    }
    return true;
}

bench_trained bench_train(const tenor_corpus *corpus, const char *const *options, size_t epochs)
{
    bench_trained trained = {.seconds = INFINITY, .cpu_seconds = INFINITY};
    tenor_options *set;
    tenor_trainer *trainer;
    tenor_corpus *dev;
    tenor_error error;
    char count[24];
    snprintf(count, sizeof count, "%zu", epochs);
    bench_require(tenor_options_new(NULL, &set), "options", NULL);
    bench_require(tenor_options_set(set, "epochs", count, &error), "options", &error);
    bench_require(tenor_options_set(set, "patience", "0", &error), "options", &error);
    for (size_t i = 0; options[i]; i += 2)
        bench_require(tenor_options_set(set, options[i], options[i + 1], &error), "options", &error);
    bench_require(tenor_corpus_new(NULL, &dev), "a corpus", NULL);
    for (size_t i = 0; i < 2; i++)
        bench_require(tenor_corpus_add(dev, tenor_corpus_text(corpus, i),
                                       tenor_corpus_label_name(corpus, tenor_corpus_label(corpus, i)), &error),
                      "a corpus", &error);
    bench_require(tenor_trainer_new(set, corpus, dev, NULL, &trainer, &error), "a trainer", &error);
    watch w = {&trained, bench_cpu_seconds()};
    bench_require(tenor_trainer_run(trainer, take_fastest, &w, &error), "training", &error);
    bench_require(tenor_trainer_model(trainer, &trained.model, &error), "a model", &error);
    tenor_trainer_free(trainer);
    tenor_options_free(set);
    tenor_corpus_free(dev);
    return trained;
}
