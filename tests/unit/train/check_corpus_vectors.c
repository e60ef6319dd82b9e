/* Word vectors of a corpus against their definition, on a corpus small enough for dense matrices. */
#include "check_main.h"

#include "text/vocab.h"
#include "train/corpus_vectors.h"
#include "train/ppmi.h"

#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS = 300, WORDS = 90, LONGEST = 14, LONELY = WORDS - 1, DIM = 12 };

static uint32_t ids[TEXTS][LONGEST];
static const uint32_t *id_rows[TEXTS];
static size_t lengths[TEXTS];
static tenor__sequences sequences;
static double expected[WORDS][WORDS];

/* Words of a text are of one of three topics, most often; some are unknown. LONELY is in a text of its own. */
static void make_sequences(void)
{
    tenor__random random = tenor__random_new(7, 0);
    sequences = (tenor__sequences){.count = TEXTS, .ids = id_rows, .lengths = lengths};
    for (size_t i = 0; i < TEXTS; i++) {
        lengths[i] = i == 17 ? 1 : i % (LONGEST + 1);
        id_rows[i] = ids[i];
        for (size_t t = 0; t < lengths[i]; t++) {
            const uint32_t topic = tenor__random_uniform(&random) < 0.8 ? (uint32_t)(i % 3) : 0;
            const uint32_t word = (uint32_t)tenor__random_below(&random, (LONELY - TENOR__FIRST_WORD) / 3);
            ids[i][t] = tenor__random_uniform(&random) < 0.1 ? TENOR__UNKNOWN : TENOR__FIRST_WORD + 3 * word + topic;
        }
        sequences.tokens += lengths[i];
    }
    ids[17][0] = LONELY;
}

/* By the formula of ppmi.h, pair by pair. */
static void find_expected(void)
{
    double sums[WORDS] = {0};
    double all = 0;
    memset(expected, 0, sizeof expected);
    for (size_t i = 0; i < TEXTS; i++)
        for (size_t s = 0; s < lengths[i]; s++)
            for (size_t t = 0; t < lengths[i]; t++) {
                const size_t distance = s < t ? t - s : s - t;
                if (distance == 0 || distance > 5 || ids[i][s] < TENOR__FIRST_WORD || ids[i][t] < TENOR__FIRST_WORD)
                    continue;
                expected[ids[i][s]][ids[i][t]] += 1 / (double)distance;
                sums[ids[i][s]] += 1 / (double)distance;
                all += 1 / (double)distance;
            }
    for (size_t a = 0; a < WORDS; a++)
        for (size_t b = 0; b < WORDS; b++)
            expected[a][b] = expected[a][b] > 0 ? fmax(0, log(expected[a][b] * all / (sums[a] * sums[b]))) : 0;
}

static tenor__pool *new_pool(size_t threads)
{
    tenor__pool *pool;
    ck_assert_int_eq(tenor__pool_new(threads, NULL, &pool, NULL), TENOR_OK);
    return pool;
}

START_TEST(the_matrix_is_that_of_the_formula)
{
    static float identity[WORDS * WORDS], found[WORDS * WORDS];
    make_sequences();
    find_expected();
    for (size_t i = 0; i < WORDS; i++)
        identity[i * WORDS + i] = 1;
    tenor__pool *pool = new_pool(2);
    tenor__ppmi ppmi;
    tenor__random random = tenor__random_new(1, 0);
    ck_assert(tenor__ppmi_init(&ppmi, &sequences, WORDS, SIZE_MAX, &random, pool, NULL));
    tenor__ppmi_multiply(&ppmi, WORDS, identity, found, pool);
    double total = 0;
    for (size_t a = 0; a < WORDS; a++)
        for (size_t b = 0; b < WORDS; b++) {
            ck_assert(fabs((double)found[a * WORDS + b] - expected[a][b]) < 1e-5);
            total += expected[a][b];
        }
    ck_assert(total > 100);
    tenor__ppmi_free(&ppmi);
    tenor__pool_free(pool);
}
END_TEST

