/* How faithful explanations are (DeYoung et al. 2020): faithful MODEL CORPUS [TEXTS] prints a row for each method.
 *
 * A method ranks the tokens of a text by what they say for the predicted label. The first 1, 5, 10, 20 and 50 % of them
 * are its reasons, rounded up.
 *
 *     comprehensiveness   mean of p(text) - p(text without its reasons)    high: nothing else says the same
 *     sufficiency         mean of p(text) - p(its reasons alone)           low: they are enough
 *
 * p is the probability of the label that is predicted for the whole text. A token is left out as if a space stood in
 * its place. All methods but attention and random add the exact shares of the n-gram model to what they say of the
 * network. */
#include "bench.h"

#include "model/model.h"
#include "model/session.h"
#include "nn/pass.h"
#include "text/tokens.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tenor_train.h>

enum { STEPS = 20, BINS = 5 };

static const size_t percents[BINS] = {1, 5, 10, 20, 50};

/* The model, and scratch for the text that is explained. */
typedef struct subject {
    tenor_model *model;
    tenor_session *session;
    tenor__packed_weights *training;
    tenor__pass *pass;
    tenor__packed_sequences batch;
    tenor__random random;
    tenor_str text;
    size_t label;
    tenor_explanation explanation; /* by tenor_explain, of the same text */
    uint32_t *ids;                 /* [tokens] of the pair that begins there, or of the word */
    uint32_t *words;               /* [tokens] of the word */
    size_t count;
    float *vectors;      /* [STEPS, tokens, dim] */
    uint32_t *positions; /* [STEPS, tokens] rows of vectors, or ids of the parts of a text */
    float *logits;       /* [tokens or STEPS, labels] */
} subject;

typedef void (*method_fn)(subject *s, double *scores);

/* The logit as tenor_explain takes it. */
static double logit_of(const subject *s, const float *row)
{
    return tenor__ngram_places_part(row, s->model->config.network.labels, s->label,
                                    !tenor_model_multi_label(s->model)) /
           s->model->config.temperature;
}

/* Adds what the n-gram model gives the tokens. */
static void add_ngrams(const subject *s, double *scores)
{
    for (size_t i = 0; i < s->count; i++)
        scores[i] += s->explanation.tokens[i].weight - s->explanation.tokens[i].network;
}

/* Both tokens of a pair get half of what the network reads at the first. */
static void share_pairs(const subject *s, double *scores)
{
    double half = 0;
    for (size_t t = 0; t < s->count; t++) {
        const double own = s->ids[t] == s->words[t] ? scores[t] : scores[t] / 2;
        const double rest = scores[t] - own;
        scores[t] = own + half;
        half = rest;
    }
}

static void forward(subject *s, const uint32_t *const *ids, const size_t *lengths, size_t count, bool keeps,
                    const float *embedding)
{
    const tenor__dropout none = {.random = &s->random};
    const tenor__parameters parameters = {embedding, s->model->parameters.block};
    const bool done = tenor__packed_sequences_fill(&s->batch, ids, lengths, count) &&
                      tenor__pass_forward(s->pass, parameters, keeps ? s->training : s->model->packed_weights,
                                          &s->batch, keeps ? &none : NULL, s->logits);
    bench_require(done ? TENOR_OK : TENOR_OUT_OF_MEMORY, "a forward pass", NULL);
}

/* ---- methods ---- */

static void shapley(subject *s, double *scores)
{
    for (size_t i = 0; i < s->count; i++)
        scores[i] = s->explanation.tokens[i].weight;
}

