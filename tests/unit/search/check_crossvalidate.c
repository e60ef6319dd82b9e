#include "check_main.h"

#include "sentences.h"

#include "base/failing.h"

#include "chosen.h"

#include <tenor_search.h>
#include <math.h>
#include <string.h>

enum { FOLDS = 5, ROWS = 73 };

static tenor_corpus *corpus;

static void begin(void)
{
    choose("hidden", "8", "dim", "6", "threads", "1", "batch", "16", "lr", "0.01", "epochs", "2", NULL);
    corpus = make_corpus(ROWS);
}

static void end(void)
{
    tenor_options_free(options);
    tenor_corpus_free(corpus);
}

typedef struct watch {
    tenor_fold folds[FOLDS]; /* without what was lent for the call */
    tenor_scores scores[FOLDS];
    size_t done;
    size_t looks;
    size_t stop_at; /* folds done; SIZE_MAX for never */
} watch;

static bool look(const tenor_fold *fold, void *user)
{
    watch *seen = user;
    ck_assert_uint_eq(fold->folds, FOLDS);
    if (!fold->done) {
        ck_assert_uint_ge(fold->progress->epoch, 1);
        seen->looks++;
        return seen->done < seen->stop_at;
    }
    ck_assert_uint_le(seen->done + 1, fold->fold);
    seen->scores[seen->done] = *fold->scores;
    seen->folds[seen->done++] = *fold;
    return seen->done < seen->stop_at;
}

static tenor_crossvalidation run(watch *seen)
{
    tenor_crossvalidation result = {.size = sizeof result};
    tenor_error error = {0};
    seen->stop_at = SIZE_MAX;
    ck_assert_msg(tenor_crossvalidate(options, corpus, FOLDS, look, seen, NULL, &result, &error) == TENOR_OK, "%s",
                  error.message);
    return result;
}

/* Each fold is what one makes by hand of its parts. */
START_TEST(a_fold_is_a_training_that_never_saw_it)
{
    begin();
    watch seen = {0};
    const tenor_crossvalidation result = run(&seen);
    double sum = 0;
    double squares = 0;
    size_t tested = 0;
    ck_assert_uint_eq(seen.done, FOLDS);
    ck_assert_uint_ge(seen.looks, FOLDS); /* an epoch's end is told */
    for (size_t i = 0; i < FOLDS; i++) {
        const tenor_fold *fold = &seen.folds[i];
        tenor_corpus *rest;
        tenor_corpus *part;
        tenor_trainer *trainer;
        tenor_trainer_info info = {.size = sizeof info};
        tenor_model *model;
        tenor_report *report;
        ck_assert_uint_eq(fold->fold, i + 1);
        ck_assert_int_eq(tenor_corpus_fold(corpus, FOLDS, i, 1, NULL, &rest, &part, NULL), TENOR_OK);
        ck_assert_int_eq(tenor_trainer_new(options, rest, NULL, NULL, &trainer, NULL), TENOR_OK);
        ck_assert_int_eq(tenor_trainer_run(trainer, NULL, NULL, NULL), TENOR_OK);
        ck_assert_int_eq(tenor_trainer_model(trainer, &model, NULL), TENOR_OK);
        ck_assert_int_eq(tenor_evaluate(model, part, 1, NULL, &report, NULL), TENOR_OK);
        const tenor_scores scores = *tenor_report_scores(report);
        tenor_trainer_describe(trainer, &info);
        ck_assert_double_eq(scores.accuracy, seen.scores[i].accuracy);
        ck_assert_double_eq(scores.macro_f1, seen.scores[i].macro_f1);
        ck_assert_double_eq(scores.loss, seen.scores[i].loss);
        ck_assert_uint_eq(info.train_size, fold->train_size);
        ck_assert_uint_eq(info.dev_size, fold->dev_size);
        ck_assert_uint_eq(tenor_corpus_size(part), fold->test_size);
        ck_assert_uint_eq(fold->train_size + fold->dev_size + fold->test_size, ROWS);
        ck_assert_uint_eq(fold->epochs, 2);
        ck_assert(fold->best_epoch == 1 || fold->best_epoch == 2);
        ck_assert_double_gt(fold->seconds, 0);
        tested += fold->test_size;
        sum += scores.accuracy;
        squares += scores.accuracy * scores.accuracy;
        tenor_report_free(report);
        tenor_model_free(model);
        tenor_trainer_free(trainer);
        tenor_corpus_free(rest);
        tenor_corpus_free(part);
    }
    ck_assert_uint_eq(tested, ROWS);
    ck_assert_uint_eq(result.folds, FOLDS);
    ck_assert_double_eq_tol(result.accuracy.mean, sum / FOLDS, 1e-12);
    ck_assert_double_eq_tol(result.accuracy.deviation, sqrt((squares - sum * sum / FOLDS) / (FOLDS - 1)), 1e-9);
    end();
}
END_TEST