static void start_embedding(float *embedding, size_t dim)
{
    tenor__random random = tenor__random_new(3, 0);
    for (size_t i = 0; i < WORDS * dim; i++)
        embedding[i] = (float)(0.1 * tenor__random_normal(&random));
}

static void find_vectors_of(uint64_t seed, size_t threads, size_t dim, float *embedding, bool is_known[WORDS])
{
    tenor__pool *pool = new_pool(threads);
    start_embedding(embedding, dim);
    ck_assert(tenor__corpus_vectors(&sequences, WORDS, SIZE_MAX, dim, 0.1, tenor__random_new(seed, 0), pool, NULL,
                                    embedding, is_known));
    tenor__pool_free(pool);
}

static void find_vectors(size_t threads, size_t dim, float *embedding, bool is_known[WORDS])
{
    find_vectors_of(5, threads, dim, embedding, is_known);
}

/* The vectors' columns are at right angles, and M takes their space to itself: they are eigenvectors up to a rotation.
 * No direction outside is stretched as much as the least within. */
START_TEST(vectors_span_the_largest_eigenvectors)
{
    static float embedding[WORDS * DIM];
    bool is_known[WORDS];
    double image[WORDS][DIM] = {{0}}, inside[DIM][DIM] = {{0}};
    make_sequences();
    find_expected();
    find_vectors(1, DIM, embedding, is_known);
    double squares = 0;
    for (size_t i = TENOR__FIRST_WORD * DIM; i < LONELY * DIM; i++)
        squares += (double)embedding[i] * (double)embedding[i];
    ck_assert_double_eq_tol(sqrt(squares / ((LONELY - TENOR__FIRST_WORD) * DIM)), 0.35, 1e-4);
    const double length = squares / DIM; /* of each column, squared */
    for (size_t j = 0; j < DIM; j++)
        for (size_t k = 0; k < DIM; k++) {
            double dot = 0;
            for (size_t w = TENOR__FIRST_WORD; w < LONELY; w++)
                dot += (double)embedding[w * DIM + j] * (double)embedding[w * DIM + k];
            ck_assert_double_eq_tol(dot / length, j == k, 1e-4);
        }
    double all = 0, rest = 0;
    for (size_t a = TENOR__FIRST_WORD; a < LONELY; a++)
        for (size_t j = 0; j < DIM; j++)
            for (size_t b = TENOR__FIRST_WORD; b < LONELY; b++)
                image[a][j] += expected[a][b] * (double)embedding[b * DIM + j];
    for (size_t j = 0; j < DIM; j++)
        for (size_t k = 0; k < DIM; k++)
            for (size_t a = TENOR__FIRST_WORD; a < LONELY; a++)
                inside[j][k] += (double)embedding[a * DIM + j] * image[a][k] / length;
    for (size_t a = TENOR__FIRST_WORD; a < LONELY; a++)
        for (size_t k = 0; k < DIM; k++) {
            double within = 0;
            for (size_t j = 0; j < DIM; j++)
                within += (double)embedding[a * DIM + j] * inside[j][k];
            all += image[a][k] * image[a][k];
            rest += (image[a][k] - within) * (image[a][k] - within);
        }
    ck_assert_msg(rest < 0.055 * all, "%g of %g outside", rest, all);
    /* All of M's squares are those of its eigenvalues: most are inside. */
    double matrix = 0;
    for (size_t a = 0; a < WORDS; a++)
        for (size_t b = 0; b < WORDS; b++)
            matrix += expected[a][b] * expected[a][b];
    ck_assert_msg(all / length > 0.6 * matrix, "%g of %g", all / length, matrix);
}
END_TEST

static double likeness(const float *embedding, size_t a, size_t b)
{
    double dot = 0, first = 0, second = 0;
    for (size_t j = 0; j < DIM; j++) {
        dot += (double)embedding[a * DIM + j] * (double)embedding[b * DIM + j];
        first += (double)embedding[a * DIM + j] * (double)embedding[a * DIM + j];
        second += (double)embedding[b * DIM + j] * (double)embedding[b * DIM + j];
    }
    return dot / sqrt(first * second);
}

