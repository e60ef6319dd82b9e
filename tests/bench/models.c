/* A model's load, and classifying with it: one sentence at a time and in batches, on one thread. */
#include "train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SENTENCE_TOKENS = 22 };

static void *count_resize(void *memory, size_t size, void *user)
{
    size_t *calls = user;
    ++*calls;
    if (size > 0)
        return realloc(memory, size);
    free(memory);
    return NULL;
}

static void load(void *user)
{
    tenor_model *model;
    tenor_error error;
    bench_require(tenor_model_load(user, NULL, &model, &error), "a model", &error);
    tenor_model_free(model);
}

static void load_trusted(void *user)
{
    tenor_model *model;
    tenor_error error;
    const tenor_load_options options = {.size = sizeof options, .trust = true};
    bench_require(tenor_model_load_with(user, &options, NULL, &model, &error), "a model", &error);
    tenor_model_free(model);
}

/* Occurrences of the words before each one, the first two of which are no words, and after the last those of all. */
static uint64_t *count_before(const tenor_vocab *vocab)
{
    const size_t size = tenor_vocab_size(vocab);
    uint64_t *before = bench_get(size + 1, sizeof *before);
    before[0] = before[1] = before[2] = 0;
    for (size_t id = 2; id < size; id++)
        before[id + 1] = before[id] + tenor_vocab_count(vocab, id);
    return before;
}

/* The id of that occurrence. */
static size_t word_at(const uint64_t *before, size_t size, uint64_t occurrence)
{
    size_t low = 2, high = size;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (before[middle] <= occurrence)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Sentences of the model's own words, each as frequent as it was in training. */
static bench_text sentences_of(const tenor_model *model, size_t count)
{
    const tenor_vocab *vocab = tenor_model_vocab(model);
    const size_t size = tenor_vocab_size(vocab);
    uint64_t *before = count_before(vocab);
    tenor__random random = tenor__random_new(2, 0);
    bench_text text = {.count = count, .lines = bench_get(count, sizeof *text.lines)};
    size_t *begins = bench_get(count + 1, sizeof *begins);
    tenor__buffer_init(&text.bytes, NULL);
    for (size_t i = 0; i < count; i++) {
        for (size_t t = 0; t < SENTENCE_TOKENS; t++) {
            const size_t id = word_at(before, size, tenor__random_below(&random, before[size]));
            const tenor_str word = tenor_vocab_word(vocab, id);
            tenor__buffer_add(&text.bytes, word.data, word.size);
            tenor__buffer_add_byte(&text.bytes, ' ');
        }
        begins[i + 1] = text.bytes.size;
    }
    if (text.bytes.failed)
        bench_require(TENOR_OUT_OF_MEMORY, "sentences", NULL);
    for (size_t i = 0; i < count; i++)
        text.lines[i] = (tenor_str){text.bytes.data + begins[i], begins[i + 1] - begins[i]};
    free(begins);
    free(before);
    return text;
}

typedef struct latency {
    double at[3]; /* seconds that 50, 90 and 99 % of the sentences take at most */
    size_t allocations;
} latency;

static latency measure_latency(const tenor_model *model, const bench_text *sentences)
{
    latency result = {.allocations = 0};
    const tenor_alloc counting = {count_resize, &result.allocations};
    const size_t count = sentences->count;
    double *times = bench_get(count, sizeof *times);
    float *probabilities = bench_get(tenor_model_label_count(model), sizeof *probabilities);
    tenor_session *session;
    bench_require(tenor_session_new(model, &counting, &session), "a session", NULL);
    for (int warm = 0; warm < 2; warm++) {
        result.allocations = 0;
        for (size_t i = 0; i < count; i++) {
            const double begin = bench_seconds();
            bench_require(tenor_classify(session, sentences->lines[i], probabilities), "a sentence", NULL);
            times[i] = bench_seconds() - begin;
        }
    }
    bench_sort(times, count);
    const double shares[] = {0.5, 0.9, 0.99};
    for (size_t i = 0; i < 3; i++)
        result.at[i] = times[(size_t)(shares[i] * (double)(count - 1))];
    const size_t allocations = result.allocations; /* those of the end are none of the sentences' */
    tenor_session_free(session);
    result.allocations = allocations;
    free(times);
    free(probabilities);
    return result;
}

typedef struct batch_run {
    tenor_session *session;
    const bench_text *sentences;
    float *probabilities;
} batch_run;

static void classify_batch(void *user)
{
    batch_run *run = user;
    bench_require(tenor_classify_batch(run->session, run->sentences->lines, run->sentences->count, run->probabilities),
                  "sentences", NULL);
}

static double measure_batches(const bench_settings *settings, const tenor_model *model, const bench_text *sentences)
{
    batch_run run = {.sentences = sentences};
    run.probabilities = bench_get(sentences->count * tenor_model_label_count(model), sizeof *run.probabilities);
    bench_require(tenor_session_new(model, NULL, &run.session), "a session", NULL);
    const double seconds = bench_measure(settings, classify_batch, &run).median;
    tenor_session_free(run.session);
    free(run.probabilities);
    return (double)(sentences->count * SENTENCE_TOKENS) / seconds;
}

static void measure_model(const bench_settings *settings, bench_report *report, const char *name, const char *path)
{
    tenor_model *model;
    tenor_error error;
    bench_require(tenor_model_load(path, NULL, &model, &error), "a model", &error);
    bench_text sentences = sentences_of(model, settings->quick ? 20 : 2000);
    const double load_seconds = bench_measure(settings, load, (void *)path).median;
    const double trusted_seconds = bench_measure(settings, load_trusted, (void *)path).median;
    const latency times = measure_latency(model, &sentences);
    const double rate = measure_batches(settings, model, &sentences);
    bench_row(report, (bench_value[]){
                          BENCH_TEXT(name),
                          BENCH_NUMBER(tenor_vocab_size(tenor_model_vocab(model))),
                          BENCH_NUMBER(1e3 * load_seconds),
                          BENCH_NUMBER(1e3 * trusted_seconds),
                          BENCH_NUMBER(1e6 * times.at[0]),
                          BENCH_NUMBER(1e6 * times.at[1]),
                          BENCH_NUMBER(1e6 * times.at[2]),
                          BENCH_NUMBER(times.allocations),
                          BENCH_NUMBER(rate),
                      });
    bench_text_free(&sentences);
    tenor_model_free(model);
}

/* Trains a model that knows `words` words and saves it. */
static void make_model(const char *cell, size_t words, const char *path)
{
    tenor__buffer bytes;
    tenor__buffer_init(&bytes, NULL);
    tenor_corpus *corpus;
    tenor_error error;
    bench_require(tenor_corpus_new(NULL, &corpus), "a corpus", NULL);
    for (size_t rank = 0; rank < words; rank++) {
        bench_word(&bytes, BENCH_ENGLISH, rank);
        tenor__buffer_add_byte(&bytes, ' ');
        if (rank % 20 < 19 && rank + 1 < words)
            continue;
        const char *label = rank % 40 < 20 ? "even" : "odd";
        bench_require(tenor_corpus_add(corpus, (tenor_str){bytes.data, bytes.size}, tenor_str_of(label), &error),
                      "a corpus", &error);
        tenor__buffer_clear(&bytes);
    }
    const char *const options[] = {"cell", cell, "min-count", "1", "max-vocab", "100000", NULL};
    bench_trained trained = bench_train(corpus, options, 1);
    bench_require(tenor_model_save(trained.model, path, &error), "a model", &error);
    tenor_model_free(trained.model);
    tenor_corpus_free(corpus);
    tenor__buffer_free(&bytes);
}

static void remove_model(const char *path)
{
    static const char *const files[] = {"/model.json", "/vocab.json", "/weights.safetensors"};
    char file[256];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(file, sizeof file, "%s%s", path, files[i]);
        unlink(file);
    }
    rmdir(path);
}

