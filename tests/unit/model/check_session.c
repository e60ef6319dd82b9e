#include "check_main.h"
#include "fixture.h"

#include "model/session.h"
#include "nn/head.h"

#include <math.h>
#include <pthread.h>

enum { LABELS = 3, MANY = 1300, LONGEST = 400 };

static const char *const words[] = {"good", "bad", "film", "food", "好", "plot", "😀", "unknown", "\xFF\xFE", "  "};

/* `count` texts of 0 to 40 words; the caller frees the bytes. */
static char *make_texts(tenor_str *texts, size_t count)
{
    char *bytes = malloc(count * LONGEST);
    ck_assert_ptr_nonnull(bytes);
    tenor__random random = tenor__random_new(11, 0);
    for (size_t i = 0; i < count; i++) {
        char *text = bytes + i * LONGEST;
        const uint64_t length = tenor__random_below(&random, i % 10 == 0 ? 41 : 9);
        text[0] = '\0';
        for (uint64_t k = 0; k < length; k++) {
            strcat(text, words[tenor__random_below(&random, sizeof words / sizeof words[0])]);
            strcat(text, " ");
        }
        texts[i] = str(text);
    }
    return bytes;
}

static tenor_session *new_session(const tenor_model *model)
{
    tenor_session *session;
    ck_assert_int_eq(tenor_session_new(model, NULL, &session), TENOR_OK);
    return session;
}

START_TEST(a_text_has_the_same_bits_in_any_company)
{
    static const char *const cells[] = {"rnn", "gru", "lstm", "fastrnn", "fastgrnn", "sru", "gru+ngrams"};
    static const size_t sizes[] = {2, 7, 64, 65, 513, MANY};
    static tenor_str texts[MANY];
    static tenor_str moved[MANY];
    static float alone[MANY * LABELS];
    static float together[MANY * LABELS];
    char *bytes = make_texts(texts, MANY);
    for (size_t c = 0; c < sizeof cells / sizeof cells[0]; c++) {
        tenor_model *model = fixture_model(cells[c]);
        tenor_session *session = new_session(model);
        for (size_t i = 0; i < MANY; i++) {
            ck_assert_int_eq(tenor_classify(session, texts[i], alone + i * LABELS), TENOR_OK);
            float sum = 0;
            for (size_t k = 0; k < LABELS; k++) {
                ck_assert(alone[i * LABELS + k] >= 0 && alone[i * LABELS + k] <= 1);
                sum += alone[i * LABELS + k];
            }
            ck_assert_float_eq_tol(sum, 1, 1e-6f);
        }
        for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
            /* Backward, and then turned by a third: other neighbors, other places. */
            const size_t count = sizes[s];
            for (size_t turn = 0; turn < 2; turn++) {
                for (size_t i = 0; i < count; i++)
                    moved[(turn * count / 3 + count - 1 - i) % count] = texts[i];
                ck_assert_int_eq(tenor_classify_batch(session, moved, count, together), TENOR_OK);
                for (size_t i = 0; i < count; i++)
                    ck_assert_mem_eq(together + (turn * count / 3 + count - 1 - i) % count * LABELS, alone + i * LABELS,
                                     LABELS * sizeof(float));
            }
        }
        tenor_session_free(session);
        tenor_model_free(model);
    }
    free(bytes);
}
END_TEST

START_TEST(texts_differ)
{
    tenor_model *model = fixture_model("lstm");
    tenor_session *session = new_session(model);
    float good[LABELS];
    float bad[LABELS];
    float turned[LABELS];
    ck_assert_int_eq(tenor_classify(session, str("good film"), good), TENOR_OK);
    ck_assert_int_eq(tenor_classify(session, str("bad film"), bad), TENOR_OK);
    ck_assert_int_eq(tenor_classify(session, str("film good"), turned), TENOR_OK);
    ck_assert_mem_ne(good, bad, sizeof good);
    ck_assert_mem_ne(good, turned, sizeof good);
    tenor_session_free(session);
    tenor_session_free(NULL);
    tenor_model_free(model);
}
END_TEST

