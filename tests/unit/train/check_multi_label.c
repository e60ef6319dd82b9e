/* The trainer on texts with several labels, and thresholds where each has one. */
#include "check_main.h"

#include "eval/thresholds.h"
#include "train/trainer.h"

#include "chosen.h"

#include <stdio.h>
#include <string.h>

static const char *const topics[] = {"food", "price", "room"};

/* Each topic is named by a word; an eighth of the texts is about none. Of the texts with the same words one in `share`
 * has the labels that these name, the others have none. */
static tenor_corpus *make_some(size_t count, size_t share)
{
    tenor_corpus *corpus;
    ck_assert_int_eq(tenor_corpus_new_multi_label(tenor_str_of("|"), NULL, &corpus, NULL), TENOR_OK);
    for (size_t i = 0; i < count; i++) {
        static const char *const words[] = {"soup", "cheap", "bed"};
        tenor_str labels[3];
        char text[64] = "we liked the";
        size_t labels_here = 0;
        for (size_t k = 0; k < 3; k++) {
            const bool named = (i >> k & 1) != 0;
            if (named)
                strcat(strcat(text, " "), words[k]);
            if (named && i / 8 % share == 0)
                labels[labels_here++] = tenor_str_of(topics[k]);
        }
        ck_assert_int_eq(tenor_corpus_add_labels(corpus, tenor_str_of(text), labels, labels_here, NULL), TENOR_OK);
    }
    return corpus;
}

static tenor_corpus *make_corpus(size_t count)
{
    return make_some(count, 1);
}

static void begin(void)
{
    choose("hidden", "8", "dim", "8", "lr", "0.02", "epochs", "20", "patience", "0", "min-count", "1", NULL);
}

static tenor_status train(const tenor_corpus *corpus, const tenor_corpus *dev, tenor_model **model, tenor_error *error)
{
    tenor_trainer *trainer;
    tenor_status status = tenor_trainer_new(options, corpus, dev, NULL, &trainer, error);
    *model = NULL;
    if (status == TENOR_OK)
        status = tenor_trainer_run(trainer, NULL, NULL, error);
    if (status == TENOR_OK)
        status = tenor_trainer_model(trainer, model, error);
    tenor_trainer_free(trainer);
    return status;
}

START_TEST(it_learns)
{
    begin();
    tenor_corpus *corpus = make_corpus(160);
    tenor_model *model;
    tenor_error error = {0};
    tenor_report *report;
    ck_assert_msg(train(corpus, NULL, &model, &error) == TENOR_OK, "%s", error.message);
    ck_assert(tenor_model_multi_label(model) && tenor_model_separator(model).data[0] == '|');
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    ck_assert(info.has_thresholds && !info.has_polarity);
    ck_assert_int_eq(tenor_evaluate(model, corpus, 2, NULL, &report, &error), TENOR_OK);
    ck_assert_double_eq(tenor_report_scores(report)->accuracy, 1);
    ck_assert_double_eq(tenor_report_scores(report)->micro_f1, 1);
    tenor_report_free(report);
    tenor_model_free(model);
    set("thresholds", "none");
    ck_assert_int_eq(train(corpus, NULL, &model, &error), TENOR_OK);
    tenor_model_describe(model, &info);
    ck_assert(!info.has_thresholds);
    ck_assert_float_eq(tenor_model_threshold(model, 0), 0.5f);
    /* What evaluate finds on dev is what the trainer found, where no thresholds come between. */
    tenor_model_free(model);
    ck_assert_int_eq(train(corpus, corpus, &model, &error), TENOR_OK);
    ck_assert_int_eq(tenor_evaluate(model, corpus, 2, NULL, &report, &error), TENOR_OK);
    const tenor_scores scores = *tenor_report_scores(report);
    bool found = false;
    for (size_t i = 0; i < tenor_model_epoch_count(model); i++) {
        const tenor_epoch epoch = *tenor_model_epoch(model, i);
        found = found || (epoch.dev_accuracy == scores.accuracy && epoch.dev_macro_f1 == scores.macro_f1 &&
                          epoch.dev_loss - scores.loss < 1e-9 && scores.loss - epoch.dev_loss < 1e-9);
    }
    ck_assert(found);
    tenor_report_free(report);
    tenor_model_free(model);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
}
END_TEST

