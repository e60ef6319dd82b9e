#include "check_main.h"
#include "data/corpus.h"
#include "eval/calibration.h"
#include "model/fixture.h"
#include "model/model.h"
#include "model/prediction.h"

#include <math.h>
#include <stdio.h>
#include <tenor_train.h>

static void add(tenor_corpus *corpus, const char *text, const char *label)
{
    ck_assert_int_eq(tenor_corpus_add(corpus, str(text), str(label), NULL), TENOR_OK);
}

/* Texts of zero to forty words, more of them than a batch holds, of two of the model's three labels. */
static tenor_corpus *example(void)
{
    static const char *const words[] = {"good ", "bad ", "film ", "plot ", "unknown "};
    tenor_corpus *corpus;
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    for (size_t i = 0; i < 150; i++) {
        char text[512] = "";
        for (size_t k = 0; k < (i * 7) % 41; k++)
            strcat(text, words[(i + k * k) % 5]);
        add(corpus, text, i % 3 ? "正面" : "negative");
    }
    return corpus;
}

/* Against one text at a time. Returns how many texts get another label than the likeliest. */
static size_t check_scores(float *thresholds)
{
    tenor_model *model = fixture_model("gru");
    model->config.thresholds = thresholds;
    tenor_corpus *corpus = example();
    tenor_report *report;
    tenor_error error;
    ck_assert_int_eq(tenor_evaluate(model, corpus, 0, NULL, &report, &error), TENOR_OK);

    tenor_session *session;
    ck_assert_int_eq(tenor_session_new(model, NULL, &session), TENOR_OK);
    uint64_t counts[3][3] = {{0}};
    size_t right = 0;
    size_t changed = 0;
    size_t tokens = 0;
    double loss = 0;
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++) {
        float probabilities[3];
        const size_t actual = i % 3 ? 2 : 0;
        ck_assert_int_eq(tenor_classify(session, tenor_corpus_text(corpus, i), probabilities), TENOR_OK);
        const size_t predicted = tenor__prediction_label(probabilities, thresholds, 3);
        changed += predicted != tenor__prediction_label(probabilities, NULL, 3);
        counts[actual][predicted]++;
        right += predicted == actual;
        loss -= log((double)probabilities[actual]);
        tokens += (i * 7) % 41 < 20 ? (i * 7) % 41 : 20; /* the fixture's max_tokens */
    }
    tenor_session_free(session);

    const tenor_scores scores = *tenor_report_scores(report);
    ck_assert_uint_eq(scores.examples, 150);
    ck_assert_uint_eq(scores.tokens, tokens);
    ck_assert_double_gt(scores.seconds, 0.0);
    ck_assert_double_eq_tol(scores.accuracy, (double)right / 150, 1e-15);
    ck_assert_double_eq_tol(scores.loss, loss / 150, 1e-12);
    ck_assert_double_ge(scores.calibration_error, 0.0);
    ck_assert_double_le(scores.calibration_error, 1.0);
    ck_assert_uint_eq(tenor_report_bin_count(report), TENOR__CALIBRATION_BINS);
    double error_sum = 0;
    double right_sum = 0;
    size_t binned = 0;
    for (size_t i = 0; i < tenor_report_bin_count(report); i++) {
        const tenor_calibration_bin bin = *tenor_report_bin(report, i);
        ck_assert_double_eq_tol(bin.from, (double)i / 15, 1e-15);
        ck_assert_double_eq_tol(bin.to, (double)(i + 1) / 15, 1e-15);
        ck_assert(bin.examples == 0 ? bin.confidence == 0 && bin.accuracy == 0
                                    : bin.confidence > bin.from && bin.confidence <= bin.to);
        binned += bin.examples;
        right_sum += bin.accuracy * (double)bin.examples;
        error_sum += fabs(bin.accuracy - bin.confidence) * (double)bin.examples;
    }
    ck_assert_uint_eq(binned, 150);
    ck_assert_double_eq_tol(right_sum, (double)right, 1e-9);
    ck_assert_double_eq_tol(error_sum / 150, scores.calibration_error, 1e-12);
    size_t paired = 0;
    for (size_t i = 0; i < tenor_report_pair_count(report); i++) {
        const tenor_confusion_pair pair = tenor_report_pair(report, i);
        ck_assert_uint_eq(pair.examples, counts[pair.actual][pair.predicted]);
        ck_assert_uint_gt(pair.examples, 0);
        paired += pair.examples;
    }
    ck_assert_uint_eq(paired, 150);
    double sum = 0;
    size_t seen = 0;
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 3; k++)
            ck_assert_uint_eq(tenor_report_confusion(report, i, k), counts[i][k]);
        const tenor_label_scores label = *tenor_report_label(report, i);
        ck_assert_uint_eq(label.support, counts[i][0] + counts[i][1] + counts[i][2]);
        ck_assert_uint_eq(label.predicted, counts[0][i] + counts[1][i] + counts[2][i]);
        sum += label.f1;
        seen += label.support + label.predicted > 0;
    }
    ck_assert_double_eq_tol(scores.macro_f1, sum / (double)seen, 1e-15);
    tenor_report_free(report);
    tenor_corpus_free(corpus);
    model->config.thresholds = NULL;
    tenor_model_free(model);
    return changed;
}