START_TEST(words_of_a_topic_are_alike)
{
    static float embedding[WORDS * DIM];
    bool is_known[WORDS];
    double same = 0, other = 0;
    size_t pairs[2] = {0};
    make_sequences();
    find_vectors(2, DIM, embedding, is_known);
    for (size_t a = TENOR__FIRST_WORD; a < LONELY; a++)
        for (size_t b = TENOR__FIRST_WORD; b < a; b++) {
            const bool alike = (a - TENOR__FIRST_WORD) % 3 == (b - TENOR__FIRST_WORD) % 3;
            *(alike ? &same : &other) += likeness(embedding, a, b);
            pairs[alike]++;
        }
    ck_assert(same / (double)pairs[1] > other / (double)pairs[0] + 0.05);
}
END_TEST

START_TEST(words_without_neighbors_stay_random)
{
    static float embedding[WORDS * DIM], start[WORDS * DIM];
    bool is_known[WORDS];
    make_sequences();
    start_embedding(start, DIM);
    find_vectors(1, DIM, embedding, is_known);
    for (size_t w = 0; w < WORDS; w++)
        ck_assert_int_eq(is_known[w], w >= TENOR__FIRST_WORD && w != LONELY);
    ck_assert_mem_eq(embedding, start, DIM * sizeof *start); /* the padding's */
    for (size_t j = 0; j < DIM; j++) {
        ck_assert_float_eq_tol(embedding[TENOR__UNKNOWN * DIM + j], 3.5F * start[TENOR__UNKNOWN * DIM + j], 1e-6F);
        ck_assert_float_eq_tol(embedding[LONELY * DIM + j], 3.5F * start[LONELY * DIM + j], 1e-6F);
    }
}
END_TEST

/* Whether column j of the words is that of start, scaled. */
static bool is_random(const float *embedding, const float *start, size_t words, size_t dim, size_t j)
{
    for (size_t w = TENOR__FIRST_WORD; w < words; w++)
        if (fabsf(embedding[w * dim + j] - 3.5F * start[w * dim + j]) > 1e-6F)
            return false;
    return true;
}

/* More numbers than words, of which the padding, unknown words and one more have no row: as many columns as M has
 * directions are vectors', the others stay random. */
START_TEST(wide_rows_end_in_random_numbers)
{
    enum { WIDE = WORDS + 20 };
    static float embedding[WORDS * WIDE], start[WORDS * WIDE];
    bool is_known[WORDS];
    size_t random = 0;
    make_sequences();
    start_embedding(start, WIDE);
    find_vectors(1, WIDE, embedding, is_known);
    for (size_t j = 0; j < WIDE; j++) {
        random += is_random(embedding, start, WORDS, WIDE, j);
        ck_assert(j < WORDS || is_random(embedding, start, WORDS, WIDE, j));
        for (size_t w = 0; w < WORDS; w++)
            ck_assert(isfinite(embedding[w * WIDE + j]));
    }
    ck_assert_uint_eq(random, WIDE - (LONELY - TENOR__FIRST_WORD));
}
END_TEST

/* Three hundred numbers at most are vectors'. */
START_TEST(very_wide_rows_do_too)
{
    enum { MANY = 400, VERY_WIDE = 320, LENGTH = 20 };
    static uint32_t many[MANY][LENGTH];
    static float embedding[MANY * VERY_WIDE], start[MANY * VERY_WIDE];
    static const uint32_t *rows[MANY];
    static size_t sizes[MANY];
    bool is_known[MANY];
    tenor__random random = tenor__random_new(2, 0);
    tenor__sequences texts = {.count = MANY, .ids = rows, .lengths = sizes, .tokens = MANY * LENGTH};
    for (size_t i = 0; i < MANY; i++) {
        rows[i] = many[i];
        sizes[i] = LENGTH;
        for (size_t t = 0; t < LENGTH; t++)
            many[i][t] = TENOR__FIRST_WORD + (uint32_t)tenor__random_below(&random, MANY - TENOR__FIRST_WORD);
    }
    for (size_t i = 0; i < MANY * VERY_WIDE; i++)
        embedding[i] = start[i] = (float)(0.1 * tenor__random_normal(&random));
    tenor__pool *pool = new_pool(2);
    ck_assert(tenor__corpus_vectors(&texts, MANY, SIZE_MAX, VERY_WIDE, 0.1, random, pool, NULL, embedding, is_known));
    for (size_t j = 0; j < VERY_WIDE; j++)
        ck_assert_int_eq(is_random(embedding, start, MANY, VERY_WIDE, j), j >= 300);
    tenor__pool_free(pool);
}
END_TEST

