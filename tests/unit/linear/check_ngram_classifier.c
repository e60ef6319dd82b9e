#include "check_main.h"
#include "ngram_rig.h"

#include "linear/ngram_classifier.h"

#include <string.h>

static uint32_t train_labels[RIG_TRAIN];
static uint32_t dev_labels[RIG_DEV];

enum { MANY = 40 }; /* labels of which the rig's texts have three: the table is sparse */

static tenor_status train_most(tenor__ngram_classifier *classifier, const rig *r, size_t labels, size_t most,
                               const tenor_alloc *alloc)
{
    for (size_t i = 0; i < RIG_TRAIN; i++)
        train_labels[i] = (uint32_t)(i % (labels == MANY ? 3 : labels));
    for (size_t i = 0; i < RIG_DEV; i++)
        dev_labels[i] = (uint32_t)(i % (labels == MANY ? 3 : labels));
    const tenor__label_sets train_sets = {.count = RIG_TRAIN, .labels = train_labels};
    const tenor__label_sets dev_sets = {.count = RIG_DEV, .labels = dev_labels};
    const tenor__ngram_training training = {
        .train = {&r->train, &train_sets},
        .dev = {&r->dev, &dev_sets},
        .labels = labels,
        .rule = &r->rule,
        .seed = 1,
        .most_features = most,
    };
    return tenor__ngram_classifier_train(classifier, &training, r->pool, alloc);
}

static tenor_status train(tenor__ngram_classifier *classifier, const rig *r, size_t labels, const tenor_alloc *alloc)
{
    return train_most(classifier, r, labels, tenor__ngram_classifier_most_features(labels), alloc);
}

/* The dev texts' logits by the table alone, as a session computes them. */
static void expect_logits(const tenor__ngram_classifier *classifier, const rig *r)
{
    const size_t labels = classifier->labels;
    const tenor__ngram_table table = {
        classifier->slots,  labels,
        classifier->keys,   classifier->weights,
        classifier->bias,   classifier->entries,
        classifier->begins, classifier->entry_labels,
    };
    tenor__ngrams ngrams = {.alloc = tenor__alloc_of(NULL)};
    ck_assert_ptr_null(tenor__ngram_table_fault(&table));
    uint64_t word_hashes[32];
    size_t right = 0;
    ck_assert_uint_le(r->dev.words.numbers.count, 32);
    for (size_t i = 0; i < r->dev.words.numbers.count; i++)
        word_hashes[i] = tenor__ngrams_hash_word(r->dev.words.items[i]);
    for (size_t i = 0; i < RIG_DEV; i++) {
        float logits[MANY];
        const uint32_t *numbers = r->dev.word_numbers + r->dev.begins[i];
        memcpy(logits, table.bias, labels * sizeof *logits);
        ck_assert(tenor__ngrams_find_numbers(&ngrams, &r->rule, numbers, r->dev.begins[i + 1] - r->dev.begins[i],
                                             word_hashes));
        tenor__ngram_table_add(&table, ngrams.hashes, ngrams.count, logits);
        for (size_t word = 0; word < ngrams.words; word++) {
            uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
            const tenor_str text = r->dev.words.items[numbers[ngrams.tokens[word]]];
            tenor__ngram_table_add(&table, hashes, tenor__ngrams_of_word(&r->rule, text, hashes), logits);
        }
        size_t best = 0;
        for (size_t k = 0; k < labels; k++) {
            ck_assert_float_eq_tol(logits[k], classifier->dev_logits[i * labels + k], 1e-4f);
            best = logits[k] > logits[best] ? k : best;
        }
        right += best == dev_labels[i];
    }
    ck_assert_uint_gt(right, 110);
    tenor__ngrams_free(&ngrams);
}

