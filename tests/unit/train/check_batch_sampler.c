/* Sequences as they are encoded, and the batches made of them. */
#include "counted.h"

#include "data/corpus.h"
#include "train/batch_sampler.h"

#include <stdio.h>
#include <string.h>

static tenor__sequences make_sequences(size_t count, const uint32_t labels[2])
{
    tenor_corpus *corpus;
    tenor_vocab *vocab;
    tenor__sequences sequences;
    counted all;
    const tenor_text_settings settings = {sizeof settings, TENOR_TOKENS_WORD, false};
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    for (size_t i = 0; i < count; i++) {
        char text[200] = "";
        for (size_t j = 0; j < i * 7 % 12; j++)
            sprintf(text + strlen(text), "w%zu ", (i + j) % 9);
        tenor_corpus_add(corpus, tenor_str_of(text), tenor_str_of(i % 3 ? "x" : "y"), NULL);
    }
    count_texts(&all, tenor__corpus_texts(corpus), count, &settings);
    ck_assert_int_eq(tenor__vocab_new(&all.counts, 1, NULL, NULL, 0, 8, NULL, &vocab, NULL), TENOR_OK);
    ck_assert_int_eq(
        tenor__sequences_encode(&sequences, &all.texts, corpus, vocab, 10, TENOR__KEEP_FIRST, labels, NULL), TENOR_OK);
    /* Each sequence is its text's own encoding. */
    tenor_tokens *tokens;
    tenor_tokens_new(NULL, &tokens);
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t ids[10];
        size_t length;
        ck_assert_int_eq(
            tenor__vocab_encode(vocab, tokens, tenor_corpus_text(corpus, i), 10, TENOR__KEEP_FIRST, ids, &length),
            TENOR_OK);
        ck_assert_uint_eq(sequences.lengths[i], length);
        for (size_t j = 0; j < length; j++)
            ck_assert_uint_eq(sequences.ids[i][j], ids[j]);
        ck_assert_uint_eq(sequences.targets.labels[i], labels[i % 3 ? 0 : 1]);
        total += length;
    }
    ck_assert_uint_eq(sequences.tokens, total);
    tenor_tokens_free(tokens);
    tenor_vocab_free(vocab);
    counted_free(&all);
    tenor_corpus_free(corpus);
    return sequences;
}

#define HAO "\u597D"
#define CHI "\u5403"

/* Whatever is kept of a text, its ids are those that a model reads: pairs too, and none over what is missing. */
START_TEST(every_kept_part_is_encoded_as_a_model_reads_it)
{
    static const char *const texts[] = {HAO CHI " " HAO CHI " " HAO CHI " " HAO CHI " " HAO CHI,
                                        HAO HAO HAO CHI CHI CHI, HAO CHI, "a b " HAO CHI " c d e f", ""};
    enum { COUNT = sizeof texts / sizeof *texts, MOST = 12 };
    tenor_corpus *corpus;
    tenor_vocab *vocab;
    tenor_tokens *tokens;
    counted all;
    const tenor_text_settings settings = {sizeof settings, TENOR_TOKENS_WORD, false};
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    for (size_t i = 0; i < COUNT; i++)
        tenor_corpus_add(corpus, tenor_str_of(texts[i]), tenor_str_of("x"), NULL);
    count_texts(&all, tenor__corpus_texts(corpus), COUNT, &settings);
    ck_assert_int_eq(tenor__vocab_new(&all.counts, 1, NULL, NULL, 0, 100, NULL, &vocab, NULL), TENOR_OK);
    ck_assert_uint_ne(tenor_vocab_find(vocab, tenor_str_of(HAO CHI)), TENOR__UNKNOWN);
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    for (int kept = TENOR__KEEP_FIRST; kept <= TENOR__KEEP_BOTH; kept++)
        for (size_t limit = 1; limit <= MOST; limit++) {
            tenor__sequences sequences;
            ck_assert_int_eq(tenor__sequences_encode(&sequences, &all.texts, corpus, vocab, limit,
                                                     (tenor__kept_tokens)kept, (const uint32_t[]){0}, NULL),
                             TENOR_OK);
            for (size_t i = 0; i < COUNT; i++) {
                uint32_t ids[MOST];
                size_t length;
                ck_assert_int_eq(tenor__vocab_encode(vocab, tokens, tenor_str_of(texts[i]), limit,
                                                     (tenor__kept_tokens)kept, ids, &length),
                                 TENOR_OK);
                ck_assert_uint_eq(sequences.lengths[i], length);
                ck_assert(memcmp(sequences.ids[i], ids, length * sizeof *ids) == 0);
            }
            tenor__sequences_free(&sequences);
        }
    tenor_tokens_free(tokens);
    tenor_vocab_free(vocab);
    counted_free(&all);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(sequences_are_the_encoded_texts)
{
    static const size_t counts[] = {0, 2, 255, 256, 257, 1000};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        tenor__sequences sequences = make_sequences(counts[i], (const uint32_t[]){4, 2});
        ck_assert_uint_eq(sequences.count, counts[i]);
        tenor__sequences_free(&sequences);
    }
}
END_TEST

