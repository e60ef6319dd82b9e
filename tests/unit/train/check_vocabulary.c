#define _GNU_SOURCE /* base/threads.h */
#include "base/threads.h"
#include "budget.h"
#include "check_main.h"

#include "train/vocabulary.h"

#include "chosen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static tenor_corpus *corpus;
static char path[64];

/* "the" 5 times, "film" 3, "rare" and "odd" once. */
static void begin(const char *vectors)
{
    ck_assert_int_eq(tenor_options_new(NULL, &options), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    static const char *const texts[] = {"the film the", "the film rare", "The FILM the odd"};
    for (size_t i = 0; i < 3; i++)
        ck_assert_int_eq(tenor_corpus_add(corpus, tenor_str_of(texts[i]), tenor_str_of(i ? "a" : "b"), NULL), TENOR_OK);
    if (!vectors)
        return;
    strcpy(path, "/tmp/tenor_vectors_XXXXXX");
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, vectors, strlen(vectors)), (ssize_t)strlen(vectors));
    close(file);
    set("vectors", path);
}

/* The vocabulary as the trainer makes it. */
static void build_with(const tenor_str *unlabeled, size_t count, tenor__vocabulary *vocabulary)
{
    tenor__pool *pool;
    tenor__tokenized texts, more;
    ck_assert_int_eq(tenor__pool_new(1, NULL, &pool, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__vocabulary_tokenize(options, corpus, true, pool, NULL, &texts, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__vocabulary_tokenize_texts(options, unlabeled, count, true, pool, NULL, &more, NULL),
                     TENOR_OK);
    ck_assert_int_eq(tenor__vocabulary_build(options, &texts, &more, NULL, vocabulary, NULL), TENOR_OK);
    tenor__tokenized_free(&texts);
    tenor__tokenized_free(&more);
    tenor__pool_free(pool);
}

static void build(tenor__vocabulary *vocabulary)
{
    build_with(NULL, 0, vocabulary);
}

static void end(void)
{
    tenor_options_free(options);
    tenor_corpus_free(corpus);
    if (path[0] != '\0')
        unlink(path);
    path[0] = '\0';
}

static void expect_words(const tenor_vocab *vocab, const char *const *words, size_t count)
{
    ck_assert_uint_eq(tenor_vocab_size(vocab), count + 2);
    for (size_t i = 0; i < count; i++) {
        tenor_str word = tenor_vocab_word(vocab, i + 2);
        ck_assert_uint_eq(word.size, strlen(words[i]));
        ck_assert_mem_eq(word.data, words[i], word.size);
    }
}

static const char four_vectors[] = "unseen 1 2 3\nthe 0.5 -0.5 1\nrare 4 5 6\nother -1 -2 -3\nthird 2 2 2\n";

START_TEST(words_of_the_corpus)
{
    begin(NULL);
    tenor_vocab *vocab;
    tenor_trainer_info info = {.size = sizeof info};
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, &info, NULL), TENOR_OK);
    expect_words(vocab, (const char *const[]){"the", "film"}, 2);
    ck_assert_uint_eq(tenor_vocab_count(vocab, 2), 5);
    ck_assert_uint_eq(info.words, 4);
    ck_assert_uint_eq(info.train_size, 3);
    ck_assert_uint_eq(info.vocab_size, 4);
    ck_assert_uint_eq(info.words_in_vectors, 0);
    ck_assert_double_eq(info.token_coverage, 0);
    tenor_vocab_free(vocab);
    set("max-tokens", "2");
    set("keep-tokens", "first");
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor_vocab_count(vocab, 2), 3);
    tenor_vocab_free(vocab);
    set("keep-tokens", "both");
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor_vocab_count(vocab, 2), 4);
    tenor_vocab_free(vocab);
    ck_assert_int_eq(tenor_vocab_build(corpus, NULL, NULL, &vocab, NULL, NULL), TENOR_OK);
    tenor_vocab_free(vocab);
    end();
}
END_TEST