static void leave_out(subject *s, double *scores)
{
    const size_t labels = s->model->config.network.labels;
    const uint32_t **ids = bench_get(s->count + 1, sizeof *ids);
    size_t *lengths = bench_get(s->count + 1, sizeof *lengths);
    for (size_t i = 0; i <= s->count; i++) {
        uint32_t *part = bench_get(s->count + 1, sizeof *part);
        for (size_t t = 0; t < s->count; t++)
            if (t != i)
                part[lengths[i]++] = t + 1 == i ? s->words[t] : s->ids[t];
        ids[i] = part;
    }
    forward(s, ids, lengths, s->count + 1, false, s->model->parameters.embedding);
    for (size_t i = 0; i < s->count; i++)
        scores[i] = logit_of(s, s->logits + s->count * labels) - logit_of(s, s->logits + i * labels);
    add_ngrams(s, scores);
    for (size_t i = 0; i <= s->count; i++)
        free((void *)(uintptr_t)ids[i]);
    free(lengths);
    free(ids);
}

/* The gradient by the vectors of the tokens, which are scaled by (k + 1/2) / steps, times the vectors: with one step
 * that is not scaled, gradient x input; else the midpoint rule of the integral (Sundararajan et al. 2017) from 0. */
static void integrate(subject *s, size_t steps, double *scores)
{
    const size_t dim = s->model->config.network.dim;
    const size_t labels = s->model->config.network.labels;
    const float *embedding = s->model->parameters.embedding;
    const uint32_t *ids[STEPS];
    size_t lengths[STEPS];
    for (size_t k = 0; k < steps; k++) {
        const float scale = steps == 1 ? 1 : ((float)k + 0.5f) / (float)steps;
        ids[k] = s->positions + k * s->count;
        lengths[k] = s->count;
        for (size_t t = 0; t < s->count; t++) {
            const size_t row = k * s->count + t;
            s->positions[row] = (uint32_t)row;
            for (size_t j = 0; j < dim; j++)
                s->vectors[row * dim + j] = scale * embedding[s->ids[t] * dim + j];
        }
    }
    forward(s, ids, lengths, steps, true, s->vectors);
    for (size_t k = 0; k < steps; k++)
        for (size_t label = 0; label < labels; label++)
            s->logits[k * labels + label] =
                (float)(label == s->label) - (tenor_model_multi_label(s->model) ? 0 : 1 / (float)labels);
    const tenor__parameters parameters = {s->vectors, s->model->parameters.block};
    if (!tenor__pass_backward(s->pass, parameters, s->training, &s->batch, s->logits, false))
        bench_require(TENOR_OUT_OF_MEMORY, "a backward pass", NULL);
    const float *gradient = tenor__pass_embedding_gradient(s->pass);
    memset(scores, 0, s->count * sizeof *scores);
    for (size_t u = 0; u < s->batch.words; u++) {
        const size_t t = s->batch.word_ids[u] % s->count;
        for (size_t j = 0; j < dim; j++)
            scores[t] += (double)(gradient[u * dim + j] * embedding[s->ids[t] * dim + j]) / (double)steps /
                         s->model->config.temperature;
    }
    share_pairs(s, scores);
    add_ngrams(s, scores);
}

static void integrated_gradients(subject *s, double *scores)
{
    integrate(s, STEPS, scores);
}

static void gradient_input(subject *s, double *scores)
{
    integrate(s, 1, scores);
}

static void attention(subject *s, double *scores)
{
    const uint32_t *ids = s->ids;
    forward(s, &ids, &s->count, 1, false, s->model->parameters.embedding);
    for (size_t t = 0; t < s->count; t++)
        scores[t] = (double)s->pass->attention_weight.data[t];
    share_pairs(s, scores);
}

static void random_order(subject *s, double *scores)
{
    for (size_t t = 0; t < s->count; t++)
        scores[t] = tenor__random_uniform(&s->random);
}

static const struct method {
    const char *name;
    method_fn run;
    bool attends;
} methods[] = {
    {"Shapley values (tenor_explain)", shapley, false},
    {"integrated gradients, 20 steps", integrated_gradients, false},
    {"leaving one token out", leave_out, false},
    {"gradient x input", gradient_input, false},
    {"attention weights", attention, true},
    {"random order", random_order, false},
};