/* More tokens than are to be read, of which a part is: of texts that take turns, and that are all there is of their
 * words, some of either kind. */
START_TEST(of_a_large_corpus_a_part_is_read)
{
    enum { LONG = 2000, COUNT = 130, KINDS = 40, MOST = 200000 };
    static uint32_t kinds[2][LONG];
    static const uint32_t *rows[COUNT];
    static size_t sizes[COUNT];
    float found[KINDS], ones[KINDS];
    tenor__random random = tenor__random_new(2, 0);
    tenor__sequences texts = {.count = COUNT, .ids = rows, .lengths = sizes, .tokens = (size_t)COUNT * LONG};
    for (size_t t = 0; t < LONG; t++)
        for (uint32_t kind = 0; kind < 2; kind++)
            kinds[kind][t] = TENOR__FIRST_WORD + 2 * (uint32_t)tenor__random_below(&random, KINDS / 2 - 1) + kind;
    for (size_t i = 0; i < COUNT; i++) {
        rows[i] = kinds[i % 2];
        sizes[i] = LONG;
    }
    tenor__pool *pool = new_pool(2);
    tenor__ppmi ppmi;
    ck_assert(tenor__ppmi_init(&ppmi, &texts, KINDS, MOST, &random, pool, NULL));
    for (size_t i = 0; i < KINDS; i++)
        ones[i] = 1;
    tenor__ppmi_multiply(&ppmi, 1, ones, found, pool);
    for (size_t w = TENOR__FIRST_WORD; w < KINDS; w++)
        ck_assert(found[w] > 0);
    tenor__ppmi_free(&ppmi);
    tenor__pool_free(pool);
}
END_TEST

START_TEST(threads_change_no_bit_and_seeds_do)
{
    static float one[WORDS * DIM], three[WORDS * DIM];
    bool is_known[WORDS];
    make_sequences();
    find_vectors(1, DIM, one, is_known);
    find_vectors(3, DIM, three, is_known);
    ck_assert_mem_eq(one, three, sizeof one);
    find_vectors_of(6, 1, DIM, three, is_known);
    ck_assert_mem_ne(one, three, sizeof one);
}
END_TEST

/* Nothing to learn from: no text, and texts of one word. */
START_TEST(a_corpus_without_neighbors_changes_nothing_but_scale)
{
    static float embedding[WORDS * DIM], start[WORDS * DIM];
    bool is_known[WORDS];
    make_sequences();
    start_embedding(start, DIM);
    for (size_t count = 0; count < 2; count++) {
        sequences.count = count;
        sequences.tokens = count;
        lengths[0] = 1;
        find_vectors(1, DIM, embedding, is_known);
        for (size_t w = 0; w < WORDS; w++)
            ck_assert(!is_known[w]);
        for (size_t i = DIM; i < WORDS * DIM; i++)
            ck_assert_float_eq_tol(embedding[i], 3.5F * start[i], 1e-6F);
    }
}
END_TEST

CHECK_MAIN("train/corpus_vectors", the_matrix_is_that_of_the_formula, vectors_span_the_largest_eigenvectors,
           words_of_a_topic_are_alike, words_without_neighbors_stay_random, wide_rows_end_in_random_numbers,
           very_wide_rows_do_too, of_a_large_corpus_a_part_is_read, threads_change_no_bit_and_seeds_do,
           a_corpus_without_neighbors_changes_nothing_but_scale)
