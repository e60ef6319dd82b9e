/* Corpora that models teach. */
#include "check_main.h"

#include "base/failing.h"
#include "chosen.h"

#include <tenor_train.h>

#include <math.h>
#include <stdio.h>

enum { TEXTS = 40 };

static char bytes[TEXTS][32];
static tenor_str texts[TEXTS];

static tenor_model *train(bool several, const char *seed)
{
    tenor_corpus *corpus;
    tenor_trainer *trainer;
    tenor_model *model;
    tenor_error error = {0};
    choose("hidden", "4", "dim", "4", "lr", "0.02", "epochs", "3", "min-count", "1", "seed", seed, NULL);
    ck_assert_int_eq(several ? tenor_corpus_new_multi_label(tenor_str_of("|"), NULL, &corpus, NULL)
                             : tenor_corpus_new(NULL, &corpus),
                     TENOR_OK);
    for (size_t i = 0; i < TEXTS; i++) {
        snprintf(bytes[i], sizeof bytes[i], "%s thing %zu", i % 2 ? "good" : "bad", i);
        texts[i] = tenor_str_of(bytes[i]);
        ck_assert_int_eq(tenor_corpus_add(corpus, texts[i], tenor_str_of(i % 2 ? "up" : "down"), NULL), TENOR_OK);
    }
    ck_assert_msg(tenor_trainer_new(options, corpus, NULL, NULL, &trainer, &error) == TENOR_OK, "%s", error.message);
    ck_assert_int_eq(tenor_trainer_run(trainer, NULL, NULL, &error), TENOR_OK);
    ck_assert_int_eq(tenor_trainer_model(trainer, &model, &error), TENOR_OK);
    tenor_trainer_free(trainer);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
    return model;
}

START_TEST(targets_are_the_models_probabilities)
{
    for (int several = 0; several < 2; several++) {
        tenor_model *models[2] = {train(several, "1"), train(several, "2")};
        const tenor_model *const teachers[2] = {models[0], models[1]};
        float p[2][TEXTS * 2];
        for (size_t t = 0; t < 2; t++)
            ck_assert_int_eq(tenor_predict(teachers[t], texts, TEXTS, 1, NULL, p[t], NULL), TENOR_OK);
        for (size_t count = 1; count <= 2; count++) {
            tenor_corpus *corpus;
            tenor_error error = {0};
            float soft[2];
            ck_assert_int_eq(tenor_teacher_corpus_new(teachers, count, texts, TEXTS, 2, NULL, &corpus, &error),
                             TENOR_OK);
            ck_assert_uint_eq(tenor_corpus_size(corpus), TEXTS);
            ck_assert_uint_eq(tenor_corpus_soft_target_count(corpus), TEXTS);
            for (size_t i = 0; i < TEXTS; i++) {
                ck_assert(tenor_corpus_probabilities(corpus, i, soft));
                for (size_t k = 0; k < 2; k++) {
                    const float mean = count == 1 ? p[0][2 * i + k] : (p[0][2 * i + k] + p[1][2 * i + k]) / 2;
                    ck_assert_float_eq_tol(soft[k], mean, 1e-6f);
                }
                size_t predicted[2];
                const size_t some = tenor_model_prediction(teachers[0], soft, predicted);
                ck_assert_uint_eq(tenor_corpus_example_label_count(corpus, i), some);
                for (size_t j = 0; j < some; j++)
                    ck_assert_uint_eq(tenor_corpus_example_label(corpus, i, j), predicted[j]);
            }
            tenor_corpus_free(corpus);
        }
        tenor_model_free(models[0]);
        tenor_model_free(models[1]);
    }
}
END_TEST