enum { METHODS = sizeof methods / sizeof *methods };

/* ---- measures ---- */

typedef struct measured {
    double comprehensiveness;
    double sufficiency;
} measured;

typedef struct ranked {
    double score;
    size_t token;
} ranked;

static int by_score(const void *a, const void *b)
{
    const ranked *left = a;
    const ranked *right = b;
    if (left->score != right->score)
        return left->score < right->score ? 1 : -1;
    return (left->token > right->token) - (left->token < right->token);
}

static void blank(const subject *s, char *copy, size_t token)
{
    const tenor_token_weight *at = &s->explanation.tokens[token];
    memset(copy + at->begin, ' ', at->end - at->begin);
}

static measured measure(const subject *s, const double *scores)
{
    const size_t labels = s->model->config.network.labels;
    ranked *order = bench_get(s->count, sizeof *order);
    char *bytes = bench_get(2 * BINS, s->text.size);
    float *probabilities = bench_get(2 * BINS, labels * sizeof *probabilities);
    tenor_str texts[2 * BINS];
    measured of = {0, 0};
    for (size_t i = 0; i < s->count; i++)
        order[i] = (ranked){scores[i], i};
    qsort(order, s->count, sizeof *order, by_score);
    for (size_t bin = 0; bin < BINS; bin++) {
        const size_t reasons = (percents[bin] * s->count + 99) / 100;
        char *without = bytes + 2 * bin * s->text.size;
        char *alone = without + s->text.size;
        memcpy(without, s->text.data, s->text.size);
        memcpy(alone, s->text.data, s->text.size);
        for (size_t i = 0; i < s->count; i++)
            blank(s, i < reasons ? without : alone, order[i].token);
        texts[2 * bin] = (tenor_str){without, s->text.size};
        texts[2 * bin + 1] = (tenor_str){alone, s->text.size};
    }
    bench_require(tenor_classify_batch(s->session, texts, 2 * BINS, probabilities), "parts of a text", NULL);
    for (size_t bin = 0; bin < BINS; bin++) {
        of.comprehensiveness +=
            (s->explanation.probability - (double)probabilities[2 * bin * labels + s->label]) / BINS;
        of.sufficiency +=
            (s->explanation.probability - (double)probabilities[(2 * bin + 1) * labels + s->label]) / BINS;
    }
    free(probabilities);
    free(bytes);
    free(order);
    return of;
}

/* ---- the program ---- */

static void open_subject(subject *s, const char *path)
{
    tenor_error error;
    bench_require(tenor_model_load(path, NULL, &s->model, &error), path, &error);
    const tenor_model *model = s->model;
    bench_require(tenor_session_new(model, NULL, &s->session), "a session", NULL);
    bench_require(tenor__packed_weights_new(model->network, true, NULL, &s->training, &error), "matrices", &error);
    for (size_t i = 0; i < tenor__parameter_slice_count(model->network); i++)
        tenor__packed_weights_update(s->training, model->parameters.block, i);
    bench_require(tenor__pass_new(model->network, NULL, &s->pass), "a pass", NULL);
    tenor__packed_sequences_init(&s->batch, NULL);
    s->random = tenor__random_new(1, 0);
    const size_t most = model->config.max_tokens;
    s->ids = bench_get(most + 1, sizeof *s->ids);
    s->words = bench_get(most + 1, sizeof *s->words);
    s->positions = bench_get(STEPS * most, sizeof *s->positions);
    s->vectors = bench_get(STEPS * most, model->config.network.dim * sizeof *s->vectors);
    s->logits = bench_get(most + STEPS + 1, model->config.network.labels * sizeof *s->logits);
}

static void close_subject(subject *s)
{
    free(s->logits);
    free(s->vectors);
    free(s->positions);
    free(s->words);
    free(s->ids);
    tenor__packed_sequences_free(&s->batch);
    tenor__pass_free(s->pass);
    tenor__packed_weights_free(s->training);
    tenor_session_free(s->session);
    tenor_model_free(s->model);
}

