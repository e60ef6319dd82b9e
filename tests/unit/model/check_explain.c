#include "check_main.h"
#include "fixture.h"

#include "budget.h"
#include "sentences.h"

#include "chosen.h"

#include <math.h>

enum { LABELS = 3, MAX_TOKENS = 20 };

static const char *const cells[] = {"rnn",      "rnn-relu", "gru",        "lstm",        "fastrnn",
                                    "fastgrnn", "sru",      "gru+ngrams", "lstm+ngrams", "sru+ngrams"};

static const char *const texts[] = {
    "",
    "  ",
    "good",
    "good good good bad",
    "a film that is good, but the plot is bad; 好好 😀 unknown",
    "bad food bad food bad food",
    "\xFF\xFE good \xC0 bad \x01 film",
    "好plot好好 film-film don't :-) can't ½ ﬃ",
};

enum { TEXTS = sizeof texts / sizeof *texts };

typedef void (*change_fn)(tenor__model_config *config);

/* The fixture's model with a change to its config, and parameters times `scale`. */
static tenor_model *changed_model(const char *cell, change_fn change, float scale)
{
    tenor_vocab *vocab = fixture_vocab();
    tenor__model_config config = fixture_config(cell, tenor_vocab_size(vocab));
    tenor__parameters parameters;
    const float *ngrams;
    change(&config);
    float *numbers = fixture_parameters(&config, &parameters, &ngrams);
    const size_t embedding = config.network.words * config.network.dim;
    for (size_t i = 0; i < embedding; i++)
        numbers[i] *= scale;
    tenor_model *model;
    tenor_error error;
    ck_assert_msg(tenor__model_new(&config, vocab, parameters, ngrams, NULL, &model, &error) == TENOR_OK, "%s",
                  error.message);
    free(numbers);
    tenor_vocab_free(vocab);
    return model;
}

static tenor_session *new_session(const tenor_model *model, size_t threads)
{
    tenor_session *session;
    ck_assert_int_eq(tenor_session_new_threads(model, threads, NULL, &session), TENOR_OK);
    return session;
}

static tenor_explanation explain(tenor_session *session, tenor_str text, size_t label)
{
    tenor_explanation explanation = {.size = sizeof explanation};
    tenor_error error = {0};
    ck_assert_msg(tenor_explain(session, text, label, &explanation, &error) == TENOR_OK, "%s", error.message);
    return explanation;
}

static double total(const tenor_explanation *explanation)
{
    double sum = explanation->base;
    for (size_t i = 0; i < explanation->token_count; i++)
        sum += explanation->tokens[i].weight;
    return sum;
}

/* The n-grams' weights are the shares of the tokens. */
static void check_ngrams(const tenor_explanation *of, size_t size)
{
    double ngrams = 0;
    double shares = 0;
    for (size_t i = 0; i < of->ngram_count; i++) {
        ngrams += of->ngrams[i].weight;
        ck_assert_uint_ge(of->ngrams[i].count, 1);
        ck_assert_uint_le(of->ngrams[i].first + of->ngrams[i].count, of->token_count);
    }
    for (size_t i = 0; i < of->token_count; i++) {
        shares += of->tokens[i].weight - of->tokens[i].network;
        ck_assert(of->tokens[i].begin < of->tokens[i].end && of->tokens[i].end <= size);
    }
    ck_assert_double_eq_tol(ngrams, shares, 1e-9);
}

/* All parts sum to the logit, and the logits make the probabilities. */
static void check_sums(tenor_session *session, tenor_str text, double temperature, bool softmax)
{
    float logits[LABELS];
    float probabilities[LABELS];
    double sums[LABELS];
    double normalizer = 0;
    ck_assert_int_eq(tenor_logits(session, text, logits), TENOR_OK);
    ck_assert_int_eq(tenor_classify(session, text, probabilities), TENOR_OK);
    for (size_t k = 0; k < LABELS; k++) {
        const tenor_explanation of = explain(session, text, k);
        ck_assert_uint_eq(of.label, k);
        ck_assert_double_eq_tol(of.logit, (double)logits[k] / temperature, 1e-5);
        ck_assert_double_eq_tol(total(&of) + of.interaction, of.logit, 1e-9);
        ck_assert_double_le(fabs(of.interaction), 1e-4);
        ck_assert(of.probability == (double)probabilities[k]);
        check_ngrams(&of, text.size);
        sums[k] = total(&of);
        normalizer += exp(sums[k]);
    }
    for (size_t k = 0; k < LABELS; k++)
        ck_assert_double_eq_tol(softmax ? exp(sums[k]) / normalizer : 1 / (1 + exp(-sums[k])), (double)probabilities[k],
                                1e-5);
}

