#define _GNU_SOURCE
#include "check_main.h"

#include "budget.h"
#include "model/fixture.h"

#include <math.h>
#include <stdio.h>
#include <tenor_search.h>

enum { MANY = 200, WANTED = 12, LONGEST = 200 };

static const char *const words[] = {"good", "bad", "film", "food", "好", "plot", "😀", "unknown"};

static char bytes[MANY][LONGEST];
static tenor_str texts[MANY];

/* Every eighth text is a copy of the one before it, in capitals; every ninth has no tokens. */
static void make_texts(void)
{
    tenor__random random = tenor__random_new(7, 0);
    for (size_t i = 0; i < MANY; i++) {
        bytes[i][0] = '\0';
        const uint64_t length = 1 + tenor__random_below(&random, 12);
        for (uint64_t k = 0; k < length; k++) {
            strcat(bytes[i], words[tenor__random_below(&random, sizeof words / sizeof *words)]);
            strcat(bytes[i], " ");
        }
        if (i % 8 == 7)
            for (size_t k = 0; k <= strlen(bytes[i - 1]); k++)
                bytes[i][k] =
                    (char)(bytes[i - 1][k] >= 'a' && bytes[i - 1][k] <= 'z' ? bytes[i - 1][k] - 32 : bytes[i - 1][k]);
        if (i % 9 == 8)
            strcpy(bytes[i], i % 2 ? "" : " \t ");
        texts[i] = str(bytes[i]);
    }
}

static size_t suggest(const tenor_model *model, size_t count, size_t wanted, size_t threads, tenor_suggestion *out)
{
    size_t found = SIZE_MAX;
    tenor_error error = {0};
    ck_assert_msg(tenor_suggest(model, texts, count, wanted, threads, NULL, NULL, NULL, out, &found, &error) ==
                      TENOR_OK,
                  "%s", error.message);
    return found;
}

static double margin(const tenor_model *model, size_t text)
{
    float p[3];
    size_t best[2];
    ck_assert_int_eq(tenor_predict(model, &texts[text], 1, 1, NULL, p, NULL), TENOR_OK);
    tenor_top(model, p, 2, best);
    return (double)(p[best[0]] - p[best[1]]);
}

START_TEST(the_first_is_the_least_certain_and_scores_fall)
{
    tenor_suggestion got[WANTED];
    tenor_model *model = fixture_model("gru");
    make_texts();
    ck_assert_uint_eq(suggest(model, MANY, WANTED, 1, got), WANTED);
    ck_assert_double_eq_tol(got[0].score, 1 - margin(model, got[0].text), 1e-6);
    for (size_t i = 0; i < MANY; i++)
        if (i % 9 != 8)
            ck_assert_double_ge(margin(model, i) + 1e-6, margin(model, got[0].text));
    for (size_t i = 0; i < WANTED; i++) {
        float p[3];
        ck_assert_int_eq(tenor_predict(model, &texts[got[i].text], 1, 1, NULL, p, NULL), TENOR_OK);
        ck_assert(got[i].probability == p[got[i].label]);
        ck_assert_double_ge(got[i].score, 0);
        ck_assert(i == 0 || got[i].score <= got[i - 1].score);
        ck_assert_double_le(got[i].score, 1 - margin(model, got[i].text) + 1e-6);
    }
    tenor_model_free(model);
}
END_TEST

/* All that there are: each text that has tokens, once, the first of its copies. */
START_TEST(copies_come_once_and_texts_without_tokens_never)
{
    tenor_suggestion got[MANY];
    bool seen[MANY] = {false};
    tenor_model *model = fixture_model("gru");
    make_texts();
    const size_t found = suggest(model, MANY, MANY, 1, got);
    for (size_t i = 0; i < found; i++) {
        ck_assert(!seen[got[i].text]);
        seen[got[i].text] = true;
        ck_assert(got[i].text % 9 != 8);
    }
    for (size_t i = 0; i < MANY; i++)
        for (size_t j = 0; seen[i] && j < i; j++)
            ck_assert(strcmp(bytes[i], bytes[j]) != 0);
    for (size_t i = 7; i < MANY; i += 8)
        ck_assert(!seen[i] || (i - 1) % 9 == 8);
    tenor_model_free(model);
}
END_TEST

/* Six texts that are all but the same and as uncertain as can be: the second suggestion is another one. */
START_TEST(what_is_alike_is_put_off)
{
    tenor_suggestion got[4];
    size_t found;
    tenor_model *model = fixture_model("gru");
    tenor_suggestion order[MANY];
    make_texts();
    suggest(model, MANY, MANY, 1, order);
    const char *base = bytes[order[0].text];
    char alike[6][LONGEST + 16];
    tenor_str pool[8];
    for (size_t i = 0; i < 6; i++) {
        snprintf(alike[i], sizeof alike[i], "%s unseen%zu", base, i); /* <unk> each */
        pool[i] = str(alike[i]);
    }
    pool[6] = str("bad bad bad bad");
    pool[7] = str("好 😀 good");
    ck_assert_int_eq(tenor_suggest(model, pool, 8, 3, 1, NULL, NULL, NULL, got, &found, NULL), TENOR_OK);
    ck_assert_uint_eq(found, 3);
    size_t others = 0;
    for (size_t i = 0; i < 3; i++)
        others += got[i].text >= 6;
    ck_assert_uint_eq(others, 2);
    tenor_model_free(model);
}
END_TEST