typedef struct texts_seen {
    uint32_t folds[ROWS]; /* that tested a text; 0 for none */
    size_t right[FOLDS];
    size_t examples[FOLDS];
    size_t stop_at; /* texts */
    size_t calls;
} texts_seen;

static bool note_text(uint32_t fold, const tenor_evaluated *evaluated, void *user)
{
    texts_seen *seen = user;
    ck_assert_uint_lt(evaluated->example, ROWS);
    ck_assert_uint_eq(seen->folds[evaluated->example], 0);
    seen->folds[evaluated->example] = fold;
    seen->examples[fold - 1]++;
    seen->right[fold - 1] += evaluated->right;
    return ++seen->calls < seen->stop_at;
}

/* Each text is tested once, by the fold that did not see it. */
START_TEST(each_text_is_tested_once)
{
    begin();
    watch scores = {0};
    run(&scores);
    texts_seen seen = {.stop_at = SIZE_MAX};
    tenor_crossvalidation result = {.size = sizeof result};
    ck_assert_int_eq(tenor_crossvalidate_each(options, corpus, FOLDS, NULL, note_text, &seen, NULL, &result, NULL),
                     TENOR_OK);
    ck_assert_uint_eq(seen.calls, ROWS);
    for (size_t i = 0; i < FOLDS; i++) {
        tenor_corpus *rest;
        tenor_corpus *part;
        ck_assert_int_eq(tenor_corpus_fold(corpus, FOLDS, i, 1, NULL, &rest, &part, NULL), TENOR_OK);
        ck_assert_uint_eq(seen.examples[i], tenor_corpus_size(part));
        ck_assert_double_eq((double)seen.right[i] / (double)seen.examples[i], scores.scores[i].accuracy);
        tenor_corpus_free(rest);
        tenor_corpus_free(part);
    }
    seen = (texts_seen){.stop_at = 3};
    ck_assert_int_eq(tenor_crossvalidate_each(options, corpus, FOLDS, NULL, note_text, &seen, NULL, &result, NULL),
                     TENOR_INTERRUPTED);
    ck_assert_uint_eq(seen.calls, 3);
    end();
}
END_TEST

START_TEST(threads_do_not_change_a_score)
{
    begin();
    watch seen[4];
    static const char *const threads[] = {"1", "2", "3", "9"}; /* 9: more than folds, so that folds have several */
    for (size_t i = 0; i < 4; i++) {
        seen[i] = (watch){0};
        set("threads", threads[i]);
        run(&seen[i]);
        ck_assert_uint_eq(seen[i].done, FOLDS);
        for (size_t fold = 0; fold < FOLDS; fold++) {
            ck_assert_uint_eq(seen[i].folds[fold].fold, fold + 1);
            ck_assert_double_eq(seen[i].scores[fold].loss, seen[0].scores[fold].loss);
            ck_assert_uint_eq(seen[i].folds[fold].best_epoch, seen[0].folds[fold].best_epoch);
        }
    }
    set("seed", "2");
    seen[1] = (watch){0};
    run(&seen[1]);
    ck_assert_double_ne(seen[1].scores[0].loss, seen[0].scores[0].loss);
    end();
}
END_TEST

START_TEST(stopping_keeps_what_was_done)
{
    begin();
    for (size_t stop_at = 0; stop_at < 3; stop_at++) {
        watch seen = {.stop_at = stop_at};
        tenor_crossvalidation result = {.size = sizeof result};
        tenor_error error = {0};
        set("threads", stop_at == 2 ? "3" : "1");
        ck_assert_int_eq(tenor_crossvalidate(options, corpus, FOLDS, look, &seen, NULL, &result, &error),
                         TENOR_INTERRUPTED);
        ck_assert_ptr_nonnull(strstr(error.message, "stopped"));
        ck_assert_uint_eq(result.folds, seen.done);
        if (stop_at == 0) {
            ck_assert_uint_eq(seen.done, 0);
            ck_assert_double_eq(result.accuracy.mean, 0);
        } else {
            ck_assert_uint_ge(seen.done, stop_at);
        }
        if (seen.done == 1)
            ck_assert_double_eq(result.accuracy.deviation, 0);
    }
    end();
}
END_TEST