/* Explains the text and reads its ids; false for one that the network does not read whole, or that has no tokens. */
static bool take_text(subject *s, tenor_str text)
{
    tenor_error error;
    s->text = text;
    s->explanation = (tenor_explanation){.size = sizeof s->explanation};
    bench_require(tenor_explain(s->session, text, TENOR_PREDICTED, &s->explanation, &error), "an explanation", &error);
    s->label = s->explanation.label;
    s->count = s->explanation.token_count;
    if (s->count == 0 || s->count > s->model->config.max_tokens)
        return false;
    tenor__vocab_ids(s->model->vocab, s->session->explain.tokens, s->model->config.max_tokens,
                     s->model->config.keep_tokens, s->ids);
    for (size_t t = 0; t < s->count; t++)
        s->words[t] = tenor_vocab_find(s->model->vocab, tenor__tokens_text(s->session->explain.tokens, t));
    return true;
}

/* Sums over the texts. */
typedef struct sums {
    double comprehensiveness;
    double sufficiency;
    double lead; /* of the first method: its comprehensiveness less sufficiency, less this method's */
    double lead_squares;
} sums;

static void print_rows(const subject *s, const sums *all, size_t texts, double seconds)
{
    const double n = (double)texts;
    printf("%-32s %17s %11s %10s %s\n", "", "comprehensiveness", "sufficiency", "difference",
           "  lead of the first, 95 % interval");
    for (size_t m = 0; m < METHODS; m++) {
        if (methods[m].attends && !s->model->network->has_attention)
            continue;
        const double lead = all[m].lead / n;
        const double deviation = sqrt((all[m].lead_squares / n - lead * lead) / n);
        printf("%-32s %17.4f %11.4f %10.4f", methods[m].name, all[m].comprehensiveness / n, all[m].sufficiency / n,
               (all[m].comprehensiveness - all[m].sufficiency) / n);
        if (m > 0)
            printf("   %.4f, %.4f to %.4f", lead, lead - 1.96 * deviation, lead + 1.96 * deviation);
        printf("\n");
    }
    printf("%zu texts; tenor_explain: %.0f texts a second on one thread\n", texts, n / seconds);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: faithful MODEL CORPUS [TEXTS]\n");
        return 2;
    }
    static subject s;
    static sums all[METHODS];
    tenor_corpus *corpus;
    tenor_error error;
    open_subject(&s, argv[1]);
    bench_require(tenor_corpus_read(argv[2], NULL, NULL, &corpus, &error), argv[2], &error);
    const size_t size = tenor_corpus_size(corpus);
    const size_t most = argc > 3 ? strtoul(argv[3], NULL, 10) : size;
    double *scores = bench_get(s.model->config.max_tokens, sizeof *scores);
    size_t texts = 0;
    double seconds = 0;
    for (size_t i = 0; i < size && i < most; i++) {
        const double begin = bench_cpu_seconds();
        const bool taken = take_text(&s, tenor_corpus_text(corpus, i));
        seconds += bench_cpu_seconds() - begin;
        double first = 0;
        for (size_t m = 0; taken && m < METHODS; m++) {
            if (methods[m].attends && !s.model->network->has_attention)
                continue;
            methods[m].run(&s, scores);
            const measured of = measure(&s, scores);
            const double lead = m == 0 ? 0 : first - (of.comprehensiveness - of.sufficiency);
            first = m == 0 ? of.comprehensiveness - of.sufficiency : first;
            all[m].comprehensiveness += of.comprehensiveness;
            all[m].sufficiency += of.sufficiency;
            all[m].lead += lead;
            all[m].lead_squares += lead * lead;
        }
        texts += taken;
    }
    print_rows(&s, all, texts, seconds);
    free(scores);
    tenor_corpus_free(corpus);
    close_subject(&s);
    return 0;
}
