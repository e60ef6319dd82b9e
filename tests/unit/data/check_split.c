#include "parsing.h"

#include <math.h>

static tenor_corpus *make(const size_t *counts, size_t labels)
{
    tenor_corpus *corpus;
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    size_t most = 0;
    for (size_t k = 0; k < labels; k++)
        most = counts[k] > most ? counts[k] : most;
    /* The labels in turn, so that their examples are mixed. */
    for (size_t i = 0; i < most; i++)
        for (size_t k = 0; k < labels; k++) {
            char label[32];
            char text[64];
            snprintf(label, sizeof label, "L%zu", k);
            snprintf(text, sizeof text, "%zu of %zu", i, k);
            if (i < counts[k])
                ck_assert_int_eq(tenor_corpus_add(corpus, tenor_str_of(text), tenor_str_of(label), NULL), TENOR_OK);
        }
    return corpus;
}

static size_t count_label(const tenor_corpus *corpus, const char *name)
{
    size_t label;
    size_t count = 0;
    if (!tenor__corpus_find_label(corpus, tenor_str_of(name), &label))
        return 0;
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        count += tenor_corpus_label(corpus, i) == label;
    return count;
}

static bool same_example(const tenor_corpus *a, size_t i, const tenor_corpus *b, size_t j)
{
    const tenor_str x = tenor_corpus_text(a, i);
    const tenor_str y = tenor_corpus_text(b, j);
    return x.size == y.size && memcmp(x.data, y.data, x.size) == 0;
}

START_TEST(each_label_gives_its_share)
{
    const size_t counts[] = {100, 10, 4, 2, 1, 25};
    const size_t held[] = {10, 1, 1, 1, 0, 3}; /* 2.5 rounds away from zero */
    tenor_corpus *corpus = make(counts, 6);
    tenor_corpus *rest;
    tenor_corpus *held_out;
    ck_assert_int_eq(tenor_corpus_split(corpus, 0.1, 1, NULL, &rest, &held_out, NULL), TENOR_OK);
    for (size_t k = 0; k < 6; k++) {
        char label[32];
        snprintf(label, sizeof label, "L%zu", k);
        ck_assert_uint_eq(count_label(held_out, label), held[k]);
        ck_assert_uint_eq(count_label(rest, label), counts[k] - held[k]);
    }
    /* Together they are the corpus, each in its order. */
    size_t i = 0;
    size_t j = 0;
    for (size_t n = 0; n < tenor_corpus_size(corpus); n++) {
        if (i < tenor_corpus_size(rest) && same_example(corpus, n, rest, i))
            i++;
        else if (j < tenor_corpus_size(held_out) && same_example(corpus, n, held_out, j))
            j++;
        else
            ck_abort_msg("example %zu is lost", n);
    }
    ck_assert_uint_eq(i + j, tenor_corpus_size(corpus));
    tenor_corpus_free(rest);
    tenor_corpus_free(held_out);
    tenor_corpus_free(corpus);
}
END_TEST

static bool same_corpus(const tenor_corpus *a, const tenor_corpus *b)
{
    if (tenor_corpus_size(a) != tenor_corpus_size(b))
        return false;
    for (size_t i = 0; i < tenor_corpus_size(a); i++)
        if (!same_example(a, i, b, i))
            return false;
    return true;
}

START_TEST(the_seed_decides)
{
    const size_t counts[] = {50, 50};
    tenor_corpus *corpus = make(counts, 2);
    tenor_corpus *rest[3];
    tenor_corpus *held_out[3];
    const uint64_t seeds[] = {7, 7, 8};
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(tenor_corpus_split(corpus, 0.2, seeds[i], NULL, &rest[i], &held_out[i], NULL), TENOR_OK);
    ck_assert(same_corpus(held_out[0], held_out[1]));
    ck_assert(same_corpus(rest[0], rest[1]));
    ck_assert(!same_corpus(held_out[0], held_out[2]));
    for (int i = 0; i < 3; i++) {
        tenor_corpus_free(rest[i]);
        tenor_corpus_free(held_out[i]);
    }
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(one_example_of_a_label_always_stays)
{
    const size_t counts[] = {2, 3};
    tenor_corpus *corpus = make(counts, 2);
    tenor_corpus *rest;
    tenor_corpus *held_out;
    ck_assert_int_eq(tenor_corpus_split(corpus, 0.99, 1, NULL, &rest, &held_out, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor_corpus_size(rest), 2);
    ck_assert_uint_eq(tenor_corpus_label_count(rest), 2);
    ck_assert_uint_eq(tenor_corpus_size(held_out), 3);
    tenor_corpus_free(rest);
    tenor_corpus_free(held_out);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(refuses_what_cannot_be_split)
{
    const size_t pairs[] = {2, 2};
    const size_t singles[] = {1, 1};
    const double fractions[] = {0.0, 1.0, -0.5, 2.0, (double)NAN, (double)INFINITY};
    tenor_corpus *corpus = make(pairs, 2);
    tenor_corpus *rest;
    tenor_corpus *held_out;
    tenor_error error;
    for (size_t i = 0; i < sizeof fractions / sizeof fractions[0]; i++) {
        rest = held_out = corpus;
        ck_assert_int_eq(tenor_corpus_split(corpus, fractions[i], 1, NULL, &rest, &held_out, &error),
                         TENOR_INVALID_ARGUMENT);
        ck_assert_ptr_null(rest);
        ck_assert_ptr_null(held_out);
    }
    tenor_corpus_free(corpus);
    corpus = make(singles, 2);
    ck_assert_int_eq(tenor_corpus_split(corpus, 0.5, 1, NULL, &rest, &held_out, &error), TENOR_BAD_DATA);
    ck_assert_ptr_null(rest);
    tenor_corpus_free(corpus);
    corpus = make(singles, 0);
    ck_assert_int_eq(tenor_corpus_split(corpus, 0.5, 1, NULL, &rest, &held_out, NULL), TENOR_BAD_DATA);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(short_of_memory_gives_neither_part)
{
    const size_t counts[] = {20, 20, 20};
    tenor_corpus *corpus = make(counts, 3);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_corpus *rest;
        tenor_corpus *held_out;
        status = tenor_corpus_split(corpus, 0.3, 1, &alloc, &rest, &held_out, NULL);
        ck_assert(status == TENOR_OK || (status == TENOR_OUT_OF_MEMORY && !rest && !held_out));
        tenor_corpus_free(rest);
        tenor_corpus_free(held_out);
        ck_assert_uint_eq(memory.alive, 0);
    }
    tenor_corpus_free(corpus);
}
END_TEST

CHECK_MAIN("data/split", each_label_gives_its_share, the_seed_decides, one_example_of_a_label_always_stays,
           refuses_what_cannot_be_split, short_of_memory_gives_neither_part)
