#include "parsing.h"

static tenor_corpus *new_corpus(void)
{
    tenor_corpus *corpus;
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    return corpus;
}

static void add(tenor_corpus *corpus, const char *text, const char *label)
{
    tenor_error error;
    ck_assert_msg(tenor_corpus_add(corpus, tenor_str_of(text), tenor_str_of(label), &error) == TENOR_OK, "%s",
                  error.message);
}

START_TEST(keeps_examples_in_order_and_labels_sorted_by_bytes)
{
    tenor_corpus *corpus = new_corpus();
    add(corpus, "one", "b");
    add(corpus, "two", "c");
    add(corpus, "", "a");
    add(corpus, "four", "b");
    add(corpus, "five", "B");
    add(corpus, "six", "\xE4\xB8\xAD");
    add(corpus, "seven", "ba");
    ck_assert_uint_eq(tenor_corpus_size(corpus), 7);
    ck_assert_uint_eq(tenor_corpus_label_count(corpus), 6);
    const char *const sorted[] = {"B", "a", "b", "ba", "c", "\xE4\xB8\xAD"};
    for (size_t k = 0; k < 6; k++) {
        size_t found;
        assert_str(tenor_corpus_label_name(corpus, k), sorted[k]);
        ck_assert(tenor__corpus_find_label(corpus, tenor_str_of(sorted[k]), &found));
        ck_assert_uint_eq(found, k);
    }
    assert_example(corpus, 0, "b", "one");
    assert_example(corpus, 1, "c", "two");
    assert_example(corpus, 2, "a", "");
    assert_example(corpus, 3, "b", "four");
    assert_example(corpus, 4, "B", "five");
    assert_example(corpus, 5, "\xE4\xB8\xAD", "six");
    assert_example(corpus, 6, "ba", "seven");
    size_t untouched = 99;
    ck_assert(!tenor__corpus_find_label(corpus, tenor_str_of("d"), &untouched));
    ck_assert_uint_eq(untouched, 99);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(copies_what_it_is_given)
{
    tenor_corpus *corpus = new_corpus();
    char text[] = "nul\0inside";
    char label[] = "x";
    ck_assert_int_eq(tenor_corpus_add(corpus, (tenor_str){text, 10}, tenor_str_of(label), NULL), TENOR_OK);
    memset(text, '#', sizeof text);
    label[0] = '#';
    ck_assert_uint_eq(tenor_corpus_text(corpus, 0).size, 10);
    ck_assert_mem_eq(tenor_corpus_text(corpus, 0).data, "nul\0inside", 10);
    assert_str(tenor_corpus_label_name(corpus, 0), "x");
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(refuses_labels_that_break_the_rules)
{
    tenor_corpus *corpus = new_corpus();
    char longest[257];
    memset(longest, 'x', sizeof longest);
    const struct {
        tenor_str label;
        const char *words;
    } bad[] = {
        {{"", 0}, "empty"},
        {{NULL, 0}, "empty"},
        {{longest, 256}, "256 bytes"},
        {{"a\nb", 3}, "U+000A"},
        {{"a\0b", 3}, "U+0000"},
        {{"\x7F", 1}, "U+007F"},
        {{"a\xC2\x85", 3}, "U+0085"},
        {{"a\xFF", 2}, "UTF-8"},
        {{"\xE4\xB8", 2}, "UTF-8"},
        {{"\xED\xA0\x80", 3}, "UTF-8"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        tenor_error error;
        ck_assert_int_eq(tenor_corpus_add(corpus, tenor_str_of("text"), bad[i].label, &error), TENOR_BAD_DATA);
        ck_assert_msg(strstr(error.message, bad[i].words) != NULL, "%s", error.message);
    }
    ck_assert_uint_eq(tenor_corpus_size(corpus), 0);
    ck_assert_uint_eq(tenor_corpus_label_count(corpus), 0);
    ck_assert_int_eq(tenor_corpus_add(corpus, tenor_str_of("text"), (tenor_str){longest, 255}, NULL), TENOR_OK);
    add(corpus, "text", "very good \xF0\x9F\x98\x80");
    ck_assert_uint_eq(tenor_corpus_label_count(corpus), 2);
    tenor_corpus_free(corpus);
    tenor_corpus_free(NULL);
}
END_TEST

START_TEST(ranks_stay_right_for_many_labels_up_to_the_limit)
{
    tenor_corpus *corpus = new_corpus();
    char label[16];
    for (unsigned i = 0; i < 65536; i++) {
        /* An odd multiplier visits every number once, in no order. */
        snprintf(label, sizeof label, "%05u", (i * 40503u) % 65536u);
        add(corpus, "t", label);
    }
    tenor_error error;
    ck_assert_int_eq(tenor_corpus_add(corpus, tenor_str_of("t"), tenor_str_of("one more"), &error), TENOR_TOO_LARGE);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 65536);
    for (unsigned i = 0; i < 65536; i++)
        ck_assert_uint_eq(tenor_corpus_label(corpus, i), (i * 40503u) % 65536u);
    snprintf(label, sizeof label, "%05u", 1234u);
    assert_str(tenor_corpus_label_name(corpus, 1234), label);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(an_add_short_of_memory_changes_nothing)
{
    bool done = false;
    for (size_t n = 1; !done; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_corpus *corpus;
        tenor_status status = tenor_corpus_new(&alloc, &corpus);
        for (unsigned i = 0; i < 200 && status == TENOR_OK; i++) {
            char label[8];
            snprintf(label, sizeof label, "%u", i % 50);
            status = tenor_corpus_add(corpus, tenor_str_of("some text"), tenor_str_of(label), NULL);
            if (status == TENOR_OK)
                continue;
            ck_assert_uint_eq(tenor_corpus_size(corpus), i);
            ck_assert_uint_eq(tenor_corpus_label_count(corpus), i < 50 ? i : 50);
            for (size_t k = 0; k < i; k++) {
                snprintf(label, sizeof label, "%zu", k % 50);
                assert_example(corpus, k, label, "some text");
            }
        }
        done = status == TENOR_OK;
        ck_assert(done || status == TENOR_OUT_OF_MEMORY);
        tenor_corpus_free(corpus);
        ck_assert_uint_eq(memory.alive, 0);
    }
}
END_TEST

START_TEST(separators_that_will_not_do)
{
    static const char *const bad[] = {"", "a", "0", ".", "\"", "\t", "\n", "\xFF", "|||||||||", "|a"};
    static const char *const good[] = {"|", ",", ", ", " ", ";", "/", "\xE3\x80\x81", "||||||||"};
    tenor_corpus *corpus;
    tenor_error error;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_msg(tenor_corpus_new_multi_label(tenor_str_of(bad[i]), NULL, &corpus, &error) ==
                          TENOR_INVALID_ARGUMENT,
                      "'%s'", bad[i]);
        ck_assert_ptr_null(corpus);
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ck_assert_int_eq(tenor_corpus_new_multi_label(tenor_str_of(good[i]), NULL, &corpus, &error), TENOR_OK);
        assert_str(tenor_corpus_separator(corpus), good[i]);
        tenor_corpus_free(corpus);
    }
}
END_TEST

START_TEST(one_label_a_text_takes_just_one)
{
    tenor_corpus *corpus = new_corpus();
    const tenor_str two[] = {tenor_str_of("a"), tenor_str_of("b")};
    tenor_error error;
    ck_assert_uint_eq(tenor_corpus_separator(corpus).size, 0);
    ck_assert_int_eq(tenor_corpus_add_labels(corpus, tenor_str_of("t"), two, 2, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_corpus_add_labels(corpus, tenor_str_of("t"), two, 0, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_corpus_add_labels(corpus, tenor_str_of("t"), two, 1, &error), TENOR_OK);
    ck_assert_uint_eq(tenor_corpus_example_label_count(corpus, 0), 1);
    tenor_corpus_free(corpus);
}
END_TEST

/* The first example without room for all of its new labels leaves none of them behind. */
START_TEST(several_labels_come_all_or_none)
{
    bool done = false;
    for (size_t n = 1; !done; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_corpus *corpus;
        tenor_status status = tenor_corpus_new_multi_label(tenor_str_of("|"), &alloc, &corpus, NULL);
        for (unsigned i = 0; i < 60 && status == TENOR_OK; i++) {
            char names[3][8];
            tenor_str labels[4];
            for (unsigned j = 0; j < 3; j++) {
                snprintf(names[j], sizeof names[j], "%u", (i * 2 + j) % 80);
                labels[j] = tenor_str_of(names[j]);
            }
            labels[3] = labels[1];
            status = tenor_corpus_add_labels(corpus, tenor_str_of("some text"), labels, i % 4 ? 4 : 0, NULL);
            const size_t size = tenor_corpus_size(corpus);
            ck_assert_uint_eq(size, status == TENOR_OK ? i + 1 : i);
            size_t used = 0;
            for (size_t k = 0; k < tenor_corpus_label_count(corpus); k++) {
                bool found = false;
                for (size_t e = 0; e < size && !found; e++)
                    for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, e); j++)
                        found = found || tenor_corpus_example_label(corpus, e, j) == k;
                used += found;
            }
            ck_assert_uint_eq(used, tenor_corpus_label_count(corpus));
            if (size > 0)
                ck_assert_uint_eq(tenor_corpus_example_label_count(corpus, size - 1), (size - 1) % 4 ? 3 : 0);
        }
        done = status == TENOR_OK;
        ck_assert(done || status == TENOR_OUT_OF_MEMORY);
        if (done)
            ck_assert_uint_eq(tenor_corpus_label(corpus, 0), SIZE_MAX);
        tenor_corpus_free(corpus);
        ck_assert_uint_eq(memory.alive, 0);
    }
}
END_TEST

START_TEST(soft_targets_belong_to_the_last_example)
{
    const tenor_str labels[] = {tenor_str_of("a"), tenor_str_of("c")};
    const float half[] = {0.5f, 0.5f};
    const float little[] = {0.5f, 0.25f};
    tenor_corpus *corpus = new_corpus();
    tenor_error error;
    float p[3];
    ck_assert_int_eq(tenor_corpus_set_probabilities(corpus, labels, half, 2, &error), TENOR_INVALID_ARGUMENT);
    add(corpus, "one", "b");
    add(corpus, "two", "b");
    ck_assert_int_eq(tenor_corpus_set_probabilities(corpus, labels, little, 2, &error), TENOR_BAD_DATA);
    ck_assert_uint_eq(tenor_corpus_label_count(corpus), 1);
    ck_assert_int_eq(tenor_corpus_set_probabilities(corpus, labels, half, 2, &error), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_set_probabilities(corpus, labels, half, 2, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_uint_eq(tenor_corpus_soft_target_count(corpus), 1);
    ck_assert(!tenor_corpus_probabilities(corpus, 0, p));
    ck_assert(tenor_corpus_probabilities(corpus, 1, p) && p[0] == 0.5f && p[1] == 0 && p[2] == 0.5f);
    assert_example(corpus, 1, "b", "two");
    tenor_corpus *copy;
    ck_assert_int_eq(tenor__corpus_new_like(corpus, NULL, &copy), TENOR_OK);
    ck_assert_int_eq(tenor__corpus_copy_example(corpus, 0, copy, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__corpus_copy_example(corpus, 1, copy, NULL), TENOR_OK);
    ck_assert(!tenor_corpus_probabilities(copy, 0, p));
    ck_assert(tenor_corpus_probabilities(copy, 1, p) && p[0] == 0.5f && p[1] == 0 && p[2] == 0.5f);
    tenor_corpus_free(copy);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(parts_have_all_labels_that_have_a_probability)
{
    const tenor_str labels[] = {tenor_str_of("never"), tenor_str_of("no"), tenor_str_of("once"), tenor_str_of("yes")};
    const float sure[] = {0, 0, 0, 1};
    const float once[] = {0, 0.75f, 0.25f, 0};
    tenor_corpus *corpus = new_corpus();
    for (int i = 0; i < 40; i++) {
        add(corpus, "text", i % 2 ? "yes" : "no");
        ck_assert_int_eq(tenor_corpus_set_probabilities(corpus, labels, i == 6 ? once : sure, 4, NULL), TENOR_OK);
    }
    ck_assert_uint_eq(tenor_corpus_label_count(corpus), 4);
    for (uint64_t seed = 0; seed < 41; seed++) {
        tenor_corpus *rest;
        tenor_corpus *held;
        ck_assert_int_eq(tenor_corpus_split(corpus, 0.1, seed, NULL, &rest, &held, NULL), TENOR_OK);
        ck_assert_uint_eq(tenor_corpus_label_count(rest), 4);
        ck_assert_uint_eq(tenor_corpus_label_count(held), 4);
        assert_str(tenor_corpus_label_name(held, 0), "never");
        ck_assert_uint_eq(tenor_corpus_soft_target_count(rest) + tenor_corpus_soft_target_count(held), 40);
        tenor_corpus_free(rest);
        tenor_corpus_free(held);
    }
    tenor_corpus_free(corpus);
}
END_TEST

/* With several labels a text may have none, and that is a target, too. */
START_TEST(probabilities_that_are_all_0_are_targets)
{
    const tenor_str labels[] = {tenor_str_of("a"), tenor_str_of("b"), tenor_str_of("c")};
    const float none[] = {0, 0, 0};
    const float last[] = {0, 0, 0.5f};
    tenor_corpus *corpus;
    tenor_corpus *copy;
    float p[3] = {9, 9, 9};
    ck_assert_int_eq(tenor_corpus_new_multi_label(tenor_str_of("|"), NULL, &corpus, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_add_labels(corpus, tenor_str_of("x"), labels, 2, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_set_probabilities(corpus, labels, none, 3, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_add_labels(corpus, tenor_str_of("y"), labels, 2, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_set_probabilities(corpus, labels, last, 3, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__corpus_new_like(corpus, NULL, &copy), TENOR_OK);
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(tenor__corpus_copy_example(corpus, i, copy, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor_corpus_soft_target_count(copy), 2);
    ck_assert_uint_eq(tenor__corpus_soft(copy, 0).count, 1);
    ck_assert_uint_eq(tenor__corpus_soft(copy, 1).count, 1);
    ck_assert(tenor_corpus_probabilities(copy, 0, p) && p[0] == 0 && p[1] == 0 && p[2] == 0);
    ck_assert(tenor_corpus_probabilities(copy, 1, p) && p[0] == 0 && p[1] == 0 && p[2] == 0.5f);
    tenor_corpus_free(copy);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(soft_targets_short_of_memory_change_nothing)
{
    const float p[] = {0.25f, 0.25f, 0.25f, 0.25f};
    bool done = false;
    for (size_t n = 1; !done; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_corpus *corpus = NULL;
        tenor_status status = tenor_corpus_new(&alloc, &corpus);
        for (unsigned i = 0; i < 30 && status == TENOR_OK; i++) {
            char names[4][8];
            tenor_str labels[4];
            for (unsigned k = 0; k < 4; k++) {
                snprintf(names[k], sizeof names[k], "%u", 4 * i + k);
                labels[k] = tenor_str_of(names[k]);
            }
            status = tenor_corpus_add(corpus, tenor_str_of("some text"), labels[0], NULL);
            if (status != TENOR_OK)
                break;
            const size_t before = tenor_corpus_label_count(corpus);
            status = tenor_corpus_set_probabilities(corpus, labels, p, 4, NULL);
            ck_assert_uint_eq(tenor_corpus_label_count(corpus), status == TENOR_OK ? before + 3 : before);
            ck_assert_uint_eq(tenor_corpus_soft_target_count(corpus), status == TENOR_OK ? i + 1 : i);
        }
        done = status == TENOR_OK;
        ck_assert(done || status == TENOR_OUT_OF_MEMORY);
        tenor_corpus_free(corpus);
        ck_assert_uint_eq(memory.alive, 0);
    }
}
END_TEST

CHECK_MAIN("data/corpus", parts_have_all_labels_that_have_a_probability, probabilities_that_are_all_0_are_targets,
           soft_targets_short_of_memory_change_nothing, soft_targets_belong_to_the_last_example,
           keeps_examples_in_order_and_labels_sorted_by_bytes, copies_what_it_is_given,
           refuses_labels_that_break_the_rules, ranks_stay_right_for_many_labels_up_to_the_limit,
           an_add_short_of_memory_changes_nothing, separators_that_will_not_do, one_label_a_text_takes_just_one,
           several_labels_come_all_or_none)