START_TEST(tokens_over_the_most_are_left_out)
{
    tenor_model *model = fixture_model("gru"); /* max_tokens 20: the first ten and the last ten */
    tenor_session *session = new_session(model);
    char text[41 * 5] = "";
    for (int i = 0; i < 20; i++)
        strcat(text, i % 3 ? "good " : "bad ");
    float twenty[LABELS];
    float more[LABELS];
    ck_assert_int_eq(tenor_classify(session, str(text), twenty), TENOR_OK);
    ck_assert_uint_eq(tenor__session_tokens(session), 20);
    memmove(text + 60, text + 46, strlen(text + 46) + 1);
    memcpy(text + 46, "bad film plot ", 14);
    ck_assert_int_eq(tenor_classify(session, str(text), more), TENOR_OK);
    ck_assert_uint_eq(tenor__session_tokens(session), 40);
    ck_assert_mem_eq(twenty, more, sizeof more);
    tenor_session_free(session);
    tenor_model_free(model);
}
END_TEST

/* In the middle of a long text only the n-gram model sees a word. */
START_TEST(ngrams_are_of_the_whole_text)
{
    static const char *const cells[] = {"gru", "gru+ngrams"}; /* max_tokens 20 */
    char text[41 * 6] = "";
    char other[41 * 6] = "";
    for (int i = 0; i < 40; i++) {
        strcat(text, "plot ");
        strcat(other, i == 20 ? "bad " : "plot ");
    }
    for (size_t c = 0; c < 2; c++) {
        tenor_model *model = fixture_model(cells[c]);
        tenor_session *session = new_session(model);
        float one[LABELS];
        float two[LABELS];
        ck_assert_int_eq(tenor_classify(session, str(text), one), TENOR_OK);
        ck_assert_int_eq(tenor_classify(session, str(other), two), TENOR_OK);
        ck_assert_int_eq(memcmp(one, two, sizeof one) == 0, c == 0);
        tenor_session_free(session);
        tenor_model_free(model);
    }
}
END_TEST

/* The fixture's model with other values of what its network does not see. */
static tenor_model *other_model(tenor__kept_tokens kept, double temperature)
{
    tenor_vocab *vocab = fixture_vocab();
    tenor__model_config config = fixture_config("gru", tenor_vocab_size(vocab));
    tenor__parameters parameters;
    tenor_model *model;
    const float *ngrams;
    float *numbers = fixture_parameters(&config, &parameters, &ngrams);
    config.keep_tokens = kept;
    config.temperature = temperature;
    ck_assert_int_eq(tenor__model_new(&config, vocab, parameters, ngrams, NULL, &model, NULL), TENOR_OK);
    free(numbers);
    tenor_vocab_free(vocab);
    return model;
}

START_TEST(logits_are_divided_by_the_temperature)
{
    tenor_model *cold = other_model(TENOR__KEEP_FIRST, 1);
    tenor_model *warm = other_model(TENOR__KEEP_FIRST, 2);
    tenor_session *sessions[] = {new_session(cold), new_session(warm)};
    float p[2][LABELS];
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(tenor_classify(sessions[i], str("good film, bad plot"), p[i]), TENOR_OK);
    for (size_t k = 1; k < LABELS; k++)
        ck_assert_double_eq_tol(log((double)p[0][k] / (double)p[0][0]), 2 * log((double)p[1][k] / (double)p[1][0]),
                                1e-5);
    for (size_t i = 0; i < 2; i++)
        tenor_session_free(sessions[i]);
    tenor_model_free(cold);
    tenor_model_free(warm);
}
END_TEST