START_TEST(scores_are_those_of_the_answers)
{
    ck_assert_uint_eq(check_scores(NULL), 0);
    ck_assert_uint_gt(check_scores((float[]){0.1f, 0.2f, 0.7f}), 0);
}
END_TEST

START_TEST(labels_are_the_models_and_outlive_it)
{
    tenor_model *model = fixture_model("rnn");
    tenor_corpus *corpus = example();
    tenor_report *report;
    ck_assert_int_eq(tenor_evaluate(model, corpus, 0, NULL, &report, NULL), TENOR_OK);
    tenor_model_free(model);
    tenor_corpus_free(corpus);
    const char *const names[] = {"negative", "neutral, \"so so\"", "正面"};
    ck_assert_uint_eq(tenor_report_label_count(report), 3);
    for (size_t i = 0; i < 3; i++) {
        const tenor_str label = tenor_report_label(report, i)->label;
        ck_assert_uint_eq(label.size, strlen(names[i]));
        ck_assert_mem_eq(label.data, names[i], label.size);
    }
    ck_assert_uint_eq(tenor_report_label(report, 1)->support, 0);
    tenor_report_free(report);
    tenor_report_free(NULL);
}
END_TEST

START_TEST(several_labels_a_text)
{
    tenor_model *model = fixture_model("gru");
    tenor_corpus *corpus;
    tenor_report *report;
    tenor_error error;
    static const char *const names[] = {"negative", "neutral, \"so so\"", "正面"};
    ck_assert_int_eq(tenor_corpus_new_multi_label(str("|"), NULL, &corpus, NULL), TENOR_OK);
    for (size_t i = 0; i < 80; i++) {
        tenor_str labels[3];
        size_t count = 0;
        for (size_t k = 0; k < 3; k++)
            if (i >> k & 1)
                labels[count++] = str(names[k]);
        ck_assert_int_eq(tenor_corpus_add_labels(corpus, str(i % 3 ? "a bad film" : "good food"), labels, count, NULL),
                         TENOR_OK);
    }
    ck_assert_int_eq(tenor_evaluate(model, corpus, 1, NULL, &report, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "several labels a text"));

    model->config.network.head = TENOR__HEAD_SIGMOID;
    ck_assert_int_eq(tenor_evaluate(model, corpus, 1, NULL, &report, &error), TENOR_OK);
    tenor_session *session;
    float p[2][3];
    size_t given[3];
    ck_assert_int_eq(tenor_session_new(model, NULL, &session), TENOR_OK);
    ck_assert_int_eq(tenor_classify(session, str("good food"), p[0]), TENOR_OK);
    ck_assert_int_eq(tenor_classify(session, str("a bad film"), p[1]), TENOR_OK);
    tenor_session_free(session);
    size_t exact = 0;
    double loss = 0;
    for (size_t i = 0; i < 80; i++) {
        size_t mask = 0;
        const size_t count = tenor_model_prediction(model, p[i % 3 != 0], given);
        for (size_t j = 0; j < count; j++)
            mask |= (size_t)1 << given[j];
        exact += mask == (i & 7);
        for (size_t k = 0; k < 3; k++)
            loss -= log(i >> k & 1 ? (double)p[i % 3 != 0][k] : 1 - (double)p[i % 3 != 0][k]);
    }
    const tenor_scores scores = *tenor_report_scores(report);
    ck_assert(tenor_report_multi_label(report));
    ck_assert_uint_eq(scores.examples, 80);
    ck_assert_double_eq(scores.accuracy, (double)exact / 80);
    ck_assert_double_eq_tol(scores.loss, loss / 240, 1e-9);
    ck_assert_double_le(scores.micro_f1, 1);
    ck_assert_uint_eq(tenor_report_label(report, 0)->support, 40);
    ck_assert_uint_eq(tenor_report_confusion(report, 0, 1), 0);
    ck_assert_uint_eq(tenor_report_pair_count(report), 0);
    tenor_report_free(report);
    tenor_corpus_free(corpus);

    /* A corpus with one label a text will do as well. */
    corpus = example();
    ck_assert_int_eq(tenor_evaluate(model, corpus, 1, NULL, &report, &error), TENOR_OK);
    ck_assert_uint_eq(tenor_report_label(report, 2)->support, 100);
    tenor_report_free(report);
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

START_TEST(a_label_the_model_lacks_is_an_error)
{
    tenor_model *model = fixture_model("rnn");
    tenor_corpus *corpus = example();
    add(corpus, "good", "neutral");
    tenor_report *report = (tenor_report *)corpus;
    tenor_error error;
    ck_assert_int_eq(tenor_evaluate(model, corpus, 0, NULL, &report, &error), TENOR_BAD_DATA);
    ck_assert_ptr_null(report);
    ck_assert_ptr_nonnull(strstr(error.message, "'neutral'"));
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

START_TEST(an_empty_corpus_scores_zero)
{
    tenor_model *model = fixture_model("rnn");
    tenor_corpus *corpus;
    tenor_report *report;
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    ck_assert_int_eq(tenor_evaluate(model, corpus, 0, NULL, &report, NULL), TENOR_OK);
    const tenor_scores scores = *tenor_report_scores(report);
    ck_assert_uint_eq(scores.examples, 0);
    ck_assert_double_eq(scores.accuracy, 0.0);
    ck_assert_double_eq(scores.loss, 0.0);
    tenor_report_free(report);
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

/* Enough texts for several rounds of every thread. */
START_TEST(threads_change_nothing)
{
    enum { TEXTS = 1500 };
    static const char *const words[] = {"good ", "bad ", "film ", "food ", "plot "};
    tenor_model *model = fixture_model("gru");
    tenor_corpus *corpus;
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    for (size_t i = 0; i < TEXTS; i++) {
        char text[64] = "";
        for (size_t k = 0; k < 1 + i % 7; k++)
            strcat(text, words[(i * 7 + k * k) % 5]);
        ck_assert_int_eq(tenor_corpus_add(corpus, str(text), tenor_model_label(model, i % 3), NULL), TENOR_OK);
    }
    tenor_scores want = {0};
    for (size_t threads = 1; threads <= 5; threads++) {
        tenor_report *report;
        ck_assert_int_eq(tenor_evaluate(model, corpus, threads, NULL, &report, NULL), TENOR_OK);
        tenor_scores scores = *tenor_report_scores(report);
        if (threads == 1)
            want = scores;
        ck_assert_uint_eq(scores.examples, TEXTS);
        ck_assert_uint_eq(scores.tokens, want.tokens);
        ck_assert(scores.accuracy == want.accuracy && scores.macro_f1 == want.macro_f1 && scores.loss == want.loss &&
                  scores.calibration_error == want.calibration_error);
        tenor_report_free(report);
    }
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

START_TEST(short_of_memory_fails_cleanly)
{
    tenor_model *model = fixture_model("rnn");
    tenor_corpus *corpus = example();
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_report *report;
        tenor_error error;
        status = tenor_evaluate(model, corpus, 0, &alloc, &report, &error);
        ck_assert(status == TENOR_OK || (status == TENOR_OUT_OF_MEMORY && !report && error.status == status));
        ck_assert(status != TENOR_OK || n > 8);
        tenor_report_free(report);
        ck_assert_uint_eq(memory.alive, 0);
    }
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

START_TEST(numbers_that_overflow_are_an_error)
{
    tenor_model *model = fixture_overflowing_model();
    tenor_corpus *corpus = example();
    tenor_report *report;
    tenor_error error;
    ck_assert_int_eq(tenor_evaluate(model, corpus, 0, NULL, &report, &error), TENOR_NOT_FINITE);
    ck_assert_ptr_null(report);
    ck_assert_int_eq(error.status, TENOR_NOT_FINITE);
    ck_assert_ptr_nonnull(strstr(error.message, "overflow"));
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

static const char *score(const tenor_model *model, const char *name)
{
    for (size_t i = 0; i < tenor_model_score_count(model); i++)
        if (tenor_str_is(tenor_model_score(model, i).name, name))
            return tenor_model_score(model, i).value.data;
    return NULL;
}

/* The scores of the last report recorded, saved and loaded. */
START_TEST(test_scores_are_recorded_in_the_model)
{
    tenor_model *model = fixture_model("gru");
    tenor_corpus *corpus = example();
    tenor_report *report;
    char accuracy[TENOR_NUMBER_SIZE] = "";
    ck_assert_int_eq(tenor_evaluate(model, corpus, 1, NULL, &report, NULL), TENOR_OK);
    tenor_number_write(tenor_report_scores(report)->accuracy, accuracy);
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(tenor_report_record(report, model, NULL), TENOR_OK);
    void *bytes;
    size_t size;
    tenor_model *loaded;
    ck_assert_int_eq(tenor_model_save_memory(model, NULL, &bytes, &size, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_model_load_memory(bytes, size, NULL, &loaded, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor_model_score_count(loaded), 5);
    ck_assert_str_eq(score(loaded, "dev_accuracy"), "0.8125");
    ck_assert_str_eq(score(loaded, "test_examples"), "150");
    ck_assert_str_eq(score(loaded, "test_accuracy"), accuracy);
    ck_assert(score(loaded, "test_macro_f1") && score(loaded, "test_loss") && !score(loaded, "test_micro_f1"));
    loaded->config.labels[1] = str("another");
    tenor_error error = {0};
    ck_assert_int_eq(tenor_report_record(report, loaded, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(error.status, TENOR_INVALID_ARGUMENT);
    tenor_model_free(loaded);
    free(bytes);
    tenor_report_free(report);
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

static bool add_to(const tenor_evaluated *evaluated, void *user)
{
    tenor_report **parts = user;
    ck_assert_int_eq(tenor_report_add(parts[0], evaluated), TENOR_OK);
    if (evaluated->example % 2 == 0)
        ck_assert_int_eq(tenor_report_add(parts[1], evaluated), TENOR_OK);
    return true;
}

/* All texts, added one by one, make the report of the corpus; half of them one of half as many. */
START_TEST(texts_are_added_one_by_one)
{
    tenor_model *model = fixture_model("gru");
    tenor_corpus *corpus = example();
    tenor_report *report;
    tenor_report *parts[2];
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(tenor_report_new(model, NULL, &parts[i]), TENOR_OK);
    ck_assert_int_eq(tenor_evaluate_each(model, corpus, 1, add_to, parts, NULL, &report, NULL), TENOR_OK);
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(tenor_report_finish(parts[i]), TENOR_OK);
    const tenor_scores *all = tenor_report_scores(report);
    const tenor_scores *same = tenor_report_scores(parts[0]);
    ck_assert_uint_eq(same->examples, all->examples);
    ck_assert_double_eq(same->accuracy, all->accuracy);
    ck_assert_double_eq(same->macro_f1, all->macro_f1);
    ck_assert_double_eq_tol(same->loss, all->loss, 1e-12);
    ck_assert_double_eq(same->accuracy_interval.from, all->accuracy_interval.from);
    for (size_t actual = 0; actual < 3; actual++)
        for (size_t predicted = 0; predicted < 3; predicted++)
            ck_assert_uint_eq(tenor_report_confusion(parts[0], actual, predicted),
                              tenor_report_confusion(report, actual, predicted));
    ck_assert_uint_eq(tenor_report_scores(parts[1])->examples, 75);
    for (size_t i = 0; i < 2; i++)
        tenor_report_free(parts[i]);
    tenor_report_free(report);
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

/* Fewer predictions are answered at a higher threshold, and what is said of a share is said of its threshold. */
START_TEST(coverage_falls_with_the_threshold)
{
    tenor_model *model = fixture_model("gru");
    tenor_corpus *corpus = example();
    tenor_report *report;
    ck_assert_int_eq(tenor_evaluate(model, corpus, 1, NULL, &report, NULL), TENOR_OK);
    const tenor_coverage all = tenor_report_coverage(report, 1);
    ck_assert_uint_eq(all.examples, 150);
    ck_assert_double_eq(all.coverage, 1);
    ck_assert_double_eq(all.accuracy, tenor_report_scores(report)->accuracy);
    double before = 0;
    for (int i = 1; i <= 10; i++) {
        const tenor_coverage at = tenor_report_coverage(report, 0.1 * i);
        ck_assert_double_ge(at.coverage, 0.1 * i - 1e-9);
        ck_assert_double_ge(at.coverage, before);
        ck_assert_double_le(at.accuracy_interval.from, at.accuracy);
        ck_assert_double_ge(at.accuracy_interval.to, at.accuracy);
        const tenor_coverage above = tenor_report_coverage_above(report, at.threshold);
        ck_assert_uint_eq(above.examples, at.examples);
        before = at.coverage;
    }
    ck_assert_uint_eq(tenor_report_coverage_above(report, 1).examples, 0);
    tenor_report_free(report);
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

CHECK_MAIN("eval/report", scores_are_those_of_the_answers, labels_are_the_models_and_outlive_it,
           a_label_the_model_lacks_is_an_error, several_labels_a_text, an_empty_corpus_scores_zero,
           threads_change_nothing, short_of_memory_fails_cleanly, test_scores_are_recorded_in_the_model,
           numbers_that_overflow_are_an_error, texts_are_added_one_by_one, coverage_falls_with_the_threshold)