/* A rare word that the vectors know is kept; words that only they know follow. */
START_TEST(words_of_the_vectors)
{
    begin(four_vectors);
    tenor_vocab *vocab;
    tenor_trainer_info info = {.size = sizeof info};
    tenor_error error = {0};
    ck_assert_msg(tenor_vocab_build(corpus, options, NULL, &vocab, &info, &error) == TENOR_OK, "%s", error.message);
    expect_words(vocab, (const char *const[]){"the", "film", "rare", "unseen", "other", "third"}, 6);
    ck_assert_uint_eq(info.words_in_vectors, 2);
    ck_assert_double_eq_tol(info.token_coverage, 0.6, 1e-12);
    ck_assert_uint_eq(tenor_vocab_count(vocab, 5), 0);
    tenor_vocab_free(vocab);
    set("max-vocab", "6");
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, NULL), TENOR_OK);
    expect_words(vocab, (const char *const[]){"the", "film", "rare", "unseen"}, 4);
    tenor_vocab_free(vocab);
    set("max-vocab", "3");
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, NULL), TENOR_OK);
    expect_words(vocab, (const char *const[]){"the"}, 1);
    tenor_vocab_free(vocab);
    end();
}
END_TEST

START_TEST(threads_may_be_refused)
{
#if CAN_REFUSE_THREADS
    begin(NULL);
    tenor_vocab *vocab;
    pthread_attr_t attributes;
    set("threads", "3");
    refuse_threads(&attributes);
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, NULL), TENOR_OK);
    grant_threads(&attributes);
    expect_words(vocab, (const char *const[]){"the", "film"}, 2);
    tenor_vocab_free(vocab);
    end();
#endif
}
END_TEST

START_TEST(vectors_from_memory_are_those_of_the_file)
{
    begin(NULL);
    tenor_vocab *vocab;
    tenor_error error = {0};
    char *bytes = strdup(four_vectors);
    const tenor_str data = tenor_str_of(bytes);
    ck_assert_int_eq(tenor_options_set_vectors(options, data, "GloVe", &error), TENOR_OK);
    ck_assert_str_eq(tenor_options_get(options, "vectors"), "GloVe");
    ck_assert_msg(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, &error) == TENOR_OK, "%s", error.message);
    expect_words(vocab, (const char *const[]){"the", "film", "rare", "unseen", "other", "third"}, 6);
    tenor_vocab_free(vocab);
    /* Messages name them. */
    ck_assert_int_eq(tenor_options_set_vectors(options, tenor_str_of("the 1 2\nfilm 1\nodd 3 4\n"), "GloVe", &error),
                     TENOR_OK);
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, &error), TENOR_BAD_VECTORS);
    ck_assert_msg(strncmp(error.message, "GloVe: line 2", 13) == 0, "%s", error.message);
    ck_assert_int_eq(tenor_options_set_vectors(options, (tenor_str){NULL, 0}, "none", &error), TENOR_OK);
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, &error), TENOR_BAD_VECTORS);
    /* What is no set of vectors changes nothing; the option set by itself is a file again. */
    ck_assert_int_eq(tenor_options_set_vectors(options, data, NULL, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_options_set_vectors(options, data, "", &error), TENOR_INVALID_ARGUMENT);
    ck_assert_str_eq(tenor_options_get(options, "vectors"), "none");
    set("vectors", "/nowhere/at/all");
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, &error), TENOR_NOT_FOUND);
    free(bytes);
    end();
}
END_TEST

START_TEST(vectors_fill_the_embedding)
{
    begin(four_vectors);
    tenor__vocabulary vocabulary;
    build(&vocabulary);
    size_t dim;
    ck_assert_int_eq(tenor__vocabulary_dim(&vocabulary, options, &dim, NULL), TENOR_OK);
    ck_assert_uint_eq(dim, 3);
    float embedding[8 * 3];
    for (size_t i = 0; i < 24; i++)
        embedding[i] = i < 3 ? 0 : 0.1f;
    tenor__vocabulary_fill(&vocabulary, 0.1, embedding);
    const float *the = embedding + 2 * 3;
    ck_assert_float_eq(the[0], 0.5f);
    ck_assert_float_eq(the[1], -0.5f);
    ck_assert_float_eq(embedding[7 * 3], 2);
    ck_assert_float_eq(embedding[0], 0);
    /* <unk> and "film" have the deviation of the vectors' numbers now. */
    const double numbers[] = {1, 2, 3, 0.5, -0.5, 1, 4, 5, 6, -1, -2, -3, 2, 2, 2};
    double sum = 0, squares = 0;
    for (size_t i = 0; i < 15; i++) {
        sum += numbers[i];
        squares += numbers[i] * numbers[i];
    }
    const double deviation = sqrt(squares / 15 - sum / 15 * sum / 15);
    ck_assert_double_eq_tol((double)embedding[3], deviation, 1e-5);
    ck_assert_double_eq_tol((double)embedding[3 * 3], deviation, 1e-5);
    tenor__vocabulary_free(&vocabulary);
    end();
}
END_TEST