START_TEST(what_cannot_be_is_an_error)
{
    begin();
    tenor_crossvalidation result = {.size = sizeof result};
    tenor_error error = {0};
    tenor_corpus *other;
    for (size_t folds = 0; folds < 2; folds++)
        ck_assert_int_eq(tenor_crossvalidate(options, corpus, folds, NULL, NULL, NULL, &result, &error),
                         TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_crossvalidate(options, corpus, ROWS + 1, NULL, NULL, NULL, &result, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "74 folds are too many for 73 examples"));
    ck_assert_int_eq(tenor_crossvalidate(options, corpus, SIZE_MAX, NULL, NULL, NULL, &result, &error),
                     TENOR_INVALID_ARGUMENT);
    tenor_corpus_new(NULL, &other);
    ck_assert_int_eq(tenor_crossvalidate(options, other, 2, NULL, NULL, NULL, &result, &error), TENOR_BAD_DATA);
    for (size_t i = 0; i < 9; i++)
        add(other, "x", "lonely");
    ck_assert_int_eq(tenor_crossvalidate(options, other, 2, NULL, NULL, NULL, &result, &error), TENOR_BAD_DATA);
    ck_assert_msg(strstr(error.message, "fold 1: the training corpus has one label") != NULL, "%s", error.message);
    tenor_corpus_free(other);
    /* Of several folds that fail the first is named, at any number of threads. */
    set("optimizer", "sgd");
    set("lr", "1e30");
    set("cell", "rnn-relu");
    for (size_t i = 0; i < 2; i++) {
        set("threads", i == 0 ? "1" : "4");
        ck_assert_int_eq(tenor_crossvalidate(options, corpus, FOLDS, NULL, NULL, NULL, &result, &error),
                         TENOR_NOT_FINITE);
        ck_assert_msg(strncmp(error.message, "fold 1: epoch 1, step ", 22) == 0, "%s", error.message);
        ck_assert_uint_eq(result.folds, 0);
    }
    end();
}
END_TEST

/* A label of two examples is in each training part; one of a single example is never tested. NULL options are the
 * defaults. */
START_TEST(rare_labels)
{
    begin();
    tenor_crossvalidation result = {.size = sizeof result};
    tenor_error error = {0};
    watch seen = {.stop_at = SIZE_MAX};
    add(corpus, "the film was so-so", "neutral");
    add(corpus, "the book was so-so", "neutral");
    add(corpus, "the film was a riddle", "unsure");
    ck_assert_msg(tenor_crossvalidate(options, corpus, FOLDS, look, &seen, NULL, &result, &error) == TENOR_OK, "%s",
                  error.message);
    size_t tested = 0;
    for (size_t i = 0; i < FOLDS; i++)
        tested += seen.folds[i].test_size;
    ck_assert_uint_eq(tested, ROWS + 2);
    seen = (watch){.stop_at = 0};
    ck_assert_int_eq(tenor_crossvalidate(NULL, corpus, FOLDS, look, &seen, NULL, &result, &error), TENOR_INTERRUPTED);
    end();
}
END_TEST

START_TEST(every_failed_allocation_is_survived)
{
    begin();
    set("epochs", "1");
    set("threads", "2");
    tenor_corpus_free(corpus);
    corpus = make_corpus(24);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    size_t step = 1;
    for (size_t n = 1; status != TENOR_OK; n += step) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_crossvalidation result = {.size = sizeof result};
        tenor_error error = {0};
        status = tenor_crossvalidate(options, corpus, 2, NULL, NULL, &alloc, &result, &error);
        ck_assert_uint_eq(memory.alive, 0);
        ck_assert_msg(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY, "allocation %zu: %s", n, error.message);
        ck_assert_int_eq(error.status, status);
        step = n < 100 ? 1 : 7; /* the trainer's own have their test */
    }
    end();
}
END_TEST

CHECK_MAIN("search/crossvalidate", a_fold_is_a_training_that_never_saw_it, each_text_is_tested_once,
           threads_do_not_change_a_score, stopping_keeps_what_was_done, what_cannot_be_is_an_error, rare_labels,
           every_failed_allocation_is_survived)