/* With the n-gram model and without. */
START_TEST(probabilities_follow_from_logits)
{
    static const char *const cells[] = {"gru", "lstm+ngrams"}; /* of temperature 1.25 */
    for (size_t c = 0; c < 2; c++) {
        tenor_model *model = fixture_model(cells[c]);
        tenor_session *session = new_session(model);
        tenor_model_info info = {.size = sizeof info};
        float logits[LABELS];
        float p[LABELS];
        float made[LABELS];
        tenor_model_describe(model, &info);
        ck_assert_int_eq(tenor_logits(session, str("good film, bad plot"), logits), TENOR_OK);
        ck_assert_int_eq(tenor_classify(session, str("good film, bad plot"), p), TENOR_OK);
        tenor__head_apply(TENOR__HEAD_SOFTMAX, 1, LABELS, (float)info.temperature, logits, made);
        ck_assert_mem_eq(made, p, sizeof p);
        double sum = 0;
        for (size_t k = 0; k < LABELS; k++)
            sum += exp((double)logits[k] / info.temperature);
        for (size_t k = 0; k < LABELS; k++)
            ck_assert_double_eq_tol(exp((double)logits[k] / info.temperature) / sum, (double)p[k], 1e-6);
        tenor_session_free(session);
        tenor_model_free(model);
    }
}
END_TEST

/* The dense layers, by hand, make logits of it. */
START_TEST(logits_follow_from_the_pooled_vector)
{
    enum { WIDTH = 2 * 2 * 5, DENSE = 6 };
    tenor_model *model = fixture_model("gru");
    tenor_session *session = new_session(model);
    float pooled[WIDTH];
    float logits[LABELS];
    const float *tensors[4] = {NULL};
    static const char *const names[] = {"dense.0.weight", "dense.0.bias", "head.weight", "head.bias"};
    for (size_t i = 0; i < tenor__network_tensor_count(model->network); i++) {
        const tenor__tensor *tensor = tenor__network_tensor(model->network, i);
        for (size_t k = 0; k < 4; k++)
            if (strcmp(tensor->name, names[k]) == 0)
                tensors[k] = model->parameters.block + tensor->offset;
    }
    for (size_t k = 0; k < 4; k++)
        ck_assert_ptr_nonnull(tensors[k]);
    ck_assert_uint_eq(tenor_pooled_width(model), WIDTH);
    ck_assert_int_eq(tenor_pooled(session, str("good film, bad plot"), pooled), TENOR_OK);
    ck_assert_int_eq(tenor_logits(session, str("good film, bad plot"), logits), TENOR_OK);
    double hidden[DENSE];
    for (size_t j = 0; j < DENSE; j++) {
        hidden[j] = (double)tensors[1][j];
        for (size_t i = 0; i < WIDTH; i++)
            hidden[j] += (double)tensors[0][j * WIDTH + i] * (double)pooled[i];
        hidden[j] = fmax(hidden[j], 0);
    }
    for (size_t k = 0; k < LABELS; k++) {
        double sum = (double)tensors[3][k];
        for (size_t j = 0; j < DENSE; j++)
            sum += (double)tensors[2][k * DENSE + j] * hidden[j];
        ck_assert_double_eq_tol(sum, (double)logits[k], 1e-5);
    }
    tenor_session_free(session);
    tenor_model_free(model);
}
END_TEST

/* The network alone makes it: an n-gram model changes no bit. */
START_TEST(pooled_vectors_are_the_networks)
{
    enum { WIDTH = 2 * 2 * 5 };
    static const char *const cells[] = {"gru", "gru+ngrams"};
    float pooled[2][WIDTH];
    for (size_t c = 0; c < 2; c++) {
        tenor_model *model = fixture_model(cells[c]);
        tenor_session *session = new_session(model);
        ck_assert_int_eq(tenor_pooled(session, str("good film, bad plot"), pooled[c]), TENOR_OK);
        ck_assert_uint_eq(tenor__session_tokens(session), 5);
        tenor_session_free(session);
        tenor_model_free(model);
    }
    ck_assert_mem_eq(pooled[0], pooled[1], sizeof pooled[0]);
}
END_TEST