START_TEST(a_dimension_that_differs_is_an_error)
{
    begin(four_vectors);
    tenor__vocabulary vocabulary;
    tenor_error error = {0};
    size_t dim;
    set("dim", "50");
    build(&vocabulary);
    ck_assert_int_eq(tenor__vocabulary_dim(&vocabulary, options, &dim, &error), TENOR_OPTION_RANGE);
    ck_assert_ptr_nonnull(strstr(error.message, "have 3 numbers"));
    set("dim", "3");
    ck_assert_int_eq(tenor__vocabulary_dim(&vocabulary, options, &dim, &error), TENOR_OK);
    tenor__vocabulary_free(&vocabulary);
    end();
}
END_TEST

START_TEST(bad_vectors_are_an_error)
{
    begin("the 1 2 3\nfilm 1 x 3\nodd 1 2 3\n");
    tenor_vocab *vocab;
    tenor_error error = {0};
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, &error), TENOR_BAD_VECTORS);
    ck_assert_ptr_null(vocab);
    set("vectors", "/nowhere/at/all");
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, NULL, &error), TENOR_NOT_FOUND);
    end();
}
END_TEST

START_TEST(every_failed_allocation_is_survived)
{
    begin(four_vectors);
    for (size_t n = 0;; n++) {
        budget limit = {.left = n, .busy = ATOMIC_FLAG_INIT};
        const tenor_alloc alloc = {resize_within, &limit};
        tenor_vocab *vocab;
        tenor_error error = {0};
        tenor_status status = tenor_vocab_build(corpus, options, &alloc, &vocab, NULL, &error);
        tenor_vocab_free(vocab);
        ck_assert_uint_eq(limit.held, 0);
        if (status == TENOR_OK)
            break;
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert_int_eq(error.status, TENOR_OUT_OF_MEMORY);
        ck_assert_uint_lt(n, 1000);
    }
    end();
}
END_TEST

/* A pair that the vectors know is a word where it is no mere neighbor; words and coverage are told without the others.
 */
START_TEST(pairs_of_characters)
{
    begin("\u597D\u5403 1 2 3\n\u5403\u5F88 4 5 6\nthe 1 1 1\n");
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(tenor_corpus_add(corpus, tenor_str_of(i == 0 ? "\u597D\u5403\u5F88" : "\u597D\u5403"),
                                          tenor_str_of("a"), NULL),
                         TENOR_OK);
    set("min-count", "5");
    tenor_vocab *vocab;
    tenor_trainer_info info = {.size = sizeof info};
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, &info, NULL), TENOR_OK);
    static const char *const words[] = {"the", "\u5403", "\u597D", "\u597D\u5403"};
    expect_words(vocab, words, 4);
    ck_assert_uint_eq(info.words, 4 + 3 + 1);
    ck_assert_uint_eq(info.words_in_vectors, 2);
    tenor_vocab_free(vocab);
    set("min-count", "6"); /* what vectors know is kept */
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, &info, NULL), TENOR_OK);
    static const char *const fewer[] = {"the", "\u597D\u5403"};
    expect_words(vocab, fewer, 2);
    tenor_vocab_free(vocab);
    end();
}
END_TEST

/* "rare" is frequent in both together; "new" and "next" occur in the other texts alone, often enough; "few" does not.
 */
START_TEST(words_of_texts_without_labels)
{
    const tenor_str texts[] = {tenor_str_of("rare new new new next next"),
                               tenor_str_of("new new new next next next few"), tenor_str_of("few few few")};
    tenor__vocabulary vocabulary;
    begin(NULL);
    build_with(texts, 3, &vocabulary);
    expect_words(vocabulary.vocab, (const char *const[]){"the", "film", "rare", "new", "next"}, 5);
    ck_assert_uint_eq(tenor_vocab_count(vocabulary.vocab, 4), 1); /* counts are those of the corpus */
    ck_assert_uint_eq(tenor_vocab_count(vocabulary.vocab, 5), 0);
    tenor__vocabulary_free(&vocabulary);
    set("max-vocab", "6");
    build_with(texts, 3, &vocabulary);
    expect_words(vocabulary.vocab, (const char *const[]){"the", "film", "rare", "new"}, 4);
    tenor__vocabulary_free(&vocabulary);
    end();
}
END_TEST

CHECK_MAIN("train/vocabulary", words_of_the_corpus, words_of_texts_without_labels, pairs_of_characters,
           words_of_the_vectors, threads_may_be_refused, vectors_from_memory_are_those_of_the_file,
           vectors_fill_the_embedding, a_dimension_that_differs_is_an_error, bad_vectors_are_an_error,
           every_failed_allocation_is_survived)