/* Thresholds are those of the probabilities that the saved model gives, whatever goes into them. */
START_TEST(thresholds_are_those_of_the_models_probabilities)
{
    enum { TEXTS = 96 };
    begin();
    set("epochs", "1");
    tenor_corpus *corpus = make_some(TEXTS, 3);
    tenor_model *model;
    tenor_session *session;
    float probabilities[TEXTS * 3];
    float thresholds[3];
    uint32_t labels[TEXTS * 3];
    size_t begins[TEXTS + 1];
    size_t all = 0;
    ck_assert_int_eq(train(corpus, corpus, &model, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_session_new(model, NULL, &session), TENOR_OK);
    for (size_t i = 0; i < TEXTS; i++) {
        begins[i] = all;
        for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, i); j++)
            labels[all++] = (uint32_t)tenor_corpus_example_label(corpus, i, j);
        ck_assert_int_eq(tenor_classify(session, tenor_corpus_text(corpus, i), probabilities + i * 3), TENOR_OK);
    }
    begins[TEXTS] = all;
    const tenor__label_sets targets = {.count = TEXTS, .labels = labels, .begins = begins};
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    ck_assert(tenor__thresholds_fit_each(&(tenor__fitting){probabilities, &targets, 3}, &alloc, thresholds));
    for (size_t k = 0; k < 3; k++)
        ck_assert_float_eq_tol(tenor_model_threshold(model, k), thresholds[k], 1e-4f);
    /* They are not at 0.5 for nothing else to be found out. */
    ck_assert(thresholds[0] != 0.5f || thresholds[1] != 0.5f || thresholds[2] != 0.5f);
    tenor_session_free(session);
    tenor_model_free(model);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
}
END_TEST

START_TEST(threads_do_not_change_a_bit)
{
    begin();
    set("epochs", "3");
    set("class-weights", "balanced");
    set("label-smoothing", "0.1");
    tenor_corpus *corpus = make_corpus(100);
    tenor_model *models[3];
    static const char *const threads[] = {"1", "2", "5"};
    for (size_t m = 0; m < 3; m++) {
        set("threads", threads[m]);
        ck_assert_int_eq(train(corpus, NULL, &models[m], NULL), TENOR_OK);
        ck_assert_uint_eq(tenor_model_epoch_count(models[m]), tenor_model_epoch_count(models[0]));
        for (size_t i = 0; i < tenor_model_epoch_count(models[0]); i++) {
            const tenor_epoch a = *tenor_model_epoch(models[0], i);
            const tenor_epoch b = *tenor_model_epoch(models[m], i);
            ck_assert(a.train_loss == b.train_loss && a.dev_loss == b.dev_loss && a.dev_accuracy == b.dev_accuracy &&
                      a.dev_macro_f1 == b.dev_macro_f1);
        }
        for (size_t k = 0; k < 3; k++)
            ck_assert_float_eq(tenor_model_threshold(models[m], k), tenor_model_threshold(models[0], k));
    }
    for (size_t m = 0; m < 3; m++)
        tenor_model_free(models[m]);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
}
END_TEST

