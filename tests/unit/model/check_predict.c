#define _GNU_SOURCE /* base/threads.h */
#include "base/threads.h"
#include "check_main.h"
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>

enum { LABELS = 3, MANY = 5000, LONGEST = 400 };

static const char *const words[] = {"good", "bad", "film", "food", "好", "plot", "😀", "unknown"};

static tenor_str texts[MANY];
static float want[MANY * LABELS];
static float got[MANY * LABELS];

/* Texts of 0 to 40 words; the caller frees the bytes. */
static char *make_texts(void)
{
    char *bytes = calloc(MANY, LONGEST);
    ck_assert_ptr_nonnull(bytes);
    tenor__random random = tenor__random_new(12, 0);
    for (size_t i = 0; i < MANY; i++) {
        char *text = bytes + i * LONGEST;
        const uint64_t length = tenor__random_below(&random, i % 10 == 0 ? 41 : 9);
        for (uint64_t k = 0; k < length; k++) {
            strcat(text, words[tenor__random_below(&random, sizeof words / sizeof words[0])]);
            strcat(text, " ");
        }
        texts[i] = str(text);
    }
    return bytes;
}

static void classify_alone(const tenor_model *model, size_t count)
{
    tenor_session *session;
    ck_assert_int_eq(tenor_session_new(model, NULL, &session), TENOR_OK);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(tenor_classify(session, texts[i], want + i * LABELS), TENOR_OK);
    tenor_session_free(session);
}

/* More texts than a window has, and fewer than a group has. */
START_TEST(threads_change_no_bit)
{
    static const size_t counts[] = {1, 64, 65, 1000, MANY};
    char *bytes = make_texts();
    static const char *const cells[] = {"gru", "lstm+ngrams"};
    for (size_t c = 0; c < 2; c++) {
        tenor_model *model = fixture_model(cells[c]);
        classify_alone(model, MANY);
        for (size_t threads = 0; threads <= 5; threads++)
            for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
                memset(got, 0, sizeof got);
                ck_assert_int_eq(tenor_predict(model, texts, counts[i], threads, NULL, got, NULL), TENOR_OK);
                ck_assert_mem_eq(got, want, counts[i] * LABELS * sizeof(float));
            }
        ck_assert_int_eq(tenor_predict(model, NULL, 0, 4, NULL, NULL, NULL), TENOR_OK);
        tenor_model_free(model);
    }
    free(bytes);
}
END_TEST

START_TEST(a_session_of_threads_is_used_again)
{
    char *bytes = make_texts();
    tenor_model *model = fixture_model("gru+ngrams");
    tenor_session *session;
    classify_alone(model, MANY);
    ck_assert_int_eq(tenor_session_new_threads(model, 3, NULL, &session), TENOR_OK);
    for (size_t count = 1; count <= MANY; count = count * 3 + 10) {
        memset(got, 0, sizeof got);
        ck_assert_int_eq(tenor_classify_batch(session, texts, count, got), TENOR_OK);
        ck_assert_mem_eq(got, want, count * LABELS * sizeof(float));
        ck_assert_int_eq(tenor_classify(session, texts[count - 1], got), TENOR_OK);
        ck_assert_mem_eq(got, want + (count - 1) * LABELS, LABELS * sizeof(float));
    }
    tenor_session_free(session);
    tenor_model_free(model);
    free(bytes);
}
END_TEST

/* One for each 64 texts. */
START_TEST(a_session_starts_threads_as_it_needs_them)
{
    static const struct {
        size_t texts, threads;
    } calls[] = {{1, 0}, {64, 0}, {65, 1}, {100, 1}, {130, 3}, {MANY, 7}, {1, 7}};
    char *bytes = make_texts();
    tenor_model *model = fixture_model("gru");
    tenor_session *session;
    const size_t before = count_threads_at_rest();
    ck_assert_int_eq(tenor_session_new_threads(model, 8, NULL, &session), TENOR_OK);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        ck_assert_int_eq(tenor_classify_batch(session, texts, calls[i].texts, got), TENOR_OK);
        expect_threads(before + calls[i].threads);
    }
    tenor_session_free(session);
    tenor_model_free(model);
    free(bytes);
}
END_TEST