START_TEST(the_table_gives_the_logits)
{
    for (size_t labels = 2; labels <= 3; labels++) {
        rig r = rig_new(labels, 2);
        tenor__ngram_classifier classifier;
        ck_assert_int_eq(train(&classifier, &r, labels, NULL), TENOR_OK);
        expect_logits(&classifier, &r);
        for (size_t i = 0; labels == 2 && i < 150; i++)
            ck_assert_float_eq(classifier.dev_logits[2 * i], -classifier.dev_logits[2 * i + 1]);
        tenor__ngram_classifier_free(&classifier);
        rig_free(&r);
    }
}
END_TEST

/* Where the table cannot hold all, what dev was measured with is what it holds. */
START_TEST(a_full_table_gives_the_logits)
{
    enum { MOST = 200 };
    rig r = rig_new(3, 2);
    tenor__ngram_classifier classifier;
    ck_assert_int_eq(train_most(&classifier, &r, 3, MOST, NULL), TENOR_OK);
    size_t taken = 0;
    for (size_t slot = 0; slot < classifier.slots; slot++)
        taken += classifier.keys[slot] != 0;
    ck_assert_uint_gt(taken, MOST / 2);
    ck_assert_uint_le(taken, MOST);
    expect_logits(&classifier, &r);
    tenor__ngram_classifier_free(&classifier);
    rig_free(&r);
}
END_TEST

START_TEST(threads_change_nothing)
{
    rig one = rig_new(3, 1);
    rig three = rig_new(3, 3);
    tenor__ngram_classifier a;
    tenor__ngram_classifier b;
    ck_assert_int_eq(train(&a, &one, 3, NULL), TENOR_OK);
    ck_assert_int_eq(train(&b, &three, 3, NULL), TENOR_OK);
    ck_assert_uint_eq(a.slots, b.slots);
    ck_assert_mem_eq(a.keys, b.keys, a.slots * sizeof *a.keys);
    ck_assert_mem_eq(a.weights, b.weights, a.slots * a.labels * sizeof *a.weights);
    ck_assert_mem_eq(a.dev_logits, b.dev_logits, 150 * a.labels * sizeof *a.dev_logits);
    tenor__ngram_classifier_free(&a);
    tenor__ngram_classifier_free(&b);
    rig_free(&one);
    rig_free(&three);
}
END_TEST

START_TEST(packed_as_the_network_wants_it)
{
    rig r = rig_new(2, 1);
    tenor__ngram_classifier classifier;
    float *part;
    ck_assert_int_eq(train(&classifier, &r, 2, NULL), TENOR_OK);
    ck_assert(tenor__ngram_classifier_pack(&classifier, 0.5, &part));
    const size_t weights = classifier.slots * 2;
    for (size_t i = 0; i < weights; i++)
        ck_assert_float_eq(part[i], 0.5f * classifier.weights[i]);
    ck_assert_float_eq(part[weights + 1], 0.5f * classifier.bias[1]);
    ck_assert_mem_eq(part + weights + 2, classifier.keys, classifier.slots * sizeof *classifier.keys);
    tenor__alloc_free(&classifier.alloc, part);
    tenor__ngram_classifier_free(&classifier);
    const tenor__ngram_classifier none = {.alloc = tenor__alloc_of(NULL)};
    ck_assert(tenor__ngram_classifier_pack(&none, 1, &part));
    ck_assert_ptr_null(part);
    rig_free(&r);
}
END_TEST

START_TEST(of_many_labels_the_table_is_sparse)
{
    rig r = rig_new(3, 2);
    tenor__ngram_classifier classifier;
    float *part;
    ck_assert_int_eq(train(&classifier, &r, MANY, NULL), TENOR_OK);
    const size_t entries = classifier.entries;
    const size_t slots = classifier.slots;
    ck_assert(entries > 0 && entries <= 3 * slots);
    expect_logits(&classifier, &r);
    ck_assert(tenor__ngram_classifier_pack(&classifier, 0.5, &part));
    ck_assert_float_eq(part[entries - 1], 0.5f * classifier.weights[entries - 1]);
    ck_assert_float_eq(part[entries + MANY - 1], 0.5f * classifier.bias[MANY - 1]);
    const float *at = part + entries + MANY;
    ck_assert_mem_eq(at, classifier.keys, slots * sizeof *at);
    ck_assert_mem_eq(at + slots, classifier.begins, (slots + 1) * sizeof *at);
    ck_assert_mem_eq(at + 2 * slots + 1, classifier.entry_labels, entries * sizeof *at);
    tenor__alloc_free(&classifier.alloc, part);
    tenor__ngram_classifier_free(&classifier);
    rig_free(&r);
}
END_TEST