START_TEST(threads_change_nothing)
{
    tenor_suggestion want[WANTED];
    tenor_suggestion got[WANTED];
    tenor_model *model = fixture_model("lstm+ngrams");
    make_texts();
    suggest(model, MANY, WANTED, 1, want);
    for (size_t threads = 0; threads < 5; threads++) {
        ck_assert_uint_eq(suggest(model, MANY, WANTED, threads, got), WANTED);
        for (size_t i = 0; i < WANTED; i++) {
            ck_assert_uint_eq(got[i].text, want[i].text);
            ck_assert(got[i].score == want[i].score);
        }
    }
    tenor_model_free(model);
}
END_TEST

START_TEST(few_and_none)
{
    tenor_suggestion got[MANY];
    tenor_model *model = fixture_model("gru");
    make_texts();
    ck_assert_uint_eq(suggest(model, 0, 5, 1, got), 0);
    ck_assert_uint_eq(suggest(model, 5, 0, 1, got), 0);
    ck_assert_uint_eq(suggest(model, 1, 5, 1, got), 1);
    texts[0] = str("");
    ck_assert_uint_eq(suggest(model, 1, 5, 1, got), 0);
    texts[0] = (tenor_str){"\0\xff\xc3 \x1b[2J", 8};
    ck_assert_uint_le(suggest(model, 1, 5, 1, got), 1);
    tenor_model_free(model);
}
END_TEST

typedef struct calls {
    size_t count;
    size_t most;
    size_t last; /* done */
} calls;

static bool goes_on(size_t done, size_t all, void *user)
{
    calls *seen = user;
    ck_assert_uint_ge(done, seen->last);
    ck_assert_uint_le(done, all);
    ck_assert_uint_eq(all, MANY);
    seen->last = done;
    return ++seen->count < seen->most;
}

START_TEST(it_can_be_stopped_at_each_look)
{
    tenor_suggestion got[WANTED];
    tenor_suggestion want[WANTED];
    tenor_model *model = fixture_model("gru");
    make_texts();
    suggest(model, MANY, WANTED, 1, want);
    calls all = {.most = SIZE_MAX};
    size_t found;
    ck_assert_int_eq(tenor_suggest(model, texts, MANY, WANTED, 2, goes_on, &all, NULL, got, &found, NULL), TENOR_OK);
    ck_assert_uint_eq(found, WANTED);
    ck_assert_uint_eq(got[WANTED - 1].text, want[WANTED - 1].text);
    for (size_t most = 1; most <= all.count; most++) {
        calls some = {.most = most};
        tenor_error error = {0};
        ck_assert_int_eq(tenor_suggest(model, texts, MANY, WANTED, 2, goes_on, &some, NULL, got, &found, &error),
                         TENOR_INTERRUPTED);
        ck_assert_str_ne(error.message, "");
        ck_assert_uint_eq(found, 0);
        ck_assert_uint_eq(some.count, most);
    }
    tenor_model_free(model);
}
END_TEST

START_TEST(null_is_an_invalid_argument)
{
    tenor_suggestion got[1];
    size_t found;
    tenor_error error = {0};
    tenor_model *model = fixture_model("gru");
    make_texts();
    ck_assert_int_eq(tenor_suggest(NULL, texts, 1, 1, 1, NULL, NULL, NULL, got, &found, &error),
                     TENOR_INVALID_ARGUMENT);
    ck_assert_str_ne(error.message, "");
    ck_assert_int_eq(tenor_suggest(model, NULL, 1, 1, 1, NULL, NULL, NULL, got, &found, &error),
                     TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_suggest(model, texts, 1, 1, 1, NULL, NULL, NULL, NULL, &found, &error),
                     TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_suggest(model, texts, 1, 1, 1, NULL, NULL, NULL, got, NULL, &error), TENOR_INVALID_ARGUMENT);
    tenor_model_free(model);
}
END_TEST

START_TEST(memory_that_runs_out_is_an_error)
{
    tenor_suggestion got[4];
    size_t found;
    tenor_model *model = fixture_model("gru");
    make_texts();
    for (size_t allowed = 0;; allowed++) {
        budget limit = {.left = allowed, .busy = ATOMIC_FLAG_INIT};
        const tenor_alloc alloc = {resize_within, &limit};
        const tenor_status status = tenor_suggest(model, texts, 40, 4, 1, NULL, NULL, &alloc, got, &found, NULL);
        ck_assert_uint_eq(limit.held, 0);
        if (status == TENOR_OK)
            break;
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert_uint_eq(found, 0);
    }
    tenor_model_free(model);
}
END_TEST

CHECK_MAIN("search/suggest", the_first_is_the_least_certain_and_scores_fall,
           copies_come_once_and_texts_without_tokens_never, what_is_alike_is_put_off, threads_change_nothing,
           it_can_be_stopped_at_each_look, few_and_none, null_is_an_invalid_argument, memory_that_runs_out_is_an_error)
