/* Lexicons: reading them, and how much they tell of a label. */
#include "budget.h"
#include "check_main.h"

#include "linear/lexicon.h"
#include "linear/lexicon_weights.h"

#include <math.h>
#include <string.h>

static const tenor_text_settings words = {.size = sizeof words, .unit = TENOR_TOKENS_WORD};

static tenor_status read_text(const char *text, tenor__lexicon *lexicon, tenor_error *error)
{
    return tenor__lexicon_read(tenor_str_of(text), &words, 3, NULL, lexicon, error);
}

static float find(const tenor__lexicon *lexicon, const char *word)
{
    return tenor__lexicon_find(lexicon, tenor__ngrams_hash_word(tenor_str_of(word)));
}

START_TEST(afinn_and_vader_are_read)
{
    tenor__lexicon lexicon;
    tenor_error error = {0};
    ck_assert_msg(read_text("\xEF\xBB\xBFGood\t2\r\n\nbad\t-4\ndon't like\t-2\nfine\t1.5\t0.8\t[1, 2]\ngood\t-1\none "
                            "two three four\t3\n",
                            &lexicon, &error) == TENOR_OK,
                  "%s", error.message);
    ck_assert_uint_eq(lexicon.count, 4); /* one is too long, and one there already */
    ck_assert_float_eq(find(&lexicon, "good"), 0.5f);
    ck_assert_float_eq(find(&lexicon, "bad"), -1);
    ck_assert_float_eq(find(&lexicon, "fine"), 0.375f);
    ck_assert_float_eq(find(&lexicon, "one"), 0);
    const uint64_t run[] = {tenor__ngrams_hash_word(tenor_str_of("do")), tenor__ngrams_hash_word(tenor_str_of("n't")),
                            tenor__ngrams_hash_word(tenor_str_of("like"))};
    ck_assert_float_eq(tenor__lexicon_find(&lexicon, tenor__ngrams_hash_run(run, 3)), -0.5f);
    tenor__lexicon_free(&lexicon);
    ck_assert_float_eq(find(&lexicon, "good"), 0); /* of an empty one */
}
END_TEST

START_TEST(other_lines_are_errors)
{
    static const struct {
        const char *text;
        uint64_t line;
        const char *message;
    } cases[] = {
        {"good\t1\nbad -1\n", 2, "there is no tab"},
        {"word\tscore\n", 1, "the score is not a number"},
        {"good\t\n", 1, "the score is not a number"},
        {"good\tnan\n", 1, "the score is not a number"},
        {"good\t1e300\n", 1, "the score is too large"},
        {"\n\n", 0, "the lexicon has no words"},
        {"", 0, "the lexicon has no words"},
        {" \t1\n", 0, "the lexicon has no words"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tenor__lexicon lexicon;
        tenor_error error = {0};
        ck_assert_int_eq(read_text(cases[i].text, &lexicon, &error), TENOR_BAD_DATA);
        ck_assert_msg(strstr(error.message, cases[i].message) != NULL, "%s", error.message);
        ck_assert_uint_eq(error.line, cases[i].line);
        ck_assert(!lexicon.entries && lexicon.count == 0);
    }
}
END_TEST

START_TEST(every_failed_allocation_is_survived)
{
    for (size_t n = 0;; n++) {
        budget limit = {.left = n, .busy = ATOMIC_FLAG_INIT};
        const tenor_alloc alloc = {resize_within, &limit};
        tenor__lexicon lexicon;
        const tenor_status status =
            tenor__lexicon_read(tenor_str_of("good\t2\nnot good\t-1\n"), &words, 3, &alloc, &lexicon, NULL);
        tenor__lexicon_free(&lexicon);
        ck_assert_uint_eq(limit.held, 0);
        if (status == TENOR_OK)
            break;
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert_uint_lt(n, 1000);
    }
}
END_TEST

/* The gradient is 0 at the minimum; of two features, the one that tells nothing has no weight. */
START_TEST(weights_are_the_minimum)
{
    enum { TEXTS = 40 };
    float sums[2 * TEXTS];
    double targets[TEXTS];
    double beta[2];
    for (size_t i = 0; i < TEXTS; i++) {
        targets[i] = i % 2 ? 1 : 0;
        sums[i] = (float)(i % 2 ? 1 : -1) * (float)(i % 5) + (float)(i % 3) - 1;
        sums[TEXTS + i] = 0;
    }
    const tenor__lexicon_problem problem = {.texts = TEXTS, .lexicons = 2, .sums = sums, .targets = targets};
    tenor__lexicon_weights_fit(&problem, beta);
    ck_assert_double_eq(beta[1], 0);
    ck_assert_double_gt(beta[0], 0.3);
    double bias = 0; /* the one for which the residuals sum to 0, by bisection */
    double gradient = 0;
    for (double low = -20, high = 20; high - low > 1e-12;) {
        double rest = 0;
        bias = 0.5 * (low + high);
        gradient = beta[0];
        for (size_t i = 0; i < TEXTS; i++) {
            const double p = 1 / (1 + exp(-bias - beta[0] * (double)sums[i]));
            rest += p - targets[i];
            gradient += (p - targets[i]) * (double)sums[i];
        }
        *(rest > 0 ? &high : &low) = bias;
    }
    ck_assert_double_eq_tol(gradient, 0, 1e-3);
}
END_TEST

CHECK_MAIN("linear/lexicon", afinn_and_vader_are_read, other_lines_are_errors, every_failed_allocation_is_survived,
           weights_are_the_minimum)