START_TEST(memory_of_many_labels)
{
    rig r = rig_new(3, 1);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing state = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor__ngram_classifier classifier;
        status = train(&classifier, &r, MANY, &alloc);
        ck_assert(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY);
        if (status == TENOR_OK)
            tenor__ngram_classifier_free(&classifier);
        ck_assert_uint_eq(state.alive, 0);
    }
    rig_free(&r);
}
END_TEST

START_TEST(memory)
{
    rig r = rig_new(3, 1);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing state = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor__ngram_classifier classifier;
        status = train(&classifier, &r, 3, &alloc);
        ck_assert(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY);
        if (status == TENOR_OK)
            tenor__ngram_classifier_free(&classifier);
        ck_assert_uint_eq(state.alive, 0);
    }
    rig_free(&r);
}
END_TEST

/* Two labels that every text with the first label has, and no other: neither is the other's opposite. */
static void expect_several(size_t of)
{
    rig r = rig_new(2, 2);
    static uint32_t labels[1200];
    static size_t begins[601];
    size_t all = 0;
    for (size_t i = 0; i < 600; i++) {
        begins[i] = all;
        for (uint32_t k = 0; k < 2 && i % 2 == 0; k++)
            labels[all++] = k;
    }
    begins[600] = all;
    const tenor__label_sets sets = {.count = RIG_TRAIN, .labels = labels, .begins = begins};
    const tenor__ngram_corpus corpus = {&r.train, &sets};
    tenor__ngram_classifier classifier;
    const tenor__ngram_training training = {
        corpus, corpus, of, NULL, &r.rule, 1, tenor__ngram_classifier_most_features(of), NULL, 0, {NULL, NULL}};
    ck_assert_int_eq(tenor__ngram_classifier_train(&classifier, &training, r.pool, NULL), TENOR_OK);
    ck_assert((classifier.entries > 0) == (of == MANY));
    size_t right = 0;
    for (size_t i = 0; i < 600; i++) {
        const bool has = i % 2 == 0;
        const float *logits = classifier.dev_logits + of * i;
        right += (logits[0] > 0) == has && (logits[1] > 0) == has && (of == 2 || logits[2] < 0);
    }
    ck_assert_uint_gt(right, 500);
    tenor__ngram_classifier_free(&classifier);
    rig_free(&r);
}

START_TEST(several_labels_a_text)
{
    expect_several(2);
    expect_several(MANY);
}
END_TEST

/* How many dev texts are given the first of three labels when its texts weigh so much. */
static size_t count_first(const rig *r, double weight)
{
    double weights[MANY];
    for (size_t k = 0; k < MANY; k++)
        weights[k] = k == 0 ? weight : 1;
    /* By turns and not by the texts' words, so that nothing but the weight decides. */
    for (size_t i = 0; i < RIG_TRAIN; i++)
        train_labels[i] = (uint32_t)(i / 3 % 3);
    for (size_t i = 0; i < RIG_DEV; i++)
        dev_labels[i] = (uint32_t)(i / 3 % 3);
    const tenor__label_sets train_sets = {.count = RIG_TRAIN, .labels = train_labels};
    const tenor__label_sets dev_sets = {.count = RIG_DEV, .labels = dev_labels};
    const tenor__ngram_training training = {
        .train = {&r->train, &train_sets},
        .dev = {&r->dev, &dev_sets},
        .labels = MANY,
        .label_weights = weights,
        .rule = &r->rule,
        .seed = 1,
        .most_features = tenor__ngram_classifier_most_features(MANY),
    };
    tenor__ngram_classifier classifier;
    ck_assert_int_eq(tenor__ngram_classifier_train(&classifier, &training, r->pool, NULL), TENOR_OK);
    ck_assert_uint_gt(classifier.entries, 0);
    size_t first = 0;
    for (size_t i = 0; i < RIG_DEV; i++) {
        const float *logits = classifier.dev_logits + MANY * i;
        first += logits[0] > logits[1] && logits[0] > logits[2];
    }
    tenor__ngram_classifier_free(&classifier);
    return first;
}

