#include "check_main.h"
#include "eval/f1_variance.h"

typedef struct example {
    size_t actual[3];
    size_t actual_count;
    size_t predicted[3];
    size_t predicted_count;
} example;

static void check(const example *examples, size_t count, double macro, double micro)
{
    tenor__metrics metrics;
    ck_assert_int_eq(tenor__metrics_init(&metrics, 4, NULL), TENOR_OK);
    for (size_t i = 0; i < count; i++)
        tenor__metrics_add(&metrics, examples[i].actual, examples[i].actual_count, examples[i].predicted,
                           examples[i].predicted_count);
    tenor__f1_variance variance = tenor__f1_variance_begin(&metrics);
    for (size_t i = 0; i < count; i++)
        tenor__f1_variance_add(&variance, examples[i].actual, examples[i].actual_count, examples[i].predicted,
                               examples[i].predicted_count, 1);
    ck_assert_double_eq_tol(tenor__f1_variance_macro(&variance), macro, 1e-9);
    ck_assert_double_eq_tol(tenor__f1_variance_micro(&variance), micro, 1e-9);
    tenor__metrics_free(&metrics);
}

/* Expected: squared derivatives of the scores by the weight of each example, by central differences. */
START_TEST(one_label_a_text)
{
    static const size_t counts[2][3] = {{5, 1, 2}, {3, 4, 0}};
    example examples[15] = {0};
    size_t count = 0;
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < 3; k++)
            for (size_t n = 0; n < counts[i][k]; n++)
                examples[count++] = (example){{i}, 1, {k}, 1};
    /* Micro F1 is the accuracy, 9 of 15: 0.6 x 0.4 / 15. */
    check(examples, count, 0.0069104523, 0.016);
}
END_TEST

START_TEST(several_labels_a_text)
{
    static const example examples[] = {
        {{0}, 1, {0}, 1},       {{0, 1}, 2, {0}, 1}, {{1}, 1, {1, 2}, 2}, {{0}, 0, {2}, 1},
        {{0, 2}, 2, {0, 2}, 2}, {{1}, 1, {0}, 0},    {{2}, 1, {1}, 1},
    };
    check(examples, sizeof examples / sizeof *examples, 0.0142222222, 0.0202636719);
}
END_TEST

START_TEST(nothing_varies_where_all_is_right)
{
    static const example examples[] = {{{0}, 1, {0}, 1}, {{1}, 1, {1}, 1}};
    check(examples, 2, 0, 0);
    check(examples, 0, 0, 0);
}
END_TEST

CHECK_MAIN("eval/f1_variance", one_label_a_text, several_labels_a_text, nothing_varies_where_all_is_right)