void bench_models(const bench_settings *settings, bench_report *report)
{
    static const bench_column columns[] = {
        {"model", "", -1}, {"words", "", 0}, {"load", "ms", 2},      {"trusted", "ms", 2},       {"p50", "us", 1},
        {"p90", "us", 1},  {"p99", "us", 1}, {"allocations", "", 0}, {"batches", "tokens/s", 0},
    };
    static const struct {
        const char *cell;
        size_t words;
    } made[] = {{"lstm", 16000}, {"lstm", 60000}, {"gru", 16000}, {"sru", 16000}};
    bench_table(report, "models",
                "Models, on 1 thread: load, trusted load, one sentence of 22 tokens (50, 90, 99 % take at most so "
                "long), batches",
                columns, sizeof columns / sizeof *columns);
    if (settings->model) {
        const char *slash = strrchr(settings->model, '/');
        measure_model(settings, report, slash ? slash + 1 : settings->model, settings->model);
        return;
    }
    const char *scratch = getenv("TMPDIR");
    char folder[200];
    snprintf(folder, sizeof folder, "%.150s/tenor-bench-XXXXXX", scratch ? scratch : "/tmp");
    if (!mkdtemp(folder)) {
        perror(folder);
        exit(EXIT_FAILURE);
    }
    char path[sizeof folder + 8];
    snprintf(path, sizeof path, "%s/model", folder);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        make_model(made[i].cell, settings->quick ? 400 : made[i].words, path);
        measure_model(settings, report, made[i].cell, path);
    }
    remove_model(path);
    rmdir(folder);
}