START_TEST(class_weights_of_many_labels)
{
    rig r = rig_new(3, 1);
    const size_t lightly = count_first(&r, 0.2);
    const size_t plain = count_first(&r, 1);
    const size_t heavily = count_first(&r, 5);
    ck_assert_msg(lightly < plain && plain < heavily, "%zu, %zu, %zu", lightly, plain, heavily);
    rig_free(&r);
}
END_TEST

/* Every text has the label 0 and the label 1 with the probability 1/2; the first weighs 3 times as much. The margin
 * between their logits that is fitted to weights t_k w_k is log 3. */
static double find_weighted_margin(size_t labels, bool several)
{
    static uint32_t hard[RIG_TRAIN];
    static uint32_t soft_labels[2 * RIG_TRAIN];
    static float probabilities[2 * RIG_TRAIN];
    static size_t begins[RIG_TRAIN + 1];
    static size_t soft_begins[RIG_TRAIN + 1];
    static double weights[MANY];
    rig r = rig_new(2, 1);
    for (size_t i = 0; i <= RIG_TRAIN; i++) {
        begins[i] = i;
        soft_begins[i] = 2 * i;
    }
    for (size_t i = 0; i < 2 * RIG_TRAIN; i++) {
        soft_labels[i] = i % 2;
        probabilities[i] = 0.5f;
    }
    for (size_t k = 0; k < MANY; k++)
        weights[k] = k == 0 ? 3 : 1;
    const tenor__soft_targets soft = {soft_begins, soft_labels, probabilities};
    const tenor__label_sets train_sets = {RIG_TRAIN, hard, several ? begins : NULL, soft};
    const tenor__label_sets dev_sets = {RIG_DEV, hard, several ? begins : NULL, soft};
    const tenor__ngram_training training = {
        .train = {&r.train, &train_sets},
        .dev = {&r.dev, &dev_sets},
        .labels = labels,
        .label_weights = weights,
        .rule = &r.rule,
        .seed = 1,
        .most_features = tenor__ngram_classifier_most_features(labels),
    };
    tenor__ngram_classifier classifier;
    ck_assert_int_eq(tenor__ngram_classifier_train(&classifier, &training, r.pool, NULL), TENOR_OK);
    double margin = 0;
    for (size_t i = 0; i < RIG_DEV; i++) {
        const float *row = classifier.dev_logits + i * labels;
        margin += several ? (double)row[0] : labels == 2 ? (double)row[0] : (double)(row[0] - row[1]);
    }
    tenor__ngram_classifier_free(&classifier);
    rig_free(&r);
    return margin / RIG_DEV;
}

START_TEST(weights_count_by_the_soft_targets)
{
    const double expected = 1.0986;
    ck_assert_double_eq_tol(find_weighted_margin(2, false), expected, 0.25);
    ck_assert_double_eq_tol(find_weighted_margin(2, true), expected, 0.25);
    ck_assert_double_eq_tol(find_weighted_margin(MANY, false), expected, 0.25);
    ck_assert_double_eq_tol(find_weighted_margin(MANY, true), expected, 0.25);
}
END_TEST

CHECK_MAIN("linear/ngram_classifier", weights_count_by_the_soft_targets, the_table_gives_the_logits,
           a_full_table_gives_the_logits, threads_change_nothing, packed_as_the_network_wants_it, several_labels_a_text,
           class_weights_of_many_labels, of_many_labels_the_table_is_sparse, memory_of_many_labels, memory)