START_TEST(sorting_is_stable)
{
    size_t lengths[5000];
    uint32_t order[5000], scratch[5000];
    tenor__random random = tenor__random_new(3, 0);
    for (size_t i = 0; i < 5000; i++) {
        lengths[i] = (size_t)tenor__random_below(&random, i % 2 ? 1000001 : 40);
        order[i] = (uint32_t)i;
    }
    const tenor__sequences sequences = {.count = 5000, .lengths = lengths};
    tenor__sequences_sort(&sequences, order, 5000, scratch);
    for (size_t i = 1; i < 5000; i++)
        ck_assert(lengths[order[i - 1]] < lengths[order[i]] ||
                  (lengths[order[i - 1]] == lengths[order[i]] && order[i - 1] < order[i]));
}
END_TEST

START_TEST(batches_hold_everything_once)
{
    tenor__sequences sequences = make_sequences(1003, (const uint32_t[]){0, 1});
    static const size_t sizes[] = {1, 4, 32, 1003, 5000};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        tenor__batch_sampler batches;
        ck_assert_int_eq(tenor__batch_sampler_init(&batches, &sequences, sizes[s], NULL), TENOR_OK);
        ck_assert_uint_eq(batches.count, (1003 + sizes[s] - 1) / sizes[s]);
        uint32_t first[2] = {0};
        for (uint64_t epoch = 0; epoch < 2; epoch++) {
            tenor__random random = tenor__random_new(1, epoch);
            tenor__batch_sampler_shuffle(&batches, epoch, &random);
            bool seen[1003] = {false};
            size_t spread = 0;
            for (size_t i = 0; i < batches.count; i++) {
                const tenor__sampled_batch batch = tenor__batch_sampler_get(&batches, i);
                const uint32_t *indices = batch.indices;
                const size_t size = batch.count;
                ck_assert_uint_eq(batch.number, epoch * batches.count + i);
                ck_assert_uint_le(size, sizes[s]);
                for (size_t j = 0; j < size; j++) {
                    ck_assert(!seen[indices[j]]);
                    seen[indices[j]] = true;
                    if (j > 0)
                        ck_assert_uint_le(sequences.lengths[indices[j - 1]], sequences.lengths[indices[j]]);
                }
                spread += sequences.lengths[indices[size - 1]] - sequences.lengths[indices[0]];
                first[epoch] = i == 0 ? indices[0] * 1003 + indices[size / 2] : first[epoch];
            }
            for (size_t i = 0; i < 1003; i++)
                ck_assert(seen[i]);
            if (sizes[s] == 4) /* lengths are 0..10: unsorted batches would spread by 6 or so */
                ck_assert_uint_lt(spread, batches.count);
        }
        if (sizes[s] < 1003)
            ck_assert_uint_ne(first[0], first[1]);
        tenor__batch_sampler_free(&batches);
    }
    tenor__sequences_free(&sequences);
}
END_TEST

CHECK_MAIN("train/batch_sampler", sequences_are_the_encoded_texts, every_kept_part_is_encoded_as_a_model_reads_it,
           sorting_is_stable, batches_hold_everything_once)
