#include "check_main.h"

#include "base/failing.h"

#include "chosen.h"

#include <tenor_search.h>

#include <stdio.h>
#include <string.h>

enum { MOST_GROUPED = 400 };

static tenor_corpus *corpus;
static tenor_corpus *test;

static const char *const kinds_of_good[] = {"great", "lovely", "superb", "wonderful", "delightful"};
static const char *const kinds_of_bad[] = {"awful", "boring", "dreadful", "terrible", "horrid"};
static const char *const places[] = {"harbor", "station", "market", "museum", "garden", "bakery", "library", "theater"};
static const char *const times[] = {"monday", "winter", "lunch", "evening", "spring", "breakfast"};

static size_t add(tenor_corpus *to, const char *text, const char *label)
{
    ck_assert_int_eq(tenor_corpus_add(to, tenor_str_of(text), tenor_str_of(label), NULL), TENOR_OK);
    return tenor_corpus_size(to) - 1;
}

enum { SENTENCES = 240, WRONG = 8 };

/* Sentences that one word decides, of which every thirtieth has the wrong label. */
static void begin(void)
{
    char text[160];
    choose("epochs", "4", "hidden", "8", "dim", "8", "lr", "0.02", "threads", "1", "batch", "16", NULL);
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_new(NULL, &test), TENOR_OK);
    for (size_t i = 0; i < SENTENCES; i++) {
        const bool is_good = i % 2;
        const char *word = (is_good ? kinds_of_good : kinds_of_bad)[i / 7 % 5];
        snprintf(text, sizeof text, "%s %zu near the %s was %s and so was the %s %zu", times[i / 3 % 6],
                 i * 7919 % 1000, places[i / 5 % 8], word, word, i * 104729 % 1000);
        add(corpus, text, is_good == (i % 30 != 7) ? "good" : "bad");
    }
}

static void end(tenor_audit *audit)
{
    tenor_audit_free(audit);
    tenor_options_free(options);
    tenor_corpus_free(corpus);
    tenor_corpus_free(test);
}

static tenor_audit *run(const tenor_audit_settings *settings)
{
    tenor_audit *audit;
    tenor_error error = {0};
    ck_assert_msg(tenor_audit_new(options, corpus, settings, NULL, NULL, NULL, &audit, &error) == TENOR_OK, "%s",
                  error.message);
    return audit;
}

/* The finding of this kind about an example, or SIZE_MAX for any; NULL for none. */
static const tenor_finding *find(const tenor_audit *audit, tenor_finding_kind kind, size_t example)
{
    for (size_t i = 0; i < tenor_audit_count(audit); i++) {
        const tenor_finding *finding = tenor_audit_finding(audit, i);
        if (finding->kind == kind && (example == SIZE_MAX || finding->example == example))
            return finding;
    }
    return NULL;
}

START_TEST(wrong_labels_are_the_surest)
{
    begin();
    const tenor_audit_settings settings = {.size = sizeof settings, .folds = 4};
    tenor_audit *audit = run(&settings);
    size_t listed = 0;
    double before = 1;
    for (size_t i = 0; i < tenor_audit_count(audit); i++) {
        const tenor_finding *finding = tenor_audit_finding(audit, i);
        ck_assert_double_le(finding->score, before);
        before = finding->score;
        if (finding->kind != TENOR_FINDING_LABEL)
            continue;
        ck_assert_uint_eq(finding->label, tenor_corpus_label(corpus, finding->example));
        ck_assert_uint_eq(finding->suggested, 1 - finding->label);
        ck_assert_double_eq(finding->score, tenor_audit_score(audit, finding->example));
        ck_assert_uint_eq(finding->suggested, tenor_audit_suggested(audit, finding->example));
        listed++;
        ck_assert_uint_eq(finding->example % 30, 7);
    }
    ck_assert_uint_ge(listed, WRONG / 2);
    for (size_t i = 7; i < SENTENCES; i += 30)
        for (size_t j = 0; j < SENTENCES; j++)
            ck_assert(j % 30 == 7 || tenor_audit_score(audit, i) > tenor_audit_score(audit, j));
    for (size_t i = 0; i < SENTENCES; i++) {
        ck_assert_double_ge(tenor_audit_score(audit, i), 0);
        ck_assert_double_le(tenor_audit_score(audit, i), 1);
        ck_assert(!tenor_audit_confirmed(audit, i) || find(audit, TENOR_FINDING_LABEL, i));
    }
    ck_assert_double_eq(tenor_audit_score(audit, SENTENCES), -1);
    ck_assert_ptr_null(tenor_audit_finding(audit, tenor_audit_count(audit)));
    end(audit);
}
END_TEST

