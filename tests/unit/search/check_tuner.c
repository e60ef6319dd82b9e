#include "check_main.h"

#include "sentences.h"

#include "base/failing.h"

#include "chosen.h"

#include <tenor_search.h>
#include <string.h>

enum { MOST_TRIALS = 40 };

static tenor_corpus *train;
static tenor_corpus *dev;

/* A network that is quick to train; dropout, lr and what else is not set are searched. */
static void begin(void)
{
    choose("hidden", "6", "layers", "1", "dim", "6", "batch", "16", "threads", "1", "seed", "3", NULL);
    train = make_corpus(50);
    dev = make_corpus(20);
    add(dev, "the meal was great but boring", "positive");
    add(dev, "the film was lovely and dreadful", "negative");
}

static void end(void)
{
    tenor_options_free(options);
    tenor_corpus_free(train);
    tenor_corpus_free(dev);
}

typedef struct seen_trial {
    tenor_trial trial; /* without what was lent for the call */
    tenor_progress progress;
    tenor_epoch score;
    char *changes; /* name=value of what differs from `options`, each with a space */
} seen_trial;

typedef struct watch {
    seen_trial trials[MOST_TRIALS];
    size_t ended;
    size_t looks;
    size_t stop_at;      /* trials ended; 0 for never */
    bool stop_in_course; /* of the one after, not at its end */
} watch;

static char *changes_of(const tenor_options *made)
{
    char text[500] = "";
    size_t used = 0;
    for (size_t i = 0; i < tenor_option_count(); i++) {
        const char *name = tenor_option(i)->name;
        const char *value = tenor_options_get(made, name);
        if (strcmp(value, tenor_options_get(options, name)) != 0)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s=%s ", name, value);
    }
    return strdup(text);
}

static bool look(const tenor_trial *trial, void *user)
{
    watch *seen = user;
    if (trial->end == TENOR_TRIAL_RUNNING) {
        seen->looks++;
        return !(seen->stop_in_course && seen->ended >= seen->stop_at);
    }
    ck_assert_uint_lt(seen->ended, MOST_TRIALS);
    seen->trials[seen->ended].changes = changes_of(trial->options);
    seen->trials[seen->ended].progress = *trial->progress;
    seen->trials[seen->ended].score = *trial->score;
    seen->trials[seen->ended++].trial = *trial;
    return seen->stop_in_course || seen->stop_at == 0 || seen->ended < seen->stop_at;
}

static void free_watch(watch *seen)
{
    for (size_t i = 0; i < seen->ended; i++)
        free(seen->trials[i].changes);
}

static tenor_tuner *make_tuner(void)
{
    tenor_tuner *tuner;
    ck_assert_int_eq(tenor_tuner_new(options, train, dev, NULL, &tuner, NULL), TENOR_OK);
    ck_assert_ptr_null(tenor_tuner_model(tuner));
    ck_assert_uint_eq(tenor_tuner_best(tuner)->trial, 0);
    return tuner;
}

static tenor_tuner *run(uint32_t trials, watch *seen)
{
    tenor_tuner *tuner = make_tuner();
    tenor_error error = {0};
    ck_assert_msg(tenor_tuner_run(tuner, &(tenor_tuner_limits){.size = sizeof(tenor_tuner_limits), .trials = trials},
                                  look, seen, &error) == TENOR_OK,
                  "%s", error.message);
    return tuner;
}

