/* Training that goes on from a model. */
#include "budget.h"
#include "check_main.h"

#include "model/model.h"
#include "train/trainer.h"

#include "train/small_training.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PROBES = 6 };

static const tenor_str probes[PROBES] = {
    {"The hotel was superb", 20}, {"awful", 5}, {"", 0}, {"breakfast in the hotel breakfast", 32}, {"zzz yyy", 7},
    {"The film was bad", 16},
};

static tenor_model *finish(tenor_trainer *trainer, bool run)
{
    tenor_error error = {0};
    tenor_model *model;
    if (run)
        ck_assert_msg(tenor_trainer_run(trainer, NULL, NULL, &error) == TENOR_OK, "%s", error.message);
    ck_assert_msg(tenor_trainer_model(trainer, &model, &error) == TENOR_OK, "%s", error.message);
    tenor_trainer_free(trainer);
    return model;
}

static tenor_model *train_base(void)
{
    tenor_trainer *trainer;
    ck_assert_int_eq(tenor_trainer_new(options, train, dev, NULL, &trainer, NULL), TENOR_OK);
    return finish(trainer, true);
}

static tenor_trainer *go_on(const tenor_model *base, const tenor_corpus *more)
{
    tenor_error error = {0};
    tenor_trainer *trainer;
    ck_assert_msg(tenor_trainer_new_from(base, options, more, dev, NULL, &trainer, &error) == TENOR_OK, "%s",
                  error.message);
    return trainer;
}

static void predict(const tenor_model *model, float *p)
{
    ck_assert_int_eq(tenor_predict(model, probes, PROBES, 1, NULL, p, NULL), TENOR_OK);
}

/* The same texts, two new words, and with a label some texts of it. */
static tenor_corpus *make_more(const char *label)
{
    tenor_corpus *more = make_corpus(40);
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(tenor_corpus_add(more, tenor_str_of("breakfast and zzz"),
                                          label ? tenor_str_of(label) : tenor_corpus_label_name(more, 0), NULL),
                         TENOR_OK);
    return more;
}

START_TEST(before_the_first_epoch_it_is_the_model)
{
    begin();
    tenor_model *base = train_base();
    tenor_corpus *more = make_more(NULL);
    tenor_trainer *trainer = go_on(base, more);
    ck_assert_uint_gt(tenor_vocab_size(trainer->vocabulary.vocab), tenor_vocab_size(tenor_model_vocab(base)));
    tenor_model *same = finish(trainer, false);
    float a[PROBES * 2], b[PROBES * 2];
    predict(base, a);
    predict(same, b);
    ck_assert_mem_eq(a, b, sizeof a);
    tenor_model_free(base);
    tenor_model_free(same);
    tenor_corpus_free(more);
    end();
}
END_TEST

START_TEST(new_labels_start_with_their_share)
{
    begin();
    tenor_model *base = train_base();
    tenor_corpus *more = make_more("between");
    tenor_model *grown = finish(go_on(base, more), false);
    float a[PROBES * 2], b[PROBES * 3], all[50 * 3];
    tenor_str texts[50];
    ck_assert_uint_eq(tenor_model_label_count(grown), 3);
    ck_assert(tenor_str_equal(tenor_model_label(grown, 2), tenor_str_of("between"))); /* after those of the model */
    for (size_t i = 0; i < 50; i++)
        texts[i] = tenor_corpus_text(more, i);
    ck_assert_int_eq(tenor_predict(grown, texts, 50, 1, NULL, all, NULL), TENOR_OK);
    double odds = 0;
    for (size_t i = 0; i < 50; i++)
        odds += log((double)all[i * 3 + 2]) / 50;
    ck_assert_double_eq_tol(exp(odds), 0.2, 0.05);
    predict(base, a);
    predict(grown, b);
    for (size_t i = 0; i < PROBES; i++) /* the old labels keep their proportions */
        ck_assert_float_eq_tol(b[i * 3] / b[i * 3 + 1], a[i * 2] / a[i * 2 + 1], 1e-3f * a[i * 2] / a[i * 2 + 1]);
    tenor_model_free(base);
    tenor_model_free(grown);
    tenor_corpus_free(more);
    end();
}
END_TEST

START_TEST(it_learns_more)
{
    begin();
    tenor_model *base = train_base();
    tenor_corpus *more = make_more("between");
    tenor_corpus_free(dev);
    dev = make_more("between");
    set("epochs", "12");
    tenor_model *one = finish(go_on(base, more), true);
    set("threads", "3");
    tenor_model *three = finish(go_on(base, more), true);
    tenor_report *report;
    float a[PROBES * 3], b[PROBES * 3];
    ck_assert_int_eq(tenor_evaluate(one, dev, 1, NULL, &report, NULL), TENOR_OK);
    ck_assert_double_gt(tenor_report_scores(report)->accuracy, 0.9);
    predict(one, a);
    predict(three, b);
    ck_assert_mem_eq(a, b, sizeof a);
    tenor_report_free(report);
    tenor_model_free(base);
    tenor_model_free(one);
    tenor_model_free(three);
    tenor_corpus_free(more);
    end();
}
END_TEST

/* Values of the block that differ, in tensors of the recurrent layers and in others. */
static void count_moved(const tenor_model *a, const tenor_model *b, size_t moved[2])
{
    moved[0] = moved[1] = 0;
    for (size_t i = 1; i < tenor__network_tensor_count(a->network); i++) {
        const tenor__tensor *tensor = tenor__network_tensor(a->network, i);
        for (size_t j = 0; j < tensor->size; j++)
            moved[strncmp(tensor->name, "rnn.", 4) != 0] +=
                a->parameters.block[tensor->offset + j] != b->parameters.block[tensor->offset + j];
    }
}