START_TEST(tokens_are_counted)
{
    tenor_model *model = fixture_model("sru");
    tenor_session *session = new_session(model);
    const tenor_str texts[] = {str("good film"), str(""), str("   "), str("好 plot 😀 !")};
    float out[4 * LABELS];
    ck_assert_uint_eq(tenor__session_tokens(session), 0);
    ck_assert_int_eq(tenor_classify_batch(session, texts, 4, out), TENOR_OK);
    ck_assert_uint_eq(tenor__session_tokens(session), 2 + 4);
    ck_assert_int_eq(tenor_classify_batch(session, texts, 0, out), TENOR_OK);
    ck_assert_int_eq(tenor_classify_batch(session, NULL, 0, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor__session_tokens(session), 2 + 4);
    /* No tokens and white space are the same text: <unk> alone. */
    ck_assert_mem_eq(out + LABELS, out + 2 * LABELS, LABELS * sizeof(float));
    ck_assert_int_eq(tenor_classify(session, (tenor_str){NULL, 0}, out), TENOR_OK);
    ck_assert_mem_eq(out, out + LABELS, LABELS * sizeof(float));
    tenor_session_free(session);
    tenor_model_free(model);
}
END_TEST

START_TEST(a_warm_session_asks_for_no_memory)
{
    static tenor_str texts[200];
    static float out[200 * LABELS];
    char *bytes = make_texts(texts, 200);
    tenor_model *model = fixture_model("lstm+ngrams");
    failing counter = {0};
    const tenor_alloc alloc = failing_alloc(&counter);
    tenor_session *session;
    ck_assert_int_eq(tenor_session_new(model, &alloc, &session), TENOR_OK);
    for (size_t i = 0; i < 200; i++)
        ck_assert_int_eq(tenor_classify(session, texts[i], out), TENOR_OK);
    ck_assert_int_eq(tenor_classify_batch(session, texts, 200, out), TENOR_OK);
    const size_t calls = counter.calls;
    for (size_t i = 0; i < 200; i++)
        ck_assert_int_eq(tenor_classify(session, texts[i], out), TENOR_OK);
    ck_assert_int_eq(tenor_classify_batch(session, texts, 200, out), TENOR_OK);
    ck_assert_uint_eq(counter.calls, calls);
    tenor_session_free(session);
    ck_assert_uint_eq(counter.alive, 0);
    tenor_model_free(model);
    free(bytes);
}
END_TEST

/* Other texts than before, none longer. */
START_TEST(a_warm_session_asks_for_no_memory_for_new_texts)
{
    static const char *const cells[] = {"gru", "lstm", "sru", "lstm+ngrams"};
    static tenor_str texts[200];
    static char longest[LONGEST] = "";
    char *bytes = make_texts(texts, 200);
    for (size_t i = 0; i < LONGEST / 8 - 1; i++)
        strcat(longest, i % 2 ? "good 好 " : "film ");
    for (size_t c = 0; c < sizeof cells / sizeof cells[0]; c++) {
        tenor_model *model = fixture_model(cells[c]);
        failing counter = {0};
        const tenor_alloc alloc = failing_alloc(&counter);
        tenor_session *session;
        float out[LABELS];
        ck_assert_int_eq(tenor_session_new(model, &alloc, &session), TENOR_OK);
        ck_assert_int_eq(tenor_classify(session, str(longest), out), TENOR_OK);
        const size_t calls = counter.calls;
        for (size_t i = 0; i < 200; i++)
            ck_assert_int_eq(tenor_classify(session, texts[i], out), TENOR_OK);
        ck_assert_uint_eq(counter.calls, calls);
        tenor_session_free(session);
        tenor_model_free(model);
    }
    free(bytes);
}
END_TEST

START_TEST(memory_may_run_out_anywhere)
{
    static tenor_str texts[70];
    static float want[70 * LABELS];
    static float got[70 * LABELS];
    char *bytes = make_texts(texts, 70);
    tenor_model *model = fixture_model("lstm+ngrams");
    tenor_session *session = new_session(model);
    ck_assert_int_eq(tenor_classify_batch(session, texts, 70, want), TENOR_OK);
    tenor_session_free(session);
    for (size_t fail_at = 1;; fail_at++) {
        failing counter = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&counter);
        tenor_status status = tenor_session_new(model, &alloc, &session);
        ck_assert((session != NULL) == (status == TENOR_OK));
        if (status == TENOR_OK) {
            status = tenor_classify_batch(session, texts, 70, got);
            /* A session that ran out of memory works again once there is some. */
            if (status != TENOR_OK)
                ck_assert_int_eq(tenor_classify_batch(session, texts, 70, got), TENOR_OK);
            ck_assert_mem_eq(got, want, sizeof want);
        }
        tenor_session_free(session);
        ck_assert_uint_eq(counter.alive, 0);
        ck_assert(status == TENOR_OUT_OF_MEMORY || (status == TENOR_OK && counter.calls < fail_at));
        if (status == TENOR_OK)
            break;
    }
    tenor_model_free(model);
    free(bytes);
}
END_TEST