START_TEST(parts_sum_to_the_logit)
{
    for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
        tenor_model *model = fixture_model(cells[c]);
        tenor_session *session = new_session(model, 1);
        for (size_t i = 0; i < TEXTS; i++)
            check_sums(session, str(texts[i]), 1.25, true);
        check_sums(session, (tenor_str){"good\0bad", 8}, 1.25, true);
        check_sums(session, (tenor_str){NULL, 0}, 1.25, true);
        tenor_session_free(session);
        tenor_model_free(model);
    }
}
END_TEST

static tenor__pooling_kind pooling;

static void change_pooling(tenor__model_config *config)
{
    config->network.pooling[0] = pooling;
    config->network.pooling_count = 1;
    config->network.directions = 1;
    config->network.layers = 1;
    config->network.dense_count = 0;
}

static void change_head(tenor__model_config *config)
{
    config->network.head = TENOR__HEAD_SIGMOID;
    config->polarities = NULL;
    config->separator = str("|");
}

START_TEST(any_pooling_and_several_labels)
{
    for (pooling = TENOR__POOLING_MAX; pooling <= TENOR__POOLING_ATTENTION + 1; pooling++) {
        const bool several = pooling > TENOR__POOLING_ATTENTION;
        tenor_model *model = changed_model("gru+ngrams", several ? change_head : change_pooling, 1);
        tenor_session *session = new_session(model, 1);
        for (size_t i = 0; i < TEXTS; i++)
            check_sums(session, str(texts[i]), 1.25, !several);
        tenor_session_free(session);
        tenor_model_free(model);
    }
}
END_TEST

/* Of a short text the values are exact: the mean over all orders of what a token adds to those before it, by what the
 * model says of these texts. Of a longer one they are near. */
