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

/* ---- folds ---- */

/* Each example in one fold, in the corpus's order; rest and fold are the corpus. */
START_TEST(folds_are_a_partition)
{
    const size_t counts[] = {31, 17, 2, 1, 10, 1, 5};
    const size_t labels = sizeof counts / sizeof counts[0];
    tenor_corpus *corpus = make(counts, labels);
    const size_t size = tenor_corpus_size(corpus);
    for (size_t folds = 2; folds <= 12; folds++) {
        size_t *tested = calloc(size, sizeof *tested);
        size_t smallest = SIZE_MAX;
        size_t largest = 0;
        size_t fewest[7];
        size_t most[7] = {0};
        for (size_t k = 0; k < labels; k++)
            fewest[k] = SIZE_MAX;
        for (size_t fold = 0; fold < folds; fold++) {
            tenor_corpus *rest;
            tenor_corpus *part;
            ck_assert_int_eq(tenor_corpus_fold(corpus, folds, fold, 3, NULL, &rest, &part, NULL), TENOR_OK);
            size_t i = 0;
            size_t j = 0;
            for (size_t n = 0; n < size; n++) {
                if (i < tenor_corpus_size(rest) && same_example(corpus, n, rest, i)) {
                    i++;
                } else {
                    ck_assert(j < tenor_corpus_size(part) && same_example(corpus, n, part, j));
                    j++;
                    tested[n]++;
                }
            }
            ck_assert_uint_eq(i, tenor_corpus_size(rest));
            ck_assert_uint_eq(j, tenor_corpus_size(part));
            ck_assert_uint_eq(tenor_corpus_label_count(rest), labels);
            smallest = j < smallest ? j : smallest;
            largest = j > largest ? j : largest;
            for (size_t k = 0; k < labels; k++) {
                char label[32];
                snprintf(label, sizeof label, "L%zu", k);
                const size_t count = count_label(part, label);
                fewest[k] = count < fewest[k] ? count : fewest[k];
                most[k] = count > most[k] ? count : most[k];
            }
            tenor_corpus_free(rest);
            tenor_corpus_free(part);
        }
        ck_assert_uint_ge(smallest, 1);
        ck_assert_uint_le(largest - smallest, 1);
        for (size_t k = 0; k < labels; k++)
            ck_assert_uint_le(most[k] - fewest[k], 1);
        for (size_t n = 0; n < size; n++) /* the only example of a label is never held out */
            ck_assert_uint_eq(tested[n], counts[tenor_corpus_label(corpus, n)] == 1 ? 0 : 1);
        free(tested);
    }
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(the_seed_decides_folds)
{
    const size_t counts[] = {20, 20};
    const uint64_t seeds[] = {7, 7, 8};
    tenor_corpus *corpus = make(counts, 2);
    tenor_corpus *rest;
    tenor_corpus *parts[3];
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(tenor_corpus_fold(corpus, 4, 1, seeds[i], NULL, &rest, &parts[i], NULL), TENOR_OK);
        tenor_corpus_free(rest);
    }
    ck_assert(same_corpus(parts[0], parts[1]));
    ck_assert(!same_corpus(parts[0], parts[2]));
    for (int i = 0; i < 3; i++)
        tenor_corpus_free(parts[i]);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(refuses_folds_that_cannot_be)
{
    const size_t counts[] = {4, 3, 1};
    const size_t singles[] = {1, 1, 1};
    const size_t wrong[][2] = {{0, 0}, {1, 0}, {2, 2}, {3, SIZE_MAX}};
    tenor_corpus *corpus = make(counts, 3);
    tenor_corpus *rest;
    tenor_corpus *part;
    tenor_error error = {0};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_int_eq(tenor_corpus_fold(corpus, wrong[i][0], wrong[i][1], 1, NULL, &rest, &part, &error),
                         TENOR_INVALID_ARGUMENT);
        ck_assert(!rest && !part);
    }
    ck_assert_int_eq(tenor_corpus_fold(corpus, 7, 6, 1, NULL, &rest, &part, &error), TENOR_OK);
    ck_assert_uint_eq(tenor_corpus_size(part), 1);
    tenor_corpus_free(rest);
    tenor_corpus_free(part);
    ck_assert_int_eq(tenor_corpus_fold(corpus, 8, 0, 1, NULL, &rest, &part, &error), TENOR_BAD_DATA);
    ck_assert_str_eq(error.message, "8 folds are too many for 7 examples of labels that have two");
    ck_assert(!rest && !part);
    tenor_corpus_free(corpus);
    corpus = make(singles, 3);
    ck_assert_int_eq(tenor_corpus_fold(corpus, 2, 0, 1, NULL, &rest, &part, &error), TENOR_BAD_DATA);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(short_of_memory_gives_no_fold)
{
    const size_t counts[] = {20, 20, 20};
    tenor_corpus *corpus = make(counts, 3);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_corpus *rest;
        tenor_corpus *part;
        status = tenor_corpus_fold(corpus, 3, 1, 1, &alloc, &rest, &part, NULL);
        ck_assert(status == TENOR_OK || (status == TENOR_OUT_OF_MEMORY && !rest && !part));
        tenor_corpus_free(rest);
        tenor_corpus_free(part);
        ck_assert_uint_eq(memory.alive, 0);
    }
    tenor_corpus_free(corpus);
}
END_TEST

CHECK_MAIN("data/corpus_split", each_label_gives_its_share, the_seed_decides, one_example_of_a_label_always_stays,
           refuses_what_cannot_be_split, short_of_memory_gives_neither_part, folds_are_a_partition,
           the_seed_decides_folds, refuses_folds_that_cannot_be, short_of_memory_gives_no_fold)
