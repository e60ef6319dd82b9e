#include "check_main.h"
#include "fixture.h"

#include "model/prediction.h"

#include <math.h>
#include <stdio.h>

enum { LABELS = 3 };

/* The fixture's model with a sigmoid head; thresholds may be NULL. */
static tenor_model *several(float *thresholds)
{
    tenor_vocab *vocab = fixture_vocab();
    tenor__model_config config = fixture_config("gru", tenor_vocab_size(vocab));
    config.network.head = TENOR__HEAD_SIGMOID;
    config.polarities = NULL;
    config.separator = str(" / ");
    config.thresholds = thresholds;
    tenor__parameters parameters;
    const float *ngrams;
    float *numbers = fixture_parameters(&config, &parameters, &ngrams);
    tenor_model *model;
    tenor_error error;
    ck_assert_msg(tenor__model_new(&config, vocab, parameters, ngrams, NULL, &model, &error) == TENOR_OK, "%s",
                  error.message);
    free(numbers);
    tenor_vocab_free(vocab);
    return model;
}

static void assert_answer(const tenor_model *model, const float *probabilities, const char *expected)
{
    size_t labels[LABELS];
    char text[32] = "";
    const size_t count = tenor_model_prediction(model, probabilities, labels);
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%zu", labels[i]);
    ck_assert_str_eq(text, expected);
}

START_TEST(one_label)
{
    tenor_model *model = fixture_model("gru");
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    ck_assert(!tenor_model_multi_label(model) && !info.has_thresholds);
    ck_assert_uint_eq(tenor_model_separator(model).size, 0);
    ck_assert_float_eq_tol(tenor_model_threshold(model, 1), 1.0f / 3, 1e-7f);
    assert_answer(model, (float[]){0.2f, 0.5f, 0.3f}, "1");
    assert_answer(model, (float[]){0.4f, 0.2f, 0.4f}, "0");
    float thresholds[] = {0.5f, 0.4f, 0.1f};
    model->config.thresholds = thresholds;
    assert_answer(model, (float[]){0.5f, 0.4f, 0.1f}, "0"); /* all alike */
    assert_answer(model, (float[]){0.45f, 0.44f, 0.11f}, "1");
    assert_answer(model, (float[]){0.4f, 0.4f, 0.2f}, "2");
    ck_assert_float_eq(tenor_model_threshold(model, 2), 0.1f);
    tenor_model_describe(model, &info);
    ck_assert(info.has_thresholds);
    tenor_model_free(model);
}
END_TEST

START_TEST(any_number_of_labels)
{
    tenor_model *model = several(NULL);
    ck_assert(tenor_model_multi_label(model));
    ck_assert_uint_eq(tenor_model_separator(model).size, 3);
    ck_assert_float_eq(tenor_model_threshold(model, 0), 0.5f);
    assert_answer(model, (float[]){0.5f, 0.49f, 1}, "02");
    assert_answer(model, (float[]){0.1f, 0.2f, 0.3f}, "");
    tenor_model_free(model);
    float thresholds[] = {0.6f, 0.1f, 1};
    model = several(thresholds);
    assert_answer(model, (float[]){0.59f, 0.1f, 0.99f}, "1");
    assert_answer(model, (float[]){1, 1, 1}, "012");
    float polarity;
    ck_assert_int_eq(tenor_polarity(model, (float[]){1, 1, 1}, &polarity), TENOR_NO_POLARITY);
    tenor_model_free(model);
}
END_TEST

/* Its probabilities are the sigmoids of the logits whose softmax the same network with that head gives. */
START_TEST(probabilities_are_sigmoids)
{
    tenor_model *model = several(NULL);
    tenor_model *other = fixture_model("gru");
    tenor_session *session;
    tenor_session *other_session;
    float p[LABELS];
    float q[LABELS];
    ck_assert_int_eq(tenor_session_new(model, NULL, &session), TENOR_OK);
    ck_assert_int_eq(tenor_session_new(other, NULL, &other_session), TENOR_OK);
    ck_assert_int_eq(tenor_classify(session, str("good film, bad plot"), p), TENOR_OK);
    ck_assert_int_eq(tenor_classify(other_session, str("good film, bad plot"), q), TENOR_OK);
    double sum = 0;
    for (size_t k = 0; k < LABELS; k++)
        sum += (double)p[k] / (1 - (double)p[k]);
    for (size_t k = 0; k < LABELS; k++)
        ck_assert_double_eq_tol((double)p[k] / (1 - (double)p[k]) / sum, (double)q[k], 1e-5);
    tenor_session_free(session);
    tenor_session_free(other_session);
    tenor_model_free(model);
    tenor_model_free(other);
}
END_TEST

START_TEST(what_is_written_is_read_back)
{
    float thresholds[] = {0.25f, 0.1f, 1};
    tenor_model *model = several(thresholds);
    tenor__buffer text;
    tenor__buffer_init(&text, NULL);
    tenor__model_config_write(&model->config, &text);
    tenor__buffer_add_byte(&text, '\0');
    ck_assert_ptr_nonnull(strstr(text.data, "\n  \"separator\": \" / \",\n  \"thresholds\": [0.25, 0.1, 1],\n"));
    ck_assert_ptr_nonnull(strstr(text.data, "\"head\": \"sigmoid\""));
    tenor__model_config read;
    tenor__model_config_init(&read, NULL);
    ck_assert_int_eq(tenor__model_config_read((tenor_str){text.data, text.size - 1}, &read, NULL), TENOR_OK);
    ck_assert(read.network.head == TENOR__HEAD_SIGMOID && read.separator.size == 3);
    ck_assert_mem_eq(read.thresholds, thresholds, sizeof thresholds);
    tenor__model_config_free(&read);
    tenor__buffer_free(&text);
    tenor_model_free(model);
}
END_TEST

START_TEST(the_answer_is_the_first_of_the_highest)
{
    ck_assert_uint_eq(tenor__prediction_label((const float[]){0.2f, 0.5f, 0.3f}, NULL, 3), 1);
    ck_assert_uint_eq(tenor__prediction_label((const float[]){0.4f, 0.2f, 0.4f}, NULL, 3), 0);
    ck_assert_uint_eq(tenor__prediction_label((const float[]){0.5f, 0.5f}, NULL, 2), 0);
    ck_assert_uint_eq(tenor__prediction_label((const float[]){1.0f}, NULL, 1), 0);
}
END_TEST

CHECK_MAIN("model/prediction", the_answer_is_the_first_of_the_highest, one_label, any_number_of_labels,
           probabilities_are_sigmoids, what_is_written_is_read_back)