START_TEST(what_does_not_go_together)
{
    begin();
    tenor_corpus *several = make_corpus(40);
    tenor_corpus *one;
    tenor_corpus *none;
    tenor_model *model;
    tenor_error error;
    ck_assert_int_eq(tenor_corpus_new(NULL, &one), TENOR_OK);
    for (size_t i = 0; i < 20; i++)
        ck_assert_int_eq(tenor_corpus_add(one, tenor_str_of("soup"), tenor_str_of(topics[i % 3]), NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_new_multi_label(tenor_str_of("|"), NULL, &none, NULL), TENOR_OK);
    ck_assert_int_eq(train(several, one, &model, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "training corpus has several labels a text"));
    ck_assert_int_eq(train(one, several, &model, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "dev corpus has several labels a text"));
    ck_assert_int_eq(train(none, NULL, &model, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "no examples"));
    ck_assert_int_eq(tenor_corpus_add_labels(none, tenor_str_of("x"), NULL, 0, NULL), TENOR_OK);
    ck_assert_int_eq(train(none, NULL, &model, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "no text of the training corpus has a label"));
    set("polarity", "food=1,price=0,room=-1");
    ck_assert_int_eq(train(several, NULL, &model, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(error.message, "polarity"));
    tenor_corpus_free(none);
    tenor_corpus_free(one);
    tenor_corpus_free(several);
    tenor_options_free(options);
}
END_TEST

/* One label a text: thresholds only when they are asked for, and then they are the answers'. */
START_TEST(thresholds_for_one_label)
{
    begin();
    set("epochs", "2");
    tenor_corpus *corpus;
    tenor_model *model;
    tenor_model_info info = {.size = sizeof info};
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    for (size_t i = 0; i < 200; i++)
        ck_assert_int_eq(tenor_corpus_add(corpus, tenor_str_of(i % 3 ? "a bed" : "a soup"),
                                          tenor_str_of(i % 10 == 0 ? "rare" : "frequent"), NULL),
                         TENOR_OK);
    ck_assert_int_eq(train(corpus, corpus, &model, NULL), TENOR_OK);
    tenor_model_describe(model, &info);
    ck_assert(!info.has_thresholds);
    tenor_report *plain;
    tenor_report *fitted;
    ck_assert_int_eq(tenor_evaluate(model, corpus, 2, NULL, &plain, NULL), TENOR_OK);
    tenor_model_free(model);
    set("thresholds", "fit");
    ck_assert_int_eq(train(corpus, corpus, &model, NULL), TENOR_OK);
    tenor_model_describe(model, &info);
    ck_assert(info.has_thresholds && !tenor_model_multi_label(model));
    ck_assert_float_eq_tol(tenor_model_threshold(model, 0) + tenor_model_threshold(model, 1), 1, 1e-5f);
    ck_assert_int_eq(tenor_evaluate(model, corpus, 2, NULL, &fitted, NULL), TENOR_OK);
    ck_assert_double_ge(tenor_report_scores(fitted)->macro_f1, tenor_report_scores(plain)->macro_f1);
    ck_assert_double_eq(tenor_report_scores(fitted)->loss, tenor_report_scores(plain)->loss);
    tenor_report_free(plain);
    tenor_report_free(fitted);
    tenor_model_free(model);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
}
END_TEST

START_TEST(no_text_of_dev_may_have_a_label)
{
    begin();
    set("epochs", "1");
    tenor_corpus *corpus = make_corpus(64);
    tenor_corpus *dev;
    ck_assert_int_eq(tenor_corpus_new_multi_label(tenor_str_of("|"), NULL, &dev, NULL), TENOR_OK);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(tenor_corpus_add_labels(dev, tenor_str_of("we liked the view"), NULL, 0, NULL), TENOR_OK);
    tenor_model *model;
    tenor_error error = {0};
    ck_assert_msg(train(corpus, dev, &model, &error) == TENOR_OK, "%s", error.message);
    tenor_model_free(model);
    tenor_corpus_free(dev);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
}
END_TEST

/* More numbers than thresholds are fitted to: said before training, not after. */
START_TEST(thresholds_that_would_take_too_much_are_refused_at_once)
{
    enum { TEXTS = 1 << 16, DEV = (1 << 11) + 1 };
    begin();
    tenor_corpus *corpora[2];
    for (int c = 0; c < 2; c++) {
        ck_assert_int_eq(tenor_corpus_new(NULL, &corpora[c]), TENOR_OK);
        for (int i = 0; i < (c == 0 ? TEXTS : DEV); i++) {
            char label[16];
            snprintf(label, sizeof label, "L%d", i);
            ck_assert_int_eq(tenor_corpus_add(corpora[c], tenor_str_of("word"), tenor_str_of(label), NULL), TENOR_OK);
        }
    }
    tenor_trainer *trainer;
    tenor_error error = {0};
    set("thresholds", "fit");
    ck_assert_int_eq(tenor_trainer_new(options, corpora[0], corpora[1], NULL, &trainer, &error), TENOR_TOO_LARGE);
    ck_assert_ptr_nonnull(strstr(error.message, "65536 labels on 2049 dev examples"));
    tenor_corpus_free(corpora[0]);
    tenor_corpus_free(corpora[1]);
    tenor_options_free(options);
}
END_TEST

CHECK_MAIN("train/multi_label", it_learns, thresholds_are_those_of_the_models_probabilities,
           threads_do_not_change_a_bit, what_does_not_go_together, thresholds_for_one_label,
           no_text_of_dev_may_have_a_label, thresholds_that_would_take_too_much_are_refused_at_once)