START_TEST(threads_do_not_change_a_finding)
{
    begin();
    static const char *const threads[] = {"1", "3"};
    tenor_audit *audits[2];
    for (size_t t = 0; t < 2; t++) {
        const tenor_audit_settings settings = {.size = sizeof settings, .folds = 3};
        set("threads", threads[t]);
        audits[t] = run(&settings);
    }
    ck_assert_uint_eq(tenor_audit_count(audits[0]), tenor_audit_count(audits[1]));
    for (size_t i = 0; i < tenor_audit_count(audits[0]); i++) {
        const tenor_finding *first = tenor_audit_finding(audits[0], i);
        const tenor_finding *second = tenor_audit_finding(audits[1], i);
        ck_assert_int_eq(first->kind, second->kind);
        ck_assert_uint_eq(first->example, second->example);
        ck_assert_double_eq(first->score, second->score);
    }
    for (size_t i = 0; i < SENTENCES; i++)
        ck_assert_double_eq(tenor_audit_score(audits[0], i), tenor_audit_score(audits[1], i));
    tenor_audit_free(audits[1]);
    end(audits[0]);
}
END_TEST

START_TEST(what_needs_no_model_is_found_without)
{
    begin();
    const char *first = "the soup came cold and nobody cared about it";
    const size_t copied = add(corpus, first, "bad");
    const size_t copy = add(corpus, "The soup  came COLD and nobody cared about it", "bad");
    const size_t conflict = add(corpus, first, "good");
    const size_t near = add(corpus, "the soup came cold, and nobody worried about it!", "good");
    const size_t tied = add(corpus, "nothing to add here", "good");
    const size_t same = add(corpus, "nothing to add here", "good");
    const size_t tie = add(corpus, "nothing to add here", "bad");
    const size_t fourth = add(corpus, "Nothing to add here", "bad");
    const size_t empty = add(corpus, " \t", "good");
    const size_t other_empty = add(corpus, "", "bad");
    const size_t broken = add(corpus, "\xEF\xBF\xBD\xEF\xBF\xBD caf\xC3\x83\xC2\xA9", "good");
    const size_t foreign = add(corpus, "\xD0\xBE\xD1\x87\xD0\xB5\xD0\xBD\xD1\x8C", "good");
    const size_t rare = add(corpus, "a text of a label that hardly any other has", "odd");
    add(corpus, "nothing to add here", "odd"); /* a copy, but of other labels: a second text of this one */
    add(corpus, "nothing to add here", "odd"); /* no third one */
    for (size_t i = 0; i < 30; i++) {
        char text[80];
        snprintf(text, sizeof text, "report a%zu b%zu filed as ticket tkt4711 today", i, i * i);
        add(corpus, text, "bad");
    }
    add(test, "THE SOUP CAME COLD, and nobody cared about it", "bad");
    add(test, "a text that nobody else has", "bad");
    tenor_str groups[MOST_GROUPED] = {{NULL, 0}};
    ck_assert_uint_le(tenor_corpus_size(corpus), MOST_GROUPED);
    groups[copied] = groups[rare] = tenor_str_of("shop");
    const tenor_audit_settings settings = {
        .size = sizeof settings, .no_training = true, .against = test, .groups = groups};
    tenor_audit *audit = run(&settings);
    const tenor_finding *finding;
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_GROUP, SIZE_MAX));
    ck_assert_uint_eq(finding->count, 2);
    ck_assert(tenor_str_is(finding->detail, "shop"));
    ck_assert_ptr_null(find(audit, TENOR_FINDING_COPY, copied));
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_COPY, copy));
    ck_assert_uint_eq(finding->other, copied);
    ck_assert(finding->confirmed && tenor_audit_confirmed(audit, copy));
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_CONFLICT, conflict));
    ck_assert_uint_eq(finding->suggested, tenor_corpus_label(corpus, copied));
    ck_assert(finding->confirmed);
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_CONFLICT, tied));
    ck_assert_uint_eq(finding->other, tie);
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_CONFLICT, same));
    ck_assert_uint_eq(finding->other, tie);
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_CONFLICT, fourth));
    ck_assert_uint_eq(finding->other, tied);
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_CONFLICT, tie));
    ck_assert_uint_eq(finding->other, tied);
    ck_assert_uint_eq(finding->suggested, SIZE_MAX);
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_NEAR_COPY, near));
    ck_assert_uint_eq(finding->other, copied);
    ck_assert(!finding->confirmed);
    ck_assert_ptr_nonnull(find(audit, TENOR_FINDING_EMPTY, empty));
    ck_assert_ptr_nonnull(find(audit, TENOR_FINDING_EMPTY, other_empty));
    ck_assert_ptr_null(find(audit, TENOR_FINDING_COPY, other_empty));
    ck_assert_ptr_null(find(audit, TENOR_FINDING_CONFLICT, other_empty));
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_BROKEN, broken));
    ck_assert(finding->confirmed);
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_LANGUAGE, foreign));
    ck_assert(tenor_str_is(finding->detail, "Cyrillic"));
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_LEAK, copied));
    ck_assert_uint_eq(finding->other, 0);
    ck_assert(finding->confirmed);
    ck_assert_ptr_null(find(audit, TENOR_FINDING_LEAK, rare));
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_FEW, SIZE_MAX));
    ck_assert_uint_eq(finding->label, tenor_corpus_label(corpus, rare));
    ck_assert_uint_eq(finding->count, 2);
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_WORD, SIZE_MAX));
    ck_assert_uint_eq(finding->label, tenor_corpus_label(corpus, copied));
    ck_assert_uint_eq(finding->count, 30);
    ck_assert_ptr_null(find(audit, TENOR_FINDING_LABEL, SIZE_MAX));
    ck_assert_double_eq(tenor_audit_score(audit, 0), -1);
    ck_assert_uint_eq(tenor_audit_suggested(audit, 0), SIZE_MAX);
    end(audit);
}
END_TEST