static char *pack_trained(const tenor_options *made, size_t *size)
{
    tenor_trainer *trainer;
    tenor_model *model;
    ck_assert_int_eq(tenor_trainer_new(made, train, dev, NULL, &trainer, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_trainer_run(trainer, NULL, NULL, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_trainer_model(trainer, &model, NULL), TENOR_OK);
    char *bytes = pack(model, size);
    tenor_model_free(model);
    tenor_trainer_free(trainer);
    return bytes;
}

/* The best is a trial that is whole, at least as good as the first, and what a trainer makes of its options. */
static void check_best(const tenor_tuner *tuner, const watch *seen)
{
    const tenor_trial best = *tenor_tuner_best(tuner);
    const seen_trial *told = &seen->trials[best.trial - 1];
    size_t sizes[2];
    ck_assert_int_eq(best.end, TENOR_TRIAL_WHOLE);
    ck_assert(told->trial.best);
    ck_assert_double_eq(told->score.dev_loss, best.score->dev_loss);
    for (size_t i = 0; i < seen->ended; i++) {
        const seen_trial *other = &seen->trials[i];
        const bool better =
            other->score.dev_accuracy > best.score->dev_accuracy ||
            (other->score.dev_accuracy == best.score->dev_accuracy && other->score.dev_loss < best.score->dev_loss);
        ck_assert(!better || other->trial.end != TENOR_TRIAL_WHOLE);
    }
    char *kept = pack(tenor_tuner_model(tuner), &sizes[0]);
    char *made = pack_trained(best.options, &sizes[1]);
    ck_assert_uint_eq(sizes[0], sizes[1]);
    ck_assert_int_eq(memcmp(kept, made, sizes[0]), 0);
    free(kept);
    free(made);
}

START_TEST(settings_race)
{
    begin();
    watch seen = {0};
    tenor_tuner *tuner = run(18, &seen);
    ck_assert_uint_eq(seen.ended, 18);
    ck_assert_uint_gt(seen.looks, 18); /* each has an epoch */
    ck_assert_str_eq(seen.trials[0].changes, "");
    ck_assert(seen.trials[0].trial.best);
    const uint32_t epochs = seen.trials[0].progress.epochs;
    ck_assert_uint_eq(epochs, 100); /* a small corpus */
    /* A bracket of 3 for a third and their best to the end; then one of 9, 3 and 1. */
    static const uint32_t shares[] = {1, 3, 3, 3, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 3, 3, 3, 1};
    for (size_t i = 0; i < seen.ended; i++) {
        const tenor_trial *trial = &seen.trials[i].trial;
        const char *named = strstr(seen.trials[i].changes, "epochs=");
        ck_assert_uint_eq(trial->trial, i + 1);
        ck_assert_int_eq(trial->end, TENOR_TRIAL_WHOLE);
        ck_assert_int_eq(named != NULL, shares[i] > 1);
        if (shares[i] > 1) {
            ck_assert_uint_eq(trial->epochs, (epochs + shares[i] - 1) / shares[i]);
            ck_assert_ptr_nonnull(strstr(seen.trials[i].changes, "patience=0"));
            ck_assert_uint_eq(strtoul(named + 7, NULL, 10), trial->epochs);
        }
        ck_assert_ptr_null(strstr(seen.trials[i].changes, "hidden"));
    }
    check_best(tuner, &seen);
    tenor_tuner_free(tuner);
    free_watch(&seen);
    end();
}
END_TEST

/* Which go on: the third that did best, in that order. */
START_TEST(the_best_go_on)
{
    begin();
    watch seen = {0};
    tenor_tuner *tuner = run(17, &seen);
    size_t after = 14;
    for (size_t rank = 0; rank < 3; rank++) {
        const char *went = seen.trials[after + rank].changes;
        size_t better = 0;
        size_t at = 5;
        char wanted[500];
        /* The same setting in the rung before has other epochs. */
        snprintf(wanted, sizeof wanted, "%s", went);
        for (; at < 14; at++) {
            const char *a = seen.trials[at].changes;
            const char *x = strstr(a, "epochs=");
            const char *y = strstr(went, "epochs=");
            if (x - a == y - went && strncmp(a, went, (size_t)(x - a)) == 0 &&
                strcmp(strchr(x, ' '), strchr(y, ' ')) == 0)
                break;
        }
        ck_assert_uint_lt(at, 14);
        const tenor_epoch *score = &seen.trials[at].score;
        for (size_t i = 5; i < 14; i++) {
            const tenor_epoch *other = &seen.trials[i].score;
            better += other->dev_accuracy > score->dev_accuracy ||
                      (other->dev_accuracy == score->dev_accuracy && other->dev_loss < score->dev_loss);
        }
        ck_assert_uint_eq(better, rank);
    }
    tenor_tuner_free(tuner);
    free_watch(&seen);
    end();
}
END_TEST

START_TEST(threads_do_not_change_a_trial)
{
    begin();
    watch seen[3];
    static const char *const threads[] = {"1", "3", "3"};
    char *bytes[3];
    size_t sizes[3];
    for (size_t i = 0; i < 3; i++) {
        seen[i] = (watch){0};
        set("threads", threads[i]);
        if (i == 2)
            set("seed", "4");
        tenor_tuner *tuner = run(9, &seen[i]);
        bytes[i] = pack(tenor_tuner_model(tuner), &sizes[i]);
        tenor_tuner_free(tuner);
    }
    for (size_t i = 0; i < 9; i++) {
        ck_assert_str_eq(seen[0].trials[i].changes, seen[1].trials[i].changes);
        ck_assert_double_eq(seen[0].trials[i].score.dev_loss, seen[1].trials[i].score.dev_loss);
    }
    ck_assert_uint_eq(sizes[0], sizes[1]);
    ck_assert_int_eq(memcmp(bytes[0], bytes[1], sizes[0]), 0);
    bool differs = false; /* another seed, another search */
    for (size_t i = 1; i < 9; i++)
        differs = differs || strcmp(seen[0].trials[i].changes, seen[2].trials[i].changes) != 0;
    ck_assert(differs);
    for (size_t i = 0; i < 3; i++) {
        free_watch(&seen[i]);
        free(bytes[i]);
    }
    end();
}
END_TEST

/* Epochs that are given stay: shares are then trainings that are stopped, and none of them is kept. */
START_TEST(epochs_that_are_given_stay)
{
    begin();
    watch seen = {0};
    set("epochs", "10");
    set("patience", "0");
    tenor_tuner *tuner = run(18, &seen);
    ck_assert_uint_eq(seen.ended, 18);
    static const uint32_t epochs[] = {10, 4, 4, 4, 10, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 4, 4, 10};
    for (size_t i = 0; i < seen.ended; i++) {
        const tenor_trial *trial = &seen.trials[i].trial;
        ck_assert_uint_eq(trial->epochs, epochs[i]);
        ck_assert_int_eq(trial->end, epochs[i] == 10 ? TENOR_TRIAL_WHOLE : TENOR_TRIAL_SHARE);
        ck_assert_ptr_null(strstr(seen.trials[i].changes, "epochs"));
        ck_assert(!trial->best || epochs[i] == 10);
    }
    check_best(tuner, &seen);
    tenor_tuner_free(tuner);
    free_watch(&seen);

    /* A single epoch has no shares: all contenders are whole at once, and none is trained again. */
    set("epochs", "1");
    seen = (watch){0};
    tuner = run(13, &seen);
    for (size_t i = 0; i < seen.ended; i++) {
        ck_assert_int_eq(seen.trials[i].trial.end, TENOR_TRIAL_WHOLE);
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(seen.trials[i].changes, seen.trials[j].changes);
    }
    check_best(tuner, &seen);
    tenor_tuner_free(tuner);
    free_watch(&seen);
    end();
}
END_TEST

START_TEST(it_ends_when_all_was_tried)
{
    begin();
    watch seen = {0};
    static const char *const searched[] = {
        "lr",     "cell",      "pooling", "dropout", "embedding-dropout", "word-dropout", "label-smoothing",
        "ngrams", "min-count", "mixout"};
    for (size_t i = 0; i < sizeof searched / sizeof searched[0]; i++)
        set(searched[i], tenor_options_get(options, searched[i]));
    set("epochs", "2");
    tenor_tuner *tuner = run(0, &seen);
    ck_assert_uint_eq(seen.ended, 1);
    ck_assert_int_eq(tenor_tuner_run(tuner, NULL, NULL, NULL, NULL), TENOR_INVALID_ARGUMENT);
    tenor_tuner_free(tuner);
    free_watch(&seen);
    end();
}
END_TEST

START_TEST(stopping_keeps_the_best)
{
    begin();
    for (size_t stop_at = 1; stop_at < 7; stop_at++) {
        watch seen = {.stop_at = stop_at, .stop_in_course = stop_at % 2 == 0};
        tenor_error error = {0};
        set("threads", stop_at > 4 ? "3" : "1");
        tenor_tuner *tuner = make_tuner();
        ck_assert_int_eq(tenor_tuner_run(tuner, NULL, look, &seen, &error), TENOR_INTERRUPTED);
        ck_assert_ptr_nonnull(strstr(error.message, "stopped"));
        ck_assert_uint_ge(seen.ended, stop_at);
        check_best(tuner, &seen);
        tenor_tuner_free(tuner);
        free_watch(&seen);
    }
    /* In the first trial: what it has come to. */
    watch seen = {.stop_in_course = true};
    tenor_tuner *tuner = make_tuner();
    ck_assert_int_eq(tenor_tuner_run(tuner, NULL, look, &seen, NULL), TENOR_INTERRUPTED);
    ck_assert_uint_eq(seen.ended, 1);
    ck_assert_int_eq(tenor_tuner_best(tuner)->end, TENOR_TRIAL_STOPPED);
    ck_assert_uint_eq(tenor_tuner_best(tuner)->trial, 1);
    ck_assert_ptr_nonnull(tenor_tuner_best(tuner)->options);
    ck_assert_ptr_nonnull(tenor_tuner_model(tuner));
    tenor_tuner_free(tuner);
    free_watch(&seen);
    end();
}
END_TEST

START_TEST(time_ends_it)
{
    begin();
    watch seen = {0};
    tenor_tuner *tuner = make_tuner();
    ck_assert_int_eq(tenor_tuner_run(tuner, &(tenor_tuner_limits){.size = sizeof(tenor_tuner_limits), .seconds = -1},
                                     look, &seen, NULL),
                     TENOR_INVALID_ARGUMENT);
    set("epochs", "1000000");
    set("patience", "0");
    tenor_tuner_free(tuner);
    tuner = make_tuner();
    ck_assert_int_eq(tenor_tuner_run(tuner, &(tenor_tuner_limits){.size = sizeof(tenor_tuner_limits), .seconds = 0.3},
                                     look, &seen, NULL),
                     TENOR_OK);
    ck_assert_uint_eq(seen.ended, 1);
    ck_assert_int_eq(seen.trials[0].trial.end, TENOR_TRIAL_STOPPED);
    ck_assert_uint_gt(seen.trials[0].trial.epochs, 0);
    ck_assert_int_eq(tenor_tuner_best(tuner)->end, TENOR_TRIAL_STOPPED);
    ck_assert_ptr_nonnull(tenor_tuner_model(tuner));
    tenor_tuner_free(tuner);
    free_watch(&seen);
    end();
}
END_TEST

/* A learning rate that is too large is no end of the search, unless it is that of all trials. */
START_TEST(what_is_not_finite_loses)
{
    begin();
    watch seen = {0};
    tenor_error error = {0};
    set("optimizer", "sgd");
    set("lr", "1e30");
    set("cell", "rnn-relu");
    tenor_tuner *tuner = make_tuner();
    ck_assert_int_eq(tenor_tuner_run(tuner, &(tenor_tuner_limits){.size = sizeof(tenor_tuner_limits), .trials = 6},
                                     look, &seen, &error),
                     TENOR_NOT_FINITE);
    ck_assert_ptr_nonnull(strstr(error.message, "epoch 1, step "));
    ck_assert_uint_eq(seen.ended, 6);
    for (size_t i = 0; i < seen.ended; i++)
        ck_assert_int_eq(seen.trials[i].trial.end, TENOR_TRIAL_FAILED);
    ck_assert_ptr_null(tenor_tuner_model(tuner));
    tenor_tuner_free(tuner);
    free_watch(&seen);
    end();
}
END_TEST

START_TEST(what_cannot_be_is_an_error)
{
    begin();
    watch seen = {0};
    tenor_error error = {0};
    set("vectors", "no such file");
    tenor_tuner *tuner = make_tuner();
    ck_assert_int_eq(tenor_tuner_run(tuner, NULL, look, &seen, &error), TENOR_NOT_FOUND);
    ck_assert_uint_eq(seen.ended, 0);
    ck_assert_ptr_null(tenor_tuner_model(tuner));
    tenor_tuner_free(tuner);
    end();
}
END_TEST

START_TEST(a_part_is_held_out)
{
    begin();
    watch seen = {0};
    set("epochs", "2");
    tenor_corpus_free(dev);
    dev = NULL;
    tenor_tuner *tuner = run(4, &seen);
    check_best(tuner, &seen);
    tenor_tuner_free(tuner);
    free_watch(&seen);
    end();
}
END_TEST

START_TEST(every_failed_allocation_is_survived)
{
    begin();
    set("epochs", "1");
    set("threads", "2");
    tenor_corpus_free(train);
    train = make_corpus(24);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    size_t step = 1;
    for (size_t n = 1; status != TENOR_OK; n += step) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_error error = {0};
        tenor_tuner *tuner;
        status = tenor_tuner_new(options, train, dev, &alloc, &tuner, &error);
        ck_assert_int_eq(tuner != NULL, status == TENOR_OK);
        if (status == TENOR_OK)
            status = tenor_tuner_run(tuner, &(tenor_tuner_limits){.size = sizeof(tenor_tuner_limits), .trials = 3},
                                     NULL, NULL, &error);
        ck_assert(status == TENOR_OUT_OF_MEMORY || (status == TENOR_OK && tenor_tuner_model(tuner)));
        ck_assert_int_eq(error.status, status);
        tenor_tuner_free(tuner);
        ck_assert_uint_eq(memory.alive, 0);
        step = n < 60 ? 1 : 11; /* the trainer's own have their test */
    }
    end();
}
END_TEST

CHECK_MAIN("search/tuner", settings_race, the_best_go_on, threads_do_not_change_a_trial, epochs_that_are_given_stay,
           it_ends_when_all_was_tried, stopping_keeps_the_best, time_ends_it, what_is_not_finite_loses,
           what_cannot_be_is_an_error, a_part_is_held_out, every_failed_allocation_is_survived)