static void check_values(const tenor_model *model, size_t count, double tolerance)
{
    static const char *const words[] = {"good", "film", "bad", "plot", "good", "unknown", "food"};
    tenor_session *session = new_session(model, 1);
    double z[1 << 7];
    double sums[7] = {0};
    size_t orders = 0;
    char text[100] = "";
    for (size_t set = 0; set < (size_t)1 << count; set++) {
        float logits[LABELS];
        text[0] = '\0';
        for (size_t i = 0; i < count; i++)
            if (set >> i & 1)
                strcat(strcat(text, words[i]), " ");
        ck_assert_int_eq(tenor_logits(session, str(text), logits), TENOR_OK);
        z[set] = ((double)logits[0] - ((double)logits[0] + (double)logits[1] + (double)logits[2]) / 3) / 1.25;
    }
    /* Each number in base `count` whose digits differ is an order. */
    size_t numbers = 1;
    for (size_t i = 0; i < count; i++)
        numbers *= count;
    for (size_t number = 0; number < numbers; number++) {
        double added[7];
        size_t set = 0;
        size_t rest = number;
        for (size_t i = 0; i < count; i++, rest /= count) {
            added[rest % count] = z[set | (size_t)1 << rest % count] - z[set];
            set |= (size_t)1 << rest % count;
        }
        if (set + 1 != (size_t)1 << count)
            continue;
        orders++;
        for (size_t i = 0; i < count; i++)
            sums[i] += added[i];
    }
    const tenor_explanation of = explain(session, str(text), 0);
    ck_assert_uint_eq(of.token_count, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_double_eq_tol(of.tokens[i].weight, sums[i] / (double)orders, tolerance);
    tenor_session_free(session);
}

START_TEST(a_value_is_what_is_added_on_average)
{
    tenor_model *model = fixture_model("lstm");
    for (size_t count = 1; count <= 6; count++)
        check_values(model, count, 1e-6);
    check_values(model, 7, 0.01);
    tenor_model_free(model);
}
END_TEST

/* An n-gram counts once: each of its places has its share of the weight that tenor_ngram_weights gives. */
START_TEST(ngrams_are_exact)
{
    tenor_model *model = fixture_model("gru+ngrams");
    tenor_session *session = new_session(model, 1);
    tenor_tokens *tokens;
    float weights[LABELS];
    const tenor_str text = str("good food good");
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    ck_assert_int_eq(tenor_tokens_split(tokens, NULL, text), TENOR_OK);
    ck_assert(tenor_ngram_weights(model, tokens, 0, 1, weights));
    const double mean = ((double)weights[0] + (double)weights[1] + (double)weights[2]) / 3;
    const tenor_explanation of = explain(session, text, 2);
    size_t found = 0;
    for (size_t i = 0; i < of.ngram_count; i++) {
        const tenor_ngram_weight *ngram = &of.ngrams[i];
        if (ngram->count != 1 || ngram->start || ngram->first == 1)
            continue;
        ck_assert_double_eq_tol(ngram->weight, ((double)weights[2] - mean) / 1.25 / 2, 1e-6);
        found++;
    }
    ck_assert_uint_eq(found, 2);
    tenor_tokens_free(tokens);
    tenor_session_free(session);
    tenor_model_free(model);
}
END_TEST

START_TEST(the_same_bits_on_any_thread_and_in_any_company)
{
    tenor_model *model = fixture_model("gru+ngrams");
    tenor_session *one = new_session(model, 1);
    for (size_t threads = 1; threads <= 3; threads++) {
        tenor_session *other = new_session(model, threads);
        for (size_t i = TEXTS; i-- > 0;) {
            const tenor_explanation a = explain(one, str(texts[i]), 1);
            const tenor_explanation b = explain(other, str(texts[i]), 1);
            ck_assert_uint_eq(a.token_count, b.token_count);
            ck_assert(a.base == b.base && a.interaction == b.interaction && a.logit == b.logit);
            if (a.token_count > 0)
                ck_assert_mem_eq(a.tokens, b.tokens, a.token_count * sizeof *a.tokens);
        }
        tenor_session_free(other);
    }
    tenor_session_free(one);
    tenor_model_free(model);
}
END_TEST

START_TEST(the_prediction_is_explained)
{
    tenor_model *model = fixture_model("gru+ngrams");
    tenor_session *session = new_session(model, 1);
    for (size_t i = 0; i < TEXTS; i++) {
        float probabilities[LABELS];
        size_t labels[LABELS];
        ck_assert_int_eq(tenor_classify(session, str(texts[i]), probabilities), TENOR_OK);
        ck_assert_uint_eq(tenor_model_prediction(model, probabilities, labels), 1);
        ck_assert_uint_eq(explain(session, str(texts[i]), TENOR_PREDICTED).label, labels[0]);
    }
    tenor_session_free(session);
    tenor_model_free(model);
}
END_TEST

/* What a session takes. */
typedef struct taken {
    size_t held;
    size_t most;
} taken;

/* Each block is behind its size. */
static void *resize_counted(void *memory, size_t size, void *user)
{
    taken *all = user;
    size_t *block = memory ? (size_t *)memory - 2 : NULL;
    all->held -= block ? *block : 0;
    if (size == 0) {
        free(block);
        return NULL;
    }
    block = realloc(block, size + 2 * sizeof *block);
    ck_assert_ptr_nonnull(block);
    *block = size;
    all->held += size;
    all->most = all->held > all->most ? all->held : all->most;
    return block + 2;
}

static void change_most(tenor__model_config *config)
{
    config->max_tokens = 2000;
}

/* 10,000 tokens: the network reads some of them, the n-gram model all. */
START_TEST(long_texts)
{
    enum { WORDS = 10000 };
    char *text = calloc(WORDS, 6);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < WORDS; i++)
        strcat(text + i * 4, i % 3 == 0 ? "bad " : i % 3 == 1 ? "foo " : "a b ");
    for (int more = 0; more < 2; more++) {
        tenor_model *model = more ? changed_model("rnn+ngrams", change_most, 1) : fixture_model("rnn+ngrams");
        taken all = {0};
        tenor_session *session;
        ck_assert_int_eq(tenor_session_new(model, &(tenor_alloc){resize_counted, &all}, &session), TENOR_OK);
        check_sums(session, str(text), 1.25, true);
        const tenor_explanation of = explain(session, str(text), 0);
        const size_t kept = more ? 2000 : MAX_TOKENS;
        size_t read = 0;
        for (size_t i = 0; i < of.token_count; i++) {
            const bool in = i < kept / 2 || i >= of.token_count - kept / 2;
            read += of.tokens[i].network != 0;
            ck_assert(in || of.tokens[i].network == 0);
        }
        ck_assert_uint_ge(read, kept / 2);
        ck_assert_double_ne(of.tokens[of.token_count / 2 / 4 * 4].weight, 0);
        ck_assert_uint_le(all.most, 16 << 20);
        tenor_session_free(session);
        ck_assert_uint_eq(all.held, 0);
        tenor_model_free(model);
    }
    free(text);
}
END_TEST

START_TEST(memory_runs_out)
{
    tenor_model *model = fixture_model("gru+ngrams");
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t left = 0; status != TENOR_OK; left++) {
        budget limit = {.left = left, .busy = ATOMIC_FLAG_INIT};
        const tenor_alloc alloc = {resize_within, &limit};
        tenor_session *session;
        tenor_error error = {0};
        tenor_explanation explanation = {.size = sizeof explanation};
        status = tenor_session_new(model, &alloc, &session);
        if (status == TENOR_OK) {
            status = tenor_explain(session, str(texts[4]), 0, &explanation, &error);
            ck_assert(status == error.status);
            ck_assert(status == TENOR_OK || explanation.tokens == NULL);
        }
        ck_assert(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY);
        tenor_session_free(session);
        ck_assert_uint_eq(limit.held, 0);
        ck_assert_uint_lt(left, 1000);
    }
    tenor_model_free(model);
}
END_TEST