/* A text's copies are in its part, so that they do not vouch for its label. */
START_TEST(copies_do_not_vouch_for_each_other)
{
    begin();
    const size_t first = add(corpus, "monday near the harbor was awful and so was the awful market", "good");
    for (size_t i = 0; i < 9; i++)
        add(corpus, "monday near the harbor was awful and so was the awful market", "good");
    const tenor_audit_settings settings = {.size = sizeof settings, .folds = 3};
    tenor_audit *audit = run(&settings);
    ck_assert_double_gt(tenor_audit_score(audit, first), 0.5);
    end(audit);
}
END_TEST

/* Labels that are drawn at random cannot be told apart; those that words tell can. */
START_TEST(labels_that_mean_the_same_are_found)
{
    begin();
    tenor_corpus *mixed;
    ck_assert_int_eq(tenor_corpus_new(NULL, &mixed), TENOR_OK);
    for (size_t i = 0; i < SENTENCES; i++) {
        char text[200];
        const tenor_str source = tenor_corpus_text(corpus, i);
        snprintf(text, sizeof text, "%.*s", (int)source.size, source.data);
        add(mixed, text, i % 2 ? "good" : i / 2 * 2654435761U >> 9 & 1 ? "bad" : "poor");
    }
    tenor_corpus_free(corpus);
    corpus = mixed;
    const tenor_audit_settings settings = {.size = sizeof settings, .folds = 3};
    tenor_audit *audit = run(&settings);
    size_t pairs = 0;
    for (size_t i = 0; i < tenor_audit_count(audit); i++) {
        const tenor_finding *finding = tenor_audit_finding(audit, i);
        if (finding->kind != TENOR_FINDING_LABELS)
            continue;
        pairs++;
        ck_assert(tenor_str_is(tenor_corpus_label_name(corpus, finding->label), "bad"));
        ck_assert(tenor_str_is(tenor_corpus_label_name(corpus, finding->suggested), "poor"));
        ck_assert_uint_eq(finding->count, SENTENCES / 2);
    }
    ck_assert_uint_eq(pairs, 1);
    end(audit);
}
END_TEST