START_TEST(what_is_fixed_stays)
{
    begin();
    tenor_model *base = train_base();
    const size_t size = base->config.network.words * base->config.network.dim * sizeof(float);
    static const char *const parts[] = {"none", "embedding", "layers"};
    tenor_corpus *one_label;
    ck_assert_int_eq(tenor_corpus_new(NULL, &one_label), TENOR_OK); /* is enough, beside those of the model */
    for (int i = 0; i < 30; i++)
        ck_assert_int_eq(tenor_corpus_add(one_label, tenor_str_of("The hotel was superb"), tenor_str_of("other"), NULL),
                         TENOR_OK);
    tenor_corpus_free(dev);
    ck_assert_int_eq(tenor_corpus_new(NULL, &dev), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_add(dev, tenor_str_of("The hotel"), tenor_str_of("other"), NULL), TENOR_OK);
    for (size_t i = 0; i < 3; i++) {
        size_t moved[2];
        set("fixed", parts[i]);
        tenor_model *model = finish(go_on(base, one_label), true);
        const bool same = memcmp(model->parameters.embedding, base->parameters.embedding, size) == 0;
        count_moved(base, model, moved);
        ck_assert_int_eq(same, i > 0);
        ck_assert_int_eq(moved[0] == 0, i == 2);
        ck_assert_uint_gt(moved[1], 0);
        tenor_model_free(model);
    }
    tenor_model_free(base);
    tenor_corpus_free(one_label);
    end();
}
END_TEST

/* Has the model say that it was trained with another value than it was. */
static void record(tenor_model *model, const char *option, const char *value)
{
    for (size_t i = 0; i < model->config.option_count; i++)
        if (tenor_str_is(model->config.options[i].fact.name, option))
            model->config.options[i].fact.value = tenor_str_of(value);
}

static void refuse(const tenor_model *base, const tenor_corpus *more, tenor_status status, const char *message)
{
    tenor_trainer *trainer;
    tenor_error error = {0};
    ck_assert_int_eq(tenor_trainer_new_from(base, options, more, dev, NULL, &trainer, &error), status);
    ck_assert_msg(!trainer && strstr(error.message, message), "%s", error.message);
}

START_TEST(recorded_options_are_not_believed)
{
    begin();
    tenor_model *base = train_base();
    float before[2];
    float after[2];
    record(base, "dim", "2");
    set("dim", "2");
    tenor_model *same = finish(go_on(base, train), false);
    ck_assert_int_eq(tenor_predict(base, probes, 1, 1, NULL, before, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_predict(same, probes, 1, 1, NULL, after, NULL), TENOR_OK);
    ck_assert_mem_eq(before, after, sizeof before);
    tenor_model_free(same);
    record(base, "layers", "many");
    refuse(base, train, TENOR_BAD_MODEL, "records option 'layers' as \"many\"");
    tenor_model_free(base);
    end();
}
END_TEST

START_TEST(what_differs_is_refused)
{
    begin();
    tenor_model *base = train_base();
    tenor_corpus *several;
    refuse(NULL, train, TENOR_INVALID_ARGUMENT, "must not be NULL");
    set("hidden", "9");
    refuse(base, train, TENOR_INVALID_ARGUMENT, "option 'hidden' is 9, and the model to go on from has 8");
    set("hidden", "8");
    set("vectors", "some.txt");
    refuse(base, train, TENOR_INVALID_ARGUMENT, "leave option 'vectors' out");
    set("vectors", "");
    ck_assert_int_eq(tenor_corpus_new_multi_label(tenor_str_of("|"), NULL, &several, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_add_labels(several, tenor_str_of("a"), &(tenor_str){"x", 1}, 1, NULL), TENOR_OK);
    refuse(base, several, TENOR_BAD_DATA, "several labels a text");
    ck_assert_int_eq(tenor_corpus_add(dev, tenor_str_of("a"), tenor_str_of("strange"), NULL), TENOR_OK);
    refuse(base, train, TENOR_BAD_DATA, "neither in the training corpus nor in the model");
    tenor_corpus_free(several);
    tenor_model_free(base);
    end();
}
END_TEST

START_TEST(every_failed_allocation_is_survived)
{
    begin();
    tenor_model *base = train_base();
    tenor_corpus *more = make_more("between");
    for (size_t n = 0;; n++) {
        budget limit = {.left = n, .busy = ATOMIC_FLAG_INIT};
        const tenor_alloc alloc = {resize_within, &limit};
        tenor_error error = {0};
        tenor_trainer *trainer;
        const tenor_status status = tenor_trainer_new_from(base, options, more, dev, &alloc, &trainer, &error);
        ck_assert_int_eq(trainer != NULL, status == TENOR_OK);
        tenor_trainer_free(trainer);
        ck_assert_uint_eq(limit.held, 0);
        if (status == TENOR_OK)
            break;
        ck_assert_msg(status == TENOR_OUT_OF_MEMORY && error.status == status, "allocation %zu: %s", n, error.message);
        ck_assert_uint_lt(n, 5000);
    }
    tenor_model_free(base);
    tenor_corpus_free(more);
    end();
}
END_TEST

CHECK_MAIN("train/trainer_from", recorded_options_are_not_believed, before_the_first_epoch_it_is_the_model,
           new_labels_start_with_their_share, it_learns_more, what_is_fixed_stays, what_differs_is_refused,
           every_failed_allocation_is_survived)