START_TEST(teachers_that_do_not_agree)
{
    tenor_model *one = train(false, "1");
    tenor_model *other = train(true, "1");
    const tenor_model *const teachers[2] = {one, other};
    tenor_corpus *corpus;
    tenor_error error = {0};
    ck_assert_int_eq(tenor_teacher_corpus_new(teachers, 2, texts, TEXTS, 1, NULL, &corpus, &error),
                     TENOR_INVALID_ARGUMENT);
    ck_assert_ptr_null(corpus);
    ck_assert_msg(strstr(error.message, "teacher 2 of 2") != NULL, "%s", error.message);
    ck_assert_int_eq(tenor_teacher_corpus_new(teachers, 0, texts, TEXTS, 1, NULL, &corpus, &error),
                     TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_teacher_corpus_new(NULL, 1, texts, TEXTS, 1, NULL, &corpus, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_teacher_corpus_new(teachers, 1, NULL, 0, 1, NULL, &corpus, &error), TENOR_OK);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 0);
    tenor_corpus_free(corpus);
    tenor_model_free(one);
    tenor_model_free(other);
}
END_TEST

START_TEST(memory)
{
    tenor_model *model = train(false, "1");
    const tenor_model *const teachers[1] = {model};
    bool done = false;
    for (size_t n = 1; !done; n++) {
        failing state = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor_corpus *corpus;
        const tenor_status status = tenor_teacher_corpus_new(teachers, 1, texts, TEXTS, 1, &alloc, &corpus, NULL);
        done = status == TENOR_OK;
        ck_assert(done || (status == TENOR_OUT_OF_MEMORY && !corpus));
        tenor_corpus_free(corpus);
        ck_assert_uint_eq(state.alive, 0);
    }
    tenor_model_free(model);
}
END_TEST

static tenor_corpus *label(size_t from, size_t to)
{
    tenor_corpus *corpus;
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    for (size_t i = from; i < to; i++)
        ck_assert_int_eq(tenor_corpus_add(corpus, texts[i], tenor_str_of(i % 2 ? "up" : "down"), NULL), TENOR_OK);
    return corpus;
}

START_TEST(sure_texts_are_added)
{
    tenor_model *model = train(false, "1");
    tenor_corpus *some = label(0, 10);
    tenor_corpus *dev = label(30, TEXTS);
    tenor_corpus *corpus;
    tenor_self_training_info info = {.size = sizeof info};
    tenor_error error = {0};
    float p[2];
    ck_assert_msg(tenor_self_training_corpus(model, some, dev, texts, TEXTS, 1, NULL, &corpus, &info, &error) ==
                      TENOR_OK,
                  "%s", error.message);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 10 + info.texts);
    ck_assert_uint_le(info.texts, 30); /* those of dev are none */
    ck_assert_uint_eq(tenor_corpus_soft_target_count(corpus), info.texts);
    for (size_t i = 0; i < 10; i++)
        ck_assert(!tenor_corpus_probabilities(corpus, i, p));
    for (size_t i = 10; i < tenor_corpus_size(corpus); i++) {
        ck_assert(tenor_corpus_probabilities(corpus, i, p));
        ck_assert_double_ge((double)fmaxf(p[0], p[1]), info.threshold);
        for (size_t j = 30; j < TEXTS; j++)
            ck_assert(!tenor_str_equal(tenor_corpus_text(corpus, i), texts[j]));
    }
    tenor_corpus_free(corpus);
    ck_assert_int_eq(tenor_self_training_corpus(model, some, NULL, texts, TEXTS, 1, NULL, &corpus, NULL, &error),
                     TENOR_INVALID_ARGUMENT);
    bool done = false;
    for (size_t n = 1; !done; n++) {
        failing state = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&state);
        const tenor_status status =
            tenor_self_training_corpus(model, some, dev, texts, TEXTS, 1, &alloc, &corpus, NULL, NULL);
        done = status == TENOR_OK;
        ck_assert(done || (status == TENOR_OUT_OF_MEMORY && !corpus));
        tenor_corpus_free(corpus);
        ck_assert_uint_eq(state.alive, 0);
    }
    tenor_corpus_free(some);
    tenor_corpus_free(dev);
    tenor_model_free(model);
}
END_TEST

CHECK_MAIN("train/teach", sure_texts_are_added, targets_are_the_models_probabilities, teachers_that_do_not_agree,
           memory)
