#include "check_main.h"
#include "ngram_rig.h"

static tenor__ngram_features features;
static rig r;

static void find(const tenor_str *texts, size_t count)
{
    r = (rig){.rule = {NULL, 0, 0}};
    rig_begin(&r, 2, 2, texts, count);
    ck_assert_int_eq(tenor__ngram_features_find(&features, &r.train, &r.rule, r.pool, NULL), TENOR_OK);
}

/* The feature of that hash; features.count when there is none. */
static size_t number_of(uint64_t hash)
{
    size_t f = 0;
    while (f < features.count && features.hashes[f] != hash)
        f++;
    return f;
}

/* The feature of a word, or of a run of two. */
static size_t feature_of(const char *run)
{
    tenor__ngrams ngrams = {.alloc = tenor__alloc_of(NULL)};
    tenor_tokens *tokens;
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    ck_assert_int_eq(tenor_tokens_split(tokens, &r.train.settings, tenor_str_of(run)), TENOR_OK);
    ck_assert(tenor__ngrams_find(&ngrams, &r.rule, tokens));
    const size_t f = number_of(ngrams.hashes[tenor_tokens_count(tokens) == 1 ? 0 : ngrams.count - 1]);
    tenor__ngrams_free(&ngrams);
    tenor_tokens_free(tokens);
    return f;
}

static size_t count_in(const uint32_t *members, size_t begin, size_t end, size_t feature)
{
    size_t found = 0;
    for (size_t i = begin; i < end; i++)
        found += members[i] == feature;
    return found;
}

START_TEST(texts_have_their_words_and_shared_runs)
{
    const tenor_str texts[] = {tenor_str_of("good film good film"), tenor_str_of("a good film"), tenor_str_of(""),
                               tenor_str_of("bad film")};
    find(texts, 4);
    ck_assert_uint_eq(features.texts, 4);
    ck_assert_uint_eq(features.words, 4); /* good film a bad */
    const size_t good = feature_of("good");
    const size_t pair = feature_of("good film");
    ck_assert(good < features.words && pair >= features.words && pair < features.first_characters);
    ck_assert_uint_eq(features.first_characters, features.words + 1); /* no other pair is in two texts */
    ck_assert_uint_eq(features.texts_with[good], 2);
    ck_assert_uint_eq(features.texts_with[pair], 2);
    ck_assert_uint_eq(features.texts_with[feature_of("film")], 3);
    ck_assert_uint_eq(count_in(features.members, features.begins[0], features.begins[1], pair), 1);
    ck_assert_uint_eq(features.begins[1], 3);
    ck_assert_uint_eq(features.begins[3], features.begins[2]);
    /* good: <go goo ood od> <goo good ood> <good good> <good> */
    ck_assert_uint_eq(features.word_begins[good + 1] - features.word_begins[good], 4 + 3 + 2 + 1);
    for (size_t i = features.word_begins[good]; i < features.word_begins[good + 1]; i++) {
        ck_assert_uint_ge(features.characters[i], features.first_characters);
        ck_assert_uint_eq(features.texts_with[features.characters[i]], 2);
    }
    tenor__ngram_features_free(&features);
    rig_free(&r);
}
END_TEST

START_TEST(another_corpus_has_only_what_is_known)
{
    const tenor_str texts[] = {tenor_str_of("good film"), tenor_str_of("good film")};
    const tenor_str others[] = {tenor_str_of("goods good film zzz"), tenor_str_of("!")};
    find(texts, 2);
    tenor__ngram_texts found;
    rig_tokenize(&r, others, 2, &r.dev);
    ck_assert_int_eq(tenor__ngram_features_find_texts(&found, &features, &r.dev, &r.rule, NULL), TENOR_OK);
    ck_assert_uint_eq(found.texts, 2);
    ck_assert_uint_eq(found.begins[2], found.begins[1]);
    ck_assert_uint_eq(count_in(found.members, 0, found.begins[1], feature_of("good")), 1);
    ck_assert_uint_eq(count_in(found.members, 0, found.begins[1], feature_of("good film")), 1);
    /* The words, their pair, all runs of characters of both, and of goods: <go goo ood <goo good <good. */
    ck_assert_uint_eq(found.begins[1], 3 + 10 + 10 + 6);
    tenor__ngram_features_free_texts(&found);
    tenor__ngram_features_free(&features);
    rig_free(&r);
}
END_TEST

START_TEST(threads_change_nothing)
{
    r = rig_new(2, 1);
    rig four = rig_new(2, 4);
    tenor__ngram_features others;
    ck_assert_int_eq(tenor__ngram_features_find(&features, &r.train, &r.rule, r.pool, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__ngram_features_find(&others, &four.train, &four.rule, four.pool, NULL), TENOR_OK);
    ck_assert_uint_eq(features.count, others.count);
    ck_assert_mem_eq(features.hashes, others.hashes, features.count * sizeof *features.hashes);
    ck_assert_mem_eq(features.members, others.members, features.begins[features.texts] * sizeof *features.members);
    tenor__ngram_features_free(&others);
    tenor__ngram_features_free(&features);
    rig_free(&four);
    rig_free(&r);
}
END_TEST

START_TEST(memory)
{
    r = rig_new(2, 1);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing state = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor__ngram_texts texts = {0};
        status = tenor__ngram_features_find(&features, &r.train, &r.rule, r.pool, &alloc);
        if (status == TENOR_OK)
            status = tenor__ngram_features_find_texts(&texts, &features, &r.dev, &r.rule, &alloc);
        ck_assert(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY);
        if (texts.begins)
            tenor__ngram_features_free_texts(&texts);
        if (features.begins)
            tenor__ngram_features_free(&features);
        ck_assert_uint_eq(state.alive, 0);
    }
    rig_free(&r);
}
END_TEST

CHECK_MAIN("linear/ngram_features", texts_have_their_words_and_shared_runs, another_corpus_has_only_what_is_known,
           threads_change_nothing, memory)