/* Of several labels a text, one too many and one too few. */
START_TEST(each_of_several_labels_is_judged)
{
    begin();
    tenor_corpus *several;
    const tenor_str labels[] = {tenor_str_of("cold"), tenor_str_of("late")};
    ck_assert_int_eq(tenor_corpus_new_multi_label(tenor_str_of("|"), NULL, &several, NULL), TENOR_OK);
    for (size_t i = 0; i < SENTENCES; i++) {
        char text[120];
        const bool cold = i % 2;
        const bool late = i / 2 % 2;
        const bool wrong = i == 40 || i == 43; /* neither, both */
        snprintf(text, sizeof text, "the %s was%s%s on %s", places[i / 4 % 8], cold ? " freezing" : "",
                 late ? " delayed" : "", times[i / 5 % 6]);
        const bool has[2] = {wrong ? !cold : cold, late};
        const size_t count = (size_t)has[0] + has[1];
        ck_assert_int_eq(
            tenor_corpus_add_labels(several, tenor_str_of(text), has[0] ? labels : labels + 1, count, NULL), TENOR_OK);
    }
    tenor_corpus_free(corpus);
    corpus = several;
    set("epochs", "12");
    const tenor_audit_settings settings = {.size = sizeof settings, .folds = 3};
    tenor_audit *audit = run(&settings);
    const tenor_finding *finding;
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_LABEL, 40));
    ck_assert(tenor_str_is(tenor_corpus_label_name(corpus, finding->label), "cold"));
    ck_assert_uint_eq(finding->suggested, SIZE_MAX);
    ck_assert_ptr_nonnull(finding = find(audit, TENOR_FINDING_LABEL, 43));
    ck_assert_uint_eq(finding->label, SIZE_MAX);
    ck_assert(tenor_str_is(tenor_corpus_label_name(corpus, finding->suggested), "cold"));
    end(audit);
}
END_TEST

typedef struct watch {
    uint32_t done;
    uint32_t stop_at;
} watch;

static bool look(const tenor_audit_progress *progress, void *user)
{
    watch *seen = user;
    ck_assert_uint_eq(progress->trainings, 10);
    ck_assert_ptr_nonnull(progress->progress);
    if (progress->done) {
        ck_assert_uint_eq(progress->training, ++seen->done);
        ck_assert_double_le(progress->accuracy, 1);
    }
    return seen->done < seen->stop_at;
}

START_TEST(progress_is_told_and_may_stop)
{
    begin();
    const tenor_audit_settings settings = {.size = sizeof settings, .folds = 2};
    tenor_audit *audit;
    watch seen = {.stop_at = UINT32_MAX};
    ck_assert_int_eq(tenor_audit_new(options, corpus, &settings, look, &seen, NULL, &audit, NULL), TENOR_OK);
    ck_assert_uint_eq(seen.done, 10);
    tenor_audit_free(audit);
    seen = (watch){.stop_at = 3};
    ck_assert_int_eq(tenor_audit_new(options, corpus, &settings, look, &seen, NULL, &audit, NULL), TENOR_INTERRUPTED);
    ck_assert_ptr_null(audit);
    end(NULL);
}
END_TEST