START_TEST(refused)
{
    tenor_model *model = fixture_model("gru");
    tenor_session *session = new_session(model, 1);
    tenor_error error = {0};
    tenor_explanation explanation = {.size = sizeof explanation};
    ck_assert_int_eq(tenor_explain(NULL, str("good"), 0, &explanation, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_explain(session, str("good"), 0, NULL, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_explain(session, (tenor_str){NULL, 1}, 0, &explanation, NULL), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_explain(session, str("good"), LABELS, &explanation, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_str_eq(error.message, "label 3 of a model with 3 labels");
    explanation.size = 0;
    ck_assert_int_eq(tenor_explain(session, str("good"), 0, &explanation, &error), TENOR_INVALID_ARGUMENT);
    /* A caller with a shorter struct. */
    explanation = (tenor_explanation){.size = offsetof(tenor_explanation, base), .base = 7};
    ck_assert_int_eq(tenor_explain(session, str("good"), 1, &explanation, &error), TENOR_OK);
    ck_assert(explanation.label == 1 && explanation.base == 7);
    tenor_session_free(session);
    tenor_model_free(model);

    model = fixture_overflowing_model();
    session = new_session(model, 1);
    explanation.size = sizeof explanation;
    ck_assert_int_eq(tenor_explain(session, str("good"), 0, &explanation, &error), TENOR_NOT_FINITE);
    tenor_session_free(session);
    tenor_model_free(model);
}
END_TEST

static tenor_model *train(void)
{
    tenor_trainer *trainer;
    tenor_model *model;
    tenor_corpus *corpus = make_corpus(70);
    tenor_corpus *dev = make_corpus(20);
    choose("hidden", "8", "dim", "8", "epochs", "8", "lr", "0.02", "threads", "1", "dropout", "0", "embedding-dropout",
           "0", "min-count", "1", NULL);
    ck_assert_int_eq(tenor_trainer_new(options, corpus, dev, NULL, &trainer, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_trainer_run(trainer, NULL, NULL, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_trainer_model(trainer, &model, NULL), TENOR_OK);
    tenor_trainer_free(trainer);
    tenor_corpus_free(dev);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
    return model;
}

/* The model with other parameters of the network, and n-grams that weigh nothing. */
static tenor_model *randomized(const tenor_model *model)
{
    const size_t embedding = model->config.network.words * model->config.network.dim;
    const size_t ngrams = tenor__ngram_parameters(&model->config.ngrams, model->config.network.labels);
    float *numbers = calloc(embedding + tenor__network_block_size(model->network) + ngrams, sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    float *block = numbers + embedding;
    float *layer = block + tenor__network_block_size(model->network);
    tenor__random random = tenor__random_new(3, 0);
    tenor__network_init(model->network, &random, numbers, block);
    const tenor__parameters parameters = {numbers, block};
    tenor_model *other;
    tenor_error error;
    ck_assert_msg(tenor__model_new(&model->config, model->vocab, parameters, ngrams > 0 ? layer : NULL, NULL, &other,
                                   &error) == TENOR_OK,
                  "%s", error.message);
    free(numbers);
    return other;
}

/* The word that was learned has the largest weight; with random weights it has not (Adebayo et al. 2018). */
START_TEST(random_weights_have_another_explanation)
{
    static const char *const sentences[] = {"the film was great", "the meal was awful", "the phone was really lovely",
                                            "the game was boring"};
    static const size_t words[] = {3, 3, 4, 3};
    tenor_model *model = train();
    tenor_model *other = randomized(model);
    tenor_session *session = new_session(model, 1);
    tenor_session *second = new_session(other, 1);
    double share = 0;
    for (size_t i = 0; i < 4; i++) {
        const tenor_explanation a = explain(session, str(sentences[i]), TENOR_PREDICTED);
        const tenor_explanation b = explain(second, str(sentences[i]), a.label);
        const double strong = a.tokens[words[i]].weight;
        for (size_t k = 0; k < a.token_count; k++)
            ck_assert(k == words[i] || a.tokens[k].weight < strong / 2);
        share += fabs(b.tokens[words[i]].weight) / strong / 4;
    }
    ck_assert_double_lt(share, 0.2);
    tenor_session_free(second);
    tenor_session_free(session);
    tenor_model_free(other);
    tenor_model_free(model);
}
END_TEST

CHECK_MAIN("model/explain", parts_sum_to_the_logit, any_pooling_and_several_labels, a_value_is_what_is_added_on_average,
           ngrams_are_exact, the_same_bits_on_any_thread_and_in_any_company, the_prediction_is_explained, long_texts,
           memory_runs_out, refused, random_weights_have_another_explanation)