typedef struct worker {
    const tenor_model *model;
    const tenor_str *texts;
    const float *want;
    size_t count;
    size_t first; /* each thread begins elsewhere */
    bool same;
} worker;

static void *work(void *user)
{
    worker *mine = user;
    tenor_session *session;
    float got[LABELS];
    mine->same = tenor_session_new(mine->model, NULL, &session) == TENOR_OK;
    for (size_t i = 0; mine->same && i < mine->count; i++) {
        const size_t at = (mine->first + i) % mine->count;
        mine->same = tenor_classify(session, mine->texts[at], got) == TENOR_OK &&
                     memcmp(got, mine->want + at * LABELS, sizeof got) == 0;
    }
    tenor_session_free(session);
    return NULL;
}

START_TEST(threads_share_a_model)
{
    enum { THREADS = 8, COUNT = 200 };
    static tenor_str texts[COUNT];
    static float want[COUNT * LABELS];
    char *bytes = make_texts(texts, COUNT);
    tenor_model *model = fixture_model("gru+ngrams");
    tenor_session *session = new_session(model);
    ck_assert_int_eq(tenor_classify_batch(session, texts, COUNT, want), TENOR_OK);
    tenor_session_free(session);
    pthread_t threads[THREADS];
    worker workers[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (worker){model, texts, want, COUNT, i * 23, false};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        ck_assert(workers[i].same);
    }
    tenor_model_free(model);
    free(bytes);
}
END_TEST

/* Finite weights whose sums are not: no NaN goes out as an answer. */
START_TEST(numbers_that_overflow_are_no_answer)
{
    tenor_model *model = fixture_overflowing_model();
    tenor_session *session = new_session(model);
    const tenor_str texts[] = {str("good film"), str("bad plot bad")};
    float out[2 * LABELS] = {0};
    ck_assert_int_eq(tenor_classify(session, texts[0], out), TENOR_NOT_FINITE);
    ck_assert_int_eq(tenor_classify_batch(session, texts, 2, out), TENOR_NOT_FINITE);
    ck_assert_int_eq(tenor_logits(session, texts[0], out), TENOR_NOT_FINITE);
    for (size_t i = 0; i < 2 * LABELS; i++)
        ck_assert(out[i] >= 0 && out[i] <= 1);
    float polarity = 0.5f;
    ck_assert_int_eq(tenor_polarity(model, (const float[]){0, NAN, 0}, &polarity), TENOR_NOT_FINITE);
    ck_assert(polarity == 0.5f);
    tenor_session_free(session);
    tenor_model_free(model);
}
END_TEST

CHECK_MAIN("model/session", a_text_has_the_same_bits_in_any_company, texts_differ, tokens_over_the_most_are_left_out,
           ngrams_are_of_the_whole_text, logits_are_divided_by_the_temperature, probabilities_follow_from_logits,
           logits_follow_from_the_pooled_vector, pooled_vectors_are_the_networks, tokens_are_counted,
           a_warm_session_asks_for_no_memory, a_warm_session_asks_for_no_memory_for_new_texts,
           memory_may_run_out_anywhere, threads_share_a_model, numbers_that_overflow_are_no_answer)