START_TEST(arguments_are_checked)
{
    begin();
    tenor_audit *audit;
    tenor_error error;
    tenor_audit_settings settings = {.size = sizeof settings, .folds = 1};
    ck_assert_int_eq(tenor_audit_new(NULL, NULL, NULL, NULL, NULL, NULL, &audit, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_audit_new(NULL, corpus, NULL, NULL, NULL, NULL, NULL, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_audit_new(NULL, corpus, &settings, NULL, NULL, NULL, &audit, &error),
                     TENOR_INVALID_ARGUMENT);
    settings = (tenor_audit_settings){.size = sizeof settings, .sure = 1.5};
    ck_assert_int_eq(tenor_audit_new(NULL, corpus, &settings, NULL, NULL, NULL, &audit, &error),
                     TENOR_INVALID_ARGUMENT);
    settings = (tenor_audit_settings){.size = 0};
    ck_assert_int_eq(tenor_audit_new(NULL, corpus, &settings, NULL, NULL, NULL, &audit, &error),
                     TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_audit_new(NULL, test, NULL, NULL, NULL, NULL, &audit, &error), TENOR_BAD_DATA);
    add(test, "only this", "a");
    ck_assert_int_eq(tenor_audit_new(NULL, test, NULL, NULL, NULL, NULL, &audit, &error), TENOR_BAD_DATA);
    add(test, "only that", "b");
    ck_assert_int_eq(tenor_audit_new(NULL, test, NULL, NULL, NULL, NULL, &audit, &error), TENOR_BAD_DATA);
    ck_assert_ptr_null(audit);
    settings = (tenor_audit_settings){.size = sizeof settings, .no_training = true};
    ck_assert_int_eq(tenor_audit_new(NULL, test, &settings, NULL, NULL, NULL, &audit, &error), TENOR_OK);
    ck_assert_str_eq(tenor_audit_kind_name(TENOR_FINDING_NEAR_COPY), "near-copy");
    ck_assert_ptr_null(tenor_audit_kind_name((tenor_finding_kind)7));
    tenor_audit_free(NULL);
    end(audit);
}
END_TEST

START_TEST(short_of_memory_fails_cleanly)
{
    begin();
    tenor_corpus *few;
    ck_assert_int_eq(tenor_corpus_new(NULL, &few), TENOR_OK);
    add(few, "the same text", "a");
    add(few, "the same text", "b");
    add(few, "the same TEXT and more of it and more", "b");
    add(few, "the same text and more of it, and more", "b");
    add(test, "the same text", "b");
    const tenor_audit_settings settings = {.size = sizeof settings, .no_training = true, .against = test};
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_audit *audit;
        status = tenor_audit_new(NULL, few, &settings, NULL, NULL, &alloc, &audit, NULL);
        ck_assert(status == TENOR_OK || (status == TENOR_OUT_OF_MEMORY && !audit));
        tenor_audit_free(audit);
        ck_assert_uint_eq(memory.alive, 0);
    }
    tenor_corpus_free(few);
    set("epochs", "1");
    const tenor_audit_settings training = {.size = sizeof training, .folds = 2};
    status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n += 1 + n / 4) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_audit *audit;
        status = tenor_audit_new(options, corpus, &training, NULL, NULL, &alloc, &audit, NULL);
        ck_assert(status == TENOR_OK || (status == TENOR_OUT_OF_MEMORY && !audit));
        tenor_audit_free(audit);
        ck_assert_uint_eq(memory.alive, 0);
    }
    end(NULL);
}
END_TEST

CHECK_MAIN("search/audit", wrong_labels_are_the_surest, threads_do_not_change_a_finding,
           what_needs_no_model_is_found_without, copies_do_not_vouch_for_each_other,
           labels_that_mean_the_same_are_found, each_of_several_labels_is_judged, progress_is_told_and_may_stop,
           arguments_are_checked, short_of_memory_fails_cleanly)