START_TEST(a_session_does_without_threads_that_are_refused)
{
#if CAN_REFUSE_THREADS
    char *bytes = make_texts();
    tenor_model *model = fixture_model("gru");
    tenor_session *session;
    pthread_attr_t attributes;
    classify_alone(model, MANY);
    const size_t before = count_threads_at_rest();
    ck_assert_int_eq(tenor_session_new_threads(model, 8, NULL, &session), TENOR_OK);
    refuse_threads(&attributes);
    for (size_t i = 0; i < 2; i++) {
        memset(got, 0, sizeof got);
        ck_assert_int_eq(tenor_classify_batch(session, texts, MANY, got), TENOR_OK);
        ck_assert_mem_eq(got, want, sizeof got);
        expect_threads(before); /* and asks for none again, granted or not */
        if (i == 0)
            grant_threads(&attributes);
    }
    tenor_session_free(session);
    tenor_model_free(model);
    free(bytes);
#endif
}
END_TEST

/* A hook that is not made for threads. */
typedef struct watched {
    failing failing;
    atomic_bool inside;
    atomic_bool overlap;
    pthread_t caller;
    bool elsewhere; /* called on another thread */
} watched;

static void *watched_resize(void *memory, size_t size, void *user)
{
    watched *state = user;
    if (atomic_exchange(&state->inside, true))
        atomic_store(&state->overlap, true);
    state->elsewhere = state->elsewhere || !pthread_equal(pthread_self(), state->caller);
    void *moved = failing_resize(memory, size, &state->failing);
    atomic_store(&state->inside, false);
    return moved;
}

START_TEST(the_hook_is_called_once_at_a_time)
{
    char *bytes = make_texts();
    tenor_model *model = fixture_model("gru+ngrams");
    classify_alone(model, MANY);
    watched state = {.caller = pthread_self()};
    const tenor_alloc alloc = {watched_resize, &state};
    ck_assert_int_eq(tenor_predict(model, texts, MANY, 4, &alloc, got, NULL), TENOR_OK);
    ck_assert_mem_eq(got, want, sizeof got);
    ck_assert(!atomic_load(&state.overlap));
    ck_assert_uint_eq(state.failing.alive, 0);
    state.elsewhere = false;
    ck_assert_int_eq(tenor_predict(model, texts, MANY, 1, &alloc, got, NULL), TENOR_OK);
    ck_assert(!state.elsewhere);
    ck_assert_uint_eq(state.failing.alive, 0);
    tenor_model_free(model);
    free(bytes);
}
END_TEST

START_TEST(memory_may_run_out_anywhere)
{
    enum { COUNT = 200 };
    char *bytes = make_texts();
    tenor_model *model = fixture_model("gru+ngrams");
    classify_alone(model, COUNT);
    for (size_t threads = 1; threads <= 3; threads += 2) {
        tenor_status status = TENOR_OUT_OF_MEMORY;
        for (size_t fail_at = 1; status != TENOR_OK; fail_at++) {
            failing state = {.fail_at = fail_at};
            const tenor_alloc alloc = failing_alloc(&state);
            tenor_error error = {0};
            status = tenor_predict(model, texts, COUNT, threads, &alloc, got, &error);
            ck_assert(status == TENOR_OK || (status == TENOR_OUT_OF_MEMORY && error.status == status));
            ck_assert_uint_eq(state.alive, 0);
        }
        ck_assert_mem_eq(got, want, COUNT * LABELS * sizeof(float));
    }
    tenor_model_free(model);
    free(bytes);
}
END_TEST

START_TEST(values_that_overflow_are_an_error)
{
    tenor_model *model = fixture_overflowing_model();
    const tenor_str two[] = {str("good film"), str("bad plot bad")};
    tenor_error error;
    ck_assert_int_eq(tenor_predict(model, two, 2, 2, NULL, got, &error), TENOR_NOT_FINITE);
    ck_assert_int_eq(error.status, TENOR_NOT_FINITE);
    ck_assert_ptr_nonnull(strstr(error.message, "overflow"));
    tenor_model_free(model);
}
END_TEST

CHECK_MAIN("model/predict", threads_change_no_bit, a_session_of_threads_is_used_again,
           a_session_starts_threads_as_it_needs_them, a_session_does_without_threads_that_are_refused,
           the_hook_is_called_once_at_a_time, memory_may_run_out_anywhere, values_that_overflow_are_an_error)
